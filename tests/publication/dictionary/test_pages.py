"""The dictionary in a real browser: search, languages, links, nothing from outside, no barrier."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import duckdb
import polars as pl
import pytest
from markupsafe import Markup

from ingest.errors import InputError
from publication.dictionary.pages import Head
from publication.dictionary.read import read_dictionary
from publication.dictionary.write import replace_dictionary, write_dictionary
from tests.integration.house import published_bytes, thriving, warehouse
from tests.publication.pages.browser import PHONE, Opened, chromium, open_page

__all__ = ["chromium", "open_page"]
Open = Callable[..., Opened]
# Pages of each kind but the longest: what checks them needs a quarter of a minute for those.
LOOKED_AT = (
    ("index", ""),
    ("mart_settlement_profile", "?lang=en"),
    ("domain_educational", ""),
    ("sources", "?lang=en"),
)


@pytest.fixture(scope="module")
def pages(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dictionary")
    write_dictionary(warehouse(sample_home), folder)
    return folder


@pytest.fixture(scope="module")
def hostile(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dictionary of a file whose comments and texts would do harm, as a part of a site."""
    home = tmp_path_factory.mktemp("hostile")
    shutil.copytree(sample_home / "published", home / "published", ignore=_but_the_live_one)
    evil = "</script><script>document.title = 'taken'</script>\u202e\"'`&<b>"
    with duckdb.connect(str(warehouse(home))) as connection:
        connection.execute(
            f"comment on table marts.breaks is 'x (רע {_quoted(evil)})\n{_quoted(evil)}'"
        )
        connection.execute("update marts.codes set text_he = text_he || ?", [evil])
        connection.execute(
            "update marts.indicators set name_he = name_he || ?, name_en = ?", [evil, f"={evil}"]
        )
    site = home / "site"
    write_dictionary(
        warehouse(home),
        site / "dictionary",
        assets=site / "assets",
        head=Head(Markup(""), Markup('<nav class="site"><a href="../index.html">.</a></nav>'), {}),
    )
    return site / "dictionary"


def _but_the_live_one(_: str, names: list[str]) -> list[str]:
    return [name for name in names if name in ("versions", "parquet")]


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def test_search_finds_in_hebrew_and_english(pages: Path, open_page: Open) -> None:
    opened = open_page(pages / "index.html")
    page = opened.page
    search = page.get_by_role("searchbox")
    for typed, name in (
        ("נשירה", "indicator_values"),
        ("dropout_pct", "dropout_pct"),
        ("נושרים בנות", "dropout_girls_pct"),
        ("DROP out", "dropout_pct"),
        ("is_latest_vintage", "is_latest_vintage"),
        ("סמל יישוב", "settlement_code"),
        ("never_collected", "gap_reason: never_collected"),
        ("cbs_census_2022", "cbs_census_2022"),
        ("pilot evaluation", "pilot_evaluation"),
    ):
        search.fill(typed)
        found = page.locator("#hits li")
        assert name in found.locator("code").all_text_contents(), typed
    search.fill("אין דבר כזה בשום מקום")
    assert page.locator("#hits li").count() == 0
    assert page.locator("#hits-said .he").text_content() == "לא נמצא דבר"
    assert opened.strangers == [] and opened.said == []


def test_what_is_found_is_opened(pages: Path, open_page: Open) -> None:
    page = open_page(pages / "index.html").page
    page.get_by_role("searchbox").fill("dropout_girls_pct")
    page.locator("#hits a").first.click()
    page.wait_for_url("**/domain_educational.html#dropout_girls_pct")
    assert page.locator("#dropout_girls_pct dl").is_visible()
    page.get_by_role("searchbox").fill("matriculation certificate")
    page.locator("#hits a", has_text="bagrut").first.click()
    assert page.locator("#hits").is_hidden()


def test_the_language_is_switched_and_kept(pages: Path, open_page: Open) -> None:
    page = open_page(pages / "mart_settlement_profile.html").page
    html = page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == ("he", "rtl")
    assert page.get_by_text("שאלה לדוגמה").first.is_visible()
    page.get_by_role("button", name="English").click()
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == ("en", "ltr")
    assert page.get_by_role("heading", name="Settlement profile").is_visible()
    assert not page.get_by_text("שאלה לדוגמה").first.is_visible()
    assert page.title() == "Settlement profile"


@pytest.mark.parametrize(("name", "address"), LOOKED_AT)
def test_no_barrier_and_nothing_from_outside(
    name: str, address: str, pages: Path, open_page: Open
) -> None:
    opened = open_page(pages / f"{name}.html", address=address)
    opened.page.get_by_role("searchbox").fill("נתון")
    # Before the checker, which asks for the style sheet and is refused.
    assert opened.strangers == [] and opened.said == []
    assert opened.violations() == []
    phone = open_page(pages / f"{name}.html", size=PHONE).page
    root = "document.documentElement"
    assert phone.evaluate(f"{root}.scrollWidth - {root}.clientWidth") == 0, "wider than a telephone"


