"""Plain tables: delimited text in any encoding met, CKAN answers, GeoJSON features."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ingest.errors import InputError
from ingest.parse.columns import check_columns, checked, types_by_position
from ingest.parse.grid import add_rows_table
from ingest.parse.headers import Grid
from ingest.parse.raw import RawFile
from ingest.parse.stream import bad_json, decoded_text, encoding_of, read_records, too_deep
from ingest.source import Table

Rows = Callable[[], Iterator[Sequence[object]]]
"""The rows of a table from its header on, as often as they are asked for."""


def parse_csv(path: Path, name: str, tables: tuple[Table, ...]) -> RawFile:
    """Read delimited text.

    Raises:
        InputError: as ``csv_rows``, or a table that is not what was declared.
    """
    return _from_rows(partial(csv_rows, path, name), name, tables[0], "", unit="line")


def csv_rows(path: Path, name: str) -> Iterator[list[str]]:
    """The lines of delimited text; line ends may be CRLF, LF or CR alone, cells padded.

    Raises:
        InputError: an unknown encoding, or a line with more or fewer cells than the header.
    """
    with path.open(encoding=encoding_of(path, name), newline="") as file:
        reader = csv.reader(file, strict=True)
        width: int | None = None
        try:
            for number, cells in enumerate(reader, start=1):
                row = [cell.strip() for cell in cells]
                width = len(row) if width is None else width
                _check_width(row, width, number, name)
                yield row
        except csv.Error as error:
            raise InputError(
                name,
                place=f"line {reader.line_num}",
                found=f"text that is no table ({error})",
                expected="cells between commas, quotes closed",
                do="look for a quotation mark that is not closed",
            ) from error


def _check_width(row: list[str], width: int, number: int, name: str) -> None:
    if len(row) > width and any(row[width:]):
        raise InputError(
            name,
            place=f"line {number}",
            found=f"{len(row)} cells",
            expected=f"{width}, as the header has",
            do="look for a comma inside a name that is not quoted",
        )
    if len(row) < width and any(row):
        raise InputError(
            name,
            place=f"line {number}",
            found=f"{len(row)} cells",
            expected=f"{width}, as the header has",
            do="the file may have been cut: fetch it again from its publisher",
        )


def parse_ckan(path: Path, name: str, tables: tuple[Table, ...]) -> RawFile:
    """Read a ``datastore_search`` answer, whole or only its ``records``.

    Raises:
        InputError: as ``records_rows``, or a table that is not what was declared.
    """
    rows = partial(records_rows, path, name, _fields(read_records(path, name)))
    return _from_rows(rows, name, tables[0], "records", unit="record")


def records_rows(path: Path, name: str, fields: list[str]) -> Iterator[Sequence[object]]:
    """The fields, and the records of an answer as rows of them.

    Raises:
        InputError: as ``read_records``.
    """
    yield fields
    for record in read_records(path, name):
        yield [_plain(record.get(field)) for field in fields]


def records_grid(path: Path, name: str) -> Grid:
    """All records of an answer as a header and rows.

    Raises:
        InputError: as ``read_records``.
    """
    return list(records_rows(path, name, _fields(read_records(path, name))))


def parse_geojson(path: Path, name: str, tables: tuple[Table, ...]) -> RawFile:
    """Read the properties of each feature, its extent, and its shape as the text ``outline``.

    Raises:
        InputError: no feature collection.
    """
    content = _json(path, name)
    features = content.get("features") if isinstance(content, dict) else None
    if not features:
        raise InputError(name, found="no features", expected="a GeoJSON feature collection")
    records = [
        {**feature.get("properties", {}), **_extent_and_outline(feature.get("geometry"))}
        for feature in features
    ]
    fields = _fields(records)
    grid = [fields, *([_plain(record.get(field)) for field in fields] for record in records)]
    return _from_rows(lambda: iter(grid), name, tables[0], "features", unit="record")


def _fields(records: Iterable[dict[str, Any]]) -> list[str]:
    """The fields that any of the records has, as they are met."""
    fields: dict[str, None] = {}
    for record in records:
        if not record.keys() <= fields.keys():
            fields |= dict.fromkeys(record)
    return list(fields)


def _from_rows(rows: Rows, name: str, table: Table, sheet: str, *, unit: str) -> RawFile:
    """The raw tables of a header and its rows; of records it is certain that the header is one."""
    types = {}
    if table.columns:
        header = [str(field) for field in next(rows(), [])]
        check_columns(header, table, name)
        types = types_by_position(header, table)
    raw = RawFile()
    add_rows_table(
        raw,
        _counted(checked(rows(), types, table, name, unit), raw),
        table,
        sheet,
        name,
        header_is_first=unit == "record" or bool(table.columns) or table.entity is None,
        words=frozenset(col for col, kind in types.items() if kind in ("text", "date")),
    )
    return raw


def _counted(rows: Iterable[Sequence[object]], raw: RawFile) -> Iterator[Sequence[object]]:
    """The rows as they come, their filled cells counted."""
    for row in rows:
        raw.nonblank += len(row) - sum(cell is None or cell == "" for cell in row)
        yield row


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def _extent_and_outline(geometry: Any) -> dict[str, float | str]:
    """Bounding box in degrees (WGS84) and its middle, from whatever depth of coordinates.

    The outline is the geometry of GeoJSON itself: every point as the publisher wrote it.
    """
    longitudes: list[float] = []
    latitudes: list[float] = []
    pending = [(geometry or {}).get("coordinates") or []]
    while pending:
        item = pending.pop()
        if len(item) >= 2 and isinstance(item[0], int | float):
            longitudes.append(item[0])
            latitudes.append(item[1])
        else:
            pending.extend(item)
    if not longitudes:
        return {}
    west, east, south, north = min(longitudes), max(longitudes), min(latitudes), max(latitudes)
    return {
        "west": west,
        "east": east,
        "south": south,
        "north": north,
        "longitude": round((west + east) / 2, 6),
        "latitude": round((south + north) / 2, 6),
        "outline": json.dumps(geometry, ensure_ascii=False, separators=(",", ":")),
    }


def _json(path: Path, name: str) -> Any:
    try:
        return json.loads(decoded_text(path, name))
    except json.JSONDecodeError as error:
        raise bad_json(error, name) from error
    except RecursionError as error:
        raise too_deep(name) from error
