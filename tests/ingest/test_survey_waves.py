"""Waves taken in whole or refused whole: which, in what form, again, later, otherwise."""

from __future__ import annotations

import csv
import json
import shutil
import time
from pathlib import Path

import polars as pl
import pyreadstat
import pytest
from polars.testing import assert_frame_equal

from ingest.archive import Archive
from ingest.intake import offer
from ingest.origin import Origin
from ingest.source import load_sources
from ingest.survey import parse
from tests.ingest.survey_files import (
    GOOD,
    INCOMES,
    ITEM,
    KIND,
    declared,
    incomes,
    lay,
    lines,
    refresh,
    refusal,
    respondents,
    rows_of,
    settle,
    text_of,
)
from tests.ingest.workbooks import write_workbook


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def test_a_wave_is_read_and_its_answers_are_private(home: Path) -> None:
    lay(home / "inbox", declared())
    intake = refresh(home, worker=True)
    assert (intake.failures, intake.unmatched, intake.left) == ([], [], [])
    assert rows_of(respondents(home), "row", "weight", "control_truancy") == [
        (2, 1.5, 4.0), (3, 2.0, 1.0),
    ]  # fmt: skip
    assert "place" not in respondents(home).columns
    (entry,) = Archive(home).entries().values()
    assert entry.understood and entry.name == "wave.wave.zip"
    (facts,) = (home / "raw").rglob("wave.json")
    told = json.loads(facts.read_text("utf-8"))
    assert (told["respondents"], told["answered"]) == (2, {"control_truancy": 2})
    assert told["declaration"]["wave_id"] == "wave_2025"
    (rows,) = (home / "raw").rglob("rows.parquet")
    assert pl.read_parquet(rows)["code_text"].to_list() == ["70", "8000"]


def test_one_bad_cell_refuses_the_whole_wave(home: Path) -> None:
    lay(home / "inbox", declared(), lines(["place", "w", "q1"], ["70", "1", "6"], ["70", "1", "2"]))
    message = refusal(refresh(home, worker=True))
    assert message.startswith(
        "community_survey/wave.csv, row 2, column q1: found 6; expected a whole number from 1 to 5,"
        " or an empty cell for no answer (control_truancy); mend the file or its declaration and"
        " lay both in again; the wave was not loaded, not even in part; all 1 cells are listed in"
        " archive/respondents/community_survey/"
    )
    assert not list(home.rglob("*.parquet")) and not list(home.glob("raw/**/*.json"))
    (entry,) = Archive(home).entries().values()
    assert not entry.understood and entry.rejected == message
    assert [str(failure) for failure in refresh(home, worker=True).failures] == [message]


def test_a_message_tells_five_faults_and_the_list_all(home: Path) -> None:
    bad = [["70", "1", str(code)] for code in range(6, 18)]
    lay(home / "inbox", declared(), lines(["place", "w", "q1"], *bad, ["=1+1", "1", "1"]))
    message = refusal(refresh(home))
    assert all(f"row {row}, column q1: found {row + 4}" in message for row in range(2, 7))
    assert "row 7" not in message and "; and 8 more; mend" in message
    (listed,) = (home / "archive" / "respondents" / KIND).glob("*.csv")
    assert str(listed.relative_to(home)) in message
    rows = list(csv.reader(listed.read_text("utf-8-sig").splitlines()))
    assert rows[0] == ["row", "column", "found", "expected"] and len(rows) == 14
    assert rows[1][:3] == ["2", "q1", "6"]
    assert rows[-1][:3] == ["14", "place", "'=1+1"]  # no formula to whoever opens the list


def test_the_list_of_faults_is_of_this_refusal_alone(home: Path) -> None:
    lay(home / "inbox", declared(), lines(["place", "w", "q1"], ["70", "1", "6"], ["70", "1", "7"]))
    first = refusal(refresh(home))
    lay(home / "inbox", declared(), lines(["place", "w", "q1"], ["70", "1", "6"]))
    second = refusal(refresh(home))
    assert "all 2 cells" in first and "all 1 cells" in second
    assert len(list((home / "archive" / "respondents" / KIND).glob("*.faults.csv"))) == 2


# Which waves


@pytest.mark.parametrize(
    ("content", "data", "words"),
    [
        (declared(kind=INCOMES), GOOD, "a household income survey has income, and no items"),
        (incomes(), GOOD, "wave.yml, kind: found household_income_survey; expected community_surv"),
        (declared(), None, "wave.yml, data: found wave.csv, which does not lie beside it"),
        (declared(data="wave.ods"), GOOD, "found a file of kind .ods"),
        (text_of(declared()) + "data: b.csv\n", None, "wave.yml: found no readable YAML"),
        ("data: wave.csv\nwhat: else\n", GOOD, "wave_id: Field required"),
    ],
)
def test_a_wave_that_cannot_be_is_refused(
    home: Path, content: dict[str, object] | str, data: bytes | None, words: str
) -> None:
    lay(home / "inbox", content, data)
    assert words in refusal(refresh(home))
    assert not list(home.rglob("*.parquet"))


