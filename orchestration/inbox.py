"""``thriving check-inbox``: what is wrong in the forms of the inbox, before any refresh."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from ingest.errors import InputError
from ingest.fetch.forms import loose_files, name_is_personal, overlooked, settlement_folders
from ingest.programmes.annotate import annotate
from ingest.programmes.check import check_file
from ingest.programmes.checked import Checked, Fault
from ingest.programmes.messages import Problem, fault
from ingest.programmes.settlement import read_settlement
from ingest.source import Bilingual, load_sources
from orchestration.home import Home

KEEPS_OUT = {
    "file": "the file is not taken in · הקובץ לא ייקלט",
    "sheet": "the sheet is not taken in · הגיליון לא ייקלט",
    "row": "the row is not taken in · השורה לא תיקלט",
    "notice": "notice · לתשומת לב",
}

PERSONAL_NAME = Fault(
    kind="file_name_personal",
    weight="file",
    found="",
    what=Bilingual(
        he="בשם הקובץ או התיקייה יש פרטים אישיים (טלפון, מספר זהות או דואר).",
        en="The name of the file or folder holds personal data (phone, identity number, mail).",
    ),
    do=Bilingual(
        he="שנו את השם.",
        en="Rename it.",
    ),
)


def check_inbox(home: Home, settlement: str | None, annotate_into: Path | None) -> list[Checked]:
    """Check every form in ``inbox/<settlement>/``, and annotate copies of those with faults.

    Files that lie in the inbox itself are named too, unless one settlement is asked for.

    Args:
        settlement: code or name of the one folder to look at; ``None`` is all.

    Raises:
        InputError: no such folder, or copies would lie in the inbox and be taken in themselves.
    """
    inbox = home.folder / "inbox"
    if annotate_into is not None and annotate_into.resolve().is_relative_to(inbox.resolve()):
        raise InputError(
            f"--annotate {annotate_into}",
            found="a folder inside the inbox",
            expected="another one: copies in the inbox would be taken in as forms",
        )
    folders = settlement_folders(inbox, load_sources())
    checked = []
    if settlement is None:
        checked += [_of_no_settlement(path) for path in loose_files(inbox)]
    else:
        folders = _folders_of(folders, settlement, inbox)
    for folder in folders:
        if name_is_personal(folder.name):
            checked.append(Checked("…", "", faults=[PERSONAL_NAME]))
            continue
        for path in sorted(folder.iterdir()):
            if overlooked(path) or not path.is_file():
                continue
            if name_is_personal(path.name):
                checked.append(Checked(folder.name, "…", faults=[PERSONAL_NAME]))
                continue
            found = check_file(path, path.name, folder.name)
            checked.append(found)
            if annotate_into is not None and found.faults:
                into = annotate_into / folder.name
                into.mkdir(parents=True, exist_ok=True)
                annotate(path, found, into)
    return checked


def _of_no_settlement(path: Path) -> Checked:
    if name_is_personal(path.name):
        return Checked("inbox", "…", faults=[PERSONAL_NAME])
    return Checked("inbox", path.name, faults=[fault(Problem("folder_none"))])


def _folders_of(folders: list[Path], settlement: str, inbox: Path) -> list[Path]:
    wanted = read_settlement(settlement)
    found = [
        folder
        for folder in folders
        if (words := read_settlement(folder.name)) is not None
        and wanted is not None
        and not words.contradicts(wanted)
        and bool((words.code and wanted.code) or (words.name and wanted.name))
    ]
    if not found:
        raise InputError(
            f"--settlement {settlement}",
            found="no folder of that settlement",
            expected="one of " + (", ".join(folder.name for folder in folders) or f"{inbox}/8000"),
        )
    return found


def report_lines(checked: list[Checked], annotated: Path | None) -> list[str]:
    """For each file what holds, then each fault with its place, in Hebrew and in English."""
    if not checked:
        return ["no form in the inbox · אין טפסים בתיבה"]
    lines = []
    for file in checked:
        lines.append(f"{file.folder}/{file.name}: {_summary(file)}")
        for told in sorted(file.faults, key=lambda f: (f.sheet, f.row or 0, f.place)):
            place = "!".join(part for part in (told.sheet, told.place) if part) or "הקובץ · file"
            column = f" · {told.column}" if told.column else ""
            lines += [
                f"  {place}{column} ({KEEPS_OUT[told.weight]})",
                f"    {told.what.he} {told.do.he}",
                f"    {told.what.en} {told.do.en}",
            ]
    if annotated is not None:
        lines.append(f"copies with the cells marked: {annotated} · עותקים מסומנים")
    return lines


def _summary(file: Checked) -> str:
    """How many rows hold, and how many faults and notices there are."""
    notices = sum(told.weight == "notice" for told in file.faults)
    rows, faults = len(file.entries), len(file.faults) - notices
    hebrew = (
        "שורה תקינה אחת" if rows == 1 else f"{rows} שורות תקינות",
        "שגיאה אחת" if faults == 1 else f"{faults} שגיאות",
        "הערה אחת" if notices == 1 else f"{notices} הערות",
    )
    english = (
        "1 row holds" if rows == 1 else f"{rows} rows hold",
        "1 fault" if faults == 1 else f"{faults} faults",
        "1 notice" if notices == 1 else f"{notices} notices",
    )
    return f"{', '.join(hebrew)} · {', '.join(english)}"


def as_rows(checked: list[Checked]) -> list[dict[str, Any]]:
    """The same for a program; entries are counted, not shown."""
    return [
        {
            "folder": file.folder,
            "name": file.name,
            "rows": len(file.entries),
            "sheets": list(file.sheet_ids),
            "synthetic": file.synthetic,
            "faults": [_fault_row(told) for told in file.faults],
        }
        for file in checked
    ]


def _fault_row(told: Fault) -> dict[str, Any]:
    row = asdict(told)
    for part in ("what", "do"):
        texts = row.pop(part)
        row |= {f"{part}_he": texts.he, f"{part}_en": texts.en}
    return row
