"""The workbooks that people fill: what stands in them, what may be chosen, and how codes read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ingest.programmes import layout_instructions, layout_lists
from ingest.programmes.choices import choices_of, fold, label, spellings
from ingest.programmes.form import SETTLEMENT, Form, FormColumn, FormSheet, load_forms, sheets
from ingest.programmes.layout import (
    EXAMPLE,
    PREPARED,
    REQUIRED,
    Place,
    cell_value,
    example_value,
    write_form,
)

FORMS = load_forms()
SAFED = Place("8000", "צפת")
KNOWN: dict[str, list[dict[str, object]]] = {
    "focus_areas": [
        {"focus_area": "=1+1", "domain": "economic", "based_on": "-", "chosen_on": "2025-02-03"},
        {"focus_area": "@תרבות", "domain": "social", "based_on": "+972 סקר"},
    ],
    "targets": [
        {
            "target": "העלאת הזכאות",
            "focus_area": "@תרבות",
            "indicator": "matriculation_eligibility_pct",
            "baseline_year": "2023",
            "baseline_value": "61.5",
            "baseline_edition": "2024",
            "due_date": dt.date(2029, 12, 31),
        }
    ],
}
COLUMNS = [column for sheet in sheets().values() for column in sheet.columns]


def written(
    folder: Path, form_id: str, rows: Mapping[str, Any] | None = None, **more: Any
) -> Workbook:
    path = folder / f"{form_id}.xlsx"
    write_form(FORMS[form_id], path, SAFED, rows or {}, **more)
    return openpyxl.load_workbook(path)


def page_of(book: Workbook, sheet_id: str) -> Worksheet:
    page = book[sheets()[sheet_id].title.he]
    assert isinstance(page, Worksheet)
    return page


def texts(page: Worksheet, row: int) -> list[Any]:
    return [cell.value for cell in page[row]]


def column_no(sheet: FormSheet, column_id: str) -> int:
    return 2 + [column.column_id for column in sheet.columns].index(column_id)


def rule_of(page: Worksheet, sheet_id: str, column_id: str, row: int = 5) -> DataValidation:
    cell = page.cell(row, column_no(sheets()[sheet_id], column_id)).coordinate
    [rule] = rules_of(page, cell)
    return rule


def rules_of(page: Worksheet, cell: str) -> list[DataValidation]:
    return [rule for rule in page.data_validations.dataValidation if cell in rule.sqref]


def choices_in(book: Workbook, rule: DataValidation) -> list[str]:
    """The texts that a drop-down shows as the workbook is opened."""
    lists = book[layout_lists.TITLE]
    assert isinstance(lists, Worksheet)
    formula = str(rule.formula1).replace("$", "")
    if straight := re.fullmatch(r"=?_lists!([A-Z]+\d+:[A-Z]+\d+)", formula):
        return [str(row[0].value) for row in lists[straight[1]]]
    grows = re.fullmatch(r"=?OFFSET\(_lists!([A-Z]+)3,0,0,_lists!\1(2),1\)", formula)
    assert grows, formula
    return [str(cell.value) for cell in lists[grows[1]][2:] if cell.data_type == "s"]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_form_has_its_sheets_right_to_left_with_both_headers(
    form: Form, tmp_path: Path
) -> None:
    book = written(tmp_path, form.form_id)
    assert book.sheetnames == [
        layout_instructions.TITLE,
        *(sheet.title.he for sheet in form.sheets),
        layout_lists.TITLE,
    ]
    assert book[layout_lists.TITLE].sheet_state == "hidden"
    assert book[layout_instructions.TITLE].sheet_view.rightToLeft
    for sheet in form.sheets:
        page = page_of(book, sheet.sheet_id)
        columns = (SETTLEMENT, *sheet.columns)
        assert page.sheet_view.rightToLeft
        assert page.freeze_panes == "B4"
        assert page["A1"].value == f"{sheet.title.he} · {sheet.title.en}"
        assert sheet.about.he in " ".join(str(text) for text in texts(page, 1))
        assert texts(page, 2)[: len(columns)] == [
            column.he + (REQUIRED if column.required else "") for column in columns
        ]
        assert texts(page, 3)[: len(columns)] == [column.en for column in columns]
        assert not page.merged_cells.ranges


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_the_example_is_what_a_person_may_type(form: Form, tmp_path: Path) -> None:
    book = written(tmp_path, form.form_id)
    for sheet in form.sheets:
        page = page_of(book, sheet.sheet_id)
        assert page["A4"].value == EXAMPLE
        for column in sheet.columns:
            shown = page.cell(4, column_no(sheet, column.column_id)).value
            if not column.example:
                assert shown is None and not column.required
            elif choices_of(column):
                assert fold(str(shown)) in spellings(column)
            elif column.type == "date":
                assert isinstance(shown, dt.datetime)
            elif column.type in ("year", "number", "count", "money", "percent"):
                assert isinstance(shown, int | float)
            else:
                assert shown == column.example


def test_known_rows_stand_as_people_write_them(tmp_path: Path) -> None:
    book = written(tmp_path, "targets", KNOWN)
    page = page_of(book, "focus_areas")
    indicator = sheets()["targets"].column("indicator")
    assert texts(page, 5)[:7] == [
        "8000 צפת",
        "=1+1",
        "כלכלי",
        None,
        "-",
        None,
        dt.datetime(2025, 2, 3),
    ]
    target = dict(
        zip(
            ["settlement", *(column.column_id for column in sheets()["targets"].columns)],
            page_of(book, "targets")[5],
            strict=False,
        )
    )
    assert target["indicator"].value == label(indicator, "matriculation_eligibility_pct")
    assert (target["baseline_year"].value, target["baseline_value"].value) == (2023, 61.5)
    assert target["baseline_edition"].value == "2024"
    assert target["due_date"].value == dt.datetime(2029, 12, 31)
    assert target["due_date"].number_format == "[$-40D]dd/mm/yyyy"


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    page = page_of(written(tmp_path, "targets", KNOWN), "focus_areas")
    for cell in (page["B5"], page["B6"], page["E5"], page["E6"]):
        assert cell.data_type == "s", cell.coordinate
    assert [page["B5"].value, page["B6"].value] == ["=1+1", "@תרבות"]


def test_empty_rows_are_ready_with_settlement_formats_and_checks(tmp_path: Path) -> None:
    book = written(tmp_path, "targets", KNOWN, synthetic=True)
    for sheet in FORMS["targets"].sheets:
        page = page_of(book, sheet.sheet_id)
        last = 4 + len(KNOWN.get(sheet.sheet_id, ())) + PREPARED
        assert page.max_row == last
        assert {page.cell(row, 1).value for row in range(5, last + 1)} == {"8000 צפת · סינתטי"}
        for rule in page.data_validations.dataValidation:
            [area] = rule.sqref.ranges
            assert (area.min_row, area.max_row) == (5, last)
    due = page_of(book, "targets").cell(last, column_no(sheets()["targets"], "due_date"))
    assert due.number_format == "[$-40D]dd/mm/yyyy"


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_each_choice_drops_down_to_its_whole_list_and_takes_nothing_else(
    form: Form, tmp_path: Path
) -> None:
    book = written(tmp_path, form.form_id)
    for sheet in form.sheets:
        page = page_of(book, sheet.sheet_id)
        for column in sheet.columns:
            if codes := choices_of(column):
                rule = rule_of(page, sheet.sheet_id, column.column_id)
                assert choices_in(book, rule) == [label(column, code) for code in codes]
                assert rule.errorStyle in (None, "stop") and rule.showErrorMessage


def test_bodies_and_titles_are_suggested_and_others_taken(tmp_path: Path) -> None:
    rows = {"activities": [{"plan": "תכנית א", "activity": "ב", "body": "אגף החינוך"}]}
    book = written(
        tmp_path,
        "work_plan",
        rows,
        bodies=["משרד החינוך", "אגף החינוך"],
        titles={"targets.target": ["יעד א", "יעד ב"]},
    )
    page = page_of(book, "activities")
    body, target = (rule_of(page, "activities", name) for name in ("body", "target"))
    assert choices_in(book, body) == ["אגף החינוך", "משרד החינוך"]
    assert choices_in(book, target) == ["יעד א", "יעד ב"]
    assert (body.errorStyle, target.errorStyle) == ("information", "warning")
    practice = page.cell(5, column_no(sheets()["activities"], "practice")).coordinate
    assert not rules_of(page, practice)  # nothing is known that could be suggested


def test_titles_of_the_same_workbook_are_suggested_as_they_are_typed(tmp_path: Path) -> None:
    book = written(tmp_path, "targets", KNOWN)
    rule = rule_of(page_of(book, "targets"), "targets", "focus_area")
    assert choices_in(book, rule) == ["=1+1", "@תרבות"]
    lists = book[layout_lists.TITLE]
    assert isinstance(lists, Worksheet)
    [column] = [column for column in lists.iter_cols() if column[0].value == rule_name(rule, lists)]
    # The two titles known, and at once after them every row that is still to be filled.
    assert [cell.data_type for cell in column[2 : 4 + PREPARED]] == ["s"] * 2 + ["f"] * PREPARED
    assert column[4].value == "=IF('תחומי מיקוד'!$B$7=\"\",\"\",'תחומי מיקוד'!$B$7)"


def rule_name(rule: DataValidation, lists: Worksheet) -> Any:
    [letter] = set(re.findall(r"_lists!\$([A-Z]+)", str(rule.formula1)))
    return lists[f"{letter}1"].value


def test_what_is_wrongly_typed_is_held_back_at_the_cell(tmp_path: Path) -> None:
    book = written(tmp_path, "investments")
    page = page_of(book, "investments")
    year, money = (rule_of(page, "investments", name) for name in ("year", "planned_ils"))
    assert (year.type, year.formula1, year.formula2) == ("whole", "1948", "2100")
    assert (money.type, money.operator, money.formula1) == ("decimal", None, "0")
    due = rule_of(page_of(written(tmp_path, "targets"), "targets"), "targets", "due_date")
    assert due.type == "date"
    assert "יום/חודש/שנה" in str(due.prompt) and "day/month/year" in str(due.prompt)


def test_a_title_that_is_not_in_its_list_is_told_where_it_must_stand(tmp_path: Path) -> None:
    page = page_of(written(tmp_path, "work_plan"), "activities")
    rule = rule_of(page, "activities", "plan")
    assert "גיליון תכניות, עמודה תכנית עבודה" in str(rule.error)
    assert "sheet Plans, column Plan" in str(rule.error)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_what_a_cell_asks_back_is_short_enough_for_excel(form: Form, tmp_path: Path) -> None:
    titles = {c.refers_to: ["א"] for c in COLUMNS if c.refers_to}
    book = written(tmp_path, form.form_id, titles=titles)
    for sheet in form.sheets:
        for rule in page_of(book, sheet.sheet_id).data_validations.dataValidation:
            assert len(rule.error or "") <= 255 and len(rule.prompt or "") <= 255
            assert rule.error or rule.prompt


def test_an_example_refers_to_the_example_of_the_other_sheet() -> None:
    referring = [column for column in COLUMNS if column.refers_to and column.example]
    assert len(referring) >= 5
    for column in referring:
        sheet_id, _, column_id = str(column.refers_to).partition(".")
        assert column.example == sheets()[sheet_id].column(column_id).example


def test_the_instructions_say_all_that_is_needed(tmp_path: Path) -> None:
    form = FORMS["targets"]
    page = written(tmp_path, "targets", synthetic=True)[layout_instructions.TITLE]
    assert isinstance(page, Worksheet)
    cells = {row[0].value: row for row in page.iter_rows(max_row=8)}
    assert cells["מולא בידי (תפקיד או גוף)"][1].value is None
    assert cells["יישוב"][1].value == "8000 צפת · סינתטי"
    assert cells["טופס"][1].value == "targets"
    assert cells["נתונים סינתטיים (מומצאים)"][1].value == "כן · Yes"
    everything = "\n".join(str(cell.value) for row in page.iter_rows() for cell in row)
    for words in ("inbox/8000 צפת", "thriving check-inbox", "מספרי זהות", "identity numbers"):
        assert words in everything
    names = [row[0].value for row in page.iter_rows()]
    for sheet in form.sheets:
        start = names.index(f"גיליון: {sheet.title.he}") + 1
        columns = (SETTLEMENT, *sheet.columns)
        lines = [texts(page, start + n) for n in range(1, len(columns) + 1)]
        assert [line[0] for line in lines] == [column.he for column in columns]
        assert [line[4] == "חובה" for line in lines] == [column.required for column in columns]
        assert [line[5] for line in lines] == [
            column.help.he if column.help else None for column in columns
        ]


def test_same_input_same_bytes_and_other_rows_other_bytes(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.xlsx", "b.xlsx", "c.xlsx")]
    for path, rows in zip(paths, (KNOWN, KNOWN, {}), strict=True):
        write_form(FORMS["targets"], path, SAFED, rows, bodies=["א", "ב"])
    first, second, third = (path.read_bytes() for path in paths)
    assert first == second
    assert first != third
    # Two files of one second would be equal with the time of writing in them.
    assert openpyxl.load_workbook(paths[0]).properties.created == dt.datetime(2026, 1, 1)


def test_without_an_example_the_known_rows_come_first(tmp_path: Path) -> None:
    book = written(tmp_path, "targets", KNOWN, example=False)
    assert texts(page_of(book, "focus_areas"), 4)[:2] == ["8000 צפת", "=1+1"]
    assert rule_of(page_of(book, "focus_areas"), "focus_areas", "domain", 4).type == "list"


@pytest.mark.parametrize(
    "column",
    {column.choices or column.type: column for column in COLUMNS if choices_of(column)}.values(),
    ids=lambda column: column.choices or column.type,
)
def test_every_label_of_a_list_reads_back_as_its_code(column: FormColumn) -> None:
    for code in choices_of(column):
        assert spellings(column)[fold(str(cell_value(column, code)))] == code


def column_of(kind: Any) -> FormColumn:
    return FormColumn(id="x", he="א", en="a", type=kind)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_a_date_is_shown_as_that_day_however_it_comes(day: dt.date) -> None:
    midnight = dt.datetime.combine(day, dt.time())
    for value in (day, midnight, day.isoformat()):
        assert cell_value(column_of("date"), value) == day
    example = FormColumn(id="x", he="א", en="a", type="date", example=day.strftime("%d/%m/%Y"))
    assert example_value(example) == day


@given(st.integers(0, 10**12), st.sampled_from(["number", "count", "money"]))
def test_a_number_is_shown_as_a_number_and_a_title_of_digits_as_text(
    number: int, kind: str
) -> None:
    assert cell_value(column_of(kind), str(number)) == number == cell_value(column_of(kind), number)
    assert cell_value(column_of("title"), str(number)) == str(number)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("date", "אחרי החגים"), ("money", "כמיליון"), ("number", "nan"), ("yes_no", "אולי")],
)
def test_what_cannot_be_understood_stays_as_it_stood(kind: str, value: str) -> None:
    assert cell_value(column_of(kind), value) == value
    assert cell_value(column_of(kind), "") is None
