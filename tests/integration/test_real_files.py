"""The publishers' own files: figures that people looked up by hand, and facts that hold across."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.integration.house import (
    OFAKIM,
    SAFED,
    digest,
    one,
    published_bytes,
    rows,
    thriving,
)

pytestmark = pytest.mark.real


def test_safed_is_in_cluster_4_in_2008_and_2_in_every_index_since(real_home: Path) -> None:
    series = rows(
        real_home,
        "select reference_year, value from marts.indicator_values where settlement_code = ?"
        " and indicator_id = 'sei_cluster' and is_latest_vintage and reference_year <= 2019"
        " order by reference_year",
        SAFED,
    )
    assert series == [(2008, 4.0), (2013, 2.0), (2015, 2.0), (2017, 2.0), (2019, 2.0)]


def test_clusters_in_the_2021_workbook_are_those_of_the_2019_index(real_home: Path) -> None:
    compared = rows(
        real_home,
        "select w.vintage, count(*), count(*) filter (where w.value = t.value)"
        " from marts.indicator_values as w inner join marts.indicator_values as t"
        " using (settlement_code, indicator_id, period_key) where indicator_id = 'sei_cluster'"
        " and w.source_id = 'cbs_local_authorities' and w.edition = '2021'"
        " and t.source_id = 'cbs_socio_economic_index' and period_key = '2019'"
        " group by w.vintage",
    )
    assert sorted(compared) == [("2021-r2023-02-19", 255, 255), ("2021-r2023-07-13", 255, 255)]


def test_knesset_25_turnout_agrees_between_workbook_and_election_file(real_home: Path) -> None:
    ((compared, agreeing),) = rows(
        real_home,
        "select count(*), count(*) filter (where abs(w.value - t.value) <= 1e-6)"
        " from marts.indicator_values as w inner join marts.indicator_values as t"
        " using (settlement_code, indicator_id, period_key)"
        " inner join marts.settlements using (settlement_code)"
        " where indicator_id = 'turnout_knesset_pct' and period_key = 'knesset-25'"
        " and w.source_id = 'cbs_local_authorities' and w.edition = '2024'"
        " and t.source_id = 'cec_knesset_elections' and kind in ('city', 'local_council')"
        " and w.value is not null and t.value is not null",
    )
    assert (compared, agreeing) == (201, 201)


def test_codes_that_collide_as_integers_are_two_settlements_each(real_home: Path) -> None:
    pairs = rows(
        real_home,
        "select city.settlement_code, council.settlement_code, city.name_he, council.name_he"
        " from marts.settlements as city inner join marts.settlements as council"
        " on council.settlement_code = '55' || right(city.settlement_code, 2)"
        " where city.kind in ('city', 'local_council') and city.settlement_code < '0100'"
        " and council.kind = 'regional_council'",
    )
    assert len(pairs) == 6, pairs
    assert all(city != council for _, _, city, council in pairs)
    assert (OFAKIM, "5531", "אופקים", "נחל שורק") in pairs
    for city, council, *_ in pairs:
        both = one(
            real_home,
            "select count(distinct value) from marts.indicator_values where reference_year = 2021"
            " and indicator_id = 'population_total' and vintage = '2021-r2023-07-13'"
            " and settlement_code in (?, ?)",
            city,
            council,
        )
        assert both == 2


@pytest.mark.parametrize("period", ["period_key", "reference_period"])
def test_exactly_one_vintage_of_a_figure_is_the_latest(real_home: Path, period: str) -> None:
    series = f"settlement_code, indicator_id, population_group, {period}"
    wrong = (
        f"select {series} from marts.indicator_values group by {series}"
        " having count(*) filter (where is_latest_vintage) <> 1"
    )
    assert one(real_home, f"select count(*) from ({wrong})") == 0


def test_a_figure_is_unique_by_settlement_indicator_group_period_and_vintage(
    real_home: Path,
) -> None:
    for period in ("period_key", "reference_period"):
        key = f"settlement_code, indicator_id, population_group, {period}, vintage"
        again = f"select {key} from marts.indicator_values group by {key} having count(*) > 1"
        assert one(real_home, f"select count(*) from ({again})") == 0


def test_the_revision_of_the_2021_workbook_is_reported_value_by_value(real_home: Path) -> None:
    reported = rows(
        real_home,
        "select settlement_code, value_before, value_after from marts.revisions"
        " where indicator_id = 'unemployment_benefit_pct' and revision_kind = 'revision'"
        " and vintage_before = '2021-r2023-02-19' and vintage_after = '2021-r2023-07-13'",
    )
    by_code = {code: (before, after) for code, before, after in reported}
    assert by_code[SAFED] == pytest.approx((6.852777621749144, 17.659944953097792))
    assert len(by_code) > 250
    unreported = one(
        real_home,
        "select count(*) from marts.indicator_values as a inner join marts.indicator_values as b"
        " using (settlement_code, indicator_id, population_group, period_key)"
        " anti join marts.revisions as r on r.settlement_code = a.settlement_code"
        " and r.indicator_id = a.indicator_id and r.population_group = a.population_group"
        " and r.vintage_after = b.vintage"
        " where a.vintage = '2021-r2023-02-19' and b.vintage = '2021-r2023-07-13'"
        " and (a.value is distinct from b.value) and abs(a.value - b.value) > 1e-6",
    )
    assert unreported == 0


def test_the_break_of_2023_in_minimum_wage_earners_is_marked_and_nothing_before_it(
    real_home: Path,
) -> None:
    marked = rows(
        real_home,
        "select distinct reference_year >= 2023, comparability from marts.indicator_values"
        " where indicator_id = 'earners_up_to_minimum_wage_pct'",
    )
    assert sorted(marked) == [(False, "comparable"), (True, "break_in_definition")]


def test_jerusalem_stands_in_three_groups(real_home: Path) -> None:
    groups = rows(
        real_home,
        "select distinct population_group from marts.indicator_values"
        " where settlement_code = '3000' and indicator_id = 'people_trusted_pct'",
    )
    assert {group for (group,) in groups} == {"all", "jews", "arabs"}


def test_every_figure_leads_to_a_file_of_the_archive(real_home: Path) -> None:
    files = rows(real_home, "select source_id, sha256, file_name from marts.source_files")
    for source_id, sha256, name in files:
        archived = real_home / "archive" / source_id / sha256 / name
        assert digest(archived) == sha256
    used = rows(real_home, "select distinct source_id, snapshot_sha256 from marts.indicator_values")
    assert {tuple(file) for file in used} <= {file[:2] for file in files}


def test_the_nation_is_not_the_sum_of_its_authorities(real_home: Path) -> None:
    nation, authorities = (
        one(
            real_home,
            f"select sum(value) from marts.indicator_values {join} where {which} and"
            " indicator_id = 'population_total' and vintage = '2024-r2026-05-19'",
        )
        for join, which in (
            ("", "settlement_code = 'IL'"),
            ("inner join marts.settlements using (settlement_code)", "is_authority"),
        )
    )
    assert (nation, authorities) == (10_065_454, 9_986_892)


def test_no_real_figure_is_marked_synthetic(real_home: Path) -> None:
    for table in ("indicator_values", "source_files", "sources"):
        assert rows(real_home, f"select distinct synthetic from marts.{table}") == [(False,)]


def test_a_second_refresh_of_the_real_files_changes_nothing(
    real_home: Path, tmp_path: Path
) -> None:
    home = shutil.copytree(real_home, tmp_path / "home")
    before = published_bytes(home)
    run = thriving(home, "refresh", "--from", "../shared/real")
    assert run.status == 0 and "nothing changed" in run.out, run.text
    assert published_bytes(home) == before
