"""The figures by which settlements are compared: one a year, on a scale that years share."""

from __future__ import annotations

import polars as pl

RELATIVE = "relative_to_edition"
AS_PUBLISHED, PERCENTILE = "as_published", "percentile_rank"
KEY = ("settlement_code", "indicator_id", "reference_year")
FIGURE = (*KEY, "value", "standard_error", "segment", "outcome_scale")


def yearly(figures: pl.DataFrame) -> pl.DataFrame:
    """One figure of a year: of two periods in it, such as two elections, the later one.

    Args:
        figures: ``settlement_code, indicator_id, population_group, reference_year, period_key``
            and what goes with them.
    """
    # A period of which nobody knows the year is told by the gate, and by nothing before it.
    known = figures.filter(pl.col("reference_year").is_not_null())
    return known.sort("period_key").unique(
        [*KEY, "population_group"], keep="last", maintain_order=True
    )


def outcomes(
    figures: pl.DataFrame, rules: pl.DataFrame, breaks: pl.DataFrame, authorities: list[str]
) -> pl.DataFrame:
    """The series of whole settlements on a scale on which the years compare.

    A measure that is relative to its edition (an index with mean 0 in each) says nothing between
    editions. What does is the standing: the share of the authorities that stand lower, among those
    held in every edition, so that nobody rises because others were left out.

    Args:
        figures: as ``yearly`` gives them: ``value, standard_error, series_segment`` beside the
            keys, the latest vintage of each.
        rules: ``indicator_id, comparability_rule``.
        breaks: ``indicator_id, from_year``: where the definition changed.
        authorities: codes of the settlements that are compared.

    Returns:
        ``settlement_code, indicator_id, reference_year, value, standard_error, segment`` (years of
        one number compare), ``outcome_scale``: as_published, or percentile_rank of 0 to 100 (ties
        share their mean rank), which has no standard error. Sorted; authorities alone.
    """
    known = figures.filter(
        pl.col("population_group") == "all",
        pl.col("value").is_not_null(),
        pl.col("settlement_code").is_in(authorities),
    ).join(rules, on="indicator_id", how="inner")
    relative = pl.col("comparability_rule") == RELATIVE
    plain = known.filter(~relative).with_columns(
        segment=pl.col("series_segment").cast(pl.Int32), outcome_scale=pl.lit(AS_PUBLISHED)
    )
    parts = [plain.select(FIGURE), _ranked(known.filter(relative), breaks).select(FIGURE)]
    return pl.concat(parts).sort(KEY)


def _ranked(known: pl.DataFrame, breaks: pl.DataFrame) -> pl.DataFrame:
    editions = pl.col("reference_year").n_unique()
    everywhere = editions.over("indicator_id", "settlement_code") == editions.over("indicator_id")
    edition = ("indicator_id", "reference_year")
    ranked = (
        known.filter(everywhere)
        .with_columns(
            rank=pl.col("value").rank("average").over(edition), others=pl.len().over(edition) - 1
        )
        .filter(pl.col("others") > 0)
    )
    began = (
        known.select(edition)
        .unique()
        .join(breaks.select("indicator_id", "from_year"), on="indicator_id", how="left")
        .group_by(edition)
        .agg(segment=1 + (pl.col("from_year") <= pl.col("reference_year")).sum().cast(pl.Int32))
    )
    return ranked.join(began, on=edition, how="left").with_columns(
        value=100 * (pl.col("rank") - 1) / pl.col("others"),
        standard_error=pl.lit(None, dtype=pl.Float64),
        outcome_scale=pl.lit(PERCENTILE),
    )
