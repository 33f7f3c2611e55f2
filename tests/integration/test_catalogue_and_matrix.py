"""The catalogue of the real files, its codes and declared zeros, the matrix and the chain."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.integration.recomputed import KEY, RAHAT, UNMEASURED, Frame, Marts, marts_of, seed

pytestmark = pytest.mark.real

DIMENSIONS = ["effect", "subjectivity", "level", "horizon"]
MOVES = [
    "arrivals_per_1000",
    "balance_migration_per_1000",
    "departures_per_1000",
    "internal_migration_balance_per_1000",
    "young_migration_balance_per_1000",
]
BEDOUIN_OF_THE_NEGEV = {"1161", "1303", "1060", "1192", "1286", "1054", "5569", "5568"}


@pytest.fixture(scope="module")
def marts(real_home: Path) -> Marts:
    return marts_of(real_home)


def test_catalogue_covers_all_domains_in_both_languages_and_explains_its_codes(
    marts: Marts,
) -> None:
    rows = marts.ask("select * from marts.indicators")
    assert len(rows) >= 80
    assert rows["indicator_id"].is_unique
    domains = {"social", "economic", "educational", "urban_physical"}
    assert set(rows["domain"]) == domains
    assert set(rows[rows["state"] == "agreed"]["domain"]) == domains
    assert rows["name_he"].str.contains("[א-ת]").all()
    assert rows["name_en"].str.contains("[A-Za-z]").all()
    assert rows["name_he"].is_unique
    assert rows["name_en"].is_unique
    codes = marts.ask("select * from marts.codes")
    assert (codes[["text_he", "text_en"]].fillna("") != "").all().all()
    for column, kind in (("caveats", "caveat"), ("usage_warnings", "usage_warning")):
        used = {code for text in rows[column].dropna() for code in text.split(";") if code}
        assert len(used) > 20
        assert used - set(codes[codes["code_kind"] == kind]["code"]) == set()


def test_every_code_of_a_new_mart_has_a_text(marts: Marts) -> None:
    codes = marts.ask("select * from marts.codes")
    held = {kind: set(rows["code"]) for kind, rows in codes.groupby("code_kind")}
    for mart, column, kind in (
        ("data_gaps", "reason", "gap_reason"),
        ("settlement_profile", "gap_reason", "gap_reason"),
        ("settlement_profile", "reliability", "reliability"),
        ("logic_matrix", "cell_coverage", "matrix_coverage"),
        ("thriving_index", "reason", "index_reason"),
        ("domain_scores", "reason", "index_reason"),
        ("cradle_to_career", "standing", "standing"),
        ("periphery_gap", "gap_is", "gap_is"),
    ):
        found = marts.ask(f"select distinct {column} as code from marts.{mart}")["code"]
        used = set(found.dropna())
        assert used, f"{mart}.{column}"
        assert used - held.get(kind, set()) == set(), f"{mart}.{column}"
    assert {"earlier_figure", "no_indicator", "not_known"} <= held["standing"]
    assert {"too_few", "no_direction", "unclear"} <= held["gap_is"]


def test_twelve_factor_slots_of_which_four_are_named(marts: Marts) -> None:
    factors = marts.ask("select * from marts.factors order by slot")
    assert list(factors["slot"]) == list(range(1, 13))
    named = factors[factors["factor_id"].notna()]
    assert set(named["factor_id"]) == {
        "trust",
        "connectedness_and_belonging",
        "civic_engagement",
        "collective_efficacy",
    }
    assert set(factors[factors["factor_id"].isna()]["state"]) == {"not_yet_named"}
    catalogue = marts.catalogue
    used = catalogue[catalogue["factor"] != ""]["factor"].value_counts()
    assert named.set_index("factor_id")["indicators"].to_dict() == used.to_dict()


def test_published_benchmarks_stand_apart_and_are_no_figure(marts: Marts) -> None:
    ask = marts.ask
    rows = ask("select * from marts.published_benchmarks").set_index("benchmark_id")
    found = {key: (row["periphery_value"], row["rest_value"]) for key, row in rows.iterrows()}
    assert found == {
        "collective_efficacy": (53, 66),
        "social_cohesion": (61, 80),
        "poverty_risk": (36.9, 22),
    }
    assert set(rows["method"]) == {"unknown"}
    assert rows["reference_year"].isna().all()
    assert set(rows["indicator_id"]) == UNMEASURED
    assert not rows["nearest_indicator_id"].isin(UNMEASURED).any()
    listed = ", ".join(f"'{indicator}'" for indicator in sorted(UNMEASURED))
    for mart, column, value in (
        ("indicator_values", "indicator_id", "value"),
        ("statistical_area_values", "indicator_id", "value"),
        ("settlement_profile", "indicator_id", "value"),
        ("periphery_gap", "indicator_id", "gap"),
        ("index_steps", "node", "step_value"),
    ):
        held = ask(f"select {value} as v from marts.{mart} where {column} in ({listed})")
        assert held["v"].isna().all(), mart
    assert set(ask("select source_id from marts.sources")["source_id"]) >= set(
        ask("select distinct source_id from marts.indicator_values")["source_id"]
    )


def test_every_row_of_every_mart_says_whether_it_is_synthetic(marts: Marts) -> None:
    saying = marts.ask(
        "select table_name from information_schema.columns"
        " where table_schema = 'marts' and column_name = 'synthetic'"
    )["table_name"]
    assert len(saying) >= 12
    silent = {
        mart: int(marts.ask(f"select count(*) n from marts.{mart} where synthetic is null")["n"][0])
        for mart in saying
    }
    assert {mart: n for mart, n in silent.items() if n} == {}


# What a dash and a zero mean


@pytest.fixture(scope="module")
def dashes(marts: Marts) -> Frame:
    """The yearly workbook's figures in whose counted part (what stands above the line) a dash is.

    With the number of ``cells`` of that part and of ``dashes`` among them.
    """
    written = marts.ask_build(
        "select cells.sha256, tables.sheet, cells.cell"
        " from raw.cells as cells inner join raw.tables as tables"
        " on cells.sha256 = tables.sha256 and cells.table_no = tables.table_no"
        " where cells.source_id = 'cbs_local_authorities'"
        " and regexp_full_match(trim(cells.text), '-+')"
    )
    own = marts.values[marts.values["source_id"] == "cbs_local_authorities"].reset_index(drop=True)
    parts = own["locator"].str.extract(r"^(?P<sheet>.*)!(?P<cell>[A-Z]+\d+(?: \+ [A-Z]+\d+)*)")
    parts = own[["sha256"]].join(parts.assign(cell=parts["cell"].str.split(" + ", regex=False)))
    parts["cells"] = parts["cell"].str.len()
    hit = parts.explode("cell").reset_index(names="figure").merge(written)
    number = hit.groupby("figure").size().rename("dashes")
    return own.join(parts["cells"]).join(number, how="inner")


def test_a_dash_is_zero_where_the_catalogue_says_so_and_nowhere_else(
    marts: Marts, dashes: Frame
) -> None:
    catalogue = marts.catalogue
    assert set(catalogue["dash"]) == {"", "zero"}
    declared = set(catalogue.index[catalogue["dash"] == "zero"])
    assert len(declared) == 10
    own = dashes[dashes["error_id"].isna()]
    is_zero = own["indicator_id"].isin(declared)
    zeros, others = own[is_zero], own[~is_zero]
    assert set(zeros["indicator_id"]) == declared
    # A share of what is itself not known is none.
    not_divided = zeros[zeros["value"].isna() & zeros["locator"].str.contains(" / ")]
    assert len(not_divided) < len(zeros) / 100
    zeros = zeros.drop(not_divided.index)
    assert set(zeros["value_status"]) == {"observed"}
    # In a sum the other terms count.
    whole = zeros["dashes"] == zeros["cells"]
    wrong = zeros[(whole & (zeros["value"] != 0)) | zeros["value"].isna()]
    assert list(map(tuple, wrong[[*KEY, "locator"]].to_numpy())) == []
    assert len(others) > 500
    assert others["value"].isna().all()
    assert set(others[others["cells"] == 1]["value_status"]) == {"not_applicable"}


def test_what_the_catalogue_calls_missing_is_never_published_as_zero(marts: Marts) -> None:
    catalogue = marts.catalogue
    assert set(catalogue["zero"]) == {"", "missing"}
    declared = catalogue.index[catalogue["zero"] == "missing"]
    assert len(declared) > 0
    own = marts.values[marts.values["indicator_id"].isin(declared)]
    assert set(own["indicator_id"]) == set(declared)
    zeros = own[own["value"] == 0]
    assert len(zeros) == 0, zeros[[*KEY, "vintage", "locator"]].to_string()


def test_moves_of_the_bedouin_towns_of_the_negev_in_2024_are_withheld_and_of_no_other_place(
    marts: Marts,
) -> None:
    values = marts.values
    withheld = values[values["error_id"].fillna("").str.startswith("moves_2024_")]
    found = set(map(tuple, withheld[KEY].to_numpy()))
    assert found == set(product(BEDOUIN_OF_THE_NEGEV, MOVES))
    assert set(withheld["reference_year"]) == {2024}
    assert withheld["value"].isna().all()
    assert set(marts.gaps.loc[sorted(found)]["reason"]) == {"withheld_publisher_error"}
    rows = marts.profile.loc[sorted(found)]
    assert not rows["is_current"].any()
    assert (rows["reference_year"].dropna() < 2024).all()
    # The others go on: their series is not broken by what eight towns did not count.
    kept = marts.figures[marts.figures["indicator_id"].isin(MOVES)]
    kept = kept[(kept["reference_year"] == 2024) & kept["is_authority"]]
    assert (kept.groupby("indicator_id").size() > 230).all()
    assert set(kept["indicator_id"]) == set(MOVES)
    assert kept.groupby("indicator_id")["series_segment"].nunique().eq(1).all()


# Matrix and chain


def test_matrix_has_all_24_cells_and_adds_up_to_the_catalogue(marts: Marts) -> None:
    settlements, catalogue, gaps = marts.settlements, marts.catalogue, marts.gaps
    matrix = marts.ask("select * from marts.logic_matrix")
    cells = set(
        product(
            ("positive", "negative"),
            ("objective", "subjective"),
            ("household", "institution"),
            ("short", "medium", "long"),
        )
    )
    places = settlements.index[settlements["is_authority"] | (settlements["kind"] == "nation")]
    assert set(matrix["settlement_code"]) == set(places)
    found = set(matrix[["settlement_code", *DIMENSIONS]].itertuples(index=False, name=None))
    assert found == {(code, *cell) for code in places for cell in cells}
    assert len(matrix) == len(places) * 24
    of_cell = {
        cell: set(rows.index) for cell, rows in catalogue.groupby(DIMENSIONS) if cell in cells
    }
    assert sum(map(len, of_cell.values())) == len(catalogue)
    agreed = set(catalogue.index[catalogue["state"] == "agreed"])
    by_place = {code: rows.droplevel(0) for code, rows in gaps.groupby(level=0) if code in places}
    for row in matrix.itertuples():
        own = of_cell.get(tuple(getattr(row, name) for name in DIMENSIONS), set())
        there = by_place[row.settlement_code]
        now = {i for i in own if there.at[i, "is_present"]}
        ever = {i for i in own if pd.notna(there.at[i, "last_year_with_value"])}
        listed = [
            set(text.split(", ")) if isinstance(text, str) else set()
            for text in (row.indicators_with_data, row.indicators_without_data)
        ]
        assert listed == [ever, own - ever], row
        assert (row.indicators, row.agreed_indicators) == (len(own), len(own & agreed)), row
        assert (
            row.with_latest_figure,
            row.agreed_with_latest_figure,
            row.with_earlier_figure_only,
        ) == (len(now), len(now & agreed), len(ever - now)), row
        covered = "covered" if now & agreed else "covered_by_proposed_only"
        covered = covered if now else "earlier_data_only" if ever else "no_data"
        assert row.cell_coverage == (covered if own else "no_indicator"), row
    assert {"no_indicator", "covered", "no_data"} <= set(matrix["cell_coverage"])


def test_chain_has_thirteen_links_and_says_that_early_childhood_has_no_indicator(
    marts: Marts,
) -> None:
    chain = marts.ask("select * from marts.cradle_to_career order by settlement_code, link")
    declared = seed("cradle_to_career_chain")
    assert set(chain["settlement_code"]) == set(marts.authorities)
    for code, rows in chain.groupby("settlement_code"):
        assert list(rows["link"]) == list(range(1, 14)), code
        assert list(rows["indicator_id"].fillna("")) == list(declared["indicator_id"]), code
    early = chain[chain["life_stage"] == "early_childhood"]
    assert set(early["standing"]) == {"no_indicator"}
    assert early["value"].isna().all()
    assert set(chain[chain["standing"] == "no_indicator"]["life_stage"]) == {"early_childhood"}
    known = chain[chain["value"].notna()]
    own = marts.profile.loc[pd.MultiIndex.from_frame(known[KEY])]
    assert (own["value"].to_numpy() == known["value"].to_numpy()).all()
    percentile = known["percentile_in_nation"]
    assert (own["percentile_in_nation"].to_numpy() == percentile.to_numpy()).all()
    # By the figures themselves: of the latest year for which any settlement has one.
    earlier = known["reference_year"] < known["indicator_id"].map(marts.newest["reference_year"])
    aimless = known["indicator_id"].map(marts.catalogue["desired_direction"]) == "none"
    expected = np.select(
        [earlier, aimless, percentile < 25, percentile > 75],
        ["earlier_figure", "no_direction", "lowest_quarter", "highest_quarter"],
        "middle",
    )
    assert list(known.index[known["standing"] != expected]) == []
    assert {"earlier_figure", "lowest_quarter", "middle", "highest_quarter"} <= set(expected)
    unknown = chain[chain["indicator_id"].notna() & chain["value"].isna()]
    assert set(unknown["standing"]) <= {"not_known"}


def test_chain_calls_nobody_lowest_or_highest_by_a_figure_that_is_not_the_latest(
    marts: Marts,
) -> None:
    """A dash may be the wanted zero: no infant died, and the year in which one did is judged."""
    judged = marts.ask(
        "select settlement_code, indicator_id, reference_year, value, gap_reason, standing"
        " from marts.cradle_to_career where gap_reason is not null"
        " and standing in ('lowest_quarter', 'highest_quarter') order by all"
    )
    assert len(judged) == 0, f"{len(judged)}\n{judged.head(12).to_string()}"


def test_rahat_is_not_praised_for_departures_that_nobody_counted(marts: Marts) -> None:
    """4.6 of 1,000 left in 2021; in 2024 the moves of the Bedouin towns are hardly counted."""
    row = marts.profile.loc[(RAHAT, "departures_per_1000")]
    assert pd.isna(row["rank_in_nation"]) or row["percentile_in_nation"] < 99, row.to_dict()
