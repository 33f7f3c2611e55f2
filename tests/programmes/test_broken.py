"""What is said of each broken file, in both languages, and that its sound rows enter."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.programmes.annotate import annotate
from ingest.programmes.check import check_file
from ingest.programmes.checked import Checked
from tests.programmes.broken import FILES, PERSONAL, write_broken
from tests.programmes.said_of_files import OF_FILES
from tests.programmes.said_of_rows import OF_ROWS
from tests.programmes.sound import FOLDER

EXPECTED = OF_FILES | OF_ROWS


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Checked]]:
    paths = write_broken(tmp_path_factory.mktemp("broken"))
    return {name: (path, check_file(path, name, FOLDER)) for name, path in paths.items()}


def test_every_file_is_expected() -> None:
    assert set(EXPECTED) == set(FILES) and len(EXPECTED) == len(OF_FILES) + len(OF_ROWS)
    assert len(FILES) >= 40


@pytest.mark.parametrize("name", FILES)
def test_what_is_said(name: str, checked: dict[str, tuple[Path, Checked]]) -> None:
    _, found = checked[name]
    rows, expected = EXPECTED[name]
    assert tuple(entry.row for entry in found.entries) == rows
    told = sorted(found.faults, key=lambda fault: (fault.kind, fault.place))
    wanted = sorted(expected, key=lambda fault: (fault.kind, fault.place))
    assert [(f.kind, f.weight, f.place) for f in told] == [
        (f.kind, f.weight, f.place) for f in wanted
    ]
    for fault, words in zip(told, wanted, strict=True):
        hebrew, english = f"{fault.what.he} {fault.do.he}", f"{fault.what.en} {fault.do.en}"
        assert all(word in hebrew for word in words.he), hebrew
        assert all(word in english for word in words.en), english
        assert "{" not in hebrew + english


def test_rows_that_hold_have_what_was_written(
    checked: dict[str, tuple[Path, Checked]],
) -> None:
    def row(name: str, number: int) -> dict[str, str]:
        entry = next(entry for entry in checked[name][1].entries if entry.row == number)
        return {column: reading.text for column, reading in entry.cells.items()}

    assert row("אחוז מעוצב.xlsx", 6)["post_pct"] == "65"
    assert row("אחוזים.ods", 3)["post_pct"] == "65"
    assert row("נוסחה עם תוצאה.xlsx", 6)["people"] == "120"
    assert "people" not in row("נוסחה ריקה.xlsx", 6)
    assert row("תאריך כטקסט.xlsx", 6)["from_date"] == "2026-04-03"
    assert row("תאריך בנקודות.xlsx", 6)["from_date"] == "2026-02-28"
    assert row("תאריך שנה קודם.xlsx", 6)["from_date"] == "2026-02-28"
    assert row("ספרות ערביות.xlsx", 6)["people"] == "120"
    assert row("רווחים.xlsx", 6) | {"need_kind": "housing", "people": "1200"} == row(
        "רווחים.xlsx", 6
    )
    assert row("בחירה באנגלית.xlsx", 6)["need_kind"] == "housing"
    money = row("סכום עם מטבע.xlsx", 6)
    assert (money["planned_ils"], money["spent_ils"]) == ("1200", "900")
    sound = row("שם גיליון אחר.xlsx", 5)
    for moved, number in (("כותרת זזה.xlsx", 10), ("עמודות הוזזו.xlsx", 5), ("טאבים.csv", 2)):
        assert row(moved, number) == sound
    assert row("אקסל עברי.csv", 2) == row("utf8 עם סימן.csv", 2) == sound


def test_refused_rows_keep_their_key(checked: dict[str, tuple[Path, Checked]]) -> None:
    """A row of before under the same key stays in force; a key half read would be another's."""

    def key(name: str) -> str | None:
        return next(fault.key for fault in checked[name][1].faults if fault.weight == "row")

    whole = "housing · older_people · שכונת הדרום · routine · 2026 02 15"
    assert key("כן ולא.xlsx") == key("יישוב חסר.xlsx") == key("שורה מוסתרת.xlsx") == whole
    for name in ("חובה ריקה.xlsx", "תאריך חודש קודם.xlsx", "תאים ממוזגים.xlsx", "כתובת.xlsx"):
        assert key(name) is None
    unclear = checked["סדר תאריך לא ברור.xlsx"][1].faults[-1]
    assert (unclear.kind, unclear.key) == ("date_order_unclear", None)


def test_filled_by_is_not_taken_with_personal_data(
    checked: dict[str, tuple[Path, Checked]],
) -> None:
    assert checked["מולא בידי אדם.xlsx"][1].filled_by is None


def test_personal_data_are_never_echoed(
    checked: dict[str, tuple[Path, Checked]], tmp_path: Path
) -> None:
    from openpyxl import load_workbook  # type: ignore[import-untyped]

    seen = 0
    for path, found in checked.values():
        if not any(fault.kind.startswith("personal_") for fault in found.faults):
            continue
        texts = [repr(fault) for fault in found.faults]
        copy = annotate(path, found, tmp_path)
        for sheet in load_workbook(copy).worksheets:
            comments = (cell.comment for row in sheet.iter_rows() for cell in row)
            texts += [comment.text for comment in comments if comment is not None]
        seen += 1
        for text in texts:
            assert not any(secret in text for secret in PERSONAL), path.name
    assert seen >= 9


def test_nothing_personal_is_in_any_message(checked: dict[str, tuple[Path, Checked]]) -> None:
    for path, found in checked.values():
        told = "".join(repr(fault) for fault in found.faults) + repr(found.filled_by)
        assert not any(secret in told for secret in PERSONAL), path.name
