"""Pages of cells, however the file keeps them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from ingest.parse.values import clean, column_letters
from ingest.programmes.messages import Problem
from ingest.programmes.personal import personal_kinds


class Unreadable(Exception):
    """Nothing of a file can be read; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.kind)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Cell:
    """A filled cell: its value, or the stored result of its formula (``None`` if it has none).

    ``percent``: shown as a percentage, so that 0.65 is seen as 65 %. ``error``: such as #REF!.
    """

    value: object
    percent: bool = False
    error: bool = False
    formula: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The filled cells of a row by column; rows and columns are counted from 1."""

    number: int
    cells: dict[int, Cell]

    def holds(self, column: int) -> bool:
        """Whether the cell shows anything: a formula without a result may."""
        cell = self.cells.get(column)
        if cell is None or cell.value is None:
            return cell is not None and cell.formula
        text = cell.value
        return not isinstance(text, str) or text[:1].isalnum() or bool(clean(text))

    def text(self, column: int) -> str:
        """The cell as a text, empty for an empty one."""
        cell = self.cells.get(column)
        return "" if cell is None or cell.value is None else str(cell.value)


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def covers(self, row: int, column: int) -> bool:
        return (
            self.first_row <= row <= self.last_row
            and self.first_column <= column <= self.last_column
        )

    @property
    def span(self) -> str:
        """Such as ``A5:B7``."""
        first = place(self.first_row, self.first_column)
        return f"{first}:{place(self.last_row, self.last_column)}"


@dataclass(frozen=True)
class Page:
    """One sheet. ``name`` may be shown, ``title`` is what the file calls it."""

    name: str
    title: str
    rows: list[Row]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merges: tuple[Merge, ...] = ()

    @cached_property
    def merges_of_row(self) -> dict[int, list[Merge]]:
        """The merged ranges that touch a filled row, by row."""
        numbers = [row.number for row in self.rows]
        touching: dict[int, list[Merge]] = {}
        for merge in self.merges:
            first = bisect_left(numbers, merge.first_row)
            for number in numbers[first : bisect_right(numbers, merge.last_row)]:
                touching.setdefault(number, []).append(merge)
        return touching


@dataclass(frozen=True)
class Book:
    """The sheets of a file in their order."""

    pages: list[Page] = field(default_factory=list)
    macros: bool = False


def place(row: int, column: int) -> str:
    """A cell as spreadsheets name it: row 7, column 3 → ``C7``."""
    return f"{column_letters(column - 1)}{row}"


def safe_name(title: str, number: int) -> str:
    """A sheet's name for messages; the number of a sheet whose name holds personal data."""
    return f"#{number}" if personal_kinds(title) else title
