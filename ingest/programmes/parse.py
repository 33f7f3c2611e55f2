"""One archived form → the raw layer: entries cell by cell, and what is wrong with the rest.

A form is never refused by an error: a person's mistake in one spreadsheet must not keep the nation
waiting. What does not hold stands in the table ``faults`` of the raw layer, with its place and with
what to do in both languages; its content does not.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from ingest.parse.raw import RawFile, Understood, raw_folder, write_raw
from ingest.programmes.bundle import read_facts, shown_name, unpack
from ingest.programmes.check import check_file
from ingest.programmes.checked import Entry, Fault
from ingest.programmes.choices import fold
from ingest.programmes.form import sheets
from ingest.programmes.settlement import SettlementWords, read_settlement
from ingest.source import Source

SUBMISSION, FAULTS = "submission", "faults"
ENTRY_KEY = "entry_key"
KEYED = ("body", "reference")
"""Types whose texts are compared: beside each stands its folded form, ``<column>_key``."""
FAULT_COLUMNS = (
    "fault_kind", "weight", "sheet_id", "entry_key", "place", "column_he", "found",
    "what_he", "what_en", "do_he", "do_en",
)  # fmt: skip
_SUBMISSION_NO, _FAULTS_NO = 1, 2


def parse_form(source: Source, path: Path, name: str, sha256: str, home: Path) -> Understood:
    """Read a form; whatever is wrong with it is a row of the raw table ``faults``."""
    facts = read_facts(path)
    with tempfile.TemporaryDirectory() as scratch:
        checked = check_file(unpack(path, Path(scratch)), facts.file, facts.folder)
    raw = RawFile(nonblank=sum(len(entry.cells) for entry in checked.entries))
    words = read_settlement(facts.folder) or SettlementWords(None, facts.folder)
    _table(raw, _SUBMISSION_NO, SUBMISSION, "", (ENTRY_KEY, "filled_by"), 1)
    _row(raw, _SUBMISSION_NO, 1, words)
    _cell(raw, _SUBMISSION_NO, 1, 1, "folder", checked.filled_by)
    _faults(raw, checked.faults)
    for number, sheet_id in enumerate(checked.sheet_ids, start=_FAULTS_NO + 1):
        _entries(raw, number, sheet_id, [e for e in checked.entries if e.sheet_id == sheet_id])
    understood = Understood(
        source_id=source.source_id,
        sha256=sha256,
        name=name,
        edition=Path(shown_name(name)).stem,
        edition_year=None,
        stamp=None,
        table_ids=checked.sheet_ids,
        rows=len(raw.rows),
        cells=len(raw.cells),
        notes=0,
        nonblank=raw.nonblank,
        unmatched_sheets=(),
        says_synthetic=checked.synthetic,
    )
    write_raw(raw_folder(home, source, sha256), raw, understood)
    return understood


def _table(
    raw: RawFile, number: int, table_id: str, sheet: str, columns: Sequence[str], rows: int
) -> None:
    raw.tables.append(
        (number, table_id, sheet, "locality", "any", "not_available", "", None, 1, rows)
    )
    for position, column in enumerate(columns):
        raw.columns.append(
            (number, position, column, column, column, None, None, None, None, False, True)
        )


def _row(raw: RawFile, number: int, row: int, words: SettlementWords | None) -> None:
    role = "entity" if words else "none"
    code, name = (words.code, words.name) if words else (None, None)
    raw.rows.append((number, row, role, code, name, None, None, None, "all"))


def _cell(
    raw: RawFile,
    number: int,
    row: int,
    column: int,
    place: str,
    text: str | None,
    value: float | None = None,
) -> None:
    if text:
        raw.cells.append((number, row, column, place, text, value, "text"))


def _entries(raw: RawFile, number: int, sheet_id: str, entries: list[Entry]) -> None:
    form_sheet = sheets()[sheet_id]
    columns = [ENTRY_KEY, *(column.column_id for column in form_sheet.columns)]
    columns += [f"{c.column_id}_key" for c in form_sheet.columns if c.type in KEYED]
    place = {column: position for position, column in enumerate(columns)}
    sheet = entries[0].sheet if entries else ""
    _table(raw, number, sheet_id, sheet, columns, max((e.row for e in entries), default=1))
    for entry in entries:
        _row(raw, number, entry.row, read_settlement(entry.settlement))
        _cell(raw, number, entry.row, 0, f"row {entry.row}", entry.key)
        for column, reading in entry.cells.items():
            at = (raw, number, entry.row)
            _cell(*at, place[column], reading.place, reading.text, reading.value)
            if (key := place.get(f"{column}_key")) is not None:
                _cell(*at, key, reading.place, fold(reading.text))


def _faults(raw: RawFile, faults: list[Fault]) -> None:
    _table(raw, _FAULTS_NO, FAULTS, "", FAULT_COLUMNS, len(faults))
    for row, fault in enumerate(faults, start=1):
        _row(raw, _FAULTS_NO, row, None)
        place = "!".join(part for part in (fault.sheet, fault.place) if part)
        texts = (
            fault.kind, fault.weight, fault.sheet_id, fault.key, place, fault.column, fault.found,
            fault.what.he, fault.what.en, fault.do.he, fault.do.en,
        )  # fmt: skip
        for position, text in enumerate(texts):
            _cell(raw, _FAULTS_NO, row, position, f"fault {row}", text)
