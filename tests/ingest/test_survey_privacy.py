"""Answers stay in the archive, for its owner alone, and no message or ledger tells of a person."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from ingest.archive import Archive
from tests.ingest.survey_files import (
    GOOD,
    KIND,
    declared,
    lay,
    lines,
    refresh,
    refusal,
    respondents,
)

IDENTITY_NUMBER, PERSON = "123456782", "ישראלה ישראלי"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def holding(folder: Path, *words: str) -> list[str]:
    """Files below a folder whose bytes hold one of the words; containers are looked into."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            if path.suffix == ".parquet":
                content += pl.read_parquet(path).write_csv().encode()
            if any(word.encode() in content for word in words):
                found.append(str(path.relative_to(folder)))
    return found


def test_whatever_holds_answers_is_for_its_owner_alone(home: Path) -> None:
    lay(home / "inbox", declared())
    lay(home / "inbox", declared(wave_id="bad", data="bad.csv"), GOOD + b"70,0,1\n", stem="bad")
    assert "row 4, column w" in refusal(refresh(home))
    archive = home / "archive"
    assert archive.stat().st_mode & 0o777 == 0o700
    private = archive / "respondents" / KIND
    assert private.stat().st_mode & 0o777 == 0o700
    modes = {path.suffix: path.stat().st_mode & 0o777 for path in private.iterdir()}
    assert modes == {".parquet": 0o400, ".csv": 0o600}
    assert [path.stat().st_mode & 0o777 for path in archive.rglob("*.zip")] == [0o400] * 2
    assert not (home / "incoming" / KIND).exists()
    assert not holding(home / "incoming", "8000")


@pytest.mark.xfail(strict=True, raises=AssertionError, reason="incoming is emptied on success only")
def test_a_full_disk_leaves_no_answers_behind(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(Archive, "receive", full)
    lay(home / "inbox", declared())
    with pytest.raises(OSError, match="No space"):
        refresh(home)
    assert not list((home / "incoming").rglob("*.zip"))


HEADER = ["place", "w", "q1", "s", "age", "st", "id"]
GUARDED = declared(
    sex={"column": "s", "codes": {1: "male"}}, age="age", stratum="st", respondent="id"
)


@pytest.mark.parametrize("secret", [IDENTITY_NUMBER, PERSON, "050-1234567", "yossi@example.org"])
def test_what_may_identify_a_person_is_in_no_message_and_no_ledger(home: Path, secret: str) -> None:
    good = ["8000", "1", "4", "1", "30", "a", "1"]
    # Where any text may stand (strata, a respondent's number) nothing can be found wrong.
    rows = [[*good[:n], secret, *good[n + 1 : 6], str(n)] for n in range(5)]
    lay(home / "inbox", GUARDED, lines(HEADER, *rows))
    intake = refresh(home)
    told = str(intake) + "".join(map(str, intake.failures))
    assert told.count("characters like") >= 5 and secret not in told
    kept = holding(home, secret, *secret.split())
    assert all(path.startswith("archive/") for path in kept if not path.startswith("inbox/"))
    assert "archive/ledger.jsonl" not in kept
    assert sum(path.endswith(".faults.csv") for path in kept) == 1


@pytest.mark.xfail(strict=True, raises=AssertionError, reason="any word passes for a settlement")
def test_a_persons_name_where_settlements_are_named_does_not_reach_the_raw_layer(
    home: Path,
) -> None:
    content = declared(settlement={"column": "place", "given_as": "name"})
    rows = [["צפת", "1", "4"], [PERSON, "1", "4"]]
    lay(home / "inbox", content, lines(["place", "w", "q1"], *rows))
    refresh(home)
    assert not holding(home / "raw", PERSON)


@pytest.mark.xfail(strict=True, raises=AssertionError, reason="the first row is told in full")
def test_a_file_without_a_header_tells_nobody_its_first_respondent(home: Path) -> None:
    lay(home / "inbox", declared(), lines([PERSON, IDENTITY_NUMBER, "4"], ["x", "1", "2"]))
    assert PERSON not in refusal(refresh(home))


def test_columns_that_are_not_declared_stay_in_the_archived_file(home: Path) -> None:
    rows = [["8000", "1", "4", PERSON, IDENTITY_NUMBER]]
    lay(home / "inbox", declared(), lines(["place", "w", "q1", "name", "id"], *rows))
    assert refresh(home).failures == []
    kept = holding(home, PERSON, IDENTITY_NUMBER)
    assert [path for path in kept if not path.startswith(("inbox/", f"archive/{KIND}/"))] == []
    assert PERSON not in respondents(home).write_csv()
