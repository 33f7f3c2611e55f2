"""The marts as Dagster sees them, from dbt's manifest: an asset for each, with what it rests on.

Only what people query is an asset. Seeds and the models in between are part of the build: an entry
of Dagster's log costs milliseconds, and those of all of dbt's nodes took longer than building them.
For the same reason this is not dagster-dbt, whose assets are all models, one by one.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from orchestration.build import MANIFEST

SCHEMA = "marts"
SHAPE = "macro.thriving.shape_of"
STAGING = re.compile(r"stg_(\w+?)__")
OF_PROGRAMMES, PROGRAMMES = "int_programme_rows", "settlement_programmes"


class Mart(NamedTuple):
    """``upstream``: keys of marts and raw tables, through whatever stands in between.

    ``sources``: those whose own models stand in between.
    ``columns``: name, type and description of each. ``estimated``: its shape is a model, its rows
    come from Python.
    """

    name: str
    group: str
    description: str
    upstream: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    columns: tuple[tuple[str, str, str], ...]
    estimated: bool


def marts_of_manifest() -> list[Mart]:
    """The models of the public schema, of the project as it was last parsed."""
    manifest = json.loads(MANIFEST.read_text("utf-8"))
    nodes: dict[str, Any] = manifest["nodes"] | manifest["sources"]
    return [
        Mart(
            node["alias"],
            f"marts_{node['fqn'][-2]}",
            node["description"],
            *_upstream(node, nodes),
            tuple(
                (column["name"], column["data_type"] or "", column["description"])
                for column in node["columns"].values()
            ),
            SHAPE in node["depends_on"]["macros"],
        )
        for node in nodes.values()
        if node["resource_type"] == "model" and node["schema"] == SCHEMA
    ]


def descriptions_of_raw() -> dict[str, str]:
    """What a row of each table of the raw layer is."""
    manifest = json.loads(MANIFEST.read_text("utf-8"))
    return {node["name"]: node["description"] for node in manifest["sources"].values()}


def _upstream(
    node: dict[str, Any], nodes: dict[str, Any]
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Marts and raw tables from which the node is made, directly or through hidden nodes.

    And the sources whose own models are among these.
    """
    found: set[tuple[str, str]] = set()
    sources: set[str] = set()
    seen: set[str] = set()
    waiting = list(node["depends_on"]["nodes"])
    while waiting:
        unique_id = waiting.pop()
        if unique_id in seen:
            continue
        seen.add(unique_id)
        parent = nodes[unique_id]
        if parent["resource_type"] == "source":
            found.add(("raw", parent["name"]))
        elif parent["resource_type"] == "model" and parent["schema"] == SCHEMA:
            found.add((SCHEMA, parent["alias"]))
        else:
            waiting += parent.get("depends_on", {}).get("nodes", [])
            if staged := STAGING.match(parent["name"]):
                sources.add(staged[1])
            if parent["name"] == OF_PROGRAMMES:
                sources.add(PROGRAMMES)
    return tuple(sorted(found)), tuple(sorted(sources))
