"""Overlap and networks of partners: known graphs, and what must hold of any."""

from __future__ import annotations

import itertools

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimation.fragmentation import NATION, bodies_overlap, overlap, partner_network

DOMAINS = ["economic", "educational", "social"]
Tie = tuple[str, str]


def presence(*rows: tuple[str, str | None, str | None, str | None]) -> pl.DataFrame:
    names = ["settlement_code", "body", "sector", "domain"]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def network(
    ties: list[Tie], bodies: list[str] | None = None, settlement: str = "8000"
) -> tuple[dict[str, object], dict[str, dict[str, object]]]:
    """Of one settlement: the network, and its bodies by name."""
    whole, places = partner_network(*frames([(settlement, *tie) for tie in ties], bodies or []))
    here = pl.col("settlement_code") == settlement
    of_bodies = {row["body"]: row for row in places.filter(here).iter_rows(named=True)}
    return whole.filter(here).row(0, named=True), of_bodies


def frames(
    ties: list[tuple[str, str, str]], bodies: list[str], settlement: str = "8000"
) -> tuple[pl.DataFrame, pl.DataFrame]:
    names = ["settlement_code", "body_a", "body_b"]
    return (
        pl.DataFrame(ties, schema=dict.fromkeys(names, pl.String), orient="row"),
        pl.DataFrame(
            [(settlement, body) for body in bodies],
            schema={"settlement_code": pl.String, "body": pl.String},
            orient="row",
        ),
    )


def test_overlap_of_a_settlement() -> None:
    found = overlap(
        presence(
            ("8000", "city", "authority", "social"),
            ("8000", "city", "authority", "social"),
            ("8000", "city", "authority", "economic"),
            ("8000", "fund", "philanthropy", "social"),
            ("8000", "club", None, "social"),
        ),
        DOMAINS,
    )
    assert found.drop("settlement_code").rows(named=True) == [
        {
            "domain": "economic",
            "bodies": 1,
            "sectors": 1,
            "bodies_only_here": 0,
            "bodies_shared": 1,
            "lone_body": True,
            "missing": False,
        },
        {
            "domain": "educational",
            "bodies": 0,
            "sectors": 0,
            "bodies_only_here": 0,
            "bodies_shared": 0,
            "lone_body": False,
            "missing": True,
        },
        {
            "domain": "social",
            "bodies": 3,
            "sectors": 2,
            "bodies_only_here": 2,
            "bodies_shared": 1,
            "lone_body": False,
            "missing": False,
        },
    ]


def test_a_body_is_shared_within_its_settlement_only() -> None:
    found = overlap(
        presence(
            ("8000", "fund", "philanthropy", "social"),
            ("0031", "fund", "philanthropy", "economic"),
        ),
        DOMAINS,
    )
    assert found.filter(pl.col("bodies") > 0)["bodies_only_here"].to_list() == [1, 1]


def test_a_settlement_without_bodies_misses_every_domain() -> None:
    found = overlap(presence(("8000", None, None, None)), DOMAINS)
    assert found["missing"].to_list() == [True] * 3
    assert overlap(presence(), DOMAINS).is_empty()


def test_a_domain_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="sports"):
        overlap(presence(("8000", "club", None, "sports")), DOMAINS)


def test_where_a_body_works() -> None:
    found = bodies_overlap(
        presence(
            ("8000", "fund", "philanthropy", "social"),
            ("8000", "fund", "philanthropy", "economic"),
            ("0031", "fund", "philanthropy", "social"),
            ("0031", "city", "authority", "social"),
        )
    )
    assert found.rows() == [("city", 1, 1, 1), ("fund", 2, 2, 3)]


def test_a_star_hangs_on_its_centre() -> None:
    whole, bodies = network([("hub", leaf) for leaf in "abcd"])
    assert whole["density"] == pytest.approx(4 / 10)
    assert bodies["hub"]["betweenness"] == pytest.approx(1.0)
    assert [name for name, row in bodies.items() if row["is_broker"]] == ["hub"]
    assert bodies["a"]["degree"] == 1


def test_a_path_hangs_on_all_but_its_ends() -> None:
    _, bodies = network([("a", "b"), ("b", "c"), ("c", "d")])
    assert {name: row["is_broker"] for name, row in bodies.items()} == {
        "a": False,
        "b": True,
        "c": True,
        "d": False,
    }
    # Of the three pairs of others, two are parted by b.
    assert bodies["b"]["betweenness"] == pytest.approx(2 / 3)


