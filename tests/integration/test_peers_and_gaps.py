"""Peers and periphery of the real files: all distances by hand, all intervals by scipy."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.integration.recomputed import Frame, Marts, cutoff, marts_of, seed

pytestmark = pytest.mark.real

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


@pytest.fixture(scope="module")
def marts(real_home: Path) -> Marts:
    return marts_of(real_home)


@pytest.fixture(scope="module")
def statuses(marts: Marts) -> Frame:
    """What each authority was by the words of each file itself, nothing for villages' councils."""
    return marts.ask_build(
        "select distinct files.vintage, rows.settlement_code, coalesce(rows.status_text, '') status"
        " from staging.stg_rows as rows"
        " inner join raw.tables as tables"
        " on rows.sha256 = tables.sha256 and rows.table_no = tables.table_no"
        " inner join raw.files as files on rows.sha256 = files.sha256"
        " where rows.source_id = 'cbs_local_authorities' and tables.table_id = 'physical'"
        " and rows.role = 'entity' and rows.settlement_code is not null"
    )


def brute_force_peers(table: Frame, status: pd.Series, weights: np.ndarray) -> dict[str, Frame]:
    """All distances between the rows of a table of variables, nearest first."""
    scaled = (table / table.std(ddof=1)).dropna()
    own_status = status.loc[scaled.index]
    regional = scaled.index.str.fullmatch(r"55\d\d")
    found = {}
    for code, is_regional in zip(scaled.index, regional, strict=True):
        squares = (((scaled - scaled.loc[code]) ** 2) * weights).sum(axis=1)
        distance = np.sqrt(squares + (own_status != own_status[code]))
        near = pd.DataFrame({"distance": distance[regional == is_regional].drop(code)})
        near = near.rename_axis("peer_code").reset_index()
        found[code] = near.sort_values(["distance", "peer_code"]).head(10)
    return found


def test_peers_are_the_ten_nearest_in_the_first_issue_of_each_edition(
    marts: Marts, statuses: Frame
) -> None:
    variables = seed("peer_variables")
    weights = variables["weight"].astype(float).to_numpy()
    values = marts.values
    read = values[(values["source_id"] == "cbs_local_authorities") & values["value"].notna()]
    published = marts.ask("select * from marts.peer_groups order by settlement_code, peer_rank")
    assert set(published["peer_edition"]) == set(read["edition"])
    words: set[str] = set()
    for edition, rows in read.groupby("edition"):
        first = rows[rows["vintage"] == rows["vintage"].min()]
        first = first[first["indicator_id"].isin(variables["indicator_id"])]
        vintage = first["vintage"].iloc[0]
        status = statuses[statuses["vintage"] == vintage].set_index("settlement_code")["status"]
        assert status.index.is_unique
        words |= set(status)
        table = first.pivot(index="settlement_code", columns="indicator_id", values="value")
        table = table[table.index.isin(status.index)][list(variables["indicator_id"])]
        for _, line in variables[variables["transform"] == "log"].iterrows():
            table[line["indicator_id"]] = np.log(table[line["indicator_id"]])
        lists = published[published["peer_edition"] == edition]
        assert set(lists["peer_vintage"]) == {vintage}
        expected = brute_force_peers(table, status, weights)
        assert len(expected) > 240
        # Nobody is without peers who has all the variables.
        assert set(lists["settlement_code"]) == set(expected), edition
        for code, own in lists.groupby("settlement_code"):
            assert list(own["peer_rank"]) == list(range(1, 11)), (edition, code)
            assert list(own["peer_code"]) == list(expected[code]["peer_code"]), (edition, code)
            assert np.allclose(own["distance"], expected[code]["distance"], atol=1e-9)
    assert words == {"", "מועצה אזורית", "מועצה מקומית", "עירייה"}


def test_a_council_that_became_a_city_keeps_the_peers_of_its_time(
    marts: Marts, statuses: Frame
) -> None:
    """The rule bites: some are another thing today than the words of an edition say."""
    kinds = marts.settlements["kind"]
    then = statuses[statuses["status"] == "מועצה מקומית"].set_index("vintage")["settlement_code"]
    changed = then[then.map(kinds) == "city"]
    assert changed.nunique() > 1
    lists = marts.ask("select * from marts.peer_groups").set_index(
        ["peer_vintage", "settlement_code"]
    )
    status = statuses.set_index(["vintage", "settlement_code"])["status"]
    # Nearer than 1 only those can be who were the same.
    near = lists[lists["distance"] < 1]
    peer = status.reindex(
        pd.MultiIndex.from_arrays([near.index.get_level_values(0), near["peer_code"]])
    )
    assert len(near) > 1000
    assert (status.reindex(near.index).to_numpy() == peer.to_numpy()).all()
    towns = pd.MultiIndex.from_arrays([changed.index, changed])
    assert near.index.isin(towns).any()


