"""The Local Leapfrog Index of the sample: one settlement by hand, and whose figures are whose."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.evaluation.leapfrog import leapfrog_marts
from tests.integration.frozen_homes import frozen_sample
from tests.integration.house import SAFED, one, rows

KIRYAT_MALAKHI, SDEROT = "1034", "1031"
CENTRE, PARTNERSHIPS, LEAPFROG = (
    "settlement_at_centre",
    "community_partnerships",
    "local_leapfrog",
)
Connection = duckdb.DuckDBPyConnection

# Kiryat Malakhi entered in 2023: the reference point is 2021, the figures those frozen of up to
# 2022. A score is 1 + 99 · (figure - worse end) / (better end - worse end). Old age supplement:
# 31.606252 between 46.1625 and 2.0588 → 1 + 99 · 14.556248 / 44.1037 = 33.67.
THEN_AND_NOW = {
    "negative · objective · household · medium": {
        "old_age_income_supplement_pct": (33.67, 35.16),
        "earners_up_to_minimum_wage_pct": (None, 45.30),  # its series broke in between
    },
    "negative · objective · household · long": {
        "mortality_standardised_per_1000": (None, 44.43),
    },
    "negative · objective · household · short": {
        "dropout_pct": (24.98, 20.02),  # one of three: the cell is below its coverage
        "income_support_persons_pct": (None, 1.0),
        "unemployment_benefit_pct": (None, 100.0),
    },
    "negative · objective · institution · medium": {
        "pupils_per_class_primary": (35.02, 32.11),
        "accidents_with_casualties_per_1000": (None, 19.50),
    },
    "negative · objective · institution · short": {
        "drinking_water_deviations_pct": (84.84, 83.99),
    },
    "positive · objective · household · long": {
        "degree_holders_35_55_pct": (26.55, 29.47),
    },
    "positive · objective · household · medium": {
        "internal_migration_balance_per_1000": (24.50, 25.99),
        "matriculation_eligibility_pct": (24.13, 29.72),
        "matriculation_university_pct": (15.31, 19.79),
        "students_20_25_pct": (19.54, 22.72),
        "turnout_knesset_pct": (61.24, 61.24),  # that of 2022 both times
        "turnout_local_council_pct": (None, 44.76),
        "wage_employees_ils_per_month": (None, 19.08),
    },
    "positive · objective · institution · long": {
        "own_revenue_share_pct": (61.72, 59.10),
        "sewage_treated_secondary_pct": (83.93, 88.35),
        "teachers_masters_degree_pct": (20.21, 30.03),
    },
    "positive · objective · institution · medium": {
        "arnona_collection_current_pct": (52.47, 54.72),
        "waste_recycled_pct": (33.61, 37.98),
    },
}


@pytest.fixture(scope="session")
def frozen_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return frozen_sample(tmp_path_factory)


def index_of(home: Path, programme: str, code: str, year: int, *columns: str) -> Any:
    [row] = rows(
        home,
        f"select {', '.join(columns)} from marts.leapfrog_index"
        " where programme_id = ? and settlement_code = ? and index_year = ?",
        programme,
        code,
        year,
    )
    return row


def test_a_settlement_from_figures_to_index_and_change(frozen_home: Path) -> None:
    scored = rows(
        frozen_home,
        "select node, index_year, step_value from marts.leapfrog_steps"
        " where programme_id = ? and settlement_code = ? and step = 'goalpost_score'",
        CENTRE,
        KIRYAT_MALAKHI,
    )
    made = {(node, year): value and round(value, 2) for node, year, value in scored}
    assert made == {
        (node, year): score
        for cell in THEN_AND_NOW.values()
        for node, pair in cell.items()
        for year, score in zip((2021, 2024), pair, strict=True)
    }
    # 2021, seven cells: (33.67 + 35.02 + 84.84 + 26.55 + 28.94 + 55.28 + 43.04) / 7 = 43.91.
    # 2024, all nine: (40.23 + 44.43 + 40.34 + 25.80 + 83.99 + 29.47 + 31.90 + 59.16 + 46.35) / 9.
    # Over the 14 indicators known at both, 2024: (35.16 + 32.11 + 83.99 + 29.47 + 31.89 + 59.16
    # + 46.35) / 7 = 45.45, and 45.45 - 43.91 = 1.54, though the index rose by 0.72 alone.
    columns = ("score_arithmetic", "cells_known", "change_arithmetic", "change_indicators")
    score, cells, change, _ = index_of(frozen_home, CENTRE, KIRYAT_MALAKHI, 2021, *columns)
    assert (score, cells, change) == (pytest.approx(43.91, abs=0.005), 7, None)
    score, cells, change, over = index_of(frozen_home, CENTRE, KIRYAT_MALAKHI, 2024, *columns)
    assert (score, cells, over) == (pytest.approx(44.63, abs=0.005), 9, 14)
    assert change == pytest.approx(1.54, abs=0.005)


def test_what_cannot_be_said_of_the_change_says_why(frozen_home: Path) -> None:
    # Two figures in the stretch of the goalposts are no usual swing; one period is not three.
    # Of 15 frozen figures that of the turnout has no newer one.
    assert index_of(
        frozen_home,
        CENTRE,
        KIRYAT_MALAKHI,
        2024,
        "change_error",
        "change_is",
        "indicators_renewed",
        "sustained_growth",
        "sustained_reason",
        "inclusive_growth",
        "inclusive_reason",
        "programme_year",
        "stage",
    ) == (None, "error_unknown", 14, None, "too_few_periods", None, "change_not_known", 2, 2)


def test_cells_stand_also_where_nothing_is_measured(frozen_home: Path) -> None:
    counted = rows(
        frozen_home,
        "select subjectivity, cell_reason, count(*) from marts.leapfrog_cells"
        " where programme_id = ? and settlement_code = ? and index_year = 2021"
        " group by all order by all",
        CENTRE,
        KIRYAT_MALAKHI,
    )
    assert counted == [
        ("objective", "cell_below_coverage", 2),
        ("objective", "no_indicator", 3),
        ("objective", None, 7),
        ("subjective", "no_indicator", 12),
    ]


def test_without_an_index_before_the_start_there_is_no_change(frozen_home: Path) -> None:
    # Safed began in 2011, the index in 2021; a baseline is frozen all the same, and in its second
    # version.
    for year, programme_year in ((2021, 11), (2024, 14)):
        score, *rest = index_of(
            frozen_home,
            LEAPFROG,
            SAFED,
            year,
            "score_arithmetic",
            "baseline_id",
            "reference_year",
            "change_arithmetic",
            "gain",
            "change_reason",
            "programme_year",
            "stage",
        )
        assert 1 <= score <= 100
        assert rest == [
            "local_leapfrog/8000/2",
            None,
            None,
            None,
            "no_index_before_start",
            programme_year,
            3,
        ]


def test_without_a_frozen_baseline_there_is_no_change(sample_home: Path) -> None:
    told = rows(
        sample_home,
        "select distinct change_reason, change_arithmetic, gain, baseline_id, score_arithmetic > 0"
        " from marts.leapfrog_index",
    )
    assert told == [("no_reference", None, None, None, True)]
    named = "select count(distinct (programme_id, settlement_code)) from marts.leapfrog_index"
    assert one(sample_home, named) > 15


def test_a_start_that_is_not_known_makes_no_stage(frozen_home: Path) -> None:
    told = rows(
        frozen_home,
        "select distinct start_year is null, reference_year, stage, programme_year, change_reason"
        " from marts.leapfrog_index where start_from = 'freezing'",
    )
    assert told == [(False, 2024, None, None, "not_after_reference")]


def test_two_programmes_of_a_settlement_have_each_its_own_reference_point(
    frozen_home: Path,
) -> None:
    # Partnerships from 2023, the centre from 2024: of the second, wages and earners up to the
    # minimum wage of 2023 are frozen too. The year 2024 is the same in both.
    columns = ("reference_year", "score_arithmetic", "indicators_known", "change_arithmetic")
    then = {
        programme: index_of(frozen_home, programme, SDEROT, 2021, *columns)
        for programme in (PARTNERSHIPS, CENTRE)
    }
    now = {
        programme: index_of(frozen_home, programme, SDEROT, 2024, *columns)
        for programme in (PARTNERSHIPS, CENTRE)
    }
    assert [row[0] for row in then.values()] == [2021, 2021]
    assert [row[2] for row in then.values()] == [15, 17]
    assert then[PARTNERSHIPS][1] != then[CENTRE][1]
    assert now[PARTNERSHIPS][1:3] == now[CENTRE][1:3]
    assert now[PARTNERSHIPS][3] != now[CENTRE][3]
    known = (
        "select distinct node from marts.leapfrog_steps where settlement_code = '1031'"
        " and programme_id = ? and index_year = 2021 and step = 'figure'"
        " and step_value is not null and detail = 'of 2023, frozen'"
    )
    assert {node for (node,) in rows(frozen_home, known, CENTRE)} == {
        "earners_up_to_minimum_wage_pct",
        "wage_employees_ils_per_month",
    }
    assert rows(frozen_home, known, PARTNERSHIPS) == []


@pytest.fixture
def build(frozen_home: Path, tmp_path: Path) -> Iterator[Connection]:
    """A copy of the build of the frozen home, to be changed."""
    told = json.loads((frozen_home / "published" / "current.json").read_text("utf-8"))
    path = shutil.copyfile(
        frozen_home / "build" / f"{told['run_id']}.duckdb", tmp_path / "build.duckdb"
    )
    with duckdb.connect(str(path)) as connection:
        yield connection


def remade(build: Connection) -> dict[tuple[str, str, int], dict[str, Any]]:
    cutoffs = dict(build.execute("select cutoff, value from seeds.cutoffs").fetchall())
    return {
        (row["programme_id"], row["settlement_code"], row["index_year"]): row
        for row in leapfrog_marts(build, cutoffs)["leapfrog_index"].to_dicts()
    }


def test_the_frozen_figure_stands_though_the_publisher_changed_it(build: Connection) -> None:
    before = remade(build)
    # The publisher mends a figure of the year of the reference point, everywhere.
    build.execute(
        "update intermediate.int_index_inputs set value = value + 5"
        " where indicator_id = 'waste_recycled_pct' and index_year = 2021"
    )
    after = remade(build)
    key = (CENTRE, KIRYAT_MALAKHI, 2021)
    assert after[key]["score_arithmetic"] == before[key]["score_arithmetic"]
    later = (CENTRE, KIRYAT_MALAKHI, 2024)
    assert after[later]["change_arithmetic"] == before[later]["change_arithmetic"]
    # Safed has no reference point: its year is the publisher's. 5 of a cell of two is
    # 99 · 5 / (44.6642 - 1.85253) / 2 = 5.78 of the cell, a seventh of it of the index.
    other = (LEAPFROG, SAFED, 2021)
    rise = after[other]["score_arithmetic"] - before[other]["score_arithmetic"]
    assert rise == pytest.approx(5.78 / 7, abs=0.005)


def test_a_figure_that_was_not_frozen_is_not_known_at_the_reference_point(
    build: Connection,
) -> None:
    before = remade(build)
    build.execute(
        "delete from intermediate.int_leapfrog_frozen where indicator_id = 'waste_recycled_pct'"
    )
    after = remade(build)
    for year, name in ((2021, "indicators_known"), (2024, "change_indicators")):
        key = (CENTRE, KIRYAT_MALAKHI, year)
        assert after[key][name] == before[key][name] - 1


def test_the_group_that_stood_worst_is_held_beside_the_whole(build: Connection) -> None:
    # Women stand a hundredth of the goalposts below the whole then and now, men as much above.
    for group, side in (("women", "-"), ("men", "+")):
        moved = (
            f"value {side} 0.01 * (high - low)"
            " * (case when desired_direction = 'lower' then -1 else 1 end)"
        )
        posts = (
            "(select distinct indicator_id, low, high, desired_direction"
            " from intermediate.int_index_inputs)"
        )
        build.execute(
            f"insert into intermediate.int_leapfrog_frozen select f.* replace ({moved} as value,"
            f" '{group}' as population_group) from intermediate.int_leapfrog_frozen f"
            f" join {posts} using (indicator_id)"
            f" where settlement_code = '{KIRYAT_MALAKHI}' and population_group = 'all'"
        )
        build.execute(
            f"insert into intermediate.int_index_figures select f.* replace ({moved} as value,"
            f" '{group}' as population_group) from intermediate.int_index_figures f"
            f" join {posts} using (indicator_id)"
            f" where settlement_code = '{KIRYAT_MALAKHI}' and population_group = 'all'"
            " and index_year = 2024"
        )
    made = remade(build)[CENTRE, KIRYAT_MALAKHI, 2024]
    assert made["lower_groups"] == "women"
    assert made["lower_change"] == pytest.approx(made["change_arithmetic"])
    assert made["inclusive_reason"] == "change_not_known"
