"""The page of a settlement in a real Chromium: both languages, and nothing from outside."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from publication.pages.kit import shared, write_shared
from publication.reading.facts import Facts, read_facts
from publication.reading.words import ascending, number
from publication.report.page import write_report
from tests.integration.house import OFAKIM, rows, warehouse
from tests.publication.pages.browser import PHONE, Opened, chromium, drawn, open_page, until

__all__ = ["chromium", "open_page"]

Open = Callable[..., Opened]


@pytest.fixture(scope="module")
def facts(sample_home: Path) -> Facts:
    return read_facts(warehouse(sample_home), OFAKIM)


@pytest.fixture(scope="module")
def report(facts: Facts, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "report.html"
    write_report(facts, file)
    return file


@pytest.fixture(scope="module")
def short_report(facts: Facts, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a few indicators of each domain: all parts of a page, and soon checked."""
    kept: dict[tuple[str, bool, bool], list[str]] = {}
    for one in facts.standings.values():
        kind = (one.indicator.domain, one.indicator.is_headline, one.is_known)
        kept.setdefault(kind, []).append(one.indicator.id)
    few = {name for names in kept.values() for name in names[:2]}
    few |= {row["indicator_id"] for row in facts.rows("targets")}
    catalogue = {name: one for name, one in facts.house.catalogue.items() if name in few}
    short = replace(facts, house=replace(facts.house, catalogue=catalogue))
    file = tmp_path_factory.mktemp("report") / "short.html"
    write_report(short, file)
    return file


def test_the_language_switch_turns_the_page_round(report: Path, open_page: Open) -> None:
    opened = open_page(report)
    page = opened.page
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
        "he",
        "rtl",
    ]
    assert "אופקים" in page.title()
    page.locator("button[data-language=en]").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
        "en",
        "ltr",
    ]
    assert "Ofaqim" in page.title()
    heading = page.locator("h1")
    assert heading.inner_text().startswith("Ofaqim")
    assert page.locator("button[data-language=en]").get_attribute("aria-pressed") == "true"
    page.reload()
    assert page.evaluate("document.documentElement.lang") == "en"
    page.locator("button[data-language=he]").click()
    assert heading.inner_text().startswith("אופקים")


def test_the_switch_is_reached_by_keyboard(report: Path, open_page: Open) -> None:
    page = open_page(report).page
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.language") == "en":
            break
    page.keyboard.press("Space")
    assert page.evaluate("document.documentElement.dir") == "ltr"


def test_every_chart_is_drawn_anew_in_the_language_that_is_read(
    report: Path, open_page: Open
) -> None:
    opened = open_page(report)
    page = opened.page
    charts = drawn(page)
    assert charts > 40
    assert page.locator("figure.chart svg").count() == charts
    assert page.locator("figure.chart svg:not(:has(path[d]))").count() == 0
    texts = (
        "[...document.querySelectorAll('figure.chart[data-kind=standing] svg text')]"
        ".map((one) => one.textContent).join(' ')"
    )
    assert "כלל הארץ" in page.evaluate(texts)
    page.locator("button[data-language=en]").click()
    drawn(page)
    told = page.evaluate(texts)
    assert "The nation" in told
    assert "כלל הארץ" not in told
    assert opened.strangers == []
    assert opened.said == []


CLIPPED = """
[...document.querySelectorAll('figure.chart')].flatMap((figure) => {
  const frame = figure.querySelector('svg').getBoundingClientRect();
  return [...figure.querySelectorAll('svg text')].filter((text) => {
    const box = text.getBoundingClientRect();
    return text.textContent.trim() && (text.textContent.includes('…')
      || box.left < frame.left - 1 || box.right > frame.right + 1
      || box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
  }).map((text) => text.textContent);
})
"""


@pytest.mark.parametrize("language", ["he", "en"])
def test_on_a_phone_nothing_is_clipped_or_runs_over(
    report: Path, open_page: Open, language: str
) -> None:
    page = open_page(report, size=PHONE, address=f"?lang={language}").page
    drawn(page)
    assert page.evaluate(CLIPPED) == []
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1]


