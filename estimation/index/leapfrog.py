"""The Local Leapfrog Index: how far a settlement has come since its frozen reference point.

Indicators between frozen goalposts, one cell for each combination of the four distinctions (effect,
subjectivity, level, horizon), the index as the mean over cells, so that no side counts more because
more of it is measured. A change is told over what is known at both times only. Method: OECD/JRC,
Handbook on Constructing Composite Indicators (2008).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from estimation.composite import ranks
from estimation.index.changes import change_reason, changes, classified, gains
from estimation.index.growth import inclusive, stages, sustained
from estimation.index.scores import (
    GEOMETRIC,
    ROOT,
    Rows,
    Scale,
    pair_of,
    rows_of,
    scale_of,
    scored,
)
from estimation.index.sensitivity import quantiles, replicates_of
from estimation.index.steps import cell_scores, steps_of

KEYS = ["settlement_code", "index_year"]


@dataclass(frozen=True)
class Settings:
    """``cell_coverage``: share of a cell's weight that must be known; ``cells``: how many cells
    must have a score; ``gains`` significant gains among the ``of_last`` latest periods are
    sustained growth (equal: in a row); ``replicates`` and ``seed`` of the sensitivity."""

    cell_coverage: float
    cells: int
    gains: int = 3
    of_last: int = 3
    replicates: int = 500
    seed: int = 2011

    def __post_init__(self) -> None:
        if not 1 <= self.gains <= self.of_last or self.cells < 1 or self.replicates < 1:
            raise ValueError(
                f"{self.gains} gains of the last {self.of_last}, {self.cells} cells,"
                f" {self.replicates} replicates;"
                " expected 1 or more, and no more gains than periods"
            )


def leapfrog_index(
    values: pl.DataFrame,
    catalogue: pl.DataFrame,
    references: pl.DataFrame,
    settings: Settings,
    lower_group: pl.DataFrame | None = None,
) -> dict[str, pl.DataFrame]:
    """The index of each settlement and year, its cells, and every step.

    Args:
        values: a row for each ``settlement_code, index_year, indicator_id``: ``value`` in the unit
            of the indicator and its ``standard_error`` (of sampling or, where there is none, the
            usual swing of the series; null: not known). The reference year's are the frozen ones.
        catalogue: the indicators that enter: ``indicator_id``, the distinctions ``effect,
            subjectivity, level, horizon``, ``desired_direction`` (higher, lower), the frozen
            goalposts ``low, high``, ``weight`` within the cell.
        references: ``settlement_code, reference_year`` of the frozen point, ``start_year`` of the
            programme (null: not known). Others have scores but no change.
        settings: see there.
        lower_group: as ``values``, of the group that must rise too; None: not known.

    Returns:
        ``leapfrog_index``, a row for each settlement and year of the values, sorted. Scores are 1
        (the worse goalpost) to 100: ``score_arithmetic``, ``score_geometric`` (mean over cells),
        ``rank_arithmetic``, ``rank_geometric``, ``ranked`` of the year, ``cells_known, cells,
        indicators_known, indicators, index_coverage`` (mean share of the cells' weight), ``reason``
        (cells_missing). ``score_low``, ``score_high``, ``rank_low``, ``rank_middle``,
        ``rank_high``: 5th and 95th percentile (ranks outward to whole ones) over weights within ±
        25 %, either mean and one indicator left out or none. Against the reference point:
        ``reference_year``, ``change_arithmetic``, ``change_geometric``, ``change_error, change_is``
        as ``classify_change`` (of the arithmetic one), ``change_indicators`` that are known at
        both, ``change_low``, ``change_high`` as those of the score, ``change_without_one_low`` and
        ``_high`` (least and greatest with any one indicator left out), ``change_reason``
        (no_reference, not_after_reference, reference_not_known, cells_missing). ``gain_since, gain,
        gain_error, gain_is``: the same since the
        settlement's last year with an index. ``sustained_growth``
        (null: cannot be said), ``lower_change, lower_change_is, inclusive_growth,
        inclusive_reason`` (no_growth, change_not_known, lower_group_not_known), ``programme_year``,
        ``stage``.

        ``leapfrog_cells``: ``cell_score``, ``coverage``, ``indicators_known``, ``indicators`` by
        ``settlement_code, index_year`` and cell. ``leapfrog_steps``: ``settlement_code, index_year,
        step_no, step, node, step_value, detail, detail_he``.

    Raises:
        ValueError: a value, a settlement or an indicator twice; an indicator without a
            distinction, a direction or goalposts; a negative error, an infinite value.
        CompositeError: goalposts that are not in order, a weight that is none.
    """
    if references["settlement_code"].is_duplicated().any():
        raise ValueError("references: a settlement stands twice")
    scale = scale_of(catalogue, settings.cell_coverage, settings.cells)
    wide, errors = _wide(values, scale)
    if wide.is_empty():
        return {}
    rows = rows_of(wide, errors, scale)
    scores = scored(wide.select(KEYS), rows, scale)
    keys = wide.select(KEYS).join(
        references, on="settlement_code", how="left", maintain_order="left"
    )
    at_reference, at_previous = _at_reference(keys), _at_previous(scores)
    since, gain = (pair_of(rows, rows.at(at), scale) for at in (at_reference, at_previous))
    cells = cell_scores(scores, scale.framework)
    table = pl.concat(
        [
            keys.select(KEYS),
            _scores(scores),
            _coverage(cells, keys, scale),
            _sensitivity(scores, rows, keys, scale, settings),
            keys.select("reference_year"),
            changes(
                since, rows, at_reference, scale, settings.replicates, settings.seed
            ).with_columns(change_reason(keys, at_reference, since)),
            gains(gain, keys, at_previous),
        ],
        how="horizontal",
    )
    table = table.with_columns(sustained(table, settings.gains, settings.of_last), *stages(keys))
    lower = _lower_changes(lower_group, rows, keys, at_reference, scale)
    table = inclusive(pl.concat([table, lower], how="horizontal"))
    return {
        "leapfrog_index": table,
        "leapfrog_cells": cells,
        "leapfrog_steps": steps_of(wide, catalogue, scores, scale.framework, since, at_reference),
    }


def _wide(values: pl.DataFrame, scale: Scale) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Values, and their errors, by settlement and year (sorted) and indicator.

    Raises:
        ValueError: a value twice, a negative error.
    """
    codes = scale.framework.indicators
    own = values.filter(pl.col("indicator_id").is_in(codes)).with_columns(
        pl.col("value", "standard_error").cast(pl.Float64).fill_nan(None)
    )
    if own.select(*KEYS, "indicator_id").is_duplicated().any():
        raise ValueError("values: more than one row for a settlement, year and indicator")
    if own["value"].is_infinite().any() or own["standard_error"].is_infinite().any():
        raise ValueError("values: one that is infinite")
    if (own["standard_error"] < 0).any():
        raise ValueError("values: a standard error below 0")
    blank = [pl.lit(None, dtype=pl.Float64).alias(code) for code in codes]

    def spread(name: str) -> pl.DataFrame:
        found = own.pivot(on="indicator_id", index=KEYS, values=name).sort(KEYS)
        found = found.with_columns(
            one for one in blank if one.meta.output_name() not in found.columns
        )
        return found.select(*KEYS, *codes)

    return spread("value"), spread("standard_error")


def _at_reference(keys: pl.DataFrame) -> npt.NDArray[np.int64]:
    """For each row after its reference year, the row of that year; else -1."""
    rows = keys.with_row_index("at").select("settlement_code", "at", found="index_year")
    own = keys.with_columns(
        found=pl.when(pl.col("index_year") > pl.col("reference_year")).then("reference_year")
    ).join(rows, on=["settlement_code", "found"], how="left", maintain_order="left")
    return np.asarray(own["at"].cast(pl.Int64).fill_null(-1).to_numpy())


def _at_previous(scores: pl.DataFrame) -> npt.NDArray[np.int64]:
    """For each row with an index the one of the same settlement before it that has one; else -1."""
    own = scores.with_row_index("row").select(
        "settlement_code", at=pl.when(pl.col(ROOT).is_not_null()).then(pl.col("row").cast(pl.Int64))
    )
    before = pl.col("at").forward_fill().shift().over("settlement_code")
    rows = own.select(pl.when(pl.col("at").is_not_null()).then(before))
    return np.asarray(rows.to_series().fill_null(-1).to_numpy())


def _scores(scores: pl.DataFrame) -> pl.DataFrame:
    names = {"arithmetic": ROOT, "geometric": GEOMETRIC}
    return scores.select(
        *(pl.col(name).alias(f"score_{mean}") for mean, name in names.items()),
        *(
            pl.col(name)
            .rank("min", descending=True)
            .over("index_year")
            .cast(pl.Int64)
            .alias(f"rank_{mean}")
            for mean, name in names.items()
        ),
        pl.col(ROOT).count().over("index_year").alias("ranked"),
        pl.when(pl.col(ROOT).is_null()).then(pl.lit("cells_missing")).alias("reason"),
    )


def _coverage(cells: pl.DataFrame, keys: pl.DataFrame, scale: Scale) -> pl.DataFrame:
    counted = cells.group_by(KEYS).agg(
        cells_known=pl.col("cell_score").count().cast(pl.Int32),
        cells=pl.len().cast(pl.Int32),
        indicators_known=pl.col("indicators_known").sum().cast(pl.Int32),
        indicators=pl.col("indicators").sum().cast(pl.Int32),
        index_coverage=pl.col("coverage").mean(),
    )
    return keys.select(KEYS).join(counted, on=KEYS, how="left", maintain_order="left").drop(KEYS)


def _sensitivity(
    scores: pl.DataFrame, rows: Rows, keys: pl.DataFrame, scale: Scale, settings: Settings
) -> pl.DataFrame:
    whole = pair_of(rows, rows, scale).there
    [found] = replicates_of([rows.scaled], whole, scale, settings.replicates, settings.seed)
    found[:, scores[ROOT].is_null().to_numpy()] = np.nan
    places = np.empty_like(found)
    years = keys["index_year"].to_numpy()
    for year in np.unique(years):
        places[:, years == year] = ranks(found[:, years == year])
    low, high = quantiles(found, [0.05, 0.95])
    best, middle, worst = quantiles(places, [0.05, 0.5, 0.95])
    # Whole ranks, outward: an interval that holds the 5th and the 95th percentile.
    columns = {
        "score_low": low,
        "score_high": high,
        "rank_low": np.floor(best),
        "rank_middle": middle,
        "rank_high": np.ceil(worst),
    }
    return pl.DataFrame(columns).fill_nan(None)


def _lower_changes(
    lower_group: pl.DataFrame | None,
    rows: Rows,
    keys: pl.DataFrame,
    at: npt.NDArray[np.int64],
    scale: Scale,
) -> pl.DataFrame:
    """Of the lower group since the same reference year, for the rows of the whole."""
    nothing = Rows(np.full_like(rows.scaled, np.nan), np.full_like(rows.errors, np.nan))
    if lower_group is not None:
        own = keys.select(KEYS)
        found = _wide(lower_group, scale)
        values, errors = (
            own.join(part, on=KEYS, how="left", maintain_order="left") for part in found
        )
        nothing = rows_of(values, errors, scale)
    pair = pair_of(nothing, nothing.at(at), scale)
    return classified(pair, "lower_change").drop("lower_change_error")
