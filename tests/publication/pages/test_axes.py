"""Axes of charts: each year once, and no tiny range drawn as if it moved."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.pages.axes import STEPS, TICKS, span_of, within_a_year, years_between


@given(st.floats(1990, 2030), st.floats(0, 40))
def test_years_stand_once_each_within_the_axis(first: float, length: float) -> None:
    years = years_between(first, first + length)
    assert years == sorted(set(years))
    assert len(years) <= TICKS
    assert all(first <= year <= first + length for year in years)
    assert len({after - before for before, after in pairwise(years)}) <= 1


def test_years_of_an_axis_are_whole_and_told_once() -> None:
    assert years_between(2022, 2023) == [2022, 2023]
    assert years_between(2019, 2019.5) == [2019]
    assert years_between(2015, 2022) == list(range(2015, 2023))
    assert years_between(1999, 2024) == [2000, 2005, 2010, 2015, 2020]
    assert years_between(2020.25, 2020.75) == []


def test_only_what_lies_within_a_year_is_named() -> None:
    assert within_a_year(2019.0, 2019, "a") == []
    assert within_a_year(2019.5, 2019, "ב")[0]["period"] == {"he": "ב", "en": "later in 2019"}


@given(
    st.lists(st.one_of(st.none(), st.floats(-1e5, 1e5)), min_size=1).filter(any),
    st.integers(0, 3),
)
def test_an_axis_spans_so_many_steps_and_holds_all(
    values: list[float | None], decimals: int
) -> None:
    low, high = span_of(values, decimals)
    known = [one for one in values if one is not None]
    assert low <= min(known) + 1e-5 and max(known) <= high + 1e-5
    assert high - low >= STEPS * 10.0**-decimals * 0.99
    assert low >= 0 or min(known) < 0


def test_of_one_figure_the_axis_runs_round_it() -> None:
    assert span_of([5.0, None], 1) == pytest.approx([4.5, 5.5])
    assert span_of([0.1], 1) == pytest.approx([0.0, 1.0])
