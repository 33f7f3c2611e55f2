"""Axes of charts: each year once, and no tiny range drawn as if it moved."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.pages.axes import STEPS, TICKS, span_of, ticks_of


@given(st.lists(st.floats(1990, 2030), min_size=1, max_size=30))
def test_years_stand_once_each_and_the_last_one_is_among_them(at: list[float]) -> None:
    years = ticks_of(at)
    assert years == sorted(set(years))
    assert len(years) <= TICKS
    assert years[-1] == int(max(at)) and years[0] >= int(min(at))
    assert len({after - before for before, after in pairwise(years)}) <= 1


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