def test_nobody_is_their_own_peer_and_councils_of_villages_keep_to_themselves(
    marts: Marts,
) -> None:
    lists = marts.ask("select * from marts.peer_groups")
    assert (lists["settlement_code"] != lists["peer_code"]).all()
    regional = marts.settlements["kind"] == "regional_council"
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


def verdict(direction: str, fewest: int, gap: float, low: float, high: float) -> str:
    if direction == "none":
        return "no_direction"
    if fewest < cutoff("gap_settlements_at_least"):
        return "too_few"
    if np.isnan(low) or low <= 0 <= high:
        return "unclear"
    return "favourable" if (gap > 0) == (direction == "higher") else "unfavourable"


def test_gaps_and_their_intervals_are_those_of_scipy(
    marts: Marts,
) -> None:
    figures, settlements, catalogue = marts.figures, marts.settlements, marts.catalogue
    published = marts.ask("select * from marts.periphery_gap").set_index(
        ["indicator_id", "period_key", "definition_id", "weighting"]
    )
    assert published.index.is_unique
    own = figures[figures["indicator_id"].isin(GAP_INDICATORS)].join(
        settlements["population"].astype(float), on="settlement_code"
    )
    seen, wrong, verdicts = set(), [], set()
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
                told = verdict(direction, min(len(far), len(rest)), *found[2:])
                verdicts.add(told)
                if got["gap_is"] != told:
                    wrong.append(f"{key}: {got['gap_is']}, not {told}, {found}")
    assert wrong == [], f"{len(wrong)}\n" + "\n".join(wrong[:20])
    assert len(seen) > 300
    assert verdicts == {"no_direction", "too_few", "unclear", "favourable", "unfavourable"}
    of_these = published[published.index.isin(GAP_INDICATORS, level=0)]
    assert set(of_these.index) == seen


def test_sides_add_up_to_the_declared_counts_and_the_empty_list_has_no_gap(
    marts: Marts,
) -> None:
    declared = marts.ask("select * from marts.periphery_definitions").set_index("definition_id")
    by_hand = sides(marts.settlements)
    assert set(declared.index) == {*by_hand, "national_priority_list"}
    for definition, side in by_hand.items():
        counts = (side.eq(True).sum(), side.eq(False).sum())
        row = declared.loc[definition]
        assert (row["settlements_periphery"], row["settlements_rest"]) == counts, definition
    assert (
        declared.loc["national_priority_list"][["settlements_periphery", "settlements_rest"]] == 0
    ).all()
    gaps = marts.ask("select * from marts.periphery_gap")
    assert set(gaps["definition_id"]) == set(by_hand)
    for side_is in ("periphery", "rest"):
        most = gaps["definition_id"].map(declared[f"settlements_{side_is}"])
        assert (gaps[f"{side_is}_settlements"] <= most).all()


def test_no_verdict_on_the_periphery_rests_on_a_handful_of_its_towns(marts: Marts) -> None:
    """Two cities of 143 authorities do not tell how the periphery fares."""
    rash = marts.ask(
        "select indicator_id, reference_year, definition_id, periphery_settlements,"
        " periphery_coverage, gap_is from marts.periphery_gap"
        " where gap_is in ('favourable', 'unfavourable', 'unclear')"
        " and least(periphery_settlements, rest_settlements) < 5 order by all"
    )
    assert len(rash) == 0, f"{len(rash)}\n{rash.head(12).to_string()}"


def test_too_few_is_said_exactly_where_a_side_has_fewer_than_five_and_a_direction_is_desired(
    marts: Marts,
) -> None:
    assert cutoff("gap_settlements_at_least") == 5
    rows = marts.ask("select * from marts.periphery_gap")
    aimless = rows["indicator_id"].map(marts.catalogue["desired_direction"]) == "none"
    few = rows[["periphery_settlements", "rest_settlements"]].min(axis=1) < 5
    assert (few & aimless).any() and (few & ~aimless).any()
    assert list(rows.index[(rows["gap_is"] == "no_direction") != aimless]) == []
    assert list(rows.index[(rows["gap_is"] == "too_few") != (few & ~aimless)]) == []
