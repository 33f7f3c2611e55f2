"""The raw layer: what a file holds, cell by cell, with its place, before anyone gives it a meaning.

Five small Parquet tables for each file, keyed by ``table_no``: ``tables`` (one row a table found),
``columns`` (header path of each column), ``rows`` (of whom each row speaks), ``cells`` (every
non-blank cell of the data) and ``notes`` (every non-blank cell that is none of these: titles,
footnotes, comments, whole sheets of explanations). Nothing of a file is outside them.
"""

from __future__ import annotations

import errno
import hashlib
import io
import json
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.source import Source

if TYPE_CHECKING:
    import polars as pl

PARSER_VERSION = 7
"""Raised whenever a parser reads the same bytes differently, so that caches are not believed."""

SEEDS = Path(__file__).parents[2] / "seeds"
FORM_LISTS = ("codes.csv", "indicators.csv", "programmes.csv", "settlement_aliases.csv")
"""Seeds that filled forms are checked against."""

PACKED_AT = 500_000
"""Cells of a file that are held as objects, at most: some 150 MB."""

SCHEMAS: dict[str, dict[str, str]] = {
    "tables": {
        "table_no": "Int32",
        "table_id": "String",
        "sheet": "String",
        "codes": "String",
        "kind": "String",
        "blank_status": "String",
        "default_period": "String",
        "default_year": "Int32",
        "first_row": "Int32",
        "last_row": "Int32",
    },
    "columns": {
        "table_no": "Int32",
        "col": "Int32",
        "place": "String",
        "header_path": "String",
        "header": "String",
        "period_label": "String",
        "group_period_label": "String",
        "period_year": "Int32",
        "group_period_year": "Int32",
        "in_thousands": "Boolean",
        "is_key": "Boolean",
    },
    "rows": {
        "table_no": "Int32",
        "row_no": "Int32",
        "role": "String",
        "code_text": "String",
        "name_text": "String",
        "area_text": "String",
        "council_text": "String",
        "status_text": "String",
        "population_group": "String",
    },
    "cells": {
        "table_no": "Int32",
        "row_no": "Int32",
        "col": "Int32",
        "cell": "String",
        "text": "String",
        "value": "Float64",
        "value_status": "String",
    },
    "notes": {
        "sheet": "String",
        "cell": "String",
        "note_kind": "String",
        "text": "String",
    },
}


def reading_of(source: Source) -> str:
    """The version of the parser together with what it is told to read, as a short name."""
    told = source.model_dump_json(include={"parser", "edition", "tables", "min_bytes"})
    shape = json.dumps({name: list(schema) for name, schema in SCHEMAS.items()})
    agreed = _agreed_of_forms() if source.parser == "programme" else b""
    digest = hashlib.sha256((told + shape).encode() + agreed).hexdigest()
    return f"v{PARSER_VERSION}-{digest[:8]}"


@cache
def _agreed_of_forms() -> bytes:
    """What filled forms are checked against: declarations, lists, and the rules themselves."""
    rules = sorted((Path(__file__).parents[1] / "programmes").rglob("*.*"))
    lists = [SEEDS / name for name in FORM_LISTS]
    return b"".join(
        hashlib.sha256(path.read_bytes()).digest()
        for path in (*rules, *lists)
        if path.suffix in (".py", ".yml", ".csv")
    )


@dataclass
class RawFile:
    """What a parser found in one file, as rows of the five raw tables.

    Of a large file ``rows`` and ``cells`` hold the last of them alone; those before are packed.
    """

    tables: list[tuple[Any, ...]] = field(default_factory=list)
    columns: list[tuple[Any, ...]] = field(default_factory=list)
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    cells: list[tuple[Any, ...]] = field(default_factory=list)
    notes: list[tuple[Any, ...]] = field(default_factory=list)
    unmatched_sheets: list[str] = field(default_factory=list)
    nonblank: int = 0
    _packed: dict[str, list[bytes]] = field(default_factory=dict)
    _packed_rows: dict[str, int] = field(default_factory=dict)

    def set_aside_what_is_much(self) -> None:
        """Pack rows and cells as Parquet: a hundredth of what they take as objects."""
        if len(self.cells) < PACKED_AT:
            return
        for name in ("rows", "cells"):
            parquet = io.BytesIO()
            _frame(self, name).write_parquet(parquet, compression="zstd", compression_level=1)
            self._packed_rows[name] = self.count(name)
            self._packed.setdefault(name, []).append(parquet.getvalue())
            getattr(self, name).clear()

    def packed(self, name: str) -> list[bytes]:
        """What was set aside of one of the tables, in order."""
        return self._packed.get(name, [])

    def count(self, name: str) -> int:
        """How many rows of one of the tables were found, packed or not."""
        return self._packed_rows.get(name, 0) + len(getattr(self, name))

    def texts(self) -> list[str]:
        """Titles, headers and notes, in which an edition or a stamp may be named."""
        return [note[3] for note in self.notes] + [column[3] for column in self.columns]


