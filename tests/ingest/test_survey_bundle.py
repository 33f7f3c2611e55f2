"""Two files become one container: which files, under which name, and what is no declaration."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ingest.archive import Archive
from ingest.errors import InputError
from ingest.survey.bundle import data_name, unpack_declaration, write_bundle
from tests.ingest.survey_files import (
    GOOD,
    KIND,
    declared,
    lay,
    refresh,
    refusal,
    respondents,
    settle,
    text_of,
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("name", ["../secret.csv", "sub/wave.csv", "/etc/hostname", "sub"])
def test_no_file_from_elsewhere_is_bundled(home: Path, name: str) -> None:
    inbox = home / "inbox"
    path = lay(inbox, declared(data="wave.csv"), GOOD)
    path.write_text(text_of(declared(data=name)), "utf-8")
    settle(path)
    (inbox / "secret.csv").write_bytes(GOOD)
    (inbox / KIND / "sub").mkdir()
    (inbox / KIND / "sub" / "wave.csv").write_bytes(GOOD)
    settle(inbox / KIND / "sub")
    intake = refresh(home)
    assert len(intake.failures) == 1
    (bundle,) = (home / "archive").rglob("*.zip")
    assert zipfile.ZipFile(bundle).namelist() == ["wave.yml"]
    assert {path.name for path in intake.unmatched} == {"sub", "wave.csv"} - {name}


def test_a_link_out_of_the_inbox_is_refused(home: Path, tmp_path: Path) -> None:
    path = lay(home / "inbox", declared(), GOOD)
    elsewhere = tmp_path / "elsewhere.csv"
    elsewhere.write_bytes(GOOD)
    data = path.with_name("wave.csv")
    data.unlink()
    data.symlink_to(elsewhere)
    with pytest.raises(InputError, match="found a link to"):
        refresh(home)


def test_a_data_file_without_a_declaration_is_told(home: Path) -> None:
    lay(home / "inbox", declared())
    stray = home / "inbox" / KIND / "other.csv"
    stray.write_bytes(GOOD)
    assert refresh(home).unmatched == [stray]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_declaration_that_names_itself_as_its_data_is_refused(home: Path) -> None:
    lay(home / "inbox", declared(data="wave.yml"), None)
    assert len(refresh(home).failures) == 1


@pytest.mark.parametrize(
    ("stem", "suffix"),
    [
        ("סקר 2025", ".yml"),
        ("wave.2025", ".yml"),
        ("WAVE", ".YML"),
    ],
)  # fmt: skip
def test_a_declaration_may_bear_any_name(home: Path, stem: str, suffix: str) -> None:
    path = lay(home / "inbox", declared(), stem="plain")
    path.rename(path.with_name(stem + suffix))
    assert refresh(home).failures == []
    assert len(respondents(home)) == 2


def test_names_that_differ_by_case_alone_are_two_waves(home: Path) -> None:
    path = lay(home / "inbox", declared(wave_id="small"))
    other = path.with_name("wave.YML")
    other.write_text(text_of(declared(wave_id="capital")), "utf-8")
    settle(other)
    if not path.samefile(other):
        assert refresh(home).failures == []
        names = [entry.name for entry in Archive(home).entries().values()]
        assert sorted(names) == ["wave.YML.wave.zip", "wave.wave.zip"]


def test_no_other_suffix_is_a_declaration(home: Path) -> None:
    path = lay(home / "inbox", declared())
    path.rename(path.with_suffix(".yaml"))
    intake = refresh(home)
    assert not intake.present
    assert {path.name for path in intake.unmatched} == {"wave.yaml", "wave.csv"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        # YAML makes a date of it, and fails with an error that is none of its own.
        (text_of(declared()) + "fieldwork_day: 2025-02-30\n", "found no readable YAML: day is"),
        ("data: " + "[" * 1000, "found no readable YAML"),
        (text_of(declared(data="א" * 130 + ".csv")), "which does not lie beside it"),
        (text_of(declared(data="wave\0.csv")), "is not the plain name of a file"),
        (text_of(declared(data="")), "'' is not the plain name of a file"),
        ("", "wave: Input should be a valid dictionary"),
    ],
    ids=["no such day", "nested", "a name too long", "a zero byte", "no name", "nothing"],
)
def test_a_declaration_that_nobody_can_read_is_refused_and_the_others_are_read(
    home: Path, text: str, words: str
) -> None:
    path = lay(home / "inbox", declared())
    bad = path.with_name("bad.yml")
    bad.write_text(text, "utf-8")
    settle(bad)
    message = refusal(refresh(home))
    assert message.startswith("community_survey/bad.yml") and words in message
    assert len(respondents(home)) == 2


def test_a_container_depends_on_names_and_bytes_alone(tmp_path: Path) -> None:
    bundles = []
    for place, age in (("a", 0.0), ("b", 10_000_000.0)):
        path = lay(tmp_path / place, declared(), seconds_ago=age)
        into = tmp_path / f"into_{place}"
        into.mkdir()
        bundles.append(write_bundle(path, into))
    assert bundles[0].read_bytes() == bundles[1].read_bytes()
    assert bundles[0].stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(bundles[0]) as container:
        assert container.namelist() == ["wave.yml", "wave.csv"]
        assert container.read("wave.csv") == GOOD


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"- a\n", b"data: [a]\n", b"data: a/b.csv\n", b"data: ..\n"]
)
def test_no_data_file_is_named_by_what_is_no_declaration(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "wave.yml"
    path.write_bytes(content)
    assert data_name(path) is None or not path.with_name(str(data_name(path))).is_file()


def test_a_declaration_that_is_not_in_utf_8_is_refused(home: Path) -> None:
    path = lay(home / "inbox", declared())
    path.write_bytes(text_of(declared()).encode("cp1255"))
    settle(path)
    assert "wave.yml: found bytes that are no UTF-8" in refusal(refresh(home))


def test_a_container_without_a_declaration_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "odd.wave.zip"
    with zipfile.ZipFile(path, "w") as container:
        container.writestr("wave.csv", GOOD)
    with pytest.raises(InputError, match="found 0 declarations; expected one declaration"):
        unpack_declaration(path, path.name)
