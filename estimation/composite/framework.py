"""What a composite index is made of: indicators, groups, weights, directions, denominators.

A framework is a tree. Its leaves are the indicators (level 1), each of which is a column of the
data; its inner nodes are the groups they are aggregated into; its one root is the index.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl


class CompositeError(ValueError):
    """A framework, a frame or a parameter that cannot be worked with; says what and where."""


@dataclass(frozen=True)
class Node:
    """One indicator or one group of the framework.

    ``parent`` is None for the index itself. ``level`` is 1 for an indicator and more than its
    children's for a group; None derives it. ``weight`` is relative to the siblings and need not
    sum to anything. ``direction`` is +1 where more is better, -1 where less is, for indicators.
    ``denominator`` is the column an indicator is divided by, ``per`` the number of units of the
    denominator that the quotient is given for (1000: per thousand).
    """

    code: str
    parent: str | None = None
    level: int | None = None
    weight: float = 1.0
    direction: int = 1
    denominator: str | None = None
    per: float = 1.0


@dataclass(frozen=True)
class Framework:
    """A valid tree of nodes; make it with ``framework_of`` or ``framework_from``.

    Raises:
        CompositeError: all that is wrong with the nodes, in one message.
    """

    nodes: tuple[Node, ...]

    def __post_init__(self) -> None:
        if faults := _faults(self.nodes):
            raise CompositeError("framework: " + "; ".join(faults))

    @cached_property
    def node(self) -> dict[str, Node]:
        """Each node by its code."""
        return {node.code: node for node in self.nodes}

    @cached_property
    def position(self) -> dict[str, int]:
        """Where each code stands among ``nodes``."""
        return {node.code: at for at, node in enumerate(self.nodes)}

    @cached_property
    def children(self) -> dict[str, tuple[str, ...]]:
        """The codes below each group, in the order of declaration."""
        return _children(self.nodes)

    @cached_property
    def indicators(self) -> tuple[str, ...]:
        """The leaves, in the order of declaration."""
        return tuple(node.code for node in self.nodes if node.code not in self.children)

    @cached_property
    def level(self) -> dict[str, int]:
        """The level of each code, stated or derived: one above the highest child."""
        return _levels(self.nodes)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The inner nodes from the lowest level to the root, so that children come first."""
        inner = [node.code for node in self.nodes if node.code in self.children]
        return tuple(sorted(inner, key=self.level.__getitem__))

    @property
    def root(self) -> str:
        """The code of the index itself."""
        return self.groups[-1]


def framework_of(nodes: Iterable[Node]) -> Framework:
    """The framework of these nodes.

    Raises:
        CompositeError: duplicate code, unknown parent, cycle, no or several roots, a weight that
            is negative or no number, a group whose weights are all zero, a direction other than
            +1 and -1, levels that do not rise, a group that holds nothing.
    """
    return Framework(tuple(nodes))


def framework_from(table: pl.DataFrame) -> Framework:
    """The framework of a table with one row per node.

    Columns ``code`` and ``parent`` (null for the root) are required; ``level``, ``weight``,
    ``direction``, ``denominator`` and ``per`` may be absent, and then have the defaults of
    ``Node``. Other columns are not read. A null weight is refused but for the root's.

    Raises:
        CompositeError: a column that is required is absent, or as ``framework_of``.
    """
    if absent := {"code", "parent"} - set(table.columns):
        raise CompositeError(f"framework: no column {', '.join(sorted(absent))}")
    nodes = []
    for row in table.iter_rows(named=True):
        direction, weight = row.get("direction"), row.get("weight", 1.0)
        if weight is None:
            weight = 1.0 if row["parent"] is None else math.nan
        nodes.append(
            Node(
                code=row["code"],
                parent=row["parent"],
                level=row.get("level"),
                weight=weight,
                # A column read from text may be of floats.
                direction=1 if direction is None else {1: 1, -1: -1}.get(direction, direction),
                denominator=row.get("denominator"),
                per=1.0 if row.get("per") is None else row["per"],
            )
        )
    return framework_of(nodes)


