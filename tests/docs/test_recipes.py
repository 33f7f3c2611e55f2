"""Ten real questions: their SQL answers on the publishers' files, and answers what the files say.

What the recipes answer is worked out again here in another way: from the publishers' own files, or
from the Parquet files with other tools.
"""

from __future__ import annotations

import csv
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from tests.integration.house import COMMAND, PROJECT, REAL, environment, warehouse

RECIPES = PROJECT / "docs" / "recipes"
NAMES = sorted(path.stem for path in RECIPES.glob("*.sql"))
OF_THE_SAMPLE = {"hidden_in_surveys", "money_per_resident"}
"""Nothing of what these ask for is in the publishers' files."""
HEADER = ("שאלה", "Question", "איך קוראים", "How to read the answer", "מה אסור להסיק")
HEADER += ("What not to conclude",)


def answer(home: Path, name: str) -> pl.DataFrame:
    with duckdb.connect(str(warehouse(home)), read_only=True) as connection:
        return pl.DataFrame(connection.sql((RECIPES / f"{name}.sql").read_text("utf-8")))


def table(home: Path, mart: str) -> pl.DataFrame:
    return pl.read_parquet(home / "published" / "parquet" / f"{mart}.parquet")


def sheet(file: str, name: str) -> list[list[Any]]:
    path = REAL / "cbs_local_authorities" / file
    return CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python(skip_empty_area=False)


def test_there_are_ten() -> None:
    assert len(NAMES) == 10


@pytest.mark.parametrize("name", NAMES)
def test_a_recipe_says_how_to_read_it(name: str) -> None:
    text = (RECIPES / f"{name}.sql").read_text("utf-8")
    said = re.findall(r"^-- ([^\d\n:]+): ", text, re.MULTILINE)
    assert [one for one in said if one in HEADER] == list(HEADER)
    assert f"[{name}.sql]({name}.sql)" in (RECIPES / "README.md").read_text("utf-8")
    assert text.count(";") == 0 or ";" not in re.sub(r"--.*|'[^']*'", "", text)
    assert all(len(line) <= 128 for line in text.splitlines())


@pytest.mark.parametrize("name", NAMES)
def test_a_recipe_answers(name: str, real_home: Path, sample_home: Path) -> None:
    real, sample = answer(real_home, name), answer(sample_home, name)
    assert real.schema == sample.schema
    assert (sample if name in OF_THE_SAMPLE else real).height > 0
    # Twice the same, in the same order.
    assert real.equals(answer(real_home, name))


def test_gained_and_lost_as_the_publishers_wrote_it(real_home: Path) -> None:
    told = answer(real_home, "gained_matriculation_lost_turnout")
    # Eligible and voters by locality, from the files of the Central Elections Committee.
    turnout = {}
    for year, file, encoding, places in (
        (2015, "k20_expb_by_locality.cp1255.csv", "cp1255", (1, 2, 3)),
        (2022, "k25_expc.utf8bom.csv", "utf-8-sig", (2, 3, 4)),
    ):
        with (REAL / "cec_knesset_elections" / file).open(encoding=encoding, newline="") as lines:
            for row in list(csv.reader(lines))[1:]:
                if len(row) <= max(places):
                    continue
                code, eligible, voters = (row[place] for place in places)
                if code.strip().isdigit() and int(eligible or 0):
                    turnout[year, f"{int(code):04d}"] = 100 * int(voters) / int(eligible)
    # Column DW of the workbook of 2015 and FN of that of 2024, codes in B.
    matriculation = {}
    for year, file, name, place in (
        (2015, "2015.xls", "נתונים פיזיים - עיריות ומ.מקומי", 126),
        (2024, "p_libud_24.rev-2026-05-19.xlsx", "נתונים פיזיים ונתוני אוכלוסייה ", 169),
    ):
        for row in sheet(file, name):
            if (
                len(row) > place
                and str(row[1]).split(".")[0].isdigit()
                and isinstance(row[place], float)
            ):
                matriculation[year, f"{int(float(row[1])):04d}"] = row[place]
    assert told.height == 34
    for row in told.iter_rows(named=True):
        code = row["settlement_code"]
        assert row["turnout_2015"] == pytest.approx(turnout[2015, code])
        assert row["turnout_latest"] == pytest.approx(turnout[2022, code])
        assert row["matriculation_2015"] == pytest.approx(matriculation[2015, code])
        assert row["matriculation_latest"] == pytest.approx(matriculation[2024, code])
    # And no other peripheral town: those that both publishers know at both ends.
    towns = table(real_home, "settlements").filter(
        pl.col("is_periphery"), pl.col("kind").is_in(["city", "local_council"])
    )
    expected = {
        code
        for code in towns["settlement_code"]
        if all((year, code) in matriculation for year in (2015, 2024))
        and all((year, code) in turnout for year in (2015, 2022))
        and matriculation[2024, code] - matriculation[2015, code] >= 0.05
        and turnout[2022, code] - turnout[2015, code] <= -0.05
    }
    assert set(told["settlement_code"]) == expected


