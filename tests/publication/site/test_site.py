"""The site as a whole: its links, its bytes, its sizes, what it says of indicators and quality."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import duckdb
import pytest

from ingest.errors import InputError
from publication.pages.kit import shared
from publication.reading.facts import authorities
from publication.reading.words import ascending, number
from publication.site import console
from publication.site.build import MARK, build_site
from tests.integration import house
from tests.integration.house import SAFED
from tests.publication.pages.browser import PHONE, Opened, chromium, drawn, open_page, until
from tests.publication.site.conftest import EVIL_INDICATOR, EVIL_PLACE, PAGES

__all__ = ["chromium", "open_page"]

Open = Callable[..., Opened]
LARGEST = 1_500_000
FEW = "employment_rate_pct"
# A page of each kind; languages and sizes take turns.
KINDS = (
    ("index.html", "?lang=he", None),
    ("index.html", "?lang=en", PHONE),
    (f"indicators/{FEW}.html", "?lang=he", PHONE),
    (f"indicators/{EVIL_INDICATOR}.html", "?lang=en", None),
    ("indicators/index.html", "?lang=he", None),
    ("quality.html", "?lang=he", None),
    ("quality.html", "?lang=en", PHONE),
    ("localities.html", "?lang=en", None),
    ("downloads.html", "?lang=he", PHONE),
    ("sql.html", "?lang=en", None),
    ("dictionary/codes.html", "?lang=en", None),
    (f"settlements/{EVIL_PLACE}.html", "?lang=he", None),
)


class Links(HTMLParser):
    """What a page refers to, and the names of its places."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.places: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.links += [link for name in ("href", "src") if (link := told.get(name))]
        self.places.add(told.get("id") or "")


def crawled(site: Path) -> dict[Path, Links]:
    pages = {}
    for file in sorted(site.rglob("*.html")):
        pages[file] = Links()
        pages[file].feed(file.read_text("utf-8"))
    return pages


def broken(site: Path, without: set[str]) -> list[str]:
    """Links that lead nowhere, those to pages of settlements ``without`` one left out."""
    pages, wrong = crawled(site), []
    for file, page in pages.items():
        for link in page.links:
            to = urlsplit(link)
            if to.scheme:
                continue  # the home page of a publisher, or an image of no bytes
            target = (file.parent / unquote(to.path)).resolve() if to.path else file
            if target.stem in without and target.parent.name == "settlements":
                continue
            place = "" if "=" in to.fragment or target not in pages else unquote(to.fragment)
            if not target.is_file() or (place and place not in pages[target].places):
                wrong.append(f"{file.relative_to(site)}: {link}")
    return wrong


def too_large(site: Path) -> list[str]:
    return [
        f"{file.relative_to(site)}: {file.stat().st_size}"
        for file in site.rglob("*.html")
        if file.stat().st_size > LARGEST
    ]


def digests(site: Path) -> dict[str, str]:
    return {
        str(file.relative_to(site)): house.digest(file)
        for file in sorted(site.rglob("*"))
        if file.is_file()
    }


def test_every_link_leads_somewhere_and_no_page_is_large(site: Path, evil_warehouse: Path) -> None:
    without = set(authorities(evil_warehouse)) - set(PAGES)
    assert broken(site, without) == []
    assert too_large(site) == []
    assert sum(file.stat().st_size for file in (site / "assets").iterdir()) < LARGEST


def test_pages_of_the_dictionary_bear_the_head_of_the_site(site: Path) -> None:
    for file in (site / "dictionary").glob("*.html"):
        text = file.read_text("utf-8")
        assert 'href="../quality.html"' in text and 'id="search"' in text
        ids = re.findall(r' id="([^"]+)"', text)
        assert len(ids) == len(set(ids)), file


def test_every_page_of_synthetic_data_says_so(site: Path) -> None:
    for file in site.rglob("*.html"):
        assert "נתונים סינתטיים" in file.read_text("utf-8"), file


def test_the_same_published_file_gives_the_same_bytes(
    site: Path, evil_warehouse: Path, tmp_path: Path
) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / MARK).write_text("{}", "utf-8")
    (tmp_path / "site" / "old.html").write_text("of an earlier site", "utf-8")
    build_site(evil_warehouse, tmp_path / "site", lambda done, of: None, PAGES)
    assert digests(tmp_path / "site") == digests(site)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site"]


