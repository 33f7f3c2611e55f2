"""What a cell says under each type of column, and what it may not say."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.programmes.cells import read_cell
from ingest.programmes.choices import choices_of, label
from ingest.programmes.form import FormColumn, sheets
from ingest.programmes.messages import WORDS
from ingest.programmes.numbers import plain_digits
from ingest.programmes.pages import Cell
from ingest.programmes.said import Said


def column(kind: str, choices: str | None = None) -> FormColumn:
    return FormColumn.model_validate(
        {"id": "c", "he": "עמודה", "en": "Column", "type": kind, "choices": choices}
    )


def read(value: object, kind: str, *, percent: bool = False) -> Said:
    return read_cell(Cell(value, percent=percent), column(kind))


def kinds(said: Said) -> list[str]:
    return [problem.kind for problem in said.problems]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (dt.date(2026, 12, 31), "2026-12-31"),
        (dt.datetime(2026, 12, 31), "2026-12-31"),
        ("31/12/2026", "2026-12-31"),
        ("31.12.2026", "2026-12-31"),
        ("31-12-2026", "2026-12-31"),
        (" 31 / 12 / 2026 ", "2026-12-31"),
        ("\u200f31/12/2026", "2026-12-31"),
        ("2026-12-31", "2026-12-31"),
        ("2026-12-31 00:00:00", "2026-12-31"),
        ("5/5/2026", "2026-05-05"),
    ],
)
def test_dates(value: object, text: str) -> None:
    assert read(value, "date") == Said(text)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("12/31/2026", "date_month_first"),
        ("31/12/26", "date_two_digit_year"),
        ("31/02/2026", "date_unreadable"),
        ("45/45/2026", "date_unreadable"),
        ("31/12-2026", "date_unreadable"),
        ("12/2026", "date_unreadable"),
        ("15 בינואר 2026", "date_unreadable"),
        ("רבעון 2", "date_unreadable"),
        ('תשפ"ו', "date_unreadable"),
        ("2026", "date_unreadable"),
        (46000, "date_serial"),
        (46000.5, "date_serial"),
        ("46000", "date_serial"),
        (True, "date_unreadable"),
        (dt.time(8, 30), "date_unreadable"),
        (dt.date(1900, 1, 1), "date_range"),
        ("01/13/1890", "date_month_first"),
        ("31/12/2101", "date_range"),
        (dt.datetime(2026, 1, 1, 8, 0), "date_with_time"),
        ("13/01/2026 08:00", "date_with_time"),
    ],
)
def test_dates_refused(value: object, kind: str) -> None:
    said = read(value, "date")
    assert (said.text, kinds(said)) == (None, [kind])


@given(st.dates(dt.date(1948, 1, 1), dt.date(2100, 12, 31)), st.sampled_from("/.-"))
def test_a_date_is_read_day_first(day: dt.date, mark: str) -> None:
    said = read(f"{day.day:02d}{mark}{day.month}{mark}{day.year}", "date")
    assert said.text == day.isoformat()
    unsure = day.day <= 12 and day.day != day.month
    assert kinds(said) == (["date_day_first"] if unsure else [])


@pytest.mark.parametrize("value", [2025, 2025.0, "2025", " 2025 ", "2025.0", "٢٠٢٥"])
def test_years(value: object) -> None:
    said = read(value, "year")
    assert (said.text, said.value) == ("2025", 2025.0)


@pytest.mark.parametrize("value", [25, "25", 2025.5, "2024-25", 'תשפ"ה', 1947, 2101, True])
def test_years_refused(value: object) -> None:
    assert kinds(read(value, "year")) == ["year_unreadable"]


def test_a_date_is_no_year() -> None:
    assert kinds(read(dt.datetime(2025, 1, 1), "year")) == ["year_unreadable"]


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ("1,200,000", "number", "1200000"),
        ("1 200 000", "number", "1200000"),
        ("1,200.5", "number", "1200.5"),
        ("-3.5", "number", "-3.5"),
        ("−3.5", "number", "-3.5"),
        ("٣٫٥", "number", "3.5"),
        ("12%", "number", "12"),
        (0.1 + 0.2, "number", "0.3"),
        (1e6, "number", "1000000"),
        ("₪ 1,200", "money", "1200"),
        ('1,200 ש"ח', "money", "1200"),
        ("1,200 ש״ח", "money", "1200"),
        ("1200 NIS", "money", "1200"),
        (0, "money", "0"),
        (12.0, "count", "12"),
        ("1,200", "count", "1200"),
        ("65%", "percent", "65"),
        ("0.5%", "percent", "0.5"),
        (65, "percent", "65"),
        (1, "percent", "1"),
        (0, "percent", "0"),
    ],
)
def test_numbers(value: object, kind: str, text: str) -> None:
    said = read(value, kind)
    assert (said.text, said.value) == (text, float(text))


def test_a_cell_shown_as_percent_says_what_is_seen() -> None:
    assert read(0.65, "percent", percent=True).text == "65"
    assert read(0.07, "percent", percent=True).text == "7"
    assert read(0.005, "percent", percent=True).text == "0.5"
    assert read(1, "percent", percent=True).text == "100"
    assert read(0.7, "number", percent=True).text == "70"
    assert kinds(read(12, "count", percent=True)) == ["number_unreadable"]


@pytest.mark.parametrize(
    ("value", "kind", "problem"),
    [
        ("1.234,56", "number", "number_decimal_comma"),
        ("3,5", "number", "number_decimal_comma"),
        ("1.200.000", "money", "number_decimal_comma"),
        ("12,34,567", "number", "number_unreadable"),
        ("כ-200", "count", "number_approximate"),
        ("~200", "count", "number_approximate"),
        ("מעל 200", "count", "number_approximate"),
        ("200+", "count", "number_approximate"),
        ("12-15", "count", "number_span"),
        ("12–15", "count", "number_span"),
        ("5%-10%", "percent", "number_span"),
        ("1.2 מיליון", "money", "number_words"),
        ("שני אלף", "money", "number_words"),
        ("ק״כ", "count", "number_words"),
        ("12x", "number", "number_unreadable"),
        ("1.2E+06", "money", "number_unreadable"),
        ("½", "number", "number_unreadable"),
        (True, "count", "number_unreadable"),
        (float("inf"), "number", "number_unreadable"),
        (dt.datetime(2026, 1, 5), "number", "number_is_date"),
        (-1, "money", "money_negative"),
        ("-1", "money", "money_negative"),
        (12.5, "count", "count_not_whole"),
        (-1, "count", "count_not_whole"),
        (0.65, "percent", "percent_fraction"),
        ("0.65", "percent", "percent_fraction"),
        (100.5, "percent", "percent_out"),
        (-1, "percent", "percent_out"),
    ],
)
def test_numbers_refused(value: object, kind: str, problem: str) -> None:
    said = read(value, kind)
    assert (said.text, kinds(said)) == (None, [problem])


@given(st.integers(-(10**12), 10**12), st.integers(0, 99))
def test_a_number_is_read_as_people_write_it(whole: int, cents: int) -> None:
    written = f"{whole:,}.{cents:02d}"
    said = read(written, "number")
    assert said.value == float(written.replace(",", ""))
    assert said.text is not None and "e" not in said.text.lower()
    assert read(said.text, "number") == said


@given(st.floats(-1e14, 1e14))
def test_plain_digits_have_no_exponent(number: float) -> None:
    digits = plain_digits(number)
    assert set(digits) <= set("-.0123456789")
    assert float(digits) == pytest.approx(number, rel=1e-14)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("כן", "yes"), ("לא", "no"), ("YES", "yes"), ("no.", "no"), (True, "yes"), (False, "no"),
        ("TRUE", "yes"), (1, "yes"), (0.0, "no"), ("1", "yes"), ("✓", "yes"), ("١", "yes"),
    ],
)  # fmt: skip
def test_yes_and_no(value: object, code: str) -> None:
    assert read(value, "yes_no").text == code


def test_every_choice_is_read_in_each_of_its_wordings() -> None:
    for sheet in sheets().values():
        for declared in sheet.columns:
            for code, texts in choices_of(declared).items():
                assert read_cell(Cell(label(declared, code)), declared).text == code
                if declared.type == "choice":
                    for wording in (code, texts.he, f" {texts.en.upper()} ", f"{texts.he}."):
                        assert read_cell(Cell(wording), declared).text == code


def test_a_choice_is_suggested_and_a_short_list_is_named() -> None:
    said = read_cell(Cell("חינוח"), column("choice", "domain"))
    (problem,) = said.problems
    assert said.text is None and problem.kind == "choice_unknown"
    assert "חינוכי" in str(problem.fills["hint"])
    assert "אורבני-פיזי" in str(problem.fills["allowed"])
    said = read_cell(Cell("קקק"), column("choice", "need_kind"))
    assert not any(str(said.problems[0].fills[name].he) for name in ("hint", "allowed"))  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (" מרכז  למידה\u200f ", "מרכז למידה"),
        ("שורה\nושנייה", "שורה ושנייה"),
        ("e\u0301", "é"),
        (2024, "2024"),
        (2024.0, "2024"),
        ("٣ קבוצות", "٣ קבוצות"),
    ],
)
def test_texts(value: object, text: str) -> None:
    assert read(value, "title") == Said(text)


@pytest.mark.parametrize(
    ("kind", "length", "holds"),
    [("title", 150, True), ("title", 151, False), ("text", 4000, True), ("text", 4001, False)],
)
def test_length_of_texts(kind: str, length: int, holds: bool) -> None:
    assert kinds(read("א" * length, kind)) == ([] if holds else ["text_too_long"])


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("צפת, טבריה", "settlement_two"),
        ("צפת/טבריה", "settlement_two"),
        ("8000 צפת ו-6700 טבריה", "settlement_two"),
        ("8000\n6700", "settlement_two"),
        ("צפת\nטבריה", "settlement_two"),
        ("123456", "settlement_unreadable"),
        ("-", "settlement_unreadable"),
        (dt.datetime(2026, 1, 1), "settlement_unreadable"),
    ],
)
def test_settlements_refused(value: object, problem: str) -> None:
    assert kinds(read(value, "settlement")) == [problem]


@pytest.mark.parametrize(
    ("value", "text"),
    [(8000, "8000"), (8000.0, "8000"), ("8000 צפת", "8000 צפת"), (" צפת ", "צפת"), (31, "31")],
)
def test_settlements(value: object, text: str) -> None:
    assert read(value, "settlement") == Said(text)


def test_errors_and_formulas() -> None:
    title = column("title")
    assert kinds(read_cell(Cell("#REF!", error=True), title)) == ["cell_error"]
    assert kinds(read_cell(Cell("#N/A"), title)) == ["cell_error"]  # as a CSV keeps it
    assert kinds(read_cell(Cell(None, formula=True), title)) == ["formula_empty"]
    said = read_cell(Cell(7, formula=True), column("count"))
    assert (said.text, kinds(said)) == ("7", ["formula_value"])


@given(st.one_of(st.text(max_size=60), st.floats(), st.integers(), st.datetimes(), st.booleans()))
def test_no_cell_raises_and_no_free_text_is_found(value: object) -> None:
    for kind in ("title", "date", "year", "number", "count", "money", "percent", "yes_no"):
        said = read(value, kind)
        assert all(problem.kind in WORDS for problem in said.problems)
        if kind == "title":
            assert not any(str(value) == problem.found for problem in said.problems if value)
