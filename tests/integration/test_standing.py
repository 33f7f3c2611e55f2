"""Profile, peers and periphery of the real files, recomputed from the published figures alone."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.integration.house import PROJECT, SAFED, warehouse

pytestmark = pytest.mark.real

RAHAT = "1161"
SEED, SAMPLED = 25, 25
GAP_INDICATORS = [
    "wage_employees_ils_per_month",
    "unemployment_benefit_pct",
    "matriculation_eligibility_pct",
    "turnout_knesset_pct",
    "sewage_treated_secondary_pct",
    "education_system_functions_well_pct",
    "age_65_plus_pct",
    "employment_rate_pct",
]

Frame: TypeAlias = pd.DataFrame
Ask = Callable[[str], Frame]


@pytest.fixture(scope="module")
def ask(real_home: Path) -> Ask:
    def answer(sql: str) -> Frame:
        with duckdb.connect(str(warehouse(real_home)), read_only=True) as connection:
            return connection.execute(sql).df()

    return answer


def seed(name: str) -> Frame:
    return pd.read_csv(PROJECT / "seeds" / f"{name}.csv", dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def settlements(ask: Ask) -> Frame:
    return ask("select * from marts.settlements").set_index("settlement_code")


@pytest.fixture(scope="module")
def catalogue() -> Frame:
    found = seed("indicators").set_index("indicator_id")
    return found[found["state"] != "retired"]


@pytest.fixture(scope="module")
def values(ask: Ask) -> Frame:
    """The latest word on every period, groups of residents left out."""
    return ask(
        "select settlement_code, indicator_id, reference_year, period_key, series_segment, value,"
        " value_status, vintage, locator from marts.indicator_values"
        " where is_latest_vintage and population_group = 'all'"
    )


@pytest.fixture(scope="module")
def figures(values: Frame, settlements: Frame) -> Frame:
    """Those with a value, of settlements, in order of time."""
    known = values[values["value"].notna() & (values["settlement_code"] != "IL")]
    columns = ["is_authority", "municipal_type", "sei_cluster"]
    known = known.join(settlements[columns], on="settlement_code", how="inner")
    return known.sort_values(["reference_year", "period_key"])


@pytest.fixture(scope="module")
def profile(ask: Ask) -> Frame:
    return ask("select * from marts.settlement_profile").set_index(
        ["settlement_code", "indicator_id"]
    )


@pytest.fixture(scope="module")
def newest_peers(ask: Ask) -> dict[str, list[str]]:
    lists = ask("select * from marts.peer_groups where peer_edition = '2024'")
    return {own: list(rows["peer_code"]) for own, rows in lists.groupby("settlement_code")}


def stand(own: float, others: np.ndarray) -> tuple[float, float, float]:
    """Rank, number ranked, percentile of one among others, by counting; the larger the better."""
    worse, alike = (others < own).sum(), (others == own).sum()
    share = 100 * (worse + alike / 2) / len(others) if len(others) else np.nan
    return 1 + (others > own).sum(), 1 + len(others), share


def expected_row(
    code: str, series: Frame, sign: int, peers: list[str], national: dict[str, float]
) -> dict[str, Any]:
    """One row of the profile out of all figures of one indicator."""
    history = series[series["settlement_code"] == code]
    last = history.iloc[-1]
    alike = series[
        (series["period_key"] == last["period_key"])
        & (series["is_authority"] == last["is_authority"])
    ]
    others = alike[alike["settlement_code"] != code]
    good = sign * others["value"].to_numpy()
    own = sign * last["value"]
    row: dict[str, Any] = {
        "value": last["value"],
        "reference_year": last["reference_year"],
        "vintage": last["vintage"],
        "locator": last["locator"],
        "national_value": national.get(last["period_key"], np.nan),
        "national_median": np.median(alike["value"]),
    }
    within = {"nation": np.ones(len(others), dtype=bool)}
    for name, column in (("type", "municipal_type"), ("cluster", "sei_cluster")):
        if pd.notna(last[column]):
            within[name] = (others[column] == last[column]).fillna(False).to_numpy(dtype=bool)
    for name in ("nation", "type", "cluster"):
        found = stand(own, good[within[name]]) if name in within else (np.nan,) * 3
        row |= dict(
            zip(
                (f"rank_in_{name}", f"ranked_in_{name}", f"percentile_in_{name}"),
                found,
                strict=True,
            )
        )
    there = series[
        series["settlement_code"].isin(peers) & (series["period_key"] == last["period_key"])
    ]["value"].to_numpy()
    rank, ranked, share = stand(own, sign * there) if len(there) else (np.nan,) * 3
    row |= {
        "peers_with_value": ranked - 1,
        "rank_in_peers": rank,
        "percentile_in_peers": share,
        "peer_median": np.median(there) if len(there) else np.nan,
    }
    before = history.iloc[:-1]
    before = before[before["series_segment"] == last["series_segment"]]
    row["previous_year"] = before["reference_year"].iloc[-1] if len(before) else np.nan
    row["change_since_previous"] = (
        last["value"] - before["value"].iloc[-1] if len(before) else np.nan
    )
    for name, years in (("one_year", 1), ("five_years", 5)):
        then = before[before["reference_year"] == last["reference_year"] - years]["value"]
        row[f"change_{name}"] = last["value"] - then.iloc[-1] if len(then) else np.nan
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


def test_profile_is_what_counting_among_the_published_figures_gives(
    values: Frame,
    figures: Frame,
    profile: Frame,
    settlements: Frame,
    catalogue: Frame,
    newest_peers: dict[str, list[str]],
) -> None:
    special = special_settlements(settlements, figures)
    held = sorted(set(figures["indicator_id"]))
    sampled = set(np.random.default_rng(SEED).choice(held, SAMPLED, replace=False))
    nation = values[values["settlement_code"] == "IL"]
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for indicator, series in figures.groupby("indicator_id"):
        sign = -1 if catalogue.loc[indicator, "desired_direction"] == "lower" else 1
        national = nation[nation["indicator_id"] == indicator].set_index("period_key")["value"]
        there = set(series["settlement_code"])
        for code in there if indicator in sampled else there.intersection(special):
            peers = newest_peers.get(code, [])
            rows[code, indicator] = expected_row(code, series, sign, peers, national.to_dict())
    expected = pd.DataFrame.from_dict(rows, orient="index")
    expected.index = pd.MultiIndex.from_tuples(expected.index)
    assert len(expected) > 5000
    assert {code: sum(key[0] == code for key in rows) > 5 for code in special} == dict.fromkeys(
        special, True
    )
    wrong = wrong_rows(expected, profile)
    assert wrong == [], f"{len(wrong)}\n" + "\n".join(wrong[:20])


def test_every_authority_has_a_row_for_every_indicator_and_others_where_there_is_a_figure(
    profile: Frame, figures: Frame, settlements: Frame, catalogue: Frame
) -> None:
    authorities = settlements.index[settlements["is_authority"]]
    wanted = {(code, indicator) for code in authorities for indicator in catalogue.index}
    wanted |= set(zip(figures["settlement_code"], figures["indicator_id"], strict=True))
    assert profile.index.is_unique
    assert set(profile.index) == wanted


def test_an_authority_has_a_gap_reason_exactly_where_its_latest_figure_is_missing(
    profile: Frame, figures: Frame, settlements: Frame
) -> None:
    ours = figures[figures["is_authority"]]
    last = ours.groupby("indicator_id").tail(1).set_index("indicator_id")["period_key"]
    newest = ours[ours["period_key"] == ours["indicator_id"].map(last)]
    there = set(zip(newest["settlement_code"], newest["indicator_id"], strict=True))
    rows = profile[profile.index.isin(settlements.index[settlements["is_authority"]], level=0)]
    has_reason = rows["gap_reason"].notna().to_numpy()
    missing = np.array([key not in there for key in rows.index])
    assert list(rows.index[has_reason != missing]) == []
    assert list(rows.index[rows["is_current"].to_numpy(dtype=bool) == missing]) == []


def test_a_figure_of_the_newest_year_that_any_settlement_has_is_current(profile: Frame) -> None:
    known = profile[profile["value"].notna()]
    years = known["reference_year"].astype(float)
    newest = years == years.groupby(level="indicator_id").transform("max")
    called_old = known[newest & ~known["is_current"].astype(bool)]
    assert len(called_old) == 0, called_old.groupby("indicator_id").size().to_dict()


def test_no_change_runs_across_a_break(profile: Frame, catalogue: Frame) -> None:
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


def test_reliability_says_low_small_base_or_nothing_known(
    profile: Frame, settlements: Frame
) -> None:
    known = profile[profile["value"].notna()].join(settlements["population"], on="settlement_code")
    limit = float(seed("cutoffs").set_index("cutoff").loc["small_base_below", "value"])
    small = (known["population"].astype("Float64") < limit).fillna(False).to_numpy(dtype=bool)
    low = (known["value_status"] == "low_reliability").to_numpy()
    expected = np.where(
        low, "low_as_published", np.where(small, "small_base", "error_not_published")
    )
    assert list(known.index[known["reliability"] != expected]) == []
    assert set(expected) == set(known["reliability"])
    assert profile[profile["value"].isna()]["reliability"].isna().all()


def brute_force_peers(table: Frame, kinds: pd.Series, weights: np.ndarray) -> dict[str, Frame]:
    """All distances between the rows of a table of variables, nearest first."""
    scaled = (table / table.std(ddof=1)).dropna()
    found = {}
    for code in scaled.index:
        squares = (((scaled - scaled.loc[code]) ** 2) * weights).sum(axis=1)
        kind = kinds.loc[scaled.index]
        distance = np.sqrt(squares + (kind != kinds[code]))
        fit = (kind == "regional_council") == (kinds[code] == "regional_council")
        near = pd.DataFrame({"distance": distance[fit].drop(code)}).rename_axis("peer_code")
        found[code] = near.reset_index().sort_values(["distance", "peer_code"]).head(10)
    return found


def test_peers_are_the_ten_nearest_in_the_first_issue_of_each_edition(
    ask: Ask, settlements: Frame
) -> None:
    variables = seed("peer_variables")
    weights = variables["weight"].astype(float).to_numpy()
    kinds = settlements[settlements["is_authority"]]["kind"]
    read = ask(
        "select edition, vintage, settlement_code, indicator_id, value from marts.indicator_values"
        " where source_id = 'cbs_local_authorities' and population_group = 'all'"
        " and value is not null"
    )
    published = ask("select * from marts.peer_groups order by settlement_code, peer_rank")
    assert set(published["peer_edition"]) == set(read["edition"])
    for edition, rows in read.groupby("edition"):
        first = rows[rows["vintage"] == rows["vintage"].min()]
        first = first[first["indicator_id"].isin(variables["indicator_id"])]
        table = first.pivot(index="settlement_code", columns="indicator_id", values="value")
        table = table[table.index.isin(kinds.index)][list(variables["indicator_id"])]
        for _, line in variables[variables["transform"] == "log"].iterrows():
            table[line["indicator_id"]] = np.log(table[line["indicator_id"]])
        lists = published[published["peer_edition"] == edition]
        assert set(lists["peer_vintage"]) == {first["vintage"].iloc[0]}
        expected = brute_force_peers(table, kinds, weights)
        # Nobody is without peers who has all the variables.
        assert set(lists["settlement_code"]) == set(expected), edition
        for code, own in lists.groupby("settlement_code"):
            assert list(own["peer_rank"]) == list(range(1, 11)), (edition, code)
            assert list(own["peer_code"]) == list(expected[code]["peer_code"]), (edition, code)
            assert np.allclose(own["distance"], expected[code]["distance"], atol=1e-9)


def test_nobody_is_their_own_peer_and_councils_of_villages_keep_to_themselves(
    ask: Ask, settlements: Frame
) -> None:
    lists = ask("select * from marts.peer_groups")
    assert (lists["settlement_code"] != lists["peer_code"]).all()
    regional = settlements["kind"] == "regional_council"
    own, peer = lists["settlement_code"].map(regional), lists["peer_code"].map(regional)
    assert (own == peer).all()
    assert own.any() and not own.all()
    of_2021 = lists[lists["peer_edition"] == "2021"]
    assert set(of_2021["peer_vintage"]) == {"2021-r2023-02-19"}
    assert set(lists[lists["is_latest_peer_edition"]]["peer_edition"]) == {"2024"}


def sides(settlements: Frame) -> dict[str, pd.Series]:
    """True for periphery, False for the rest, blank for neither; written out by hand."""
    own = settlements[settlements["is_authority"]]
    far = own["peripherality_cluster"].astype("Int64").le(3)
    poor = own["sei_cluster"].astype("Int64").le(4)
    outer = own["district"].isin(["הצפון", "הדרום"]).astype("boolean")
    outer = outer.mask(own["district"].isna())
    return {
        "peripherality_1_3": far,
        "socio_economic_1_4": poor,
        "north_and_south": outer,
        "north_and_south_against_centre": outer.mask(
            ~outer & ~own["district"].isin(["המרכז", "תל אביב"])
        ),
        # Either is enough; for neither both must be known (Kleene's or).
        "social_or_geographic": far | poor,
    }


def expected_gap(values: pd.Series, weights: pd.Series | None) -> tuple[float, float, float]:
    """Mean, its variance, and the degrees of freedom that go with it."""
    x = values.to_numpy(dtype=float)
    w = np.ones(len(x)) if weights is None else weights.to_numpy(dtype=float)
    mean = float(np.average(x, weights=w))
    n = len(x)
    scale = n / (n - 1) if n > 1 else np.nan
    return mean, float(scale * np.sum((w * (x - mean)) ** 2) / w.sum() ** 2), n - 1


def interval(
    periphery: Frame, rest: Frame, weighting: str
) -> tuple[float, float, float, float, float]:
    """Both means, the gap and its ends; the unweighted one is scipy's own."""
    if weighting == "unweighted":
        one, other = periphery["value"].to_numpy(float), rest["value"].to_numpy(float)
        with warnings.catch_warnings(action="ignore"):
            welch = stats.ttest_ind(one, other, equal_var=False)
            ends = welch.confidence_interval(0.95)
        return one.mean(), other.mean(), one.mean() - other.mean(), ends.low, ends.high
    mean, variance, freedom = expected_gap(periphery["value"], periphery["population"])
    mean_rest, variance_rest, freedom_rest = expected_gap(rest["value"], rest["population"])
    both = variance + variance_rest
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom = both**2 / (
            np.float64(variance) ** 2 / freedom + np.float64(variance_rest) ** 2 / freedom_rest
        )
    half = stats.t.ppf(0.975, freedom) * np.sqrt(both)
    gap = mean - mean_rest
    return mean, mean_rest, gap, gap - half, gap + half


