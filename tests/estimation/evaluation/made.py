"""A nation small enough to follow: one town in a programme, some like it, one indicator or two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from estimation.evaluation.evaluate import Inputs, evaluate

TOWN, START = "8000", 2018
OTHERS = [f"{code:04d}" for code in range(1, 21)]
FIGURE = {
    "settlement_code": pl.String,
    "indicator_id": pl.String,
    "population_group": pl.String,
    "reference_year": pl.Int32,
    "period_key": pl.String,
    "value": pl.Float64,
    "standard_error": pl.Float64,
    "value_status": pl.String,
    "series_segment": pl.Int32,
    "edition": pl.String,
}


def figure(
    code: str,
    year: int,
    value: float,
    *,
    indicator: str = "eligible_pct",
    group: str = "all",
    error: float | None = None,
    segment: int = 1,
    period: str | None = None,
    status: str = "observed",
) -> dict[str, Any]:
    return {
        "settlement_code": code,
        "indicator_id": indicator,
        "population_group": group,
        "reference_year": year,
        "period_key": period or str(year),
        "value": value,
        "standard_error": error,
        "value_status": status,
        "series_segment": segment,
        "edition": str(year),
    }


def figures(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=FIGURE)


def panel(
    town: Mapping[int, float], others: Mapping[int, float], **about: Any
) -> list[dict[str, Any]]:
    """The town, and twenty others around a mean: one lies 0.1 higher than the one before."""
    rows = [figure(TOWN, year, value, **about) for year, value in town.items()]
    for at, code in enumerate(OTHERS):
        rows += [figure(code, year, value + at / 10, **about) for year, value in others.items()]
    return rows


CATALOGUE = pl.DataFrame(
    [
        ("eligible_pct", "זכאות", "Eligibility", "percent", 1, "higher", "series", 1),
        ("dropout_pct", "נשירה", "Dropout", "percent", 1, "lower", "series", 1),
        ("standing_index", "מדד", "Standing", "index", 3, "higher", "relative_to_edition", 1),
        ("size_persons", "אוכלוסייה", "Population", "persons", 0, "none", "series", 1),
    ],
    schema=[
        "indicator_id", "name_he", "name_en", "unit", "decimals", "desired_direction",
        "comparability_rule", "version",
    ],
    orient="row",
)  # fmt: skip
CODES = pl.DataFrame(
    [
        ("unit", "percent", "percent", "אחוזים"),
        ("unit", "index", "index", "מדד"),
        ("unit", "persons", "persons", "נפשות"),
        ("population_group", "jews", "Jews.", "יהודים"),
        ("population_group", "arabs", "Arabs.", "ערבים"),
        ("effect_reason", "no_post_period", "nothing since", "אין מאז"),
        ("effect_reason", "no_pre_period", "nothing before", "אין לפני"),
        ("effect_reason", "series_broken", "a break", "שבר"),
        ("effect_reason", "trends_broken", "it moved otherwise", "נע אחרת"),
        ("effect_reason", "no_comparison", "nobody", "איש"),
        ("effect_reason", "no_series", "no series", "אין סדרה"),
        ("effect_reason", "too_few_assignments", "too few", "מעט מדי"),
    ],
    schema=["code_kind", "code", "text_en", "text_he"],
    orient="row",
)


@dataclass(frozen=True)
class Frozen:
    """A frozen figure of the town."""

    year: int
    value: float
    indicator: str = "eligible_pct"
    group: str = "all"
    error: float | None = None
    segment: int = 1
    version: int = 1


def inputs(
    rows: Sequence[dict[str, Any]],
    frozen: Sequence[Frozen],
    *,
    compared: Sequence[str] = OTHERS,
    indicators: Sequence[str] = ("eligible_pct",),
    as_of_year: int = 2024,
    breaks: Sequence[tuple[str, int]] = (),
) -> Inputs:
    baseline = f"pilot/{TOWN}/1"
    codes = sorted({TOWN, *OTHERS, *(row["settlement_code"] for row in rows)})
    return Inputs(
        members=pl.DataFrame({"programme_id": ["pilot"], "settlement_code": [TOWN]}),
        baselines=pl.DataFrame(
            {
                "baseline_id": [baseline],
                "programme_id": ["pilot"],
                "settlement_code": [TOWN],
                "baseline_version": pl.Series([1], dtype=pl.Int32),
                "start_year": pl.Series([START], dtype=pl.Int32),
            }
        ),
        frozen=pl.DataFrame(
            [
                {
                    "baseline_id": baseline,
                    "indicator_id": one.indicator,
                    "population_group": one.group,
                    "reference_year": one.year,
                    "value": one.value,
                    "standard_error": one.error,
                    "value_status": "observed",
                    "series_segment": one.segment,
                    "edition": str(one.year),
                    "indicator_version": one.version,
                }
                for one in frozen
            ],
            schema_overrides={"reference_year": pl.Int32, "standard_error": pl.Float64},
        ),
        comparisons=pl.DataFrame(
            [(baseline, indicator, code) for indicator in indicators for code in compared],
            schema={
                "baseline_id": pl.String,
                "indicator_id": pl.String,
                "comparison_code": pl.String,
            },
            orient="row",
        ),
        figures=figures(*rows),
        catalogue=CATALOGUE.filter(pl.col("indicator_id").is_in(indicators)),
        breaks=pl.DataFrame(
            list(breaks), schema={"indicator_id": pl.String, "from_year": pl.Int32}, orient="row"
        ),
        settlements=pl.DataFrame(
            {
                "settlement_code": codes,
                "name_he": ["צפת" if code == TOWN else f"יישוב {code}" for code in codes],
                "name_en": ["Zefat" if code == TOWN else f"Place {code}" for code in codes],
                "is_authority": [True] * len(codes),
            }
        ),
        codes=CODES,
        as_of_year=as_of_year,
    )


def row_of(given: Inputs, indicator: str = "eligible_pct", **which: Any) -> dict[str, Any]:
    """The one row of pilot_evaluation; of the whole and the latest horizon if nothing is said."""
    wanted = {"population_group": "all", "horizon": "latest", **which}
    table = evaluate(given)["pilot_evaluation"].filter(
        pl.col("indicator_id") == indicator, *(pl.col(k) == v for k, v in wanted.items())
    )
    assert table.height == 1
    return table.row(0, named=True)


def looked_at(given: Inputs, year: int) -> Inputs:
    return replace(given, as_of_year=year)