def test_a_folder_of_something_else_is_not_replaced(evil_warehouse: Path, tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine", "utf-8")
    with pytest.raises(InputError) as raised:
        build_site(evil_warehouse, tmp_path, lambda done, of: None, PAGES)
    assert "something else" in raised.value.found
    assert (tmp_path / "letters.txt").read_text("utf-8") == "mine"


@pytest.mark.parametrize(("page", "address", "size"), KINDS)
def test_pages_ask_for_nothing_say_nothing_and_keep_no_one_out(
    site: Path, open_page: Open, page: str, address: str, size: tuple[int, int] | None
) -> None:
    opened = open_page(site / page, address=address, **({"size": size} if size else {}))
    is_report = page.startswith("settlements/")
    if not is_report:
        drawn(opened.page)
    assert opened.strangers == []
    assert opened.said == []
    assert opened.page.title() != "taken"
    assert opened.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    lang = address.removeprefix("?lang=")
    assert opened.page.evaluate("document.documentElement.dir") == {"he": "rtl", "en": "ltr"}[lang]
    # A report is looked at by its own tests; the checker takes long over its many charts.
    assert is_report or opened.violations() == []


def test_tables_of_charts_and_of_all_authorities_are_the_marts_own(
    site: Path, open_page: Open, evil_warehouse: Path
) -> None:
    page = open_page(site / "indicators" / f"{EVIL_INDICATOR}.html").page
    with duckdb.connect(str(evil_warehouse), read_only=True) as connection:
        told = connection.execute(
            "select settlement_code, value, rank_in_nation from marts.settlement_profile"
            " inner join marts.settlements using (settlement_code)"
            " where is_authority and is_current and value is not null and indicator_id = ?",
            [EVIL_INDICATOR],
        ).fetchall()
        years = connection.execute(
            "select period_key, count(*), median(value) from marts.indicator_values"
            " inner join marts.settlements using (settlement_code) where is_authority"
            " and is_latest_vintage and population_group = 'all' and value is not null"
            " and indicator_id = ? group by period_key, reference_year"
            " order by reference_year, period_key",
            [EVIL_INDICATOR],
        ).fetchall()
        [(decimals,)] = connection.execute(
            "select decimals from marts.indicators where indicator_id = ?", [EVIL_INDICATOR]
        ).fetchall()

    def cells(selector: str) -> list[list[str]]:
        found: list[list[str]] = page.locator(f"{selector} tbody tr").evaluate_all(
            "(rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent))"
        )
        return found

    bins = cells("figure[data-kind=distribution]")
    assert sum(int(row[2]) for row in bins) == len(told)
    series = cells("figure[data-kind=spread]")
    assert [(row[1], row[3]) for row in series] == [
        (str(count), number(middle, decimals).striptags()) for _, count, middle in years
    ]
    links = page.locator(".tall tbody tr th a").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('href'))"
    )
    shown = dict(zip(links, cells(".tall"), strict=True))
    assert len(shown) == len(authorities(evil_warehouse))
    for code, value, rank in told:
        row = shown[f"../settlements/{code}.html"]
        assert (row[1], row[2]) == (number(value, decimals).striptags(), str(rank))


def test_the_page_of_quality_tells_the_checks_and_sources_of_this_version(
    site: Path, evil_warehouse: Path
) -> None:
    text = re.sub(r"</?bdi[^>]*>", "", (site / "quality.html").read_text("utf-8"))
    with duckdb.connect(str(evil_warehouse), read_only=True) as connection:
        failed = connection.execute(
            "select distinct check_id from marts.quality_results where outcome = 'failed'"
        ).fetchall()
        sources = connection.execute("select title_en from marts.sources").fetchall()
    for (name,) in [*failed, *sources]:
        assert ascending(name) in text
    assert str(house.PROJECT) not in text