def verdict(direction: str, gap: float, low: float, high: float) -> str:
    if direction == "none":
        return "no_direction"
    if np.isnan(low) or low <= 0 <= high:
        return "unclear"
    return "favourable" if (gap > 0) == (direction == "higher") else "unfavourable"


def test_gaps_and_their_intervals_are_those_of_scipy(
    ask: Ask, figures: Frame, settlements: Frame, catalogue: Frame
) -> None:
    published = ask("select * from marts.periphery_gap").set_index(
        ["indicator_id", "period_key", "definition_id", "weighting"]
    )
    assert published.index.is_unique
    own = figures[figures["indicator_id"].isin(GAP_INDICATORS)].join(
        settlements["population"].astype(float), on="settlement_code"
    )
    seen, wrong = set(), []
    for definition, side in sides(settlements).items():
        residents = settlements["population"].astype(float).reindex(side.index)
        for (indicator, period), rows in own.groupby(["indicator_id", "period_key"]):
            stands = rows["settlement_code"].map(side)
            far, rest = (rows[(stands == where).fillna(False)] for where in (True, False))
            if far.empty or rest.empty:
                continue
            for weighting in ("unweighted", "residents"):
                key = (indicator, period, definition, weighting)
                seen.add(key)
                found = interval(far, rest, weighting)
                expected = {
                    **dict(
                        zip(
                            ("periphery_mean", "rest_mean", "gap", "gap_low", "gap_high"),
                            found,
                            strict=True,
                        )
                    ),
                    "periphery_median": far["value"].median(),
                    "rest_median": rest["value"].median(),
                    "periphery_settlements": len(far),
                    "rest_settlements": len(rest),
                    "periphery_coverage": len(far) / side.eq(True).sum(),
                    "rest_coverage": len(rest) / side.eq(False).sum(),
                    "periphery_residents_coverage": far["population"].sum()
                    / residents[side.eq(True).fillna(False)].sum(),
                    "rest_residents_coverage": rest["population"].sum()
                    / residents[side.eq(False).fillna(False)].sum(),
                }
                got = published.loc[key]
                wrong += [
                    f"{key} {name}: {got[name]}, not {value}"
                    for name, value in expected.items()
                    if not np.isclose(float(got[name]), value, rtol=1e-6, atol=1e-9, equal_nan=True)
                ]
                direction = catalogue.loc[indicator, "desired_direction"]
                if got["gap_is"] != verdict(direction, *found[2:]):
                    wrong.append(f"{key}: {got['gap_is']}, {found}")
    assert wrong == [], f"{len(wrong)}\n" + "\n".join(wrong[:20])
    assert len(seen) > 300
    of_these = published[published.index.isin(GAP_INDICATORS, level=0)]
    assert set(of_these.index) == seen


