"""Whatever the table: what is hidden stays so, by bounds and by trying every table there is."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.estimation.disclosed import (
    NATION,
    Rules,
    audit,
    by_cell,
    differenced,
    outsider,
    suppress,
    survey,
    survey_rules,
)

Given = tuple[pl.DataFrame, Rules]

COUNTS = st.one_of(
    st.integers(0, 3), st.sampled_from([0, 5, 9, 14, 60]), st.just(0), st.integers(0, 400)
)
FEW = st.integers(0, 4)


def crossing(
    draw: st.DrawFn, counts: st.SearchStrategy[int], *codes: tuple[str, ...]
) -> pl.DataFrame:
    names = ["place", "second", "third"][: len(codes)]
    grid = np.array(np.meshgrid(*codes, indexing="ij")).reshape(len(codes), -1)
    size = grid.shape[1]
    drawn = draw(st.lists(counts, min_size=size, max_size=size))
    return pl.DataFrame({**dict(zip(names, grid.tolist(), strict=True)), "count": drawn})


@st.composite
def flat(draw: st.DrawFn, counts: st.SearchStrategy[int] = COUNTS) -> Given:
    """Two or three dimensions with a total each."""
    shapes = [(("a", "b"), ("x", "y", "z")), (("a", "b"), ("x", "y"), ("p", "q"))]
    table = crossing(draw, counts, *draw(st.sampled_from(shapes)))
    return table, Rules(tuple(table.columns[:-1]), minimum=draw(st.integers(2, 4)))


@st.composite
def layered(draw: st.DrawFn, counts: st.SearchStrategy[int] = COUNTS) -> Given:
    """Settlements in a district in a nation, by two codes without a total, or with one."""
    table = crossing(draw, counts, (*NATION[0][1], "c"), ("x", "y"))
    sums = {"place": NATION, **draw(st.sampled_from([{}, {"second": ()}]))}
    protection = draw(st.sampled_from([None, 1, 5]))
    rules = Rules(("place", "second"), minimum=3, sums=sums, protection=protection)
    return table, rules


@st.composite
def answered(draw: st.DrawFn, counts: st.SearchStrategy[int] = COUNTS) -> Given:
    """Places × two families of groups × answers that are hidden together."""
    joint = np.array(draw(st.lists(counts, min_size=24, max_size=24))).reshape(3, 2, 2, 2)
    rules = survey_rules(
        minimum=draw(st.sampled_from([3, 10])),
        minimum_of=draw(st.sampled_from(["row", "cell"])),
        positive=draw(st.sampled_from(["with", None])),
        together=draw(st.sampled_from([("answer",), ()])),
    )
    return survey(joint), rules


TABLES = st.one_of(flat(), layered(), answered())
SMALL = st.one_of(flat(FEW), layered(FEW), answered(st.integers(0, 1)))


def masked(draw: st.DataObject, table: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """All cells of the table, of which some are hidden at random: no suppression at all."""
    whole = suppress(table, rules).select(*rules.dimensions, "count")
    size = len(whole)
    hidden = draw.draw(st.lists(st.booleans(), min_size=size, max_size=size))
    counts = pl.when(~pl.Series(hidden)).then("count").alias("published")
    return whole.select(*rules.dimensions, counts)


@settings(max_examples=14, deadline=None)
@given(st.one_of(TABLES, SMALL))
def test_nothing_hidden_is_exposed_and_what_is_published_is_the_count(case: Given) -> None:
    table, rules = case
    found = suppress(table, rules)
    shown = found.filter(pl.col("published").is_not_null())
    assert (shown["published"] == shown["count"]).all()
    assert not shown["suppressed"].any() and not shown["primary"].any()
    assert (found["reason"].is_null() == ~found["suppressed"]).all()
    assert (found["published"].is_null() == found["suppressed"]).all()
    bounds = audit(found, rules)
    assert len(bounds) == found["suppressed"].sum()
    assert not bounds["exposed"].any()
    counts = by_cell(found, rules, "count")
    for row in bounds.iter_rows(named=True):
        count = counts[tuple(row[name] for name in rules.dimensions)]
        assert row["lower"] <= count <= row["upper"]


@settings(max_examples=15, deadline=None)
@given(st.one_of(TABLES, SMALL), st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_a_second_pass_changes_what_is_hidden(
    case: Given, random: object
) -> None:
    table, rules = case
    once = suppress(table, rules)
    order = list(range(len(table)))
    random.shuffle(order)  # type: ignore[attr-defined]
    keys = list(rules.dimensions)
    assert_frame_equal(suppress(table[order], rules).sort(keys), once.sort(keys))
    twice = suppress(once.with_columns(hidden="reason"), rules)
    assert_frame_equal(twice.drop("hidden"), once)


@settings(max_examples=8, deadline=None)
@given(st.one_of(TABLES, SMALL), st.data())
def test_cells_hidden_before_stay_hidden_and_are_protected(
    case: Given, draw: st.DataObject
) -> None:
    table, rules = case
    size = len(table)
    reasons = st.sampled_from([None, None, "hidden_before", "complementary"])
    before = draw.draw(st.lists(reasons, min_size=size, max_size=size))
    forced = table.with_columns(hidden=pl.Series(before, dtype=pl.String))
    found = suppress(forced, rules)
    hidden = found.filter(pl.col("hidden").is_not_null())
    assert hidden["suppressed"].all()
    own = hidden.filter(~pl.col("primary"))
    assert (own["reason"] == own["hidden"]).all()
    sensitive = own.filter(pl.col("reason") == "hidden_before")
    assert (sensitive["required"] == rules.required).all()
    assert not audit(found, rules, exact=False)["exposed"].any()


@settings(max_examples=10, deadline=None)
@given(st.one_of(TABLES, SMALL), st.data())
def test_bounds_are_those_of_an_outsider_who_knows_leaves(case: Given, draw: st.DataObject) -> None:
    table, rules = case
    # As suppress leaves a table, answers and their total are hidden alike: fewer unknowns.
    release = draw.draw(st.sampled_from([suppress(table, rules), masked(draw, table, rules)]))
    release = release.select(*rules.dimensions, "published")
    found = audit(release, rules)
    quick = audit(release, rules, exact=False)
    assert_frame_equal(found.drop("lower", "upper", "width"), quick.drop("lower", "upper", "width"))
    own = outsider(release, rules).bounds(by_cell(release, rules, "published"))
    assert len(found) == len(own)
    for row in found.iter_rows(named=True):
        lowest, largest = own[tuple(row[name] for name in rules.dimensions)]
        assert row["lower"] == pytest.approx(lowest, abs=1e-5)
        if np.isfinite(largest):
            assert row["upper"] == pytest.approx(largest, abs=1e-5)
        assert row["exposed"] == (largest - lowest < rules.required - 1e-6)


@settings(max_examples=30, deadline=None)
@given(st.one_of(flat(FEW), layered(FEW)))
def test_of_all_tables_that_agree_some_are_as_far_apart_as_required(case: Given) -> None:
    table, rules = case
    found = suppress(table, rules)
    published, required = (by_cell(found, rules, name) for name in ("published", "required"))
    view = outsider(found, rules)
    tables = view.tables(published, most=int(table["count"].max()) + rules.required)  # type: ignore[arg-type]
    for cell, column in zip(view.cells, tables.T, strict=True):
        if published[cell] is None:
            assert np.ptp(column) >= required[cell]
        else:
            assert (column == published[cell]).all()


@settings(max_examples=12, deadline=None)
@given(st.one_of(TABLES, SMALL), st.data())
def test_a_total_that_is_not_the_sum_of_its_parts_is_refused(
    case: Given, draw: st.DataObject
) -> None:
    table, rules = case
    whole = suppress(table, rules).select(*rules.dimensions, "count")
    at = draw.draw(st.integers(0, len(whole) - 1))
    step = draw.draw(st.integers(1, 50))
    wrong = whole.with_columns(
        count=pl.when(pl.int_range(pl.len()) == at).then(pl.col("count") + step).otherwise("count")
    )
    assume(rules.sums.get("second") != ())
    with pytest.raises(ValueError, match="its parts sum to"):
        suppress(wrong, rules)


@settings(max_examples=10, deadline=None)
@given(st.one_of(TABLES, SMALL), st.data())
def test_of_the_same_data_all_is_known_that_either_release_shows(
    case: Given, draw: st.DataObject
) -> None:
    table, rules = case
    version = pl.lit("2024").alias("data_version")
    now, before = (masked(draw, table, rules).with_columns(version) for _ in range(2))
    both = now.with_columns(published=pl.coalesce("published", before["published"]))
    view = outsider(now, rules)
    own = view.bounds(by_cell(both, rules, "published"))
    known = by_cell(both, rules, "published")
    compared = audit(now, rules, before)
    found = compared.filter(~pl.col("by_comparison"))
    assert len(found) == now["published"].null_count()
    shown_again = now["published"].is_not_null() & before["published"].is_null()
    assert len(compared) - len(found) == shown_again.sum()
    for row in found.iter_rows(named=True):
        cell = tuple(row[name] for name in rules.dimensions)
        lowest, largest = own.get(cell, (known[cell], known[cell]))
        assert row["lower"] == pytest.approx(lowest, abs=1e-5)
        assert row["exposed"] == (largest - lowest < rules.required - 1e-6)


@settings(max_examples=8, deadline=None)
@given(TABLES, st.data())
def test_of_other_data_a_difference_of_few_is_exposed(case: Given, draw: st.DataObject) -> None:
    table, rules = case
    size = len(table)
    drawn = draw.draw(st.lists(st.integers(0, 12), min_size=size, max_size=size))
    now = masked(draw, table, rules).with_columns(data_version=pl.lit("2024"))
    keys = list(rules.dimensions)
    then = table.select(
        *keys, published=pl.col("count") + pl.Series(drawn), data_version=pl.lit("2023")
    )
    step = dict(zip(table.select(keys).iter_rows(), drawn, strict=True))
    expected = [
        row["published"] is not None
        and 0 < step.get(tuple(row[name] for name in keys), 0) < rules.minimum
        for row in now.iter_rows(named=True)
    ]
    assert differenced(now, then, rules).to_list() == expected
    found = audit(now, rules, then, exact=False).filter("by_comparison")
    assert set(found.select(keys).iter_rows()) == set(now.filter(expected).select(keys).iter_rows())
    assert found["exposed"].all()
