"""A refresh that asks one source, or for one year of it: the command as people run it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from tests.integration import workbooks as wb
from tests.integration.house import YEARLY, House, one, published_bytes, rows, thriving


def ask(house: House, *more: str) -> tuple[int, str]:
    run = thriving(house.home, "refresh", "--from", str(house.mirror), *more)
    return run.status, run.text


def test_what_is_not_there_is_said_and_nothing_changes(published_house: House) -> None:
    before = published_bytes(published_house.home)
    status, said = ask(published_house, "--source", "cbs_populations")
    assert status == 2 and "found no declared source; expected one of cbs_population" in said
    status, said = ask(published_house, "--year", "2021")
    assert status == 2 and "one source, whose edition of that year is brought in" in said
    status, said = ask(published_house, "--source", YEARLY, "--year", "2021")
    assert status == 0 and "nothing changed since the last publication" in said
    newest = max((published_house.home / "runs").glob("*.json"))
    assert json.loads(newest.read_text("utf-8"))["asked"] == f"{YEARLY} of 2021"
    assert published_bytes(published_house.home) == before


@pytest.mark.slow
def test_one_source_is_brought_in_and_the_others_stay_as_published(
    published_house: House,
) -> None:
    yearly = published_house.yearly
    for year, day in ((2021, "2026-07-01"), (2024, "2026-08-01")):
        book = wb.open_book(yearly / f"p_libud_{year}.xlsx")
        wb.restamp(book, dt.date.fromisoformat(day))
        book.save(yearly / f"p_libud_{year}.rev-{day}.xlsx")
    held = set(rows(published_house.home, "select source_id, sha256 from marts.source_files"))
    status, said = ask(published_house, "--source", YEARLY, "--year", "2021")
    assert status == 0, said
    now = set(rows(published_house.home, "select source_id, sha256 from marts.source_files"))
    assert held < now and len(now - held) == 1
    vintages = "select list(vintage order by vintage) from marts.source_files where source_id = ?"
    assert one(published_house.home, vintages, YEARLY)[-2:] == [
        "2021-r2026-07-01",
        "2024-r2026-05-19",
    ]
    status, said = ask(published_house, "--source", YEARLY, "--year", "1999")
    assert status == 2 and "found no file whose name says that year of edition" in said
    assert f"expected one in {published_house.mirror}/{YEARLY}/" in said


def test_nobody_to_tell_and_nothing_to_delete_are_said(tmp_path: Path) -> None:
    nobody = thriving(tmp_path, "alerts")
    assert nobody.status == 2
    assert "found nobody to tell; expected THRIVING_WEBHOOK_URL in the environment" in nobody.err
    nothing = thriving(tmp_path, "gc", "--dry-run")
    assert nothing.status == 0, nothing.text
    assert nothing.out == "would delete 0 things, 0 bytes; the archive is kept for ever\n"
    (tmp_path / "settings.toml").write_text("[retention]\nversion = 3\n")
    wrong = thriving(tmp_path, "gc")
    assert wrong.status == 2 and "retention.version: found Extra inputs" in wrong.err
