"""Templates filled as in Excel, opened and saved by LibreOffice, say the same in every format."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from ingest.programmes.check import check_file
from ingest.programmes.checked import Checked
from ingest.programmes.choices import choices_of, label
from ingest.programmes.form import Form, FormColumn, FormSheet, load_forms
from ingest.programmes.layout import Place, write_form
from ingest.programmes.layout_instructions import FILLED_BY, TITLE
from ingest.programmes.layout_lists import TITLE as LISTS
from tests.programmes.office import SHEETS_AS_SHOWN, SHEETS_AS_STORED, office, saved_as

pytestmark = pytest.mark.slow

FORMS = load_forms()
SAFED = Place("8000", "צפת")
FOLDER = "8000 צפת"
ROLE = "מתכללת יישובית"
KNOWN = {
    "targets": [
        {
            "target": "יעד קודם",
            "programme": "settlement_at_centre",
            "purpose": "goal",
            "indicator": "matriculation_eligibility_pct",
            "denominator": "all_residents",
            "baseline_year": "2021",
            "baseline_value": "58.25",
            "due_date": "2027-04-03",
        }
    ]
}

Typed = str | int | float | dt.date
Said = tuple[str, tuple[tuple[str, str], ...]]
"""sheet_id, and the text by column in order of the alphabet."""


@dataclass(frozen=True)
class Saved:
    """The files of one form: as typed, and as LibreOffice saves it; of a CSV one for each sheet."""

    xlsx: Path
    resaved: Path
    ods: Path
    csv_shown: list[Path]
    csv_stored: list[Path]


def typed(column: FormColumn, number: int) -> tuple[Typed, str]:
    """What a person types into the n-th row, and how that must be read."""
    if codes := list(choices_of(column)):
        code = codes[number % len(codes)]
        return label(column, code), code
    match column.type:
        case "date":
            day = dt.date(2026, 3, 4) + dt.timedelta(days=29 * number)
            return day, day.isoformat()
        case "year":
            return 2024 + number, str(2024 + number)
        case "count":
            return 1_250_000 * number, str(1_250_000 * number)
        case "money":
            return 1_234_567 * number, str(1_234_567 * number)
        case "number" | "percent":
            return 12.125 * number, ("0", "12.125", "24.25")[number]
        case "settlement":
            return "1034 קריית מלאכי", "1034 קריית מלאכי"
        case "text":
            text = ('הערה: "מרכאות", פסיק; ונקודה-פסיק', "=לא נוסחה", "-")[number]
            return text, text
        case "reference":
            return f"כותרת {number}", f"כותרת {number}"
    text = (f'{column.he} – מתנ"ס', f"+{column.he}", "01/02")[number]
    return text, text


def fill(template: Path, form: Form, path: Path) -> list[Said]:
    """Type three rows below what each sheet holds; what must be read of the whole workbook."""
    book = openpyxl.load_workbook(template)
    expected = []
    for row in book[TITLE].iter_rows():
        if row[0].value == FILLED_BY.he:
            row[1].value = ROLE
    for sheet in form.sheets:
        page = book[sheet.title.he]
        assert isinstance(page, Worksheet)
        first = 5 + len(KNOWN.get(sheet.sheet_id, ()))
        for number in range(3):
            read: dict[str, str] = {}
            for position, column in enumerate(sheet.columns, start=2):
                value, read[column.column_id] = typed(column, number)
                cell = page.cell(first + number, position)
                shown = cell.number_format
                cell.value = value
                # Excel keeps the format of the cell and takes what is typed into text as text.
                cell.number_format = shown
                if isinstance(value, str):
                    cell.data_type = "s"
            expected.append(said(sheet, read))
        expected += [said(sheet, row) for row in KNOWN.get(sheet.sheet_id, ())]
    book.save(path)
    return sorted(expected)


def said(sheet: FormSheet, read: Mapping[str, str]) -> Said:
    return sheet.sheet_id, tuple(sorted(read.items()))


def entries_of(parts: Iterable[Checked]) -> list[tuple[str, Said]]:
    """Each entry under its key."""
    return sorted(
        (
            entry.key,
            (
                entry.sheet_id,
                tuple(sorted((name, cell.text) for name, cell in entry.cells.items())),
            ),
        )
        for part in parts
        for entry in part.entries
    )


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Saved, list[Said]]]:
    """By form_id: the files as they were saved, and what must be read of each."""
    office()
    folder = tmp_path_factory.mktemp("office")
    expected, paths = {}, []
    for form_id, form in FORMS.items():
        template, path = folder / "templates" / f"{form_id}.xlsx", folder / f"{form_id}.xlsx"
        write_form(form, template, SAFED, KNOWN, bodies=["משרד החינוך"], synthetic=True)
        expected[form_id] = fill(template, form, path)
        paths.append(path)
    saved_as(paths, "xlsx:Calc MS Excel 2007 XML", folder / "resaved")
    saved_as(paths, "ods:calc8", folder / "ods")
    saved_as(paths, SHEETS_AS_SHOWN, folder / "shown")
    saved_as(paths, SHEETS_AS_STORED, folder / "stored")
    return {
        form_id: (
            Saved(
                folder / f"{form_id}.xlsx",
                folder / "resaved" / f"{form_id}.xlsx",
                folder / "ods" / f"{form_id}.ods",
                sheets_of(form, folder / "shown"),
                sheets_of(form, folder / "stored"),
            ),
            expected[form_id],
        )
        for form_id, form in FORMS.items()
    }


def sheets_of(form: Form, folder: Path) -> list[Path]:
    """The CSV of each sheet that people fill; the instructions are none."""
    return [folder / f"{form.form_id}-{sheet.title.he}.csv" for sheet in form.sheets]


@pytest.mark.parametrize("form_id", FORMS)
def test_every_format_says_the_same(
    form_id: str, filled: dict[str, tuple[Saved, list[Said]]]
) -> None:
    saved, expected = filled[form_id]
    typed_in = check_file(saved.xlsx, saved.xlsx.name, FOLDER)
    assert [
        (fault.kind, fault.place) for fault in typed_in.faults if fault.weight != "notice"
    ] == []
    entries = entries_of([typed_in])
    assert sorted(read for _, read in entries) == expected
    for paths in ([saved.resaved], [saved.ods], saved.csv_shown, saved.csv_stored):
        parts = [check_file(path, path.name, FOLDER) for path in paths]
        assert entries_of(parts) == entries, paths[0]
        assert all(part.synthetic for part in parts)


@pytest.mark.parametrize("form_id", FORMS)
def test_who_filled_a_workbook_survives_the_other_program(
    form_id: str, filled: dict[str, tuple[Saved, list[Said]]]
) -> None:
    saved, _ = filled[form_id]
    for path in (saved.xlsx, saved.resaved, saved.ods):
        assert check_file(path, path.name, FOLDER).filled_by == ROLE


def test_drop_downs_survive_the_other_program(
    filled: dict[str, tuple[Saved, list[Said]]],
) -> None:
    saved, _ = filled["targets"]
    for path in (saved.xlsx, saved.resaved):
        page = openpyxl.load_workbook(path)["יעדים"]
        assert isinstance(page, Worksheet)
        kinds = [rule.type for rule in page.data_validations.dataValidation]
        assert kinds.count("list") == 6
        assert page.sheet_view.rightToLeft


def test_a_list_grows_by_what_was_typed_into_the_sheet_it_is_made_of(
    filled: dict[str, tuple[Saved, list[Said]]],
) -> None:
    saved, expected = filled["targets"]
    titles = {dict(cells)["target"] for sheet_id, cells in expected if sheet_id == "targets"}
    lists = openpyxl.load_workbook(saved.resaved, data_only=True)[LISTS]
    assert isinstance(lists, Worksheet)
    [column] = [cells for cells in lists.iter_cols() if cells[0].value == "targets.target"]
    length = column[1].value
    assert length == len(titles) == 4
    assert {cell.value for cell in column[2 : 2 + length]} == titles
