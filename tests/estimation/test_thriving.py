"""The index of a thriving community, by a case small enough to do by hand."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from estimation.composite import CompositeError
from estimation.thriving import PUBLISHED_ERROR, Settings, thriving_index

SETTINGS = Settings(domain_coverage=0.6, domains=2, replicates=200, seed=3)
# id, domain, direction, low, high, weight
INDICATORS = [
    ("matriculation", "educational", "higher", 50.0, 90.0, 1.0),
    ("dropout", "educational", "lower", 0.0, 4.0, 2.0),
    ("wage", "economic", "higher", 6000.0, 16000.0, 1.0),
    ("benefit", "economic", "lower", 0.0, 10.0, 1.0),
]
FIGURES: dict[int, dict[str, list[float | None]]] = {
    2021: {
        "8000": [60, 3, None, 6],
        "1034": [70, 2, 9000, 4],
        "0502": [85, 1, 12000, 2],
        "5569": [55, None, None, 9],
    },
    2024: {
        "8000": [70, 2, 8500, 5],
        "1034": [70, 2, 11000, 4],
        "0502": [95, 0.5, 20000, 1],
        "5569": [55, None, 7000, 9],
    },
}


def inputs(figures: dict[int, dict[str, list[float | None]]] | None = None) -> pl.DataFrame:
    rows: list[dict[str, Any]] = [
        {
            "settlement_code": code,
            "index_year": year,
            "is_baseline": year == 2024,
            "indicator_id": name,
            "domain": domain,
            "desired_direction": direction,
            "low": low,
            "high": high,
            "weight": weight,
            "value": value,
            "value_first_issued": value,
            "value_status": "observed",
            "reference_year": year,
            "vintage": f"{year}-r1",
        }
        for year, by_code in (figures or FIGURES).items()
        for code, values in by_code.items()
        for (name, domain, direction, low, high, weight), value in zip(
            INDICATORS, values, strict=True
        )
    ]
    return pl.DataFrame(rows, schema_overrides={"value": pl.Float64, "reference_year": pl.Int32})


def made(frame: pl.DataFrame | None = None) -> dict[str, pl.DataFrame]:
    return thriving_index(inputs() if frame is None else frame, SETTINGS)


def row(table: pl.DataFrame, **where: Any) -> dict[str, Any]:
    found = table.filter(*(pl.col(name) == value for name, value in where.items()))
    assert len(found) == 1, found
    return found.row(0, named=True)


def test_scores_are_what_a_person_computes() -> None:
    """Kiryat Malakhi, 2024: 70 of 50-90 is half way, 50.5; drop-out 2 of 0-4 as well; wage 11000
    half way; benefit 4 of 0-10 is 60.4. Domains 50.5 and (50.5 + 60.4) / 2 = 55.45."""
    tables = made()
    scores = {
        r["domain"]: r["score"]
        for r in tables["domain_scores"].iter_rows(named=True)
        if (r["settlement_code"], r["index_year"]) == ("1034", 2024)
    }
    assert scores == {"educational": pytest.approx(50.5), "economic": pytest.approx(55.45)}
    index = row(tables["thriving_index"], settlement_code="1034", index_year=2024)
    assert index["score_arithmetic"] == pytest.approx((50.5 + 55.45) / 2)
    assert index["score_geometric"] == pytest.approx((50.5 * 55.45) ** 0.5)
    assert (index["rank_arithmetic"], index["ranked"], index["reason"]) == (2, 3, None)


def test_beyond_the_goalposts_a_figure_scores_no_more() -> None:
    index = row(made()["thriving_index"], settlement_code="0502", index_year=2024)
    # 95 % counts as 90 and a wage of 20,000 as 16,000; drop-out 0.5 scores 87.625, benefit 90.1.
    educational = (100 + 2 * 87.625) / 3
    assert index["score_arithmetic"] == pytest.approx((educational + (100 + 90.1) / 2) / 2)
    assert index["rank_arithmetic"] == 1


def test_too_little_known_gives_a_reason_and_no_number() -> None:
    tables = made()
    index = row(tables["thriving_index"], settlement_code="5569", index_year=2024)
    assert index["score_arithmetic"] is None and index["rank_arithmetic"] is None
    assert index["rank_low"] is None
    assert index["reason"] == "domains_missing"
    assert index["domains_known"] == 1
    # A third of the weight of its educational domain is known; two thirds would do.
    domain = row(
        tables["domain_scores"], settlement_code="5569", index_year=2024, domain="educational"
    )
    assert (domain["score"], domain["reason"]) == (None, "domain_below_coverage")
    assert domain["coverage"] == pytest.approx(1 / 3)


def test_improvement_is_over_what_is_known_in_both_years() -> None:
    """Safed has no wage in 2021, so half of its economic domain is comparable: below coverage."""
    tables = made()
    index = row(tables["thriving_index"], settlement_code="8000", index_year=2024)
    assert index["improvement"] is None
    domains = tables["domain_scores"]
    educational = row(domains, settlement_code="8000", index_year=2024, domain="educational")
    # 2021: 60 is 25.75, drop-out 3 is 25.75; 2024: 50.5 and 50.5.
    assert educational["improvement"] == pytest.approx(50.5 - 25.75)
    assert educational["improvement_since"] == 2021
    first = row(domains, settlement_code="8000", index_year=2021, domain="educational")
    assert (first["improvement"], first["improvement_since"]) == (None, None)
    # Kiryat Malakhi has all in both years: only its wage moved, from 30.7 to 50.5.
    malakhi = row(tables["thriving_index"], settlement_code="1034", index_year=2024)
    assert malakhi["improvement"] == pytest.approx((50.5 - 30.7) / 4)


def test_the_range_of_an_improvement_says_how_far_it_hangs_on_one_indicator() -> None:
    """Yarka: matriculation rose from 87.625 to 100, drop-out (twice the weight) from 75.25 to
    87.625: 12.375 either way. Kiryat Malakhi's economic domain: 19.8 by the wage, 0 without it."""
    domains = made()["domain_scores"]
    yarka = row(domains, settlement_code="0502", index_year=2024, domain="educational")
    assert (yarka["improvement_low"], yarka["improvement_high"]) == pytest.approx((12.375, 12.375))
    malakhi = row(domains, settlement_code="1034", index_year=2024, domain="economic")
    assert malakhi["improvement"] == pytest.approx(19.8 / 2)
    assert (malakhi["improvement_low"], malakhi["improvement_high"]) == pytest.approx((0, 19.8))


