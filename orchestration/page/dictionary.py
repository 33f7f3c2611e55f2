"""The dictionary in the home, which the page shows: always that of the live version."""

from __future__ import annotations

import json

from orchestration.home import Home
from publication.publish import live

DICTIONARY = "/dictionary"
"""Where it stands under the address of the page."""


def keep_dictionary(home: Home) -> str | None:
    """Write the dictionary anew where another version has gone live than the one it tells of.

    Whoever published or rolled back: the schedule, a person on the page, or a command.

    Returns:
        What was done, in words; nothing where it is that of the live version, or nothing is live.
    """
    current = live(home.published)
    if current is None or current["run_id"] == _told_of(home):
        return None
    from publication.dictionary.write import replace_dictionary

    replace_dictionary(home.warehouse, home.dictionary)
    return f"wrote the dictionary of {current['run_id']}"


def _told_of(home: Home) -> str | None:
    """The version of which the dictionary tells."""
    from publication.dictionary.write import JSON

    try:
        told: str = json.loads((home.dictionary / JSON).read_text("utf-8"))["run_id"]
    except (OSError, ValueError, KeyError):
        return None
    return told
