"""Header rows of both layouts of the yearly workbook, and where they are found."""

from __future__ import annotations

import pytest

from ingest.errors import InputError
from ingest.parse.headers import Column, Header, find_anchor, find_header, normalised, text_of
from ingest.source import Entity
from tests.ingest.workbooks import Grid, Rows, assert_says

ENTITY = Entity(code="סמל הרשות", name=r"שם\s+הרשות")

TITLE = [
    "",
    "רשויות מקומיות 2030",
    "",
    "ראו הערות בתאים המסומנים",
    "",
    "עודכן ב-7/6/31",
    "חדש",
    "",
]
BANDS = ["", "כללי", "", "שכר ורווחה", "", "", "חינוך", ""]
PERIODS = [
    "שנת עדכון: 2030\n(אלא אם צוין אחרת)",
    "",
    "",
    2029.0,
    "",
    "",
    'תש"ץ 2029/30',
    "",
]
NAMES = [
    "שם  הרשות",
    "סמל הרשות",
    "מעמד מוניציפלי",
    "שכר ממוצע",
    "",
    "עצמאים",
    "זכאים",
    "תלמידים",
]
SUBS = ["", "", "", "סה״כ", "נשים", "", "", "(אלפים)"]
DATA: Rows = [
    ["אופקים", "0031", "עירייה", 9000.0, 8000.0, 120.0, 61.5, 3.2],
    ["נחל שורק", "31", "מועצה אזורית", 9500.0, 8100.0, "-", "..", 1.1],
]
BANDED: Rows = [TITLE, BANDS, PERIODS, NAMES, SUBS, *DATA]

OLD: Rows = [
    ["ראו מקרא מתחת ללוח", "", "", "נתוני תחבורה עודכנו בספטמבר 2020", ""],
    ["שם הרשות", "סמל הרשות", "אוכלוסייה 2014 (אלפים)", 'זכאים תשע"ד 2013/14', "מכוניות"],
    ["אופקים", "0031", 27.8, 61.5, 5000.0],
]


def read(grid: Grid) -> Header:
    return find_header(grid, find_anchor(grid, ENTITY, "גיליון", "f.xlsx"), "גיליון", "f.xlsx")


def column(grid: Grid, number: int) -> Column:
    [found] = [c for c in read(grid).columns if c.col == number]
    return found


def test_the_header_begins_below_the_title_and_ends_above_the_figures() -> None:
    header = read(BANDED)
    assert header.rows == (1, 2, 3, 4)
    assert header.data_start == 5


def test_bands_and_names_reach_to_the_right_while_sub_names_tell_columns_apart() -> None:
    assert [c.header_path for c in read(BANDED).columns] == [
        "שם הרשות",
        "כללי | סמל הרשות",
        "כללי | מעמד מוניציפלי",
        "שכר ורווחה | שכר ממוצע | סה״כ",
        "שכר ורווחה | שכר ממוצע | נשים",
        "שכר ורווחה | עצמאים",
        "חינוך | זכאים",
        "חינוך | תלמידים | (אלפים)",
    ]


def test_a_period_stays_with_its_own_cell_and_only_suggests_the_group() -> None:
    said = [(c.period_label, c.group_period_label) for c in read(BANDED).columns]
    assert said[3] == ("2029", "2029")
    assert said[4] == (None, "2029"), "a period is never filled forward, its group's is beside it"
    assert said[5] == (None, None), "a new name ends the group"
    assert said[6] == ('תש"ץ 2029/30', 'תש"ץ 2029/30')
    assert said[7] == (None, None)
    assert said[1] == said[2] == (None, None)


def test_the_default_period_is_the_sheets_own_word_for_it() -> None:
    assert read(BANDED).default_period == "שנת עדכון: 2030"[len("שנת עדכון: ") :]
    assert read(OLD).default_period is None


def test_stray_notes_of_the_title_row_are_no_part_of_any_column() -> None:
    told = " ".join(c.header_path for c in read(BANDED).columns)
    for stray in ("ראו הערות", "עודכן", "חדש", "רשויות מקומיות"):
        assert stray not in told


@pytest.mark.parametrize("more", [1, 2, 5])
def test_a_header_that_moved_down_is_found_and_says_the_same(more: int) -> None:
    moved: Rows = [["", "רשויות מקומיות 2030"], *[[""] * 8 for _ in range(more - 1)], *BANDED]
    header, before = read(moved), read(BANDED)
    assert header.data_start == before.data_start + more
    assert header.columns == before.columns


def test_a_header_without_a_blank_or_title_row_above_it_is_found() -> None:
    header = read(BANDED[1:])
    assert header.data_start == 4
    assert header.columns == read(BANDED).columns


def test_the_old_layout_has_one_row_with_the_year_in_the_name() -> None:
    header = read(OLD)
    assert header.rows == (1,)
    assert header.data_start == 2
    assert [c.header_path for c in header.columns] == OLD[1]
    assert [c.period_label for c in header.columns] == [None, None, "2014", 'תשע"ד 2013/14', None]
    assert [c.in_thousands for c in header.columns] == [False, False, True, False, False]


