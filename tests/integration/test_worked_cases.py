"""Figures that people read in the publishers' files, cell by cell, against what is published."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Any

import pytest

from tests.integration.house import PROJECT, rows

pytestmark = pytest.mark.real

EXPECTED = PROJECT / "tests" / "expected"

Figure = dict[str, Any]
Key = tuple[str, str, str, str, int, str]


@pytest.fixture(scope="module")
def figures(real_home: Path) -> dict[Key, list[Figure]]:
    """The published figures by what a person would look them up by."""
    columns = (
        "settlement_code, area_code, indicator_id, population_group, reference_year, source_id,"
        " edition, vintage, value, value_status, comparability, locator, file_name"
    )
    of_settlements = columns.replace("area_code", "'' as area_code")
    of_areas = columns.replace("population_group", "'all' as population_group")
    found: dict[Key, list[Figure]] = {}
    for row in rows(
        real_home,
        f"select {of_settlements} from marts.indicator_values"
        f" union all select {of_areas} from marts.statistical_area_values",
    ):
        figure = dict(zip(columns.split(", "), row, strict=True))
        found.setdefault(row[:6], []).append(figure)
    return found


def worked_cases(name: str) -> list[dict[str, str]]:
    with (EXPECTED / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def is_of_edition(figure: Figure, wanted: str) -> bool:
    """``2019`` is edition ``sei-2019``; ``2021-r2023-07-13`` is a vintage; ``K25`` is both."""
    bare = figure["edition"].lstrip("abcdefghijklmnopqrstuvwxyz_").lstrip("-")
    return wanted in (figure["edition"], bare, figure["vintage"])


def names_the_cell(figure: Figure, case: dict[str, str]) -> bool:
    if case["cell"].startswith("line "):
        # The publisher's line of a CSV, header included.
        return case["cell"].split()[1] in figure["locator"]
    places = case["cell"].split(";")
    return all(place.strip() in figure["locator"] for place in places)


def is_comparable_as_noted(figure: Figure, note: str) -> bool:
    """An empty note says nothing; words of a person say that there is a break."""
    if note == "":
        return True
    if note in ("comparable", "relative"):
        return str(figure["comparability"]).startswith(note)
    return "break" in figure["comparability"]


def complaint(case: dict[str, str], figures: Any) -> str | None:
    key = (
        case["settlement_code"],
        case.get("area_code", ""),
        case["indicator_id"],
        case["population_group"],
        int(case["reference_year"]),
        case["source_id"],
    )
    found = [f for f in figures.get(key, []) if is_of_edition(f, case["vintage_edition"])]
    if len(found) != 1:
        return f"{key} {case['vintage_edition']}: {len(found)} figures"
    (figure,) = found
    where = f"{key} {case['vintage_edition']} {case['cell']}: {figure}"
    if figure["value_status"] != case["value_status"]:
        return f"status is not {case['value_status']} in {where}"
    if case["value"] == "":
        if figure["value"] is not None:
            return f"a value that the file does not give, in {where}"
    elif figure["value"] is None or not math.isclose(
        figure["value"], float(case["value"]), rel_tol=1e-9, abs_tol=1e-12
    ):
        return f"not {case['value']} in {where}"
    if not is_comparable_as_noted(figure, case["comparability_note"]):
        return f"not {case['comparability_note']} in {where}"
    if not names_the_cell(figure, case):
        return f"the place is not {case['cell']} in {where}"
    if figure["file_name"] != case["file"]:
        return f"the file is not {case['file']} in {where}"
    return None


@pytest.mark.parametrize(
    ("name", "at_least"), [("worked_cases.csv", 330), ("worked_cases_national_set.csv", 395)]
)
def test_every_worked_case_is_published_with_its_value_status_and_cell(
    figures: Any, name: str, at_least: int
) -> None:
    cases = worked_cases(name)
    assert len(cases) >= at_least
    wrong = [said for case in cases if (said := complaint(case, figures))]
    assert wrong == [], f"{len(wrong)} of {len(cases)}\n" + "\n".join(wrong[:20])


def test_every_indicator_of_the_catalogue_has_a_worked_case_or_no_file(real_home: Path) -> None:
    read = {
        case["indicator_id"]
        for name in ("worked_cases.csv", "worked_cases_national_set.csv")
        for case in worked_cases(name)
    }
    measured = rows(
        real_home, "select indicator_id from marts.indicators where settlements_with_values > 0"
    )
    assert {indicator for (indicator,) in measured} - read == set()
