"""Cells: each mark and each way of writing a number that the publishers use."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parse.values import (
    LOW_RELIABILITY,
    MARKS,
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    OBSERVED,
    SUPPRESSED,
    TEXT,
    clean,
    column_letters,
    number_in,
    read_value,
    reader,
    says_value,
)

NBSP = "\xa0"
STATUSES = {OBSERVED, LOW_RELIABILITY, SUPPRESSED, NOT_AVAILABLE, NOT_APPLICABLE, TEXT}
CELL_LIKE = st.text(alphabet="0123456789.,-+()*% \xa0\u200e\u200f–—…אבג\"'", max_size=12)
ANY_TEXT = st.one_of(CELL_LIKE, st.text(max_size=40))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12.0),
        ("0", 0.0),
        ("007", 7.0),
        ("3.5", 3.5),
        ("-0.345", -0.345),
        ("+4", 4.0),
        ("1,234", 1234.0),
        ("1,234,567.8", 1234567.8),
        ("46.0", 46.0),
        (" 81 ", 81.0),
        (f"{NBSP}576.8{NBSP}", 576.8),
        ("\u200f1,024\u200e", 1024.0),
        ("12.5%", 12.5),
        ("12.5 %", 12.5),
        ("6.9  *", 6.9),
        ("6.9*", 6.9),
    ],
)
def test_a_number_written_as_text_is_read(text: str, value: float) -> None:
    assert read_value(text) == (text, value, OBSERVED)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(10.4)", 10.4),
        ("( 10.4 )", 10.4),
        (f"({NBSP}10.4{NBSP})", 10.4),
        ("(1,234)", 1234.0),
        ("(0)", 0.0),
        ("(5.1%)", 5.1),
    ],
)
def test_brackets_mean_low_reliability_and_never_a_negative_number(text: str, value: float) -> None:
    assert read_value(text) == (text, value, LOW_RELIABILITY)


@given(st.floats(min_value=0, max_value=1e9, allow_nan=False))
def test_no_bracketed_estimate_is_ever_negative(number: float) -> None:
    read = read_value(f"({number:.2f})")
    assert read is not None
    assert read[1] == pytest.approx(number, abs=0.005)
    assert read[1] is not None and read[1] >= 0
    assert read[2] == LOW_RELIABILITY


@pytest.mark.parametrize(
    ("mark", "status"),
    [
        ("..", NOT_AVAILABLE),
        ("...", NOT_AVAILABLE),
        ("…", NOT_AVAILABLE),
        (".", NOT_AVAILABLE),
        ("-", NOT_APPLICABLE),
        ("--", NOT_APPLICABLE),
        ("---", NOT_APPLICABLE),
        ("–", NOT_APPLICABLE),
        ("—", NOT_APPLICABLE),
        ("**", SUPPRESSED),
    ],
)
@pytest.mark.parametrize("padding", ["", " ", NBSP, "   \u200f"])
def test_a_mark_has_a_status_and_no_value_however_it_is_padded(
    mark: str, status: str, padding: str
) -> None:
    text = f"{padding}{mark}{padding}"
    assert read_value(text) == (text, None, status)


def test_every_mark_of_the_module_is_tested_above() -> None:
    assert set(MARKS) == {"..", "...", "…", ".", "-", "--", "---", "–", "—", "**"}


def test_a_table_may_give_a_mark_its_own_meaning() -> None:
    marks = {**MARKS, "..": SUPPRESSED, "x": NOT_APPLICABLE}
    assert read_value("..", marks) == ("..", None, SUPPRESSED)
    assert read_value(" x ", marks) == (" x ", None, NOT_APPLICABLE)
    assert read_value("..") == ("..", None, NOT_AVAILABLE)


@pytest.mark.parametrize("blank", [None, "", " ", NBSP, "\u200f", " \t\r\n", math.nan])
def test_a_blank_cell_is_nothing(blank: object) -> None:
    assert read_value(blank) is None


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        (7, ("7", 7.0, OBSERVED)),
        (0, ("0", 0.0, OBSERVED)),
        (-3, ("-3", -3.0, OBSERVED)),
        (7.0, ("7", 7.0, OBSERVED)),
        (7.25, ("7.25", 7.25, OBSERVED)),
        (-0.5, ("-0.5", -0.5, OBSERVED)),
        (2105263481.0, ("2105263481", 2105263481.0, OBSERVED)),
        (True, ("true", None, TEXT)),
        (False, ("false", None, TEXT)),
        (dt.date(2026, 4, 15), ("2026-04-15", None, TEXT)),
        (dt.datetime(2026, 4, 15, 8, 30), ("2026-04-15T08:30:00", None, TEXT)),
        (dt.time(8, 30), ("08:30:00", None, TEXT)),
    ],
)
def test_a_typed_cell_keeps_its_type(raw: object, read: tuple[object, ...]) -> None:
    assert read_value(raw) == read


@pytest.mark.parametrize(
    "text",
    ["עירייה", "12,34", "1.2.3", "11.000.0", "(אלפים)", "5 (2)", "2023/24", "1e5", "*", "()"],
)
def test_what_is_no_number_stays_text(text: str) -> None:
    assert read_value(text) == (text, None, TEXT)


@given(ANY_TEXT)
def test_reading_never_fails_and_a_value_goes_with_its_status(text: str) -> None:
    read = read_value(text)
    if read is None:
        assert clean(text) == ""
        return
    kept, value, status = read
    assert kept == text
    assert status in STATUSES
    assert (value is not None) == (status in {OBSERVED, LOW_RELIABILITY})


@given(ANY_TEXT)
def test_the_reader_that_remembers_reads_the_same_twice(text: str) -> None:
    read = reader(MARKS)
    assert read(text) == read_value(text) == read(text)


@given(st.one_of(st.floats(), st.integers(-(10**18), 10**18), st.booleans(), st.none()))
def test_typed_cells_are_read_through_the_reader_too(raw: object) -> None:
    assert reader(MARKS)(raw) == read_value(raw)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_text_of_a_number_gives_the_number_back(number: float) -> None:
    read = read_value(number)
    assert read is not None and read[1] == number
    assert float(read[0]) == number


def test_a_number_too_large_for_a_float_does_not_stop_the_file() -> None:
    """JSON knows no limit: ``10**400`` in one record of an answer must not lose all the others."""
    read = read_value(10**400)
    assert read is not None and read[0] == str(10**400)


@given(ANY_TEXT)
def test_cleaning_is_idempotent(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_numbers_are_found_in_codes() -> None:
    assert number_in("0031") == 31.0
    assert number_in("5569") == 5569.0
    assert number_in("31א") is None
    assert number_in("") is None


@pytest.mark.parametrize(
    ("raw", "says"),
    [("12", True), ("..", True), ("(3)", True), (4.5, True), ("עירייה", False), ("", False)],
)
def test_a_figure_or_a_mark_says_a_value(raw: object, says: bool) -> None:
    assert says_value(raw) is says


@pytest.mark.parametrize(
    ("col", "letters"),
    [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")],
)
def test_columns_are_named_as_a_spreadsheet_names_them(col: int, letters: str) -> None:
    assert column_letters(col) == letters


def test_the_last_column_of_a_sheet_is_named() -> None:
    assert column_letters(16383) == "XFD"
