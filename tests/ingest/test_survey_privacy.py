"""Answers stay in the archive, for its owner alone, and no message or ledger tells of a person."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.archive import Archive
from ingest.survey.check import shown
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
    assert "row 4, column w" in refusal(refresh(home, worker=True))
    archive = home / "archive"
    assert archive.stat().st_mode & 0o777 == 0o700
    private = archive / "respondents" / KIND
    assert private.stat().st_mode & 0o777 == 0o700
    modes = {path.suffix: path.stat().st_mode & 0o777 for path in private.iterdir()}
    assert modes == {".parquet": 0o400, ".csv": 0o600}
    assert [path.stat().st_mode & 0o777 for path in archive.rglob("*.zip")] == [0o400] * 2
    assert not (home / "incoming" / KIND).exists()
    assert not holding(home / "incoming", "8000")


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


@pytest.mark.parametrize("alone", [True, False])
def test_a_persons_name_where_settlements_are_named_stays_in_the_archive(
    home: Path, alone: bool
) -> None:
    settlement = {"column": "place", "given_as": "name", "names": ["צפת"]}
    good = [] if alone else [["צפת", "1", "4"]]
    lay(
        home / "inbox",
        declared(settlement=settlement),
        lines(["place", "w", "q1"], *good, [PERSON, "1", "4"]),
    )
    intake = refresh(home)
    assert PERSON not in str(intake) + refusal(intake)
    assert "found 13 characters like 'xxxxxx xxxxx'; expected a settlement that" in refusal(intake)
    kept = [path for path in holding(home, PERSON) if not path.startswith("inbox/")]
    assert sorted(path.rpartition(".")[2] for path in kept) == ["csv", "zip"]
    assert all(path.startswith(("archive/respondents/", f"archive/{KIND}/")) for path in kept)
    assert not list((home / "raw").rglob("*.parquet"))


def test_only_the_wordings_of_listed_settlements_leave_the_archive(home: Path) -> None:
    settlement = {"column": "place", "given_as": "name", "names": ["צפת", "עכו"]}
    header = ["place", "w", "q1", "st", "id"]
    rows = [["צפת", "1", "4", "שכבה", "97531"], ["צפת", "2", "1", "שכבה", "97532"]]
    lay(
        home / "inbox",
        declared(settlement=settlement, stratum="st", respondent="id"),
        lines(header, *rows),
    )
    assert refresh(home).failures == []
    outside = [
        path
        for path in holding(home, "שכבה", "97531", "97532")
        if not path.startswith(("inbox/", "archive/"))
    ]
    assert outside == [] and holding(home / "raw", "צפת")


@pytest.mark.parametrize("name", ["wave.csv", "wave.xlsx", "wave.sav"])
def test_a_file_without_a_header_or_of_another_format_tells_nobody_its_first_respondent(
    home: Path, name: str
) -> None:
    rows = [IDENTITY_NUMBER, PERSON, "4"], ["x", "1", "2"]
    lay(home / "inbox", declared(data=name), lines(*rows))
    message = refusal(refresh(home))
    assert message.startswith(f"community_survey/{name}")
    assert not [word for word in (*PERSON.split(), IDENTITY_NUMBER[:6]) if word in message]


def test_columns_that_are_not_declared_stay_in_the_archived_file(home: Path) -> None:
    rows = [["8000", "1", "4", PERSON, IDENTITY_NUMBER]]
    lay(home / "inbox", declared(), lines(["place", "w", "q1", "name", "id"], *rows))
    assert refresh(home).failures == []
    kept = holding(home, PERSON, IDENTITY_NUMBER)
    assert [path for path in kept if not path.startswith(("inbox/", f"archive/{KIND}/"))] == []
    assert PERSON not in respondents(home).write_csv()


# What a message shows


@pytest.mark.parametrize("cell", ["7", "-1", "2.5", "1,5", "8000", "1234.5678", "0"])
def test_a_short_number_is_shown(cell: str) -> None:
    assert shown(cell) == cell


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("123456782", "9 characters like '999999999'"),
        ("12345", "5 characters like '99999'"),
        ("052-1234567", "11 characters like '999-9999999'"),
        ("לוי יוסי", "8 characters like 'xxx xxxx'"),
        ("Yossi Levi-Cohen", "16 characters like 'xxxxx xxxx-x'"),
        ("a@b.co.il", "9 characters like 'x@x.xx.xx'"),
        ("לוי\nיוסי", "8 characters like 'xxx\\nxxxx'"),
        ("", "an empty cell"),
    ],
)
def test_anything_longer_is_shown_as_its_shape(cell: str, words: str) -> None:
    assert shown(cell) == words


@given(st.text("אבגדהabcXYZ0123456789 -_.,'@\t", max_size=40))
def test_no_letter_and_no_long_number_is_ever_shown(cell: str) -> None:
    told = shown(cell)
    if told == cell:
        assert len(cell) <= 10 and not any(map(str.isalpha, cell))
    elif cell:
        shape = told.partition(" like ")[2].replace("\\t", "")
        assert {mark for mark in shape if mark.isalnum()} <= {"x", "9"}
