"""Which archived files a refresh reads, and under which vintage."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from ingest.archive import Archive
from ingest.fetch.fetched import Fetched
from ingest.inputs import InputFile, revised_editions, select_inputs
from ingest.parse.file import parse_file
from ingest.source import load_sources
from tests.ingest.test_headers import BANDED
from tests.ingest.workbooks import Rows, localities_csv, write_workbook

SOURCES = load_sources()
Key = tuple[str, str]


class Home:
    """An archive with the steps of a refresh around it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.archive = Archive(folder / "home")

    def add(
        self, source_id: str, path: Path, *, synthetic: bool = False, parse: bool = True
    ) -> Key:
        source = SOURCES[source_id]
        fetched = Fetched(source_id, path.name, path, "test", dt.datetime.now(dt.UTC))
        sha256, _ = self.archive.receive(source, fetched, requested_by="test", synthetic=synthetic)
        if parse:
            entry = self.archive.entries()[(source_id, sha256)]
            archived = self.archive.path_of(entry)
            self.archive.understood(
                parse_file(source, archived, entry.name, sha256, self.archive.home)
            )
        return source_id, sha256

    def results(self, name: str = "k26.csv", rows: int = 60, **how: bool) -> Key:
        path = self.folder / f"{len(list(self.folder.iterdir()))}" / name
        path.parent.mkdir()
        path.write_bytes(localities_csv(rows))
        return self.add("cec_knesset_elections", path, **how)

    def codes(self, name: str, rows: int = 30) -> Key:
        grid: Rows = [["SemelRashut", "ShemRashut", "ערך"]]
        grid += [[1000 + i, f"רשות {i}", i] for i in range(rows)]
        path = self.folder / f"{len(list(self.folder.iterdir()))}" / name
        return self.add("cbs_authority_codes", write_workbook(path, {"רשימת הערכים": grid}))

    def index(self, name: str, rows: int = 10) -> Key:
        grid: Rows = [["סמל יישוב", "שם יישוב", "שם רשות", "ערך מדד"]]
        grid += [[1000 + i, f"יישוב {i}", f"רשות {i}", i] for i in range(rows)]
        path = self.folder / f"{len(list(self.folder.iterdir()))}" / name
        return self.add("cbs_socio_economic_index", write_workbook(path, {"t": grid}))

    def workbook(self, stamp: str) -> Key:
        budget: Rows = [
            ["", f"עודכן ב-{stamp}"],
            ["שם הרשות", "סמל הרשות", "א"],
            ["אופקים", "0031", 5],
        ]
        path = self.folder / stamp.replace("/", ".") / "p_libud_30.xlsx"
        sheets: dict[str, Rows] = {
            "נתונים פיזיים ונתוני אוכלוסייה": BANDED[1:],
            "נתוני תקציב": budget,
        }
        return self.add("cbs_local_authorities", write_workbook(path, sheets))

    def records(self, source_id: str, name: str, records: list[dict[str, object]]) -> Key:
        path = self.folder / f"{len(list(self.folder.iterdir()))}" / name
        path.parent.mkdir()
        path.write_text(json.dumps({"result": {"records": records}}).ljust(60_000), "utf-8")
        return self.add(source_id, path)

    def associations(self, count: int) -> Key:
        record = dict.fromkeys(SOURCES["moj_associations"].tables[0].columns)
        records = [{**record, "מספר עמותה": str(580000000 + n)} for n in range(count)]
        return self.records("moj_associations", "associations.json", records)

    def finances(self, year: int) -> Key:
        record = {"שם_רשות": "אופקים", "שורה": "א", "עמודה": str(year)}
        return self.records("datagov_municipal_finance", f"finance_{year}.json", [record])

    def select(self, *present: Key, synthetic: bool = False) -> list[InputFile]:
        return select_inputs(self.archive, SOURCES, set(present), synthetic=synthetic)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def vintages(files: list[InputFile]) -> list[str]:
    return [file.vintage for file in files]


def test_a_file_offered_now_is_read(home: Home) -> None:
    key = home.results()
    [file] = home.select(key)
    assert (file.key, file.vintage, file.arrived_now) == (key, "K26", True)
    assert (file.raw / "cells.parquet").exists()


def test_a_file_published_before_is_read_though_nobody_offers_it(home: Home) -> None:
    key = home.results()
    home.archive.published("run-1", [key])
    [file] = home.select()
    assert (file.key, file.arrived_now) == (key, False)


def test_a_file_never_published_and_no_longer_offered_is_left_out(home: Home) -> None:
    taken_away, kept = home.results("k26.csv"), home.results("k27.csv", 61)
    assert [file.key for file in home.select(kept)] == [kept]
    assert [file.key for file in home.select(taken_away, kept)] == [taken_away, kept]


def test_a_file_that_could_not_be_read_is_left_out(home: Home) -> None:
    key = home.results(parse=False)
    assert home.select(key) == []