def test_peers_are_ranked_by_what_is_desired(real_home: Path) -> None:
    told = answer(real_home, "against_its_peers")
    profile = table(real_home, "settlement_profile").filter(pl.col("state") == "agreed")
    peers = table(real_home, "peer_groups").filter(
        pl.col("settlement_code") == "8000", pl.col("is_latest_peer_edition")
    )["peer_code"]
    assert peers.len() == 10
    directions = dict(table(real_home, "indicators").select("name_he", "desired_direction").rows())
    ids = dict(table(real_home, "indicators").select("name_he", "indicator_id").rows())
    ranked = 0
    for row in told.filter(pl.col("value").is_not_null()).iter_rows(named=True):
        rows = profile.filter(pl.col("indicator_id") == ids[row["name_he"]])
        own = rows.row(by_predicate=pl.col("settlement_code") == "8000", named=True)
        theirs = rows.filter(
            pl.col("settlement_code").is_in(peers.to_list()),
            pl.col("reference_period") == own["reference_period"],
            pl.col("value").is_not_null(),
        )["value"]
        higher = directions[row["name_he"]] != "lower"
        better = (theirs > own["value"]) if higher else (theirs < own["value"])
        if row["rank_in_peers"] is not None:
            ranked += 1
            assert row["rank_in_peers"] == 1 + better.sum(), row["name_he"]
            assert row["peers_with_value"] == theirs.len(), row["name_he"]
            assert row["peer_median"] == pytest.approx(theirs.median()), row["name_he"]
            best = theirs.max() if higher else theirs.min()
            assert row["best_value"] == pytest.approx(best), row["name_he"]
    assert ranked > 25
    assert told.filter(pl.col("value").is_null())["gap_reason"].null_count() == 0


def test_the_widest_gap_is_that_of_the_authorities(real_home: Path) -> None:
    told = answer(real_home, "widest_gaps")
    [first] = told.head(1).iter_rows(named=True)
    assert first["name_en"] == "Persons on income support" and first["reference_year"] == 2024
    clusters = table(real_home, "settlements").filter(
        pl.col("is_authority"), pl.col("peripherality_cluster").is_not_null()
    )
    id_of = dict(table(real_home, "indicators").select("name_en", "indicator_id").rows())
    values = table(real_home, "indicator_values").filter(
        pl.col("indicator_id") == id_of[first["name_en"]],
        pl.col("reference_year") == 2024,
        pl.col("is_latest_vintage"),
        pl.col("population_group") == "all",
        pl.col("value").is_not_null(),
    )
    means = (
        values.join(clusters, on="settlement_code")
        .group_by((pl.col("peripherality_cluster") <= 3).alias("periphery"))
        .agg(pl.col("value").mean(), pl.len())
    )
    beside = {periphery: (mean, many) for periphery, mean, many in means.rows()}
    assert first["periphery_mean"] == pytest.approx(beside[True][0])
    assert first["rest_mean"] == pytest.approx(beside[False][0])
    assert first["periphery_settlements"] == beside[True][1]
    share = told["gap_of_rest_pct"].abs()
    assert share.to_list() == sorted(share.to_list(), reverse=True)


def test_a_figure_is_traced_to_the_cell(real_home: Path) -> None:
    told = answer(real_home, "trace_a_figure")
    # Read in cell CI64 of both revisions of the workbook of 2021; A64 is Safed.
    assert told["value"].to_list() == pytest.approx([6.852777621749144, 17.659944953097792])
    assert told["is_latest_vintage"].to_list() == [False, True]
    for row in told.iter_rows(named=True):
        name, _, cell = row["locator"].partition("!")
        path = REAL / "cbs_local_authorities" / row["file_name"]
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        [read] = book[name].iter_rows(min_row=64, max_row=64, values_only=True)
        assert cell == "CI64" and read[0] == "צפת" and read[86] == pytest.approx(row["value"])


