"""What is hidden in a table, how its totals are made up, and how close an outsider may come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Literal

RESULT_COLUMNS = ("published", "suppressed", "reason", "primary", "required")
"""Columns that ``suppress`` writes after the dimensions."""

BOUND_COLUMNS = ("lower", "upper", "width", "exposed", "by_comparison")
"""Columns that ``audit`` writes after the dimensions, beside ``required``."""

DATA_VERSION = "data_version"
"""Column that says of which state of the data a release is."""


@dataclass(frozen=True)
class Rules:
    """The rules of one table.

    Cells: ``dimensions`` are the columns whose codes (read as text) identify a cell, ``count`` the
    column of respondents. Sensitive is a cell with 0 < count < ``minimum``; one of which the
    largest contributor's share (column ``largest_share``, 0 to 1) is above ``dominance``; and an
    answer that nobody or everybody of a row gave. An empty cell is not sensitive of itself.

    Totals: ``sums`` gives for a dimension its relations (parent code, child codes). Several make a
    hierarchy (settlements → district → nation) or several families of one parent (all = women +
    men; all = young + old); none, ``()``, leaves the codes unrelated. A dimension without an entry
    has the code ``total`` as the sum of its other codes.

    Answers: ``answer`` is the dimension of answers to one question. A row (the answers at the same
    codes of the other dimensions) is sensitive where ``positive`` was answered by nobody or by all
    of the row; without ``positive``, where all gave one answer. ``minimum_of`` says whether
    ``minimum`` is asked of each ``cell``, or of the respondents of the ``row``, so that an answer
    of three among forty is not hidden.

    Hiding: cells that differ only in the dimensions ``together`` are hidden or published as one.
    ``forced`` names a column that may be there: true, or the reason as text, for cells hidden from
    the start. ``protection`` is the least width, in respondents, of the interval an outsider may
    compute for a sensitive cell; ``minimum`` if not given. A complementary cell is not sensitive:
    of it more than one value has to be possible. ``within_parents`` asks of no cell more than the
    smallest published parent's count: an interval from 0 to that says nothing but the parent does.

    Raises:
        ValueError: a rule out of its range, or about a dimension that is not one.
    """

    dimensions: tuple[str, ...]
    count: str = "count"
    minimum: int = 10
    total: str = "Total"
    sums: Mapping[str, Sequence[tuple[str, Sequence[str]]]] = field(default_factory=dict)
    largest_share: str | None = None
    dominance: float = 0.5
    answer: str | None = None
    positive: str | None = None
    minimum_of: Literal["cell", "row"] = "cell"
    together: tuple[str, ...] = ()
    forced: str = "hidden"
    protection: int | None = None
    within_parents: bool = False

    def __post_init__(self) -> None:
        for name in ("dimensions", "together"):
            if isinstance(getattr(self, name), str):
                raise ValueError(f"rules: {name} is text; expected a tuple of columns")
            object.__setattr__(self, name, tuple(getattr(self, name)))
        if not self.dimensions or len(set(self.dimensions)) < len(self.dimensions):
            raise ValueError(f"rules: dimensions {self.dimensions}; expected distinct columns")
        taken = {*RESULT_COLUMNS, *BOUND_COLUMNS, DATA_VERSION, self.forced}
        if wrong := [name for name in (*self.dimensions, self.count) if name in taken]:
            raise ValueError(f"rules: {', '.join(wrong)} is a column of the result; rename it")
        if self.count in self.dimensions:
            raise ValueError(f"rules: count {self.count!r} is a dimension; expected another column")
        self._refuse_unknown_dimensions()
        if self.minimum < 1 or self.required < 1:
            raise ValueError(
                f"rules: minimum {self.minimum}, protection {self.protection}; expected 1 or more"
            )
        if not 0 <= self.dominance <= 1:
            raise ValueError(f"rules: dominance {self.dominance}; expected a share from 0 to 1")
        if self.minimum_of not in ("cell", "row"):
            raise ValueError(f"rules: minimum_of {self.minimum_of!r}; expected cell or row")
        if self.answer is None and (self.positive is not None or self.minimum_of == "row"):
            raise ValueError("rules: positive or minimum_of='row' without answer; name its column")

    def _refuse_unknown_dimensions(self) -> None:
        answer = () if self.answer is None else (self.answer,)
        for name, columns in (("sums", self.sums), ("together", self.together), ("answer", answer)):
            if unknown := [column for column in columns if column not in self.dimensions]:
                raise ValueError(
                    f"rules: {name} has {', '.join(unknown)}; expected of the dimensions"
                    f" {', '.join(self.dimensions)}"
                )

    @property
    def required(self) -> int:
        """The least width of the interval of a hidden cell, in respondents."""
        return self.minimum if self.protection is None else self.protection


def rules_of(rules: Rules | Mapping[str, object]) -> Rules:
    """Rules from themselves or from a mapping of their fields, as read from a seed or YAML.

    Raises:
        ValueError: no ``dimensions``, or a field that rules do not have.
    """
    if isinstance(rules, Rules):
        return rules
    known = [entry.name for entry in fields(Rules)]
    if unknown := [name for name in rules if name not in known]:
        raise ValueError(
            f"rules: {', '.join(map(str, unknown))} unknown; expected of {', '.join(known)}"
        )
    if "dimensions" not in rules:
        raise ValueError("rules: dimensions missing; name the columns that identify a cell")
    return Rules(**rules)  # type: ignore[arg-type]
