"""What was told and what could not be: ``<home>/alerts.json``. Imports nothing heavy."""

from __future__ import annotations

import json
from typing import Any

from orchestration.home import Home

State = dict[str, Any]


def write_state(home: Home, state: State) -> None:
    """Write the state whole."""
    partial = home.told.with_name(f".{home.told.name}.part")
    partial.write_text(json.dumps(state, ensure_ascii=False, indent=1), "utf-8")
    partial.replace(home.told)


def read_state(home: Home) -> State:
    """What was told; nothing, if the file is not there or not to be read."""
    try:
        state: State = json.loads(home.told.read_text("utf-8"))
        return {"told": dict(state["told"]), "morning": dict(state["morning"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {"told": {}, "morning": {}}


def undelivered(home: Home) -> list[str]:
    """In words, what could not be delivered yet, for ``thriving status``."""
    state = read_state(home)
    return [
        f"{cause}: {channel}: {why}"
        for cause, told in [*sorted(state["told"].items()), ("morning summary", state["morning"])]
        for channel, why in sorted(told.get("trouble", {}).items())
    ]
