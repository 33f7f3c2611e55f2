"""Changes since the baseline, split: flows counted by hand, and what no file can say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from estimation.evaluation.composition import frozen_composition, yearly_flows
from estimation.evaluation.persons import of_persons

CATALOGUE = Path(__file__).resolve().parents[2] / "seeds" / "indicators.csv"
RATES = {
    "births_per_1000": 20.0,
    "natural_increase_per_1000": 12.0,
    "arrivals_per_1000": 30.0,
    "departures_per_1000": 40.0,
    "internal_migration_balance_per_1000": -10.0,
    "balance_migration_per_1000": -12.0,
}
PEOPLE = {2019: 9800.0, 2020: 10000.0}
"""In 2020: born 200, deaths 200 − 12 · 9.9 = 81.2, moved in 300, moved out 400, abroad −20."""

Figure = tuple[str, int, float, int]
FIGURE = {
    "settlement_code": pl.String,
    "indicator_id": pl.String,
    "reference_year": pl.Int32,
    "value": pl.Float64,
    "series_segment": pl.Int32,
}
KINDS = {
    "aged_pct": ("series", "residents"),
    "pupils_pct": ("series", "some_residents"),
    "wage": ("series", "none"),
    "cluster": ("relative_to_edition", "none"),
}


def figures(*rows: Figure) -> pl.DataFrame:
    return pl.DataFrame([("8000", *row) for row in rows], schema=FIGURE, orient="row")


def rates(year: int, **changed: float) -> list[Figure]:
    return [(name, year, value, 1) for name, value in {**RATES, **changed}.items()]


def people(counts: dict[int, float] = PEOPLE, segment: int = 1) -> list[Figure]:
    return [("population_total", year, count, segment) for year, count in counts.items()]


def flow(year: int, *rows: Figure, until: int = 2021) -> dict[str, Any]:
    found = yearly_flows(figures(*rows), until).filter(pl.col("reference_year") == year)
    return found.row(0, named=True)


def split(
    frozen: Figure, *rows: Figure, flows: list[Figure] | None = None, until: int = 2021
) -> dict[str, Any]:
    indicator, year, value, segment = frozen
    known = figures(*rows)
    moves = figures(*(people() + rates(2020) if flows is None else flows))
    found = frozen_composition(
        pl.DataFrame(
            {
                "programme_id": ["p"],
                "settlement_code": ["8000"],
                "indicator_id": [indicator],
                "baseline_id": ["p/8000/1"],
                "baseline_version": [1],
                "baseline_year": pl.Series([year], dtype=pl.Int32),
                "baseline_value": [value],
                "series_segment": pl.Series([segment], dtype=pl.Int32),
            }
        ),
        known,
        yearly_flows(moves, until),
        pl.DataFrame(
            [(name, *kind) for name, kind in KINDS.items()],
            schema=["indicator_id", "comparability_rule", "persons"],
            orient="row",
        ),
    )
    return found.row(0, named=True)


def test_the_flows_of_a_year_by_hand() -> None:
    found = flow(2020, *people(), *rates(2020))
    assert found["arrivals"] == pytest.approx(200 + 300)
    assert found["departures"] == pytest.approx(81.2 + 400 + 20)
    came = flow(2020, *people(), *rates(2020, balance_migration_per_1000=-3.0))
    assert came["arrivals"] == pytest.approx(200 + 300 + 70)
    assert came["departures"] == pytest.approx(81.2 + 400)


@pytest.mark.parametrize("name", RATES)
def test_a_rate_that_is_not_known_leaves_the_flows_unknown(name: str) -> None:
    rows = [row for row in rates(2020) if row[0] != name]
    found = flow(2020, *people(), *rows)
    assert found["arrivals"] is None and found["departures"] is None
    assert found["population"] == 10000


def test_flows_of_others_than_those_counted_are_not_known() -> None:
    assert flow(2020, *people(), *rates(2020), until=2019)["arrivals"] is None
    # The year before is counted otherwise: its mean with this one is of nobody.
    changed = [*people({2020: 10000.0}, 2), *people({2019: 9800.0})]
    assert flow(2020, *changed, *rates(2020))["arrivals"] is None


def test_more_births_than_the_balance_allows_are_no_negative_deaths() -> None:
    found = flow(2020, *people(), *rates(2020, natural_increase_per_1000=20.5))
    assert found["departures"] == pytest.approx(400 + 20)


def test_bounds_by_hand() -> None:
    # Departures sum to 501.2 and arrivals to 700.0 with 40 a thousand more moving in: 9,800 + 700
    # − 501.2 = 9,998.8, within 0.5 % of 10,000.
    moves = people() + rates(2020, arrivals_per_1000=50.0, internal_migration_balance_per_1000=10.0,
                             balance_migration_per_1000=8.0)  # fmt: skip
    row = split(("aged_pct", 2019, 10.0, 1), ("aged_pct", 2020, 12.0, 1), flows=moves)
    assert (row["arrivals"], row["departures"]) == pytest.approx((700.0, 501.2))
    assert row["flow_years"] == 1 and row["reason"] is None
    stayed_before, stayed_after = 9800 - 501.2, 10000 - 700.0
    # Of 980 aged before up to 501.2 may have left; of 1,200 now up to 700 may be new.
    then = ((980 - 501.2) / stayed_before * 100, 980 / stayed_before * 100)
    now = ((1200 - 700) / stayed_after * 100, 1200 / stayed_after * 100)
    assert row["incumbents_low"] == pytest.approx(now[0] - then[1])
    assert row["incumbents_high"] == pytest.approx(now[1] - then[0])
    assert row["composition_low"] == pytest.approx(2.0 - row["incumbents_high"])
    assert row["composition_high"] == pytest.approx(2.0 - row["incumbents_low"])
    assert (row["method"], row["condition"]) == ("bounds", "external_moves_net")


def balanced(first: int, last: int) -> list[Figure]:
    """10,000 at every end of a year: as many come as go, 500 a year."""
    even = {
        "births_per_1000": 20.0,
        "natural_increase_per_1000": 0.0,
        "arrivals_per_1000": 30.0,
        "departures_per_1000": 30.0,
        "internal_migration_balance_per_1000": 0.0,
        "balance_migration_per_1000": 0.0,
    }
    years = range(first, last + 1)
    moved = [row for year in years[1:] for row in rates(year, **even)]
    return people(dict.fromkeys(years, 10000.0)) + moved


def test_years_are_summed_and_widen_the_bounds() -> None:
    moves, before = balanced(2015, 2021), ("aged_pct", 2015, 40.0, 1)
    found = {
        year: split(before, ("aged_pct", year, 40.0, 1), flows=moves) for year in (2016, 2018, 2021)
    }
    assert [row["arrivals"] for row in found.values()] == pytest.approx([500, 1500, 3000])
    widths = [row["incumbents_high"] - row["incumbents_low"] for row in found.values()]
    assert widths == sorted(widths) and widths[0] > 0
    # Of 4,000 up to 500 left and up to 500 are new: (3,500 to 4,000) / 9,500 at both times.
    assert found[2016]["incumbents_high"] == pytest.approx(500 / 9500 * 100)


def test_a_year_that_is_missing_is_not_made_up() -> None:
    holed = [row for row in balanced(2015, 2021) if row[:2] != ("arrivals_per_1000", 2017)]
    row = split(("aged_pct", 2015, 40.0, 1), ("aged_pct", 2018, 41.0, 1), flows=holed)
    assert row["reason"] == "flows_not_known" and row["method"] == "cannot_be_said"
    assert (row["flow_years"], row["arrivals"], row["incumbents_low"]) == (2, None, None)
    assert row["change"] == pytest.approx(1.0)


def test_more_moves_than_residents_bound_nothing() -> None:
    moves = people({2019: 10000.0, 2020: 10000.0}) + rates(
        2020, births_per_1000=0.0, natural_increase_per_1000=0.0, arrivals_per_1000=1000.0,
        departures_per_1000=1000.0, internal_migration_balance_per_1000=0.0,
        balance_migration_per_1000=0.0,
    )  # fmt: skip
    row = split(("aged_pct", 2019, 10.0, 1), ("aged_pct", 2020, 12.0, 1), flows=moves)
    assert row["reason"] == "turnover_exceeds_residents" and row["composition_high"] is None


@pytest.mark.parametrize(
    ("frozen", "later", "flows", "reason"),
    [
        (("cluster", 2019, 3.0, 1), [("cluster", 2020, 4.0, 1)], None, "relative_measure"),
        (("aged_pct", 2019, 10.0, 1), [("aged_pct", 2019, 10.0, 1)], None, "no_later_figure"),
        (("aged_pct", 2019, 10.0, 1), [], None, "no_later_figure"),
        (("aged_pct", 2019, 10.0, 1), [("aged_pct", 2020, 12.0, 2)], None, "series_broken"),
        (("wage", 2019, 9e3, 1), [("wage", 2020, 1e4, 1)], None, "not_a_share_of_residents"),
        (("pupils_pct", 2019, 60.0, 1), [("pupils_pct", 2020, 65.0, 1)], None,
         "denominator_not_counted"),
        (("aged_pct", 2019, 10.0, 1), [("aged_pct", 2020, 12.0, 1)],
         [*people({2019: 9800.0}), *people({2020: 10000.0}, 2), *rates(2020)],
         "population_not_comparable"),
        (("aged_pct", 2019, 10.0, 1), [("aged_pct", 2020, 12.0, 1)],
         people({2020: 10000.0}) + rates(2020), "population_not_known"),
        # 9,800 + 500 − 501.2 is 201 short of 10,000.
        (("aged_pct", 2019, 10.0, 1), [("aged_pct", 2020, 12.0, 1)], None,
         "flows_do_not_add_up"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_says_why(
    frozen: Figure, later: list[Figure], flows: list[Figure] | None, reason: str
) -> None:
    row = split(frozen, *later, flows=flows)
    assert row["reason"] == reason
    assert row["method"] == "cannot_be_said" and row["condition"] is None
    assert row["incumbents_low"] is None and row["composition_high"] is None
    compares = reason not in ("relative_measure", "no_later_figure", "series_broken")
    assert (row["change"] is not None) == compares
    assert (row["now_year"] is not None) == compares


def test_the_latest_figure_of_the_same_stretch_is_held_against_the_baseline() -> None:
    later: list[Figure] = [("aged_pct", year, value, segment) for year, value, segment in (
        (2018, 1.0, 1), (2020, 12.0, 1), (2021, 13.0, 1), (2024, 30.0, 2))]  # fmt: skip
    row = split(("aged_pct", 2019, 10.0, 1), *later)
    assert (row["now_year"], row["now_value"], row["change"]) == (2021, 13.0, 3.0)


@pytest.mark.parametrize(
    ("indicator", "persons", "per_unit"),
    [
        ("income_support_persons_pct", "residents", 100.0),
        ("age_65_plus_pct", "residents", 100.0),
        ("immigrants_1990_plus_pct", "residents", 100.0),
        ("poverty_risk_pct", "residents", 100.0),
        ("matriculation_eligibility_pct", "some_residents", None),
        ("employment_rate_pct", "some_residents", None),
        ("turnout_knesset_pct", "some_residents", None),
        ("generalised_trust_pct", "some_residents", None),
        ("academic_degree_25_65_pct", "some_residents", None),
        ("departures_per_1000", "none", 1000.0),
        ("police_cases_per_1000", "none", 1000.0),
        ("expenditure_per_resident_ils", "none", 1.0),
        ("population_growth_pct", "none", 100.0),
        ("wage_employees_ils_per_month", "none", None),
        ("one_person_households_pct", "none", None),
        ("teachers_new_pct", "none", None),
        ("debt_load_pct", "none", None),
        ("poverty_gap_pct", "none", None),
        ("sei_cluster", "none", None),
    ],
)
def test_of_whom_the_indicators_of_the_catalogue_speak(
    indicator: str, persons: str, per_unit: float | None
) -> None:
    found = of_persons(pl.read_csv(CATALOGUE, infer_schema_length=None))
    row = found.filter(pl.col("indicator_id") == indicator).row(0, named=True)
    assert (row["persons"], row["residents_per_unit"]) == (persons, per_unit)
