"""The sheet of sources: every file with its edition and sha256, and how to find a figure in it."""

from __future__ import annotations

import polars as pl

from publication.export.binder import Binder
from publication.export.library import Library, Rows, used_files, used_sources
from publication.export.mart_sheet import write_table

SHEET = "מקורות"
_TITLES = {
    "title_he": "מקור",
    "publisher_he": "מפרסם",
    "edition": "מהדורה",
    "vintage": "מהדורה ועדכון",
    "file_name": "קובץ",
    "figures": "נתונים של היישוב בקובץ",
    "an_example": "דוגמה: תא של נתון",
    "licence_he": "רישיון",
    "caveats_he": "הסתייגויות",
    "sha256": "טביעת הקובץ (sha256)",
    "source_id": "מזהה המקור",
    "retrieved_at": "התקבל",
    "title_en": "מקור באנגלית",
    "publisher_en": "מפרסם באנגלית",
    "licence": "רישיון באנגלית",
}


def write_sources(binder: Binder, library: Library, rows: Rows) -> None:
    """Add the sheet."""
    sheet = binder.sheet(
        SHEET,
        SHEET,
        "Sources: every file that anything in this workbook was read from",
        "לצד כל נתון עומדים המהדורה, טביעת הקובץ (snapshot_sha256) והתא בקובץ (locator)",
    )
    table = sources_table(library, rows)
    write_table(sheet, binder.styles, table, [_TITLES[name] for name in table.columns], {})


def sources_table(library: Library, rows: Rows) -> pl.DataFrame:
    """A row for each file: whose it is, its edition, its figures counted, one of its cells."""
    figures = rows.get("indicator_values", pl.DataFrame(schema={"snapshot_sha256": pl.String}))
    if figures.is_empty():
        counted = pl.DataFrame(
            schema={"sha256": pl.String, "figures": pl.UInt32, "an_example": pl.String}
        )
    else:
        counted = (
            figures.filter(pl.col("value").is_not_null())
            .group_by(pl.col("snapshot_sha256").alias("sha256"))
            .agg(pl.len().alias("figures"), pl.col("locator").min().alias("an_example"))
        )
    files, sources = used_files(library, rows), used_sources(library, rows)
    told = [one for one in sources.columns if one in _TITLES and one not in files.columns]
    table = (
        files.join(sources.select("source_id", *told), on="source_id", how="left")
        .join(counted, on="sha256", how="left")
        .sort("source_id", "vintage", "file_name", "sha256")
    )
    # A file of before a column came in is still to be read.
    return table.select(one for one in _TITLES if one in table.columns)