def test_a_ring_has_ways_over_everybody_and_hangs_on_nobody() -> None:
    _, bodies = network([("a", "b"), ("b", "c"), ("c", "d"), ("d", "a")])
    assert all(row["betweenness"] == pytest.approx(1 / 6) for row in bodies.values())
    assert not any(row["is_broker"] for row in bodies.values())


def test_a_clique_has_every_tie_and_no_broker() -> None:
    whole, bodies = network(list(itertools.combinations("abcde", 2)))
    assert (whole["ties"], whole["density"]) == (10, 1.0)
    assert not any(row["is_broker"] or row["betweenness"] for row in bodies.values())


def test_components_are_numbered_by_size_and_isolated_bodies_counted() -> None:
    whole, bodies = network([("x", "y"), ("y", "z"), ("a", "b")], ["alone", "x"])
    assert (whole["bodies"], whole["components"], whole["isolated_bodies"]) == (6, 3, 1)
    assert {name: row["component"] for name, row in bodies.items()} == {
        "x": 1,
        "y": 1,
        "z": 1,
        "a": 2,
        "b": 2,
        "alone": 3,
    }


def test_a_tie_counts_once_and_never_to_oneself() -> None:
    whole, bodies = network([("a", "b"), ("b", "a"), ("a", "b"), ("a", "a"), ("c", "c")])
    assert (whole["bodies"], whole["ties"], whole["isolated_bodies"]) == (3, 1, 1)
    assert bodies["a"]["degree"] == 1


def test_one_body_has_no_density() -> None:
    whole, _ = network([], ["alone"])
    assert whole["density"] is None and whole["components"] == 1


def test_nothing_is_no_network() -> None:
    whole, places = partner_network(*frames([], []))
    assert whole.is_empty() and places.is_empty()


def test_a_body_of_two_settlements_brokers_between_them_in_the_nation_only() -> None:
    ties = [("8000", "fund", "a"), ("8000", "fund", "b"), ("8000", "a", "b"), ("0031", "fund", "c")]
    whole, places = partner_network(*frames(ties, []))
    assert dict(whole.select("settlement_code", "bodies").rows()) == {"8000": 3, "0031": 2, "IL": 4}
    brokers = places.filter("is_broker").select("settlement_code", "body").rows()
    assert brokers == [(NATION, "fund")]


NAMES = "abcdefgh"
TIES = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=20)


@settings(deadline=None)
@given(TIES, st.lists(st.sampled_from(NAMES), min_size=1), st.permutations(NAMES))
def test_names_do_not_matter(ties: list[Tie], bodies: list[str], names: list[str]) -> None:
    other = dict(zip(NAMES, names, strict=True))
    whole, of_bodies = network(ties, bodies)
    renamed, of_renamed = network(
        [(other[b], other[a]) for a, b in ties], [other[body] for body in bodies]
    )
    assert whole == renamed
    for body, row in of_bodies.items():
        again = of_renamed[other[body]]
        assert (row["degree"], row["is_broker"]) == (again["degree"], again["is_broker"])
        assert row["betweenness"] == pytest.approx(again["betweenness"])


@settings(deadline=None)
@given(TIES, st.lists(st.sampled_from(NAMES), min_size=1))
def test_what_holds_of_every_network(ties: list[Tie], bodies: list[str]) -> None:
    whole, of_bodies = network(ties, bodies)
    assert whole["density"] is None or 0 <= whole["density"] <= 1
    assert (whole["density"] is None) == (whole["bodies"] == 1)
    assert sum(row["degree"] for row in of_bodies.values()) == 2 * whole["ties"]
    assert {row["component"] for row in of_bodies.values()} == set(
        range(1, whole["components"] + 1)
    )
    for body, row in of_bodies.items():
        assert 0 <= row["betweenness"] <= 1 + 1e-12
        # Without a broker there are more components than before.
        rest = [name for name in of_bodies if name != body]
        if rest:
            without, _ = network([tie for tie in ties if body not in tie], rest)
            assert row["is_broker"] == (without["components"] > whole["components"])
            assert not row["is_broker"] or row["betweenness"] > 0
