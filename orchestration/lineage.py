"""The marts as Dagster sees them, from dbt's manifest: an asset for each, with what it rests on.

Only what people query is an asset. Seeds and the models in between are part of the build: an entry
of Dagster's log costs milliseconds, and those of all of dbt's nodes took longer than building them.
For the same reason this is not dagster-dbt, whose assets are all models, one by one.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from orchestration.build import MANIFEST

SCHEMA = "marts"
SHAPE = "macro.thriving.shape_of"


class Mart(NamedTuple):
    """``upstream``: keys of marts and raw tables, through whatever stands in between.

    ``columns``: name, type and description of each. ``estimated``: its shape is a model, its rows
    come from Python.
    """

    name: str
    group: str
    description: str
    upstream: tuple[tuple[str, str], ...]
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
            tuple(sorted(_upstream(node, nodes))),
            tuple(
                (column["name"], column["data_type"] or "", column["description"])
                for column in node["columns"].values()
            ),
            SHAPE in node["depends_on"]["macros"],
        )
        for node in nodes.values()
        if node["resource_type"] == "model" and node["schema"] == SCHEMA
    ]


def _upstream(node: dict[str, Any], nodes: dict[str, Any]) -> set[tuple[str, str]]:
    """Marts and raw tables from which the node is made, directly or through hidden nodes."""
    found: set[tuple[str, str]] = set()
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
    return found
