"""The publishers' own files: nothing of them is lost, and their headers are read as they mean."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from ingest.archive import digest
from ingest.parse.file import parse_file
from ingest.parse.headers import text_of
from ingest.parse.raw import SCHEMAS, Understood, raw_folder
from ingest.parse.values import column_letters
from ingest.source import InboxFetch, load_sources

pytestmark = pytest.mark.real

PUBLISHED = sorted(
    name
    for name, source in load_sources().items()
    if not isinstance(source.fetch, InboxFetch) and source.feeds_marts
)
"""Sources that somebody publishes: waves of surveys are nobody's files but those who ran them."""
INVISIBLE = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufeff\xa0"
Raw = dict[str, pl.DataFrame]
Read = Callable[[str, str], tuple[Understood, Raw]]

PHYSICAL = "נתונים פיזיים ונתוני אוכלוסייה "
JULY = "p_libud_21.rev-2023-07-13.xlsx"
Y2024 = "p_libud_24.rev-2026-05-19.xlsx"


@pytest.fixture(scope="session")
def read(real: Path, tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Parse a real file into a cache of this run; the second time it comes from there."""
    home = tmp_path_factory.mktemp("home")

    def of(source_id: str, name: str) -> tuple[Understood, Raw]:
        source, path = load_sources()[source_id], real / source_id / name
        sha256 = digest(path)
        understood = parse_file(source, path, name, sha256, home)
        folder = raw_folder(home, source, sha256)
        return understood, {
            table: pl.read_parquet(folder / f"{table}.parquet") for table in SCHEMAS
        }

    return of


def columns_of(raw: Raw, table_id: str) -> pl.DataFrame:
    [number] = raw["tables"].filter(pl.col("table_id") == table_id)["table_no"].to_list()
    return raw["columns"].filter(pl.col("table_no") == number)


def nonblank_cells(path: Path) -> Iterator[tuple[str, str, int, int, Any]]:
    """(sheet, place, row, column, value) of each cell that holds something, read without us."""
    if path.suffix == ".csv":
        content = path.read_bytes()
        encoding = "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "cp1255"
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            text = content.decode("utf-8")
        grids: list[tuple[str, Any]] = [
            ("", list(csv.reader(io.StringIO(text, newline=""), strict=True)))
        ]
    else:
        book = CalamineWorkbook.from_path(str(path))
        grids = [
            (sheet, book.get_sheet_by_name(sheet).to_python(skip_empty_area=False))
            for sheet in book.sheet_names
        ]
    for sheet, grid in grids:
        for row, values in enumerate(grid):
            for col, value in enumerate(values):
                if str(value).strip().strip(INVISIBLE).strip():
                    yield sheet, f"{column_letters(col)}{row + 1}", row, col, value


@pytest.mark.parametrize("source_id", PUBLISHED)
def test_every_cell_of_a_real_file_is_a_cell_a_note_or_a_label(
    real: Path, read: Read, source_id: str
) -> None:
    for path in sorted((real / source_id).iterdir()):
        if path.suffix not in (".csv", ".xls", ".xlsx"):
            continue
        _, raw = read(source_id, path.name)
        sheets = dict(raw["tables"].select("table_no", "sheet").iter_rows())
        transposed = set(
            raw["tables"].filter(pl.col("table_id") == "national_summary")["sheet"].to_list()
        )
        cells = {
            (sheets[number], place): (text, value)
            for number, place, text, value in raw["cells"]
            .select("table_no", "cell", "text", "value")
            .iter_rows()
        }
        noted = raw["notes"].filter(pl.col("note_kind") != "comment")
        notes = {(sheet, place): text for sheet, place, _, text in noted[:, -4:].iter_rows()}
        labels = {
            (sheets[number], col): f"{path_} | {period} | {group}"
            for number, col, path_, period, group in raw["columns"]
            .select("table_no", "col", "header_path", "period_label", "group_period_label")
            .iter_rows()
        }
        heads = {
            (sheets[number], row - 1): name
            for number, row, name in raw["rows"]
            .select("table_no", "row_no", "name_text")
            .iter_rows()
        }
        seen, lost = 0, []
        for sheet, place, row, col, value in nonblank_cells(path):
            seen += 1
            if (sheet, place) in cells:
                text, number = cells[sheet, place]
                kept = (
                    number == value
                    if isinstance(value, float)
                    else text.strip() == str(value).strip()
                )
            elif (sheet, place) in notes:
                kept = notes[sheet, place].strip() in (str(value).strip(), text_of(value))
            elif sheet in transposed:
                kept = text_of(value) in (
                    *labels.get((sheet, row), "").split(" | "),
                    heads.get((sheet, col)),
                )
            else:
                kept = text_of(value) in labels.get((sheet, col), "").split(" | ")
            if not kept:
                lost.append((path.name, sheet, place, value))
        assert lost == []
        assert seen > 1000


@pytest.mark.parametrize("source_id", PUBLISHED)
def test_the_count_of_cells_found_is_that_of_the_file(
    real: Path, read: Read, source_id: str
) -> None:
    """``nonblank`` is what the accounting of a refresh is held against."""
    for path in sorted((real / source_id).iterdir()):
        if path.suffix in (".csv", ".xls", ".xlsx"):
            understood, _ = read(source_id, path.name)
            assert understood.nonblank == sum(1 for _ in nonblank_cells(path)), path.name


def test_all_header_rows_together_make_the_columns_of_2021_unique(read: Read) -> None:
    _, raw = read("cbs_local_authorities", JULY)
    for table_id, count in (("physical", 300), ("budget", 110)):
        paths = columns_of(raw, table_id)["header_path"].to_list()
        assert (len(paths), len(set(paths))) == (count, count)


@pytest.mark.parametrize(
    ("name", "first_row"),
    [("2017.xlsx", 8), ("2018.xlsx", 8), ("2020.xlsx", 8), (JULY, 5), (Y2024, 5)],
)
def test_the_budget_sheets_header_is_found_where_each_year_put_it(
    read: Read, name: str, first_row: int
) -> None:
    _, raw = read("cbs_local_authorities", name)
    [found] = raw["tables"].filter(pl.col("table_id") == "budget")["first_row"].to_list()
    assert found == first_row


def test_the_budget_columns_of_2017_are_named_through_all_their_rows(read: Read) -> None:
    _, raw = read("cbs_local_authorities", "2017.xlsx")
    columns = columns_of(raw, "budget")
    paths = dict(columns.select("place", "header_path").iter_rows())
    expenditure = "תשלומים בתקציב הרגיל"
    assert paths["C"] == 'סה"כ תקבולים (תקציב רגיל ותקציב בלתי רגיל)'
    assert paths["AV"] == f"{expenditure} | הוצאות לפי פרקי תקציב | שירותים ממלכתיים | חינוך"
    assert paths["BD"] == f"{expenditure} | הוצאות לפי סיווג כלכלי | הוצאות לעלות עבודה | לחינוך"


def test_a_sheets_default_period_may_differ_from_the_files_year(read: Read) -> None:
    understood, raw = read("cbs_local_authorities", Y2024)
    years = dict(raw["tables"].select("table_id", "default_year").iter_rows())
    assert understood.edition_year == 2024
    assert years["labour_force"] == 2023
    assert (years["physical"], years["social_survey"]) == (2024, 2024)


@pytest.mark.parametrize(("name", "year"), [(Y2024, 2023), (JULY, 2019)])
def test_wages_are_of_the_year_their_group_says(read: Read, name: str, year: int) -> None:
    _, raw = read("cbs_local_authorities", name)
    wages = columns_of(raw, "physical").filter(
        pl.col("header_path").str.contains("שכר ממוצע")
        & pl.col("header_path").str.starts_with("שכר")
    )
    assert wages.height >= 5
    assert set(wages["group_period_year"].to_list()) == {year}
    alone = set(wages["period_year"].to_list())
    assert None in alone, "the period stands over one cell of a group only"


@pytest.mark.parametrize(
    ("name", "nation", "aggregates", "authorities"),
    [(Y2024, 1, 3, 257), (JULY, 0, 0, 255), ("2017.xlsx", 0, 0, 255)],
)
def test_only_the_sheet_of_2024_begins_with_aggregates(
    read: Read, name: str, nation: int, aggregates: int, authorities: int
) -> None:
    _, raw = read("cbs_local_authorities", name)
    [number] = raw["tables"].filter(pl.col("table_id") == "physical")["table_no"].to_list()
    roles = raw["rows"].filter(pl.col("table_no") == number)["role"].to_list()
    counted = (roles.count("nation"), roles.count("aggregate"), roles.count("entity"))
    assert counted == (nation, aggregates, authorities)


def test_the_codes_of_2021_keep_their_zeros(read: Read) -> None:
    _, raw = read("cbs_local_authorities", JULY)
    codes = raw["rows"].filter(pl.col("name_text") == "אופקים")["code_text"].to_list()
    assert set(codes) == {"0031"}
    others = raw["rows"].filter(pl.col("name_text") == "נחל שורק")["code_text"].to_list()
    assert set(others) == {"31"}


@pytest.mark.parametrize(
    ("name", "stamp"),
    [
        ("p_libud_21.rev-2023-02-19.xlsx", "2023-02-19"),
        (JULY, "2023-07-13"),
        (Y2024, "2026-05-19"),
        ("2020.xlsx", "2022-10-30"),
        ("2017.xlsx", "2021-04-14"),  # "התיקונים סומנו בכחול"
        ("2014.xls", "2016-05-29"),
    ],
)
def test_a_workbooks_stamp_is_its_publishers_last_word(read: Read, name: str, stamp: str) -> None:
    assert read("cbs_local_authorities", name)[0].stamp == stamp


def test_every_comment_of_a_workbook_is_a_note(real: Path, read: Read) -> None:
    from openpyxl import load_workbook  # type: ignore[import-untyped]

    book = load_workbook(real / "cbs_local_authorities" / JULY)
    expected = {
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }
    notes = read("cbs_local_authorities", JULY)[1]["notes"]
    found = set(notes.filter(pl.col("note_kind") == "comment").select("sheet", "cell").iter_rows())
    assert len(expected) > 100
    assert found == expected
