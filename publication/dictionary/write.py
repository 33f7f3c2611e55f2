"""The dictionary as files: pages in two languages, one JSON, and tables for spreadsheets."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from publication.dictionary.examples import read_examples
from publication.dictionary.pages import pages_of
from publication.dictionary.read import Dictionary, read_dictionary
from publication.dictionary.search import INDEX_JS, index_script
from publication.pages.kit import shared, write_shared
from publication.reading.house import House, read_house
from publication.reading.words import Text
from publication.tables import write_csv

SEARCH_JS = "dictionary.js"
CSV = ("marts", "columns", "indicators", "codes")


def write_dictionary(
    warehouse: Path, folder: Path, *, assets: Path | None = None, up: tuple[str, Text] | None = None
) -> Path:
    """Write the dictionary of a published file into ``folder``; its first page is ``index.html``.

    Args:
        assets: folder of scripts and styles that the pages share with others; ``folder/assets`` if
            none is given.
        up: the page of a site of which the dictionary is a part, as seen from the pages, and its
            name.

    Returns:
        The first page. The same published file gives the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    beside = assets or folder / "assets"
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        told = read_dictionary(connection)
        house = read_house(connection, warehouse)
        own = {INDEX_JS: index_script(told), SEARCH_JS: _script()}
        write_shared(beside, own)
        scripts = shared(f"{os.path.relpath(beside, folder)}/".replace(os.sep, "/"), own)
        for name, html in pages_of(connection, house, told, scripts, up):
            (folder / name).write_text(html, "utf-8")
    text = json.dumps(as_json(house, told), ensure_ascii=False, indent=1, default=str)
    (folder / "dictionary.json").write_text(f"{text}\n", "utf-8")
    for name in CSV:
        write_csv(getattr(told, name), folder / f"{name}.csv")
    return folder / "index.html"


def as_json(house: House, told: Dictionary) -> dict[str, Any]:
    """The whole dictionary as one object, with the published version that it is of."""
    examples = read_examples()
    columns = told.columns.partition_by("mart", as_dict=True, include_key=False)
    return {
        "run_id": house.run_id,
        "published_at": house.published_at,
        "synthetic": house.synthetic,
        "marts": [
            {
                **row,
                "key": row["key"].split(", ") if row["key"] else [],
                "example": vars(examples[row["mart"]]) if row["mart"] in examples else None,
                "columns": columns[(row["mart"],)].to_dicts(),
            }
            for row in told.marts.iter_rows(named=True)
        ],
        "indicators": told.indicators.to_dicts(),
        "units": told.units.to_dicts(),
        "codes": told.codes.to_dicts(),
        "sources": told.sources.to_dicts(),
        "known_errors": told.known_errors.to_dicts(),
        "breaks": told.breaks.to_dicts(),
    }


@cache
def _script() -> str:
    return (Path(__file__).parent / "assets" / SEARCH_JS).read_text("utf-8")
