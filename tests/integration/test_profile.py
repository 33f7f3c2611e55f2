"""Profile of the real files, recomputed from the published figures alone by counting."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.integration.house import SAFED
from tests.integration.recomputed import RAHAT, Frame, Marts, cutoff, marts_of, seed

pytestmark = pytest.mark.real

SEED, SAMPLED = 25, 25
PEOPLE = 100_000
"""Of a count of persons whose plausible maximum is this or more the nation has no like figure."""


@pytest.fixture(scope="module")
def marts(real_home: Path) -> Marts:
    return marts_of(real_home)


@pytest.fixture(scope="module")
def newest_peers(marts: Marts) -> dict[str, list[str]]:
    lists = marts.ask("select * from marts.peer_groups where peer_edition = '2024'")
    return {own: list(rows["peer_code"]) for own, rows in lists.groupby("settlement_code")}


def stand(own: float, others: np.ndarray) -> tuple[float, float, float]:
    """Rank, number ranked, percentile of one among others, by counting; the larger the better."""
    worse, alike = (others < own).sum(), (others == own).sum()
    share = 100 * (worse + alike / 2) / len(others) if len(others) else np.nan
    return 1 + (others > own).sum(), 1 + len(others), share


@dataclass(frozen=True)
class Like:
    """The figures of one indicator and period: of authorities, or of smaller places."""

    codes: np.ndarray
    values: np.ndarray
    types: np.ndarray
    clusters: np.ndarray

    @classmethod
    def of(cls, rows: Frame) -> Like:
        return cls(
            rows["settlement_code"].to_numpy(object),
            rows["value"].to_numpy(float),
            rows["municipal_type"].astype(object).fillna("").to_numpy(object),
            rows["sei_cluster"].astype("Float64").to_numpy(float, na_value=np.nan),
        )


def expected_row(
    history: list[Any], like: Like, there: np.ndarray, sign: int, national: dict[str, float]
) -> dict[str, Any]:
    """One row of the profile.

    Args:
        history: all figures of the settlement for one indicator, in order of time.
        like: the figures of the same period of its like, its own among them.
        there: the figures of the same period of its peers.
        sign: -1 where lower is desired.
        national: figures of the nation by period.
    """
    last = history[-1]
    other = like.codes != last.settlement_code
    me = int(np.flatnonzero(~other).item())
    own = sign * last.value
    row: dict[str, Any] = {
        "value": last.value,
        "reference_year": last.reference_year,
        "vintage": last.vintage,
        "locator": last.locator,
        "national_value": national.get(last.period_key, np.nan),
        "national_median": np.median(like.values),
    }
    within = {"nation": other}
    if like.types[me]:
        within["type"] = other & (like.types == like.types[me])
    if not np.isnan(like.clusters[me]):
        within["cluster"] = other & (like.clusters == like.clusters[me])
    for name in ("nation", "type", "cluster"):
        found = stand(own, sign * like.values[within[name]]) if name in within else (np.nan,) * 3
        columns = (f"rank_in_{name}", f"ranked_in_{name}", f"percentile_in_{name}")
        row |= dict(zip(columns, found, strict=True))
    rank, ranked, share = stand(own, sign * there) if len(there) else (np.nan,) * 3
    row |= {
        "peers_with_value": ranked - 1,
        "rank_in_peers": rank,
        "percentile_in_peers": share,
        "peer_median": np.median(there) if len(there) else np.nan,
    }
    before = [one for one in history[:-1] if one.series_segment == last.series_segment]
    row["previous_year"] = before[-1].reference_year if before else np.nan
    row["change_since_previous"] = last.value - before[-1].value if before else np.nan
    for name, years in (("one_year", 1), ("five_years", 5)):
        then = [one for one in before if one.reference_year == last.reference_year - years]
        row[f"change_{name}"] = last.value - then[-1].value if then else np.nan
    return row


def wrong_rows(expected: Frame, profile: Frame) -> list[str]:
    got = profile.reindex(expected.index)
    wrong = []
    for column in expected.columns:
        if column in ("vintage", "locator"):
            same = (got[column] == expected[column]).to_numpy()
        else:
            left = got[column].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
            right = expected[column].to_numpy(dtype=float)
            same = np.isclose(left, right, rtol=1e-9, atol=1e-9, equal_nan=True)
        wrong += [
            f"{key} {column}: {got[column].loc[key]}, not {expected[column].loc[key]}"
            for key in expected.index[~same]
        ]
    return wrong


def special_settlements(settlements: Frame, figures: Frame) -> list[str]:
    """Safed, Rahat, a regional council, the tiniest council, the locality with most figures."""
    council = settlements[settlements["kind"] == "regional_council"].index.min()
    towns = settlements[settlements["kind"].isin(["city", "local_council"])]
    village = figures[~figures["is_authority"]]["settlement_code"].mode()[0]
    return [SAFED, RAHAT, council, towns["population"].astype(float).idxmin(), village]


def not_held_against_the_nation(catalogue: Frame) -> set[str]:
    large = catalogue["maximum"].replace("", "inf").astype(float) >= PEOPLE
    otherwise = catalogue["caveats"].fillna("").str.contains("national_figure_counts_more_roads")
    return set(catalogue.index[(large & (catalogue["unit"] == "persons")) | otherwise])


def test_profile_is_what_counting_among_the_published_figures_gives(
    marts: Marts, newest_peers: dict[str, list[str]]
) -> None:
    values, figures, catalogue = marts.values, marts.figures, marts.catalogue
    special = special_settlements(marts.settlements, figures)
    held = sorted(set(figures["indicator_id"]))
    people = not_held_against_the_nation(catalogue)
    sampled = set(np.random.default_rng(SEED).choice(held, SAMPLED, replace=False)) | people
    nation = values[(values["settlement_code"] == "IL") & values["is_latest_vintage"]]
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for indicator, series in figures.groupby("indicator_id"):
        sign = -1 if catalogue.loc[indicator, "desired_direction"] == "lower" else 1
        national: dict[str, float] = {}
        if indicator not in people:
            own = nation[nation["indicator_id"] == indicator]
            national = own.set_index("period_key")["value"].to_dict()
        by_code: dict[str, list[Any]] = {}
        for figure in series.itertuples():
            by_code.setdefault(figure.settlement_code, []).append(figure)
        alike = {key: Like.of(part) for key, part in series.groupby(["period_key", "is_authority"])}
        of_period: dict[str, dict[str, float]] = {
            period: dict(zip(part["settlement_code"], part["value"], strict=True))
            for period, part in series.groupby("period_key")
        }
        there = set(by_code)
        for code in there if indicator in sampled else there.intersection(special):
            last = by_code[code][-1]
            now = of_period[last.period_key]
            peers = np.array([now[peer] for peer in newest_peers.get(code, []) if peer in now])
            like = alike[last.period_key, last.is_authority]
            rows[code, indicator] = expected_row(by_code[code], like, peers, sign, national)
    expected = pd.DataFrame.from_dict(rows, orient="index")
    expected.index = pd.MultiIndex.from_tuples(expected.index)
    assert len(expected) > 5000
    assert {code: sum(key[0] == code for key in rows) > 5 for code in special} == dict.fromkeys(
        special, True
    )
    wrong = wrong_rows(expected, marts.profile)
    assert wrong == [], f"{len(wrong)}\n" + "\n".join(wrong[:20])


def test_a_count_of_people_is_not_held_against_that_of_the_nation_and_all_else_is(
    marts: Marts,
) -> None:
    people = not_held_against_the_nation(marts.catalogue)
    assert people == {
        "population_total",
        "kindergarten_children_persons",
        "accidents_with_casualties_per_1000",
    }
    rows = marts.profile.reset_index()
    of_people = rows["indicator_id"].isin(people)
    assert of_people.sum() > 500
    assert rows[of_people]["national_value"].isna().all()
    nation = marts.values[
        (marts.values["settlement_code"] == "IL") & marts.values["is_latest_vintage"]
    ]
    assert nation[nation["indicator_id"].isin(people)]["value"].notna().any()
    known = nation[nation["value"].notna()].set_index(["indicator_id", "reference_year"])
    others = rows[~of_people & rows["value"].notna()]
    held = pd.MultiIndex.from_frame(others[["indicator_id", "reference_year"]]).isin(known.index)
    assert others[held]["national_value"].notna().mean() > 0.99


def test_every_authority_has_a_row_for_every_indicator_and_others_where_there_is_a_figure(
    marts: Marts,
) -> None:
    figures, profile = marts.figures, marts.profile
    wanted = {
        (code, indicator) for code in marts.authorities for indicator in marts.catalogue.index
    }
    wanted |= set(zip(figures["settlement_code"], figures["indicator_id"], strict=True))
    assert profile.index.is_unique
    assert set(profile.index) == wanted
    assert not profile["synthetic"].isna().any()


def test_an_authority_has_a_gap_reason_exactly_where_its_latest_figure_is_missing(
    marts: Marts,
) -> None:
    figures = marts.figures
    newest = figures[
        figures["period_key"] == figures["indicator_id"].map(marts.newest["period_key"])
    ]
    there = set(zip(newest["settlement_code"], newest["indicator_id"], strict=True))
    rows = marts.profile[marts.profile.index.isin(marts.authorities, level=0)]
    has_reason = rows["gap_reason"].notna().to_numpy()
    missing = np.array([key not in there for key in rows.index])
    assert list(rows.index[has_reason != missing]) == []
    assert list(rows.index[rows["is_current"].to_numpy(dtype=bool) == missing]) == []


def test_a_figure_is_current_exactly_where_it_is_of_the_newest_year_of_any_settlement(
    marts: Marts,
) -> None:
    profile = marts.profile
    newest = profile.index.get_level_values("indicator_id").map(marts.newest["reference_year"])
    expected = (profile["reference_year"].astype("Float64") >= newest).fillna(False)
    wrong = profile[profile["is_current"].astype(bool) != expected.astype(bool)]
    assert len(wrong) == 0, wrong.groupby("indicator_id").size().to_dict()
    villages = ~profile.index.isin(marts.authorities, level=0)
    for of_them in (villages, ~villages):
        assert set(profile[of_them & profile["value"].notna()]["is_current"]) == {True, False}
    told = marts.gaps.groupby(level="indicator_id")["reference_year"].max().dropna()
    assert told.to_dict() == marts.newest["reference_year"].to_dict()


def test_no_change_runs_across_a_break(marts: Marts) -> None:
    profile, catalogue = marts.profile, marts.catalogue
    compared = profile[profile["previous_year"].notna()]
    rebased = catalogue.index[catalogue["comparability_rule"] == "relative_to_edition"]
    assert len(rebased) > 0
    assert not compared.index.isin(rebased, level=1).any()
    year = compared["reference_year"].astype(int).to_numpy()
    indicator = compared.index.get_level_values(1)
    for changed, years in (("change_one_year", 1), ("change_five_years", 5)):
        assert (profile[changed].notna() <= profile["previous_year"].notna()).all()
        assert len(compared[changed].dropna()) > (200 if years == 5 else 0)
    for _, line in seed("breaks").iterrows():
        begins = int(line["from_year"])
        of_it = (indicator == line["indicator_id"]) & (year >= begins)
        earlier = compared["previous_year"].astype(int).to_numpy() < begins
        assert list(compared.index[of_it & earlier]) == [], line.to_dict()
        for changed, years in (("change_one_year", 1), ("change_five_years", 5)):
            crosses = of_it & (year - years < begins)
            assert compared[crosses][changed].isna().all(), line.to_dict()


def test_reliability_says_low_small_base_or_nothing_known(marts: Marts) -> None:
    profile = marts.profile
    known = profile[profile["value"].notna()].join(
        marts.settlements["population"], on="settlement_code"
    )
    catalogue = marts.catalogue
    sampled = (
        (catalogue["scope"] == "large_cities")
        | (catalogue["preferred_source"] == "cbs_census_2022")
        | catalogue["caveats"].fillna("").str.contains("sample")
    )
    asked = known.index.get_level_values("indicator_id").map(sampled).to_numpy(dtype=bool)
    population = known["population"].astype("Float64")
    small = (population < cutoff("small_base_below")).fillna(False).to_numpy(dtype=bool)
    expected = np.select(
        [(known["value_status"] == "low_reliability").to_numpy(), population.isna(), small, asked],
        ["low_as_published", "base_not_known", "small_base", "error_not_published"],
        "full_count",
    )
    assert list(known.index[known["reliability"] != expected]) == []
    assert set(expected) == set(known["reliability"])
    assert {"low_as_published", "base_not_known", "small_base"} < set(expected)
    assert profile[profile["value"].isna()]["reliability"].isna().all()
