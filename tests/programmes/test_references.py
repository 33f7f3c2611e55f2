"""Titles that stand nowhere in the sheet they refer to are told, where that sheet is at hand."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from ingest.programmes.check import check_file
from ingest.programmes.checked import Checked
from ingest.programmes.form import load_forms, sheets
from ingest.programmes.layout import Rows, write_form
from tests.programmes.sound import FOLDER, SAFED, as_csv

GOAL = "העלאת הזכאות לבגרות"
Made = Sequence[Mapping[str, object]]


def _checked(folder: Path, form_id: str, rows: Rows) -> Checked:
    path = folder / f"{form_id}.xlsx"
    write_form(load_forms()[form_id], path, SAFED, rows)
    return check_file(path, path.name, FOLDER)


def _focus_areas(*titles: str) -> Made:
    return [{"focus_area": title, "domain": "educational", "based_on": "סקר"} for title in titles]


def _targets(focus_area: str, *titles: str) -> Made:
    return [
        {
            "target": title,
            "focus_area": focus_area,
            "programme": "settlement_at_centre",
            "purpose": "goal",
            "indicator": "matriculation_eligibility_pct",
            "denominator": "all_of_group",
        }
        for title in titles
    ]


def _steps(*titles: str) -> Made:
    return [
        {"target": title, "by_date": f"202{7 + n}-12-31", "value": 65}
        for n, title in enumerate(titles)
    ]


def test_a_title_that_is_nowhere_is_told_with_the_nearest_one(tmp_path: Path) -> None:
    rows = {
        "focus_areas": _focus_areas("הצלחה בבית הספר"),
        "targets": _targets("הצלחה בבתי הספר", GOAL),
        "target_path": _steps(GOAL, "העלאת הזכאות"),
    }
    checked = _checked(tmp_path, "targets", rows)
    assert len(checked.entries) == 4  # what refers to nothing enters all the same
    area, step = sorted(checked.faults, key=lambda fault: fault.sheet_id or "", reverse=True)
    assert [(f.kind, f.weight, f.sheet_id, f.place, f.column) for f in (area, step)] == [
        ("reference_unknown", "notice", "targets", "C5", "תחום מיקוד"),
        ("reference_unknown", "notice", "target_path", "B6", "יעד"),
    ]
    assert "„הצלחה בבתי הספר” אינו רשום" in area.what.he and "„תחומי מיקוד”" in area.what.he
    assert '"Focus areas"' in area.what.en
    assert "אולי הכוונה ל„הצלחה בבית הספר”?" in area.do.he
    assert f'Perhaps "{GOAL}" is meant?' in step.do.en


@pytest.mark.parametrize("written", [GOAL, f" {GOAL}. ", "העלאת  הזכאות לבגרות\u200f"])
def test_differences_that_mean_nothing_are_not_told(written: str, tmp_path: Path) -> None:
    rows = {"targets": _targets("", GOAL), "target_path": _steps(written)}
    assert _checked(tmp_path, "targets", rows).faults == []


def test_a_row_that_is_refused_for_another_reason_still_bears_its_title(tmp_path: Path) -> None:
    targets = [{**_targets("", GOAL)[0], "baseline_value": "כ-60"}]
    checked = _checked(tmp_path, "targets", {"targets": targets, "target_path": _steps(GOAL)})
    assert [fault.kind for fault in checked.faults] == ["number_approximate"]


def test_what_other_workbooks_hold_is_not_judged(tmp_path: Path) -> None:
    assert _checked(tmp_path, "targets", {"target_path": _steps("יעד שהוגש קודם")}).faults == []
    activity = {"plan": "א", "activity": "ב", "body": "ג", "status": "done", "target": "ד"}
    plan = {"plan": "א", "status": "active", "from_date": "2026-01-01"}
    assert _checked(tmp_path, "work_plan", {"plans": [plan], "activities": [activity]}).faults == []
    activity["plan"] = "א2"
    checked = _checked(tmp_path, "work_plan", {"plans": [plan], "activities": [activity]})
    assert [fault.kind for fault in checked.faults] == ["reference_unknown"]


def test_a_text_alone_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    headers = ["יישוב", *(column.he for column in sheets()["target_path"].columns)]
    as_csv([headers, [FOLDER, "יעד", "31/12/2027", "65"]], "utf-8")(path)
    assert check_file(path, path.name, FOLDER).faults == []


def test_thousands_of_unknown_titles_cost_little_time(tmp_path: Path) -> None:
    rows = {
        "targets": _targets("", *(f"העלאת הזכאות בשכונה {n}" for n in range(1500))),
        "target_path": _steps(*[]),
    }
    steps = [
        {"target": f"צמצום הנשירה {n}", "by_date": "2027-12-31", "value": 1} for n in range(1500)
    ]
    path = tmp_path / "a.xlsx"
    write_form(load_forms()["targets"], path, SAFED, rows | {"target_path": steps}, prepared=10)
    start = time.process_time()
    checked = check_file(path, path.name, FOLDER)
    assert time.process_time() - start < 6
    assert len(checked.faults) == 1500
