"""How the work of many bodies overlaps, and how they are tied to one another.

Overlap counts who works in which domain of which settlement. The network is a simple undirected
graph, bodies its nodes and common work its ties (Wasserman and Faust 1994, Social Network
Analysis, 4 and 5; betweenness after Freeman 1977).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

NATION = "IL"

_NETWORK: dict[str, type[pl.DataType]] = {
    "settlement_code": pl.String,
    "bodies": pl.Int32,
    "ties": pl.Int32,
    "density": pl.Float64,
    "components": pl.Int32,
    "isolated_bodies": pl.Int32,
}
_PLACES: dict[str, type[pl.DataType]] = {
    "settlement_code": pl.String,
    "body": pl.String,
    "component": pl.Int32,
    "degree": pl.Int32,
    "betweenness": pl.Float64,
    "is_broker": pl.Boolean,
}


def overlap(presence: pl.DataFrame, domains: Sequence[str]) -> pl.DataFrame:
    """Who carries each domain of each settlement.

    Args:
        presence: ``settlement_code, body, sector, domain``: a body of a sector works there in the
            domain. Rows that stand twice count once; one without a body or a domain only says that
            the settlement is one of them.
        domains: all there are, so that one in which nobody works is a row.

    Returns:
        A row for each settlement of ``presence`` and each domain: ``bodies``, ``sectors``;
        ``bodies_only_here`` work in no other domain of the settlement, ``bodies_shared`` do;
        ``lone_body``: one carries the domain by itself; ``missing``: nobody does.

    Raises:
        ValueError: a domain that is not one of ``domains``.
    """
    there = presence.drop_nulls(["settlement_code", "body", "domain"])
    unknown = set(there["domain"]) - set(domains)
    if unknown:
        raise ValueError(f"unknown domains: {sorted(unknown)}")
    spread = pl.col("domain").n_unique().over("settlement_code", "body")
    counted = (
        there.with_columns(only_here=spread == 1)
        .group_by("settlement_code", "domain")
        .agg(
            pl.col("body").n_unique().alias("bodies"),
            pl.col("sector").drop_nulls().n_unique().alias("sectors"),
            pl.col("body").filter("only_here").n_unique().alias("bodies_only_here"),
        )
    )
    settlements = presence.select("settlement_code").drop_nulls().unique()
    every = settlements.join(pl.DataFrame({"domain": domains}), how="cross")
    counts = ("bodies", "sectors", "bodies_only_here")
    return (
        every.join(counted, on=["settlement_code", "domain"], how="left")
        .with_columns(pl.col(*counts).fill_null(0).cast(pl.Int32))
        .with_columns(
            bodies_shared=pl.col("bodies") - pl.col("bodies_only_here"),
            lone_body=pl.col("bodies") == 1,
            missing=pl.col("bodies") == 0,
        )
        .sort("settlement_code", "domain")
    )


def bodies_overlap(presence: pl.DataFrame) -> pl.DataFrame:
    """In how many settlements and domains each body works.

    Args:
        presence: as of ``overlap``.

    Returns:
        ``body, settlements, domains`` and ``places``, the settlements and domains taken together.
    """
    there = presence.drop_nulls(["settlement_code", "body", "domain"])
    return (
        there.group_by("body")
        .agg(
            pl.col("settlement_code").n_unique().cast(pl.Int32).alias("settlements"),
            pl.col("domain").n_unique().cast(pl.Int32).alias("domains"),
            pl.struct("settlement_code", "domain").n_unique().cast(pl.Int32).alias("places"),
        )
        .sort("body")
    )


def partner_network(ties: pl.DataFrame, bodies: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The network of partners in each settlement, and of all together (``IL``).

    Args:
        ties: ``settlement_code, body_a, body_b``, one row for each thing two bodies share, of
            whatever ``tie_kind`` and in either order: two bodies are tied or not. A body is not
            tied to itself.
        bodies: ``settlement_code, body``, tied or not; those of the ties need not be repeated. A
            body bears the same name in every settlement.

    Returns:
        Of each network ``bodies, ties, density`` (share of the possible ties that are there, 0 to
        1; null below two bodies), ``components`` and ``isolated_bodies`` (tied to nobody). Of each
        body in it its ``component`` (1 is the largest; those of one size by their first name),
        ``degree``, ``betweenness`` (share of the shortest ways between two others that lead over
        it, 0 to 1) and ``is_broker``: without it, others would lose all connection.
    """
    pairs = ties.select("settlement_code", "body_a", "body_b").drop_nulls().unique()
    ends = (pairs.select("settlement_code", body=name) for name in ("body_a", "body_b"))
    nodes = pl.concat([bodies.select("settlement_code", "body").drop_nulls(), *ends]).unique()
    codes = sorted(set(nodes["settlement_code"]) | ({NATION} if nodes.height else set()))
    networks, places = [], []
    for code in codes:
        here = pl.lit(True) if code == NATION else pl.col("settlement_code") == code
        network, of_bodies = _network(
            nodes.filter(here)["body"].unique().sort(),
            pairs.filter(here).select("body_a", "body_b").unique().sort("body_a", "body_b").rows(),
        )
        networks.append({"settlement_code": code} | network)
        places += [{"settlement_code": code} | place for place in of_bodies]
    return pl.DataFrame(networks, schema=_NETWORK), pl.DataFrame(places, schema=_PLACES)


def _network(
    bodies: Iterable[str], pairs: Iterable[tuple[str, ...]]
) -> tuple[dict[str, object], list[dict[str, object]]]:
    # Importing it takes a tenth of a second, which every command would wait for.
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(bodies)
    graph.add_edges_from(pair for pair in pairs if pair[0] != pair[1])
    components = sorted(nx.connected_components(graph), key=lambda found: (-len(found), min(found)))
    component = {body: no for no, found in enumerate(components, 1) for body in found}
    between = nx.betweenness_centrality(graph, normalized=True)
    brokers = set(nx.articulation_points(graph))
    count = graph.number_of_nodes()
    network = {
        "bodies": count,
        "ties": graph.number_of_edges(),
        "density": nx.density(graph) if count > 1 else None,
        "components": len(components),
        "isolated_bodies": nx.number_of_isolates(graph),
    }
    places = [
        {
            "body": body,
            "component": component[body],
            "degree": graph.degree[body],
            "betweenness": between[body],
            "is_broker": body in brokers,
        }
        for body in graph
    ]
    return network, places
