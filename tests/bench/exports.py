"""How long carrying settlements away takes, as ratios within one run: part of ``make bench``.

All local authorities as workbook, CSV and Parquet, by the command, from its start to its end, with
its two processes; against XlsxWriter and polars alone in one process that has all rows in memory
already and writes the same cells: no format, no width, no chart, no first sheet, no reading.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import xlsxwriter

from ingest.programmes.layout import Place
from publication.export.choice import choose
from publication.export.library import Library, Rows, read_library, read_rows
from publication.export.mart_sheet import told
from publication.export.run import BATCH
from publication.export.settlement import reference

TARGET = 1.5
_LISTS = ("codes", "indicators", "sources", "source_files")
"""Tables of which each workbook holds a part too."""
Seconds = Callable[[list[str], Path | None], tuple[float, float, str]]


def main(seconds: Seconds, thriving: str, home: Path, work: Path) -> list[str]:
    """Measure and print.

    Args:
        seconds: runs a command in a home: wall time, peak memory in GB, output.
        home: with a published file.
        work: for what is written.

    Returns:
        The names of the targets that were missed.
    """
    plain, _, _ = seconds([sys.executable, "-m", __name__, str(home), str(work / "plain")], home)
    alone = float((work / "plain" / "seconds").read_text("utf-8"))
    command = [thriving, "export", "--all", "--to", str(work / "all")]
    ours, peak, _ = seconds([*command, "--format", "xlsx,csv,parquet"], home)
    ratio = ours / alone
    verdict = "ok" if ratio <= TARGET else "MISSED"
    size = sum(file.stat().st_size for file in (work / "all").rglob("*") if file.is_file())
    print(
        f"all authorities exported: {ours:.1f} s, XlsxWriter and polars alone {alone:.1f} s"
        f" (of {plain:.1f} s with reading) = {ratio:.2f} × (target {TARGET} ×, {verdict}),"
        f" peak {peak:.2f} GB, {size / 1e6:.0f} MB written",
        flush=True,
    )
    return [] if ratio <= TARGET else ["all authorities exported"]


def write_plain(home: Path, into: Path) -> float:
    """The same cells by the libraries alone.

    Returns:
        Seconds of writing.
    """
    spent = 0.0
    into.mkdir(parents=True)
    for library, place, rows in _settlements(home / "published" / "warehouse.duckdb"):
        sheets = {mart: told(mart, part, library.meanings) for mart, part in rows.items()}
        tables = {**rows, **reference(library, rows)}
        begin = time.perf_counter()
        _write(into / place.code, sheets, tables)
        spent += time.perf_counter() - begin
    return spent


def _settlements(warehouse: Path) -> Iterator[tuple[Library, Place, Rows]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        library = read_library(connection, warehouse)
        places = choose(connection, [], None, True)
        for first in range(0, len(places), BATCH):
            batch = places[first : first + BATCH]
            rows = read_rows(connection, library.marts, [place.code for place in batch])
            for place in batch:
                yield library, place, rows.pop(place.code)


def _write(folder: Path, sheets: Rows, tables: Rows) -> None:
    folder.mkdir()
    book = xlsxwriter.Workbook(
        str(folder / "book.xlsx"),
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    for mart, table in {**sheets, **{f"{name}_": tables[name] for name in _LISTS}}.items():
        sheet = book.add_worksheet(mart)
        for at, values in enumerate(table.iter_columns()):
            sheet.write_column(0, at, [values.name, *values.to_list()])
    book.close()
    for mart, table in tables.items():
        table.write_csv(folder / f"{mart}.csv", include_bom=True)
        table.write_parquet(folder / f"{mart}.parquet")


if __name__ == "__main__":
    written = write_plain(Path(sys.argv[1]), Path(sys.argv[2]))
    (Path(sys.argv[2]) / "seconds").write_text(str(written), "utf-8")
    # Not taken apart: an engine complains of it.
    os._exit(0)
