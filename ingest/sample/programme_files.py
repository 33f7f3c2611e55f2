"""Synthetic programme forms of six real settlements, as their staff would hand them in.

Bodies are functions or ministries, never organisations or persons. Dates and figures are invented;
baselines are what the other synthetic files publish, with one exception. What is wrong with the
forms is wrong on purpose and stands in ``KNOWN_FLAWS``.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
from pathlib import Path
from typing import NamedTuple

from ingest.programmes.form import SETTLEMENT, FormSheet, load_forms, sheets
from ingest.programmes.layout import Place, cell_value, write_form
from ingest.programmes.settlement import settlement_text
from ingest.sample.programme_rows import HANDED_IN, ashkelon
from ingest.sample.programme_rows.table import SAVED_ON, Filled, Rows
from ingest.sample.settlements import authorities

PREPARED = 10
"""Empty rows below the filled ones: as many as a person leaves, not as many as a template has."""
SOURCE_ID = "settlement_programmes"
CSV_NAME = "השקעות.csv"


class Flaw(NamedTuple):
    """Where to look: ``row`` is a title or code in it, empty where the whole sheet is meant."""

    settlement: str
    sheet_id: str
    row: str
    what: str


KNOWN_FLAWS: dict[str, Flaw] = {
    "focus_area_without_target": Flaw(
        "8000", "focus_areas", "קהילה ואמון", "no target names this focus area"
    ),
    "target_without_baseline": Flaw(
        "8000", "targets", "יותר צעירים להשכלה גבוהה", "neither value nor year of a baseline"
    ),
    "activity_without_target": Flaw(
        "8000", "activities", "הפנינג שכונתי", "the target is left empty"
    ),
    "stages_out_of_order": Flaw(
        "8000", "progress", "stage_2", "done while stage 1 is still under way"
    ),
    "two_sectors_missing": Flaw(
        "8000", "directorate", "", "nobody of philanthropy or business has a seat"
    ),
    "milestone_late": Flaw("8000", "milestones", "הכשרת צוותי משימה", "reached after it was due"),
    "milestone_missed": Flaw("8000", "milestones", "סיום המיפוי", "due in 2025 and not reached"),
    "two_active_plans": Flaw("1034", "plans", "", "two plans say that they are active"),
    "activity_of_unknown_target": Flaw(
        "1034", "activities", "חוג רובוטיקה", "no target has the title that it names"
    ),
    "baseline_not_as_published": Flaw(
        "1034", "targets", "העלאת הזכאות לבגרות", "66.0 where the edition of 2021 says 62.2"
    ),
    "relative_measure": Flaw(
        "1034", "targets", "עלייה באשכול החברתי-כלכלי", "a cluster depends on the other places"
    ),
    "goal_below_detectable": Flaw(
        "7100", "targets", "העלאת החוללות הקולקטיבית", "1.8 points with a standard error of 6.0"
    ),
    "participants_only": Flaw(
        "7100", "targets", "השמת בוגרי קורסים", "measured out of the participants alone"
    ),
    "target_without_money": Flaw(
        "7100", "targets", "העלאת החוללות הקולקטיבית", "no investment names this target"
    ),
    "capacity_above_demand_in_emergency": Flaw(
        "7100", "responses", "מרכז קליטה זמני", "500 places for 400 people"
    ),
    "integrator_vacant": Flaw("0031", "roles", "integrator", "vacant since June 2025"),
    "one_sector_missing": Flaw("0031", "directorate", "", "nobody of business has a seat"),
    "need_without_response": Flaw(
        "0031", "needs", "early_childhood", "nobody answers this need of infants"
    ),
    "need_met_by_another_settlement_only": Flaw(
        "0031", "needs", "mental_health", "only Sderot's team answers it, for 40 of 150"
    ),
    "population_not_known_before": Flaw(
        "0031", "needs", "information", "the authorities did not know these people"
    ),
    "spent_above_plan": Flaw("0031", "investments", "העלאת הזכאות לבגרות", "300000 of 280000"),
    "target_changed_in_later_edition": Flaw(
        "0031", "targets", "העלאת הזכאות לבגרות", "goal 64 in the file of 2025, 68 in that of 2026"
    ),
    "target_added_in_later_edition": Flaw(
        "0031", "targets", "העלאת האמון בין תושבים", "only in the file of 2026"
    ),
    "target_dropped_in_later_edition": Flaw(
        "0031", "targets", "צמצום הנשירה", "only in the file of 2025"
    ),
    "investment_without_target": Flaw(
        "1031", "investments", "פורום מעסיקים", "the target is left empty"
    ),
    "duplicate_responses": Flaw(
        "1031", "responses", "food", "two bodies, same need, people, place and time"
    ),
    "capacity_below_demand": Flaw("1031", "needs", "food", "120 places for 240 people"),
    "capacity_above_demand": Flaw("1031", "needs", "education", "150 places for 60 people"),
    "need_of_unknown_size": Flaw("1031", "needs", "mental_health", "the number is left empty"),
    "unknown_population_without_response": Flaw(
        "1031", "needs", "loneliness", "not known before, and nobody answers"
    ),
    "response_without_need": Flaw(
        "1031", "responses", "הסעות נגישות", "no need of this kind is recorded"
    ),
    "no_active_plan": Flaw("0502", "plans", "", "one plan has ended, the other is a draft"),
    "no_watch_indicator": Flaw("0502", "targets", "", "no target watches a negative effect"),
    "target_without_activity": Flaw("0502", "targets", "צמצום הנשירה", "no activity names it"),
    "target_without_due_date": Flaw(
        "0502", "targets", "העלאת שכר השכירים", "the due date is left empty"
    ),
    "choice_not_in_list": Flaw("0502", "needs", "דלק", "no kind of need"),
    "month_before_day": Flaw("0502", "needs", "employment", "12/31/2026 as text"),
    "line_of_totals": Flaw("0502", "needs", 'סה"כ', "a sum, no need"),
    "phone_number_in_note": Flaw("0502", "needs", "accessibility", "personal data in free text"),
    "key_twice": Flaw("0502", "needs", "loneliness", "the same need twice, 40 and 55 people"),
}
"""What the checks and the marts must find, and where. The rows of the last five are to be refused;
the others enter and are flagged."""


def write_programme_files(root: Path) -> list[Path]:
    """Write ``root/settlement_programmes/<code name>/<form>.xlsx``, and one sheet as a CSV.

    The times of change are set too, since of two files of a form the later one holds.

    Returns:
        The files written, in the order of their names.
    """
    names = {place.code: place.name for place in authorities()}
    written = []
    for code, files in HANDED_IN.items():
        place = Place(code, names[code])
        folder = root / SOURCE_ID / f"{place.code} {place.name_he}"
        written += [_write_workbook(folder, place, filled) for filled in files]
    written.append(_write_text(root / SOURCE_ID, Place("7100", names["7100"])))
    return sorted(written)


def _write_workbook(folder: Path, place: Place, filled: Filled) -> Path:
    form = load_forms()[filled.form_id]
    edition = f" - {filled.edition}" if filled.edition else ""
    path = folder / f"{form.title.he}{edition}.xlsx"
    write_form(form, path, place, filled.rows, synthetic=True, prepared=PREPARED)
    _set_time(path, filled.saved_on)
    return path


def _write_text(folder: Path, place: Place) -> Path:
    """The investments of a settlement as Excel in Hebrew saves text: cp1255 and semicolons."""
    path = folder / f"{place.code} {place.name_he}" / CSV_NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_as_text(sheets()["investments"], place, ashkelon.INVESTMENTS))
    _set_time(path, SAVED_ON)
    return path


def _as_text(sheet: FormSheet, place: Place, rows: Rows) -> bytes:
    settlement = settlement_text(place.code, place.name_he, synthetic=True)
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([SETTLEMENT.he, *(column.he for column in sheet.columns)])
    for row in rows:
        shown = (cell_value(column, row.get(column.column_id)) for column in sheet.columns)
        writer.writerow(
            [settlement, *(f"{cell:.0f}" if isinstance(cell, float) else cell for cell in shown)]
        )
    return file.getvalue().encode("cp1255")


def _set_time(path: Path, day: dt.date) -> None:
    noon = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC).timestamp()
    os.utime(path, (noon, noon))
