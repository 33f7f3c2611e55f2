"""One wave laid in twice, wrongly, rightly: what is released, and what of it gives nobody away."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from tests.integration import survey_homes
from tests.integration.house import SAFED, copy_house, one, published_bytes, rows, thriving
from tests.integration.recomputed import Frame, Marts, cutoff, marts_of
from tests.integration.survey_homes import (
    ADDED,
    COMMUNITY,
    FAULTY_ROWS,
    INCOME,
    LAID,
    REAL,
    REISSUED,
    Ended,
)
from tests.integration.surveyed import community_rows, respondents

ROW = ["settlement_code", "population_group", "measure_id"]
SHARES = (
    "select wave_id, settlement_code, population_group, measure_id, n, n_with, hidden_because,"
    " snapshot_sha256 from marts.survey_estimates where statistic in ('share', 'rate')"
)


@pytest.fixture(scope="module")
def reissued(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    ended = survey_homes.reissued(tmp_path_factory)
    assert ended.run.status == 0, ended.run.text
    return ended


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    return survey_homes.refused(tmp_path_factory)


@pytest.fixture(scope="module")
def mended(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    ended = survey_homes.mended(tmp_path_factory)
    assert ended.run.status == 0, ended.run.text
    return ended


def shares(home: Path, wave: str) -> Frame:
    found = marts_of(home).ask(SHARES)
    return found[found["wave_id"] == wave].set_index(ROW).sort_index()


@pytest.fixture(scope="module")
def first(mirror_home: Path) -> Frame:
    return shares(mirror_home, REISSUED)


@pytest.fixture(scope="module")
def second(reissued: Ended) -> Frame:
    return shares(reissued.house.home, REISSUED)


def truth(home: Path) -> Frame:
    """All shares of the wave by the files of a refresh, hidden or not."""
    settlements = marts_of(home).settlements
    codes = {str(row["name_he"]): str(code) for code, row in settlements.iterrows()}
    found = community_rows(respondents(home.with_name("mirror"), "community_2025", codes))
    return found.xs("share", level="statistic").sort_index()


def test_of_two_issues_the_later_alone_is_published(
    mirror_home: Path, reissued: Ended, first: Frame, second: Frame
) -> None:
    ask = "select respondents, snapshot_sha256 from marts.survey_waves where wave_id = ?"
    [(before, old)] = rows(mirror_home, ask, REISSUED)
    [(now, new)] = rows(reissued.house.home, ask, REISSUED)
    assert new != old and ADDED < 10
    # In round numbers: the exact ones would tell how many came later.
    assert now % 10 == before % 10 == 0 and now - before in (0, 10)
    assert set(second["snapshot_sha256"]) == {new} and set(first["snapshot_sha256"]) == {old}
    in_use = "select sha256 from marts.source_files where sha256 in (?, ?)"
    values = "select distinct snapshot_sha256 from marts.indicator_values where period_key = ?"
    assert rows(reissued.house.home, values, f"2025-{REISSUED}") == [(new,)]
    assert (new,) in rows(reissued.house.home, in_use, old, new)
    archived = (reissued.house.home / "archive" / COMMUNITY).iterdir()
    assert {old, new} <= {path.name for path in archived}, "the archive keeps every issue"


def test_rows_that_changed_by_few_are_hidden_and_others_are_as_they_were(
    reissued: Ended, first: Frame, second: Frame
) -> None:
    least = cutoff("disclosure_interval_at_least")
    assert set(first.index) <= set(second.index)
    both = first.join(second, lsuffix="_before", rsuffix="_now")
    known = both[both["n_before"].notna() & both["n_now"].notna()]
    without = {at: known[f"n_{at}"] - known[f"n_with_{at}"] for at in ("before", "now")}
    moved = [
        (known["n_now"] - known["n_before"]).abs(),
        (known["n_with_now"] - known["n_with_before"]).abs(),
        (without["now"] - without["before"]).abs(),
    ]
    for change in moved:
        assert list(known.index[change.between(1, least - 1)]) == []
    assert len(known) > 100
    changed = truth(reissued.house.home)["n"] != first["n"]
    changed = changed.reindex(first.index) & first["n"].notna()
    assert {SAFED, "IL"} == set(first.index.get_level_values(0)[changed])
    of_them = second.loc[first.index[changed]]
    assert of_them["n"].isna().all()
    assert "hidden_before" in set(of_them["hidden_because"])


def test_what_was_hidden_once_is_not_shown_by_a_later_issue(first: Frame, second: Frame) -> None:
    hidden = first.index[first["n"].isna()]
    assert len(hidden) > 500
    assert second.loc[hidden, "n"].isna().all()


def test_a_wave_issued_again_with_the_same_answers_is_published_as_it_was(
    mirror_home: Path, reissued: Ended
) -> None:
    then, now = shares(mirror_home, INCOME), shares(reissued.house.home, INCOME)
    assert set(then["snapshot_sha256"]).isdisjoint(now["snapshot_sha256"])
    pd.testing.assert_frame_equal(then[["n", "n_with"]], now[["n", "n_with"]])


def test_all_releases_are_remembered(mirror_home: Path, reissued: Ended) -> None:
    released = pd.read_parquet(reissued.house.home / "archive" / "released_surveys.parquet")
    runs = [
        json.loads((home / "published" / "current.json").read_text("utf-8"))["run_id"]
        for home in (mirror_home, reissued.house.home)
    ]
    assert sorted(set(released["run_id"])) == sorted(runs)
    for run_id, home in zip(runs, (mirror_home, reissued.house.home), strict=True):
        rows_of = released[released["run_id"] == run_id].set_index(["wave_id", *ROW]).sort_index()
        shown = marts_of(home).ask(SHARES).set_index(["wave_id", *ROW]).sort_index()
        pd.testing.assert_frame_equal(
            rows_of[["n", "n_with"]], shown[["n", "n_with"]], check_dtype=False
        )
        assert (rows_of["data_version"] == shown["snapshot_sha256"]).all()


def test_the_gate_opened_for_the_second_release(reissued: Ended) -> None:
    assert " 0 critical" in reissued.run.out
    checked = (
        "select outcome, failing_rows from marts.quality_results"
        " where check_id = 'hidden_cells_bounded'"
    )
    assert rows(reissued.house.home, checked) == [("passed", 0)]


def unhide(home: Path, key: tuple[str, str, str], n: int, n_with: int) -> Path:
    """Publish a hidden row in the kept build, as a fault of the product might."""
    told = json.loads((home / "published" / "current.json").read_text("utf-8"))
    build = home / "build" / f"{told['run_id']}.duckdb"
    with contextlib.chdir(build.parent), duckdb.connect(str(build)) as connection:
        [(count,)] = connection.execute(
            "update marts.survey_estimates set n = ?, n_with = ?, reliability = 'unreliable'"
            f" where wave_id = '{REISSUED}' and statistic = 'share' and settlement_code = ?"
            " and population_group = ? and measure_id = ?",
            [n, n_with, *key],
        ).fetchall()
        assert count == 1
    return build


def closing(table: Frame) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    """One of two hidden rows whose sum is published, and the other."""
    hidden = table["n"].isna()
    for (place, measure), part in table.groupby(level=["settlement_code", "measure_id"]):
        groups = {group for _, group, _ in part.index}
        of_sex = [(place, group, measure) for group in ("male", "female")]
        whole = (place, "all", measure)
        if hidden[whole] or "sex_not_stated" in groups or not set(of_sex) <= set(part.index):
            continue
        if hidden[of_sex].all():
            return of_sex[0], of_sex[1]
    raise AssertionError("no settlement is published whose two sexes are hidden")


def test_a_row_shown_by_mistake_that_gives_away_another_blocks(
    mirror_home: Path, tmp_path: Path, first: Frame
) -> None:
    copied = copy_house(mirror_home, tmp_path)  # whose build has passed the very same check
    shown, given_away = closing(first)
    number = truth(copied.home).loc[shown]
    unhide(copied.home, shown, int(number["n"]), int(number["n_with"]))
    run = thriving(copied.home, "check")
    assert run.status == 1, run.text
    lines = run.out.splitlines()
    (start,) = [at for at, line in enumerate(lines) if "BLOCKS hidden_cells_bounded" in line]
    told = "\n".join(lines[start : start + 30])
    place, group, measure = given_away
    assert "community_2025.wave.zip" in told and REISSUED in told and "what to do: " in told
    assert f"{place} {measure} {group}" in told
    assert "found an interval of 0.0 respondents" in told and "expected at least" in told


def test_a_wave_with_an_error_leaves_everything_published_as_it_was(refused: Ended) -> None:
    assert refused.run.status == 2, refused.run.text
    assert published_bytes(refused.house.home) == refused.before
    said = refused.run.out + refused.run.err
    for row, column in zip(FAULTY_ROWS, ("age", "locality_code"), strict=True):
        assert f"row {row}, column {column}: found" in said
    assert "expected an age in whole years" in said and "the wave was not loaded" in said
    assert (refused.house.home / "inbox" / COMMUNITY / f"{LAID}.csv").exists()


def test_once_mended_the_wave_is_published(mended: Ended, refused: Ended) -> None:
    home = mended.house.home
    assert published_bytes(home) != refused.before
    data = survey_homes.read(home / "inbox" / COMMUNITY / f"{LAID}.csv")
    ask = "select respondents, settlements_surveyed, synthetic from marts.survey_waves"
    [wave] = rows(home, f"{ask} where wave_id = ?", LAID)
    assert wave == (round(len(data) / 10) * 10, 3, True)
    assert one(home, "select count(*) from marts.survey_waves") == 4
    known = "select count(value) from marts.indicator_values where period_key = ?"
    assert one(home, known, f"2026-{LAID}") > 5
    assert f"read {COMMUNITY}/{LAID}.wave.zip" in mended.run.err


def test_a_real_wave_waits_while_the_sample_is_refreshed(mended: Ended, refused: Ended) -> None:
    for ended in (refused, mended):
        said = ended.run.out + ended.run.err
        assert f"left in the inbox: {COMMUNITY}/{REAL}.yml is real" in said
        assert (ended.house.home / "inbox" / COMMUNITY / f"{REAL}.yml").exists()
    archived = (mended.house.home / "archive").rglob(f"*{REAL}*")
    assert list(archived) == []
    asked = "select count(*) from marts.survey_waves where wave_id = ?"
    assert one(mended.house.home, asked, REAL) == 0


def test_earlier_waves_are_as_they_were_beside_a_new_one(mended: Ended, reissued: Ended) -> None:
    before, now = Marts(reissued.house.home), Marts(mended.house.home)
    old, new = (marts.ask(f"{SHARES} order by all") for marts in (before, now))
    new = new[new["wave_id"] != LAID].reset_index(drop=True)
    pd.testing.assert_frame_equal(old, new)


@pytest.mark.slow  # the check itself, and its block, are seen by the tests of the gate
def test_answers_of_an_unknown_settlement_are_not_left_out_in_silence(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    ended = survey_homes.unplaced(tmp_path_factory)
    assert ended.run.status == 1, ended.run.text
    assert published_bytes(ended.house.home) == ended.before
    told = ended.run.text
    assert "BLOCKS rows_unresolved" in told and "9876" in told
    assert f"{LAID}.csv, column of settlements" in told
