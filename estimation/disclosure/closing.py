"""Complementary suppression: which further cells to hide so that none hidden can be recomputed.

First each relation is closed by itself: among published parents, the hidden children together must
be as many respondents as the most protected of them has to be able to move. Then the attacker's
linear programs are run, and whatever they still bound too closely gets the cheapest change of the
table that moves it (the linear programming heuristic for cell suppression: Fischetti and
Salazar-González 2001; Castro 2012; Hundepool et al. 2012, Statistical Disclosure Control, 4.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from estimation.disclosure.bounds import TOLERANCE, span_of, systems
from estimation.disclosure.cells import Cells, Flags, Floats, Positions
from estimation.disclosure.rules import Rules

NOT_KNOWN_EXACTLY = 1.0
"""Width that a complementary cell is left: it is not sensitive, but it must not be recomputed."""
REACH = 8.0
"""How many times the protection a cell may move: room for totals to move with their parts."""
_TOTAL_COST = 4.0
"""How many times dearer a cell is to hide for each dimension in which it is a total."""
_LONELY = 3.0
"""How many times dearer for each relation in which nothing else is hidden yet."""


def protect(
    cells: Cells, counts: Floats, sensitive: Flags, forced: Flags, rules: Rules
) -> tuple[Flags, Floats]:
    """Sensitive and forced cells and those hidden with them, and the width each hidden one is left.

    Every round hides more or is the last. Where even hiding all does not reach the width (a table
    of few respondents), all that hangs together with the cell stays hidden.
    """
    asked = np.where(_together(cells, sensitive), float(rules.required), NOT_KNOWN_EXACTLY)
    hidden = _together(cells, sensitive | forced)
    cost = _costs(cells, counts, rules)
    relations = _relations(cells)
    # That nobody is in a cell is often known: empty cells are hidden only if nothing else helps.
    occupied = np.isin(cells.blocks, cells.blocks[counts > 0])
    while True:
        before = hidden.copy()
        required = _required(cells, counts, hidden, asked, rules)
        hidden = _close(cells, counts, hidden, required, cost, relations)
        required = _required(cells, counts, hidden, asked, rules)
        span = np.stack([counts, counts])
        for cell in _exposed(cells, counts, hidden.copy(), required, rules):
            if span[1, cell] - span[0, cell] >= required[cell] - TOLERANCE:
                continue  # a move made for another cell moves it too
            for movable in (occupied | hidden, np.ones_like(hidden)):
                tables = _cheapest_move(
                    cells, counts, hidden, movable, cost, cell, required[cell], rules
                )
                if tables is not None:
                    break
            if tables is None:
                moved = np.zeros_like(hidden)
                for relation in relations.of_cell[cell]:
                    moved[relations.parts[relation]] = True
            else:
                moved = np.asarray((np.abs(tables - counts) > TOLERANCE).any(axis=0))
                span = np.stack(
                    [
                        np.minimum(span[0], tables.min(axis=0)),
                        np.maximum(span[1], tables.max(axis=0)),
                    ]
                )
            hidden = _together(cells, hidden | moved)
        if (hidden == before).all():
            return hidden, required


def _required(cells: Cells, counts: Floats, hidden: Flags, asked: Floats, rules: Rules) -> Floats:
    """The width that each cell is left, as far as what is hidden now lets it be asked."""
    if not rules.within_parents:
        return asked
    return cells.within_parents(asked, np.where(hidden, np.nan, counts))


@dataclass(frozen=True)
class _Relations:
    parent: Positions  # the cell that each relation sums to
    children: list[Positions]
    parts: list[Positions]  # parent and children
    of_cell: list[Positions]  # the relations each cell is in


def _relations(cells: Cells) -> _Relations:
    rows, columns = sparse.csr_array(cells.matrix), cells.matrix
    parts = _runs(rows.indices, rows.indptr)
    signs = _runs(rows.data, rows.indptr)
    return _Relations(
        np.array([part[sign < 0][0] for part, sign in zip(parts, signs, strict=True)], dtype=int),
        [part[sign > 0] for part, sign in zip(parts, signs, strict=True)],
        parts,
        _runs(columns.indices, columns.indptr),
    )


def _runs(values: Positions, borders: Positions) -> list[Positions]:
    return [values[start:end] for start, end in pairwise(borders.tolist())]


def _together(cells: Cells, hidden: Flags) -> Flags:
    """The hidden cells and those that are hidden or published as one with them."""
    return np.isin(cells.blocks, cells.blocks[hidden])


def _costs(cells: Cells, counts: Floats, rules: Rules) -> Floats:
    """What hiding a cell costs: its respondents, more for totals; empty cells only at need."""
    largest = np.zeros(int(cells.blocks.max(initial=0)) + 1)
    np.maximum.at(largest, cells.blocks, counts)
    height = np.zeros(cells.shape)
    for axis, (name, codes, relations) in enumerate(
        zip(cells.dimensions, cells.codes, cells.relations, strict=True)
    ):
        above = dict.fromkeys(codes, 0)
        for parent, children in relations:  # children first
            above[parent] = max(above[parent], 1 + max(above[child] for child in children))
        if name not in rules.together:
            shape = [-1 if other == axis else 1 for other in range(height.ndim)]
            height += np.array([above[code] for code in codes]).reshape(shape)
    return np.asarray((1 + largest[cells.blocks]) * _TOTAL_COST ** height.ravel())


def _close(
    cells: Cells,
    counts: Floats,
    hidden: Flags,
    required: Floats,
    cost: Floats,
    relations: _Relations,
) -> Flags:
    """Hide children, or their parent, until every relation alone leaves enough open."""
    hidden = hidden.copy()
    waiting = {int(row) for cell in np.flatnonzero(hidden) for row in relations.of_cell[cell]}
    while waiting:
        row = min(waiting)
        waiting.discard(row)
        while (cell := _missing(row, counts, hidden, required, cost, relations)) is not None:
            added = (cells.blocks == cells.blocks[cell]) & ~hidden
            hidden |= added
            waiting |= {
                int(other) for new in np.flatnonzero(added) for other in relations.of_cell[new]
            }
    return hidden


def _missing(
    row: int,
    counts: Floats,
    hidden: Flags,
    required: Floats,
    cost: Floats,
    relations: _Relations,
) -> int | None:
    """The next cell to hide in a relation; None if it leaves enough open."""
    parent, children = relations.parent[row], relations.children[row]
    inside = children[hidden[children]]
    if hidden[parent]:
        if len(inside):
            return None  # they move together
        short = required[parent]
    elif not len(inside):
        return None
    else:
        short = required[inside].max() - counts[inside].sum()
        if len(inside) > 1 and short <= 0:
            return None
    free = children[~hidden[children] & (counts[children] > 0)]
    if not len(free):
        return None if hidden[parent] else int(parent)
    lonely = np.array(
        [
            sum(not hidden[relations.parts[other]].any() for other in relations.of_cell[cell])
            for cell in free
        ]
    )
    price = cost[free] * _LONELY**lonely
    enough = counts[free] >= max(short, 1)
    if enough.any():
        return int(free[enough][np.argmin(price[enough])])
    return int(free[np.argmax(counts[free])])


def _exposed(
    cells: Cells, counts: Floats, hidden: Flags, required: Floats, rules: Rules
) -> list[int]:
    """Hidden cells that an outsider bounds too closely, one of each block, the worst first."""
    span = np.stack([counts, counts])
    matrix, unknown = cells.independent(hidden)
    for system in systems(matrix, unknown, counts):
        own = system.cells
        reach = counts[own] + REACH * rules.required
        span[:, own] = span_of(system, required[own], reach, exact=False, possible=counts[own])
    span = cells.with_derived(span, hidden)
    short = np.where(hidden, required - (span[1] - span[0]), 0.0)
    worst: dict[int, tuple[float, int]] = {}
    for cell in np.flatnonzero(short > TOLERANCE):
        block = int(cells.blocks[cell])
        worst[block] = max(worst.get(block, (0.0, 0)), (float(short[cell]), int(cell)))
    return [cell for _, cell in sorted(worst.values(), reverse=True)]


def _cheapest_move(
    cells: Cells,
    counts: Floats,
    hidden: Flags,
    movable: Flags,
    cost: Floats,
    cell: int,
    required: float,
    rules: Rules,
) -> Floats | None:
    """Two tables ``required`` apart in a cell that change the counts most cheaply, 2 × cells.

    Hidden cells change free of cost, cells that are not ``movable`` not at all. None where there
    are no such tables.
    """
    matrix, free = cells.independent(np.ones_like(hidden))
    at = np.flatnonzero(free & movable)
    matrix = matrix[:, at]
    size = len(at)
    place = np.full(len(counts), -1)
    place[at] = np.arange(size)
    parts = cells.parts[cells.derived == cell].ravel() if cell in cells.derived else [cell]
    target = place[parts]
    target = target[target >= 0]
    most_up = np.full(size, REACH * rules.required)
    most_down = np.minimum(counts[at], most_up)
    price = np.where(hidden[at], 0.0, cost[at] / cost.max())
    changes = sparse.hstack([matrix, -matrix], format="csc")
    signs = np.zeros((1, 4 * size))
    for shift, sign in enumerate((1.0, -1.0, -1.0, 1.0)):
        signs[0, shift * size + target] = sign
    found = milp(
        np.tile(price, 4),
        constraints=[
            LinearConstraint(sparse.block_diag([changes, changes], format="csc"), 0, 0),
            LinearConstraint(signs, required, np.inf),
        ],
        bounds=Bounds(0, np.tile(np.concatenate([most_up, most_down]), 2)),
    )
    if found.x is None:
        return None
    up, down, other_up, other_down = found.x.reshape(4, size)
    tables = np.stack([counts, counts])
    tables[:, at] += np.stack([up - down, other_up - other_down])
    return cells.with_derived(tables, np.ones_like(hidden))
