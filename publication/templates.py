"""Make the forms of a settlement: what the published warehouse knows of it, as Excel to go on with.

Every form holds the settlement's own rows that are in force, and suggests the bodies and titles
that its other forms name. A file that people may have filled is never written over.
"""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from ingest.errors import InputError
from ingest.programmes.choices import SEEDS
from ingest.programmes.form import Form, load_forms, sheets
from ingest.programmes.layout import Place, write_form
from publication.publish import SCHEMA, live
from publication.settlements import find_settlement, read_words

ALL = "all"
"""In place of a form_id: every form."""
_NOT_IN_NAMES = str.maketrans({'"': "״", **dict.fromkeys("<>:/\\|?*", "-")})
"""What a file's name may not hold everywhere, and what stands there instead."""

Entry = Mapping[str, str]
"""column_id → text, as in ``checked.Reading.text``."""


@dataclass(frozen=True)
class _Known:
    """What is published of a settlement: its entries by sheet_id."""

    place: Place
    entries: Mapping[str, Sequence[Entry]] = field(default_factory=dict)
    synthetic: bool = False


def write_template(warehouse: Path | None, form_id: str, settlement: str, into: Path) -> Path:
    """Write one form of a settlement, or ``all`` of them.

    Args:
        warehouse: the published database, which is only read; where there is none yet, the
            settlement must be given by code and name.
        settlement: its code, any of its names, or both (``8000 צפת``).
        into: the folder to write into; made if need be.

    Returns:
        The workbook; for ``all`` the folder.

    Raises:
        InputError: no such form; no such settlement, or more than one; another file of that name
            is there already.
    """
    forms = _forms(form_id)
    known = _known(warehouse, settlement)
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into, prefix=".") as folder:
        made = [_write(form, known, Path(folder)) for form in forms]
        for path in made:
            _refuse_other(path, into / path.name)
        for path in made:
            path.replace(into / path.name)
    return into if form_id == ALL else into / made[0].name


def file_name(form: Form, place: Place) -> str:
    """``8000 צפת - אבני דרך (milestones).xlsx``."""
    return f"{place.code} {place.name_he} - {form.title.he} ({form.form_id}).xlsx".translate(
        _NOT_IN_NAMES
    )


def _forms(form_id: str) -> list[Form]:
    forms = load_forms()
    if form_id == ALL:
        return list(forms.values())
    if form_id not in forms:
        raise InputError("form", found=form_id, expected=f"one of {', '.join(forms)} or {ALL}")
    return [forms[form_id]]


def _write(form: Form, known: _Known, folder: Path) -> Path:
    path = folder / file_name(form, known.place)
    rows = {
        sheet.sheet_id: known.entries[sheet.sheet_id]
        for sheet in form.sheets
        if sheet.sheet_id in known.entries
    }
    write_form(
        form,
        path,
        known.place,
        rows,
        bodies=_bodies(known.entries),
        titles=_titles(known.entries),
        synthetic=known.synthetic,
    )
    return path


def _refuse_other(made: Path, there: Path) -> None:
    if there.exists() and there.read_bytes() != made.read_bytes():
        raise InputError(
            str(there),
            found="a file of this name that is not the same, and may have been filled",
            expected="none",
            do="move it away, or give another folder",
        )


def _known(warehouse: Path | None, settlement: str) -> _Known:
    words = read_words(settlement)
    if warehouse is None or not warehouse.exists():
        if words.code is None or words.name is None:
            raise InputError(
                "settlement",
                found=settlement,
                expected="code and name, such as 8000 צפת, since nothing is published yet",
            )
        return _Known(Place(f"{int(words.code):04d}", words.name), synthetic=words.synthetic)
    about = live(warehouse.parent) or {}
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        place = find_settlement(connection, settlement)
        entries, synthetic = _entries(connection, place.code)
    return _Known(place, entries, synthetic or bool(about.get("synthetic")))


def _entries(
    connection: duckdb.DuckDBPyConnection, code: str
) -> tuple[dict[str, list[Entry]], bool]:
    """The rows in force of a settlement by sheet_id, and whether any of them is made up."""
    table = connection.execute(
        "select 1 from information_schema.tables"
        " where table_schema = ? and table_name = 'programme_entries'",
        [SCHEMA],
    ).fetchone()
    if table is None:
        return {}, False
    rows = connection.execute(
        f"select sheet_id, entry, synthetic from {SCHEMA}.programme_entries"
        " where settlement_code = ? and is_current order by sheet_id, entry_key",
        [code],
    ).fetchall()
    entries: dict[str, list[Entry]] = {}
    for sheet_id, entry, _ in rows:
        entries.setdefault(sheet_id, []).append(json.loads(entry))
    return entries, any(synthetic for *_, synthetic in rows)


def _bodies(entries: Mapping[str, Sequence[Entry]]) -> list[str]:
    """The bodies that the settlement names, in order of the alphabet, then those of the nation."""
    named = {
        entry[column.column_id]
        for sheet in sheets().values()
        for column in sheet.columns
        if column.type == "body"
        for entry in entries.get(sheet.sheet_id, ())
        if entry.get(column.column_id)
    }
    return list(dict.fromkeys([*sorted(named), *(row["body_he"] for row in _seed("bodies.csv"))]))


def _titles(entries: Mapping[str, Sequence[Entry]]) -> dict[str, list[str]]:
    """By ``refers_to``, the titles that stand in the column referred to."""
    titles: dict[str, list[str]] = {}
    for sheet in sheets().values():
        for column in sheet.columns:
            if column.refers_to is not None:
                sheet_id, column_id = column.refers_to.split(".")
                found = (entry.get(column_id) for entry in entries.get(sheet_id, ()))
                titles[column.refers_to] = list(dict.fromkeys(text for text in found if text))
    return titles


def _seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
