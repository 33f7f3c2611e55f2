"""Pages of settlements: their reports, with the head of the site and scripts that are shared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from publication.reading.facts import facts_of
from publication.report.page import write_report
from publication.site.country import scripts_of


def write_settlements(warehouse: Path, folder: Path, codes: Sequence[str]) -> None:
    """Write ``<folder>/<code>.html`` for each settlement."""
    scripts = scripts_of("../")
    for facts in facts_of(warehouse, codes):
        write_report(facts, folder / f"{facts.code}.html", scripts)
