"""The pages of the dictionary, in two languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from jinja2 import Environment
from markupsafe import Markup, escape

from publication.dictionary.examples import Example, read_examples
from publication.dictionary.read import Dictionary
from publication.dictionary.search import columns_once, indicator_at, mart_at
from publication.pages.kit import Scripts, environment, page_of, render
from publication.reading.house import House, Row, grouped
from publication.reading.words import Text, clean, plain, say

HERE = Path(__file__).parent
ROWS_SHOWN = 5
"""Of the answer to an example."""
_REFERS_TO = re.compile(r"key of marts\.(\w+)")
_NAME = Markup('<bdi dir="ltr">{}</bdi>')
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[_./<>-]+[A-Za-z0-9]+>?)*")


FRESHNESS = {
    "fresh": Text("עדכני", "fresh"),
    "stale": Text("ישן מהצפוי", "older than expected"),
    "past_limit": Text("ישן מדי", "too old"),
    "undated": Text("לא ידוע ממתי", "of unknown age"),
    "closed_series": Text("סדרה סגורה: אין מהדורות נוספות", "a closed series: no more editions"),
    "no_file": Text("אין קובץ", "no file"),
}


STATES = {
    "agreed": Text("מוסכם", "agreed"),
    "proposed": Text("מוצע", "proposed"),
    "retired": Text("הוצא משימוש", "retired"),
}


@dataclass(frozen=True)
class Head:
    """What stands at the head of every page of a site: links to styles, its links and search.

    ``scripts``: what it needs, by file name, after the scripts of the page.
    """

    styles: Markup
    nav: Markup
    scripts: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """The first rows of what an example answers, as they are shown, and how many there are."""

    columns: list[str]
    rows: list[list[Markup]]
    total: int


def pages_of(
    connection: duckdb.DuckDBPyConnection,
    house: House,
    told: Dictionary,
    scripts: Scripts,
    head: Head | None,
) -> Iterator[tuple[str, str]]:
    """Each page's file name and HTML.

    Args:
        head: what a site of which the dictionary is a part puts at the head of every page.
    """
    templates = environment(HERE / "templates")
    columns = grouped(told.columns.to_dicts(), "mart")
    marts = {row["mart"]: row for row in told.marts.to_dicts()}
    examples = read_examples()

    def page(name: str, title: Text, **context: Any) -> tuple[str, str]:
        made = page_of(house, title, scripts, has_charts=False)
        shown = _render(templates, name.partition("_")[0], made, site=head, **context)
        return f"{name}.html", shown

    yield page("index", Text("מילון הנתונים", "The dictionary"), groups=_groups(marts, examples))
    for mart, row in marts.items():
        yield page(
            f"mart_{mart}",
            Text(row["term_he"] or mart, title_of(mart)),
            mart=row,
            columns=columns[mart],
            refers_to=_references(columns[mart]),
            referred_by=[other for other in marts if mart in _references(columns[other]).values()],
            example=examples.get(mart),
            answer=_answer(connection, examples[mart].sql) if mart in examples else None,
        )
    yield page(
        "columns",
        Text("כל העמודות", "All columns"),
        columns=grouped(columns_once(told).to_dicts(), "column"),
    )
    domain_of = dict(told.indicators.select("indicator_id", "domain").rows())
    domains = grouped(told.indicators.to_dicts(), "domain")
    yield page("indicators", Text("המדדים", "The indicators"), domains=domains)
    for domain, indicators in domains.items():
        name = Text(indicators[0]["domain_he"] or domain, indicators[0]["domain_en"] or domain)
        yield page(
            f"domain_{domain}",
            Text(f"המדדים: {name.he}", f"Indicators: {name.en}"),
            indicators=indicators,
            breaks=grouped(told.breaks.to_dicts(), "indicator_id"),
        )
    yield page(
        "codes",
        Text("הקודים", "The codes"),
        lists=grouped(told.codes.to_dicts(), "code_kind"),
        used=_used(told),
    )
    yield page(
        "units",
        Text("היחידות", "The units"),
        units=told.units.to_dicts(),
        measured=grouped(told.indicators.to_dicts(), "unit"),
    )
    yield page(
        "sources",
        Text("המקורות", "The sources"),
        sources=told.sources.to_dicts(),
        freshness=FRESHNESS,
    )
    yield page(
        "caveats",
        Text("הסתייגויות, שגיאות ושברים", "Caveats, errors and breaks"),
        caveats=_caveats(told),
        errors=told.known_errors.to_dicts(),
        breaks=[
            {**row, "domain": domain_of[row["indicator_id"]]} for row in told.breaks.to_dicts()
        ],
    )


def title_of(mart: str) -> str:
    """The English name of a mart."""
    return mart.replace("_", " ").capitalize()


def _render(templates: Environment, name: str, page: Any, **context: Any) -> str:
    return render(
        templates,
        f"{name}.html.jinja",
        page,
        own_style=Markup(_style()),
        mart_at=mart_at,
        indicator_at=indicator_at,
        state_of=_state,
        told=_told,
        title_of=title_of,
        **context,
    )


def _told(he: str | None, en: str | None) -> Markup:
    """A sentence in both languages; in the Hebrew one, names of the file keep their direction."""
    parts, at, text = [], 0, clean(he or en or "")
    for hit in _LATIN.finditer(text):
        parts += [escape(text[at : hit.start()]), _NAME.format(hit.group())]
        at = hit.end()
    hebrew = Markup("").join([*parts, escape(text[at:])])
    return Markup('<span class="he" lang="he" dir="rtl">{}</span>').format(hebrew) + Markup(
        '<span class="en" lang="en" dir="ltr">{}</span>'
    ).format(clean(en or ""))


def _state(state: str) -> Markup:
    return say(STATES.get(state, Text(state, state)))


@cache
def _style() -> str:
    return (HERE / "assets" / "dictionary.css").read_text("utf-8")


def _groups(marts: Mapping[str, Row], examples: Mapping[str, Example]) -> list[tuple[Text, Any]]:
    """Marts in their groups, those without an example last, in a group of their own."""
    groups: dict[Text, list[Row]] = {}
    for mart, example in examples.items():
        if mart in marts:
            name = Text(example.group_he, example.group_en)
            groups.setdefault(name, []).append({**marts[mart], "example": example})
    others = [{**row, "example": None} for mart, row in marts.items() if mart not in examples]
    if others:
        groups[Text("עוד טבלאות", "Further tables")] = others
    return list(groups.items())


def _references(columns: list[Row]) -> dict[str, str]:
    """The mart of which a column is the key, by column, as the descriptions say it."""
    found = {}
    for row in columns:
        hit = _REFERS_TO.search(row["description_en"] or "")
        # What a settlement's code is, and not where it is told, is what its description says.
        other = "settlements" if row["column"] == "settlement_code" else hit and hit.group(1)
        if other and other != row["mart"]:
            found[row["column"]] = other
    return found


def _answer(connection: duckdb.DuckDBPyConnection, sql: str) -> Answer:
    answer = connection.execute(sql)
    names = [column[0] for column in answer.description or ()]
    rows = answer.fetchall()
    shown = [[_shown(value) for value in row] for row in rows[:ROWS_SHOWN]]
    return Answer(names, shown, len(rows))


def _shown(value: Any) -> Markup:
    """A value of an answer as the engine gives it, figures to six digits."""
    if value is None:
        return Markup('<i class="open">null</i>')
    if isinstance(value, bool):
        return plain(str(value).lower())
    if isinstance(value, int | float):
        figure = f"{value:.6g}" if isinstance(value, float) else str(value)
        return Markup('<bdi class="n" dir="ltr">{}</bdi>').format(figure.replace("-", "−"))
    if isinstance(value, datetime):
        return plain(value.isoformat(" ", "seconds"))
    return plain(value.isoformat() if isinstance(value, date) else value)


def _used(told: Dictionary) -> dict[str, list[tuple[str, str]]]:
    """Mart and column that hold codes of a list, by list."""
    coded = told.columns.filter(pl.col("code_kind").is_not_null())
    found: dict[str, list[tuple[str, str]]] = {}
    for mart, column, kind in coded.select("mart", "column", "code_kind").rows():
        found.setdefault(kind, []).append((mart, column))
    return found


def _caveats(told: Dictionary) -> list[Row]:
    """Each caveat and warning, with the indicators and sources that bear it."""
    bearers: dict[tuple[str, str], dict[str, list[Row]]] = {}
    for frame, kinds, what in (
        (told.indicators, {"caveats": "caveat", "usage_warnings": "usage_warning"}, "indicators"),
        (told.sources, {"caveats": "caveat"}, "sources"),
    ):
        for row in frame.iter_rows(named=True):
            for column, kind in kinds.items():
                for code in (row[column] or "").split(";"):
                    by = bearers.setdefault((kind, code.strip()), {"indicators": [], "sources": []})
                    by[what].append(row)
    listed = told.codes.filter(pl.col("code_kind").is_in(["caveat", "usage_warning"])).to_dicts()
    return [
        {**row, **bearers[row["code_kind"], row["code"]]}
        for row in listed
        if (row["code_kind"], row["code"]) in bearers
    ]
