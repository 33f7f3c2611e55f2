"""The synthetic programme forms: the same bytes always, all forms, every declared flaw in them."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from ingest.programmes.check import check_file
from ingest.programmes.choices import choices_of
from ingest.programmes.form import load_forms, sheets
from ingest.sample.figures import value as published
from ingest.sample.programme_files import KNOWN_FLAWS, SOURCE_ID, write_programme_files
from ingest.sample.settlements import authorities
from tests.ingest.programme_flaws import (
    FINDERS,
    FIRST_ROW,
    REFUSED,
    All,
    Row,
    aid_to,
    answers,
    from_text,
    from_workbook,
    rows_of,
    titles,
)

REPOSITORY = Path(__file__).resolve().parents[2]
# Where the sample publishes what a baseline says: key and year of its figure.
PUBLISHED = {
    "matriculation_eligibility_pct": ("matriculation_pct", 2021, 1),
    "dropout_pct": ("dropout_pct", 2021, 2),
    "wage_employees_ils_per_month": ("wage", 2019, 0),
    "earners_up_to_minimum_wage_pct": ("minimum_wage_pct", 2019, 1),
    "higher_education_entry_8_years_pct": ("higher_entry_pct", 2022, 1),
}
# What happens in several settlements, as it would; the flaw names one of them.
OFTEN = {
    "milestone_late", "capacity_below_demand", "need_without_response",
    "population_not_known_before",
}  # fmt: skip
FOUND_APART = {
    "baseline_not_as_published", "need_met_by_another_settlement_only",
    "target_changed_in_later_edition", "target_added_in_later_edition",
    "target_dropped_in_later_edition",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sample")
    write_programme_files(root)
    return root / SOURCE_ID


@pytest.fixture(scope="module")
def everything(folder: Path) -> All:
    """Settlement → sheet_id → rows in canonical form; of two editions the one saved later."""
    return {path.name[:4]: rows_of(path) for path in sorted(folder.iterdir())}


def digests(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        str(path.relative_to(folder)): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def differs_from_published(row: Row, code: str) -> bool:
    if row["indicator"] not in PUBLISHED or "baseline_value" not in row:
        return False
    key, year, decimals = PUBLISHED[row["indicator"]]
    place = next(place for place in authorities() if place.code == code)
    return round(published(place, key, year), decimals) != float(row["baseline_value"])


def test_bytes_and_times_depend_on_neither_process_nor_hash_seed(
    folder: Path, tmp_path: Path
) -> None:
    code = (
        "import sys, pathlib, ingest.sample.programme_files as p;"
        "p.write_programme_files(pathlib.Path(sys.argv[1]))"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        check=True,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONHASHSEED": "77", "TZ": "Asia/Jerusalem"},
    )
    assert digests(tmp_path / SOURCE_ID) == digests(folder)


def test_settlements_bear_their_names_and_the_mark(folder: Path) -> None:
    names = {place.code: place.name for place in authorities()}
    assert {path.name for path in folder.iterdir()} == {
        f"{code} {names[code]}" for code in ("8000", "1034", "7100", "0031", "1031", "0502")
    }
    for path in folder.rglob("*.xlsx"):
        book = CalamineWorkbook.from_path(path)
        form = next(form for form in load_forms().values() if path.name.startswith(form.title.he))
        for sheet in form.sheets:
            page = book.get_sheet_by_name(sheet.title.he).to_python(skip_empty_area=False)
            assert {str(line[0]) for line in page[FIRST_ROW:]} == {f"{path.parent.name} · סינתטי"}


def test_all_twelve_forms_and_all_their_sheets_are_filled_somewhere(everything: All) -> None:
    assert len(load_forms()) == 12
    filled = {sheet for book in everything.values() for sheet, rows in book.items() if rows}
    assert filled == set(sheets())
    assert set(everything["1031"]) == set(sheets())


@pytest.mark.parametrize(
    ("sheet_id", "column_id"),
    [
        ("assets", "kind"), ("practices", "evidence_grade"), ("evaluation_waves", "kind"),
        ("learning_log", "kind"), ("milestones", "kind"), ("investments", "kind"),
        ("investments", "sector"), ("needs", "regime"), ("responses", "nature"),
        ("plans", "status"), ("assets", "status"), ("progress", "status"),
    ],
)  # fmt: skip
def test_every_kind_occurs(everything: All, sheet_id: str, column_id: str) -> None:
    rows = [row for book in everything.values() for row in book.get(sheet_id, [])]
    found = titles(rows, column_id)
    assert found == set(choices_of(sheets()[sheet_id].column(column_id)))


def test_every_code_is_known_and_every_required_cell_filled(everything: All) -> None:
    refused = {KNOWN_FLAWS[name].row for name in REFUSED}
    for settlement, book in everything.items():
        for sheet_id, rows in book.items():
            for row in rows:
                if (settlement, sheet_id) == ("0502", "needs") and row["need_kind"] in refused:
                    continue
                for column in sheets()[sheet_id].columns:
                    text = row.get(column.column_id)
                    place = (settlement, sheet_id, column.column_id, text)
                    assert text or not column.required, place
                    assert not text or not (known := choices_of(column)) or text in known, place


def test_practices_of_activities_are_declared_and_one_runs_in_two_settlements(
    everything: All,
) -> None:
    for book in everything.values():
        named = titles(book["activities"], "practice")
        assert named <= titles(book.get("practices", []), "practice")
    run = [practice for book in everything.values() for practice in
           titles(book.get("practices", []), "practice")]  # fmt: skip
    assert [practice for practice, times in Counter(run).items() if times > 1] == [
        "מרכז למידה קהילתי"
    ]


def test_every_flaw_is_looked_for() -> None:
    assert set(FINDERS) | FOUND_APART == set(KNOWN_FLAWS)
    assert not set(FINDERS) & FOUND_APART


@pytest.mark.parametrize("name", FINDERS)
def test_flaw_is_where_it_is_said_to_be_and_nowhere_else(everything: All, name: str) -> None:
    flaw = KNOWN_FLAWS[name]
    found = {(code, row) for code, book in everything.items() for row in FINDERS[name](book)}
    assert (flaw.settlement, flaw.row) in found
    assert name in OFTEN or found == {(flaw.settlement, flaw.row)}


def test_baselines_are_those_of_the_published_sample_but_for_one(everything: All) -> None:
    flaw = KNOWN_FLAWS["baseline_not_as_published"]
    held = [
        (code, row)
        for code, book in everything.items()
        for row in book["targets"]
        if row["indicator"] in PUBLISHED and "baseline_value" in row
    ]
    assert len(held) >= 10
    different = [(code, row["target"]) for code, row in held if differs_from_published(row, code)]
    assert different == [(flaw.settlement, flaw.row)]


def test_sderot_helps_ofakim_in_a_need_that_nobody_else_answers(everything: All) -> None:
    flaw = KNOWN_FLAWS["need_met_by_another_settlement_only"]
    need = next(row for row in everything["0031"]["needs"] if row["need_kind"] == flaw.row)
    assert not answers(everything["0031"], need)
    assert [row["capacity"] for row in aid_to(everything, "0031", need)] == ["40"]


def test_later_edition_of_ofakim_changes_adds_and_drops_a_target(folder: Path) -> None:
    files = sorted(
        next(folder.glob("0031*")).glob("תחומי מיקוד ויעדים*"),
        key=lambda path: path.stat().st_mtime,
    )
    assert [path.stem[-4:] for path in files] == ["2025", "2026"]
    before, after = (
        {row["target"]: row for row in from_workbook(path)["targets"]} for path in files
    )
    changed = {title for title in before.keys() & after.keys() if before[title] != after[title]}
    for kind, found in (
        ("changed", changed), ("added", after.keys() - before.keys()),
        ("dropped", before.keys() - after.keys()),
    ):  # fmt: skip
        assert found == {KNOWN_FLAWS[f"target_{kind}_in_later_edition"].row}
    goal = KNOWN_FLAWS["target_changed_in_later_edition"].row
    assert (before[goal]["goal_value"], after[goal]["goal_value"]) == ("64", "68")
    assert {**before[goal], "goal_value": "68"} == after[goal]  # the baseline stays frozen


def test_investments_of_ashkelon_are_text_as_excel_in_hebrew_saves_it(folder: Path) -> None:
    path = next(folder.glob("7100*/*.csv"))
    content = path.read_bytes()
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    lines = content.decode("cp1255").split("\r\n")
    assert lines[0].startswith("יישוב;שותף;")
    assert lines[1].startswith("7100 אשקלון · סינתטי;משרד החינוך;ממשלה;2025;")


def test_check_takes_all_rows_but_those_that_are_there_to_be_refused(
    folder: Path, everything: All
) -> None:
    wrong = {}
    for path in sorted(folder.rglob("*.*")):
        checked = check_file(path, path.name, path.parent.name)
        assert checked.synthetic
        written = from_text(path) if path.suffix == ".csv" else from_workbook(path)
        bad = {fault.row for fault in checked.faults if fault.weight != "notice"}
        assert len(checked.entries) + len(bad) == sum(map(len, written.values())), path.name
        if bad:
            wrong[path.parent.name[:4], path.stem] = Counter(
                fault.kind for fault in checked.faults if fault.weight != "notice"
            )
    assert set(wrong) == {("0502", "צרכים ומענים")}
    assert set(wrong["0502", "צרכים ומענים"]) == set(REFUSED.values())
