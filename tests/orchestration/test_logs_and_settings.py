"""Logs are JSON lines without secrets or personal data; settings are read or refused by name."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from ingest.errors import InputError
from orchestration.home import Home
from orchestration.logs import SECRETS, at, log, redacted, written
from orchestration.settings import Settings, load_settings, secret


def lines(folder: Path) -> list[dict[str, object]]:
    [path] = folder.glob("*.jsonl")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_line_says_when_how_grave_which_run_stage_and_source(tmp_path: Path) -> None:
    with written(tmp_path, "run-1"), at(stage="ingest"):
        with at(source="cbs_population"):
            log(logging.WARNING, "אין תשובה\nfrom the publisher", tries=3)
        log(logging.INFO, "goes on")
    first, second = lines(tmp_path)
    assert first | {"at": ""} == {
        "at": "",
        "level": "warning",
        "run": "run-1",
        "stage": "ingest",
        "source": "cbs_population",
        "message": "אין תשובה\nfrom the publisher",
        "tries": 3,
    }
    assert str(first["at"]).endswith("+00:00")
    assert (second["stage"], second["source"]) == ("ingest", None)
    log(logging.INFO, "after the run")
    assert len(lines(tmp_path)) == 2


def test_no_secret_is_logged_in_whatever_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {
        "THRIVING_WEBHOOK_URL": "https://hooks.invalid/services/T0/abcdef",
        "THRIVING_WEBHOOK_TOKEN": "tok-123456",
        "THRIVING_SMTP_PASSWORD": "hunter2!",
        "THRIVING_POSTGRES_URL": "postgresql://u:p4ssw0rd@db/runs",
    }
    assert set(told) == set(SECRETS)
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    with written(tmp_path, "run"):
        for value in told.values():
            log(logging.ERROR, f"cannot reach {value}!", detail=f"'{value}'")
        log(logging.ERROR, 'password authentication failed: "p4ssw0rd"')
        log(logging.ERROR, "see ftp://somebody:secret@elsewhere/x")
    text = next(tmp_path.glob("*.jsonl")).read_text("utf-8")
    for hidden in (*told.values(), "p4ssw0rd", "somebody:secret"):
        assert hidden not in text
    assert text.count("cannot reach …!") == 4


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("call 050-1234567 now", "call … now"),
        ("mail someone@example.com", "mail …"),
        ("id 123456782 in row 3", "id … in row 3"),
        ("run 20261122T055456-1c62 at 2026-11-22T05:55:08", None),
        ("p_libud_2024.xlsx נתונים פיזיים!B7: found 12,345,678", None),
    ],
)
def test_personal_data_is_taken_out_and_the_rest_stays(text: str, shown: str | None) -> None:
    assert redacted(text) == (text if shown is None else shown)


def test_personal_data_of_several_words_hides_the_line() -> None:
    said = redacted("תושבת מרחוב הרצל 12, דירה 4")
    assert "הרצל" not in said and "personal_address" in said


def test_a_log_that_cannot_be_written_changes_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "run.jsonl").symlink_to("/dev/full")
    with written(tmp_path, "run"):
        log(logging.INFO, "a line")
    assert "Traceback" not in capfd.readouterr().err


def test_without_a_file_everything_has_its_value(tmp_path: Path) -> None:
    settings = load_settings(Home(tmp_path))
    assert settings == Settings()
    assert settings.nightly.origin == "live" and settings.mail is None
    assert (settings.retention.builds, settings.retention.versions) == (3, 10)


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(
        '[nightly]\nfrom = "../mirror"\nat = "23:30"\n[alerts]\nlanguage = "en"\n'
        '[mail]\nhost = "mail.invalid"\nfrom = "warehouse@example.invalid"\n'
        'to = ["team@example.invalid"]\n[retention]\nversions = 4\n'
    )
    settings = load_settings(Home(tmp_path))
    assert (settings.nightly.origin, settings.nightly.at) == ("../mirror", "23:30")
    assert settings.alerts.language == "en"
    assert settings.mail is not None and settings.mail.port == 587 and settings.mail.starttls
    assert settings.retention.versions == 4


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[nightly\n", ""),
        ('[nightl]\nfrom = "live"\n', "nightl"),
        ('[alerts]\nlanguage = "fr"\n', "alerts.language"),
        ('[nightly]\nat = "24:00"\n', "nightly.at"),
        ('[alerts]\nsummary_at = "7:00"\n', "alerts.summary_at"),
        ("[retention]\nversions = 1\n", "retention.versions"),
        ('[mail]\nhost = "h"\nfrom = "f"\nto = []\n', "mail.to"),
        ('[mail]\nhost = "h"\nfrom = "f"\nto = ["t"]\npassword = "hunter2"\n', "mail.password"),
    ],
)
def test_a_key_or_value_that_is_none_is_refused_by_name(
    tmp_path: Path, text: str, place: str
) -> None:
    (tmp_path / "settings.toml").write_text(text)
    with pytest.raises(InputError) as caught:
        load_settings(Home(tmp_path))
    assert place in caught.value.place
    assert "hunter2" not in str(caught.value)


def test_only_known_secrets_are_asked_for() -> None:
    with pytest.raises(KeyError):
        secret("HOME")