def reweighted(described: Framework, weights: Mapping[str, float]) -> Framework:
    """The same framework with other weights for the codes given.

    Raises:
        CompositeError: a code that the framework does not hold, or a weight that is none.
    """
    if unknown := set(weights) - set(described.node):
        raise CompositeError(f"weights for unknown codes: {', '.join(sorted(unknown))}")
    return framework_of(
        replace(node, weight=weights.get(node.code, node.weight)) for node in described.nodes
    )


def effective_weights(described: Framework) -> dict[str, float]:
    """Each indicator's share in the index: the product of its shares on the way to the root.

    They sum to 1. Exact for arithmetic aggregation of a unit of which nothing is missing.
    """
    shares = {described.root: 1.0}
    for group in reversed(described.groups):
        below = described.children[group]
        total = sum(described.node[code].weight for code in below)
        for code in below:
            shares[code] = shares[group] * described.node[code].weight / total
    return {code: shares[code] for code in described.indicators}


def _children(nodes: Iterable[Node]) -> dict[str, tuple[str, ...]]:
    below: dict[str, list[str]] = {}
    for node in nodes:
        if node.parent is not None:
            below.setdefault(node.parent, []).append(node.code)
    return {parent: tuple(codes) for parent, codes in below.items()}


def _levels(nodes: tuple[Node, ...]) -> dict[str, int]:
    below, stated = _children(nodes), {node.code: node.level for node in nodes}
    found: dict[str, int] = {}

    def level_of(code: str) -> int:
        if code not in found:
            derived = 1 + max((level_of(child) for child in below.get(code, ())), default=0)
            level = stated[code]
            found[code] = derived if level is None else level
        return found[code]

    return {node.code: level_of(node.code) for node in nodes}


def _faults(nodes: tuple[Node, ...]) -> list[str]:
    if not nodes:
        return ["it has no nodes"]
    if not all(node.code for node in nodes):
        return ["a node has no code"]
    codes = [node.code for node in nodes]
    faults = [f"code {code!r} is declared {codes.count(code)} times" for code in _twice(codes)]
    faults += [
        f"{node.code}: parent {node.parent!r} is not declared"
        for node in nodes
        if node.parent is not None and node.parent not in codes
    ]
    if not faults:  # the tree's shape makes sense to look at only now
        faults = _faults_of_shape(nodes)
    below = _children(nodes)
    for node in nodes:
        if not (math.isfinite(node.weight) and node.weight >= 0):
            faults.append(f"{node.code}: weight {node.weight}; expected a number of at least 0")
        if node.direction not in (-1, 1) or (node.code in below and node.direction != 1):
            expected = "1 (directions are the indicators')" if node.code in below else "1 or -1"
            faults.append(f"{node.code}: direction {node.direction}; expected {expected}")
        if not (math.isfinite(node.per) and node.per > 0):
            faults.append(f"{node.code}: per {node.per}; expected a number above 0")
        if node.code in below and node.denominator is not None:
            faults.append(f"{node.code}: a group has no denominator, found {node.denominator!r}")
    weight = {node.code: node.weight for node in nodes}
    faults += [
        f"{group}: the weights of all that it holds are 0"
        for group, held in below.items()
        if all(weight[code] == 0 for code in held)
    ]
    return faults


def _faults_of_shape(nodes: tuple[Node, ...]) -> list[str]:
    parent = {node.code: node.parent for node in nodes}
    for code in parent:
        path, at = [code], parent[code]
        while at is not None and at not in path:
            path.append(at)
            at = parent[at]
        if at is not None:
            return [f"a cycle: {' → '.join([*path[path.index(at) :], at])}"]
    faults, below = [], _children(nodes)
    roots = [code for code in parent if parent[code] is None]
    if len(roots) != 1:
        faults.append(f"{len(roots)} nodes without a parent ({', '.join(roots)}); expected one")
    level = _levels(nodes)
    for node in nodes:
        if node.code not in below and level[node.code] != 1:
            faults.append(f"{node.code}: level {level[node.code]} but it holds no indicator")
        if node.parent is not None and level[node.parent] <= level[node.code]:
            faults.append(
                f"{node.code}: level {level[node.code]} under {node.parent} of level"
                f" {level[node.parent]}; expected a higher one"
            )
    if len(nodes) == 1:
        faults.append(f"{nodes[0].code}: alone, it holds no indicator")
    return faults


def _twice(codes: list[str]) -> list[str]:
    return sorted({code for code in codes if codes.count(code) > 1})