def test_sides_add_up_to_the_declared_counts_and_the_empty_list_has_no_gap(
    ask: Ask, settlements: Frame
) -> None:
    declared = ask("select * from marts.periphery_definitions").set_index("definition_id")
    by_hand = sides(settlements)
    assert set(declared.index) == {*by_hand, "national_priority_list"}
    for definition, side in by_hand.items():
        counts = (side.eq(True).sum(), side.eq(False).sum())
        row = declared.loc[definition]
        assert (row["settlements_periphery"], row["settlements_rest"]) == counts, definition
    assert (
        declared.loc["national_priority_list"][["settlements_periphery", "settlements_rest"]] == 0
    ).all()
    gaps = ask("select * from marts.periphery_gap")
    assert set(gaps["definition_id"]) == set(by_hand)
    for side_is in ("periphery", "rest"):
        most = gaps["definition_id"].map(declared[f"settlements_{side_is}"])
        assert (gaps[f"{side_is}_settlements"] <= most).all()


def test_no_verdict_on_the_periphery_rests_on_a_handful_of_its_towns(ask: Ask) -> None:
    """Two cities of 143 authorities do not tell how the periphery fares."""
    rash = ask(
        "select indicator_id, reference_year, definition_id, periphery_settlements,"
        " periphery_coverage, gap_is from marts.periphery_gap"
        " where gap_is in ('favourable', 'unfavourable') and weighting = 'unweighted'"
        " and least(periphery_settlements, rest_settlements) < 5 order by all"
    )
    assert len(rash) == 0, f"{len(rash)}\n{rash.head(12).to_string()}"
