"""Templates that another program opened and saved, from the inbox to the marts and equal."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ingest.programmes.form import load_forms
from tests.integration import programme_homes as homes
from tests.integration.house import House, rows, thriving
from tests.integration.programme_forms import FORMS, folder_of, settle
from tests.programmes.office import SHEETS_AS_SHOWN, office, saved_as

pytestmark = pytest.mark.slow

SAVED_AS = {"1031": "xlsx:Calc MS Excel 2007 XML", "8000": "ods:calc8", "1034": SHEETS_AS_SHOWN}
"""Each settlement hands in what the program saved in one format."""


@pytest.fixture(scope="module")
def resaved(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that knows nothing of programmes but what LibreOffice saved of the templates."""
    office()
    folder = tmp_path_factory.mktemp("resaved")
    mirror = homes.small_mirror(tmp_path_factory).with_name("mirror")
    shutil.copytree(mirror, folder / "mirror", ignore=lambda *_: [FORMS])
    house = House(folder / "home", folder / "mirror")
    for code, kind in SAVED_AS.items():
        templates = folder / "templates" / code
        arguments = ["template", "all", "--settlement", code, "--to", str(templates)]
        written = thriving(sample_home, *arguments)
        assert written.status == 0, written.text
        inbox = house.home / "inbox" / folder_of(code)
        inbox.mkdir(parents=True)
        for path in saved_as(sorted(templates.iterdir()), kind, folder / "saved" / code):
            if path.suffix != ".csv" or _is_sheet(path):
                settle(Path(shutil.copy2(path, inbox)))
    run = house.refresh()
    assert run.status == 0, run.text
    return house.home


def _is_sheet(path: Path) -> bool:
    """Whether a CSV is of a sheet that people fill, and not of instructions or lists."""
    titles = {sheet.title.he for form in load_forms().values() for sheet in form.sheets}
    return path.stem.rpartition("-")[2] in titles


@pytest.mark.parametrize("code", SAVED_AS)
def test_entries_are_those_of_before_in_every_format(
    sample_home: Path, resaved: Path, code: str
) -> None:
    sql = (
        "select sheet_id, entry_key, entry from marts.programme_entries"
        " where settlement_code = ? and is_current order by all"
    )
    after = rows(resaved, sql, code)
    assert after == rows(sample_home, sql, code)
    assert len(after) > 30


@pytest.mark.parametrize("code", SAVED_AS)
def test_marts_are_those_of_before_in_every_format(
    sample_home: Path, resaved: Path, code: str
) -> None:
    for sql in (
        "select summed_by, key, planned_ils, spent_ils, pooled_pct from marts.investment_totals",
        "select target, goal_value, due_date, baseline_value, baseline_frozen_on"
        " from marts.targets",
        "select plan, activity, target, target_link, from_date, to_date from marts.work_plan",
        "select sector, representation, bodies_named from marts.governance",
    ):
        asked = f"{sql} where settlement_code = ? order by all"
        assert rows(resaved, asked, code) == rows(sample_home, asked, code) != []


def test_nothing_of_it_was_refused(resaved: Path) -> None:
    refused = "select * from marts.programme_faults where keeps_out <> 'notice'"
    assert rows(resaved, refused) == []