def test_thousands_are_told_from_a_sub_name_too() -> None:
    assert column(BANDED, 7).in_thousands
    assert not column(BANDED, 6).in_thousands


def test_a_bilingual_header_over_several_rows_is_read_as_one() -> None:
    grid: Rows = [
        ["לוח 1.- מדד חברתי-כלכלי 2019 של הרשויות המקומיות", "", "", ""],
        ["TABLE 1.- SOCIO-ECONOMIC INDEX 2019", "", "", ""],
        ["", "", "", ""],
        ["סמל הרשות", "שם הרשות", "ערך מדד 2019", ""],
        ["CODE", "NAME", "INDEX VALUE 2019", "RANK 2019"],
        ["", "", "1", "2"],
        ["10069", "אל-בטוף", -1.2, 12.0],
    ]
    header = read(grid[:5] + grid[6:])
    assert header.rows == (3, 4)
    assert [c.header_path for c in header.columns] == [
        "סמל הרשות | CODE",
        "שם הרשות | NAME",
        "ערך מדד 2019 | INDEX VALUE 2019",
        "ערך מדד 2019 | RANK 2019",
    ]
    assert [c.period_label for c in header.columns] == [None, None, "2019", "2019"]


def test_a_row_of_years_below_the_names_is_header_and_no_settlement() -> None:
    """The same periods, one row further down: publishers move their header rows."""
    grid: Rows = [BANDS, NAMES, ["", "", "", 2029.0, "", 2028.0, 2027.0, ""], *DATA]
    header = read(grid)
    assert header.data_start == 3
    assert header.columns[3].period_label == "2029"


def test_a_title_that_mentions_the_code_does_not_move_the_data() -> None:
    grid: Rows = [["ראו סמל הרשות בעמודה השנייה", "", "", "", "", "", "", ""], *BANDED]
    header = read(grid)
    assert header.data_start == 6
    assert header.columns[3].header_path == "שכר ורווחה | שכר ממוצע | סה״כ"


def test_a_column_of_the_period_row_that_is_no_period_keeps_its_name() -> None:
    """As in the police's table: ``סה"כ`` stands in the row of years, over an empty cell."""
    grid: Rows = [
        ["", "", 'סה"כ', 2015.0, 2015.0, 2014.0, 2014.0, 2013.0, 2013.0, 2012.0],
        ["סמל הרשות", "שם הרשות", "", "Q1", "Q2", "Q1", "Q2", "Q1", "Q2", "Q1"],
        ["69", "אל-בטוף", *[5.0] * 8],
    ]
    header = read(grid)
    assert 'סה"כ' in header.columns[2].header_path
    assert header.columns[3].header_path == "Q1"
    assert header.columns[3].period_label == "2015"


def test_a_missing_code_column_is_named_with_its_sheet() -> None:
    grid: Rows = [["שם הרשות", "אוכלוסייה"], ["אופקים", 5.0]]
    with pytest.raises(InputError) as raised:
        find_anchor(grid, ENTITY, "נתונים", "2030.xlsx")
    assert_says(
        raised.value,
        file="2030.xlsx",
        place="sheet 'נתונים'",
        found="no column header that matches /סמל הרשות/ in the first 45 rows",
        expected="the column with the settlement's code",
        do="renamed or dropped",
    )


def test_a_missing_name_column_is_named_where_the_name_decides() -> None:
    with pytest.raises(InputError) as raised:
        find_anchor([["עיר", "אוכלוסייה"]], Entity(name="^שם רשות"), "סע' 2", "b.xlsx")
    assert_says(
        raised.value,
        file="b.xlsx",
        place="sheet 'סע' 2'",
        found="/^שם רשות/",
        expected="the column with the settlement's name",
    )


def test_a_header_without_figures_under_it_is_refused_with_its_row() -> None:
    grid: Rows = [["", ""], ["שם הרשות", "סמל הרשות"], ["", ""], ["הערה", "טקסט"]]
    with pytest.raises(InputError) as raised:
        find_header(grid, 1, "נתונים", "2030.xlsx")
    assert_says(
        raised.value,
        file="2030.xlsx",
        place="sheet 'נתונים', below row 2",
        found="a header and no row with figures under it",
        expected="rows of data",
    )


def test_a_year_stored_as_a_number_is_text_without_its_decimal() -> None:
    assert text_of(2023.0) == "2023"
    assert text_of(0.5) == "0.5"
    assert text_of(" \u200fסמל\xa0הרשות\n") == "סמל הרשות"


def test_normalising_a_path_leaves_one_kind_of_quote_and_hyphen() -> None:
    assert normalised("צפיפות לקמ''ר – סה״כ  ג׳") == 'צפיפות לקמ"ר - סה"כ ג\''
