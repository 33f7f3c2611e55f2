"""A new dataset from one of its files: the declaration and the skeleton of a staging model.

What can be found in the file is found there (columns, their types, which of them names the
settlement, the year); the rest is what the caller says. Both are drafts for a person to read, and
good enough to be loaded, parsed and linted as they stand.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from pathlib import Path

import polars as pl
import yaml

from ingest.archive import digest
from ingest.errors import InputError
from ingest.fetch.addresses import check_url, declared_hosts
from ingest.parse.file import parse_file
from ingest.parse.raw import Understood, raw_folder
from ingest.source import ColumnType, Source, load_source
from orchestration.sources.look_at import Looked, look_at, parser_of

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


QUESTIONS = {
    "file": "A file of it, as its publisher issues it (.csv, .json, .xlsx, .xls)",
    "source_id": "A short name for it, in small Latin letters, digits and _ (as welfare_frames)",
    "title_he": "Its title in Hebrew",
    "title_en": "Its title in English",
    "publisher_he": "Who publishes it, in Hebrew",
    "publisher_en": "Who publishes it, in English",
    "licence_he": "Under which terms it may be used, in Hebrew",
    "licence_en": "Under which terms it may be used, in English",
    "homepage": "The page on which its publisher offers it (https://…)",
    "url": "The address of the file itself, if one is known (else Enter)",
}


def answered(
    wanted: Wanted, project: Path, ask: Callable[[str], str], complain: Callable[[str], None]
) -> Wanted:
    """The same with all that was not said, asked one by one; again where an answer will not do.

    Raises:
        InputError: something that was said before will not do.
    """
    _refuse_wrong(wanted, project)
    for key, question in QUESTIONS.items():
        while not getattr(wanted, key).strip():
            answer = replace(wanted, **{key: ask(question).strip()})
            try:
                _refuse_wrong(answer, project)
            except InputError as error:
                complain(str(error))
                continue
            wanted = answer
            if key == "url":
                break
    return wanted


def write_source(wanted: Wanted, project: Path) -> list[str]:
    """Write both files into a project.

    Returns:
        Lines that say what was found and written, and what to do next.

    Raises:
        InputError: something is not said, a file would be overwritten, or the file given cannot be
            read even by the declaration made from it. Nothing is written then.
    """
    _refuse_wrong(wanted, project)
    _refuse_unsaid(wanted)
    declaration, model = _written(wanted, project)
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
        _settlement_by(looked),
        *(f"  {kind:8} {column}" for column, kind in looked.types.items()),
        f"wrote {declaration}",
        f"wrote {model}",
        "read both, correct them, and say feeds_marts: true once a mart is made of it",
        f"thriving fetch {wanted.source_id} asks for the file"
        if wanted.url
        else f"to bring it in: put the file into inbox/{wanted.source_id}/ of the home, then"
        " thriving refresh --from live",
    ]


def _settlement_by(looked: Looked) -> str:
    if found := " and ".join(repr(one) for one in (looked.code, looked.name) if one):
        return f"settlement by {found}"
    unread = ": until then no row is read" if looked.parser == "workbook" else ""
    return f"no column looks like a settlement's: say under entity which one is{unread}"


def _written(wanted: Wanted, project: Path) -> tuple[Path, Path]:
    """Where the declaration and the model are written."""
    model = project / "dbt_project" / "models" / "staging" / f"stg_{wanted.source_id}__rows.sql"
    return project / "ingest" / "sources" / f"{wanted.source_id}.yml", model


def _refuse_wrong(wanted: Wanted, project: Path) -> None:
    """What is wrong of what was said, before anybody is sent for the rest."""
    if wanted.source_id.strip() and not re.fullmatch(r"[a-z][a-z0-9_]*", wanted.source_id):
        raise InputError(
            "source new",
            place="--id",
            found=wanted.source_id,
            expected="small Latin letters, digits and _, a letter first",
            do="choose a name such as welfare_frames: files, folders and models are called by it",
        )
    for path in _written(wanted, project):
        if wanted.source_id.strip() and path.exists():
            raise InputError(
                str(path),
                found="a file of that name",
                expected="none: nothing is overwritten",
                do="choose another --id, or edit the file",
            )
    if wanted.file.strip():
        parser_of(Path(wanted.file).expanduser())
    if wanted.url:
        hosts = declared_hosts([wanted.url], ())
        check_url(wanted.url, hosts, place=f"{wanted.source_id}/url", loopback=False)
    if wanted.homepage.strip() and not wanted.homepage.startswith(("https://", "http://")):
        raise InputError(
            "source new",
            place="--homepage",
            found=wanted.homepage,
            expected="an address that begins with https://",
            do="give the page on which the publisher offers the file",
        )


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


def _said(wanted: Wanted, field: object) -> bool:
    return bool(getattr(wanted, getattr(field, "name", "")).strip())


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