def test_ranks_move_as_both_vintages_say(real_home: Path) -> None:
    told = answer(real_home, "ranks_moved_by_revisions")
    [first] = told.head(1).iter_rows(named=True)
    assert first["indicator_id"] == "unemployment_benefit_pct"
    authorities = table(real_home, "settlements").filter(pl.col("is_authority"))
    values = table(real_home, "indicator_values").filter(
        pl.col("indicator_id") == "unemployment_benefit_pct",
        pl.col("reference_period") == "2021",
        pl.col("settlement_code").is_in(authorities["settlement_code"].to_list()),
    )
    ranks = [
        values.filter(pl.col("vintage") == vintage)
        .drop_nulls("value")
        .select("settlement_code", pl.col("value").rank("min").alias(f"rank_{place}"))
        for place, vintage in enumerate((first["vintage_before"], first["vintage_after"]))
    ]
    moved = (
        ranks[0]
        .join(ranks[1], on="settlement_code")
        .select(
            "settlement_code",
            (pl.col("rank_1").cast(int) - pl.col("rank_0").cast(int)).abs().alias("by"),
        )
    )
    assert first["authorities_moved"] == moved.filter(pl.col("by") > 0).height
    assert first["largest_move"] == moved["by"].max()


def test_areas_lie_as_far_apart_as_in_the_publishers_table(real_home: Path) -> None:
    told = answer(real_home, "inequality_within")
    path = REAL / "cbs_socio_economic_index" / "sei_2019_t12_statistical_areas.xlsx"
    areas: dict[str, list[tuple[float, float]]] = {}
    for row in openpyxl.load_workbook(path, read_only=True)["t12"].iter_rows(values_only=True):
        if isinstance(row[0], int) and isinstance(row[4], float):
            areas.setdefault(f"{row[0]:04d}", []).append((row[4], float(row[6])))
    expected = {code: rows for code, rows in areas.items() if len(rows) >= 5}
    assert set(told["settlement_code"]) == set(expected)
    for row in told.iter_rows(named=True):
        index, clusters = zip(*expected[row["settlement_code"]], strict=True)
        assert row["areas"] == len(index)
        assert row["index_range"] == pytest.approx(max(index) - min(index), abs=0.005)
        assert (row["lowest_cluster"], row["highest_cluster"]) == (min(clusters), max(clusters))


def test_what_is_unknown_adds_up(real_home: Path) -> None:
    told = answer(real_home, "unknown_for_the_smallest")
    agreed = table(real_home, "indicators").filter(pl.col("state") == "agreed").height
    reasons = told.columns[told.columns.index("not_known") + 1 :]
    assert (
        told.select(pl.sum_horizontal(reasons))
        .to_series()
        .equals(told["not_known"], check_names=False)
    )
    assert (told["known"] + told["not_known"]).to_list() == [agreed] * 20
    sizes = table(real_home, "settlements").filter(pl.col("is_authority"))["population"]
    assert told["population"].to_list() == sizes.drop_nulls().sort().head(20).to_list()


def test_verdicts_cover_every_indicator_of_every_settlement(real_home: Path) -> None:
    told = answer(real_home, "did_the_pilots_work")
    every = table(real_home, "indicators").height
    counted = told.group_by("programme_id", "settlement_code").agg(pl.col("indicators").sum())
    assert set(counted["indicators"]) == {every}
    silent = told.filter(pl.col("did_is") == "cannot_be_said")
    assert silent["reason_he"].null_count() == 0
    assert silent["of_which_something_is_said"].null_count() == silent.height


def test_hidden_rows_are_counted_and_none_has_a_value(sample_home: Path) -> None:
    told = answer(sample_home, "hidden_in_surveys")
    hidden = table(sample_home, "survey_estimates").filter(pl.col("hidden_because").is_not_null())
    assert told["hidden_rows"].sum() == hidden.height > 0
    assert hidden["value"].null_count() == hidden.height
    assert told["why_he"].null_count() == 0


def test_money_is_what_was_handed_in(sample_home: Path) -> None:
    told = answer(sample_home, "money_per_resident")
    rows = table(sample_home, "investments").drop_nulls("sector")
    planned = rows.group_by("settlement_code").agg(pl.col("planned_ils").sum())
    beside = told.group_by("settlement_code").agg(pl.col("planned_ils").sum())
    joined = planned.join(beside, on="settlement_code", suffix="_told")
    assert joined.height == planned.height
    assert joined["planned_ils"].to_list() == pytest.approx(joined["planned_ils_told"].to_list())
    silent = told.filter(pl.col("funding") == "no_money_reported")
    assert silent["planned_ils"].null_count() == silent.height


def test_the_commands_that_are_shown_run(real_home: Path, tmp_path: Path) -> None:
    """Word for word, in a shell: a recipe begins with two hyphens, as comments do."""
    text = (RECIPES / "README.md").read_text("utf-8")
    commands = [line for line in text.splitlines() if line.startswith("thriving ")]
    assert len(commands) == 2
    for line in commands:
        ended = subprocess.run(
            line.replace("docs/recipes", str(RECIPES)),
            shell=True,
            cwd=tmp_path,
            env={**environment(real_home), "PATH": f"{COMMAND.parent}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "gaps.csv").read_text("utf-8").count("\n") > 10
