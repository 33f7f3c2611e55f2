"""Survey estimates recomputed from the sample's own files: what stands in the marts is that."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from estimation.survey.release import GROUPS, OF_THE_QUESTIONNAIRE
from tests.integration.recomputed import Frame, Marts, cutoff, differing, marts_of, seed
from tests.integration.surveyed import (
    COMMUNITY,
    INCOME,
    ROW,
    Design,
    alpha,
    alpha_error,
    community_rows,
    declaration,
    income_rows,
    respondents,
)

LARGE, SMALL, TINY = "3000", "0026", "1358"
"""Settlements of 400, 40 and 4 respondents."""
FLAGGED = """
    survey_waves survey_estimates survey_item_quality survey_disclosure small_area_estimates
    small_area_models small_area_coefficients indicator_values
"""
NUMBERS = """
    value standard_error ci_low ci_high n n_with effective_n design_effect
    coefficient_of_variation degrees_of_freedom
"""
KINDS = {"reliable": "observed", "use_with_caution": "low_reliability"}


@pytest.fixture(scope="module")
def marts(sample_home: Path) -> Marts:
    return marts_of(sample_home)


@pytest.fixture(scope="module")
def published(marts: Marts) -> Frame:
    return marts.ask("select * from marts.survey_estimates").set_index(ROW).sort_index()


@pytest.fixture(scope="module")
def waves(marts: Marts) -> dict[str, Frame]:
    codes = {str(row["name_he"]): str(code) for code, row in marts.settlements.iterrows()}
    folder = marts.home / "sample"
    return {f"{wave}_synthetic": respondents(folder, wave, codes) for wave in (*COMMUNITY, INCOME)}


@pytest.fixture(scope="module")
def recomputed(waves: dict[str, Frame]) -> Frame:
    """All shares, means, poverty rates and Ginis, also those that the marts hide."""
    tables = {
        wave: (income_rows if "household" in persons else community_rows)(persons)
        for wave, persons in waves.items()
    }
    return pd.concat(tables, names=["wave_id"]).sort_index()


def of(rows: Frame, wave: str, *statistics: str) -> Frame:
    levels = rows.index.get_level_values
    return rows[(levels("wave_id") == f"{wave}_synthetic") & levels("statistic").isin(statistics)]


@pytest.mark.parametrize("wave", COMMUNITY)
@pytest.mark.parametrize("statistic", ["share", "mean"])
def test_every_estimate_of_a_community_wave_is_what_its_answers_give(
    published: Frame, recomputed: Frame, wave: str, statistic: str
) -> None:
    rows, mine = of(published, wave, statistic), of(recomputed, wave, statistic)
    assert set(rows.index) == set(mine.index)
    shown = rows[rows["value"].notna()]
    assert len(shown) > 600
    assert {"IL", LARGE, SMALL} <= set(shown.index.get_level_values("settlement_code"))
    columns = "value standard_error ci_low ci_high n degrees_of_freedom"
    for column in columns.split() + (["n_with"] if statistic == "share" else []):
        assert differing(shown[column], mine.loc[shown.index, column]) == [], column
    told = rows[rows["design_effect"].notna()]
    expected = mine.loc[told.index]
    assert differing(told["design_effect"], expected["design_effect"]) == []
    by_hand = (expected["n"] / expected["design_effect"]).to_numpy()
    assert told["effective_n"].to_numpy() == pytest.approx(by_hand, rel=1e-6)
    assert (expected["degrees_of_freedom"] >= 4).all()


def test_the_waves_code_their_answers_in_opposite_directions(sample_home: Path) -> None:
    told = [declaration(sample_home / "sample", wave)["items"] for wave in COMMUNITY]
    turned = [item for item in told[0] if told[0][item]["higher_is"] != told[1][item]["higher_is"]]
    assert len(turned) == 10


@pytest.mark.parametrize("wave", COMMUNITY)
@pytest.mark.parametrize("place", [LARGE, "8000", "IL"])
def test_alpha_is_recomputed_and_so_is_its_jackknife_error(
    published: Frame, waves: dict[str, Frame], wave: str, place: str
) -> None:
    persons = waves[f"{wave}_synthetic"]
    design = Design(persons)
    inside = np.asarray((persons["settlement_code"] == place) | (place == "IL"))
    for measure in seed("survey_measures").itertuples():
        if measure.kind == "item":
            continue
        items = persons[measure.items.split(";")].to_numpy(float)
        key = (f"{wave}_synthetic", place, "all", measure.measure_id, "cronbach_alpha")
        row = published.loc[key]
        value = alpha(items[inside], design.weight[inside])
        assert row["value"] == pytest.approx(value, abs=1e-9)
        assert pd.isna(row["n"])  # see the test of numbers that are the rest of others
        error = alpha_error(design, items, inside)
        assert row["standard_error"] == pytest.approx(error, abs=1e-9), measure.measure_id


def test_poverty_and_gini_are_recomputed_by_all_definitions(
    published: Frame, recomputed: Frame
) -> None:
    rows = of(published, INCOME, "rate", "gini")
    mine = of(recomputed, INCOME, "rate", "gini")
    assert set(rows.index) == set(mine.index)
    mine = mine.loc[rows.index]
    known, shown = rows["n"].notna(), rows["value"].notna()
    assert shown.groupby(level=["measure_id", "statistic"]).sum().min() >= 10
    rates = known & (rows.index.get_level_values("statistic") == "rate")
    for column, there in (("value", shown), ("n", known), ("n_with", rates)):
        assert differing(rows[column][there], mine[column][there]) == [], column
    assert rows["threshold"].notna().all()
    assert differing(rows["threshold"], mine["threshold"]) == []
    assert mine["threshold"].nunique() == 3


def test_items_are_counted_and_correlated_with_the_rest_of_their_scale(
    marts: Marts, waves: dict[str, Frame]
) -> None:
    items = seed("survey_items").set_index("item_id")
    rows = marts.ask("select * from marts.survey_item_quality")
    assert len(rows) == len(items) * len(COMMUNITY)
    for row in rows.itertuples():
        persons, scale = waves[row.wave_id], items.loc[row.item_id, "scale_id"]
        given = persons[row.item_id]
        # Exact totals, less what is published, would be what is hidden.
        answered, everybody = (round(count / 10) * 10 for count in (given.count(), len(given)))
        assert row.answered == answered
        assert row.answered_share == pytest.approx(answered / everybody)
        if not scale:
            assert pd.isna(row.item_rest_correlation)
            continue
        others = [item for item in items.index[items["scale_id"] == scale] if item != row.item_id]
        rest = persons[others].sum(axis=1, skipna=False)
        assert row.item_rest_correlation == pytest.approx(given.corr(rest), abs=1e-9)
        assert row.item_rest_correlation > 0, "an item was coded the wrong way round"


def test_hidden_rows_bear_no_number_and_the_reasons_are_those_of_the_answers(
    published: Frame, recomputed: Frame
) -> None:
    hidden = published[published["reliability"] == "hidden"]
    assert hidden[NUMBERS.split()].notna().sum().sum() == 0
    statistic = published.index.get_level_values("statistic")
    questionnaire = statistic.isin(OF_THE_QUESTIONNAIRE)
    told = published["reliability"] != "hidden"
    assert published.loc[told & ~questionnaire, "n"].notna().all()
    assert published.loc[questionnaire, ["n", "n_with", "effective_n"]].notna().sum().sum() == 0
    rows = published[statistic.isin(["share", "rate"])]
    mine = recomputed.loc[rows.index]
    few = mine["contributors"] < cutoff("survey_respondents_at_least")
    everybody = mine["n_with"].isin([0]) | (mine["n_with"] == mine["n"])
    dominated = mine["heaviest"] > cutoff("disclosure_dominance")
    because = rows["hidden_because"]
    assert few.sum() > 1000 and (because == "complementary").sum() > 500
    assert (rows["reliability"][few | everybody | dominated] == "hidden").all()
    assert list(rows.index[(because == "small_cell") != few]) == []
    alone = everybody & ~few & ~dominated
    assert set(because[alone]) == {"zero_or_all"}
    assert everybody[because == "zero_or_all"].all()
    assert dominated[because == "dominance"].all()
    assert "hidden_before" not in set(because)


def test_no_number_is_hidden_that_is_the_rest_of_those_beside_it(published: Frame) -> None:
    """Of every statistic: a whole that is known, less its parts, leaves two hidden ones or none."""
    keys = ["wave_id", "settlement_code", "measure_id", "statistic"]
    rows = published.reset_index()
    # Of a gap it is how many are poor, which its rate tells or protects.
    rows = rows[rows["statistic"] != "gap"]
    wholes = rows[rows["population_group"] == "all"].set_index(keys)["n"]
    compared = 0
    for family in GROUPS.values():
        parts = rows[rows["population_group"].isin(family)]
        hidden = parts["n"].isna().groupby([parts[key] for key in keys]).sum()
        known = wholes.reindex(hidden.index).notna()
        assert hidden[known & (hidden == 1)].index.tolist() == []
        compared += int((known & (hidden > 1)).sum())
    assert compared > 100


def test_reliability_is_what_the_cut_offs_say_of_error_and_interval(
    published: Frame, recomputed: Frame
) -> None:
    below, up_to = cutoff("survey_cv_publish_below"), cutoff("survey_cv_warn_up_to")
    statistic = published.index.get_level_values("statistic")
    rows = published[statistic.isin(["share", "mean"]) & (published["reliability"] != "hidden")]
    mine = recomputed.loc[rows.index]
    by_interval = (mine["ci_high"] - mine["ci_low"]) / (2 * 1.959963984540054) / mine["value"]
    variation = np.maximum(mine["standard_error"] / mine["value"], by_interval)
    expected = np.select(
        [mine["standard_error"].isna(), variation < below, variation <= up_to],
        ["error_not_known", "reliable", "use_with_caution"],
        "unreliable",
    )
    assert {"reliable", "use_with_caution", "unreliable"} <= set(expected)
    assert list(rows.index[rows["reliability"] != expected]) == []
    shown = published["reliability"].isin([*KINDS, "no_error_by_sampling"])
    assert (published["value"].notna() == shown).all()
    status = published["reliability"].map(KINDS).where(shown, "suppressed").fillna("observed")
    assert (published["value_status"] == status).all()
    assert (published["hidden_because"].notna() == ~shown).all()


@pytest.mark.parametrize("wave", [*COMMUNITY, INCOME])
def test_a_large_settlement_is_published_a_small_one_may_be_and_a_tiny_one_is_hidden(
    published: Frame, wave: str
) -> None:
    rows = of(published, wave, "share", "gini")
    everybody = rows.xs("all", level="population_group")
    of_place = {
        place: set(everybody.xs(place, level="settlement_code")["reliability"])
        for place in (LARGE, SMALL, TINY)
    }
    assert of_place[LARGE] == {"reliable"}
    assert of_place[SMALL] <= {"reliable", "use_with_caution", "unreliable", "hidden"}
    assert of_place[TINY] == {"hidden"}
    if wave == "community_2025":
        assert of_place[SMALL] & set(KINDS)
    tiny = published.xs(TINY, level="settlement_code")
    assert (tiny["reliability"] == "hidden").all()


def test_indicators_of_the_matrix_are_these_estimates(marts: Marts, published: Frame) -> None:
    mine = published.reset_index()
    mine = mine[mine["indicator_id"].notna()]
    mine["period_key"] = mine["reference_year"].astype(str) + "-" + mine["wave_id"]
    key = ["settlement_code", "indicator_id", "population_group", "period_key"]
    values = marts.ask(
        "select * from marts.indicator_values"
        " where source_id in ('community_survey', 'household_income_survey')"
    )
    assert len(values) == len(mine) > 5000
    assert {"collective_efficacy_pct", "social_cohesion_pct", "poverty_risk_pct"} <= set(
        values["indicator_id"]
    )
    mine, values = (frame.set_index(key).sort_index() for frame in (mine, values))
    for column in ("value", "standard_error", "ci_low", "ci_high", "n"):
        assert differing(values[column], mine[column]) == [], column
    for column in ("value_status", "reference_year", "snapshot_sha256", "locator"):
        assert (values[column] == mine[column]).all(), column


def test_small_areas_stand_on_published_estimates_and_hidden_ones_have_no_weight(
    marts: Marts, published: Frame
) -> None:
    areas = marts.ask("select * from marts.small_area_estimates")
    areas["statistic"] = np.where(areas["wave_id"].str.startswith("income"), "rate", "share")
    direct = published.xs("all", level="population_group", drop_level=False).reset_index()
    keys = ["wave_id", "settlement_code", "measure_id", "statistic"]
    beside = areas.merge(direct, on=keys, suffixes=("", "_direct"), validate="one_to_one")
    assert len(beside) == len(areas) > 400
    for own, other in (
        ("direct_value", "value"),
        ("direct_standard_error", "standard_error"),
        ("n", "n_direct"),
    ):
        assert differing(beside[own], beside[other]) == [], own
    hidden = beside[beside["reliability"] == "hidden"]
    assert len(hidden) > 50
    modelled = hidden["modelled_value"].notna()
    assert modelled.sum() > 20
    assert set(hidden.loc[modelled, "direct_weight"]) == {0.0}
    assert hidden.loc[~modelled, "direct_weight"].isna().all()
    assert set(hidden["use"]) <= {"modelled", "neither"}
    usable = beside[beside["n"].notna()].groupby(["wave_id", "measure_id"]).size()
    models = marts.ask("select * from marts.small_area_models").set_index(usable.index.names)
    fitted = models[models["model_state"] == "fitted"]
    assert len(fitted) > 10
    assert (fitted["settlements_fitted"] <= usable.reindex(fitted.index)).all()


def test_modelled_shares_add_up_to_the_nation(marts: Marts, published: Frame) -> None:
    areas = marts.ask("select * from marts.small_area_estimates")
    areas["population"] = areas["settlement_code"].map(marts.settlements["population"])
    shares = marts.ask("select * from marts.small_area_models").set_index(["wave_id", "measure_id"])
    compared = 0
    for key, rows in areas.groupby(["wave_id", "measure_id"]):
        if (rows["modelled_status"] == "suppressed").any():
            continue
        rows = rows[rows["modelled_value"].notna()]
        statistic = "rate" if key[0].startswith("income") else "share"
        national = published.loc[(key[0], "IL", "all", key[1], statistic), "value"]
        weights = rows["population"].astype(float)
        assert np.average(rows["modelled_value"], weights=weights) == pytest.approx(national)
        ratio = rows["modelled_value"] / rows["modelled_before_benchmark"]
        below = rows["modelled_value"] < 100
        assert ratio[below].to_numpy() == pytest.approx(shares.loc[key, "benchmark_factor"])
        compared += 1
    assert compared >= 5


@pytest.mark.parametrize("table", FLAGGED.split())
def test_everything_made_of_the_sample_is_marked_synthetic(marts: Marts, table: str) -> None:
    assert set(marts.ask(f"select synthetic from marts.{table}")["synthetic"]) == {True}
