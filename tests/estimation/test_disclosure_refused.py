"""What disclosure control refuses, and what it says of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import polars as pl
import pytest

from tests.estimation.disclosed import Rules, audit, differenced, line, release, suppress

PLACE = Rules(("place",), minimum=5)
TWO = line({"a": 30, "b": 40})
REFUSED: list[tuple[str, Callable[[], object]]] = [
    ("rules: dimensions is text; expected a tuple", lambda: Rules("place")),  # type: ignore[arg-type]
    ("rules: together is text", lambda: Rules(("place",), together="place")),  # type: ignore[arg-type]
    ("rules: dimensions (); expected distinct", lambda: Rules(())),
    ("expected distinct columns", lambda: Rules(("place", "place"))),
    ("rules: published is a column of the result", lambda: Rules(("published",))),
    ("rules: width is a column of the result", lambda: Rules(("width",))),
    ("rules: hidden is a column of the result", lambda: Rules(("a",), count="hidden")),
    ("rules: count 'a' is a dimension", lambda: Rules(("a",), count="a")),
    ("rules: sums has b; expected of the dimensions a", lambda: Rules(("a",), sums={"b": ()})),
    ("rules: together has b", lambda: Rules(("a",), together=("b",))),
    ("rules: answer has b", lambda: Rules(("a",), answer="b")),
    ("rules: minimum 0, protection None; expected 1", lambda: Rules(("a",), minimum=0)),
    ("rules: minimum 10, protection 0", lambda: Rules(("a",), protection=0)),
    ("rules: dominance 1.5; expected a share", lambda: Rules(("a",), dominance=1.5)),
    ("rules: minimum_of 'x'", lambda: Rules(("a",), minimum_of="x")),  # type: ignore[arg-type]
    ("without answer; name its column", lambda: Rules(("a",), positive="with")),
    ("without answer; name its column", lambda: Rules(("a",), minimum_of="row")),
    ("rules: least unknown; expected of dimensions", lambda: suppress(TWO, {"least": 3})),
    ("rules: dimensions missing", lambda: suppress(TWO, {"minimum": 3})),
    ("table: no column group; there are place, count", lambda: suppress(TWO, Rules(("group",)))),
    ("table: place has blank codes", lambda: suppress(line({None: 3}), PLACE)),  # type: ignore[dict-item]
    ("table: cell 'a' stands twice", lambda: suppress(pl.concat([TWO, TWO]), PLACE)),
    ("table: no column n; there are", lambda: suppress(TWO, Rules(("place",), count="n"))),
    ("table: count is String", lambda: suppress(TWO.cast({"count": pl.String}), PLACE)),
    ("count of place 'a' is -1; expected a whole", lambda: suppress(line({"a": -1}), PLACE)),
    ("count of place 'a' is 1.5", lambda: suppress(line({"a": 1.5}), PLACE)),  # type: ignore[dict-item]
    ("count of place 'a' is None", lambda: suppress(line({"a": None}), PLACE)),  # type: ignore[dict-item]
    (
        "place 'Total' is 9, but its parts sum to 3",
        lambda: suppress(line({"a": 3, "Total": 9}), PLACE),
    ),
    ("'n' = (); expected distinct children", lambda: suppress(TWO, summed(("n", ())))),
    ("expected distinct children", lambda: suppress(TWO, summed(("n", ("a", "a"))))),
    ("'n' has 'z', which no row has", lambda: suppress(TWO, summed(("n", ("a", "z"))))),
    ("is a circle", lambda: suppress(TWO, summed(("n", ("m",)), ("m", ("n",))))),
    ("table: no column top", lambda: suppress(TWO, Rules(("place",), largest_share="top"))),
    (
        "top of place 'a' is 1.2; expected a share",
        lambda: suppress(line({"a": 30}, top=[1.2]), Rules(("place",), largest_share="top")),
    ),
    (
        "answer place: 'a', 'b' are parts of no other",
        lambda: suppress(TWO, Rules(("place",), answer="place", sums={"place": ()})),
    ),
    (
        "positive 'z' is no part of a total",
        lambda: suppress(TWO, Rules(("place",), answer="place", positive="z")),
    ),
    (
        "table: hidden is Int64; expected true or false",
        lambda: suppress(line({"a": 3}, hidden=[1]), PLACE),
    ),
    (
        "data_version is 1, 2; expected one state",
        lambda: suppress(line({"a": 3, "b": 4}, data_version=[1, 2]), PLACE),
    ),
    ("table: no column published; give what", lambda: audit(TWO)),
    ("table: no column published; there are", lambda: audit(TWO, PLACE)),
    ("published of place 'a' is 2.5", lambda: audit(release([2.5, 1, 3]))),  # type: ignore[list-item]
    ("table: cell 'a' stands twice", lambda: audit(pl.concat([release([1, 2, 3])] * 2))),
    ("contradict each other", lambda: audit(release([1, 2, 4]))),
    ("contradict each other", lambda: audit(release([None, 5, 4]))),
    (
        "table: no column data_version; expected",
        lambda: audit(release([1, 2, 3]).drop("data_version"), PLACE, release([1, 2, 3])),
    ),
    (
        "earlier: no column place, published",
        lambda: audit(release([1, 2, 3]), PLACE, release([1, 2, 3]).select("data_version")),
    ),
    (
        "earlier: place 'a' was 2 and is 1 of the same",
        lambda: audit(release([1, 2, 3]), PLACE, release([2, 1, 3])),
    ),
    (
        "of the same data; expected one count of each",
        lambda: audit(
            release([None, None, 3]), PLACE, pl.concat([release([1, 2, 3]), release([2, 1, 3])])
        ),
    ),
    (
        "earlier: data_version is blank where a count",
        lambda: differenced(release([1, 2, 3]), release([1, 2, 3], None), PLACE),
    ),
    ("table: no column published", lambda: differenced(TWO, release([1, 2, 3]), PLACE)),
]


def summed(*relations: tuple[str, Sequence[str]]) -> Rules:
    return Rules(("place",), sums={"place": relations})


@pytest.mark.parametrize(("message", "act"), REFUSED, ids=[message for message, _ in REFUSED])
def test_what_is_refused_is_told(message: str, act: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        act()
