"""Gaps of the real files recounted: what is present, why the rest is not, and for how many."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pandas as pd
import pytest

from tests.integration.recomputed import KEY, UNMEASURED, Frame, Marts, differing, marts_of

pytestmark = pytest.mark.real

AREA_RATIOS = {"foreigners_pct", "arab_residents_of_israelis_pct"}


@pytest.fixture(scope="module")
def marts(real_home: Path) -> Marts:
    return marts_of(real_home)


@pytest.fixture(scope="module")
def missing(marts: Marts) -> Frame:
    """Gaps whose figure is not there, with what the latest vintage of that period holds."""
    gaps = marts.gaps[~marts.gaps["is_present"]].reset_index()
    gaps = gaps.join(marts.settlements[["population", "kind", "is_authority"]], on=KEY[0])
    gaps["scope"] = gaps["indicator_id"].map(marts.catalogue["scope"])
    gaps["period_key"] = gaps["indicator_id"].map(marts.newest["period_key"])
    latest = marts.values[marts.values["is_latest_vintage"]]
    columns = [*KEY, "period_key", "value_status", "error_id", "locator"]
    return gaps.merge(latest[columns], how="left", on=[*KEY, "period_key"])


def named(keys: Frame) -> list[tuple[object, ...]]:
    return list(map(tuple, keys[KEY].to_numpy()))


def test_every_agreed_indicator_has_one_row_of_gaps_for_every_settlement(marts: Marts) -> None:
    gaps, settlements, catalogue = marts.gaps, marts.settlements, marts.catalogue
    assert gaps.index.is_unique
    agreed = catalogue.index[catalogue["state"] == "agreed"]
    large = settlements.index[settlements["is_authority"] | (settlements["kind"] == "nation")]
    wanted = set(product(settlements.index, agreed)) | set(product(large, catalogue.index))
    assert set(gaps.index) == wanted


def test_presence_recounted(marts: Marts) -> None:
    """The latest period is the latest that any source fills for any settlement, not the nation."""
    gaps, newest = marts.gaps, marts.newest
    known = marts.values[marts.values["is_latest_vintage"] & marts.values["value"].notna()]
    there = known[known["period_key"] == known["indicator_id"].map(newest["period_key"])]
    present = pd.MultiIndex.from_frame(there[KEY])
    assert list(gaps.index[gaps["is_present"] != gaps.index.isin(present)]) == []
    assert ((gaps["reason"] == "present") == gaps["is_present"]).all()
    years = pd.Series(gaps.index.get_level_values(1).map(newest["reference_year"]), gaps.index)
    assert differing(gaps["reference_year"], years) == []
    last = known.groupby(KEY)["reference_year"].max().reindex(gaps.index)
    assert differing(gaps["last_year_with_value"], last) == []


def test_no_gap_speaks_of_an_older_period_than_the_figures_we_hold(marts: Marts) -> None:
    gaps = marts.gaps
    older = gaps[(gaps["last_year_with_value"] > gaps["reference_year"]).fillna(False)]
    assert len(older) == 0, older.groupby("indicator_id").size().to_dict()


def test_reasons_of_gaps_are_true(marts: Marts, missing: Frame) -> None:
    settlements = marts.settlements
    rows = marts.gaps.reset_index().join(
        settlements[["population", "kind", "is_authority"]], on=KEY[0]
    )
    rows["scope"] = rows["indicator_id"].map(marts.catalogue["scope"])
    by_reason = dict(iter(rows.groupby("reason")))
    # No wave of a survey lies in the mirror of the publishers.
    surveyed = marts.catalogue["preferred_source"].isin(
        ["community_survey", "household_income_survey"]
    )
    never = by_reason["never_collected"]["indicator_id"]
    assert set(never) == set(marts.catalogue.index[surveyed]) > UNMEASURED
    assert never.isin(UNMEASURED).sum() == len(UNMEASURED) * len(settlements)

    survey = rows[(rows["scope"] == "large_cities") & rows["is_authority"]]
    small = survey[survey["population"].astype("Float64").lt(100_000).fillna(False)]
    assert len(small) > 5000
    assert set(small["reason"]) <= {"not_published_for_this_size", "present"}
    assert (small["reason"] == "present").mean() < 0.02

    ours = missing[missing["is_authority"]]
    for status, reason in (
        ("suppressed", "suppressed_by_publisher"),
        ("not_applicable", "not_applicable_or_zero"),
    ):
        told = ours["reason"] == reason
        assert told.any()
        withheld = ours["error_id"].notna()
        for_size = ours["reason"] == "not_published_for_this_size"
        so = (ours["value_status"] == status) & ~withheld & ~for_size
        assert named(ours[so != told]) == [], reason
    assert (by_reason["suppressed_by_publisher"]["indicator_id"].str.startswith("census_")).any()
    # A figure that we withhold is never told as the publisher's silence, nor the other way.
    told = missing["reason"] == "withheld_publisher_error"
    assert told.any()
    assert named(missing[told != missing["error_id"].notna()]) == []
    unlisted = missing[missing["reason"] == "settlement_not_in_table"]
    assert len(unlisted) > 0
    assert unlisted["value_status"].isna().all()
    blank = missing[missing["reason"] == "not_available_at_publisher"]
    assert set(blank["value_status"]) == {"not_available"}
    nation = missing[missing["settlement_code"] == "IL"]
    assert set(nation["reason"]) == {"no_national_figure", "never_collected"}


def test_who_is_said_not_to_be_in_a_table_is_in_none_that_holds_the_figure(
    marts: Marts, missing: Frame
) -> None:
    """The rows of the very sheets from which the others' figures of that period were read."""
    told = missing[missing["reason"] == "settlement_not_in_table"]
    assert len(told) > 1000
    listed = marts.ask_build(
        "select distinct rows.sha256, tables.sheet, rows.settlement_code"
        " from staging.stg_rows as rows inner join raw.tables as tables"
        " on rows.sha256 = tables.sha256 and rows.table_no = tables.table_no"
        " where rows.role = 'entity' and rows.area_code is null"
        " and rows.settlement_code is not null"
    )
    own = marts.figures[marts.figures["indicator_id"].isin(set(told["indicator_id"]))]
    own = own[own["period_key"] == own["indicator_id"].map(marts.newest["period_key"])]
    # The sheet of a place such as "sheet!A1 / B1"; files of one table have none.
    sheet = own["locator"].str.extract(r"^(?:(.*)!)?[^!]*$")[0].fillna("")
    holding = own[["indicator_id", "sha256"]].assign(sheet=sheet).drop_duplicates()
    held = holding.merge(listed, on=["sha256", "sheet"])
    assert set(held["indicator_id"]) == set(told["indicator_id"])
    untrue = told.merge(held, on=KEY)
    names = untrue[KEY[0]].map(marts.settlements["name_en"])
    assert len(untrue) == 0, untrue.groupby(["indicator_id", names]).size().to_dict()