def test_hebrew_names_of_data_file_and_columns(home: Path) -> None:
    content = declared(
        data="נתוני סקר.csv",
        settlement={
            "column": "שם יישוב",
            "given_as": "name",
            "names": ["אופקים", "תל אביב -יפו", "צפת"],
        },
        weight="משקל",
        items={"control_truancy": {**ITEM, "column": "ש.1"}},
    )
    data = "שם יישוב;משקל;ש.1\nצפת;1.5;4\nתל אביב -יפו;2;1\nצפת;1;2\n".encode("cp1255")
    lay(home / "inbox", content, data)
    assert refresh(home).failures == []
    assert rows_of(respondents(home), "row", "row_no") == [(2, 1), (3, 2), (4, 1)]
    (rows,) = (home / "raw").rglob("rows.parquet")
    assert pl.read_parquet(rows)["name_text"].to_list() == ["צפת", "תל אביב -יפו"]


def test_the_same_answers_in_three_formats_are_the_same_respondents(home: Path) -> None:
    """Worked by hand: 9 is no answer, 1 is the most, one has no answer at all."""
    item = {**ITEM, "higher_is": "less", "missing": [9]}
    columns: dict[str, list[float | None]] = {
        "place": [8000, 31, 5569], "w": [1.5, 2, 0.25], "q1": [1, 9, None],
    }  # fmt: skip
    grid = [list(columns), *zip(*columns.values(), strict=True)]
    inbox = home / "inbox"
    for suffix in (".csv", ".xlsx", ".sav"):
        name = f"wave{suffix}"
        lay(inbox, declared(data=name, items={"control_truancy": item}), None, stem=suffix[1:])
        path = inbox / KIND / name
        if suffix == ".csv":
            text = [["" if cell is None else f"{cell:g}" for cell in row] for row in grid[1:]]
            path.write_bytes(lines(columns, *text))
        elif suffix == ".xlsx":
            write_workbook(path, {"a": grid})
        else:
            missing = {"q1": [{"lo": 9, "hi": 9}]}
            pyreadstat.write_sav(pl.DataFrame(columns), path, missing_ranges=missing)
        settle(path)
    assert refresh(home).failures == []
    found = [pl.read_parquet(p) for p in (home / "archive").rglob("*.parquet")]
    assert len(found) == 3
    for frame in found:
        assert rows_of(frame, "weight", "control_truancy") == [(1.5, 5.0), (2, None), (0.25, None)]
    assert sorted(frame["row"].to_list() for frame in found) == [[1, 2, 3], [2, 3, 4], [2, 3, 4]]


def test_the_column_of_respondents_may_be_named_row(home: Path) -> None:
    data = lines(["row", "place", "w", "q1"], ["17", "70", "1", "4"], ["18", "70", "1", "6"])
    lay(home / "inbox", declared(respondent="row"), data)
    assert "row 3, column q1: found 6" in refusal(refresh(home))


def test_an_income_wave_is_taken_by_its_own_source(home: Path) -> None:
    rows = [["8000", "1", "a", "30", "9000"], ["8000", "1", "a", "5", "9000"]]
    data = lines(["place", "w", "hh", "age", "money"], *rows)
    lay(home / "inbox", incomes(), data, kind=INCOMES)
    assert refresh(home, kinds=(KIND, INCOMES)).failures == []
    assert respondents(home, INCOMES)["income_disposable"].to_list() == [9000.0, 9000.0]


# Again, later, otherwise


def test_the_same_wave_again_is_nothing_new(home: Path) -> None:
    lay(home / "inbox", declared())
    first, ledger = refresh(home), (home / "archive" / "ledger.jsonl").read_bytes()
    lay(home / "inbox", declared())  # saved anew, the same bytes
    assert refresh(home).present == first.present
    assert (home / "archive" / "ledger.jsonl").read_bytes() == ledger


@pytest.mark.parametrize("changed", ["data", "declaration"])
def test_a_corrected_wave_is_a_second_entry(home: Path, changed: str) -> None:
    lay(home / "inbox", declared())
    before = refresh(home).present
    if changed == "data":
        lay(home / "inbox", declared(), GOOD.replace(b"1.5", b"1.6"))
    else:
        lay(home / "inbox", declared(items={"control_truancy": {**ITEM, "higher_is": "less"}}))
    after = refresh(home).present
    assert len(after) == 1 and not after & before
    entries = Archive(home).entries()
    assert [entry.understood for entry in entries.values()] == [True, True]
    assert len(list((home / "archive" / "respondents" / KIND).glob("*.parquet"))) == 2


def test_a_mended_wave_is_read_after_its_refusal(home: Path) -> None:
    lay(home / "inbox", declared(), GOOD.replace(b"1.5", b"0"))
    assert refresh(home).failures
    lay(home / "inbox", declared(), GOOD)
    assert refresh(home).failures == [] and len(respondents(home)) == 2


