"""The report of a settlement: one page in Hebrew and English that needs nothing beside itself."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment

from publication.pages.charts import Table
from publication.pages.kit import INLINE, Scripts, environment, page_of, render
from publication.reading.facts import Facts
from publication.reading.words import Text, place, plain, say
from publication.report.cards import FEW, cards_of, other_tables
from publication.report.composed import areas_section, index_section, matrix_section
from publication.report.handed_in import needs_section, targets_section
from publication.report.money import money_section, plan_section
from publication.report.overview import counts, domains_of, facts_line
from publication.report.parts import names_of
from publication.report.programmes import programmes_section
from publication.report.sections import Section
from publication.report.surveys import surveys_section
from publication.report.unknown import unknowns_of

HERE = Path(__file__).parent
TEMPLATES = environment(HERE)


def render_report(
    facts: Facts,
    scripts: Scripts = INLINE,
    templates: Environment = TEMPLATES,
    template: str = "report.html.jinja",
) -> str:
    """The page of a settlement as HTML; another ``template`` extends the report's."""
    he, en = facts.name
    known = [one for one in facts.others if one.is_known]
    few = known if len(known) <= FEW else []
    sections = _sections(facts)
    return render(
        templates,
        template,
        page_of(facts.house, Text(f"{he}: איפה אנחנו עומדים", f"{en}: where we stand"), scripts),
        name=facts.name,
        line=facts_line(facts),
        counts=counts(facts),
        domains=domains_of(facts),
        cards=cards_of(facts, facts.headlines),
        few=cards_of(facts, few),
        others=[] if few else other_tables(facts, known),
        is_authority=facts.is_authority,
        sections=[one for one in sections if one.has_figures],
        absent=[one for one in sections if not one.has_figures],
        unknowns=unknowns_of(facts),
        peers=names_of(facts.house, [row["peer_code"] for row in _peers(facts)]),
        method=[_noted(note, facts.house.periphery_name) for note in _method()],
        sources=_sources(facts),
    )


def write_report(facts: Facts, path: Path, scripts: Scripts = INLINE) -> None:
    """Write the page; with shared scripts, ``write_shared`` lays them where it looks for them."""
    path.write_text(render_report(facts, scripts), "utf-8")


def _peers(facts: Facts) -> list[dict[str, Any]]:
    return sorted(facts.rows("peer_groups"), key=lambda row: int(row["peer_rank"]))


def _sections(facts: Facts) -> list[Section]:
    found = [
        targets_section(facts),
        plan_section(facts),
        money_section(facts),
        matrix_section(facts),
        needs_section(facts),
        surveys_section(facts),
        index_section(facts),
        areas_section(facts),
        programmes_section(facts),
    ]
    return [section for section in found if section is not None]


@cache
def _method() -> list[dict[str, Any]]:
    notes: list[dict[str, Any]] = yaml.safe_load((HERE / "method.yml").read_text("utf-8"))
    return notes


def _noted(note: dict[str, Any], periphery: Text) -> tuple[Text, Text]:
    what = note["what"]
    return Text(**note["title"]), Text(
        what["he"].format(periphery=periphery.he), what["en"].format(periphery=periphery.en)
    )


def _sources(facts: Facts) -> Table:
    """Files that the settlement's figures stand in, with their editions."""
    used = sorted(
        {
            (row["source_id"], row["vintage"], row["file_name"] or "")
            for row in facts.figures.iter_rows(named=True)
        }
    )
    house = facts.house
    return Table(
        (
            Text("מקור", "Source"),
            Text("מפרסם", "Publisher"),
            Text("מהדורה", "Edition"),
            Text("קובץ", "File"),
        ),
        [
            (
                say(house.titles.get(source, Text(source, source))),
                say(house.publishers.get(source, Text("–", "–"))),
                plain(vintage),
                place(file_name or "–"),
            )
            for source, vintage, file_name in used
        ],
    )