def test_no_village_is_told_that_villages_have_no_figure_where_hundreds_have(
    marts: Marts,
) -> None:
    settlements, values = marts.settlements, marts.values
    villages = settlements.index[settlements["kind"] == "locality"]
    known = values[values["value"].notna() & values["settlement_code"].isin(villages)]
    number = known.groupby("indicator_id")["settlement_code"].nunique()
    told = marts.gaps[marts.gaps["reason"] == "not_published_below_authorities"]
    wrong = set(told.index.get_level_values(1)) & set(number.index[number > 100])
    assert wrong == set()
    assert {"sei_cluster", "sei_index"} <= set(number.index[number > 100])


@pytest.mark.parametrize(
    ("scope", "councils_have"),
    [("localities_without_councils", False), ("regional_councils", True)],
)
def test_a_scope_that_parts_regional_councils_from_towns_does_so_in_the_figures(
    marts: Marts, missing: Frame, scope: str, councils_have: bool
) -> None:
    catalogue, settlements = marts.catalogue, marts.settlements
    of_scope = catalogue.index[catalogue["scope"] == scope]
    if scope == "localities_without_councils":
        census = set(catalogue.index[catalogue.index.str.startswith("census_")])
        assert set(of_scope) == census | AREA_RATIOS
    assert len(of_scope) > 0
    kinds = settlements[settlements["is_authority"]]["kind"]
    is_council = kinds == "regional_council"
    outside = kinds.index[is_council != councils_have]
    own = marts.figures[marts.figures["indicator_id"].isin(of_scope)]
    # Nobody outside the scope has the figure, most within it do.
    strangers = own[own["settlement_code"].isin(outside)]
    assert named(strangers.drop_duplicates(KEY)) == []
    ours = missing[missing["indicator_id"].isin(of_scope) & missing["is_authority"]]
    of_outside = ours[ours["settlement_code"].isin(outside)]
    assert len(of_outside) == len(outside) * len(of_scope)
    assert set(of_outside["reason"]) == {"not_published_for_this_size"}
    within = ours[~ours["settlement_code"].isin(outside)]
    assert "not_published_for_this_size" not in set(within["reason"])
    present = marts.gaps.loc[
        pd.MultiIndex.from_product([kinds.index.difference(outside), of_scope]), "is_present"
    ]
    assert present.mean() > 0.8


def test_coverage_recounted(marts: Marts) -> None:
    columns = ["population", "is_authority", "kind"]
    rows = marts.gaps.reset_index().join(marts.settlements[columns], on="settlement_code")
    rows = rows[rows["kind"] != "nation"]
    rows["population"] = rows["population"].astype(float)
    below = rows["is_authority"].map({True: "unknown", False: "below_authorities"})
    by_type = rows.assign(class_kind="municipal_type", cls=rows["municipal_type"].fillna(below))
    own = rows[rows["is_authority"]]
    side = own["is_periphery"].astype(object).map({True: "periphery", False: "rest"})
    by_side = own.assign(class_kind="periphery", cls=side.fillna("unknown"))
    both = pd.concat([by_type, by_side])
    both["known"] = both["population"].where(both["is_present"], 0.0)
    groups = both.groupby(["indicator_id", "class_kind", "cls"])
    expected = pd.DataFrame(
        {
            "settlements": groups.size(),
            "settlements_with_figure": groups["is_present"].sum(),
            "coverage": groups["is_present"].mean(),
            # Where nobody's figure is there, 0 of the residents are covered, not an unknown share.
            "coverage_of_residents": groups["known"].sum() / groups["population"].sum(),
            "not_published_for_this_size": groups["reason"].agg(
                lambda r: (r == "not_published_for_this_size").sum()
            ),
            "suppressed": groups["reason"].agg(lambda r: (r == "suppressed_by_publisher").sum()),
        }
    )
    got = marts.ask("select * from marts.data_gap_coverage").set_index(
        ["indicator_id", "class_kind", "class"]
    )
    wrong = {column: differing(got[column], expected[column]) for column in expected.columns}
    assert {column: (len(keys), keys[:5]) for column, keys in wrong.items() if keys} == {}
    residents = groups["population"].sum().reindex(got.index)
    nobody = got[(got["settlements_with_figure"] == 0) & (residents > 0)]
    assert len(nobody) > 0
    assert set(nobody["coverage_of_residents"]) == {0}
