"""From a table to numbered cells and the additive relations between them.

Cells are the combinations of the codes of all dimensions, codes in sorted order, so that nothing
depends on the order of rows. A relation is a row of a sparse matrix: +1 for the children, −1 for
their parent; relations × cells times the counts is 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import sparse

from estimation.disclosure.rules import Rules

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.int64]

Relation = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Cells:
    """The cells of a table: codes and relations of each dimension, children before parents.

    ``matrix`` is relations × cells; ``blocks`` numbers, for each cell, what is hidden with it.
    Where all answers to a question are hidden with their total, the total is no unknown of its
    own: ``derived`` are such totals (k), ``parts`` the answers that each sums (k × answers).
    """

    dimensions: tuple[str, ...]
    codes: tuple[tuple[str, ...], ...]
    relations: tuple[tuple[Relation, ...], ...]
    matrix: sparse.csc_array
    blocks: Positions
    derived: Positions
    parts: Positions

    def independent(self, unknown: Flags) -> tuple[sparse.csc_array, Flags]:
        """Relations and unknown cells without the derived ones, if each is unknown as its parts.

        Otherwise, and where none is derived, all relations and all unknown cells.
        """
        alike = (unknown[self.derived][:, None] == unknown[self.parts]).all()
        if not len(self.derived) or not alike:
            return self.matrix, unknown
        involved = np.unique(self.matrix[:, self.derived].indices)
        rows = np.setdiff1d(np.arange(self.matrix.shape[0]), involved)
        free = unknown.copy()
        free[self.derived] = False
        return sparse.csc_array(sparse.csr_array(self.matrix)[rows]), free

    def within_parents(self, required: Floats, known: Floats) -> Floats:
        """The widths required, none above the smallest known count that the cell is a part of.

        Args:
            known: counts, NaN where unknown.
        """
        relations = self.matrix.tocoo()
        rows, columns = relations.coords
        of_parent = relations.data < 0
        parent = np.full(self.matrix.shape[0], np.inf)
        parent[rows[of_parent]] = np.nan_to_num(known[columns[of_parent]], nan=np.inf)
        limited = required.copy()
        np.minimum.at(limited, columns[~of_parent], parent[rows[~of_parent]])
        return limited

    def with_derived(self, span: Floats, unknown: Flags) -> Floats:
        """Least and largest counts, 2 × cells, with those of derived cells summed."""
        found = span.copy()
        at = unknown[self.derived]
        found[:, self.derived[at]] = span[:, self.parts[at]].sum(axis=2)
        return found

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(codes) for codes in self.codes)

    def name(self, cell: int) -> str:
        """The cell as messages call it."""
        at = np.unravel_index(cell, self.shape)
        return ", ".join(
            f"{dimension} {codes[code]!r}"
            for dimension, codes, code in zip(self.dimensions, self.codes, at, strict=True)
        )

    def positions(self, frame: pl.DataFrame) -> Positions:
        """The number of the cell of each row; all its codes have to be known."""
        if frame.is_empty():
            return np.empty(0, dtype=np.int64)
        at = [
            frame.get_column(name)
            .replace_strict(list(codes), list(range(len(codes))), return_dtype=pl.Int64)
            .to_numpy()
            for name, codes in zip(self.dimensions, self.codes, strict=True)
        ]
        return np.ravel_multi_index(at, self.shape).astype(np.int64)

    def frame(self, cells: Positions) -> pl.DataFrame:
        """The codes of the cells, one row each."""
        at = np.unravel_index(cells, self.shape)
        return pl.DataFrame(
            {
                name: pl.Series(np.array(codes, dtype=object)[code], dtype=pl.String)
                for name, codes, code in zip(self.dimensions, self.codes, at, strict=True)
            }
        )


def keyed(frame: pl.DataFrame, rules: Rules, what: str) -> pl.DataFrame:
    """The frame with its dimensions as text.

    Raises:
        ValueError: a dimension that is no column, a blank code, two rows of one cell.
    """
    if absent := [name for name in rules.dimensions if name not in frame.columns]:
        raise ValueError(
            f"{what}: no column {', '.join(absent)}; there are {', '.join(frame.columns)}"
        )
    frame = frame.with_columns(frame.get_column(name).cast(pl.String) for name in rules.dimensions)
    for name in rules.dimensions:
        if frame.get_column(name).null_count():
            raise ValueError(
                f"{what}: {name} has blank codes; give each row a code or leave it out"
            )
    keys = frame.select(frame.get_column(name) for name in rules.dimensions)
    if (twice := keys.is_duplicated()).any():
        cell = ", ".join(map(repr, keys.filter(twice).row(0)))
        raise ValueError(f"{what}: cell {cell} stands twice; expected one row a cell, so sum them")
    return frame


def cells_of(frames: Sequence[pl.DataFrame], rules: Rules) -> Cells:
    """The cells that the codes of the frames and the parents in ``sums`` span.

    Raises:
        ValueError: a child code that no row has and no relation makes; relations in a circle.
    """
    codes, relations = [], []
    for name in rules.dimensions:
        own = [set(frame.get_column(name).to_list()) for frame in frames]
        if name in rules.sums:
            found = _declared(name, rules.sums[name], set().union(*own))
        else:
            # Each release has a total of its own codes.
            made = (tuple(sorted(part - {rules.total})) for part in own)
            found = [(rules.total, children) for children in dict.fromkeys(made) if children]
        relations.append(tuple(found))
        codes.append(tuple(sorted(set().union(*own, *(_codes(relation) for relation in found)))))
    shape = [len(part) for part in codes]
    apart = [
        len(part)
        for n, part in zip(rules.dimensions, codes, strict=True)
        if n not in rules.together
    ]
    numbers = np.arange(np.prod(apart, dtype=np.int64)).reshape(
        [
            1 if n in rules.together else size
            for n, size in zip(rules.dimensions, shape, strict=True)
        ]
    )
    return Cells(
        rules.dimensions,
        tuple(codes),
        tuple(relations),
        _matrix(codes, relations),
        np.broadcast_to(numbers, shape).ravel(),
        *_derived(rules, codes, relations),
    )


def _derived(
    rules: Rules, codes: Sequence[Sequence[str]], relations: Sequence[Sequence[Relation]]
) -> tuple[Positions, Positions]:
    """The cells that are sums of what is hidden with them, and the cells that they sum."""
    shape = [len(part) for part in codes]
    numbers = np.arange(np.prod(shape, dtype=np.int64)).reshape(shape)
    for axis, name in enumerate(rules.dimensions):
        if name in rules.together and len(relations[axis]) == 1:
            [(parent, children)] = relations[axis]
            if {parent, *children} == set(codes[axis]):
                along = np.moveaxis(numbers, axis, 0)
                at = {code: place for place, code in enumerate(codes[axis])}
                parts = along[[at[child] for child in children]]
                return along[at[parent]].ravel(), parts.reshape(len(children), -1).T
    return np.empty(0, dtype=np.int64), np.empty((0, 1), dtype=np.int64)


def _codes(relation: Relation) -> set[str]:
    return {relation[0], *relation[1]}


def _declared(
    name: str, sums: Sequence[tuple[str, Sequence[str]]], there: set[str]
) -> list[Relation]:
    """The relations of a dimension, those that make the children of others first."""
    relations = [(parent, tuple(children)) for parent, children in sums]
    known = there | {parent for parent, _ in relations}
    for parent, children in relations:
        if not children or len(set(children)) < len(children):
            raise ValueError(f"sums of {name}: {parent!r} = {children}; expected distinct children")
        if unknown := [code for code in children if code not in known]:
            raise ValueError(
                f"sums of {name}: {parent!r} has {', '.join(map(repr, unknown))}, which no row has;"
                " correct the code, or leave out a child without respondents"
            )
    below: dict[str, set[str]] = {}
    for parent, children in relations:
        below.setdefault(parent, set()).update(children)
    try:
        order = list(TopologicalSorter(below).static_order())
    except CycleError as error:
        circle = " → ".join(map(repr, error.args[1]))
        raise ValueError(f"sums of {name}: {circle} is a circle; leave out one of them") from error
    return sorted(relations, key=lambda relation: order.index(relation[0]))


def _matrix(
    codes: Sequence[Sequence[str]], relations: Sequence[Sequence[Relation]]
) -> sparse.csc_array:
    parts = []
    for axis, found in enumerate(relations):
        at = {code: place for place, code in enumerate(codes[axis])}
        part = sparse.lil_array((len(found), len(at)))
        for row, (parent, children) in enumerate(found):
            part[row, at[parent]] = -1
            for child in children:
                part[row, at[child]] = 1
        before = int(np.prod([len(other) for other in codes[:axis]]))
        after = int(np.prod([len(other) for other in codes[axis + 1 :]]))
        parts.append(
            sparse.kron(sparse.kron(sparse.eye_array(before), part), sparse.eye_array(after))
        )
    return sparse.csc_array(sparse.vstack(parts))


def counts_of(frame: pl.DataFrame, cells: Cells, rules: Rules) -> Floats:
    """The respondents of all cells: as given, summed where a total is missing, else 0.

    Raises:
        ValueError: no such column; a count that is blank, negative or no whole number; a given
            total that is not the sum of its children.
    """
    given = whole(frame, rules.count, cells)
    values = np.full(cells.shape, np.nan)
    values.ravel()[cells.positions(frame)] = given
    base = np.ones(cells.shape, dtype=bool)
    for axis, relations in enumerate(cells.relations):
        parents = {parent for parent, _ in relations}
        leaf = np.array([code not in parents for code in cells.codes[axis]], dtype=bool)
        base &= leaf.reshape([-1 if other == axis else 1 for other in range(base.ndim)])
    values[base & np.isnan(values)] = 0
    for axis, relations in enumerate(cells.relations):
        at = {code: place for place, code in enumerate(cells.codes[axis])}
        along = np.moveaxis(values, axis, 0)  # a view
        for parent, children in relations:
            total = along[[at[child] for child in children]].sum(axis=0)
            along[at[parent]] = np.where(np.isnan(along[at[parent]]), total, along[at[parent]])
    flat = values.ravel()
    _refuse_nonadditive(cells, flat)
    return flat


def whole(frame: pl.DataFrame, column: str, cells: Cells) -> Floats:
    """A column of counts, NaN where blank is allowed (``published``).

    Raises:
        ValueError: no such column; a count that is negative or no whole number, or blank.
    """
    if column not in frame.columns:
        raise ValueError(f"table: no column {column}; there are {', '.join(frame.columns)}")
    series = frame.get_column(column)
    if not series.dtype.is_numeric() and series.dtype != pl.Null:
        raise ValueError(f"table: {column} is {series.dtype}; expected counts")
    values = series.cast(pl.Float64).to_numpy()
    wrong = ~np.isfinite(values) | (values < 0) | (values != np.floor(values))
    if column == "published":
        wrong &= series.is_not_null().to_numpy()
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        cell = cells.name(int(cells.positions(frame[row])[0]))
        raise ValueError(
            f"table: {column} of {cell} is {series[row]}; expected a whole number, 0 or more"
        )
    return np.asarray(values, dtype=np.float64)


def _refuse_nonadditive(cells: Cells, values: Floats) -> None:
    rest = cells.matrix @ values
    if not len(wrong := np.flatnonzero(rest)):
        return
    row = cells.matrix[[int(wrong[0])]].tocoo()
    parent = int(row.coords[1][row.data < 0][0])
    expected = values[parent] + rest[wrong[0]]
    raise ValueError(
        f"table: {cells.name(parent)} is {values[parent]:.0f}, but its parts sum to"
        f" {expected:.0f}; correct it, leave it out to have it summed, or say in sums what it is"
        f" the sum of ({len(wrong)} such)"
    )