def test_every_published_table_can_be_downloaded_as_it_is(site: Path, evil_warehouse: Path) -> None:
    published = evil_warehouse.parent / "parquet"
    names = {file.name for file in published.iterdir()}
    assert {file.name for file in (site / "data" / "parquet").iterdir()} == names
    text = (site / "downloads.html").read_text("utf-8")
    assert all(f"data/parquet/{name}" in text for name in names)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def served(site: Path) -> Iterator[str]:
    handler = functools.partial(Quiet, directory=site.parent)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{site.name}"
        server.shutdown()


def test_the_site_works_from_a_web_server_below_any_path(
    site: Path, open_page: Open, served: str
) -> None:
    opened = open_page(site / "index.html")
    opened.requests.clear()
    opened.page.goto(f"{served}/indicators/{FEW}.html")
    opened.page.fill("#search", "zefat")
    opened.page.wait_for_selector("#places-found li")
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_url(f"{served}/settlements/{SAFED}.html")
    opened.page.goto(f"{served}/index.html")
    until(opened.page, "document.getElementById('legend-gap') !== null")
    assert all(url.startswith((served, "data:")) for url in opened.requests)
    assert opened.said == []


def test_queries_run_in_the_browser_and_ask_no_other_host(
    site: Path, open_page: Open, served: str, evil_warehouse: Path
) -> None:
    if not (site / console.AT).is_dir():
        pytest.skip("NOT TESTED: no engine; make site-console, where npm is")
    opened = open_page(site / "sql.html")
    assert "http.server" in opened.page.locator("#console-said").inner_text()
    opened.requests.clear()
    page = opened.page
    page.goto(f"{served}/sql.html")

    def ask(sql: str) -> str:
        page.fill("#query", sql)
        page.click("#run")
        page.wait_for_timeout(100)
        page.wait_for_selector("#run:not([disabled])", timeout=120_000)
        return page.locator("#answer").inner_text()

    with duckdb.connect(str(evil_warehouse), read_only=True) as connection:
        [(figures,)] = connection.execute(
            "select count(*) from marts.indicator_values where value is not null"
        ).fetchall()
    assert ask("select count(value) from marts.indicator_values").split()[-1] == str(figures)
    assert SAFED in ask("select settlement_code from settlements where name_en = 'Zefat'")
    assert ask("from read_csv('https://example.org/figures.csv')") == ""
    assert ask("load httpfs") == ""
    assert all(url.startswith((served, "data:", "blob:")) for url in opened.requests)


def test_without_an_engine_the_page_says_how_to_come_by_one(
    evil_warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from publication.pages.kit import page_of
    from publication.reading.house import read_house
    from publication.reading.words import Text
    from publication.site.country import _templates

    with duckdb.connect(str(evil_warehouse), read_only=True) as connection:
        page = page_of(
            read_house(connection, evil_warehouse), Text("SQL", "SQL"), shared(""), has_charts=False
        )
    html = console.console_page(_templates(""), [], page, has_engine=False)
    assert "make site-console" in html
    console.copy_engine(tmp_path, tmp_path / "nothing")
    assert not (tmp_path / console.AT).exists()


@pytest.mark.slow
@pytest.mark.real
def test_the_site_of_all_authorities(real_home: Path, tmp_path: Path, open_page: Open) -> None:
    """Every authority has its page, every link leads somewhere, and twice is the same."""
    warehouse = house.warehouse(real_home)
    told: list[tuple[int, int]] = []
    build_site(warehouse, tmp_path / "site", lambda done, of: told.append((done, of)))
    codes = authorities(warehouse)
    assert told[-1] == (len(codes), len(codes)) and len(told) > 5
    assert {file.stem for file in (tmp_path / "site" / "settlements").iterdir()} == set(codes)
    assert broken(tmp_path / "site", set()) == []
    assert too_large(tmp_path / "site") == []
    before = digests(tmp_path / "site")
    build_site(warehouse, tmp_path / "site", lambda done, of: None)
    assert digests(tmp_path / "site") == before
    opened = open_page(tmp_path / "site" / "index.html")
    until(opened.page, "document.getElementById('legend-gap') !== null")
    missing = opened.page.locator(".map p a:not(.skip)").count()
    assert opened.page.locator("#map a").count() + missing == len(codes)
    assert opened.page.locator("#ranking tbody tr").count() == len(codes)
