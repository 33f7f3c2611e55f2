"""The archive: bytes written once, and a ledger that only grows."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import stat
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from ingest.archive import Archive, Entry, digest
from ingest.errors import InputError
from ingest.fetch.fetched import Fetched
from ingest.intake import take_in
from ingest.origin import Origin
from ingest.parse.file import parse_file
from ingest.source import load_sources
from tests.ingest.workbooks import localities_csv

ELECTIONS = load_sources()["cec_knesset_elections"]
AT = dt.datetime(2030, 1, 2, 3, 4, 5, tzinfo=dt.UTC)


def fetched(tmp_path: Path, name: str = "k26.csv", content: bytes = b"x" * 300) -> Fetched:
    path = tmp_path / "mirror" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return Fetched("cec_knesset_elections", name, path, "https://example.org/" + name, AT)


def receive(archive: Archive, file: Fetched, *, synthetic: bool = False) -> tuple[str, bool]:
    return archive.receive(ELECTIONS, file, requested_by="בודקת", synthetic=synthetic)


def events(archive: Archive) -> list[dict[str, object]]:
    return [json.loads(line) for line in archive.ledger.read_text("utf-8").splitlines()]


def only(archive: Archive) -> Entry:
    [entry] = archive.entries().values()
    return entry


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "home")


def test_bytes_are_kept_as_they_came_and_nobody_may_write_them(
    archive: Archive, tmp_path: Path
) -> None:
    content = localities_csv()
    file = fetched(tmp_path, content=content)
    sha256, new = receive(archive, file)
    path = archive.folder / "cec_knesset_elections" / sha256 / "k26.csv"
    assert new
    assert sha256 == digest(file.path)
    assert path.read_bytes() == content
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert archive.path_of(only(archive)) == path
    assert [p.name for p in path.parent.iterdir()] == ["k26.csv"], "no partial file is left"
    assert stat.S_IMODE(archive.folder.stat().st_mode) == 0o700


def damage(path: Path) -> None:
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace(b"1", b"2"))


def test_a_file_that_was_damaged_is_named_and_mended_when_it_comes_again(
    archive: Archive, tmp_path: Path
) -> None:
    content = localities_csv()
    receive(archive, fetched(tmp_path, content=content))
    entry = only(archive)
    archive.check(entry)
    damage(archive.path_of(entry))
    with pytest.raises(InputError) as raised:
        archive.check(entry)
    assert (raised.value.subject, raised.value.found) == (
        str(archive.path_of(entry)),
        "other bytes than those that came",
    )
    assert f"k26.csv as it came on {entry.retrieved_at[:10]}" in raised.value.expected
    receive(archive, fetched(tmp_path, content=content))
    archive.check(entry)
    assert stat.S_IMODE(archive.path_of(entry).stat().st_mode) == 0o400
    shutil.rmtree(archive.path_of(entry).parent)
    with pytest.raises(InputError, match="found no file; expected k26"):
        archive.path_of(entry)


def test_the_ledger_says_from_where_when_and_for_whom(archive: Archive, tmp_path: Path) -> None:
    sha256, _ = receive(archive, fetched(tmp_path))
    [event] = events(archive)
    at = dt.datetime.fromisoformat(str(event.pop("at")))
    assert abs(dt.datetime.now(dt.UTC) - at) < dt.timedelta(minutes=1)
    assert event == {
        "event": "received",
        "source_id": "cec_knesset_elections",
        "sha256": sha256,
        "name": "k26.csv",
        "origin": "https://example.org/k26.csv",
        "retrieved_at": "2030-01-02T03:04:05+00:00",
        "bytes": 300,
        "licence": "open, attribution",
        "requested_by": "בודקת",
        "synthetic": False,
    }


def test_the_same_bytes_are_one_entry_even_under_another_name(
    archive: Archive, tmp_path: Path
) -> None:
    first, _ = receive(archive, fetched(tmp_path))
    again, new = receive(archive, fetched(tmp_path, "k26_copy.csv"))
    assert (again, new) == (first, False)
    assert only(archive).name == "k26.csv"
    assert len(events(archive)) == 1


def test_a_file_renamed_after_it_was_refused_for_its_name_is_read(
    archive: Archive, tmp_path: Path
) -> None:
    """The message says "name the file as the publisher does"; whoever obeys must be heard."""
    mirror = tmp_path / "mirror"
    folder = mirror / "cec_knesset_elections"
    folder.mkdir(parents=True)
    (folder / "results.csv").write_bytes(localities_csv())
    origin = Origin("folder", mirror)
    before = take_in([ELECTIONS], origin, archive.home, requested_by="test")
    [refused] = before.failures
    assert refused.do == "name the file as the publisher does, with its year"
    (folder / "results.csv").rename(folder / "k26.csv")
    after = take_in([ELECTIONS], origin, archive.home, requested_by="test")
    assert after.failures == []


def test_other_bytes_under_the_same_name_are_another_entry(
    archive: Archive, tmp_path: Path
) -> None:
    receive(archive, fetched(tmp_path))
    receive(archive, fetched(tmp_path, content=b"y" * 301))
    assert [(e.name, e.bytes, e.order) for e in archive.entries().values()] == [
        ("k26.csv", 300, 0),
        ("k26.csv", 301, 1),
    ]


def test_bytes_archived_before_a_crash_are_entered_the_next_time(
    archive: Archive, tmp_path: Path
) -> None:
    """The bytes are stored first, the ledger is written second."""
    receive(archive, fetched(tmp_path))
    archive.ledger.unlink()
    _, new = receive(archive, fetched(tmp_path))
    assert new
    assert only(archive).name == "k26.csv"


def test_a_file_that_changes_while_it_is_archived_is_not_kept(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = fetched(tmp_path)

    def copy_and_change(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes() + b"more")

    monkeypatch.setattr("ingest.archive.shutil.copyfile", copy_and_change)
    with pytest.raises(OSError, match=r"k26\.csv changed while it was archived; refresh again"):
        receive(archive, file)
    assert archive.entries() == {}
    assert [path for path in archive.folder.rglob("*") if path.is_file()] == []


def test_what_becomes_of_a_file_is_told_by_later_events(archive: Archive, tmp_path: Path) -> None:
    sha256, _ = receive(archive, fetched(tmp_path, content=localities_csv()))
    key = ("cec_knesset_elections", sha256)
    assert (only(archive).understood, only(archive).rejected) == (False, None)
    archive.rejected(*key, "a reason")
    assert (only(archive).understood, only(archive).rejected) == (False, "a reason")
    path = archive.path_of(only(archive))
    archive.understood(parse_file(ELECTIONS, path, "k26.csv", sha256, archive.home))
    assert (only(archive).understood, only(archive).rejected) == (True, None)
    archive.published("run-1", [key])
    archive.published("run-2", [key, ("cec_knesset_elections", "unknown")])
    assert only(archive).published_in == ["run-1", "run-2"]
    assert [event["event"] for event in events(archive)] == [
        "received",
        "rejected",
        "understood",
        "published",
        "published",
    ]
    assert events(archive)[2]["edition"] == "K26"


def test_an_event_of_a_file_nobody_received_is_passed_over(archive: Archive) -> None:
    archive.rejected("cec_knesset_elections", "unknown", "a reason")
    assert archive.entries() == {}


def test_an_archive_that_was_never_used_is_empty_and_leaves_nothing(archive: Archive) -> None:
    assert archive.entries() == {}
    assert not archive.home.exists()


@pytest.mark.parametrize("cut", [1, 2, 5, 20, 60, 150])
def test_a_last_line_cut_by_a_crash_is_passed_over_and_overwritten(
    archive: Archive, tmp_path: Path, cut: int
) -> None:
    receive(archive, fetched(tmp_path))
    whole = archive.ledger.read_bytes()
    archive.rejected("cec_knesset_elections", only(archive).sha256, "x" * 200)
    archive.ledger.write_bytes(archive.ledger.read_bytes()[:-cut])
    assert only(archive).rejected is None
    archive.rejected("cec_knesset_elections", only(archive).sha256, "again")
    assert only(archive).rejected == "again"
    assert archive.ledger.read_bytes().startswith(whole)
    assert len(events(archive)) == 2


def test_a_last_line_cut_within_a_hebrew_letter_is_passed_over_too(
    archive: Archive, tmp_path: Path
) -> None:
    receive(archive, fetched(tmp_path))
    archive.rejected("cec_knesset_elections", only(archive).sha256, "סיבה")
    content = archive.ledger.read_bytes()
    archive.ledger.write_bytes(content[: content.rindex("ה".encode()) + 1])
    assert only(archive).rejected is None


def test_a_line_damaged_in_the_middle_is_not_passed_over(archive: Archive, tmp_path: Path) -> None:
    """A crash cannot do that; somebody edited what nobody may."""
    receive(archive, fetched(tmp_path))
    archive.rejected("cec_knesset_elections", only(archive).sha256, "a reason")
    lines = archive.ledger.read_text("utf-8").splitlines(keepends=True)
    archive.ledger.write_text(lines[0][:40] + "\n" + lines[1], "utf-8")
    with pytest.raises(InputError) as failure:
        archive.entries()
    assert failure.value.place == "line 1"
    assert failure.value.found == lines[0][:40]
    assert "restore the ledger from a backup" in str(failure.value)


def test_events_noted_at_once_stand_all_in_lines_of_their_own(archive: Archive) -> None:
    """Two files are read at once, and neither may write over what is noted of the other."""
    reasons = [f"{number}: {'x' * (number % 90)}" for number in range(400)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(partial(archive.rejected, "cec_knesset_elections", "0" * 64), reasons))
    assert sorted(str(event["reason"]) for event in events(archive)) == sorted(reasons)
