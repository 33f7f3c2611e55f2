"""Disclosure control beside a reference, and in cases done by hand."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from tests.estimation.disclosed import (
    ANSWERS,
    DOTTED,
    HEBREW,
    NATION,
    Rules,
    audit,
    by_cell,
    differenced,
    line,
    release,
    suppress,
    survey,
    survey_rules,
)

REFERENCE = Path(__file__).parents[3] / "shared" / "validation" / "sdc"
PLACE = Rules(("place",), minimum=5)
UNRELATED = Rules(("place",), minimum=5, sums={"place": ()})


def reasons(table: pl.DataFrame, rules: Rules) -> dict[str, str | None]:
    found = by_cell(suppress(table, rules), rules, "reason")
    return {"/".join(cell): reason for cell, reason in found.items()}


def asked(rows: dict[str, tuple[int, int]]) -> pl.DataFrame:
    """Per place how many answered with and without."""
    return pl.DataFrame(
        [
            (place, answer, n)
            for place, pair in rows.items()
            for answer, n in zip(("with", "without"), pair, strict=True)
        ],
        schema=["place", "answer", "count"],
        orient="row",
    )


def asked_rules(**changed: Any) -> Rules:
    sums = {"place": (), "answer": ANSWERS}
    return Rules(("place", "answer"), **{"minimum": 5, "sums": sums, "answer": "answer", **changed})


def test_regions_by_income_beside_the_reference() -> None:
    if not REFERENCE.is_dir():
        reason = f"the reference case is not at {REFERENCE}: disclosure control is not compared"
        warnings.warn(reason, stacklevel=1)  # a skip alone is a letter nobody reads
        pytest.skip(reason)
    keys = ("region", "main_income")
    table = pl.read_csv(REFERENCE / "d2.csv").group_by(keys).agg(count=pl.col("freq").sum())
    reference = pl.read_csv(REFERENCE / "reference_gauss_d2_region_x_income_maxN5.csv")
    rules = Rules(keys, minimum=6)
    found = suppress(table, rules)
    for column, theirs in (("count", "freq"), ("primary", "primary")):
        assert by_cell(found, rules, column) == by_cell(reference, rules, theirs)
    bounds = audit(found)
    assert (bounds["width"] >= 1).all()
    assert not bounds["exposed"].any()
    assert found["suppressed"].sum() <= 1.3 * reference["suppressed"].sum()
    # Hidden as the reference does it the width is another, but nothing is known exactly either.
    as_they = reference.select(
        *keys, published=pl.when(~pl.col("suppressed")).then("freq"), required=pl.lit(1)
    )
    assert not audit(as_they, rules)["exposed"].any()


def test_the_cheapest_cell_that_protects_is_hidden_too() -> None:
    table = line({HEBREW: 3, DOTTED: 20, "c": 50, "d": 0})
    found = suppress(table, PLACE)
    assert found.rows() == [
        (HEBREW, None, True, "small_cell", True, 5.0, 3),
        (DOTTED, None, True, "complementary", False, 1.0, 20),
        ("c", 50, False, None, False, None, 50),
        ("d", 0, False, None, False, None, 0),
        ("Total", 73, False, None, False, None, 73),
    ]
    bounds = [(DOTTED, 0, 23, 23, 1, False, False), (HEBREW, 0, 23, 23, 5, False, False)]
    assert audit(found, PLACE).rows() == bounds
    assert audit(found).rows() == bounds  # what was required is in the table


def test_a_primary_cell_alone_is_found_by_the_audit() -> None:
    table = pl.DataFrame({"place": ["a", "b", "Total"], "published": [None, 20, 23]})
    assert audit(table).rows() == [("a", 3, 3, 0, 10, True, False)]
    unknown_total = table.with_columns(published=pl.Series([None, 20, None]))
    assert audit(unknown_total)["exposed"].to_list() == [False, False]
    assert audit(unknown_total.head(2))["exposed"].to_list() == [False]


def test_two_small_cells_protect_each_other_only_if_their_sum_is_as_wide() -> None:
    assert reasons(line({"a": 3, "b": 2, "c": 9}), PLACE)["c"] is None
    assert reasons(line({"a": 1, "b": 2, "c": 9}), PLACE)["c"] == "complementary"
    mild = Rules(("place",), minimum=5, protection=1)
    assert reasons(line({"a": 1, "b": 2, "c": 9}), mild)["c"] is None


@pytest.mark.parametrize(
    "counts",
    [
        {"a": 3},
        {"a": 1, "b": 1},
        {"a": 0, "b": 4},
        {"a": 0, "b": 0},
        {"Total": 3},
        {"a": 4, "Total": 4},
    ],
)
def test_tiny_nations_are_hidden_with_their_totals(counts: dict[str, int]) -> None:
    found = suppress(line(counts), PLACE)
    assert found["suppressed"].any() == any(counts.values())
    assert (found["published"].fill_null(0) == 0).all()
    assert not audit(found, PLACE)["exposed"].any()


def test_an_empty_table_stays_empty() -> None:
    found = suppress(line({}).cast({"place": pl.String, "count": pl.Int64}), PLACE)
    assert found.is_empty() and audit(found).is_empty()


def test_a_hidden_total_of_many_published_parts_is_bounded_by_their_sum() -> None:
    counts = {f"p{n}": 20 for n in range(30)}
    table = line({**counts, "Total": 600}, hidden=[""] * 30 + ["hidden_before"])
    bounds = by_cell(audit(suppress(table, PLACE), PLACE), PLACE, "lower")
    assert bounds["Total",] == 29 * 20


@pytest.mark.parametrize("asked_for", [10, 500])
def test_an_unbounded_cell_is_as_wide_as_its_row_requires(asked_for: float) -> None:
    table = pl.DataFrame({"place": ["a"], "published": [None], "required": [asked_for]})
    assert not audit(table)["exposed"].any()


def test_dominance_is_a_share_above_the_limit_of_a_cell_with_respondents() -> None:
    table = line({"a": 100, "b": 100, "c": 100, "d": 0}, top=[0.51, 0.5, None, 1.0])
    rules = Rules(("place",), largest_share="top", sums={"place": ()})
    assert reasons(table, rules) == {"a": "dominance", "b": None, "c": None, "d": None}
    small = line({"a": 4}, top=[0.9])
    assert reasons(small, rules) == {"a": "small_cell"}


@pytest.mark.parametrize(
    ("given", "reason", "required"),
    [
        ([True, None, False], "hidden_before", 5),
        (["n_with", None, ""], "n_with", 5),
        (["complementary", None, None], "complementary", 1),
        ([None, None, None], None, None),
    ],
)
def test_forced_cells_are_hidden_for_their_reason(
    given: list[Any], reason: str | None, required: float | None
) -> None:
    found = suppress(line({"a": 30, "b": 40, "c": 50}, hidden=given), UNRELATED)
    assert found["reason"].to_list() == [reason, None, None]
    assert found["required"].to_list() == [required, None, None]
    assert not found["primary"].any()
    other = Rules(("place",), forced="before", sums={"place": ()})
    renamed = line({"a": 30, "b": 40, "c": 50}, before=given)
    assert reasons(renamed, other)["a"] == reason


def test_a_small_cell_that_was_hidden_before_is_called_small() -> None:
    assert reasons(line({"a": 2}, hidden=["hidden_before"]), UNRELATED) == {"a": "small_cell"}


def test_the_minimum_of_a_row_does_not_hide_few_among_many() -> None:
    table = asked({HEBREW: (3, 37), DOTTED: (2, 2)})
    by_row = reasons(table, asked_rules(minimum_of="row", positive="with"))
    assert {cell for cell, reason in by_row.items() if reason} == {
        f"{DOTTED}/{answer}" for answer in ("with", "without", "asked")
    }
    by_number = reasons(table, asked_rules())
    assert by_number[f"{HEBREW}/with"] == "small_cell"
    assert by_number[f"{HEBREW}/without"] == "complementary"


@pytest.mark.parametrize(
    ("positive", "of", "hidden"),
    [
        ("with", (0, 40), True),
        ("with", (40, 0), True),
        ("with", (0, 0), False),
        ("with", (20, 20), False),
        ("without", (40, 0), True),
        (None, (40, 0), True),
        (None, (20, 20), False),
    ],
)
def test_answers_of_nobody_or_everybody_are_sensitive(
    positive: str | None, of: tuple[int, int], hidden: bool
) -> None:
    found = reasons(asked({"a": of}), asked_rules(positive=positive))
    expected = "zero_or_all" if hidden else None
    assert found["a/with"] == found["a/without"] == expected


def test_one_positive_answer_that_nobody_gave_is_sensitive_among_three() -> None:
    sums = {"place": (), "answer": [("asked", ["with", "without", "unknown"])]}
    table = asked({"a": (0, 30)}).extend(
        pl.DataFrame({"place": ["a"], "answer": ["unknown"], "count": [30]})
    )
    found = {p: reasons(table, asked_rules(positive=p, sums=sums)) for p in ("with", None)}
    assert found["with"]["a/with"] == "zero_or_all"
    assert set(found[None].values()) == {None}


def test_cells_that_are_together_are_hidden_together() -> None:
    joint = np.full((3, 2, 2, 2), 30)
    joint[0, 0, :, :] = 1  # four women in one place
    found = suppress(survey(joint), survey_rules())
    hidden = found.group_by("place", "group").agg(pl.col("suppressed").n_unique())
    assert (hidden["suppressed"] == 1).all()
    assert found.filter(place=HEBREW, group="women")["suppressed"].all()
    assert not found.filter(place="nation", group="all")["suppressed"].any()


def test_unrelated_codes_and_totals_by_another_name() -> None:
    assert reasons(line({"a": 3, "b": 20}), UNRELATED) == {"a": "small_cell", "b": None}
    named = Rules(("place",), minimum=5, total="סה״כ")
    found = suppress(line({"a": 30, "b": 20}), named)
    assert by_cell(found, named, "published")["סה״כ",] == 50
    layered = Rules(("place",), minimum=5, sums={"place": NATION})
    published = by_cell(suppress(line({HEBREW: 9, DOTTED: 8, "c": 7}), layered), layered, "count")
    assert (published["north",], published["nation",]) == (17, 24)


def test_rules_may_be_a_mapping_and_codes_numbers() -> None:
    table = pl.DataFrame({"place": [1, 2], "n.n": [3, 50], "note": ["x", None]})
    found = suppress(table, {"dimensions": ["place"], "count": "n.n", "minimum": 5})
    assert found["place"].to_list() == ["1", "2", "Total"]
    assert found["note"].to_list() == ["x", None, None]
    assert found["suppressed"].to_list() == [True, True, False]


def test_two_releases_of_the_same_data_are_laid_beside_each_other() -> None:
    now = release([None, None, 50])
    assert not audit(now, PLACE)["exposed"].any()
    assert not audit(now, PLACE, release([None, None, 50]))["exposed"].any()
    found = audit(now, PLACE, release([None, 20, None]))
    assert found.select("place", "lower", "upper", "exposed", "by_comparison").rows() == [
        ("a", 30, 30, True, False),
        ("b", 20, 20, True, False),
        ("Total", 0, 0, True, True),  # what hid it then stands there now
    ]


def test_two_releases_of_other_data_show_the_few_between_them() -> None:
    earlier = pl.concat([release([30, 20, 50], "2022"), release([33, None, 60], "2023")])
    now = release([34, 20, 54])
    assert differenced(now, earlier, PLACE).to_list() == [True, False, True]
    found = audit(now, PLACE, earlier)
    assert found["place"].to_list() == ["a", "Total"]
    assert found["by_comparison"].all() and found["exposed"].all()
    assert not differenced(release([35, None, 65]), release([30, 20, 70], "2023"), PLACE).any()
    assert not differenced(now, release([31, 22, 53]), PLACE).any()  # the same data


def test_totals_that_were_summed_are_compared_as_well() -> None:
    was, now = (
        suppress(line({"a": 30, "b": n}, data_version=[year] * 2), PLACE)
        for n, year in ((40, 2023), (43, 2024))
    )
    assert now["data_version"].to_list() == [2024] * 3
    assert now.filter(differenced(now, was, PLACE))["place"].to_list() == ["b", "Total"]
