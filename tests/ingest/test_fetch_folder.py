"""Mirror folder and inbox: what is taken, what is reported, what is left for the next refresh."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.errors import InputError
from ingest.fetch.fetched import Fetched
from ingest.fetch.folder import fetch_folder
from ingest.fetch.inbox import fetch_inbox
from ingest.source import Source, load_sources

SOURCE: Source = load_sources()["cbs_localities"]  # bycode*.xls, bycode*.xlsx


def put(root: Path, name: str, *, age_seconds: float = 60.0) -> Path:
    path = root / SOURCE.source_id / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"bytes")
    changed = time.time() - age_seconds
    os.utime(path, (changed, changed))
    return path


def names(files: list[Fetched]) -> list[str]:
    return [file.name for file in files]


def test_files_come_by_name_whatever_their_case(tmp_path: Path) -> None:
    for name in ("bycode2023.xlsx", "ByCode2021.XLSX", "bycode2022.xls"):
        put(tmp_path, name)
    found, unmatched = fetch_folder(SOURCE, tmp_path)
    assert names(found) == ["ByCode2021.XLSX", "bycode2022.xls", "bycode2023.xlsx"]
    assert unmatched == []


def test_a_file_says_where_it_is_and_where_it_came_from(tmp_path: Path) -> None:
    path = put(tmp_path, "bycode2021.xlsx")
    before = datetime.now(UTC)
    [file] = fetch_folder(SOURCE, tmp_path)[0]
    assert (file.source_id, file.path) == ("cbs_localities", path)
    assert file.origin == str(tmp_path / "cbs_localities")
    assert file.retrieved_at.utcoffset() == timedelta(0)
    assert before <= file.retrieved_at <= datetime.now(UTC)


def test_what_matches_nothing_is_reported_with_sub_folders(tmp_path: Path) -> None:
    stray = put(tmp_path, "ישובים.xlsx")
    inside = put(tmp_path, "old/bycode2003.xlsx")
    found, unmatched = fetch_folder(SOURCE, tmp_path)
    assert found == []
    assert unmatched == sorted([stray, inside.parent])


def test_what_is_no_data_is_not_reported(tmp_path: Path) -> None:
    for name in (".bycode2021.xlsx", ".DS_Store", "~$bycode2021.xlsx", "readme.md", "SHA256SUMS"):
        put(tmp_path, name)
    assert fetch_folder(SOURCE, tmp_path) == ([], [])


def test_hidden_files_and_office_locks_are_never_data(tmp_path: Path) -> None:
    everything = SOURCE.model_copy(update={"files": ("*",)})
    for name in ("._bycode2021.xlsx", "~$bycode2021.xlsx", "bycode2021.xlsx"):
        put(tmp_path, name)
    assert names(fetch_folder(everything, tmp_path)[0]) == ["bycode2021.xlsx"]


def test_a_readme_that_the_source_asks_for_is_taken(tmp_path: Path) -> None:
    documents = SOURCE.model_copy(update={"files": ("*.md",)})
    put(tmp_path, "README.md")
    assert names(fetch_folder(documents, tmp_path)[0]) == ["README.md"]


def test_no_folder_is_no_files(tmp_path: Path) -> None:
    assert fetch_folder(SOURCE, tmp_path) == ([], [])
    assert fetch_folder(SOURCE, tmp_path / "missing") == ([], [])
    assert fetch_inbox(SOURCE, tmp_path) == ([], [])


def test_a_link_inside_the_mirror_is_followed(tmp_path: Path) -> None:
    shared = tmp_path / "shared.xlsx"
    shared.write_bytes(b"bytes")
    put(tmp_path, "x")
    (tmp_path / SOURCE.source_id / "bycode2021.xlsx").symlink_to(shared)
    assert names(fetch_folder(SOURCE, tmp_path)[0]) == ["bycode2021.xlsx"]


@pytest.mark.parametrize("name", ["bycode2021.xlsx", "notes.txt"])
def test_a_link_out_of_the_mirror_is_refused(tmp_path: Path, name: str) -> None:
    root = tmp_path / "mirror"
    put(root, "bycode2022.xlsx")
    secret = tmp_path / "secret"
    secret.write_text("x")
    link = root / SOURCE.source_id / name
    link.symlink_to(secret)
    with pytest.raises(InputError) as caught:
        fetch_folder(SOURCE, root)
    assert str(caught.value) == (
        f"{link}: found a link to {secret}; expected files inside {root}; "
        "copy the file itself into the folder"
    )


def test_a_source_folder_that_is_a_link_out_is_refused(tmp_path: Path) -> None:
    put(tmp_path / "elsewhere", "bycode2022.xlsx")
    root = tmp_path / "mirror"
    root.mkdir()
    (root / SOURCE.source_id).symlink_to(tmp_path / "elsewhere" / SOURCE.source_id)
    with pytest.raises(InputError, match=r"a link to .*elsewhere") as caught:
        fetch_folder(SOURCE, root)
    assert caught.value.subject == str(root / SOURCE.source_id)


def test_a_link_to_nothing_or_to_itself_is_reported(tmp_path: Path) -> None:
    put(tmp_path, "bycode2022.xlsx")
    folder = tmp_path / SOURCE.source_id
    (folder / "bycode2020.xlsx").symlink_to(folder / "gone.xlsx")
    (folder / "bycode2021.xlsx").symlink_to(folder / "bycode2021.xlsx")
    found, unmatched = fetch_folder(SOURCE, tmp_path)
    assert names(found) == ["bycode2022.xlsx"]
    assert [path.name for path in unmatched] == ["bycode2020.xlsx", "bycode2021.xlsx"]


def test_inbox_leaves_a_file_that_is_still_written(tmp_path: Path) -> None:
    put(tmp_path, "bycode2021.xlsx")
    fresh = put(tmp_path, "bycode2022.xlsx", age_seconds=0.5)
    ahead = put(tmp_path, "bycode2023.xlsx", age_seconds=-1.0)
    found, left = fetch_inbox(SOURCE, tmp_path)
    assert names(found) == ["bycode2021.xlsx"]
    assert left == [fresh, ahead]


def test_inbox_takes_it_at_the_next_refresh(tmp_path: Path) -> None:
    path = put(tmp_path, "bycode2022.xlsx", age_seconds=0.0)
    assert fetch_inbox(SOURCE, tmp_path) == ([], [path])
    put(tmp_path, "bycode2022.xlsx", age_seconds=3.0)
    found, left = fetch_inbox(SOURCE, tmp_path)
    assert (names(found), left) == (["bycode2022.xlsx"], [])


def test_inbox_does_not_wait_for_a_date_far_ahead(tmp_path: Path) -> None:
    put(tmp_path, "bycode2022.xlsx", age_seconds=-3600.0)
    assert names(fetch_inbox(SOURCE, tmp_path)[0]) == ["bycode2022.xlsx"]


def test_inbox_leaves_partial_downloads_by_name(tmp_path: Path) -> None:
    everything = SOURCE.model_copy(update={"files": ("*",)})
    partial = [put(tmp_path, name) for name in ("a.PART", "b.tmp", "c.xlsx.crdownload")]
    found, left = fetch_inbox(everything, tmp_path)
    assert (found, left) == ([], partial)


def test_inbox_leaves_the_empty_file_that_a_browser_holds_a_name_with(tmp_path: Path) -> None:
    held = put(tmp_path, "bycode2021.xlsx")
    part = put(tmp_path, "bycode2021.xlsx.part")
    assert fetch_inbox(SOURCE, tmp_path) == ([], [held, part])


def test_inbox_reports_what_matches_nothing_and_refuses_links_out(tmp_path: Path) -> None:
    stray = put(tmp_path / "inbox", "letter.docx")
    assert fetch_inbox(SOURCE, tmp_path / "inbox") == ([], [stray])
    (stray.parent / "bycode2021.xlsx").symlink_to("/etc/hostname")
    with pytest.raises(InputError, match="expected files inside"):
        fetch_inbox(SOURCE, tmp_path / "inbox")
