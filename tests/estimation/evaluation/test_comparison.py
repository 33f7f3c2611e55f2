"""With whom a town is compared: its kind, its level and trend, nothing of after the start."""

from __future__ import annotations

import polars as pl

from estimation.evaluation.comparison import Comparison, comparison_of
from estimation.evaluation.outcomes import outcomes
from tests.estimation.evaluation.made import CATALOGUE, OTHERS, START, TOWN, figure, figures, panel

RULES = CATALOGUE.select("indicator_id", "comparability_rule")
NO_BREAKS = pl.DataFrame(schema={"indicator_id": pl.String, "from_year": pl.Int32})
LEVELS = {2015: 50.0, 2016: 51, 2017: 52}


def compared(
    rows: list[dict[str, object]],
    *,
    k: int = 3,
    kinds: dict[str, str] | None = None,
    members: list[str] | None = None,
) -> Comparison:
    codes = [TOWN, *OTHERS]
    series = outcomes(figures(*rows), RULES, NO_BREAKS, codes)
    of_kind = [(kinds or {}).get(code, "city") for code in codes]
    kind = pl.DataFrame({"settlement_code": codes, "kind": of_kind})
    return comparison_of(TOWN, START, series, kind, [TOWN, *(members or [])], k)


def donors(found: Comparison) -> list[str]:
    return found.matches["comparison_code"].to_list()


def test_the_nearest_by_level_come_first() -> None:
    # Others lie 0.0, 0.1, 0.2, ... above 50; the town lies 0.42 above.
    found = compared(panel({year: value + 0.42 for year, value in LEVELS.items()}, LEVELS))
    assert donors(found) == ["0005", "0006", "0004"]
    assert found.matches["match_rank"].to_list() == [1, 2, 3]


def test_nothing_of_the_programme_is_looked_at() -> None:
    before = panel({year: value + 0.42 for year, value in LEVELS.items()}, LEVELS)
    after = panel({2019: 90.0}, {2019: 10.0})
    assert compared(before + after).matches.equals(compared(before).matches)


def test_the_trend_counts_beside_the_level() -> None:
    rows = [
        figure(TOWN, year, value) for year, value in {2015: 49.2, 2016: 50.2, 2017: 51.2}.items()
    ]
    for at, code in enumerate(OTHERS):
        # Means are 50.0 to 50.3; only the last three rise by 1 a year, the rest fall by 1.
        slope = 1 if at >= 17 else -1
        rows += [figure(code, year, 50 + slope * (year - 2016) + at % 4 / 10) for year in LEVELS]
    assert sorted(donors(compared(rows))) == ["0018", "0019", "0020"]


def test_only_the_same_kind_and_no_member_of_a_programme() -> None:
    rows = panel({year: value + 0.42 for year, value in LEVELS.items()}, LEVELS)
    found = compared(rows, kinds={"0005": "regional_council"}, members=["0006"])
    assert donors(found) == ["0004", "0007", "0003"]


def test_a_town_without_figures_of_before_has_nobody() -> None:
    found = compared(panel({2019: 50.0}, LEVELS))
    assert found.matches.is_empty() and found.balance.is_empty()


def test_balance_is_in_standard_deviations_of_those_that_could_be_chosen() -> None:
    found = compared(panel({year: value + 0.42 for year, value in LEVELS.items()}, LEVELS))
    [level] = found.balance.filter(pl.col("variable") == "pre_level").rows(named=True)
    # Mean of 2015-2017 is 51.42; the three nearest lie 0.4, 0.5 and 0.3 above 51: 51.4. All twenty
    # lie 51 to 52.9, mean 51.95; the sd of 0, 0.1, ..., 1.9 is 0.1 sqrt(20 * 21 / 12) = 0.5916.
    assert round(level["own_value"], 6) == 51.42 and round(level["comparison_mean"], 6) == 51.4
    assert round(level["difference_after"], 4) == round(0.02 / 0.591608, 4)
    assert round(level["difference_before"], 4) == round(-0.53 / 0.591608, 4)
    assert level["is_balanced"] and level["comparisons_known"] == 3 and level["pool_known"] == 20


def test_covariates_are_of_the_last_year_that_the_town_knows() -> None:
    rows = panel(LEVELS, LEVELS)
    sizes = {TOWN: {2014: 30_000.0}, "0001": {2014: 30_000, 2016: 90_000}}
    for code in OTHERS[1:]:
        sizes[code] = {2014: 60_000 + 1000 * int(code)}
    rows += [
        figure(code, year, value, indicator="population_total")
        for code, years in sizes.items()
        for year, value in years.items()
    ]
    rules = pl.concat(
        [
            RULES,
            pl.DataFrame({"indicator_id": ["population_total"], "comparability_rule": ["series"]}),
        ]
    )
    series = outcomes(figures(*rows), rules, NO_BREAKS, [TOWN, *OTHERS])
    kinds = pl.DataFrame({"settlement_code": [TOWN, *OTHERS], "kind": ["city"] * 21})
    found = comparison_of(TOWN, START, series, kinds, [TOWN], 1)
    of_eligible = found.matches.filter(pl.col("indicator_id") == "eligible_pct")
    assert of_eligible["comparison_code"].to_list() == ["0001"]
    size = found.balance.filter(
        pl.col("indicator_id") == "eligible_pct", pl.col("variable") == "log_population_total"
    )
    assert size["variable_year"].to_list() == [2014]
    assert size["difference_after"].to_list() == [0.0]