def test_every_link_leads_to_something(pages: Path) -> None:
    ids = {
        path.name: set(re.findall(r' id="([^"]+)"', path.read_text("utf-8")))
        for path in pages.glob("*.html")
    }
    for path in pages.glob("*.html"):
        for link in re.findall(r'href="([^"]+)"', path.read_text("utf-8")):
            if link.startswith("data:"):
                continue
            file, _, anchor = unquote(link).partition("#")
            assert not file or (pages / file).exists(), f"{path.name} leads to {link}"
            if anchor:
                assert anchor in ids[file or path.name], f"{path.name} leads to {link}"
    index = (pages / "assets" / "dictionary-index.js").read_text("utf-8")
    entries = json.loads(index.removeprefix("window.thrivingDictionary = ").rstrip(";\n"))
    for kind, name, *_, at in entries:
        file, _, anchor = at.partition("#")
        assert not anchor or anchor in ids[file], (kind, name, at)


def test_everything_of_the_file_is_there(pages: Path, sample_home: Path) -> None:
    with duckdb.connect(str(warehouse(sample_home)), read_only=True) as connection:
        tables = connection.execute(
            "select table_name, count(*) from duckdb_columns() where schema_name = 'marts'"
            " group by table_name"
        ).fetchall()
        indicators = connection.sql("select indicator_id from marts.indicators").fetchall()
        codes = connection.sql("select code_kind, code, text_he from marts.codes").fetchall()
        told = read_dictionary(connection)
    data = json.loads((pages / "dictionary.json").read_text("utf-8"))
    assert {row["mart"]: len(row["columns"]) for row in data["marts"]} == dict(tables)
    assert {row["indicator_id"] for row in data["indicators"]} == {one for (one,) in indicators}
    assert {(row["code_kind"], row["code"], row["text_he"]) for row in data["codes"]} == set(codes)
    assert data["synthetic"] is True
    for row in data["marts"]:
        assert row["sentence_en"] and row["term_he"] and row["sentence_he"], row["mart"]
        for column in row["columns"]:
            where = f"{row['mart']}.{column['column']}"
            assert column["description_en"] and column["term_he"], where
            assert column["description_he"], where
    assert told.units.filter(told.units["indicators"] > 0).height > 15
    for name in ("columns", "indicators", "codes"):
        raw = (pages / f"{name}.csv").read_bytes()
        assert raw.startswith("\ufeff".encode())
        rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines(keepends=True)))
        assert len(rows) == getattr(told, name).height
        texts = [one for one, kind in getattr(told, name).schema.items() if kind == pl.String]
        assert not any(row[one][:1] in ("=", "+", "-", "@") for row in rows for one in texts)


def test_the_sample_is_marked_on_every_page(pages: Path) -> None:
    for path in pages.glob("*.html"):
        assert "SYNTHETIC" in path.read_text("utf-8"), path.name


def test_a_page_is_small(pages: Path) -> None:
    beside = sum(
        path.stat().st_size for path in (pages / "assets").glob("*") if path.name != "vega.js"
    )
    for path in pages.glob("*.html"):
        assert path.stat().st_size + beside < 1_500_000, path.name


def test_hostile_texts_do_no_harm(hostile: Path, open_page: Open) -> None:
    for name in ("mart_breaks", "codes", "indicators", "domain_social", "units"):
        opened = open_page(hostile / f"{name}.html")
        opened.page.get_by_role("searchbox").fill("taken")
        assert opened.page.locator("#hits li").count() > 0
        assert opened.page.title() != "taken"
        assert opened.said == [] and opened.strangers == []
        assert "\u202e" not in opened.page.locator("body").inner_text()
    with (hostile / "indicators.csv").open(encoding="utf-8-sig", newline="") as file:
        assert all(row["name_en"].startswith("'=") for row in csv.DictReader(file))


def test_the_same_file_gives_the_same_bytes(pages: Path, sample_home: Path, tmp_path: Path) -> None:
    before = published_bytes(sample_home)
    run = thriving(sample_home, "docs", "--to", str(tmp_path / "again"))
    assert run.status == 0, run.text
    assert run.out.strip() == str(tmp_path / "again" / "index.html")
    first, second = (
        {
            path.relative_to(folder): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
        for folder in (pages, tmp_path / "again")
    )
    assert first == second
    assert published_bytes(sample_home) == before


def test_an_earlier_one_is_replaced_and_nothing_else(
    pages: Path, sample_home: Path, tmp_path: Path
) -> None:
    to = shutil.copytree(pages, tmp_path / "dictionary")
    (to / "index.html").write_text("of before", "utf-8")
    (to / ".hidden").touch()
    replace_dictionary(warehouse(sample_home), to)
    assert (to / "index.html").read_bytes() == (pages / "index.html").read_bytes()
    (to / "mine.html").write_text("my own", "utf-8")
    with pytest.raises(InputError, match=r"mine\.html, which is of no dictionary"):
        replace_dictionary(warehouse(sample_home), to)
    assert (to / "mine.html").read_text("utf-8") == "my own"
    with pytest.raises(InputError):
        replace_dictionary(warehouse(sample_home), to / "mine.html")
    assert [path.name for path in tmp_path.iterdir()] == ["dictionary"]


def test_it_can_be_part_of_a_site(hostile: Path, open_page: Open) -> None:
    assert (hostile.parent / "assets").is_dir() and not (hostile / "assets").exists()
    opened = open_page(hostile / "index.html")
    opened.page.get_by_role("searchbox").fill("dropout")
    assert opened.page.locator("#hits li").count() > 0
    assert opened.page.locator("nav a").first.get_attribute("href") == "../index.html"
    assert opened.said == []