def test_every_step_is_kept_and_the_steps_make_the_index() -> None:
    tables = made()
    steps = tables["index_steps"].filter(settlement_code="8000", index_year=2024)
    by_step = {
        name: dict(part.select("node", "step_value").iter_rows())
        for (name,), part in steps.group_by("step")
    }
    assert by_step["figure"] == {"matriculation": 70, "dropout": 2, "wage": 8500, "benefit": 5}
    for domain, members in (
        ("educational", ("matriculation", "dropout")),
        ("economic", ("wage", "benefit")),
    ):
        total = sum(by_step["goalpost_score"][i] * by_step["weight_in_force"][i] for i in members)
        assert by_step["domain_score"][domain] == pytest.approx(total)
    assert by_step["index_arithmetic"]["thriving_index"] == pytest.approx(
        sum(by_step["domain_score"].values()) / 2
    )
    assert steps["detail"].null_count() == 0
    assert steps["detail_he"].str.contains("[א-ת]").all()


def test_the_weight_of_what_is_missing_goes_to_what_is_known() -> None:
    figures = {2024: {"8000": [70.0, 2.0, None, 5.0], "1034": [70.0, 2.0, 8000.0, 5.0]}}
    settings = Settings(domain_coverage=0.5, domains=2, replicates=20, seed=1)
    tables = thriving_index(inputs(figures), settings)
    weights = tables["index_steps"].filter(step="weight_in_force", settlement_code="8000")
    assert dict(weights.select("node", "step_value").iter_rows()) == {
        "matriculation": pytest.approx(1 / 3),
        "dropout": pytest.approx(2 / 3),
        "wage": None,
        "benefit": 1,
    }


def test_the_same_seed_gives_the_same_intervals_and_they_hold_the_middle() -> None:
    first, second = made()["thriving_index"], made()["thriving_index"]
    assert first.equals(second)
    known = first.drop_nulls("rank_arithmetic")
    assert (known["rank_low"] <= known["rank_middle"]).all()
    assert (known["rank_middle"] <= known["rank_high"]).all()


def test_a_figure_of_low_reliability_widens_the_interval() -> None:
    """Two settlements a hair apart: an error of 22.5 % on one figure may change their places."""
    assert PUBLISHED_ERROR == 0.225
    figures = {
        2024: {
            "8000": [70.0, 2.0, 11000.0, 5.0],
            "1034": [74.0, 1.9, 11500.0, 4.8],
            "0502": [90.0, 0.0, 16000.0, 0.0],
            "0031": [50.0, 4.0, 6000.0, 10.0],
        }
    }
    sure = inputs(figures)
    unsure = sure.with_columns(
        value_status=pl.when(
            (pl.col("settlement_code") == "1034") & (pl.col("indicator_id") == "wage")
        )
        .then(pl.lit("low_reliability"))
        .otherwise(pl.col("value_status"))
    )
    intervals = [
        row(made(frame)["thriving_index"], settlement_code="1034") for frame in (sure, unsure)
    ]
    assert intervals[0]["rank_high"] == 2
    assert intervals[1]["rank_high"] == 3


def test_figures_as_first_issued_make_their_own_score() -> None:
    revised = inputs().with_columns(
        value_first_issued=pl.when(
            (pl.col("settlement_code") == "1034") & (pl.col("indicator_id") == "benefit")
        )
        .then(10.0)
        .otherwise(pl.col("value_first_issued"))
    )
    index = row(made(revised)["thriving_index"], settlement_code="1034", index_year=2024)
    assert index["score_at_first_issue"] == pytest.approx(
        index["score_arithmetic"] - (60.4 - 1) / 4
    )


def test_without_goalposts_there_is_no_index() -> None:
    assert thriving_index(inputs().clear(), SETTINGS) == {}


def test_goalposts_out_of_order_are_refused() -> None:
    with pytest.raises(CompositeError, match="wage"):
        made(
            inputs().with_columns(
                low=pl.when(pl.col("indicator_id") == "wage").then(99999.0).otherwise("low")
            )
        )
