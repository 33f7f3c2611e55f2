"""A new dataset from one of its files: the declaration and the skeleton of a staging model.

What can be found in the file is found there (columns, their types, which of them names the
settlement, the year); the rest is what the caller says. Both are drafts for a person to read, and
good enough to be loaded, parsed and linted as they stand.
"""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import dataclass, fields
from pathlib import Path

import polars as pl
import yaml

from ingest.archive import digest
from ingest.errors import InputError
from ingest.parse.columns import type_of
from ingest.parse.file import parse_file
from ingest.parse.guard import check_bytes
from ingest.parse.headers import Grid, text_of
from ingest.parse.raw import Understood, raw_folder
from ingest.parse.records import csv_rows, records_grid
from ingest.parse.values import clean, says_value
from ingest.parse.workbook import first_sheet
from ingest.source import ColumnType, Source, load_source

PARSERS = {".csv": "csv", ".json": "ckan", ".xlsx": "workbook", ".xls": "workbook"}
SEARCH_ROWS = 25
MIN_BYTES = 64
CODE = re.compile(r"(?i)סמל|קוד|code|symbol|semel")
NAME = re.compile(r"(?i)שם|name|יישוב|ישוב|רשות|city|locality")
PLACE = re.compile(r"(?i)יי?שוב|רשות|עיר|localit|city|settlement|yeshuv|authorit")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class Wanted:
    """What the caller says of a dataset; ``url`` may be empty, nothing else."""

    file: str
    source_id: str
    title_he: str
    title_en: str
    publisher_he: str
    publisher_en: str
    licence_he: str
    licence_en: str
    homepage: str
    url: str = ""


@dataclass(frozen=True)
class Looked:
    """What was found in a file: its header, types by column, and who names the settlement."""

    parser: str
    header: list[str]
    types: dict[str, ColumnType]
    code: str | None
    name: str | None


def write_source(wanted: Wanted, project: Path) -> list[str]:
    """Write both files into a project.

    Returns:
        Lines that say what was found and written, and what to do next.

    Raises:
        InputError: something is not said, a file would be overwritten, or the file given cannot be
            read even by the declaration made from it. Nothing is written then.
    """
    _refuse_unsaid(wanted)
    declaration = project / "ingest" / "sources" / f"{wanted.source_id}.yml"
    model = project / "dbt_project" / "models" / "staging" / f"stg_{wanted.source_id}__rows.sql"
    for path in (declaration, model):
        if path.exists():
            raise InputError(
                str(path),
                found="a file of that name",
                expected="none: nothing is overwritten",
                do="choose another --id, or edit the file",
            )
    file = Path(wanted.file).expanduser()
    looked = look_at(file)
    text = declaration_text(wanted, looked, file)
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / declaration.name
        draft.write_text(text, "utf-8")
        source = load_source(draft)
        understood, columns = _try(source, file, Path(folder))
    declaration.write_text(text, "utf-8")
    model.write_text(model_text(wanted, columns, looked.types), "utf-8")
    return [
        f"{file.name}: {understood.rows:,} rows, {understood.cells:,} cells,"
        f" edition {understood.edition}",
        "settlement by "
        + (" and ".join(repr(one) for one in (looked.code, looked.name) if one) or "no column"),
        *(f"  {kind:8} {column}" for column, kind in looked.types.items()),
        f"wrote {declaration}",
        f"wrote {model}",
        "read both, correct them, and say feeds_marts: true once a mart is made of it",
    ]


def _refuse_unsaid(wanted: Wanted) -> None:
    unsaid = [
        field.name for field in fields(wanted) if field.name != "url" and not _said(wanted, field)
    ]
    if unsaid:
        flags = {"source_id": "id"}
        raise InputError(
            "source new",
            found="nothing said of " + ", ".join(name.replace("_", " ") for name in unsaid),
            expected=" ".join(f"--{flags.get(name, name).replace('_', '-')} …" for name in unsaid),
            do="give these flags, or call it where it can ask",
        )
    if not re.fullmatch(r"[a-z][a-z0-9_]*", wanted.source_id):
        raise InputError(
            "source new",
            place="--id",
            found=wanted.source_id,
            expected="small Latin letters, digits and _, a letter first",
        )


def _said(wanted: Wanted, field: object) -> bool:
    return bool(getattr(wanted, getattr(field, "name", "")).strip())


def look_at(file: Path) -> Looked:
    """Header, types and settlement columns of a file.

    Raises:
        InputError: no such file, a kind nobody reads, or no header in it.
    """
    parser = PARSERS.get(file.suffix.lower())
    if parser is None or not file.is_file():
        raise InputError(
            str(file),
            found="no such file" if parser else f"a file of kind {file.suffix or '(none)'}",
            expected="a file that is there and ends in " + ", ".join(PARSERS),
        )
    check_bytes(file, file.name, MIN_BYTES)
    if parser == "workbook":
        grid = _below_titles(first_sheet(file, file.name), file.name)
    else:
        rows = csv_rows(file, file.name) if parser == "csv" else records_grid(file, file.name)
        grid = list(rows)
    header = [clean(text_of(cell)) if cell is not None else "" for cell in grid[0]]
    types = {
        label: type_of([row[col] for row in grid[1:] if col < len(row)])
        for col, label in enumerate(header)
        if label
    }
    places = [label for label in types if PLACE.search(label)]
    code = next((label for label in places if CODE.search(label)), None)
    name = next(
        (label for label in places if label != code and NAME.search(label)),
        None,
    )
    return Looked(parser, header, types, code, name)


