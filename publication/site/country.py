"""All pages that are not of one settlement."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment
from markupsafe import Markup

from publication.dictionary.pages import Head
from publication.pages.kit import Page, Scripts, embedded, environment, page_of, shared
from publication.publish import live
from publication.reading.house import read_house
from publication.reading.words import Text
from publication.site.authorities import authorities_of, programmes_of
from publication.site.console import POLICY, console_page, copy_engine, is_made
from publication.site.figures import pictures_of
from publication.site.gap import gaps_of
from publication.site.geometry import map_of
from publication.site.indicator import indicator_page, read_beside
from publication.site.indicators import indicators_page
from publication.site.kinds import SITE_KINDS
from publication.site.lists import PARQUET, downloads_page, localities_page, marts_of
from publication.site.national import DATA, Nation, data_of, national_page
from publication.site.quality import quality_page
from publication.site.search import entries_of
from publication.site.spread import spreads_of
from publication.site.words import KINDS

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"


@cache
def own_files() -> Mapping[str, str]:
    """Scripts and style sheet of the site by name."""
    return {path.name: path.read_text("utf-8") for path in sorted((HERE / "assets").glob("*.*"))}


def scripts_of(root: str, *more: str) -> Scripts:
    """The scripts of a page: those of the kit, of every page of the site, and ``more``."""
    names = ("search.js", "site.js", *more)
    return shared(f"{root}assets/", {name: own_files()[name] for name in names})


def dictionary_head() -> Head:
    """The head of the site for pages of the dictionary, which lie a folder below its top."""
    made = vars(environment(TEMPLATES).get_template("site.html.jinja").make_module())
    return Head(
        styles=Markup(made["head"]("../")),
        nav=Markup(made["nav"]("../")),
        scripts={name: own_files()[name] for name in ("search.js", "site.js")},
    )


def write_country(warehouse: Path, folder: Path) -> None:
    """Write them into ``folder``, with the data they load."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        nation = read_nation(connection, warehouse)
        _write_data(connection, nation, warehouse.parent / "parquet", folder)
        _write_top(connection, nation, warehouse, folder)
        _write_indicators(connection, nation, folder)


def read_nation(connection: duckdb.DuckDBPyConnection, warehouse: Path) -> Nation:
    """All that the pages of the country are made of."""
    house = read_house(connection, warehouse)
    authorities = authorities_of(connection, house)
    return Nation(
        house=house,
        authorities=authorities,
        programmes=programmes_of(connection, authorities),
        pictures=pictures_of(connection, house),
        gaps=gaps_of(connection),
        map=map_of(connection),
    )


def _templates(root: str) -> Environment:
    """``root``: the way from the page to the top of the site."""
    made = environment(TEMPLATES)
    made.globals["root"] = root
    return made


def _write_data(
    connection: duckdb.DuckDBPyConnection, nation: Nation, parquet: Path, folder: Path
) -> None:
    (folder / DATA).mkdir(parents=True)
    templates = _templates("")
    for picture in nation.pictures.values():
        script = data_of(templates, nation, picture)
        (folder / DATA / f"{picture.indicator.id}.js").write_text(script, "utf-8")
    places = [
        (
            *(one.code, one.name_he, one.name_en, KINDS[one.kind]._asdict()),
            *(one.council_he, one.council_en, one.is_authority),
            f"settlements/{one.code}.html" if one.is_authority else f"localities.html#{one.code}",
            one.spellings,
        )
        for one in entries_of(connection)
    ]
    script = f"thrivingPlaces({embedded(places)});\n"
    (folder / "data" / "places.js").write_text(script, "utf-8")
    if parquet.is_dir():
        shutil.copytree(parquet, folder / PARQUET, copy_function=shutil.copyfile)


def _write_top(
    connection: duckdb.DuckDBPyConnection, nation: Nation, warehouse: Path, folder: Path
) -> None:
    house, templates = nation.house, _templates("")

    def page(he: str, en: str, *scripts: str) -> Page:
        return page_of(house, Text(he, en), scripts_of("", *scripts), has_charts=False)

    named = {one.code: one for one in nation.authorities}
    about: dict[str, Any] = live(warehouse.parent) or {}
    first = page("תמונה ארצית", "The nation", "nation.js")
    places = page("יישובים", "Localities")
    marts = marts_of(connection, warehouse.parent / "parquet")
    quality = page("איכות הנתונים", "Data quality")
    pages = {
        "index.html": national_page(templates, nation, first),
        "localities.html": localities_page(templates, connection, house, named, places),
        "quality.html": quality_page(templates, connection, house, about, quality),
        "downloads.html": downloads_page(templates, marts, page("הורדות", "Downloads")),
    }
    queries = replace(page("SQL", "SQL"), policy=POLICY)
    pages["sql.html"] = console_page(templates, marts, queries, has_engine=is_made())
    copy_engine(folder)
    for name, text in pages.items():
        (folder / name).write_text(text, "utf-8")


def _write_indicators(connection: duckdb.DuckDBPyConnection, nation: Nation, folder: Path) -> None:
    templates, scripts = _templates("../"), scripts_of("../")
    into = folder / "indicators"
    into.mkdir()
    listing = page_of(nation.house, Text("מדדים", "Indicators"), scripts, has_charts=False)
    (into / "index.html").write_text(indicators_page(templates, nation, listing), "utf-8")
    beside = read_beside(connection, spreads_of(connection))
    for picture in nation.pictures.values():
        page = page_of(nation.house, picture.indicator.name, scripts, kinds=SITE_KINDS)
        text = indicator_page(templates, nation, beside, picture, page)
        (into / f"{picture.indicator.id}.html").write_text(text, "utf-8")
