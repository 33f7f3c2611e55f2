"""Rows of a wave that could reveal somebody, and an outsider who tries to recompute them."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimation.survey.release import BOUNDS, Limits, audit_wave, hidden_rows

LIMITS = Limits(respondents=10, dominance=0.5, interval=10, publish_below=0.165, warn_up_to=0.333)
KEYS = ["settlement_code", "population_group", "measure_id"]
RELEASED: dict[str, Any] = {
    **dict.fromkeys(["wave_id", *KEYS], pl.String),
    "n": pl.Int64,
    "n_with": pl.Int64,
    "hidden_because": pl.String,
    "data_version": pl.String,
}
NOTHING = pl.DataFrame(schema=RELEASED)
TOWN = "באר שבע"
Hidden = dict[tuple[str, ...], str]


def table(rows: dict[tuple[str, str], tuple[int, int]], measure: str = "a.1") -> pl.DataFrame:
    """Counts of rows (n, n_with), respondents of one weight."""
    return pl.DataFrame(
        [(*row, measure, n, n_with) for row, (n, n_with) in rows.items()],
        schema=[*KEYS, "n", "n_with"],
        orient="row",
    ).with_columns(contributors="n", largest_share=1 / pl.col("n"), data_version=pl.lit("v1"))


def by_sex(women: tuple[int, int], men: tuple[int, int], place: str = TOWN) -> pl.DataFrame:
    everybody = (women[0] + men[0], women[1] + men[1])
    return table({(place, "all"): everybody, (place, "female"): women, (place, "male"): men})


def in_row(group: str, changed: Any, name: str) -> pl.Expr:
    at = pl.col("population_group") == group
    return pl.when(at).then(pl.lit(changed)).otherwise(name).alias(name)


def hide(
    counts: pl.DataFrame,
    linked: dict[str, str] | None = None,
    earlier: pl.DataFrame = NOTHING,
    national: bool = False,
) -> Hidden:
    families = linked or {name: name for name in counts["measure_id"].unique()}
    found = hidden_rows(counts, families, earlier, LIMITS, national=national)
    assert (
        found.columns == [*KEYS, "hidden_because"] and not found.select(KEYS).is_duplicated().any()
    )
    return {tuple(row[:-1]): row[-1] for row in found.rows()}


def shown(counts: pl.DataFrame, hidden: Hidden) -> pl.DataFrame:
    """What is published of counts."""
    reasons = pl.DataFrame(
        [(*row, reason) for row, reason in hidden.items()],
        schema=dict.fromkeys([*KEYS, "hidden_because"], pl.String),
        orient="row",
    )
    open_row = pl.col("hidden_because").is_null()
    return (
        counts.join(reasons, on=KEYS, how="left", maintain_order="left")
        .with_columns(pl.lit("w").alias("wave_id"))
        .with_columns(pl.when(open_row).then(name).alias(name) for name in ("n", "n_with"))
        .select(pl.col(name).cast(kind) for name, kind in RELEASED.items())
    )


def exposed(
    released: pl.DataFrame, earlier: pl.DataFrame = NOTHING, national: bool = False
) -> pl.DataFrame:
    bounds = audit_wave(released, earlier, LIMITS, national=national)
    assert dict(bounds.schema) == BOUNDS
    return bounds.filter("exposed")


def random_wave(seed: int, version: str = "v1", extra: int = 0) -> pl.DataFrame:
    """Two measures of respondents of towns of very different size; ``extra`` more join them."""
    generator = np.random.default_rng(seed)
    towns, persons = int(generator.integers(1, 4)), int(generator.integers(20, 160))
    sizes = generator.dirichlet(np.ones(towns))
    rows = persons + 20  # drawn for every version, so that those of the first stay as they are
    frame = pl.DataFrame(
        {
            "settlement_code": generator.choice([f"t{at}" for at in range(towns)], rows, p=sizes),
            "sex": generator.choice(["male", "female"], rows),
            "age": generator.choice(["age_18_29", "age_65_and_over"], rows, p=[0.8, 0.2]),
        }
    )
    whole = pl.concat(
        frame.with_columns(measure_id=pl.lit(name), y=generator.random(rows) < share).head(
            persons + extra
        )
        for name, share in zip("ab", generator.beta(1, 2, 2), strict=True)
    )
    parts = [
        whole.group_by(settlement_code=place, population_group=group, measure_id="measure_id").agg(
            n=pl.len().cast(pl.Int64), n_with=pl.col("y").sum().cast(pl.Int64)
        )
        for place in (pl.col("settlement_code"), pl.lit("IL"))
        for group in (pl.lit("all"), pl.col("sex"), pl.col("age"))
    ]
    return pl.concat(parts).with_columns(
        contributors="n", largest_share=1 / pl.col("n"), data_version=pl.lit(version)
    )


def test_a_wave_of_many_respondents_is_shown_whole() -> None:
    counts = by_sex((40, 20), (60, 30))
    assert hide(counts) == {}
    assert audit_wave(shown(counts, {}), NOTHING, LIMITS, national=False).is_empty()
    assert hide(counts.clear()) == {}


def test_a_small_cell_takes_another_with_it() -> None:
    """Of a family of two the other sex, or all, has to be unknown too."""
    hidden = hide(by_sex((9, 4), (60, 30)))
    assert hidden.pop((TOWN, "female", "a.1")) == "small_cell"
    assert list(hidden.values()) == ["complementary"] * len(hidden) and hidden
    assert hide(by_sex((10, 4), (60, 30))) == {}


@pytest.mark.parametrize("n_with", [0, 40])
def test_an_answer_of_nobody_or_of_all_is_hidden(n_with: int) -> None:
    hidden = hide(by_sex((40, n_with), (60, 30)))
    assert hidden[TOWN, "female", "a.1"] == "zero_or_all"
    assert len(hidden) > 1
    assert hide(by_sex((40, 1), (60, 30))) == {}
    assert hide(by_sex((40, 39), (60, 30))) == {}


def test_one_who_holds_most_of_the_weight_is_hidden() -> None:
    counts = by_sex((40, 20), (60, 30))
    half = counts.with_columns(in_row("female", 0.5, "largest_share"))
    assert hide(half) == {}
    more = counts.with_columns(in_row("female", 0.51, "largest_share"))
    assert hide(more)[TOWN, "female", "a.1"] == "dominance"


def test_households_are_what_is_counted_where_persons_share_an_answer() -> None:
    counts = by_sex((40, 20), (60, 30))
    assert hide(counts.with_columns(in_row("female", 10, "contributors"))) == {}
    hidden = hide(counts.with_columns(in_row("female", 9, "contributors")))
    assert hidden[TOWN, "female", "a.1"] == "small_cell"
    assert "complementary" in hidden.values()


def test_measures_that_follow_from_each_other_are_hidden_together() -> None:
    sure, doubtful = by_sex((40, 40), (60, 30)), by_sex((40, 20), (60, 30))
    counts = pl.concat([sure, doubtful.with_columns(measure_id=pl.lit("b"))])
    apart = hide(counts, {"a.1": "x", "b": "y"})
    assert {measure for _, _, measure in apart} == {"a.1"}
    linked = hide(counts, {"a.1": "x", "b": "x"})
    rows = {name: {row[:2] for row in linked if row[2] == name} for name in ("a.1", "b")}
    assert rows["a.1"] == rows["b"] == {row[:2] for row in apart}
    assert {reason for row, reason in linked.items() if row[2] == "b"} == {"complementary"}


def test_settlements_add_up_only_where_the_nation_is_published() -> None:
    towns = table({("t1", "all"): (9, 4), ("t2", "all"): (50, 20), ("t3", "all"): (60, 20)})
    assert hide(towns) == {("t1", "all", "a.1"): "small_cell"}
    nation = pl.concat([towns, table({("IL", "all"): (119, 44)})])
    hidden = hide(nation, national=True)
    assert hidden[("t1", "all", "a.1")] == "small_cell"
    assert list(hidden.values()).count("complementary") == len(hidden) - 1 >= 1
    assert exposed(shown(nation, hidden), national=True).is_empty()
    alone = shown(nation, {("t1", "all", "a.1"): "small_cell"})
    found = exposed(alone, national=True)
    assert sorted(found["answer"]) == ["all", "with", "without"]
    assert found["width"].to_list() == [0, 0, 0]
    assert found["settlement_code"].unique().to_list() == ["t1"]
    # Without a sum that is known nothing bounds the town.
    assert exposed(alone.filter(pl.col("settlement_code") != "IL")).is_empty()


def test_a_row_that_is_shown_by_hand_exposes_what_it_protected() -> None:
    counts = by_sex((9, 4), (60, 30))
    hidden = hide(counts)
    assert exposed(shown(counts, hidden)).is_empty()
    small = {row: reason for row, reason in hidden.items() if reason == "small_cell"}
    found = exposed(shown(counts, small))
    assert found["population_group"].unique().to_list() == ["female"]
    assert found.select("wave_id", "measure_id").unique().row(0) == ("w", "a.1")
    assert (found["width"] == 0).all() and (found["required"] == 10).all()


def test_a_row_that_an_earlier_release_showed_is_exposed() -> None:
    counts = by_sex((9, 4), (60, 30))
    earlier = shown(counts, {})
    found = exposed(shown(counts, hide(counts)), earlier)
    assert (TOWN, "female") in found.select("settlement_code", "population_group").rows()
    # Of other data its numbers tell nothing, unless they differ by a few.
    grown = by_sex((29, 14), (60, 30)).with_columns(data_version=pl.lit("v0"))
    assert exposed(shown(counts, hide(counts)), shown(grown, {})).is_empty()


@pytest.mark.parametrize("national", [False, True])
def test_the_same_data_are_hidden_alike_in_every_release(national: bool) -> None:
    for seed in (1, 2):
        counts = random_wave(seed)
        if not national:
            counts = counts.filter(pl.col("settlement_code") != "IL")
        linked = {"a": "x", "b": "x" if seed % 2 else "y"}
        first = hide(counts, linked, national=national)
        assert first
        earlier = shown(counts, first)
        for _ in range(2):
            again = hide(counts, linked, earlier, national=national)
            assert again.keys() == first.keys()
            protecting = {row for row, reason in again.items() if reason == "complementary"}
            assert protecting == {row for row in first if first[row] == "complementary"}
            earlier = pl.concat([earlier, shown(counts, again)])


def test_three_late_questionnaires_hide_the_rows_they_are_in() -> None:
    earlier = shown(by_sex((40, 20), (60, 30)), {})

    def late(women: tuple[int, int]) -> Hidden:
        counts = by_sex(women, (60, 30)).with_columns(data_version=pl.lit("v2"))
        hidden = hide(counts, earlier=earlier)
        assert exposed(shown(counts, hidden), earlier).is_empty()
        return hidden

    few = late((43, 21))
    changed = {(TOWN, "female", "a.1"): "hidden_before", (TOWN, "all", "a.1"): "hidden_before"}
    assert few.items() >= changed.items()
    # One who thinks otherwise now is one whose answer is known.
    assert late((40, 21)).items() >= changed.items()
    assert late((60, 30)) == {}
    assert late((40, 20)) == {}
    # Had they been shown, the audit would have found it.
    counts = by_sex((43, 21), (60, 30)).with_columns(data_version=pl.lit("v2"))
    assert set(exposed(shown(counts, {}), earlier)["population_group"]) == {"female", "all"}


def test_what_was_hidden_stays_so_when_it_has_grown() -> None:
    small = by_sex((9, 4), (60, 30))
    earlier = shown(small, hide(small))
    counts = by_sex((90, 40), (60, 30)).with_columns(data_version=pl.lit("v2"))
    hidden = hide(counts, earlier=earlier)
    assert hidden[TOWN, "female", "a.1"] == "hidden_before"
    assert exposed(shown(counts, hidden), earlier).is_empty()
    # A settlement that no row of this wave has is of no concern.
    elsewhere = shown(by_sex((9, 4), (60, 30), "t9"), hide(by_sex((9, 4), (60, 30), "t9")))
    assert hide(counts, earlier=elsewhere) == {}


@settings(max_examples=5, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.booleans(), st.booleans(), st.sampled_from([0, 3, 15]))
def test_an_outsider_recomputes_nothing_that_is_hidden(
    seed: int, national: bool, linked: bool, late: int
) -> None:
    families = {"a": "x", "b": "x" if linked else "y"}
    earlier = NOTHING
    for version, extra in (("v1", 0), ("v2", late)):
        counts = random_wave(seed, version, extra)
        if not national:
            counts = counts.filter(pl.col("settlement_code") != "IL")
        hidden = hide(counts, families, earlier, national)
        released = shown(counts, hidden)
        assert exposed(released, earlier, national).is_empty()
        least = released.drop_nulls("n").select(pl.col("n").min()).item()
        assert least is None or least >= 10
        earlier = pl.concat([earlier, released])


def test_a_late_batch_is_not_seen_in_a_sum_either() -> None:
    """One questionnaire more in one town, eleven in another: no published sum holds the one."""
    was = {"a": (24, 12), "b": (15, 7), "c": (20, 11)}
    now = {"a": (25, 12), "b": (26, 14), "c": (20, 11)}

    def rows(towns: dict[str, tuple[int, int]], version: str) -> pl.DataFrame:
        nation = tuple(map(sum, zip(*towns.values(), strict=True)))
        return pl.DataFrame(
            [
                (town, "all", "trust", n, n_with, n, 0.1, version)
                for town, (n, n_with) in {**towns, "IL": nation}.items()
            ],
            schema=[
                "settlement_code", "population_group", "measure_id", "n", "n_with",
                "contributors", "largest_share", "data_version",
            ],
            orient="row",
        )  # fmt: skip

    earlier = rows(was, "v1").with_columns(hidden_because=pl.lit(None, pl.String))
    found = hidden_rows(rows(now, "v2"), {"trust": "trust"}, earlier, LIMITS, national=True)
    hidden = set(found["settlement_code"])
    shown = {*now, "IL"} - hidden
    assert "a" in hidden
    # Whatever is left of the nation after the published towns has grown by none, or by ten.
    if "IL" in shown:
        rest = [town for town in now if town not in shown]
        grown = sum(now[town][0] - was[town][0] for town in rest)
        assert grown == 0 or grown >= LIMITS.respondents
