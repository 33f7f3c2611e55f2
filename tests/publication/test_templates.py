"""Forms made of the published warehouse: for whom, with which rows, and never over a filled one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from ingest.errors import InputError
from ingest.programmes.form import load_forms, sheets
from ingest.programmes.layout_lists import BODIES
from ingest.programmes.layout_lists import TITLE as LISTS
from publication.templates import write_template

SETTLEMENTS = (
    ("8000", "צפת", "Zefat", "city"),
    ("1034", "קריית מלאכי", "Qiryat Mal'akhi", "city"),
    ("1061", "נוף הגליל", "Nof HaGalil", "city"),
    ("5506", "הגליל", "Galil", "regional_council"),
    ("0586", "הגליל", None, "locality"),
    ("0100", 'גבע "כרמל"', None, "locality"),
    ("IL", "ישראל", "Israel", "nation"),
)
TARGET = {
    "target": "העלאת הזכאות",
    "focus_area": "השכלה",
    "programme": "settlement_at_centre",
    "purpose": "goal",
    "indicator": "matriculation_eligibility_pct",
    "denominator": "all_residents",
    "baseline_year": "2023",
    "goal_value": "70.5",
    "due_date": "2029-12-31",
}
ENTRIES = (
    ("8000", "targets", "העלאת הזכאות", True, TARGET),
    ("8000", "targets", "יעד שבוטל", False, {**TARGET, "target": "יעד שבוטל"}),
    ("1034", "targets", "של אחרים", True, {**TARGET, "target": "של אחרים"}),
    ("8000", "roles", "מתכלל", True, {"role": "integrator", "body": "תאגיד א"}),
    ("1034", "roles", "מתכלל", True, {"role": "integrator", "body": "תאגיד אחר"}),
)


def make_warehouse(
    folder: Path, entries: Sequence[tuple[Any, ...]] | None = ENTRIES, *, synthetic: bool = False
) -> Path:
    """A published warehouse of settlements and, unless ``None``, entries of programmes."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create schema marts; create table marts.settlements"
            " (settlement_code varchar, name_he varchar, name_en varchar, kind varchar)"
        )
        connection.executemany("insert into marts.settlements values (?, ?, ?, ?)", SETTLEMENTS)
        if entries is not None:
            connection.execute(
                "create table marts.programme_entries (settlement_code varchar, sheet_id varchar,"
                " entry_key varchar, is_current boolean, entry varchar, synthetic boolean)"
            )
            connection.executemany(
                "insert into marts.programme_entries values (?, ?, ?, ?, ?, ?)",
                [(*row, json.dumps(entry), synthetic) for *row, entry in entries],
            )
    return path


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_warehouse(tmp_path_factory.mktemp("published"))


def page_of(path: Path, name: str) -> Worksheet:
    page = openpyxl.load_workbook(path)[name]
    assert isinstance(page, Worksheet)
    return page


def listed(path: Path, name: str) -> list[Any]:
    """What stands already in a list that cells choose from."""
    for column in page_of(path, LISTS).iter_cols():
        if column[0].value == name:
            return [cell.value for cell in column[2:] if cell.data_type == "s"]
    return []


def test_a_form_holds_the_rows_in_force_of_its_own_settlement(
    warehouse: Path, tmp_path: Path
) -> None:
    path = write_template(warehouse, "targets", "8000", tmp_path / "to")
    assert path == tmp_path / "to" / "8000 צפת - תחומי מיקוד ויעדים (targets).xlsx"
    page = page_of(path, "יעדים")
    ids = ["settlement", *(column.column_id for column in sheets()["targets"].columns)]
    rows = [dict(zip(ids, line, strict=False)) for line in page.iter_rows(5, 6, values_only=True)]
    assert rows[0]["settlement"] == rows[1]["settlement"] == "8000 צפת"
    assert (rows[0]["target"], rows[1]["target"]) == ("העלאת הזכאות", None)
    assert (rows[0]["purpose"], rows[0]["programme"]) == ("יעד", "היישוב במרכז")
    assert (rows[0]["baseline_year"], rows[0]["goal_value"]) == (2023, 70.5)


