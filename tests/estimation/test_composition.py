"""Movers and stayers: by hand, and in populations where everybody's value is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from estimation.composition import composition_change, incumbent_bounds, shift_share

TOTAL: dict[str, Any] = {
    "settlement_code": "8000",
    "value_before": 50.0,
    "value_after": 60.0,
    "population_before": 1000,
    "population_after": 1100,
    "arrivals": 200,
    "departures": 100,
}
TOTAL_SCHEMA = dict.fromkeys(TOTAL, pl.Float64) | {"settlement_code": pl.String}
GROUP_SCHEMA = {
    "settlement_code": pl.String,
    "group": pl.String,
    "share_before": pl.Float64,
    "share_after": pl.Float64,
    "value_before": pl.Float64,
    "value_after": pl.Float64,
}
Group = tuple[str, float | None, float | None, float | None, float | None]


def totals(*changes: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([TOTAL | row for row in changes], schema=TOTAL_SCHEMA)


def groups(*rows: Group, code: str = "8000") -> pl.DataFrame:
    return pl.DataFrame([(code, *row) for row in rows], schema=GROUP_SCHEMA, orient="row")


def split(*rows: Group) -> dict[str, Any]:
    return shift_share(groups(*rows), ["settlement_code"]).row(0, named=True)


def bounds(**changes: Any) -> dict[str, Any]:
    return incumbent_bounds(totals(changes)).row(0, named=True)


def test_groups_by_hand() -> None:
    # Half with degrees at wages 10 and half without at 6; then 60 % at 11 and 40 % at 7.
    row = split(("degree", 0.5, 0.6, 10.0, 11.0), ("none", 0.5, 0.4, 6.0, 7.0))
    assert row["change"] == pytest.approx(1.4)
    assert row["within"] == pytest.approx(1.0)
    assert row["composition"] == pytest.approx(0.4)
    assert row["interaction"] == pytest.approx(0.0)


def test_a_group_that_came_or_went_altogether_is_composition() -> None:
    row = split(
        ("stayed", 0.8, 0.8, 50.0, 50.0),
        ("left", 0.2, 0.0, 20.0, None),
        ("came", 0.0, 0.2, None, 90.0),
        ("never there", 0.0, 0.0, None, None),
    )
    assert row["change"] == row["composition"] == pytest.approx(14.0)
    assert row["within"] == row["interaction"] == 0.0


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([("a", 0.5, 0.6, 1.0, 1.0), ("b", 0.5, 0.4, None, 1.0)], "group_not_known"),
        ([("a", 0.5, None, 1.0, 1.0), ("b", 0.5, 0.4, 1.0, 1.0)], "group_not_known"),
        ([("a", 0.5, 0.6, 1.0, 1.0), ("b", 0.4, 0.4, 1.0, 1.0)], "shares_do_not_sum_to_one"),
    ],
)
def test_groups_that_are_not_whole_are_not_split(rows: list[Group], reason: str) -> None:
    row = split(*rows)
    assert row["reason"] == reason
    assert row["change"] is row["within"] is row["composition"] is row["interaction"] is None


def test_bounds_by_hand() -> None:
    row = bounds()
    # 900 stayed. After: (1100 x 60 - 200 a) / 900 from 51.11 to 73.33; before: (1000 x 50 -
    # 100 d) / 900 from 44.44 to 55.56.
    assert row["incumbents_low"] == pytest.approx(46000 / 900 - 50000 / 900)
    assert row["incumbents_high"] == pytest.approx(66000 / 900 - 40000 / 900)
    assert row["composition_low"] == pytest.approx(10 - row["incumbents_high"])
    assert row["composition_high"] == pytest.approx(10 - row["incumbents_low"])
    assert (row["change"], row["method"], row["reason"]) == (10, "bounds", None)


def test_nobody_moved() -> None:
    row = bounds(population_after=1000, arrivals=0, departures=0, value_after=50.1)
    assert row["incumbents_low"] == row["incumbents_high"] == row["change"]
    assert row["composition_low"] == row["composition_high"] == 0.0


def test_many_movers_bound_little_and_never_beyond_the_range() -> None:
    row = bounds(population_after=1000, arrivals=900, departures=900)
    assert (row["incumbents_low"], row["incumbents_high"]) == (-100, 100)
    row = bounds(population_after=1000, arrivals=900, departures=900, value_after=95.0)
    # At most 900 x 100 of the 95,000 are the arrivals': the hundred who stayed have 50 or more.
    assert (row["incumbents_low"], row["incumbents_high"]) == (-50, 100)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"arrivals": None}, "flows_not_known"),
        ({"departures": float("nan")}, "flows_not_known"),
        ({"population_after": None}, "population_not_known"),
        ({"value_before": None}, "value_not_known"),
        ({"value_after": 101.0}, "value_out_of_range"),
        ({"arrivals": 150}, "flows_do_not_add_up"),
        ({"departures": 1000, "arrivals": 1100}, "nobody_stayed"),
    ],
)
def test_what_cannot_be_said_says_why(changes: dict[str, Any], reason: str) -> None:
    row = bounds(**changes)
    assert (row["method"], row["reason"]) == ("cannot_be_said", reason)
    assert row["incumbents_low"] is row["composition_high"] is None


def test_publishers_round() -> None:
    assert bounds(population_before=1003)["method"] == "bounds"
    assert bounds(population_before=1006)["method"] == "cannot_be_said"


@given(st.data())
def test_the_bounds_hold_the_truth(data: st.DataObject) -> None:
    """Everybody's value before and after is known to the test, and nobody's to the function."""
    share = st.floats(0, 100)
    stayed = np.array(data.draw(st.lists(st.tuples(share, share), min_size=1, max_size=30)))
    left = np.array(data.draw(st.lists(share, max_size=30)))
    came = np.array(data.draw(st.lists(share, max_size=30)))
    before, after = np.append(stayed[:, 0], left), np.append(stayed[:, 1], came)
    row = bounds(
        value_before=before.mean(),
        value_after=after.mean(),
        population_before=len(before),
        population_after=len(after),
        arrivals=len(came),
        departures=len(left),
    )
    own = stayed[:, 1].mean() - stayed[:, 0].mean()
    assert row["incumbents_low"] - 1e-9 <= own <= row["incumbents_high"] + 1e-9
    moved = row["change"] - own
    assert row["composition_low"] - 1e-9 <= moved <= row["composition_high"] + 1e-9
    if not len(left) and not len(came):
        assert row["composition_low"] == row["composition_high"] == 0


@given(
    st.integers(1, 50), st.integers(0, 50), st.integers(0, 50), st.floats(0, 100), st.floats(0, 100)
)
def test_the_bounds_are_reached(
    stayed: int, left: int, came: int, before: float, after: float
) -> None:
    """By people who may exist: no bound is wider than it must be."""
    row = bounds(
        value_before=before,
        value_after=after,
        population_before=stayed + left,
        population_after=stayed + came,
        arrivals=came,
        departures=left,
    )
    # The lowest: leavers as low as they can have been, arrivals as high as they can be.
    then = min(100.0, before * (stayed + left) / stayed)
    now = max(0.0, (after * (stayed + came) - 100.0 * came) / stayed)
    leavers = (before * (stayed + left) - then * stayed) / left if left else 0.0
    comers = (after * (stayed + came) - now * stayed) / came if came else 0.0
    assert -1e-6 <= leavers <= 100 + 1e-6 and -1e-6 <= comers <= 100 + 1e-6
    assert row["incumbents_low"] == pytest.approx(now - then, abs=1e-6)


@given(st.data())
def test_the_parts_sum_to_the_change(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 6))
    lists = [
        np.array(data.draw(st.lists(st.integers(0, 20), min_size=size, max_size=size)), dtype=float)
        for _ in range(2)
    ]
    assume(all(counts.sum() > 0 for counts in lists))
    before, after = (counts / counts.sum() for counts in lists)
    value = st.lists(st.floats(-50, 50), min_size=size, max_size=size)
    then, now = (np.array(data.draw(value)) for _ in range(2))
    rows = zip(map(str, range(size)), before, after, then, now, strict=True)
    row = split(*((name, *map(float, numbers)) for name, *numbers in rows))
    change = float((after * now).sum() - (before * then).sum())
    assert row["change"] == pytest.approx(change, abs=1e-9)
    parts = row["within"] + row["composition"] + row["interaction"]
    assert parts == pytest.approx(change, abs=1e-9)
    if (before == after).all():
        assert row["composition"] == row["interaction"] == 0


def test_each_change_is_split_as_far_as_the_data_go() -> None:
    given_ = totals({"settlement_code": "1034"}, {"settlement_code": "0031", "arrivals": None}, {})
    known = pl.concat(
        [
            groups(("a", 0.5, 0.6, 10.0, 11.0), ("b", 0.5, 0.4, 6.0, 7.0)),
            groups(("a", 0.5, 0.6, 10.0, None), ("b", 0.5, 0.4, 6.0, 7.0), code="1034"),
            groups(("a", 1.0, 1.0, 10.0, 11.0), code="9999"),
        ]
    )
    made = composition_change(given_, known)
    assert made.select("settlement_code", "method", "reason").rows() == [
        ("0031", "cannot_be_said", "flows_not_known"),
        ("1034", "bounds", None),
        ("8000", "groups", None),
    ]
    said = made.filter(pl.col("method") != "cannot_be_said")
    whole = said.select(
        pl.col("incumbents_low") + pl.col("composition_high") + pl.col("interaction")
    ).to_series()
    assert whole.to_list() == pytest.approx(said["change"].to_list())
    assert composition_change(given_)["method"].to_list() == ["cannot_be_said", "bounds", "bounds"]


def test_what_is_wrong_is_refused() -> None:
    with pytest.raises(ValueError, match="a group stands twice"):
        split(("a", 0.5, 0.5, 1.0, 1.0), ("a", 0.5, 0.5, 1.0, 1.0))
    with pytest.raises(ValueError, match="a share below 0"):
        split(("a", -0.5, 0.5, 1.0, 1.0), ("b", 1.5, 0.5, 1.0, 1.0))
    with pytest.raises(ValueError, match="persons below 0"):
        bounds(arrivals=-1)
    with pytest.raises(ValueError, match="range 100"):
        incumbent_bounds(totals({}), lowest=100, highest=0)
    with pytest.raises(ValueError, match="a change stands twice"):
        composition_change(totals({}, {}))
