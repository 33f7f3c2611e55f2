"""Plain tables: delimited text in any encoding met, CKAN answers, GeoJSON features."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from ingest.errors import InputError
from ingest.parse.columns import check_columns, check_types, types_by_position
from ingest.parse.grid import add_rows_table
from ingest.parse.headers import Grid
from ingest.parse.raw import RawFile
from ingest.source import Table

ENCODINGS = ("utf-8-sig", "cp1255")
"""Tried strictly in this order: Hebrew in cp1255 is never valid UTF-8."""


def parse_csv(path: Path, name: str, tables: tuple[Table, ...]) -> RawFile:
    """Read delimited text.

    Raises:
        InputError: as ``csv_grid``, or a table that is not what was declared.
    """
    return _from_grid(csv_grid(path, name), name, tables[0], "", unit="line")


def csv_grid(path: Path, name: str) -> Grid:
    """The lines of delimited text; line ends may be CRLF, LF or CR alone, cells padded.

    Raises:
        InputError: an unknown encoding, or a line with more or fewer cells than the header.
    """
    text = decoded_text(path, name)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        grid: list[list[str]] = [[cell.strip() for cell in row] for row in reader]
    except csv.Error as error:
        raise InputError(
            name,
            place=f"line {reader.line_num}",
            found=f"text that is no table ({error})",
            expected="cells between commas, quotes closed",
            do="look for a quotation mark that is not closed",
        ) from error
    width = len(grid[0]) if grid else 0
    for number, row in enumerate(grid, start=1):
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
    return list(grid)


def parse_ckan(path: Path, name: str, tables: tuple[Table, ...]) -> RawFile:
    """Read a ``datastore_search`` answer, whole or only its ``records``.

    Raises:
        InputError: as ``records_grid``, or a table that is not what was declared.
    """
    return _from_grid(records_grid(path, name), name, tables[0], "records", unit="record")


def records_grid(path: Path, name: str) -> Grid:
    """The records of an answer as a header and rows.

    Raises:
        InputError: no JSON, an answer that says it failed, or no records.
    """
    content = _json(path, name)
    if isinstance(content, dict):
        if content.get("success") is False:
            raise InputError(
                name,
                found=f"an answer that failed: {content.get('error')}",
                expected="success: true",
                do="ask the portal again",
            )
        result = content.get("result", content)
        content = result.get("records") if isinstance(result, dict) else None
    if (
        not isinstance(content, list)
        or not content
        or not all(isinstance(record, dict) for record in content)
    ):
        raise InputError(name, found="no records", expected="a list of records")
    return _as_grid(content)


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
    return _from_grid(_as_grid(records), name, tables[0], "features", unit="record")


def _as_grid(records: list[dict[str, Any]]) -> Grid:
    fields = list(dict.fromkeys(key for record in records for key in record))
    return [fields, *([_plain(record.get(field)) for field in fields] for record in records)]


def _from_grid(grid: Grid, name: str, table: Table, sheet: str, *, unit: str) -> RawFile:
    """The raw tables of a header and its rows; of records it is certain that the header is one."""
    types = {}
    if table.columns:
        header = [str(field) for field in grid[0]] if grid else []
        check_columns(header, table, name)
        types = types_by_position(header, table)
        check_types(grid, types, table, name, unit)
    raw = RawFile(nonblank=sum(1 for row in grid for cell in row if cell not in ("", None)))
    add_rows_table(
        raw,
        grid,
        table,
        sheet,
        name,
        header_is_first=unit == "record" or bool(table.columns) or table.entity is None,
        words=frozenset(col for col, kind in types.items() if kind in ("text", "date")),
    )
    return raw


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


def decoded_text(path: Path, name: str) -> str:
    """A file's text, in the first of ``ENCODINGS`` in which its bytes are valid.

    Raises:
        InputError: in none.
    """
    content = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(
        name,
        found="bytes that are valid in none of " + ", ".join(ENCODINGS),
        expected="text in one of them",
        do="ask the publisher for the encoding and save the file as UTF-8",
    )


def _json(path: Path, name: str) -> Any:
    try:
        return json.loads(decoded_text(path, name))
    except json.JSONDecodeError as error:
        raise InputError(
            name,
            place=f"line {error.lineno}, column {error.colno}",
            found=error.msg,
            expected="JSON",
            do="fetch it again: the answer was cut or is a web page",
        ) from error
    except RecursionError as error:
        raise InputError(name, found="JSON nested beyond reason", expected="records") from error
