"""Pages of settlements: their reports, with the head of the site and scripts that are shared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from publication.pages.kit import environment
from publication.reading.facts import facts_of
from publication.report.page import HERE as REPORT
from publication.report.page import render_report
from publication.site.country import TEMPLATES, scripts_of


def write_settlements(warehouse: Path, folder: Path, codes: Sequence[str]) -> None:
    """Write ``<folder>/<code>.html`` for each settlement."""
    templates, scripts = environment(TEMPLATES, REPORT), scripts_of("../")
    templates.globals["root"] = "../"
    for facts in facts_of(warehouse, codes):
        html = render_report(facts, scripts, templates, "settlement.html.jinja")
        (folder / f"{facts.code}.html").write_text(html, "utf-8")
