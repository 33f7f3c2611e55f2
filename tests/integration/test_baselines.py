"""Freezing what is published: for good, by version, and with a clear word where it cannot be."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.integration import house
from tests.integration.frozen_homes import REASON, frozen_sample
from tests.integration.house import one, rows, thriving


@pytest.fixture(scope="session")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return frozen_sample(tmp_path_factory)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return house.sample_home(tmp_path_factory)


def test_what_was_published_before_the_start_is_frozen(frozen: Path, sample: Path) -> None:
    """Kiryat Malakhi began in 2023: of each indicator and group the last figure until 2022."""
    kept = rows(
        frozen,
        "select indicator_id, population_group, reference_year, value, standard_error, vintage,"
        " snapshot_sha256, locator from marts.baselines"
        " where baseline_id = 'settlement_at_centre/1034/1' order by all",
    )
    published = rows(
        sample,
        "select indicator_id, population_group, reference_year, value, standard_error, vintage,"
        " snapshot_sha256, locator from marts.indicator_values where settlement_code = '1034'"
        " and is_latest_vintage and value is not null and reference_year < 2023"
        " qualify row_number() over (partition by indicator_id, population_group"
        " order by reference_year desc, period_key desc) = 1 order by all",
    )
    assert kept == published and len(kept) > 100


def test_a_second_freezing_is_a_new_version_and_the_first_stands(frozen: Path) -> None:
    found = rows(
        frozen,
        "select distinct baseline_version, is_current, start_year, start_from, frozen_reason"
        " from marts.baselines where programme_id = 'local_leapfrog' and settlement_code = '8000'"
        " order by 1",
    )
    assert found == [
        (1, False, 2011, "programme", REASON),
        (2, True, 2011, "programme", REASON),
    ]


def test_how_the_start_is_known_is_said(frozen: Path) -> None:
    known = dict(
        rows(
            frozen,
            "select distinct programme_id || '/' || settlement_code, start_from"
            " from marts.baselines",
        )
    )
    assert known["local_leapfrog/7600"] == "cluster"
    assert known["settlement_at_centre/1034"] == "form"
    assert known["settlement_at_centre/1061"] == "freezing"


def test_who_was_approved_to_join_later_is_no_member_and_no_comparison(frozen: Path) -> None:
    approved = {
        code
        for (code,) in rows(
            frozen,
            "select settlement_code from marts.authority_clusters where membership = 'approved'",
        )
    }
    assert "0473" in approved
    baselines = rows(frozen, "select distinct settlement_code from marts.baselines")
    compared = rows(frozen, "select distinct comparison_code from marts.comparison_settlements")
    assert approved.isdisjoint({code for (code,) in [*baselines, *compared]})


def test_comparison_settlements_are_of_the_kind_and_of_no_programme(frozen: Path) -> None:
    wrong = (
        "select count(*) from marts.comparison_settlements as c"
        " join marts.settlements as own on c.settlement_code = own.settlement_code"
        " join marts.settlements as other on c.comparison_code = other.settlement_code"
        " where own.kind <> other.kind or not other.is_authority or c.comparison_code in"
        " (select settlement_code from marts.programmes where settlement_code is not null"
        " union select settlement_code from marts.authority_clusters"
        " where settlement_code is not null)"
    )
    assert one(frozen, "select count(*) from marts.comparison_settlements") > 1000
    assert one(frozen, wrong) == 0


def test_the_baseline_names_what_it_was_frozen_from(frozen: Path, sample: Path) -> None:
    current = json.loads((sample / "published" / "current.json").read_text("utf-8"))
    assert rows(frozen, "select distinct frozen_run_id from marts.baselines") == [
        (current["run_id"],)
    ]
    files = rows(frozen, "select distinct baseline_sha256 from marts.baselines")
    on_disk = {
        house.digest(path)
        for path in (frozen / "archive" / "baselines" / "synthetic").rglob("*.json")
    }
    assert {digest for (digest,) in files} == on_disk


def test_settlements_without_a_figure_of_before_are_named(frozen: Path) -> None:
    said = frozen.with_name("frozen.txt").read_text("utf-8")
    assert "not frozen 1722: no published figure from before 2008" in said


def test_nothing_is_told_of_a_change_before_a_baseline_is_frozen(sample: Path) -> None:
    found = rows(
        sample,
        "select distinct change_is, did_reason, change, did_effect from marts.pilot_evaluation",
    )
    assert found == [("no_baseline", "no_frozen_baseline", None, None)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--programme", "leapfrog"], ("--programme: found leapfrog", "local_leapfrog")),
        (["--programme", "thriving_community"], ("none of whose settlements is named", "form")),
        (
            ["--programme", "local_leapfrog", "--settlement", "אשדוד"],
            ("0070 אשדוד, which is not in local_leapfrog", "8000"),
        ),
        (["--programme", "local_leapfrog", "--settlement", "צפתת"], ("which is not known", "צפת")),
        (
            ["--programme", "local_leapfrog", "--settlement", "8000", "--start-year", "2015"],
            ("found 2015 for 8000, which takes part since 2011", "leave --start-year out"),
        ),
        (
            ["--programme", "settlement_at_centre", "--settlement", "1061", "--start-year", "1999"],
            ("no published figure from before the programme for 1061", "nothing was frozen"),
        ),
        (
            ["--programme", "settlement_at_centre", "--start-year", "2091"],
            ("--start-year: found 2091", "at the latest"),
        ),
        (["--programme", "local_leapfrog", "--reason", "  "], ("--reason: found nothing", "why")),
    ],
)
def test_what_cannot_be_frozen_is_said(
    sample: Path, arguments: list[str], said: tuple[str, str]
) -> None:
    reason = [] if "--reason" in arguments else ["--reason", "x"]
    run = thriving(sample, "baseline", "freeze", *arguments, *reason)
    assert run.status == 2
    for words in said:
        assert words in run.err
    assert not (sample / "archive" / "baselines").exists()


def test_nothing_is_frozen_where_nothing_is_published(tmp_path: Path) -> None:
    run = thriving(tmp_path, "baseline", "freeze", "--programme", "local_leapfrog", "--reason", "x")
    assert run.status == 2 and "nothing published" in run.err


def test_a_baseline_edited_by_hand_stops_the_refresh(frozen: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(frozen, home)
    before = house.published_bytes(home)
    path = home / "archive/baselines/synthetic/local_leapfrog/8000/1.json"
    path.chmod(0o600)
    path.write_text(path.read_text("utf-8").replace('"start_year": 2011', '"start_year": 2012'))
    run = thriving(home, "refresh")
    assert run.status == 2
    assert "1.json: found a file that was altered after it was frozen" in run.out + run.err
    assert "backup" in run.out + run.err
    assert house.published_bytes(home) == before
    freezing = thriving(
        home, "baseline", "freeze", "--programme", "local_leapfrog", "--reason", "x"
    )
    assert freezing.status == 2 and "altered after it was frozen" in freezing.err


def test_nothing_new_is_told_from_the_same_baselines(frozen: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(frozen, home)
    run = thriving(home, "refresh")
    assert run.status == 0 and "nothing changed" in run.out
