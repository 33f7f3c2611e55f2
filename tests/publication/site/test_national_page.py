"""The national page in a real Chromium: map, gap, ranking, filter and search are the marts' own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from playwright.sync_api import Page

from publication.reading.words import number
from tests.integration.house import SAFED
from tests.publication.pages.browser import Opened, chromium, open_page, until
from tests.publication.site.conftest import COUNCIL, EVIL_INDICATOR, PAGES

__all__ = ["chromium", "open_page"]

Open = Callable[..., Opened]
FEW = "employment_rate_pct"
"""An indicator that only large places have."""


@pytest.fixture(scope="module")
def ask(evil_warehouse: Path) -> Callable[..., list[tuple[Any, ...]]]:
    def asked(sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(evil_warehouse), read_only=True) as connection:
            return connection.execute(sql, list(parameters)).fetchall()

    return asked


def choose(page: Page, indicator: str) -> None:
    page.select_option("#indicator", indicator)
    until(page, f"document.getElementById('indicator-page').href.includes('/{indicator}.html')")


def legend(page: Page) -> dict[str, int]:
    """How many authorities each line of the legend tells, by its class."""
    lines = page.locator("#legend li")
    return {
        str(line.locator("i").get_attribute("class")): int(
            line.locator(".count").inner_text().strip("()")
        )
        for line in lines.all()
    }


@pytest.mark.parametrize("indicator", [EVIL_INDICATOR, FEW, "generalised_trust_pct"])
def test_every_authority_is_on_the_map_with_its_figure_or_as_a_gap(
    site: Path, open_page: Open, ask: Any, indicator: str
) -> None:
    page = open_page(site / "index.html").page
    choose(page, indicator)
    [(present, missing)] = ask(
        "select count(*) filter (where is_present), count(*) filter (where not is_present)"
        " from marts.data_gaps inner join marts.settlements using (settlement_code)"
        " where is_authority and indicator_id = ?",
        indicator,
    )
    told = legend(page)
    assert told.pop("gap") == missing
    told.pop("uncertain", None)
    assert sum(told.values()) == present
    assert (
        page.locator("#map a[data-class=gap]").count()
        + page.locator("#map a[data-class^=c]").count()
        == page.locator("#map a").count()
    )
    reasons = page.locator("#reasons li bdi").all_text_contents()
    assert sum(map(int, reasons)) == missing
    drawn = set(page.locator("#map a").evaluate_all("(all) => all.map((one) => one.dataset.code)"))
    [(authorities,)] = ask("select count(*) from marts.settlements where is_authority")
    assert len(drawn) == authorities


def test_the_ranking_holds_the_figures_and_ranks_of_the_profile(
    site: Path, open_page: Open, ask: Any
) -> None:
    page = open_page(site / "index.html").page
    choose(page, FEW)
    rows = page.locator("#ranking tbody tr").evaluate_all(
        "(all) => all.map((row) => [row.dataset.code, row.querySelector('.told-rank').textContent,"
        " row.querySelector('.told-value').textContent])"
    )
    shown = {code: (rank, value) for code, rank, value in rows}
    told = ask(
        "select settlement_code, value, rank_in_nation, decimals from marts.settlement_profile"
        " inner join marts.settlements using (settlement_code)"
        " inner join marts.indicators using (indicator_id)"
        " where is_authority and is_current and value is not null and indicator_id = ?",
        FEW,
    )
    assert told
    for code, value, rank, decimals in told:
        assert shown[code][0] == str(rank)
        assert shown[code][1].startswith(number(value, decimals).striptags())
    gaps = ask(
        "select settlement_code, text_he from marts.data_gaps inner join marts.settlements"
        " using (settlement_code) inner join marts.codes"
        " on code_kind = 'gap_reason' and code = reason"
        " where is_authority and not is_present and indicator_id = ?",
        FEW,
    )
    assert len(gaps) + len(told) == len(shown)
    for code, reason in gaps:
        assert shown[code][0] == "–"
        assert shown[code][1].startswith(reason.rstrip("."))
    order = [code for code, _, _ in rows]
    ranks = [int(shown[code][0]) for code in order if shown[code][0] != "–"]
    assert ranks == sorted(ranks)


def test_a_click_on_a_heading_sorts_and_what_is_not_known_stays_last(
    site: Path, open_page: Open, ask: Any
) -> None:
    page = open_page(site / "index.html").page
    choose(page, FEW)
    page.click("button[data-sort=value]")
    value = "(all) => all.map((row) => row.classList.contains('missing'))"
    missing = page.locator("#ranking tbody tr").evaluate_all(value)
    assert missing == sorted(missing)
    first = page.locator("#ranking tbody tr").first.get_attribute("data-code")
    [(highest,)] = ask(
        "select max_by(settlement_code, value) from marts.settlement_profile"
        " inner join marts.settlements using (settlement_code)"
        " where is_authority and is_current and indicator_id = ?",
        FEW,
    )
    assert first == highest
    heading = page.locator("th:has(button[data-sort=value])")
    assert heading.get_attribute("aria-sort") == "descending"
    page.click("button[data-sort=value]")
    assert heading.get_attribute("aria-sort") == "ascending"
    assert page.locator("#ranking tbody tr").evaluate_all(value) == missing


def test_the_filter_shows_the_same_authorities_in_the_ranking_and_on_the_map(
    site: Path, open_page: Open, ask: Any
) -> None:
    page = open_page(site / "index.html").page
    choose(page, EVIL_INDICATOR)
    page.select_option("#filter-district", "הצפון")
    page.select_option("#filter-periphery", "yes")
    expected = {
        code
        for (code,) in ask(
            "select settlement_code from marts.settlements"
            " where is_authority and district = 'הצפון' and is_periphery"
        )
    }
    codes = "(all) => all.map((one) => one.dataset.code)"
    assert expected
    shown = page.locator("#ranking tbody tr:not([hidden])").evaluate_all(codes)
    assert set(shown) == expected
    assert set(page.locator("#map a:not(.dim)").evaluate_all(codes)) == expected
    assert str(len(expected)) in page.locator("#filter-says").inner_text()
    page.click("#filter-clear")
    shown_one = "document.querySelectorAll('#ranking tbody tr:not([hidden])').length === 1"
    for typed, code in (("zef", SAFED), ("Acre", "7600"), ("פ״ת", "7900"), ("safed", SAFED)):
        page.fill("#filter-text", typed)
        until(page, shown_one)
        assert page.locator("#ranking tbody tr:not([hidden])").evaluate_all(codes) == [code]
        page.fill("#filter-text", "")
        until(page, f"!({shown_one})")
    page.select_option("#filter-programme", "local_leapfrog")
    assert SAFED in page.locator("#ranking tbody tr:not([hidden])").evaluate_all(codes)


def test_the_gap_is_that_of_the_mart_by_every_definition(
    site: Path, open_page: Open, ask: Any
) -> None:
    page = open_page(site / "index.html").page
    choose(page, EVIL_INDICATOR)
    told = ask(
        "select d.name_he, gap, gap_low, gap_high, decimals from marts.periphery_gap"
        " inner join marts.periphery_definitions as d using (definition_id)"
        " inner join marts.indicators using (indicator_id)"
        " where indicator_id = ? and weighting = 'unweighted' and gap is not null"
        " and period_key = (select max_by(period_key, (reference_year, period_key))"
        " from marts.periphery_gap where indicator_id = ?)",
        EVIL_INDICATOR,
        EVIL_INDICATOR,
    )
    rows = page.locator("#gap-table table").first.locator("tbody tr")
    assert rows.count() == len(told) > 2
    cells = {
        row.locator("th .he").text_content(): row.locator("td").nth(2).text_content()
        for row in rows.all()
    }
    for definition, gap, low, high, decimals in told:
        figures = number(gap, decimals, signed=True).striptags()
        assert str(cells[definition]).startswith(figures)
        if low is not None:
            assert number(high, decimals, signed=True).striptags() in str(cells[definition])
    assert page.locator("#gap-table svg.gap-strip").count() >= len(told)


def test_a_look_at_a_part_of_the_country_and_a_name_at_the_focus(
    site: Path, open_page: Open
) -> None:
    page = open_page(site / "index.html").page
    whole = page.locator("#map").get_attribute("viewBox")
    page.select_option("#zoom", "הצפון")
    assert page.locator("#map").get_attribute("viewBox") != whole
    page.locator(f"#map a[data-code='{SAFED}']").focus()
    tip = page.locator("#tip")
    assert tip.is_visible()
    assert tip.inner_text().startswith("צפת")
    label = page.locator(f"#map a[data-code='{SAFED}']").get_attribute("aria-label")
    assert str(label).startswith("צפת: ")
    page.select_option("#zoom", "")
    assert page.locator("#map").get_attribute("viewBox") == whole


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("צפת", SAFED),
        ("  עיריית צפת ", SAFED),
        ("Zefat", SAFED),
        ("zefa", SAFED),
        ("Tsfat", SAFED),
        ("Safed", SAFED),
        ("8000", SAFED),
        ("נצרת עילית", "1061"),
        ("nof hagalil", "1061"),
        ("אופקימ", "0031"),
        ("Ofakim", "0031"),
        ("31", "0031"),
        ("Acre", "7600"),
        ("Beersheba", "9000"),
        ("פ״ת", "7900"),
        ('ת"א', "5000"),
    ],
)
def test_a_settlement_is_found_by_any_of_its_spellings(
    site: Path, open_page: Open, typed: str, code: str
) -> None:
    page = open_page(site / "index.html").page
    page.fill("#search", typed)
    page.wait_for_selector("#places-found li")
    first = page.locator("#places-found li").first
    assert first.get_attribute("data-page") == f"settlements/{code}.html"


def test_the_search_is_worked_by_keyboard_from_any_page(site: Path, open_page: Open) -> None:
    page = open_page(site / "indicators" / f"{FEW}.html", address="?lang=en").page
    page.locator("#search").press_sequentially("zefat")
    page.wait_for_selector("#places-found li")
    assert page.locator("#search").get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert page.locator("#places-found li[aria-selected=true] .name").inner_text() == "Zefat"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/settlements/{SAFED}.html")
    assert page.evaluate("document.documentElement.lang") == "he"


def test_a_name_that_nobody_bears_says_so(site: Path, open_page: Open) -> None:
    page = open_page(site / "index.html").page
    page.fill("#search", "קקרוקודיליה")
    until(page, "document.getElementById('search-said').textContent !== ''")
    assert page.locator("#places-found").is_hidden()
    assert page.locator("#search-said").inner_text() == "אין יישוב בשם הזה"


def test_a_locality_leads_to_its_line_and_its_council(
    site: Path, open_page: Open, ask: Any
) -> None:
    [(code, name)] = ask(
        "select settlement_code, name_he from marts.settlements where not is_authority"
        " and parent_settlement_code = ? order by 1 limit 1",
        COUNCIL,
    )
    page = open_page(site / "index.html").page
    page.fill("#search", name)
    page.wait_for_selector("#places-found li")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/localities.html#{code}")
    line = page.locator(f"tr[id='{code}']")
    assert name in line.inner_text()
    assert line.locator("a").get_attribute("href") == f"settlements/{COUNCIL}.html"


def test_names_are_written_alike_in_the_search_and_in_the_warehouse(
    site: Path, open_page: Open, ask: Any
) -> None:
    """The port of the rules to the browser, on every name that anybody used and some odd ones."""
    from ingest.names import normalise_name

    names = [
        text
        for row in ask(
            "select name_he, name_en from marts.settlements union all"
            " select distinct name_text, null from marts.name_decisions"
        )
        for text in row
        if text
    ]
    odd = ["קרית  גת*", "יי\u202eו ווו", "ג'ת־א – ב", "e\u0301", "\u200fקרית ארבע", '״א"ב', "", "-"]
    names += odd
    page = open_page(site / "index.html").page
    found = page.evaluate("(names) => names.map(thrivingSearch.normalise)", names)
    assert found == [normalise_name(name) for name in names]


def test_the_language_is_kept_from_page_to_page(site: Path, open_page: Open) -> None:
    page = open_page(site / "index.html").page
    page.click("button[data-language=en]")
    assert page.evaluate("document.documentElement.dir") == "ltr"
    assert page.locator("#filter-district option").nth(0).text_content() == "all"
    assert page.locator("#indicator optgroup").nth(0).get_attribute("label") == "Social"
    page.click("nav.site a >> nth=1")
    page.wait_for_url("**/indicators/index.html")
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
        "en",
        "ltr",
    ]


def test_an_address_names_its_indicator(site: Path, open_page: Open) -> None:
    page = open_page(site / "index.html", address=f"#indicator={FEW}").page
    until(page, "document.getElementById('legend-gap') !== null")
    assert page.locator("#indicator").input_value() == FEW
    page.evaluate(f"location.hash = '#indicator={EVIL_INDICATOR}'")
    until(page, f"document.getElementById('indicator-page').href.includes('{EVIL_INDICATOR}')")
    assert page.locator("#indicator").input_value() == EVIL_INDICATOR
    page.evaluate("location.hash = '#gap'")
    assert page.locator("#indicator").input_value() == EVIL_INDICATOR


def test_the_page_says_what_it_has_without_scripts(site: Path, open_page: Open) -> None:
    page = open_page(site / "index.html", scripts=False).page
    assert page.locator("noscript").count() == 1
    assert "JavaScript" in page.locator("main").inner_text()
    assert page.locator("#ranking tbody tr a").count() > len(PAGES)
