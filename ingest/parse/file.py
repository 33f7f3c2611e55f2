"""One archived file → its raw tables in the cache, whatever its format."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

from ingest.editions import edition_of, stamp_of
from ingest.errors import InputError
from ingest.parse.guard import check_bytes
from ingest.parse.raw import RawFile, Understood, known_reading, raw_folder, write_raw
from ingest.parse.records import parse_ckan, parse_csv, parse_geojson
from ingest.parse.workbook import parse_workbook
from ingest.programmes.parse import parse_form
from ingest.source import Source
from ingest.survey.parse import parse_wave

SYNTHETIC_MARK = "SYNTHETIC DATA"
"""What each workbook of the sample says of itself, in a cell."""


def parse_file(source: Source, path: Path, name: str, sha256: str, home: Path) -> Understood:
    """Parse a file once for its bytes and the parser's version; later calls read the report.

    Raises:
        InputError: anything wrong with the file; nothing is left in the cache then.
    """
    if known := known_reading(home, source, sha256):
        return known
    if source.parser == "survey":
        return parse_wave(source, path, name, sha256, home)
    if source.parser == "programme":
        return parse_form(source, path, name, sha256, home)
    folder = raw_folder(home, source, sha256)
    check_bytes(path, name, source.min_bytes)
    raw = _parse(source, path, name)
    texts = raw.texts()
    edition, year = edition_of(source.edition, name, texts)
    understood = Understood(
        source_id=source.source_id,
        sha256=sha256,
        name=name,
        edition=edition,
        edition_year=year,
        stamp=stamp_of(name, (note[3] for note in raw.notes)),
        table_ids=tuple(dict.fromkeys(table[1] for table in raw.tables)),
        rows=raw.count("rows"),
        cells=raw.count("cells"),
        notes=len(raw.notes),
        nonblank=raw.nonblank,
        unmatched_sheets=tuple(raw.unmatched_sheets),
        says_synthetic=any(SYNTHETIC_MARK in note[3] for note in raw.notes),
    )
    write_raw(folder, raw, understood)
    return understood


def _parse(source: Source, path: Path, name: str) -> RawFile:
    tables = tuple(table for table in source.tables if fnmatch(name.lower(), table.files.lower()))
    if not tables:
        raise InputError(
            name,
            found="a file that no table of the declaration is for",
            expected="a name that matches "
            + " or ".join(sorted({table.files for table in source.tables})),
            do=f"rename the file, or declare it in {source.source_id}.yml",
        )
    suffix = path.suffix.lower()
    tabular = tuple(table for table in tables if table.layout in ("rows", "records"))
    if suffix == ".csv" and tabular:
        return parse_csv(path, name, tabular)
    if suffix in (".xls", ".xlsx"):
        return parse_workbook(path, name, tables)
    if suffix == ".json":
        return parse_ckan(path, name, tables)
    return parse_geojson(path, name, tables)
