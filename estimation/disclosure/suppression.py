"""Hiding cells so that none of them can be recomputed from the others.

The cells to hide along with sensitive ones are found by the linear programming heuristic for cell
suppression (Fischetti and Salazar-González 2001; Castro 2012; Hundepool et al. 2012, Statistical
Disclosure Control, 4.4): one hidden cell after the other that an outsider could bound too closely
gets the cheapest two tables between which it moves by the protection; the cells that move are
hidden.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from estimation.disclosure.bounds import TOLERANCE, is_table, systems, widen
from estimation.disclosure.cells import (
    Cells,
    Flags,
    Floats,
    Positions,
    cells_of,
    counts_of,
    keyed,
)
from estimation.disclosure.moves import cheapest_move, heights, near
from estimation.disclosure.rules import RESULT_COLUMNS, Rules, rules_of
from estimation.disclosure.sensitivity import primary_reasons

_TOTAL_COST = 4.0
"""How many times dearer a cell is to hide for each dimension in which it is a total."""


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
        left to an outsider; null where published), the count, and the other columns as given.

    Raises:
        ValueError: an unknown column; a blank code, a cell twice; a count that is negative or no
            whole number; a total that is not the sum of its parts; a fault in the rules.
    """
    rules = rules_of(rules)
    frame = keyed(table.drop(RESULT_COLUMNS, strict=False), rules, "table")
    cells = cells_of([frame], rules)
    counts = counts_of(frame, cells, rules)
    at = cells.positions(frame)
    reasons = primary_reasons(counts, cells, rules, frame, at)
    primary = np.logical_or.reduce(list(reasons.values()))
    reasons["hidden_before"] = _forced(frame, at, rules, len(counts))
    sensitive = primary | reasons["hidden_before"]
    hidden = _protect(cells, counts, _together(cells, sensitive), rules)
    reason = np.select([*reasons.values(), hidden], [*reasons, "complementary"], default="")
    rest = np.setdiff1d(np.arange(len(counts)), at)
    order = np.concatenate([at, rest])
    decided = pl.DataFrame(
        {
            "suppressed": hidden[order],
            "reason": pl.Series(reason[order].tolist(), dtype=pl.String).replace("", None),
            "primary": primary[order],
            rules.count: counts[order].astype(np.int64),
        }
    ).with_columns(
        published=pl.when(~pl.col("suppressed")).then(pl.nth(3)),
        required=pl.when("suppressed").then(pl.lit(rules.required, pl.Int64)),
    )
    others = frame.drop(*rules.dimensions, rules.count)
    whole = pl.concat([cells.frame(order), decided], how="horizontal")
    if others.width:
        whole = pl.concat([whole, others], how="horizontal_extend")
    return whole.select(
        *rules.dimensions, *RESULT_COLUMNS, rules.count, *others.columns
    )


def _forced(frame: pl.DataFrame, at: Positions, rules: Rules, size: int) -> Flags:
    forced = np.zeros(size, dtype=bool)
    if rules.forced in frame.columns:
        column = frame.get_column(rules.forced)
        if column.dtype not in (pl.Boolean, pl.Null):
            raise ValueError(f"table: {rules.forced} is {column.dtype}; expected true or false")
        forced[at] = column.cast(pl.Boolean).fill_null(False).to_numpy()
    return forced


def _together(cells: Cells, hidden: Flags) -> Flags:
    """The hidden cells and those that are hidden or published as one with them."""
    return np.isin(cells.blocks, cells.blocks[hidden])


def _protect(cells: Cells, counts: Floats, hidden: Flags, rules: Rules) -> Flags:
    """Hidden cells, and those that have to be hidden as well until no audit finds one exposed.

    Each round hides more or is the last, so it ends. Where all is hidden, the counts times any
    number are possible too; only an empty cell that its relations hold at 0 stays in reach then.
    """
    required = rules.required
    largest = np.zeros(int(cells.blocks.max(initial=0)) + 1)
    np.maximum.at(largest, cells.blocks, counts)
    # An empty cell stays published as long as there is another way: it is often known to be empty.
    occupied = (largest > 0)[cells.blocks]
    cost = (1 + largest[cells.blocks]) * _TOTAL_COST ** heights(cells, rules.together)
    # A table that is possible stays possible when more is hidden, so what is safe stays so.
    span = np.stack([counts, counts])
    while True:
        exposed = []
        for system in systems(cells.matrix, hidden, counts):
            own = system.cells
            span[:, own] = widen(system, counts[own], span[:, own], required)
            narrow = own[span[1, own] - span[0, own] < required]
            exposed.extend((own, int(cell)) for cell in narrow)
        before, met = hidden, set()
        for component, cell in exposed:
            # What is hidden with a cell that moves now is looked at again in the next round.
            if cells.blocks[cell] in met or span[1, cell] - span[0, cell] >= required:
                continue
            met.add(cells.blocks[cell])
            about = near(cells, counts, hidden, cell, required) & occupied
            about[component] = True
            for eligible in (about, occupied, np.ones_like(hidden)):
                moves = cheapest_move(
                    cells.matrix, counts, hidden, eligible | hidden, cost, cell, required
                )
                if moves is not None:
                    hidden = _together(cells, hidden | (np.abs(moves) > TOLERANCE).any(axis=0))
                    for table in counts + moves:
                        if is_table(cells.matrix, 0.0, table):
                            span = np.stack(
                                [np.fmin(span[0], table.round()), np.fmax(span[1], table.round())]
                            )
                    break
        if (hidden == before).all():
            # Fractions of respondents could move but whole ones could not: all around the cell.
            for component, cell in exposed:
                row = cells.matrix[:, [cell]].nonzero()[0]
                around = np.unique(cells.matrix[row].nonzero()[1])
                hidden = hidden.copy()
                hidden[around] = True
            hidden = _together(cells, hidden)
        if (hidden == before).all():
            return hidden
