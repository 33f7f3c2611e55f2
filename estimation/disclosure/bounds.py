"""How closely what is published bounds what is hidden.

An outsider knows that counts are not below 0 and that children sum to their parent. The least and
the largest count of a hidden cell in all tables of that kind that agree with what is published are
a pair of linear programs: the attacker's problem (Fischetti and Salazar-González 2001; Hundepool
et al. 2012, Statistical Disclosure Control, 4.4).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from estimation.disclosure.cells import Flags, Floats, Positions

TOLERANCE = 1e-6
_MANY = 30
"""Programs that move all cells at once, before those for single cells."""
_NEAR = 8.0
"""How many times the widest interval asked for a cell may grow in these."""


@dataclass(frozen=True)
class System:
    """Unknown cells that hang together: ``matrix`` @ their counts = ``right``."""

    cells: Positions
    matrix: sparse.csr_array
    right: Floats


def systems(matrix: sparse.csc_array, unknown: Flags, known: Floats) -> Iterator[System]:
    """The connected components of the unknown cells, by their first cell.

    Args:
        matrix: relations × cells.
        known: the counts of the other cells; not read where ``unknown``.

    Raises:
        ValueError: relations among known cells that do not hold.
    """
    right = -(matrix @ np.where(unknown, 0.0, known))
    places = np.flatnonzero(unknown)
    part = sparse.csr_array(matrix[:, places])
    used = np.diff(part.indptr) > 0
    if right[~used].any():
        raise ValueError("the published counts contradict each other; give the sums they follow")
    part, right = part[used], right[used]
    # Relations and cells are the two sides of one graph.
    graph = sparse.block_array([[None, abs(part)], [abs(part).T, None]])
    _, labels = sparse.csgraph.connected_components(graph, directed=False)
    of_row, of_cell = labels[: part.shape[0]], labels[part.shape[0] :]
    columns = sparse.csc_array(part)
    for label in dict.fromkeys(of_cell.tolist()):
        rows, own = np.flatnonzero(of_row == label), np.flatnonzero(of_cell == label)
        yield System(places[own], sparse.csr_array(columns[:, own])[rows], right[rows])


def span_of(
    system: System,
    required: Floats,
    reach: Floats,
    *,
    exact: bool,
    possible: Floats | None = None,
) -> Floats:
    """Least and largest count of each cell, 2 × cells.

    Args:
        possible: counts that agree with what is published, if some are known.
        required: width of the interval that each cell has to have.
        reach: the most that any cell is let grow to, so that no program is unbounded.
        exact: whether every cell gets its two programs. Otherwise only cells that are not seen to
            be as wide as required; of the others the interval is at least what is returned.

    Raises:
        ValueError: no table at all agrees with what is published.
    """
    signs = np.random.default_rng(0)
    first = _optimum(system, np.zeros(len(required)), reach) if possible is None else possible
    span = np.stack([first, first])
    # Near by, many cells move a little; further away a few could take it all.
    near = np.minimum(reach, first + _NEAR * required.max(initial=0.0))
    narrow, stalled = span[1] - span[0] < required, 0
    for _ in range(0 if exact else _MANY):
        # One program moves all narrow cells, some up and some down: it spares many single ones.
        direction = narrow * signs.choice([-1.0, 1.0], len(narrow))
        for way in (direction, -direction):
            counts = _optimum(system, way, near)
            span = np.stack([np.fmin(span[0], counts), np.fmax(span[1], counts)])
        left = span[1] - span[0] < required - TOLERANCE
        stalled = stalled + 1 if left.sum() > 0.9 * narrow.sum() else 0
        narrow = left
        if narrow.sum() <= 1 or stalled == 3:
            break
    for cell in np.flatnonzero((span[1] - span[0] < required - TOLERANCE) | exact):
        direction = np.zeros(len(system.cells))
        for sign in (1.0, -1.0):
            if not exact and span[1, cell] - span[0, cell] >= required[cell]:
                break  # the table found for another cell, or the first of its own, suffices
            direction[cell] = sign
            counts = _optimum(system, direction, reach)
            span = np.stack([np.fmin(span[0], counts), np.fmax(span[1], counts)])
    return np.round(span, 6) + 0.0  # no -0.0


def _optimum(system: System, direction: Floats, reach: Floats) -> Floats:
    """Counts that agree with what is published and make direction @ counts least."""
    if not system.matrix.shape[0]:
        return np.where(direction < 0, reach, 0.0)
    found = linprog(
        direction,
        A_eq=system.matrix,
        b_eq=system.right,
        bounds=np.column_stack([np.zeros(len(reach)), reach]),
        method="highs",
    )
    if found.x is None:
        raise ValueError("the published counts contradict each other; give the sums they follow")
    return np.asarray(found.x, dtype=np.float64)