def test_a_source_that_is_no_longer_declared_is_left_out(home: Home) -> None:
    key = home.results()
    fewer = {name: source for name, source in SOURCES.items() if name != key[0]}
    assert select_inputs(home.archive, fewer, {key}, synthetic=False) == []


def test_synthetic_and_real_files_never_meet(home: Home) -> None:
    real = home.results("k26.csv")
    synthetic = home.results("k27.csv", 61, synthetic=True)
    home.archive.published("run-1", [real, synthetic])
    assert [file.key for file in home.select(real, synthetic)] == [real]
    assert [file.key for file in home.select(real, synthetic, synthetic=True)] == [synthetic]


def test_a_revision_that_says_its_date_is_a_vintage_of_its_own(home: Home) -> None:
    later, earlier = home.workbook("13/7/31"), home.workbook("19/2/31")
    files = home.select(later, earlier)
    assert vintages(files) == ["2030-r2031-02-19", "2030-r2031-07-13"]
    assert [file.key for file in files] == [earlier, later], "oldest first, whichever came first"


def test_other_bytes_that_claim_the_same_edition_get_a_number(home: Home) -> None:
    keys = [home.results("k26.csv", rows) for rows in (60, 61, 62)]
    assert vintages(home.select(*keys)) == ["K26", "K26-2", "K26-3"]


def test_a_vintage_once_given_stays_that_of_its_file(home: Home) -> None:
    first, second = home.results("k26.csv", 60), home.results("k26.csv", 61)
    home.archive.published("run-1", [first, second])
    before = {file.key: file.vintage for file in home.select()}
    third = home.results("k26.csv", 62)
    after = {file.key: file.vintage for file in home.select(third)}
    assert after == {**before, third: "K26-3"}


def test_files_of_one_edition_with_other_tables_share_its_vintage(home: Home) -> None:
    """The socio-economic index comes in three files; none revises another."""
    keys = [home.index(f"sei_2030_{table}.xlsx", rows) for table, rows in (("t01", 9), ("t07", 8))]
    assert vintages(home.select(*keys)) == ["sei-2030", "sei-2030"]


def test_a_revision_of_one_of_several_files_is_the_second_of_its_own(home: Home) -> None:
    keys = [home.index("sei_2030_t01.xlsx"), home.index("sei_2030_t07.xlsx", 9)]
    revised = home.index("sei_2030_t01.xlsx", rows=11)
    files = home.select(*keys, revised)
    assert {file.key: file.vintage for file in files} == {
        keys[0]: "sei-2030",
        keys[1]: "sei-2030",
        revised: "sei-2030-2",
    }
    assert revised_editions(files) == [
        "cbs_socio_economic_index: sei-2030-2 (sei_2030_t01.xlsx) revises"
        " sei-2030 (sei_2030_t01.xlsx)"
    ]


def test_files_that_are_no_revision_are_not_called_one(home: Home) -> None:
    keys = [home.index("sei_2030_t01.xlsx"), home.index("sei_2030_t07.xlsx", 9)]
    keys += [home.results("k25.csv", 60), home.results("k26.csv", 61)]
    assert revised_editions(home.select(*keys)) == []


def test_vintages_stand_in_the_order_of_time_and_not_of_arrival(home: Home) -> None:
    keys = [home.results(f"k{number}.csv", number + 40) for number in (27, 9 + 10, 25)]
    assert vintages(home.select(*keys)) == ["K19", "K25", "K27"]


def test_two_dated_editions_of_one_year_stand_in_the_order_of_their_dates(home: Home) -> None:
    """The newest list of codes gives each settlement its name."""
    newer = home.codes("dic_rashut_2030-11-10.xlsx")
    older = home.codes("dic_rashut_2030-03-01.xlsx", 31)
    assert [file.key for file in home.select(newer, older)] == [older, newer]


def test_of_a_register_that_is_new_each_night_and_feeds_no_mart_the_newest_is_read(
    home: Home,
) -> None:
    nights = [home.associations(count) for count in (30, 31, 32)]
    home.archive.published("r1", nights)
    finances = [home.finances(year) for year in (2018, 2022)]
    assert not SOURCES["moj_associations"].feeds_marts
    [register] = home.select(nights[2])
    assert (register.key, register.vintage) == (nights[2], "associations-undated-3")
    # Not offered tonight: the last one stays. Offered again as it once was: that is what holds.
    assert [file.key for file in home.select()] == [nights[2]]
    assert [file.key for file in home.select(nights[0])] == [nights[0]]
    # Each year is an edition of its own.
    assert [file.key for file in home.select(*finances)] == [*finances, nights[2]]
    fed = [home.results(rows=rows) for rows in (60, 61)]
    home.archive.published("r2", fed)
    assert {file.key for file in home.select(nights[2])} == {nights[2], *fed}
