"""Tables to be disclosed, and an outsider's own way to look through them.

The outsider here knows leaves only: every cell is a sum of leaves. The package keeps a number for
each cell and relations between them, so that a fault of its relations is none here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import polars as pl
from scipy.optimize import linprog

from estimation import disclosure

Rules = disclosure.Rules
suppress = disclosure.suppress
audit = disclosure.audit
differenced = disclosure.differenced

Cell = tuple[str, ...]

HEBREW, DOTTED = "קריית שמונה", "a.1"
NATION = (("north", (HEBREW, DOTTED)), ("nation", ("north", "c")))
FAMILIES = (("all", ("women", "men")), ("all", ("young", "old")))
ANSWERS = (("asked", ("with", "without")),)


def line(counts: Mapping[str, int], **others: Sequence[object]) -> pl.DataFrame:
    """A table of one dimension, ``place``."""
    return pl.DataFrame({"place": list(counts), "count": list(counts.values()), **others})


def release(counts: Sequence[int | None], version: str | None = "2024") -> pl.DataFrame:
    """What was published of places a and b and their total."""
    rows = {"place": ["a", "b", "Total"], "published": list(counts)}
    return pl.DataFrame({**rows, "data_version": [version] * 3})


def survey(joint: np.ndarray) -> pl.DataFrame:
    """Respondents by place, sex, age and answer, as a table of place × group × answer."""
    found = {}
    groups = {"women": joint[:, 0], "men": joint[:, 1], "young": joint[:, :, 0]}
    groups["old"] = joint[:, :, 1]
    for group, counts in groups.items():
        summed = counts.sum(axis=1)
        for (at, place), (of, answer) in product(
            enumerate((HEBREW, DOTTED, "c")), enumerate(("with", "without"))
        ):
            found[place, group, answer] = int(summed[at, of])
    return pl.DataFrame(
        [(*cell, count) for cell, count in found.items()],
        schema=["place", "group", "answer", "count"],
        orient="row",
    )


def survey_rules(**changed: Any) -> disclosure.Rules:
    given = {
        "dimensions": ("place", "group", "answer"),
        "sums": {"place": NATION, "group": FAMILIES, "answer": ANSWERS},
        "answer": "answer",
        "positive": "with",
        "minimum_of": "row",
        "together": ("answer",),
    }
    return Rules(**{**given, **changed})


@dataclass(frozen=True)
class Outsider:
    """Cells × leaves: which leaves each cell sums; relations × leaves: sums that are 0."""

    cells: list[Cell]
    sums: np.ndarray
    nothing: np.ndarray

    def bounds(self, published: Mapping[Cell, int | None]) -> dict[Cell, tuple[float, float]]:
        """Least and largest of each hidden cell; infinite where nothing bounds it."""
        shown = [n for n, cell in enumerate(self.cells) if published[cell] is not None]
        known = np.array([published[self.cells[n]] for n in shown], dtype=float)
        left = np.vstack([self.sums[shown], self.nothing])
        right = np.concatenate([known, np.zeros(len(self.nothing))])
        found = {}
        for cell, leaves in zip(self.cells, self.sums, strict=True):
            if published[cell] is None:
                ends = [linprog(sign * leaves, A_eq=left, b_eq=right) for sign in (1, -1)]
                assert ends[0].status == 0
                largest = np.inf if ends[1].status == 3 else -ends[1].fun
                found[cell] = (ends[0].fun, largest)
        return found

    def tables(self, published: Mapping[Cell, int | None], most: int) -> np.ndarray:
        """Every table of whole numbers that agrees, leaves up to ``most``: tables × cells."""
        shown = [n for n, cell in enumerate(self.cells) if published[cell] is not None]
        known = np.array([published[self.cells[n]] for n in shown])
        values = np.arange(most + 1)
        found = np.zeros((1, 0), dtype=int)
        for leaf in range(self.sums.shape[1]):
            found = np.column_stack(
                [np.repeat(found, len(values), axis=0), np.tile(values, len(found))]
            )
            found = found[(found @ self.sums[shown, : leaf + 1].T <= known).all(axis=1)]
        agrees = (found @ self.sums[shown].T == known).all(axis=1)
        agrees &= (found @ self.nothing.T == 0).all(axis=1)
        return found[agrees] @ self.sums.T


def outsider(released: pl.DataFrame, rules: disclosure.Rules) -> Outsider:
    codes, sums, nothing = [], [], []
    for name in rules.dimensions:
        own = sorted(released[name].unique())
        below = tuple(code for code in own if code != rules.total)
        relations = rules.sums.get(name, [(rules.total, below)] if below else [])
        parents = {parent for parent, _ in relations}
        leaves = [code for code in own if code not in parents]
        of = {code: np.eye(len(leaves), dtype=int)[n] for n, code in enumerate(leaves)}
        left = list(relations)
        while left:
            parent, children = left.pop(0)
            if all(child in of for child in children):
                of.setdefault(parent, np.sum([of[child] for child in children], axis=0))
            else:
                left.append((parent, children))
        codes.append(own)
        sums.append(np.array([of[code] for code in own]))
        nothing.append(
            np.array(
                [
                    of[parent] - sum(of[child] for child in children)
                    for parent, children in relations
                ]
            ).reshape(-1, len(leaves))
        )
    extra = []
    for axis, own in enumerate(nothing):
        extra.append(crossed([own if n == axis else part for n, part in enumerate(sums)]))
    return Outsider(list(product(*codes)), crossed(sums), np.vstack(extra))


def crossed(parts: Sequence[np.ndarray]) -> np.ndarray:
    found = np.ones((1, 1), dtype=int)
    for part in parts:
        found = np.kron(found, part)
    return found


def by_cell(frame: pl.DataFrame, rules: disclosure.Rules, column: str) -> dict[Cell, Any]:
    keys = frame.select(rules.dimensions).iter_rows()
    return dict(zip(keys, frame[column].to_list(), strict=True))
