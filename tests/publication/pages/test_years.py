"""Axes of time."""

from __future__ import annotations

from publication.pages.years import within_a_year, years_between


def test_years_of_an_axis_are_whole_and_told_once() -> None:
    assert years_between(2022, 2023) == [2022, 2023]
    assert years_between(2019, 2019.5) == [2019]
    assert years_between(2015, 2022) == list(range(2015, 2023))
    assert years_between(1999, 2024) == [2000, 2005, 2010, 2015, 2020]
    assert years_between(2020.25, 2020.75) == []


def test_only_what_lies_within_a_year_is_named() -> None:
    assert within_a_year(2019.0, 2019, "a") == []
    assert within_a_year(2019.5, 2019, "ב")[0]["period"] == {"he": "ב", "en": "later in 2019"}
