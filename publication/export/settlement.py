"""One settlement in every format asked for."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import polars as pl

from ingest.programmes.layout import Place
from publication.export.folders import folder_name
from publication.export.library import (
    Library,
    Rows,
    used_codes,
    used_files,
    used_indicators,
    used_sources,
)
from publication.export.workbook import write_workbook
from publication.reading.facts import Facts
from publication.tables import write_csv


def write_settlement(
    library: Library,
    place: Place,
    rows: Rows,
    facts: Facts,
    formats: Collection[str],
    into: Path,
) -> None:
    """Write ``<into>/<code> <name>/``.

    ``<code> <name>.xlsx`` is the workbook, ``.html`` the report and ``.pdf`` its print. ``csv/``
    and ``parquet/`` hold each mart with rows of the settlement, and of the sources, files,
    indicators and lists of codes those that these rows speak of.
    """
    name = folder_name(place)
    folder = into / name
    folder.mkdir()
    if "xlsx" in formats:
        write_workbook(library, place, rows, facts, folder / f"{name}.xlsx")
    if {"html", "pdf"} & set(formats):
        _write_page(facts, folder / f"{name}.html", "html" in formats, "pdf" in formats)
    tables = {**rows, **reference(library, rows)}
    if "csv" in formats:
        (folder / "csv").mkdir()
        for mart, table in tables.items():
            write_csv(table, folder / "csv" / f"{mart}.csv")
    if "parquet" in formats:
        (folder / "parquet").mkdir()
        for mart, table in tables.items():
            table.write_parquet(folder / "parquet" / f"{mart}.parquet")


def _write_page(facts: Facts, page: Path, keep: bool, paper: bool) -> None:
    """The report as a page that needs nothing beside itself, and its print."""
    # Not above: tables and workbooks need no templates, and are written without waiting for them.
    from publication.pages.pdf import print_pdf
    from publication.report.page import write_report

    write_report(facts, page)
    if paper:
        print_pdf(page, page.with_suffix(".pdf"), facts.house.published_at)
    if not keep:
        page.unlink()


def reference(library: Library, rows: Rows) -> dict[str, pl.DataFrame]:
    """What is needed to read the rows, as marts of their own."""
    return {
        "codes": used_codes(library, rows),
        "indicators": used_indicators(library, rows),
        "source_files": used_files(library, rows),
        "sources": used_sources(library, rows),
    }
