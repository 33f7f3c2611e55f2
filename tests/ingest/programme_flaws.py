"""Synthetic programme forms read back, and each flaw looked for in what settlements handed in."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from python_calamine import CalamineWorkbook

from ingest.programmes.choices import choices_of, fold, spellings
from ingest.programmes.form import FormColumn, load_forms, sheets
from ingest.sample.programme_rows.table import SAVED_ON

FIRST_ROW = 4  # below title, two lines of headers and the example
SECTORS = {"authority", "residents", "government", "civil_society", "philanthropy", "business"}
DETECTABLE = 3.96  # standard errors between two estimates: (1.96 + 0.84) · √2
READ_ON = SAVED_ON.isoformat()
RELATIVE = {"sei_cluster", "sei_index", "sei_rank", "peripherality_cluster"}
# Rows that the check keeps out, and what it calls their fault.
REFUSED = {
    "choice_not_in_list": "choice_unknown",
    "month_before_day": "date_month_first",
    "line_of_totals": "total_row",
    "phone_number_in_note": "personal_phone",
    "key_twice": "key_twice",
}

Row = dict[str, str]
Sheets = dict[str, list[Row]]
All = Mapping[str, Sheets]


def rows_of(folder: Path) -> Sheets:
    found: Sheets = {}
    for path in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime):
        found |= from_text(path) if path.suffix == ".csv" else from_workbook(path)
    return found


def from_workbook(path: Path) -> Sheets:
    book = CalamineWorkbook.from_path(path)
    form = next(form for form in load_forms().values() if path.name.startswith(form.title.he))
    found = {}
    for sheet in form.sheets:
        page = book.get_sheet_by_name(sheet.title.he).to_python(skip_empty_area=False)
        lines = [[str(cell) for cell in line] for line in page]
        found[sheet.sheet_id] = canonical(sheet.columns, lines[1], lines[FIRST_ROW:])
    return found


def from_text(path: Path) -> Sheets:
    lines = list(csv.reader(path.read_text("cp1255").splitlines(), delimiter=";"))
    return {"investments": canonical(sheets()["investments"].columns, lines[0], lines[1:])}


def canonical(
    columns: tuple[FormColumn, ...], header: list[str], lines: list[list[str]]
) -> list[Row]:
    """Rows that hold more than the settlement; labels back to codes."""
    assert [name.removesuffix(" *") for name in header[1:]] == [column.he for column in columns]
    return [
        {
            column.column_id: code(column, text)
            for column, text in zip(columns, line[1:], strict=True)
            if text
        }
        for line in lines
        if any(line[1:])
    ]


def code(column: FormColumn, text: str) -> str:
    if choices_of(column):
        return spellings(column).get(fold(text), text)
    return text.removesuffix(".0")


def titles(rows: list[Row], column: str) -> set[str]:
    return {row[column] for row in rows if column in row}


def goals(book: Sheets) -> list[Row]:
    return [row for row in book["targets"] if row["purpose"] == "goal"]


def overlap(one: Row, other: Row) -> bool:
    return one["from_date"] <= other.get("to_date", "9999") and other["from_date"] <= one.get(
        "to_date", "9999"
    )


def same_need(one: Row, other: Row) -> bool:
    traits = ("need_kind", "population", "area", "regime")
    return all(one.get(trait) == other.get(trait) for trait in traits) and overlap(one, other)


def own_needs(book: Sheets) -> list[Row]:
    """The needs that enter: not those rows that are there to be refused."""
    rows = book.get("needs", [])
    refused = {row for name in REFUSED for row in FINDERS[name](book)}
    return [row for row in rows if row["need_kind"] not in refused]


def answers(book: Sheets, need: Row) -> list[Row]:
    return [
        row for row in book["responses"] if same_need(row, need) and "for_settlement" not in row
    ]


def capacity(book: Sheets, need: Row) -> int:
    return sum(int(row["capacity"]) for row in answers(book, need))


def aid_to(everything: All, code: str, need: Row) -> list[Row]:
    return [
        row
        for book in everything.values()
        for row in book.get("responses", [])
        if row.get("for_settlement", "").startswith(code) and same_need(row, need)
    ]


def missing_sectors(book: Sheets) -> int:
    return len(SECTORS - {row["sector"] for row in book["directorate"] if "to_date" not in row})


def active_plans(book: Sheets) -> int:
    return sum(row["status"] == "active" for row in book["plans"])


def twins(rows: list[Row], key: tuple[str, ...]) -> set[str]:
    times = Counter(tuple(row.get(part) for part in key) for row in rows)
    return {row[key[0]] for row in rows if times[tuple(row.get(part) for part in key)] > 1}


Finder = Callable[[Sheets], set[str]]
FINDERS: dict[str, Finder] = {
    "focus_area_without_target": lambda book: (
        titles(book["focus_areas"], "focus_area") - titles(book["targets"], "focus_area")
    ),
    "target_without_baseline": lambda book: {
        row["target"] for row in book["targets"] if "baseline_value" not in row
    },
    "activity_without_target": lambda book: {
        row["activity"] for row in book["activities"] if "target" not in row
    },
    "stages_out_of_order": lambda book: {
        later["part"]
        for earlier in book["progress"]
        for later in book["progress"]
        if earlier["programme"] == later["programme"]
        and (earlier["part"], later["part"]) in {("stage_1", "stage_2"), ("stage_2", "stage_3")}
        and earlier["status"] != "done"
        and later["status"] != "not_started"
    },
    "two_sectors_missing": lambda book: {""} if missing_sectors(book) == 2 else set(),
    "one_sector_missing": lambda book: {""} if missing_sectors(book) == 1 else set(),
    "milestone_late": lambda book: {
        row["milestone"]
        for row in book.get("milestones", [])
        if row.get("reached_on", "") > row["due_date"]
    },
    "milestone_missed": lambda book: {
        row["milestone"]
        for row in book.get("milestones", [])
        if "reached_on" not in row and row["due_date"] < READ_ON
    },
    "two_active_plans": lambda book: {""} if active_plans(book) == 2 else set(),
    "no_active_plan": lambda book: {""} if active_plans(book) == 0 else set(),
    "activity_of_unknown_target": lambda book: {
        row["activity"]
        for row in book["activities"]
        if "target" in row and row["target"] not in titles(book["targets"], "target")
    },
    "relative_measure": lambda book: {
        row["target"] for row in book["targets"] if row["indicator"] in RELATIVE
    },
    "goal_below_detectable": lambda book: {
        row["target"]
        for row in goals(book)
        if "baseline_error" in row
        and abs(float(row["goal_value"]) - float(row["baseline_value"]))
        < DETECTABLE * float(row["baseline_error"])
    },
    "participants_only": lambda book: {
        row["target"] for row in book["targets"] if row["denominator"] == "participants"
    },
    "target_without_money": lambda book: (
        titles(book["targets"], "target") - titles(book["investments"], "target")
    ),
    "target_without_activity": lambda book: (
        titles(book["targets"], "target") - titles(book["activities"], "target")
    ),
    "target_without_due_date": lambda book: {
        row["target"] for row in goals(book) if "due_date" not in row
    },
    "no_watch_indicator": lambda book: (
        set() if {row["purpose"] for row in book["targets"]} >= {"watch"} else {""}
    ),
    "integrator_vacant": lambda book: {
        row["role"]
        for row in book.get("roles", [])
        if row["role"] == "integrator" and row["status"] == "vacant" and row["since"] < "2026"
    },
    "investment_without_target": lambda book: {
        row["body"] for row in book["investments"] if "target" not in row
    },
    "spent_above_plan": lambda book: {
        row["target"]
        for row in book["investments"]
        if float(row.get("spent_ils", 0)) > float(row["planned_ils"])
    },
    "capacity_above_demand_in_emergency": lambda book: {
        answer["response"]
        for need in own_needs(book)
        if need["regime"] == "emergency" and capacity(book, need) > int(need.get("people", 1e9))
        for answer in answers(book, need)
    },
    "capacity_above_demand": lambda book: {
        need["need_kind"]
        for need in own_needs(book)
        if need["regime"] == "routine" and capacity(book, need) > int(need["people"])
    },
    "capacity_below_demand": lambda book: {
        need["need_kind"]
        for need in own_needs(book)
        if "people" in need and 0 < capacity(book, need) < int(need["people"])
    },
    "need_without_response": lambda book: {
        need["need_kind"] for need in own_needs(book) if not answers(book, need)
    },
    "unknown_population_without_response": lambda book: {
        need["need_kind"]
        for need in own_needs(book)
        if need.get("known_before") == "no" and not answers(book, need)
    },
    "need_of_unknown_size": lambda book: {
        need["need_kind"] for need in own_needs(book) if "people" not in need
    },
    "population_not_known_before": lambda book: {
        need["need_kind"] for need in own_needs(book) if need.get("known_before") == "no"
    },
    "duplicate_responses": lambda book: {
        one["need_kind"]
        for one in book.get("responses", [])
        for other in book.get("responses", [])
        if one["body"] < other["body"]
        and same_need(one, other)
        and one.get("for_settlement") == other.get("for_settlement")
    },
    "response_without_need": lambda book: {
        answer["response"]
        for answer in book.get("responses", [])
        if "for_settlement" not in answer
        and not any(same_need(answer, need) for need in own_needs(book))
    },
    "choice_not_in_list": lambda book: (
        titles(book.get("needs", []), "need_kind")
        - set(choices_of(sheets()["needs"].column("need_kind")))
        - {'סה"כ'}
    ),
    "month_before_day": lambda book: {
        need["need_kind"] for need in book.get("needs", []) if need.get("from_date") == "12/31/2026"
    },
    "line_of_totals": lambda book: {
        need["need_kind"] for need in book.get("needs", []) if need["need_kind"] == 'סה"כ'
    },
    "phone_number_in_note": lambda book: {
        need["need_kind"] for need in book.get("needs", []) if "050-" in need.get("note", "")
    },
    "key_twice": lambda book: twins(book.get("needs", []), sheets()["needs"].key),
}
