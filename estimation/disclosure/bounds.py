"""How closely what is published bounds what is hidden.

An outsider knows that counts are whole numbers from 0 and that children sum to their parent. The
least and the largest count of a hidden cell in all tables of that kind that agree with what is
published are a pair of linear programs (the attacker's problem: Fischetti and Salazar-González
2001; Hundepool et al. 2012, Statistical Disclosure Control, 4.4), solved in whole numbers where
their solution is none. Each table found is checked exactly and bounds from within all cells it
holds, so the tolerance of the solver shows nothing as safe that is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from estimation.disclosure.cells import Flags, Floats, Positions

TOLERANCE = 1e-6
REACH = 8.0
"""How many times the protection any cell may move between two tables that prove it: room for
totals to move with their parts, and no unbounded program."""

_WORTH_IT = 0.95
"""Programs for many cells go on while they leave less than this share of the cells."""

_NODES = 2000
"""Of the search in whole numbers; what it has not found by then counts as out of reach."""


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


def optimum(
    system: System, direction: Floats, upper: Floats | float = np.inf, *, whole: bool = False
) -> Floats | None:
    """Counts that agree with what is published and make direction @ counts least; or None."""
    found = milp(
        direction,
        constraints=[LinearConstraint(system.matrix, system.right, system.right)]
        if system.matrix.shape[0]
        else [],
        bounds=Bounds(0, upper),
        integrality=np.full(len(system.cells), int(whole)),
        options={"node_limit": _NODES} if whole else {},
    )
    return None if found.x is None else np.asarray(found.x, dtype=np.float64)


def is_table(matrix: sparse.sparray, right: Floats | float, counts: Floats) -> bool:
    """Whether counts, but for the solver's tolerance, are whole numbers that agree exactly."""
    rounded = np.round(counts)
    return bool(
        (abs(counts - rounded) < TOLERANCE).all()
        and (rounded >= 0).all()
        and (matrix @ rounded == right).all()
    )


def widen(system: System, true: Floats, span: Floats, required: int) -> Floats:
    """Possible tables found until each cell spans ``required``, or is shown not to.

    Args:
        true: the counts of the system's cells.
        span: least and most of each cell in the possible tables known so far, 2 × cells.

    Returns:
        The span with the tables found.
    """
    upper = true + REACH * required
    span = spread(system, span, upper, lambda found: found[1] - found[0] < required)
    for cell in np.flatnonzero(span[1] - span[0] < required):
        for whole in (False, True):
            reach = 0.0
            for sign in (-1.0, 1.0):
                if span[1, cell] - span[0, cell] >= required:
                    break
                direction = np.zeros(len(true))
                direction[cell] = sign
                counts = optimum(system, direction, upper, whole=whole)
                if counts is not None:
                    reach += abs(counts[cell] - true[cell])
                    span = including(system, span, counts)
            if reach < required - TOLERANCE:
                break  # fractions reach no farther, and whole numbers less
    return span


def spread(
    system: System,
    span: Floats,
    upper: Floats | float,
    narrow: Callable[[Floats], Flags],
) -> Floats:
    """The span of each cell, widened by possible tables far from each other.

    One program moves all cells at once that are still ``narrow``, some up and some down, and
    spares most of the programs for single cells.
    """
    signs = np.random.default_rng(0)
    while (left := narrow(span)).sum() > 1:
        direction = left * signs.choice([-1.0, 1.0], len(left))
        for way in (direction, -direction):
            counts = optimum(system, way, upper)
            if counts is not None:
                span = including(system, span, counts)
        if narrow(span).sum() > left.sum() * _WORTH_IT:
            break
    return span


def including(system: System, span: Floats, counts: Floats) -> Floats:
    """The span with one more table, if it is a possible one."""
    if not is_table(system.matrix, system.right, counts):
        return span
    return np.stack([np.fmin(span[0], counts.round()), np.fmax(span[1], counts.round())])
