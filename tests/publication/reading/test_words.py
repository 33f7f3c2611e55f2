"""Figures and words as both languages read them."""

from __future__ import annotations

import pytest

from publication.reading.words import (
    Text,
    change_of,
    difference,
    interval,
    number,
    period,
    plain,
    say,
    where,
)

CODES = {
    ("change_class", "improved"): ("השתפר", "Improved"),
    ("change_class", "no_significant_change"): ("טעות הדגימה", "sampling error"),
    ("change_class", "within_usual_swing"): ("תנודה רגילה", "usual swing"),
    ("effect_reason", "no_pre_period"): ("אין נתון מלפני", "no figure from before"),
}


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "shown"),
    [
        (-3.456, 1, False, "−3.5"),
        (3.456, 2, True, "+3.46"),
        (-0.04, 1, False, "0.0"),
        (1234567.0, 0, False, "1,234,567"),
        (2.0, None, False, "2.0"),
    ],
)
def test_a_sign_stays_on_the_left(
    value: float, decimals: int | None, signed: bool, shown: str
) -> None:
    assert number(value, decimals, signed=signed) == f'<bdi class="n" dir="ltr">{shown}</bdi>'


def test_what_is_not_known_says_so_in_both_languages() -> None:
    for said in (number(None, 1), interval(1.0, None, 1), plain(None)):
        assert "לא ידוע" in said and "not known" in said


def test_the_lower_end_of_an_interval_comes_first() -> None:
    said = interval(-1.0, 2.0, 1)
    assert said.index("−1.0") < said.index("+2.0") and said.startswith('<bdi class="n" dir="ltr">[')


def test_what_people_wrote_is_no_markup() -> None:
    assert "<b>" not in say(("<b>", "<b>")) and "<b>" not in plain("<b>")


def test_a_change_within_the_usual_swing_is_not_called_one_of_sampling() -> None:
    assert change_of(CODES, "no_significant_change", "residual") == Text(
        "תנודה רגילה", "usual swing"
    )
    assert change_of(CODES, "no_significant_change", "sampling").en == "sampling error"
    assert change_of(CODES, "improved", "residual").en == "Improved"


def test_where_a_baseline_is_frozen_nobody_is_told_that_there_is_none() -> None:
    assert change_of(CODES, "no_baseline", None).en == "no figure from before"


@pytest.mark.parametrize("written", ["2024-2020", "2020 - 2024", "2020–2024"])
def test_a_span_of_years_reads_ascending_from_left_to_right(written: str) -> None:
    assert '<bdi class="n" dir="ltr">2020–2024</bdi>' in period(written)


def test_other_periods_stand_as_they_are_written() -> None:
    assert period("30/10/18") == "<bdi>30/10/18</bdi>"
    assert period("תשפ״ה 2024/25") == "<bdi>תשפ״ה 2024/25</bdi>"
    assert "<b>" not in period("<b>2020-2024") and "2020–2024" in period("<b>2020-2024")


def test_a_file_and_a_cell_are_one_run() -> None:
    told = where("אופקים.xlsx", "פעולות!row 6")
    assert told.startswith('<bdi dir="ltr"><bdi>אופקים.xlsx</bdi> · <bdi class="n" dir="ltr">')
    assert "<bdi>פעולות</bdi>!<" in told
    assert "שורה 6" in told and "row 6" in told
    assert where("a.csv", "B7") == '<bdi dir="ltr"><bdi>a.csv</bdi> · <bdi>B7</bdi></bdi>'
    assert "<b>" not in where("<b>", "<b>!<b>")


def test_a_change_of_nought_is_none() -> None:
    assert "ללא שינוי" in difference(0.04, 1) and "no change" in difference(-0.04, 1)
    assert "+0.1" in difference(0.1, 1)
