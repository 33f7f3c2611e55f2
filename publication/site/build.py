"""The whole site, built beside the one that stands and put in its place when it is whole."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import duckdb
from jinja2 import Environment

from ingest.errors import InputError
from publication.pages.kit import Page, Scripts, embedded, environment, page_of, shared, write_shared
from publication.reading.house import House, read_house
from publication.reading.words import Text
from publication.site.authorities import authorities_of, programmes_of
from publication.site.figures import pictures_of
from publication.site.gap import gaps_of
from publication.site.geometry import map_of
from publication.site.national import DATA, Nation, data_of, national_page
from publication.site.search import entries_of
from publication.site.words import KINDS

HERE = Path(__file__).parent
MARK = "site.json"
"""By this file a folder is known as an earlier site, which may be replaced."""
Progress = Callable[[str], None]


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


@cache
def own_files() -> Mapping[str, str]:
    """Scripts and style sheet of the site by name."""
    return {
        path.name: path.read_text("utf-8") for path in sorted((HERE / "assets").glob("*.*"))
    }


def scripts_of(root: str, *more: str) -> Scripts:
    """The scripts of a page: those of the kit, of every page of the site, and ``more``."""
    names = ("search.js", "site.js", *more)
    return shared(f"{root}assets/", {name: own_files()[name] for name in names})


def build_site(warehouse: Path, to: Path, progress: Progress) -> None:
    partial = to
    templates = environment(HERE / "templates")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        nation = read_nation(connection, warehouse)
        (partial / DATA).mkdir(parents=True)
        entries = entries_of(connection)
    write_shared(partial / "assets", own_files())
    rows = [[e.code, e.name_he, e.name_en, KINDS[e.kind]._asdict(), e.council_he, e.council_en, e.is_authority, f"settlements/{e.code}.html" if e.is_authority else f"localities.html#{e.code}", e.spellings] for e in entries]
    (partial / "data" / "places.js").write_text(f"thrivingPlaces({embedded(rows)});\n")
    page = page_of(nation.house, Text("תמונה ארצית", "The nation"), scripts_of("", "nation.js"), has_charts=False)
    templates.globals["root"] = ""
    (partial / "index.html").write_text(national_page(templates, nation, page))
    for picture in nation.pictures.values():
        (partial / DATA / f"{picture.indicator.id}.js").write_text(data_of(templates, nation, picture))
