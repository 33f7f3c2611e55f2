"""Every step of an index of 51 countries and 49 indicators, as the R package COINr prints it."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from estimation.composite import (
    Aggregation,
    Framework,
    Imputation,
    Index,
    Normalisation,
    Screening,
    Treatment,
    build_index,
    framework_from,
    framework_of,
)

ASEM = Path(__file__).parents[3] / "shared" / "validation" / "asem"
TOLERANCE = 1e-9
"""Relative. R prints fifteen digits; most of what is left is of the last one."""

RENAMED = {
    "iCode": "code",
    "Parent": "parent",
    "Level": "level",
    "Weight": "weight",
    "Direction": "direction",
    "Denominator": "denominator",
}


def read(name: str) -> pl.DataFrame:
    return pl.read_csv(ASEM / f"{name}.csv", null_values="NA", infer_schema_length=None)


@pytest.fixture(scope="module")
def described() -> Framework:
    if not ASEM.is_dir():
        reason = f"the reference case is not at {ASEM}: composite indices are not compared"
        warnings.warn(reason, stacklevel=1)  # a skip alone is a letter nobody reads
        pytest.skip(reason)
    rows = read("ASEM_iMeta").filter(pl.col("Type").is_in(["Indicator", "Aggregate"]))
    return framework_from(rows.rename(RENAMED))


@pytest.fixture(scope="module")
def index(described: Framework) -> Index:
    """The example coin of COINr, as its documentation builds it."""
    return build_index(
        read("ASEM_iData"),
        described,
        unit="uCode",
        screening=Screening(min_share=0.9),
        imputation=Imputation("mean", by="EurAsia_group", fallback="none"),
        treatment=Treatment(max_points=5),
        normalisation=Normalisation("minmax", low=0, high=100),
        aggregation=Aggregation("arithmetic"),
        order=("denominate", "impute", "screen", "treat"),
    )


def assert_same(found: pl.DataFrame, expected: pl.DataFrame) -> None:
    """The same units and columns, whatever their order, and the same cells missing."""
    assert set(found.columns) == set(expected.columns)
    assert found.height == expected.height
    paired = expected.join(found, on="uCode", suffix="_found", validate="1:1")
    assert paired.height == expected.height
    for code in expected.columns[1:]:
        np.testing.assert_allclose(
            paired[f"{code}_found"].cast(pl.Float64).fill_null(np.nan).to_numpy(),
            paired[code].cast(pl.Float64).fill_null(np.nan).to_numpy(),
            rtol=TOLERANCE,
            atol=0,
            err_msg=code,
        )


@pytest.mark.parametrize(
    "step",
    ["raw", "denominated", "imputed", "screened", "treated", "normalised", "aggregated"],
)
def test_each_step_gives_what_coinr_gives(index: Index, step: str) -> None:
    assert_same(index.steps[step].frame, read(f"reference_dset_{step.capitalize()}"))


def test_the_same_distributions_are_treated_at_as_many_points(index: Index) -> None:
    notes = index.steps["treated"].notes
    expected = read("reference_treat")
    assert notes["code"].to_list() == expected["iCode"].to_list()
    names = {
        "check_SkewKurt0.Pass": "passes",
        "check_SkewKurt0.Skew": "skew",
        "check_SkewKurt0.Kurt": "kurtosis",
        "winsorise.nwin": "winsorised",
        "check_SkewKurt1.Pass": "passes_winsorised",
        "check_SkewKurt1.Skew": "skew_winsorised",
        "check_SkewKurt1.Kurt": "kurtosis_winsorised",
    }
    for theirs, ours in names.items():
        if expected[theirs].dtype == pl.Float64:
            np.testing.assert_allclose(
                notes[ours].fill_null(np.nan).to_numpy(),
                expected[theirs].fill_null(np.nan).to_numpy(),
                rtol=TOLERANCE,
                err_msg=ours,
            )
        else:
            read_as = expected[theirs]
            if read_as.dtype == pl.String:  # TRUE and FALSE, as R writes them
                read_as = read_as.str.to_lowercase() == "true"
            assert notes[ours].to_list() == read_as.to_list(), ours


def test_ranks_and_rounded_scores(index: Index) -> None:
    expected = read("reference_results_coinr")
    paired = expected.join(index.scores, on="uCode", suffix="_found", validate="1:1")
    assert paired.height == expected.height == index.scores.height
    assert paired["rank"].to_list() == paired["Rank"].to_list()
    for code in expected.columns[2:]:
        half_a_cent = 0.005 + 1e-9
        assert ((paired[code] - paired[f"{code}_found"]).abs() <= half_a_cent).all(), code


@pytest.mark.parametrize(
    ("reference", "normalisation", "aggregation"),
    [
        ("geometric_minmax1_100", Normalisation(low=1, high=100), Aggregation("geometric")),
        ("zscore_arith", Normalisation("zscore"), Aggregation("arithmetic")),
    ],
)
def test_other_scales_and_means(
    index: Index,
    described: Framework,
    reference: str,
    normalisation: Normalisation,
    aggregation: Aggregation,
) -> None:
    bare = framework_of(replace(node, denominator=None) for node in described.nodes)
    other = build_index(
        index.steps["treated"].frame,
        bare,
        unit="uCode",
        normalisation=normalisation,
        aggregation=aggregation,
    )
    assert_same(other.scores.select("uCode", "Index"), read(f"reference_index_{reference}"))


def test_without_imputation_nobody_has_a_silent_index(described: Framework) -> None:
    """The reference imputes before it screens; screened first, units that lack much fall out."""
    data = read("ASEM_iData")
    screened = build_index(data, described, unit="uCode", screening=Screening(min_share=0.9)).scores
    lacking = data.select(
        "uCode",
        lack=pl.sum_horizontal(pl.col(code).is_null() for code in described.indicators),
    ).filter(pl.col("lack") > 0.1 * len(described.indicators))
    assert lacking.height > 0
    out = screened.filter(pl.col("reason").is_not_null())
    assert set(out["uCode"]) == set(lacking["uCode"])
    assert out["Index"].null_count() == out["rank"].null_count() == out.height