@pytest.mark.parametrize("fresh", ["wave.yml", "wave.csv"])
def test_a_wave_still_being_written_is_left_for_the_next_refresh(home: Path, fresh: str) -> None:
    lay(home / "inbox", declared())
    (home / "inbox" / KIND / fresh).touch()
    intake = refresh(home)
    assert intake.left == [
        "community_survey/wave.yml is still being written; the next refresh takes it"
    ]
    assert not intake.present and not intake.failures and not Archive(home).entries()
    settle(home / "inbox" / KIND / fresh)
    assert refresh(home).left == [] and len(respondents(home)) == 2


@pytest.mark.parametrize("made_up", [True, False])
def test_made_up_waves_and_real_ones_never_meet(home: Path, made_up: bool) -> None:
    lay(home / "inbox", declared(synthetic=made_up))
    intake = refresh(home, synthetic=not made_up)
    kinds = ("synthetic", "real") if made_up else ("real", "synthetic")
    assert intake.left == [
        f"community_survey/wave.yml is {kinds[0]}, and this refresh is of {kinds[1]} data"
    ]
    assert not intake.present and not Archive(home).entries()
    assert refresh(home, synthetic=made_up).left == []
    (entry,) = Archive(home).entries().values()
    assert entry.synthetic is made_up and entry.understood


def test_a_made_up_wave_in_a_real_mirror_is_refused(home: Path, tmp_path: Path) -> None:
    lay(tmp_path / "mirror", declared(synthetic=True))
    assert "found synthetic figures of the sample" in refusal(refresh(home))


def test_an_offer_tells_the_bytes_and_keeps_none(home: Path, tmp_path: Path) -> None:
    lay(home / "inbox", declared())
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    offered = offer([load_sources()[KIND]], Origin("folder", mirror), home)
    assert not (home / "archive").exists() and not list(home.rglob("*.zip"))
    assert refresh(home).present == offered.present


def test_respondents_that_were_lost_are_read_again(home: Path) -> None:
    lay(home / "inbox", declared())
    refresh(home)
    kept = respondents(home)
    shutil.rmtree(home / "archive" / "respondents")
    assert refresh(home, worker=True).failures == []
    assert_frame_equal(respondents(home), kept)


def test_a_wave_whose_facts_could_not_be_written_counts_as_unread(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> str:
        raise OSError("No space left on device")

    lay(home / "inbox", declared())
    with monkeypatch.context() as broken, pytest.raises(OSError, match="No space"):
        broken.setattr(parse, "_facts", full)
        refresh(home)
    assert refresh(home).failures == []
    (report,) = (home / "raw").rglob("report.json")
    assert parse.read_facts(report.parent)["respondents"] == 2


def test_two_waves_of_one_refresh_are_read_apart(home: Path) -> None:
    """One is refused; nothing of it, and nothing that it says, touches the other."""
    lay(home / "inbox", declared(wave_id="one"))
    lay(home / "inbox", declared(wave_id="two", data="b.csv"), GOOD + b"70,0,1\n", stem="b")
    assert "community_survey/b.csv, row 4, column w" in refusal(refresh(home))
    assert len(respondents(home)) == 2
    told = {entry.name: entry.understood for entry in Archive(home).entries().values()}
    assert told == {"wave.wave.zip": True, "b.wave.zip": False}


def test_two_hundred_thousand_respondents_are_taken_in_within_seconds(home: Path) -> None:
    rows = "".join(f"{8000 + n % 7},{1 + n % 3},{n % 5 + 1},{n}\n" for n in range(200_000))
    lay(home / "inbox", declared(respondent="id"), ("place,w,q1,id\n" + rows).encode())
    started = time.perf_counter()
    assert refresh(home, worker=True).failures == []
    assert time.perf_counter() - started < 20
    assert len(respondents(home)) == 200_000


def test_of_a_file_with_several_waves_each_declaration_takes_its_own(home: Path) -> None:
    header = ["gal", "place", "w", "q1"]
    data = lines(header, ["1", "8000", "1", "9"], ["2", "70", "2", "3"], ["2", "8000", "1", "5"])
    lay(home / "inbox", declared(wave={"column": "gal", "code": 2}), data)
    intake = refresh(home)
    assert intake.failures == []  # the 9 in the first row is of another wave
    assert rows_of(respondents(home), "row", "weight", "control_truancy") == [
        (3, 2.0, 3.0), (4, 1.0, 5.0),
    ]  # fmt: skip


def test_a_wave_of_which_the_file_has_no_row_is_refused(home: Path) -> None:
    data = lines(["gal", "place", "w", "q1"], ["1", "8000", "1", "4"])
    lay(home / "inbox", declared(wave={"column": "gal", "code": 3}), data)
    message = refusal(refresh(home))
    assert "wave.csv, column gal: found no row of 3; expected the rows of this wave" in message
