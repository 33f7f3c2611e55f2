"""A table with its sensitive cells hidden, and others so that these cannot be recomputed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from estimation.disclosure.cells import Positions, cells_of, counts_of, keyed
from estimation.disclosure.closing import protect
from estimation.disclosure.rules import DATA_VERSION, RESULT_COLUMNS, Rules, rules_of
from estimation.disclosure.sensitivity import primary_reasons

COMPLEMENTARY = "complementary"
HIDDEN_BEFORE = "hidden_before"
Texts = npt.NDArray[np.object_]


def suppress(table: pl.DataFrame, rules: Rules | Mapping[str, object]) -> pl.DataFrame:
    """The table with sensitive cells hidden, and further cells so that none can be recomputed.

    Args:
        table: one row a cell, counts in respondents. A combination of codes that has no row has 0
            respondents, unless it is a total, which is summed.
        rules: see ``Rules``.

    Returns:
        One row for every combination of codes, those of the table first and in its order: the
        dimensions (as text), ``published`` (count, null where hidden), ``suppressed``, ``reason``
        (small_cell, dominance, zero_or_all, hidden_before, complementary; null where published),
        ``primary`` (sensitive of itself), ``required`` (the least width of the interval that is
        left to an outsider; null where published), the count, and the other columns as given
        (blank in added rows, but for ``data_version``).

    Raises:
        ValueError: an unknown column; a blank code, a cell twice; a count that is negative or no
            whole number; a total that is not the sum of its parts; several ``data_version``; a
            fault in the rules.
    """
    rules = rules_of(rules)
    frame = keyed(table.drop(RESULT_COLUMNS, strict=False), rules, "table")
    cells = cells_of([frame], rules)
    counts = counts_of(frame, cells, rules)
    at = cells.positions(frame)
    reasons = primary_reasons(counts, cells, rules, frame, at)
    primary = np.logical_or.reduce(list(reasons.values()))
    forced = _forced(frame, at, rules, len(counts))
    sensitive = primary | ((forced != "") & (forced != COMPLEMENTARY))
    hidden, required = protect(cells, counts, sensitive, forced != "", rules)
    reason = np.select(
        [*reasons.values(), forced != "", hidden], [*reasons, forced, COMPLEMENTARY], default=""
    )
    order = np.concatenate([at, np.setdiff1d(np.arange(len(counts)), at)])
    decided = pl.DataFrame(
        {
            "suppressed": hidden[order],
            "reason": pl.Series(reason[order].tolist(), dtype=pl.String).replace("", None),
            "primary": primary[order],
            "required": required[order],
            rules.count: counts[order].astype(np.int64),
        }
    ).with_columns(
        published=pl.when(~pl.col("suppressed")).then(rules.count),
        required=pl.when("suppressed").then("required"),
    )
    others = frame.drop(*rules.dimensions, rules.count)
    whole = pl.concat([cells.frame(order), decided], how="horizontal")
    if others.width:
        whole = pl.concat([whole, others], how="horizontal_extend")
    if DATA_VERSION in others.columns and len(others):
        versions = others.get_column(DATA_VERSION).unique()
        if len(versions) > 1 or versions.null_count():
            raise ValueError(
                f"table: {DATA_VERSION} is {', '.join(map(repr, versions.sort()))}; expected one"
                " state of the data"
            )
        # Rows that are added here are of it too, or no comparison would meet them.
        whole = whole.with_columns(pl.lit(versions[0], versions.dtype).alias(DATA_VERSION))
    return whole.select(*rules.dimensions, *RESULT_COLUMNS, rules.count, *others.columns)


def _forced(frame: pl.DataFrame, at: Positions, rules: Rules, size: int) -> Texts:
    """Why a cell is hidden from the start; empty where it is not."""
    forced = np.full(size, "", dtype=object)
    if rules.forced in frame.columns:
        column = frame.get_column(rules.forced)
        if column.dtype not in (pl.Boolean, pl.String, pl.Null):
            raise ValueError(
                f"table: {rules.forced} is {column.dtype}; expected true or false, or the reason"
            )
        if column.dtype == pl.Boolean:
            column = column.replace_strict(
                {True: HIDDEN_BEFORE, False: ""}, default="", return_dtype=pl.String
            )
        forced[at] = column.cast(pl.String).fill_null("").to_numpy()
    return forced
