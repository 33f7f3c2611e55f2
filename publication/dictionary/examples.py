"""The reviewed questions of ``examples.yml``, one for each published table, in its groups."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

EXAMPLES = Path(__file__).with_name("examples.yml")


@dataclass(frozen=True)
class Example:
    """A question in both languages, the query that answers it, and the group of its table."""

    group_he: str
    group_en: str
    question_he: str
    question_en: str
    sql: str


def read_examples() -> dict[str, Example]:
    """The example of each mart, in the order in which the dictionary lists them."""
    groups: list[dict[str, Any]] = yaml.safe_load(EXAMPLES.read_text("utf-8"))
    return {
        row["mart"]: Example(group["he"], group["en"], row["he"], row["en"], row["sql"].strip())
        for group in groups
        for row in group["marts"]
    }
