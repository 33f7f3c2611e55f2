"""Declared columns of plain tables: whole and of their types, or refused with what is there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import InputError
from ingest.parse.columns import check_columns
from ingest.parse.raw import RawFile
from ingest.parse.records import parse_ckan, parse_csv
from ingest.source import Entity, Table, load_sources

TYPED = Table(
    id="residents",
    layout="records",
    entity=Entity(code="^סמל_ישוב$", name="^שם_ישוב$"),
    codes="locality",
    columns={"סמל_ישוב": "text", "שם_ישוב": "text", "סהכ": "integer", "נרשם": "date"},
)
ROW = {"סמל_ישוב": "0070", "שם_ישוב": "אשדוד ", "סהכ": "1,234", "נרשם": "05/03/1999"}


def answer(tmp_path: Path, *records: dict[str, Any], table: Table = TYPED) -> RawFile:
    path = tmp_path / "residents.json"
    path.write_text(json.dumps({"success": True, "result": {"records": records}}), "utf-8")
    return parse_ckan(path, path.name, (table,))


def refused(tmp_path: Path, *records: dict[str, Any]) -> InputError:
    with pytest.raises(InputError) as raised:
        answer(tmp_path, *records)
    return raised.value


def cells(raw: RawFile, row: int) -> dict[str, tuple[str, float | None, str]]:
    headers = {column[1]: column[4] for column in raw.columns}
    return {headers[cell[2]]: cell[4:] for cell in raw.cells if cell[1] == row}


def test_numbers_come_as_text_with_commas_and_blanks_and_codes_stay_words(tmp_path: Path) -> None:
    raw = answer(tmp_path, ROW, {**ROW, "סהכ": " 7 "}, {**ROW, "סהכ": "", "נרשם": None})
    assert cells(raw, 2) == {
        "סמל_ישוב": ("0070", None, "text"),
        "שם_ישוב": ("אשדוד", None, "text"),
        "סהכ": ("1,234", 1234.0, "observed"),
        "נרשם": ("05/03/1999", None, "text"),
    }
    assert cells(raw, 3)["סהכ"] == ("7", 7.0, "observed")
    assert "סהכ" not in cells(raw, 4) and "נרשם" not in cells(raw, 4)
    assert [row[2:5] for row in raw.rows] == [("record", "0070", "אשדוד")] * 3


def test_blank_lines_of_delimited_text_are_no_rows(tmp_path: Path) -> None:
    """Publishers end their files with them; the columns of words are missing there."""
    path = tmp_path / "residents.csv"
    path.write_text(f"{','.join(ROW)}\n0070,אשדוד,7,\n\n8000,צפת,9,\n\n\n", "utf-8")
    raw = parse_csv(path, path.name, (TYPED,))
    assert [row[3] for row in raw.rows] == ["0070", "8000"]


def test_a_renamed_column_is_refused_with_the_one_most_like_it(tmp_path: Path) -> None:
    row = {"סמל_ישוב": 70, "שם_ישוב": "אשדוד", 'סה"כ_תושבים': 5, "נרשם": None, "מחוז": "דרום"}
    assert str(refused(tmp_path, row)) == (
        "residents.json: found no column 'סהכ' (most like it: 'סה\"כ_תושבים'); the columns are"
        " 'סמל_ישוב', 'שם_ישוב', 'סה\"כ_תושבים', 'נרשם', 'מחוז'; expected the columns that the"
        " declaration names: 'סמל_ישוב', 'שם_ישוב', 'סהכ', 'נרשם'; see whether the publisher"
        " renamed or dropped it, and correct columns (and what reads them: entity, the header"
        " mapping) in the declaration"
    )


def test_a_column_that_was_dropped_is_refused_with_none_beside_it(tmp_path: Path) -> None:
    row = {key: value for key, value in ROW.items() if key != "נרשם"}
    assert refused(tmp_path, row).found.startswith("no column 'נרשם'; the columns are")


def test_padding_and_the_kind_of_quotation_mark_are_no_renaming() -> None:
    table = TYPED.model_copy(update={"columns": {'סה"כ': "number", "צ'ק": "text"}})
    check_columns([" סה״כ ", "צ׳ק", "more"], table, "file")


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("סהכ", "אלף", "a whole number, a mark that stands for one, or nothing"),
        ("סהכ", 1.5, "a whole number"),
        ("סהכ", "12.34.56", "a whole number"),
        ("נרשם", "1999", "a date as DD/MM/YYYY or YYYY-MM-DD, or nothing"),
        ("נרשם", "31/02/1999", "a date as"),
        ("נרשם", 36224, "a date as"),
    ],
)
def test_one_cell_of_another_type_refuses_the_whole(
    tmp_path: Path, column: str, value: object, expected: str
) -> None:
    failure = refused(tmp_path, ROW, {**ROW, column: value})
    assert failure.place == f"record 2, column {column!r}"
    assert failure.found == repr(value)
    assert failure.expected.startswith(expected)
    assert failure.do.startswith("see what the publisher changed")


def test_the_count_of_wrong_cells_is_told(tmp_path: Path) -> None:
    failure = refused(tmp_path, ROW, *[{**ROW, "סהכ": "x"}] * 1200)
    assert failure.found == "'x' (and 1,199 such cells more)"


@pytest.mark.parametrize("mark", ["..", "-", "**", None, "  "])
def test_marks_and_blanks_stand_for_numbers(tmp_path: Path, mark: str | None) -> None:
    assert len(answer(tmp_path, {**ROW, "סהכ": mark}).rows) == 1


@pytest.mark.parametrize("date", ["1999-03-05", "1999-03-05T00:00:00", "5.3.1999", ""])
def test_days_come_in_several_dresses(tmp_path: Path, date: str) -> None:
    assert len(answer(tmp_path, {**ROW, "נרשם": date}).rows) == 1


def test_records_of_words_alone_are_no_header_and_no_footnotes(tmp_path: Path) -> None:
    """A register has no figures by which the start of the data could be found."""
    table = load_sources()["moj_associations"].tables[0]
    names = list(table.columns)
    rows = [
        dict(zip(names, ["58-1", "עמותה", "רשומה", None, "חינוך", place], strict=True))
        for place in ("צפת", "", "תל אביב - יפו")
    ]
    raw = answer(tmp_path, *rows, table=table)
    assert [row[2] for row in raw.rows] == ["record"] * 3
    assert [row[4] for row in raw.rows] == ["צפת", None, "תל אביב - יפו"]
    assert [note for note in raw.notes if note[2] == "footnote"] == []


def test_delimited_text_is_held_to_its_columns_too(tmp_path: Path) -> None:
    path = tmp_path / "residents.csv"
    path.write_text("סמל_ישוב,שם_ישוב,סהכ,נרשם\n70,אשדוד,5,\n71,אחר,רב,\n", "utf-8")
    with pytest.raises(InputError) as raised:
        parse_csv(path, path.name, (TYPED,))
    assert raised.value.place == "line 3, column 'סהכ'"


@pytest.mark.real
def test_the_declared_columns_are_those_of_the_registry_file(real: Path) -> None:
    path = real / "cbs_population" / "population_registry_age_groups.cp1255.csv"
    [table] = load_sources()["datagov_population_by_age"].tables
    raw = parse_csv(path, path.name, (table,))
    assert len(raw.rows) > 1200
    typed = {kind for *_, kind in (cell[4:] for cell in raw.cells)}
    assert typed == {"observed", "text"}


@pytest.mark.real
def test_the_declared_columns_are_those_of_the_census_file(real: Path) -> None:
    path = real / "cbs_census_2022" / "census_2022_locality_statarea.csv"
    [table] = load_sources()["datagov_census_2022_localities"].tables
    assert len(parse_csv(path, path.name, (table,)).rows) > 3000
