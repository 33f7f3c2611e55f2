"""A column of a workbook. Band, period, name and sub-name stand in rows 2 to 5 from 2016 on.

A band or name is given where it stands in the publisher's sheet, the first column of its group; the
writer leaves the others empty. The lists are in ``columns_people``, ``columns_services``,
``columns_land`` and ``columns_money``, ``columns_old`` and, put together, in ``physical``.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

TEN = "בעיריות ומועצות מקומיות המונות 10,000 תושבים ויותר"
TWENTY = "בעיריות ומועצות מקומיות המונות 20,000 תושבים ויותר"


class Column(NamedTuple):
    """One column: what it holds and what stands above it."""

    key: str
    name: str = ""
    sub: str = ""
    band: str = ""
    period: str | int = ""
    year: int = 0  # of which year the figure speaks, where it is not the year of the file
    over: int = 0  # published for cities of so many residents, ".." for all others
    only: Literal["", "municipal", "council"] = ""
    blank: str = "-"  # what stands where the column does not apply
    comment: str = ""
