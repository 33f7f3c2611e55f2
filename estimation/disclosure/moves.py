"""The cheapest cells to hide so that a hidden cell can move (complementary suppression)."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from estimation.disclosure.bounds import REACH
from estimation.disclosure.cells import Cells, Flags, Floats

_NEIGHBOURS = 5
"""Codes of a dimension, beside its totals, that are looked at first."""


def cheapest_move(
    matrix: sparse.csc_array,
    counts: Floats,
    hidden: Flags,
    eligible: Flags,
    cost: Floats,
    cell: int,
    required: int,
) -> Floats | None:
    """Two tables that are ``required`` apart in one cell and change the counts most cheaply.

    The sum of cost times change over both tables is least; hidden cells change free of cost.

    Args:
        matrix: relations × cells.
        eligible: the cells that may change, the hidden ones among them.

    Returns:
        The changes, 2 × cells; None where no such tables exist.
    """
    places = np.flatnonzero(eligible)
    part = matrix[:, places]
    part = part[np.unique(part.indices)]
    # Up at a cost, and down: at a cost as well, or, where hidden, both in one column free of it.
    down = np.flatnonzero(~hidden[places])
    up = np.full(len(places), REACH * required)
    most_down = np.minimum(counts[places], up)
    price = np.where(hidden[places], 0.0, cost[places])
    changes = sparse.hstack([part, -part[:, down]], format="csc")
    lower = np.concatenate([np.where(hidden[places], -most_down, 0.0), np.zeros(len(down))])
    upper = np.concatenate([up, most_down[down]])
    size = len(upper)
    target = int(np.searchsorted(places, cell))
    apart = sparse.csr_array(
        ([1.0, -1.0], ([0, 0], [target, size + target])), shape=(1, 2 * size)
    )
    found = milp(
        np.tile(np.concatenate([price, price[down]]) / max(price.max(), 1.0), 2),
        constraints=[
            LinearConstraint(sparse.block_diag([changes, changes], format="csc"), 0, 0),
            LinearConstraint(apart, required, np.inf),
        ],
        bounds=Bounds(np.tile(lower, 2), np.tile(upper, 2)),
    )
    if found.x is None:
        return None
    changes_found = found.x.reshape(2, size)
    moved = np.zeros((2, len(counts)))
    moved[:, places] = changes_found[:, : len(places)]
    moved[:, places[down]] -= changes_found[:, len(places) :]
    return moved


def heights(cells: Cells, leave_out: tuple[str, ...] = ()) -> Floats:
    """How far each cell is above the finest ones, summed over the dimensions."""
    height = np.zeros(cells.shape)
    for axis, (name, codes, relations) in enumerate(
        zip(cells.dimensions, cells.codes, cells.relations, strict=True)
    ):
        above = dict.fromkeys(codes, 0)
        for parent, children in relations:  # children first
            above[parent] = max(above[parent], 1 + max(above[child] for child in children))
        if name not in leave_out:
            shape = [-1 if other == axis else 1 for other in range(height.ndim)]
            height += np.array([above[code] for code in codes]).reshape(shape)
    return height.ravel()


def near(cells: Cells, counts: Floats, hidden: Flags, cell: int, required: int) -> Flags:
    """The cells among which another to hide is looked for first.

    In each dimension the code of the cell, all codes above it, and below each of these the codes
    whose cell is cheapest to hide and still large enough to move.
    """
    at = np.unravel_index(cell, cells.shape)
    chosen = np.ones(cells.shape, dtype=bool)
    for axis, (codes, relations) in enumerate(zip(cells.codes, cells.relations, strict=True)):
        line = (*at[:axis], slice(None), *at[axis + 1 :])
        own = counts.reshape(cells.shape)[line]
        rank = np.where(hidden.reshape(cells.shape)[line], 0.0, own)
        rank = np.where(own < required, np.inf, rank)
        place = {code: position for position, code in enumerate(codes)}
        kept = {int(at[axis])}
        for parent, children in relations:  # children first, so one pass climbs to the top
            if kept.intersection(place[child] for child in children):
                kept.add(place[parent])
        for parent, children in reversed(relations):
            if place[parent] in kept:
                below = sorted((place[child] for child in children), key=lambda at: rank[at])
                kept.update(below[:_NEIGHBOURS])
        flags = np.zeros(len(codes), dtype=bool)
        flags[list(kept)] = True
        chosen &= flags.reshape([-1 if other == axis else 1 for other in range(chosen.ndim)])
    return chosen.ravel()