def _below_titles(grid: Grid, name: str) -> Grid:
    """A sheet from its first row of labels on that stands right above a row with figures."""
    for number, row in enumerate(grid[:SEARCH_ROWS]):
        labels = [cell for cell in row if isinstance(cell, str) and cell.strip()]
        below = grid[number + 1] if number + 1 < len(grid) else []
        if len(labels) >= 2 and sum(says_value(cell) for cell in below) >= 2:
            return grid[number:]
    raise InputError(
        name,
        found=f"no row of labels above a row of figures in the first {SEARCH_ROWS} rows",
        expected="a table with a header",
        do="declare it by hand: see CONTRIBUTING.md",
    )


def declaration_text(wanted: Wanted, looked: Looked, file: Path) -> str:
    """The YAML of a declaration, in the order in which declarations are written."""
    table: dict[str, object] = {"id": "rows"}
    if looked.parser == "workbook":
        table["required"] = True
    else:
        table["layout"] = "records"
    entity = {
        key: f"^{re.escape(label)}$".replace(r"\ ", " ")
        for key, label in (("code", looked.code), ("name", looked.name))
        if label
    }
    if entity:
        table |= {"entity": entity, "codes": "locality", "kind": "locality"}
    elif looked.parser == "workbook":
        table = {"id": "rows", "layout": "notes"}
    if looked.parser != "workbook":
        table["columns"] = dict(looked.types)
    edition: dict[str, object] = {"prefix": f"{wanted.source_id}-"}
    if YEAR.search(file.name):
        edition["name"] = [r"(?<!\d)(?P<year>(?:19|20)\d\d)(?!\d)"]
    else:
        edition["undated"] = True
    fetch: dict[str, object] = {"kind": "manual", "why": "no address is declared yet"}
    if wanted.url:
        fetch = {"kind": "http", "files": [{"url": wanted.url, "name": file.name}]}
    content = {
        "source_id": wanted.source_id,
        "title": {"he": wanted.title_he, "en": wanted.title_en},
        "publisher": {"he": wanted.publisher_he, "en": wanted.publisher_en},
        "licence": {"he": wanted.licence_he, "en": wanted.licence_en},
        "homepage": wanted.homepage,
        "verified_live": False,
        "feeds_marts": False,
        "freshness": None,
        "fetch": fetch,
        "files": [f"*{file.suffix.lower()}"],
        "edition": edition,
        "parser": looked.parser,
        "tables": [table],
    }
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100)


def _try(source: Source, file: Path, folder: Path) -> tuple[Understood, pl.DataFrame]:
    """Read the file by its new declaration, as a refresh will."""
    sha256 = digest(file)
    understood = parse_file(source, file, file.name, sha256, folder)
    columns = pl.read_parquet(raw_folder(folder, source, sha256) / "columns.parquet")
    return understood, columns


def model_text(wanted: Wanted, columns: pl.DataFrame, types: dict[str, ColumnType]) -> str:
    """A staging model: a column for each of the file's, to be named and chosen by a person."""
    selected: list[str] = []
    for place, header in columns.select("place", "header").unique(maintain_order=True).rows():
        if not header:
            continue
        name = _column_name(header, place, {line.rsplit(" ", 1)[1] for line in selected})
        kind = types.get(header, "text")
        if kind in ("number", "integer"):
            pattern = re.sub(r"[^\w ]", ".", header)
            value = f"{{{{ value_under('^{pattern}$') }}}}"
        else:
            value = "{{ text_under(" + json.dumps(header.replace("'", "''"), ensure_ascii=False)
            value += ") }}"
        selected.append(f"    {value} as {name}")
    source = f"source_id = '{wanted.source_id}'"
    body = ",\n".join(selected)
    return f"""{{{{ config(materialized='view') }}}}
-- {_remark(wanted.title_en)}: one row for each row of the newest edition, in its own words.
-- A draft: give the columns the names of what they mean, cast them, and drop what nobody needs.
with cells as (
    select * from {{{{ source('raw', 'cells') }}}}
    where {source}
),

columns as (
    select * from {{{{ source('raw', 'columns') }}}}
    where {source}
),

newest as (
    select sha256 from {{{{ source('raw', 'files') }}}}
    where {source}
    order by vintage_rank desc
    limit 1
)

select
    rows.sha256,
    rows.table_no,
    rows.row_no,
    rows.settlement_code,
{body}
from {{{{ ref('stg_rows') }}}} as rows
inner join newest on rows.sha256 = newest.sha256
inner join cells
    on rows.sha256 = cells.sha256 and rows.table_no = cells.table_no and rows.row_no = cells.row_no
inner join columns
    on
        cells.sha256 = columns.sha256
        and cells.table_no = columns.table_no
        and cells.col = columns.col
where rows.{source}
group by rows.sha256, rows.table_no, rows.row_no, rows.settlement_code
"""


def _remark(text: str) -> str:
    """Words that may stand in a comment of a template: on one line, and no template themselves."""
    return re.sub(r"[{}%#]", "", " ".join(text.split()))


def _column_name(header: str, place: str, taken: set[str]) -> str:
    """The header itself where it is a plain Latin name, else the column's place."""
    plain = re.sub(r"\W+", "_", header.lower()).strip("_")
    fits = re.fullmatch(r"[a-z][a-z0-9_]*", plain) and plain not in taken
    return f"{plain}_as_written" if fits else f"column_{place.lower()}"
