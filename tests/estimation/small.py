"""Small frames and frameworks for the tests of composite indices."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import strategies as st

from estimation.composite import (
    Framework,
    Node,
    framework_of,
)

COLUMN = st.lists(st.integers(-1000, 1000), min_size=4, max_size=12)


def flat(**directions: int) -> Framework:
    """An index right above its indicators, all of one weight."""
    below = [Node(code, "index", direction=way) for code, way in directions.items()]
    return framework_of([Node("index"), *below])


def towns(**columns: list[Any]) -> pl.DataFrame:
    count = len(next(iter(columns.values())))
    return pl.DataFrame({"u": [f"t{at}" for at in range(count)], **columns}, strict=False)


def values(frame: pl.DataFrame, code: str = "a") -> list[float | None]:
    return frame[code].to_list()