def test_years_are_no_thousands_and_signs_stand_on_the_left(report: Path, open_page: Open) -> None:
    page = open_page(report).page
    drawn(page)
    labels = page.evaluate(
        "[...document.querySelectorAll('figure.chart[data-kind=trend] svg text')]"
        ".map((one) => one.textContent)"
    )
    assert any(label.isdigit() and 2000 < int(label) < 2100 for label in labels)
    assert not any(label.startswith("2,0") and len(label) == 5 for label in labels)
    assert not any(label.endswith(("−", "-")) for label in labels)


def test_the_table_of_each_trend_is_the_mart(
    report: Path, open_page: Open, sample_home: Path, facts: Facts
) -> None:
    page = open_page(report, address="?lang=en").page
    told: list[dict[str, Any]] = page.evaluate(
        """
        [...document.querySelectorAll('article.card')].flatMap((card) =>
          [...card.querySelectorAll('figure.chart[data-kind=trend]')].map((figure) => ({
            id: card.id.slice(2),
            drawn: figure.querySelector('script.chart-data').textContent,
            rows: [...figure.querySelectorAll('tbody tr')].map((row) =>
              [...row.children].map((cell) => cell.textContent.trim())),
          })))
        """
    )
    assert len(told) > 20
    for one in told:
        published = rows(
            sample_home,
            """
            select reference_period, value, vintage, file_name, locator
            from marts.indicator_values
            where settlement_code = ? and indicator_id = ? and population_group = 'all'
                and is_latest_vintage
            order by period_key
            """,
            OFAKIM,
            one["id"],
        )
        places = facts.house.catalogue[one["id"]].decimals
        expected = [
            [
                ascending(period),
                "–" if value is None else number(value, places).striptags(),
                vintage,
                file_name,
                locator,
            ]
            for period, value, vintage, file_name, locator in published
        ]
        shown = [[row[0], row[1], *row[5:]] for row in one["rows"]]
        assert shown[: len(expected)] == expected, one["id"]
        # Years that others have a figure of and this settlement has not even a row of.
        absent = facts.series(one["id"]).absent
        assert shown[len(expected) :] == [[str(year), *["–"] * 4] for year in absent]
        # What is drawn are the same figures, unrounded.
        own = json.loads(one["drawn"])["data"]["own"]
        assert [point["value"] for point in own] == [
            value for _, value, *_ in published if value is not None
        ]


@pytest.mark.parametrize("language", ["he", "en"])
def test_the_accessibility_checker_finds_nothing(
    short_report: Path, open_page: Open, language: str
) -> None:
    opened = open_page(short_report, address=f"?lang={language}")
    assert drawn(opened.page) > 10
    assert opened.violations(beside=["tbody tr:nth-child(n+4)"]) == []


def test_without_scripts_the_page_is_read_in_both_languages(report: Path, open_page: Open) -> None:
    page = open_page(report, scripts=False).page
    assert page.locator("h1").inner_text().startswith("אופקים")
    assert page.locator("#glance .strips").first.is_visible()
    assert not page.locator("button[data-language=en]").is_visible()
    page.locator("a[href='#english']").click()
    assert page.locator("h1").inner_text().startswith("Ofaqim")
    details = page.locator("figure.chart details").first
    details.locator("summary").click()
    assert details.locator("tbody tr").first.is_visible()


def test_shared_scripts_draw_from_a_disk(facts: Facts, tmp_path: Path, open_page: Open) -> None:
    (tmp_path / "settlement").mkdir()
    write_shared(tmp_path / "assets")
    page_file = tmp_path / "settlement" / f"{OFAKIM}.html"
    write_report(facts, page_file, shared("../assets/"))
    assert page_file.stat().st_size < 1_000_000
    opened = open_page(page_file)
    drawn(opened.page)
    assert opened.said == []
    assert opened.strangers == []
    assert (
        opened.page.evaluate("getComputedStyle(document.querySelector('.plot')).overflow")
        == "hidden"
    )


def test_charts_wait_until_they_are_looked_at(report: Path, open_page: Open) -> None:
    page = open_page(report).page
    page.wait_for_timeout(200)
    assert page.locator("figure.chart[data-drawn]").count() < 10
    page.locator("figure.chart").last.scroll_into_view_if_needed()
    until(page, "[...document.querySelectorAll('figure.chart')].at(-1).dataset.done === 'he'")