@dataclass(frozen=True)
class Understood:
    """What is known of a parsed file; ``stamp`` is the publisher's own date of revision."""

    source_id: str
    sha256: str
    name: str
    edition: str
    edition_year: int | None
    stamp: str | None
    table_ids: tuple[str, ...]
    rows: int
    cells: int
    notes: int
    nonblank: int
    unmatched_sheets: tuple[str, ...]
    says_synthetic: bool = False

    @property
    def vintage(self) -> str:
        """The edition, with the publisher's date of revision where there is one."""
        return f"{self.edition}-r{self.stamp}" if self.stamp else self.edition


def raw_folder(home: Path, source: Source, sha256: str) -> Path:
    """Where the raw tables of one file stand, for this reading of it."""
    return home / "raw" / source.source_id / f"{sha256[:16]}-{reading_of(source)}"


def respondents_file(home: Path, source: Source, sha256: str) -> Path:
    """Where the answers of a survey wave stand, for this reading of it: under the archive."""
    folder = home / "archive" / "respondents" / source.source_id
    return folder / f"{raw_folder(home, source, sha256).name}.parquet"


def known_reading(home: Path, source: Source, sha256: str) -> Understood | None:
    """The report of a file that was parsed before and all of whose parts are still there."""
    if source.parser == "survey" and not respondents_file(home, source, sha256).exists():
        return None
    return read_report(raw_folder(home, source, sha256))


def write_raw(folder: Path, raw: RawFile, understood: Understood) -> None:
    """Write the five tables and, last, the report whose presence says that they are whole."""
    import polars as pl  # only whoever writes needs it; reports are read by commands in a hurry

    folder.mkdir(parents=True, exist_ok=True)
    try:
        _write_tables(folder, raw, understood)
    except pl.exceptions.PolarsError as error:
        # The engine reports a full disk as an error of its computation.
        raise OSError(errno.EIO, f"cannot be written ({error})", str(folder)) from error
    partial = folder / "report.json.part"
    partial.write_text(json.dumps(asdict(understood), ensure_ascii=False, indent=1), "utf-8")
    partial.replace(folder / "report.json")


def _write_tables(folder: Path, raw: RawFile, understood: Understood) -> None:
    import polars as pl

    for name in SCHEMAS:
        parts = [pl.scan_parquet(io.BytesIO(packed)) for packed in raw.packed(name)]
        pl.concat([*parts, _frame(raw, name).lazy()]).select(
            pl.lit(understood.source_id).alias("source_id"),
            pl.lit(understood.sha256).alias("sha256"),
            pl.all(),
        ).sink_parquet(folder / f"{name}.parquet", compression="zstd", compression_level=1)


def _frame(raw: RawFile, name: str) -> pl.DataFrame:
    import polars as pl

    types = {column: getattr(pl, kind) for column, kind in SCHEMAS[name].items()}
    frame = pl.DataFrame(getattr(raw, name), schema=types, orient="row")
    return frame.sort("table_no", "col", "row_no") if name == "cells" else frame


def read_report(folder: Path) -> Understood | None:
    """The report of a file parsed before, or ``None`` if it was not, or not wholly."""
    try:
        content = json.loads((folder / "report.json").read_text("utf-8"))
    except FileNotFoundError:
        return None
    content["table_ids"] = tuple(content["table_ids"])
    content["unmatched_sheets"] = tuple(content["unmatched_sheets"])
    return Understood(**content)
