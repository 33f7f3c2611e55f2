"""The headers of the checks: what a failure means, how grave it is, what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from expectations.checks import load_checks

SOUND = (
    "-- severity: critical\n-- says: figures are wrong\n-- says_he: הנתונים שגויים\n"
    "-- do: mend them\n-- do_he: לתקן אותם\nselect 1 as found\n"
)
HEBREW = re.compile("[א-ת]{2}")
NAMED = re.compile(r"\w+\.csv|marts\.\w+|\b[a-z]+_[a-z_]+\b")


def test_the_checks_of_the_gate_all_load_and_say_something() -> None:
    checks = load_checks()
    assert len(checks) >= 28
    assert len({check.check_id for check in checks}) == len(checks)
    for check in checks:
        assert len(check.says.split()) > 3, check.check_id
        assert len(check.do.split()) > 3, check.check_id
        for english, hebrew in ((check.says, check.says_he), (check.do, check.do_he)):
            assert len(HEBREW.findall(hebrew)) >= len(english.split()) / 2, check.check_id
            # What is to be looked at is named alike.
            assert set(NAMED.findall(english)) <= set(NAMED.findall(hebrew)), check.check_id


def test_a_check_is_read_with_its_header(tmp_path: Path) -> None:
    (tmp_path / "sound.sql").write_text(SOUND, "utf-8")
    (check,) = load_checks(tmp_path)
    assert (check.check_id, check.severity) == ("sound", "critical")
    assert (check.says, check.do) == ("figures are wrong", "mend them")
    assert (check.says_he, check.do_he) == ("הנתונים שגויים", "לתקן אותם")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "select 1",
        SOUND.replace("-- do: mend them\n", ""),
        SOUND.replace("-- says: figures are wrong\n", ""),
        SOUND.replace("-- do_he: לתקן אותם\n", ""),
        SOUND.replace("-- says_he: הנתונים שגויים\n", ""),
        SOUND.replace("critical", "grave"),
        SOUND.replace("critical", "Critical"),
        SOUND.replace("-- severity", "--severity"),
    ],
)
def test_a_check_with_a_broken_header_is_refused_by_its_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "broken.sql").write_text(text, "utf-8")
    with pytest.raises(ValueError, match=r"broken\.sql"):
        load_checks(tmp_path)


@pytest.mark.parametrize("key", ["says: figures are wrong", "do: mend them", "do_he: לתקן אותם"])
def test_a_header_that_says_nothing_is_refused(tmp_path: Path, key: str) -> None:
    (tmp_path / "silent.sql").write_text(SOUND.replace(key, key.split(":")[0] + ": "), "utf-8")
    with pytest.raises(ValueError, match=r"silent\.sql"):
        load_checks(tmp_path)