def test_bodies_and_titles_of_other_forms_are_suggested(warehouse: Path, tmp_path: Path) -> None:
    path = write_template(warehouse, "work_plan", "8000", tmp_path)
    assert listed(path, "targets.target") == ["העלאת הזכאות"]
    bodies = listed(path, BODIES)
    assert bodies[0] == "תאגיד א"  # the settlement's own come first, then those of the nation
    assert "משרד החינוך" in bodies and "תאגיד אחר" not in bodies


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("8000", "8000"),
        ("צפת", "8000"),
        ("zefat", "8000"),
        ("8000 צפת", "8000"),
        ("8000 צפת · סינתטי", "8000"),
        ("קרית-מלאכי", "1034"),
        ("נצרת עילית", "1061"),
        ("586", "0586"),
        ("5506 הגליל", "5506"),
    ],
)
def test_a_settlement_is_found_by_code_or_any_name(
    given: str, code: str, warehouse: Path, tmp_path: Path
) -> None:
    assert write_template(warehouse, "roles", given, tmp_path).name.startswith(f"{code} ")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("צפתת", "8000 צפת"),  # like one
        ("הגליל", "0586 הגליל, 5506 הגליל"),  # the name of two
        ("8000 נוף הגליל", "1061 נוף הגליל, 8000 צפת"),  # code of one, name of another
        ("9999", "which is not known"),
        ("8000, 1034", "by its code or its name"),
        ("ישראל", "which is not known"),
    ],
)
def test_who_is_unknown_or_several_is_refused_with_those_it_may_be(
    given: str, said: str, warehouse: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as error:
        write_template(warehouse, "roles", given, tmp_path / "to")
    assert said in str(error.value)
    assert not (tmp_path / "to").exists()


def test_an_unknown_form_names_all_forms(warehouse: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        write_template(warehouse, "target", "8000", tmp_path)
    assert all(form_id in str(error.value) for form_id in (*load_forms(), "all"))


def test_all_writes_every_form(warehouse: Path, tmp_path: Path) -> None:
    assert write_template(warehouse, "all", "8000", tmp_path) == tmp_path
    names = sorted(path.name.split("(")[-1] for path in tmp_path.iterdir())
    assert names == [f"{form_id}).xlsx" for form_id in load_forms()]


def test_a_filled_form_is_not_written_over(warehouse: Path, tmp_path: Path) -> None:
    path = write_template(warehouse, "roles", "8000", tmp_path)
    untouched = path.read_bytes()
    assert write_template(warehouse, "roles", "8000", tmp_path).read_bytes() == untouched
    book = openpyxl.load_workbook(path)
    book["תפקידים"]["B6"] = "מתכלל"
    book.save(path)
    filled = path.read_bytes()
    for form_id in ("roles", "all"):
        with pytest.raises(InputError, match="may have been filled"):
            write_template(warehouse, form_id, "8000", tmp_path)
    assert path.read_bytes() == filled
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("marked", ["run", "entries"])
def test_made_up_data_mark_the_settlement(marked: str, tmp_path: Path) -> None:
    published = tmp_path / "published"
    path = make_warehouse(published, synthetic=marked == "entries")
    (published / "current.json").write_text(json.dumps({"synthetic": marked == "run"}), "utf-8")
    form = write_template(path, "roles", "8000", tmp_path)
    assert page_of(form, "תפקידים")["A5"].value == "8000 צפת · סינתטי"


def test_without_entries_or_a_warehouse_the_form_is_empty(tmp_path: Path) -> None:
    path = make_warehouse(tmp_path / "published", None)
    assert page_of(write_template(path, "roles", "צפת", tmp_path), "תפקידים")["B5"].value is None
    for nothing in (None, tmp_path / "nowhere" / "warehouse.duckdb"):
        form = write_template(nothing, "roles", "8000 צפת", tmp_path)
        assert page_of(form, "תפקידים")["A5"].value == "8000 צפת"
        with pytest.raises(InputError, match="nothing is published"):
            write_template(nothing, "roles", "8000", tmp_path)


def test_a_name_that_no_file_may_bear_is_changed_in_the_file_name_alone(
    warehouse: Path, tmp_path: Path
) -> None:
    form = write_template(warehouse, "roles", "100", tmp_path)
    assert form.name == "0100 גבע ״כרמל״ - בעלי תפקידים (roles).xlsx"
    assert page_of(form, "תפקידים")["A5"].value == '0100 גבע "כרמל"'
