"""Rows, cells and notes of sheets in the publishers' layouts, read through whole workbooks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import InputError
from ingest.parse.raw import RawFile
from ingest.parse.workbook import parse_workbook
from ingest.source import Source, load_sources
from tests.ingest.test_headers import BANDED, DATA, NAMES, OLD
from tests.ingest.workbooks import (
    Grid,
    Rows,
    assert_says,
    cell,
    declared,
    notes,
    paths,
    write_workbook,
)

WORKBOOK = load_sources()["cbs_local_authorities"]
PHYSICAL = "נתונים פיזיים ונתוני אוכלוסייה "
BUDGET = "נתוני תקציב"
BUDGET_GRID: Rows = [
    ["", 'נתונים כספיים של רשויות מקומיות לשנת 2030 (באלפי ש"ח)', "", ""],
    ["שם הרשות", "סמל הרשות", "תקבולים", "תשלומים"],
    ["אופקים", "0031", 100.0, 90.0],
]
ENTITY = {"code": "סמל הרשות", "name": r"שם\s+הרשות"}


def parse(tmp_path: Path, sheets: Mapping[str, Grid], source: Source = WORKBOOK) -> RawFile:
    path = write_workbook(tmp_path / "2030.xlsx", sheets)
    return parse_workbook(path, path.name, source.tables)


def one(tmp_path: Path, grid: Grid, **table: Any) -> RawFile:
    source = declared([{"id": "tested", "entity": ENTITY, **table}])
    return parse(tmp_path, {"גיליון": grid}, source)


def roles(raw: RawFile) -> dict[str | None, str]:
    return {row[4]: row[2] for row in raw.rows}


def banded(*rows: list[Any]) -> Rows:
    return [*BANDED[:5], *rows, *DATA]


def test_a_banded_sheet_is_read_with_places_as_the_publisher_numbers_them(tmp_path: Path) -> None:
    raw = parse(tmp_path, {PHYSICAL: BANDED, BUDGET: BUDGET_GRID})
    assert [(t[1], t[2], t[7]) for t in raw.tables] == [
        ("physical", PHYSICAL, 2030),
        ("budget", BUDGET, None),
    ]
    first = raw.rows[0]
    assert first == (0, 6, "entity", "0031", "אופקים", None, None, "עירייה", "all")
    assert cell(raw, "D6") == ("9000", 9000.0, "observed")
    assert cell(raw, "F7") == ("-", None, "not_applicable")
    assert cell(raw, "G7") == ("..", None, "not_available")
    assert cell(raw, "C3", 1) == ("100", 100.0, "observed")
    assert paths(raw)[4] == "שכר ורווחה | שכר ממוצע | נשים"


def test_codes_keep_their_leading_zeros_and_are_key_columns(tmp_path: Path) -> None:
    raw = parse(tmp_path, {PHYSICAL: BANDED, BUDGET: BUDGET_GRID})
    assert [row[3] for row in raw.rows if row[0] == 0] == ["0031", "31"]
    assert [c[2] for c in raw.columns if c[0] == 0 and c[10]] == ["A", "B"]


def test_stray_notes_above_the_data_are_kept_with_their_cells(tmp_path: Path) -> None:
    titles = notes(parse(tmp_path, {PHYSICAL: BANDED, BUDGET: BUDGET_GRID}), "title")
    assert titles["F1"] == "עודכן ב-7/6/31"
    assert titles["G1"] == "חדש"
    assert titles["A3"].startswith("שנת עדכון: 2030")


def test_aggregate_rows_without_code_belong_to_nobody(tmp_path: Path) -> None:
    """The 2024 sheet begins with four of them; earlier years have none."""
    rows: Rows = [
        ["כלל ארצי", "", "", 10000.0, 9000.0, 5.0, 60.0, 9.0],
        ["עיריות סך הכל", "", "", 10100.0, 9100.0, 4.0, 61.0, 7.0],
        ["מועצות אזוריות", "", "", 10200.0, 9200.0, 3.0, 62.0, 2.0],
    ]
    raw = parse(tmp_path, {PHYSICAL: banded(*rows), BUDGET: BUDGET_GRID})
    assert roles(raw) == {
        "כלל ארצי": "nation",
        "עיריות סך הכל": "aggregate",
        "מועצות אזוריות": "aggregate",
        "אופקים": "entity",
        "נחל שורק": "entity",
    }
    assert cell(raw, "D6") == ("10000", 10000.0, "observed")


def test_footnotes_below_the_data_are_notes_and_no_settlements(tmp_path: Path) -> None:
    grid: Rows = [*BANDED, [""] * 8, ["(1) הנתונים כוללים גם תושבי חוץ."], ["1", "ערך ארצי משוקלל"]]
    raw = parse(tmp_path, {PHYSICAL: grid, BUDGET: BUDGET_GRID})
    assert set(roles(raw)) == {"אופקים", "נחל שורק"}
    assert notes(raw, "footnote") == {
        "A9": "(1) הנתונים כוללים גם תושבי חוץ.",
        "A10": "1",
        "B10": "ערך ארצי משוקלל",
    }


def test_a_settlement_without_a_code_is_still_a_row(tmp_path: Path) -> None:
    grid = banded(["רשות חדשה", "", "עירייה", 5.0, 4.0, 3.0, 2.0, 1.0])
    raw = parse(tmp_path, {PHYSICAL: grid, BUDGET: BUDGET_GRID})
    assert raw.rows[0][2:5] == ("entity", None, "רשות חדשה")


def test_a_coded_settlement_whose_figures_are_all_blank_stays_a_row(tmp_path: Path) -> None:
    """A tribe of which nothing is published is a gap to show, not a footnote."""
    grid: Rows = [*BANDED, ["יישוב ריק", "0967", *[""] * 6]]
    assert roles(parse(tmp_path, {PHYSICAL: grid, BUDGET: BUDGET_GRID}))["יישוב ריק"] == "entity"


def test_a_table_of_a_code_and_one_figure_has_rows(tmp_path: Path) -> None:
    grid: Rows = [["סמל הרשות", "ערך"], ["0031", 5.0], ["1061", 6.0]]
    raw = one(tmp_path, grid, entity={"code": "סמל הרשות"})
    assert [(row[2], row[3]) for row in raw.rows] == [("entity", "0031"), ("entity", "1061")]


def test_population_groups_stand_in_rows_of_their_own(tmp_path: Path) -> None:
    survey = "נתוני הסקר החברתי"
    grid: Rows = [
        ["", "רשויות מקומיות 2030", "", ""],
        ["שם  הרשות", "סמל הרשות", "מרוצים", "בטוחים"],
        ["", "", "אחוז", "אחוז"],
        ["סך הכל בני 20 ומעלה", "", 80.0, 81.0],
        ["ירושלים - סך הכל", "3000", 70.0, "(10.4)"],
        ["ירושלים - יהודים", "3000", 71.0, "**"],
        ["ירושלים - ערבים", "3000", 72.0, ".."],
    ]
    raw = parse(tmp_path, {PHYSICAL: BANDED, BUDGET: BUDGET_GRID, survey: grid})
    rows = [(row[2], row[3], row[8]) for row in raw.rows if row[0] == 2]
    assert rows == [
        ("nation", None, "all"),
        ("entity", "3000", "all"),
        ("entity", "3000", "jews"),
        ("entity", "3000", "arabs"),
    ]
    assert cell(raw, "D5", 2) == ("(10.4)", 10.4, "low_reliability")
    assert cell(raw, "D6", 2) == ("**", None, "suppressed")


def test_the_old_layout_is_read_from_its_four_sheets(tmp_path: Path) -> None:
    council: Rows = [OLD[0], OLD[1], ["אל-בטוף", "65", 9.0, 50.0, 700.0]]
    raw = parse(
        tmp_path,
        {
            "נתונים פיזיים - עיריות ומ.מקומי": OLD,
            "נתונים כספיים - עיריות ומ.מקומי": OLD,
            "נתונים פיזיים - מ.אזוריות": council,
            "נתונים כספיים - מ.אזוריות": council,
        },
    )
    told = [(t[1], t[3], t[4]) for t in raw.tables]
    assert told == [
        ("physical", "authority", "authority"),
        ("budget", "authority", "authority"),
        ("physical", "council", "regional_council"),
        ("budget", "council", "regional_council"),
    ]
    assert [row[3] for row in raw.rows] == ["0031", "0031", "65", "65"]


def test_a_transposed_summary_turns_its_columns_into_rows(tmp_path: Path) -> None:
    summary: Rows = [
        ["", "ראו הערות בתאים המסומנים", "", "", ""],
        ["", "רשויות מקומיות 2030", "כלל ארצי", "עיריות\nסך הכל", "עודכן ב-7/6/31"],
        ["כללי", "רשויות - סך הכל", 255.0, "", ""],
        ["", "שכר (2029)", 9000.0, "..", "תיקון"],
        ["דמוגרפיה", "אוכלוסייה (אלפים)", 9999.0, 8888.0, ""],
        ["הערה בתחתית", "", "", "", ""],
    ]
    sheets: dict[str, Grid] = {
        PHYSICAL: BANDED,
        BUDGET: BUDGET_GRID,
        "סיכומים לפי מעמד מוניציפלי": summary,
    }
    raw = parse(tmp_path, sheets)
    assert [row[1:5] for row in raw.rows if row[0] == 2] == [
        (3, "nation", None, "כלל ארצי"),
        (4, "aggregate", None, "עיריות סך הכל"),
    ]
    assert paths(raw, 2) == [
        "כללי | רשויות - סך הכל",
        "כללי | שכר (2029)",
        "דמוגרפיה | אוכלוסייה (אלפים)",
    ]
    assert [c[7] for c in raw.columns if c[0] == 2] == [None, 2029, None]
    assert [c[9] for c in raw.columns if c[0] == 2] == [False, False, True]
    assert cell(raw, "C5", 2) == ("9999", 9999.0, "observed")
    assert cell(raw, "D4", 2) == ("..", None, "not_available")
    assert notes(raw, "margin") == {"E4": "תיקון"}
    assert notes(raw, "footnote")["A6"] == "הערה בתחתית"
    assert raw.tables[2][7] == 2030


def test_no_label_of_a_transposed_summary_is_lost(tmp_path: Path) -> None:
    grid: Rows = [["", "", "רשויות מקומיות 2030", "כלל ארצי", "עיריות"]]
    grid += [["שכר", "נשים", "ממוצע", 1.0, 2.0], ["", "גברים", "ממוצע", 3.0, 4.0]]
    raw = one(tmp_path, grid, layout="transposed", nation=["^כלל ארצי"], aggregates=["^עיריות"])
    kept = " ".join(paths(raw)) + " ".join(note[3] for note in raw.notes)
    assert "נשים" in kept and "גברים" in kept


def test_a_sheet_nobody_declared_is_kept_whole_and_named(tmp_path: Path) -> None:
    sheets: dict[str, Grid] = {
        PHYSICAL: BANDED,
        BUDGET: BUDGET_GRID,
        "חדש לגמרי": [["א", 5.5], ["", "ב"]],
    }
    raw = parse(tmp_path, sheets)
    assert raw.unmatched_sheets == ["חדש לגמרי"]
    assert notes(raw, "unmatched_sheet") == {"A1": "א", "B1": "5.5", "B2": "ב"}


def test_a_required_sheet_that_is_missing_is_named_with_those_that_are_there(
    tmp_path: Path,
) -> None:
    with pytest.raises(InputError) as raised:
        parse(tmp_path, {"פיזי": BANDED, BUDGET: BUDGET_GRID})
    assert_says(
        raised.value,
        file="2030.xlsx",
        place="sheet of table 'physical'",
        found="sheets 'פיזי', 'נתוני תקציב'",
        expected="one that matches /^נתונים פיזיים",
        do="renamed the sheet",
    )


def test_a_renamed_code_column_is_named_with_its_sheet(tmp_path: Path) -> None:
    grid: Rows = [*BANDED[:3], ["שם  הרשות", "קוד", *NAMES[2:]], *BANDED[4:]]
    with pytest.raises(InputError) as raised:
        parse(tmp_path, {PHYSICAL: grid, BUDGET: BUDGET_GRID})
    assert_says(
        raised.value,
        file="2030.xlsx",
        place=f"sheet '{PHYSICAL}'",
        found="/סמל הרשות/",
        expected="the column with the settlement's code",
        do="entity.code",
    )


def test_too_few_rows_are_refused_with_how_many_were_found(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        one(tmp_path, BANDED, min_rows=20)
    assert_says(
        raised.value,
        file="2030.xlsx",
        place="sheet 'גיליון', from row 6",
        found="2 rows with a settlement",
        expected="at least 20",
        do="emptied or the sheet cut",
    )
