"""Forms that people lay into an inbox: sound, mended, with slips, with personal data."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]

from ingest.programmes.form import load_forms
from ingest.programmes.layout import Place, write_form
from ingest.programmes.layout_instructions import FILLED_BY, TITLE
from ingest.sample.programme_rows import HANDED_IN
from ingest.sample.programme_rows.table import Row

FORMS = "settlement_programmes"
PLACES = {
    place.code: place
    for place in (
        Place("8000", "צפת"),
        Place("1034", "קריית מלאכי"),
        Place("7100", "אשקלון"),
        Place("0031", "אופקים"),
        Place("1031", "שדרות"),
        Place("0502", "ירכא"),
        Place("99999", "שום מקום"),
    )
}
LATER_EDITION = "תחומי מיקוד ויעדים - 2026.xlsx"
NEEDS, MONEY, ROLES, PLAN = "צרכים ומענים.xlsx", "השקעות.xlsx", "בעלי תפקידים.xlsx", "תכנית.xlsx"
LOG, MILESTONES, WAVES = "יומן למידה.xlsx", "אבני דרך.xlsx", "גלי הערכה.xlsx"
NOWHERE = "99999"
"""No settlement has this code."""
FILLED_IN_BY = "אגף האסטרטגיה"

PHONE, MAIL, IDENTITY, ADDRESS = (
    "052-5550183",
    "zqpluni@example.org",
    "314159260",
    "רחוב הזקנונית 47",
)
BESIDE, FILLER_PHONE, IN_NAME, IN_FOLDER = (
    "053-5550184",
    "054-5550185",
    "055-5550186",
    "058-5550187",
)
PERSONAL = (PHONE, MAIL, IDENTITY, ADDRESS, BESIDE, FILLER_PHONE, IN_NAME, IN_FOLDER)
"""Made up, and nowhere else in the sample."""


def folder_of(code: str) -> str:
    return f"{code} {PLACES[code].name_he}"


def handed_in(code: str, form_id: str) -> dict[str, tuple[Row, ...]]:
    """The sample's rows of one form of a settlement, by sheet_id; of two editions the later."""
    return dict([filled.rows for filled in HANDED_IN[code] if filled.form_id == form_id][-1])


def lay(
    home: Path,
    code: str,
    name: str,
    form_id: str,
    rows: Mapping[str, Sequence[Mapping[str, object]]],
    *,
    folder: str | None = None,
    synthetic: bool = True,
    filled_by: str | None = None,
    cells: Mapping[str, Mapping[str, object]] | None = None,
) -> Path:
    """Lay a filled form into the inbox, saved a while ago.

    Args:
        folder: where it is not that of the settlement.
        cells: what is typed by sheet title and place, after the rows.
    """
    path = home / "inbox" / (folder or folder_of(code)) / name
    write_form(load_forms()[form_id], path, PLACES[code], rows, synthetic=synthetic)
    if filled_by or cells:
        _type(path, filled_by, cells or {})
    settle(path)
    return path


def _type(path: Path, filled_by: str | None, cells: Mapping[str, Mapping[str, object]]) -> None:
    book = openpyxl.load_workbook(path)
    for row in book[TITLE].iter_rows():
        if row[0].value == FILLED_BY.he:
            row[1].value = filled_by
    for title, values in cells.items():
        for place, value in values.items():
            book[title][place] = value
    book.save(path)


def settle(path: Path) -> None:
    """As saved a minute ago, so that it is not taken for one that is still being written."""
    os.utime(path, (time.time() - 60,) * 2)


def mended_needs() -> dict[str, list[Row]]:
    """Yirka's needs, each refused row as it was meant."""
    held, fuel, work, access, _, lonely = [
        handed_in("0502", "needs_responses")["needs"][:2],
        *handed_in("0502", "needs_responses")["needs"][2:7],
    ]
    return {
        "needs": [
            *held,
            {**fuel, "need_kind": "other", "note": "דלק"},
            {**work, "from_date": "2026-01-31"},
            {**access, "note": "לתיאום במוקד"},
            lonely,
        ]
    }


SLIPS = {"השקעות": {"H6": "הרבה", "D7": "השנה"}}
"""Typed over the money of the second row and over the year, a part of the key, of the third."""


def changed_money() -> dict[str, list[Row]]:
    """Kiryat Malakhi's investments: the first changed, the last left out, a new one below."""
    first, *others, _ = handed_in("1034", "investments")["investments"]
    new = {**first, "body": "עמותה ב'", "sector": "civil_society", "year": 2025, "pooled": "no"}
    return {"investments": [{**first, "spent_ils": 170_000}, *others, new]}


def vacant_roles() -> dict[str, list[Row]]:
    """Safed's roles, the last of them vacant since."""
    *others, last = handed_in("8000", "roles")["roles"]
    return {"roles": [*others, {**last, "status": "vacant", "since": "2026-02-01"}]}


STRAY: dict[str, list[Row]] = {
    "milestones": [{"milestone": "של איש", "kind": "other", "due_date": "2026-01-01"}]
}
ASTRAY: dict[str, list[Row]] = {
    "evaluation_waves": [
        {
            "programme": "settlement_at_centre",
            "wave": "נחת בתיקייה אחרת",
            "kind": "baseline",
            "from_date": "2026-01-01",
            "status": "planned",
        }
    ]
}
REAL: dict[str, list[Row]] = {
    "learning_log": [
        {"on_date": "2026-01-05", "title": "של אמת", "kind": "worked", "learned": "נבדק"}
    ]
}


def lay_personal(home: Path) -> None:
    """Forms of Ashkelon with personal data in every place that a person can write into."""
    day: Row = {"on_date": "2026-01-05", "kind": "worked", "learned": "נבדק"}
    log: list[Row] = [
        {**day, "title": "טלפון", "learned": f"לתיאום {PHONE} בערב"},
        {**day, "title": f"לפנות אל {MAIL}"},
        {**day, "title": "זהות", "will_change": f"ת.ז. {IDENTITY}"},
        {**day, "title": "כתובת", "body": f"מוקד ב{ADDRESS}"},
        {**day, "title": "יעד", "target": f"יעד {PHONE}"},
        {**day, "title": "בלי פרטים"},
        {**day, "title": "לצד הטבלה"},
    ]
    beside = {"יומן למידה": {"L11": f"לשאול את הרכזת {BESIDE}"}}
    lay(home, "7100", LOG, "learning_log", {"learning_log": log}, cells=beside)
    reached: Row = {"milestone": "תרגיל", "kind": "exercise", "due_date": "2026-03-01"}
    lay(
        home,
        "7100",
        MILESTONES,
        "milestones",
        {"milestones": [reached]},
        filled_by=f"רכזת {FILLER_PHONE}",
    )
    lay(home, "7100", f"טופס {IN_NAME}.xlsx", "roles", {})
    lay(home, "7100", WAVES, "evaluation_waves", ASTRAY, folder=f"7100 אשקלון {IN_FOLDER}")
