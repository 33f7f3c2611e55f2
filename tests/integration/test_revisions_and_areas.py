"""Revisions of the real files and what they moved, recounted; statistical areas."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.integration.house import REAL
from tests.integration.recomputed import KEY, Frame, Marts, differing, marts_of

pytestmark = pytest.mark.real

PAIR = ["vintage_before", "vintage_after"]


@pytest.fixture(scope="module")
def marts(real_home: Path) -> Marts:
    return marts_of(real_home)


@pytest.fixture(scope="module")
def changes(marts: Marts) -> Frame:
    """What publishers changed, counted by hand: each figure beside the one of the vintage before.

    Neither may be one that we withhold.
    """
    files = marts.ask_build("select source_id, sha256, vintage_rank from raw.files")
    own = marts.values.merge(files, on=["source_id", "sha256"], validate="many_to_one")
    assert len(own) == len(marts.values)
    keys = [*KEY, "period_key", "source_id"]
    own = own.sort_values("vintage_rank")
    columns = ["value", "value_status", "vintage", "edition", "error_id"]
    before = own.groupby(keys)[columns].shift(1).add_suffix("_before")
    own = own.join(before).rename(columns={"vintage": "vintage_after"})
    own = own[own["vintage_before"].notna()]
    own = own[own["error_id"].isna() & own["error_id_before"].isna()]
    one, other = own["value"], own["value_before"]
    alike = (one.isna() & other.isna()) | ((one - other).abs() <= 1e-9 * one.abs().clip(lower=1))
    return own[~alike | (own["value_status"] != own["value_status_before"])]


def test_revisions_are_what_the_vintages_differ_in_and_none_of_our_withholding(
    marts: Marts, changes: Frame
) -> None:
    keys = [*KEY, "reference_year", "reference_period", "source_id", *PAIR]
    published = marts.ask(
        "select * from marts.revisions where population_group = 'all'"
        " and revision_kind in ('revision', 'restatement')"
    )
    published, expected = published.set_index(keys), changes.set_index(keys)
    assert len(published) > 300
    assert differing(published["value_before"], expected["value_before"]) == []
    assert differing(published["value_after"], expected["value"]) == []
    is_revision = expected["edition"] == expected["edition_before"]
    kinds = pd.Series(np.where(is_revision, "revision", "restatement"), expected.index)
    assert (published["revision_kind"] == kinds.reindex(published.index)).all()
    # The budget of February 2021 is that of 2020: our withholding it is no revision of theirs.
    budget = published.index.get_level_values("indicator_id") == "own_revenue_share_pct"
    later = published.index.get_level_values("vintage_after") == "2021-r2023-07-13"
    assert not (budget & later).any()
    effects = marts.ask("select * from marts.revision_effects")
    named = effects[["indicator_id", "source_id", *PAIR]].drop_duplicates()
    assert not (
        (named["indicator_id"] == "own_revenue_share_pct")
        & (named["vintage_after"] == "2021-r2023-07-13")
    ).any()
    revised = changes[["indicator_id", "source_id", *PAIR]].drop_duplicates()
    assert len(named.merge(revised)) == len(named)


@pytest.mark.parametrize(
    ("indicator", "period", "before", "after", "at_least"),
    [
        ("unemployment_benefit_pct", "2021", "2021-r2023-02-19", "2021-r2023-07-13", 200),
        ("compactness_index", "2006", "2014-r2016-05-29", "2015-r2017-07-30", 50),
        ("peripherality_index", "2015", "2018-r2022-03-08", "2020-r2022-10-30", 8),
    ],
)
def test_effects_of_a_revision_recomputed(
    marts: Marts, indicator: str, period: str, before: str, after: str, at_least: int
) -> None:
    values = marts.values
    own = values[(values["indicator_id"] == indicator) & (values["period_key"] == period)]
    own = own[own["settlement_code"].isin(marts.authorities)]
    sides = {
        name: own[own["vintage"] == vintage].set_index("settlement_code")["value"].dropna()
        for name, vintage in (("before", before), ("after", after))
    }
    # Among those that have a value in both, or who came and went would move the others.
    expected = pd.DataFrame(sides).dropna().add_prefix("value_")
    assert len(expected) > 150
    sign = -1 if marts.catalogue.loc[indicator, "desired_direction"] == "lower" else 1
    for name in sides:
        ranks = (sign * expected[f"value_{name}"]).rank(ascending=False, method="min")
        expected[f"rank_{name}"] = ranks
    same_value = expected["value_before"] == expected["value_after"]
    same_rank = expected["rank_before"] == expected["rank_after"]
    expected["own_value_changed"] = ~same_value
    expected = expected[~(same_value & same_rank)]
    got = marts.ask(
        f"select * from marts.revision_effects where indicator_id = '{indicator}'"
        f" and vintage_before = '{before}' and vintage_after = '{after}'"
    ).set_index("settlement_code")
    assert len(got) >= at_least
    for column in expected.columns:
        assert differing(got[column], expected[column]) == [], column


def test_july_2023_moved_ranks_of_unemployment_benefit(marts: Marts) -> None:
    rows = marts.ask(
        "select * from marts.revision_effects where indicator_id = 'unemployment_benefit_pct'"
        " and vintage_after = '2021-r2023-07-13'"
    )
    assert set(rows["revision_kind"]) == {"revision"}
    assert (rows["rank_before"] != rows["rank_after"]).sum() > 100
    # The goalposts are of the stretch from 2024 on, so a figure of 2021 has no score.
    assert rows[["score_before", "score_after"]].isna().all().all()


def test_scores_of_revised_figures_are_only_of_indicators_with_goalposts(marts: Marts) -> None:
    effects = marts.ask("select * from marts.revision_effects")
    goalposts = set(marts.ask("select indicator_id from marts.index_goalposts")["indicator_id"])
    without = effects[~effects["indicator_id"].isin(goalposts)]
    assert len(without) > 50
    assert without[["score_before", "score_after"]].isna().all().all()


def test_periods_that_the_reissue_of_july_replaced_are_withdrawn_and_added(marts: Marts) -> None:
    moved = marts.ask(
        "select indicator_id, revision_kind, reference_year, count(*) as figures"
        " from marts.revisions where vintage_before = '2021-r2023-02-19'"
        " and vintage_after = '2021-r2023-07-13' and revision_kind in ('withdrawn', 'added')"
        " group by all"
    )
    students = moved[moved["indicator_id"] == "students_20_25_pct"]
    found = {(row.revision_kind, row.reference_year) for row in students.itertuples()}
    assert found == {("withdrawn", 2021), ("added", 2022)}
    assert students["figures"].min() > 250
    assert set(moved["indicator_id"]) == {
        "students_20_25_pct",
        "degree_holders_35_55_pct",
        "higher_education_entry_8_years_pct",
        "sewage_treated_secondary_pct",
    }


def test_no_rank_is_said_to_have_moved_because_we_withheld_the_figures_of_others(
    marts: Marts,
) -> None:
    """Nine of 16 cities left after our withholding are no revision by the publisher."""
    moved = marts.ask(
        "select indicator_id, settlement_code, rank_before, rank_after"
        " from marts.revision_effects as e where not own_value_changed and exists ("
        " select 1 from marts.indicator_values as v where v.indicator_id = e.indicator_id"
        " and v.vintage = e.vintage_after and v.reference_year = e.reference_year"
        " and v.error_id is not null and v.value is null) order by all"
    )
    assert len(moved) == 0, moved.to_string()


def test_areas_stand_apart_and_belong_to_settlements(marts: Marts) -> None:
    ask, settlements = marts.ask, marts.settlements
    areas = ask("select * from marts.statistical_area_values")
    key = ["settlement_code", "area_code", "indicator_id", "period_key"]
    assert len(areas) > 50_000
    assert not areas.duplicated([*key, "vintage"]).any()
    assert not areas[areas["is_latest_vintage"]].duplicated(key).any()
    assert set(areas["source_id"]) == {"cbs_census_2022", "cbs_socio_economic_index"}
    assert areas["area_code"].str.fullmatch(r"\d{4}").all()
    assert areas["settlement_code"].isin(settlements.index).all()
    known = ask("select settlement_code, area_code from marts.statistical_areas")
    listed = set(known.itertuples(index=False, name=None))
    assert set(areas[["settlement_code", "area_code"]].itertuples(index=False, name=None)) <= listed
    clusters = areas[areas["indicator_id"] == "sei_cluster"]["value"].dropna()
    assert len(clusters) > 1000
    assert clusters.isin(range(1, 11)).all()
    figures = ask("select distinct settlement_code from marts.indicator_values")
    assert figures["settlement_code"].str.fullmatch(r"\d{4}|IL").all()
    assert figures["settlement_code"].isin(settlements.index).all()


def test_outlines_are_the_features_of_the_layer(marts: Marts) -> None:
    """Read again with another reader: the same number of areas, each point as it was published."""
    [path] = (REAL / "cbs_statistical_areas_geometry").glob("*.geojson")
    features = json.loads(path.read_text("utf-8"))["features"]
    outlines = marts.ask("select * from marts.statistical_area_outlines")
    assert len(outlines) == len(features)
    assert not outlines["synthetic"].any()
    assert set(outlines["sha256"]) == {hashlib.sha256(path.read_bytes()).hexdigest()}
    read = outlines.set_index(["settlement_code", "area_code"])["outline"]
    for feature in features[::50]:
        code, area = feature["properties"]["semel"], feature["properties"]["sa"]
        assert json.loads(read[f"{code:04d}", f"{area:04d}"]) == feature["geometry"]
    assert outlines["settlement_code"].isin(marts.settlements.index).all()
