"""How much of a change is people moving in and out, and how much is the residents of before.

Where shares and values of groups are known at both times, an exact split (shift-share; Kitagawa
1955, JASA 50). Where only the numbers of those who came and left are known, bounds by arithmetic:
nobody's value is outside its range, whoever moved (Manski 1995, Identification Problems in the
Social Sciences, chapter 2). Where not even these are known, nothing can be said.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

_HAIR = 1e-9
"""Shares and ranges may be exceeded by this much through binary fractions alone."""

_FLOWS = ("population_before", "population_after", "arrivals", "departures")
_PARTS = (
    "incumbents_low",
    "incumbents_high",
    "composition_low",
    "composition_high",
    "interaction",
)


def shift_share(groups: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """The exact split of a change of a mean or share, over groups that are known at both times.

    Args:
        groups: the columns ``by`` and ``group``; ``share_before, share_after`` of all persons (0
            to 1, each summing to 1 over the groups), ``value_before, value_after``. A group that
            was not there at one of the times (share 0) needs no value then.
        by: what a change is of, such as settlement and indicator.

    Returns:
        ``by``; ``change``; ``within``: what the groups' own values changed, at the shares of
        before; ``composition``: what the shares changed, at the values of before; ``interaction``:
        what both did together. The three sum to the change. ``reason`` where they are null:
        group_not_known (a share or a value), shares_do_not_sum_to_one. A group that came or went
        altogether has no change of its own: its part is composition.

    Raises:
        ValueError: a group twice, or a negative share.
    """
    if groups.select(*by, "group").is_duplicated().any():
        raise ValueError("groups: a group stands twice")
    numbers = ("share_before", "share_after", "value_before", "value_after")
    known = groups.with_columns(pl.col(*numbers).cast(pl.Float64).fill_nan(None))
    before, after = pl.col("share_before"), pl.col("share_after")
    if known.filter((before < 0) | (after < 0)).height:
        raise ValueError("groups: a share below 0")
    # Without any of a group at one of the times its value then has no weight, whatever it is.
    then = pl.when(before == 0).then(pl.col("value_after")).otherwise(pl.col("value_before"))
    now = pl.when(after == 0).then(pl.col("value_before")).otherwise(pl.col("value_after"))
    nobody = (before == 0) & (after == 0)
    then, now = (pl.when(nobody).then(0.0).otherwise(value) for value in (then, now))
    missing = before.is_null() | after.is_null() | then.is_null() | now.is_null()
    off = ((before.sum() - 1).abs() > 1e-6) | ((after.sum() - 1).abs() > 1e-6)
    found = known.group_by(*by).agg(
        reason=pl.when(missing.any())
        .then(pl.lit("group_not_known"))
        .when(off)
        .then(pl.lit("shares_do_not_sum_to_one")),
        change=(after * now).sum() - (before * then).sum(),
        within=(before * (now - then)).sum(),
        composition=((after - before) * then).sum(),
        interaction=((after - before) * (now - then)).sum(),
    )
    parts = ("change", "within", "composition", "interaction")
    said = pl.when(pl.col("reason").is_null())
    return (
        found.with_columns(said.then(pl.col(part)).alias(part) for part in parts)
        .select(*by, *parts, "reason")
        .sort(by)
    )


def incumbent_bounds(
    totals: pl.DataFrame, *, lowest: float = 0.0, highest: float = 100.0, tolerance: float = 0.005
) -> pl.DataFrame:
    """Bounds of the change among those who lived there at both times.

    Of a settlement's mean, the part of those who stayed is what is left when the arrivals are
    taken out after and the departures before; each of these may have had any mean from ``lowest``
    to ``highest``. The bounds are sharp: no narrower ones follow from these numbers alone. They do
    not hold the sampling error of the two means.

    Args:
        totals: ``value_before, value_after`` (means or shares, within the range);
            ``population_before, population_after``; ``arrivals``, all who were there after and not
            before (born or moved in), and ``departures``, all who were there before and not after
            (died or moved out). Persons that the value is of.
        lowest, highest: between which every mean of persons lies; 0 to 100 for percent.
        tolerance: by how much the flows may miss the change of the population, as a share of it
            before: publishers round.

    Returns:
        ``totals`` and ``change``; ``incumbents_low``, ``incumbents_high``: their own change;
        ``composition_low``, ``composition_high``: the rest of the change; ``method``: bounds or
        cannot_be_said, and its ``reason``: value_not_known, value_out_of_range,
        population_not_known, flows_not_known, flows_do_not_add_up, nobody_stayed (for certain).

    Raises:
        ValueError: a range that is none, a negative number of persons.
    """
    if not lowest < highest:
        raise ValueError(f"range {lowest} to {highest}; expected low below high")
    numbers = ("value_before", "value_after", *_FLOWS)
    known = totals.with_columns(pl.col(*numbers).cast(pl.Float64).fill_nan(None))
    if known.filter(pl.any_horizontal(pl.col(*_FLOWS) < 0)).height:
        raise ValueError("totals: a number of persons below 0")
    values = [pl.col("value_before"), pl.col("value_after")]
    before, after, arrivals, departures = (pl.col(name) for name in _FLOWS)
    gap = (before + arrivals - departures - after).abs()
    stayed = pl.min_horizontal(before - departures, after - arrivals)
    outside = pl.any_horizontal(
        (value < lowest - _HAIR) | (value > highest + _HAIR) for value in values
    )
    reason = (
        pl.when(pl.any_horizontal(value.is_null() for value in values))
        .then(pl.lit("value_not_known"))
        .when(outside)
        .then(pl.lit("value_out_of_range"))
        .when(before.is_null() | after.is_null())
        .then(pl.lit("population_not_known"))
        .when(arrivals.is_null() | departures.is_null())
        .then(pl.lit("flows_not_known"))
        .when(gap > tolerance * before)
        .then(pl.lit("flows_do_not_add_up"))
        .when(stayed <= 0)
        .then(pl.lit("nobody_stayed"))
    )
    then = _mean_of_stayers(values[0], before, departures, lowest, highest)
    now = _mean_of_stayers(values[1], after, arrivals, lowest, highest)
    said = pl.when(pl.col("reason").is_null())
    change = values[1] - values[0]
    parts = {
        "incumbents_low": now[0] - then[1],
        "incumbents_high": now[1] - then[0],
        "composition_low": change - (now[1] - then[0]),
        "composition_high": change - (now[0] - then[1]),
    }
    return known.with_columns(change=change, reason=reason).with_columns(
        *(said.then(part).alias(name) for name, part in parts.items()),
        method=said.then(pl.lit("bounds")).otherwise(pl.lit("cannot_be_said")),
    )


def composition_change(
    totals: pl.DataFrame,
    groups: pl.DataFrame | None = None,
    *,
    by: Sequence[str] = ("settlement_code",),
    lowest: float = 0.0,
    highest: float = 100.0,
) -> pl.DataFrame:
    """Each change split as far as the data go: exactly, within bounds, or not at all.

    Args:
        totals: ``by`` and what ``incumbent_bounds`` takes, null where not known; a row a change.
        groups: what ``shift_share`` takes, for some or all of these changes.
        by: what a change is of.
        lowest, highest: as ``incumbent_bounds``.

    Returns:
        ``by, change``; ``incumbents_low``, ``incumbents_high`` (equal where exact: ``within`` of
        ``shift_share``), ``composition_low``, ``composition_high``, ``interaction`` (of the exact
        split only; 0 with bounds), ``method``: groups, bounds, cannot_be_said, and ``reason`` of
        the last. Incumbents, composition and interaction sum to the change: the lowest of the one
        with the highest of the other. With groups the change is that of the groups' own figures.

    Raises:
        ValueError: as the two; a change twice.
    """
    if totals.select(by).is_duplicated().any():
        raise ValueError("totals: a change stands twice")
    bounds = incumbent_bounds(totals, lowest=lowest, highest=highest).with_columns(
        interaction=pl.when(pl.col("method") == "bounds").then(0.0)
    )
    columns = [*by, "change", *_PARTS, "method", "reason"]
    if groups is None:
        return bounds.select(columns).sort(by)
    exact = shift_share(groups, by).filter(pl.col("reason").is_null())
    exact = exact.join(totals.select(by), on=list(by), how="semi").select(
        *by,
        "change",
        incumbents_low="within",
        incumbents_high="within",
        composition_low="composition",
        composition_high="composition",
        interaction="interaction",
        method=pl.lit("groups"),
        reason=pl.lit(None, dtype=pl.String),
    )
    rest = bounds.join(exact, on=list(by), how="anti").select(columns)
    return pl.concat([exact.select(columns), rest]).sort(by)


def _mean_of_stayers(
    mean: pl.Expr, persons: pl.Expr, movers: pl.Expr, lowest: float, highest: float
) -> tuple[pl.Expr, pl.Expr]:
    """Bounds of the mean of those who are no movers, within the range."""
    stayed = persons - movers
    bounds = ((persons * mean - movers * of_movers) / stayed for of_movers in (highest, lowest))
    # Without movers it is the mean itself, to the last bit.
    low, high = (pl.when(movers == 0).then(mean).otherwise(bound) for bound in bounds)
    return low.clip(lowest, highest), high.clip(lowest, highest)
