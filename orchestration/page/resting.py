"""On which sources each mart of a build rests, how old these are, and until when it has figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from orchestration.lineage import PROGRAMMES, SCHEMA, Mart

ABOUT_SOURCES = "marts_provenance"
"""Marts of this group tell of sources; what is looked up in them is not made of their figures."""
OF_MANY = {
    "header_matches": "indicator_values",
    "survey_waves": "survey_waves",
    "survey_estimates": "survey_waves",
    "survey_item_quality": "survey_waves",
    "baselines": "baselines",
}
"""Raw tables that hold what several sources say: the mart that names the sources of their rows."""


@dataclass(frozen=True)
class Rest:
    """A source under a mart, in the words of ``marts.sources``."""

    source_id: str
    latest_edition: str | None
    freshness: str
    age_days: int | None


def resting(
    connection: duckdb.DuckDBPyConnection, marts: Sequence[Mart]
) -> dict[str, tuple[Rest, ...]]:
    """The sources under each mart, the oldest first; none where it is made of seeds alone.

    A mart that names the sources of its rows rests on these. Of another one it is known on which
    it rests at most: on those of the marts, raw tables and models it is made of; and what Python
    fills, which may read any figure, on all that figures rest on.

    Args:
        connection: to a build.
        marts: all of them, of the manifest.
    """
    named = _named_in_rows(connection, marts)
    by_name = {mart.name: mart for mart in marts}
    of_figures = named["indicator_values"] | named["statistical_area_values"] | {PROGRAMMES}
    found: dict[str, set[str]] = {}

    def under(mart: Mart) -> set[str]:
        if mart.name not in found:
            if named.get(mart.name):
                found[mart.name] = named[mart.name]
            elif mart.estimated:
                found[mart.name] = of_figures
            else:
                found[mart.name] = set(mart.sources).union(
                    *(
                        under(by_name[name])
                        for schema, name in mart.upstream
                        if schema == SCHEMA and by_name[name].group != ABOUT_SOURCES
                    ),
                    *(
                        named[OF_MANY[name]]
                        for schema, name in mart.upstream
                        if schema == "raw" and name in OF_MANY
                    ),
                )
        return found[mart.name]

    about = {
        row[0]: Rest(*row)
        for row in connection.execute(
            "select source_id, latest_edition, freshness, age_days from marts.sources"
        ).fetchall()
    }
    return {mart.name: _oldest_first(under(mart), about) for mart in marts}


def _named_in_rows(
    connection: duckdb.DuckDBPyConnection, marts: Sequence[Mart]
) -> dict[str, set[str]]:
    named = {}
    for mart in marts:
        if any(name == "source_id" for name, _, _ in mart.columns):
            rows = connection.execute(
                f'select distinct source_id from marts."{mart.name}" where source_id is not null'
            ).fetchall()
            named[mart.name] = {source_id for (source_id,) in rows}
    return named


def _oldest_first(sources: Iterable[str], about: Mapping[str, Rest]) -> tuple[Rest, ...]:
    found = [about[source_id] for source_id in sources if source_id in about]
    held = [rest for rest in found if rest.freshness != "no_file"]
    return tuple(sorted(held, key=lambda rest: (-(rest.age_days or -1), rest.source_id)))


def in_words(rests: Sequence[Rest]) -> str:
    """The same in a line: how many there are, which are older than they should be, the oldest.

    A closed series is of its time, and never the oldest.
    """
    if not rests:
        return "no publisher: agreed by people, kept in seeds"
    late = [rest for rest in rests if rest.freshness in ("stale", "past_limit")]
    told = f"{len(rests)} sources" if len(rests) > 1 else "1 source"
    told += ", none stale" if not late else ", stale: " + ", ".join(r.source_id for r in late)
    renewed = [rest for rest in rests if rest.freshness != "closed_series" and rest.age_days]
    if renewed:
        told += f"; oldest: {renewed[0].source_id}, {renewed[0].age_days:,} days after its year"
    return told
