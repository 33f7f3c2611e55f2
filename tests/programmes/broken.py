"""A folder of files as people's mistakes make them: each a sound form on which one thing is wrong.

The mistake is made in row 6, or in row 3 of a CSV, so that the rows around it must enter.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import Workbook  # type: ignore[import-untyped]

from tests.programmes.sound import (
    Make,
    as_csv,
    as_ods,
    calculated,
    edited,
    grid,
    of_bytes,
    of_parts,
    rewrite,
    sound,
    typed,
    with_cells,
)

ID_NUMBER, PHONE, MAIL = "123456782", "052-5550199", "someone@example.org"
ADDRESS = "רחוב הגפן 12"
PERSONAL = (ID_NUMBER, "12345678-2", PHONE, "5550199", MAIL, ADDRESS, "٠٥٢", "הגפן 12")
"""Made up; none may stand in any message."""


def _does(*steps: Callable[[Any], object]) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        for step in steps:
            step(sheet)

    return change


def _set(place: str, value: object) -> Callable[[Any], object]:
    return lambda sheet: sheet.__setitem__(place, value)


def _hide_row(sheet: Any) -> None:
    sheet.row_dimensions[6].hidden = True


def _filter(sheet: Any) -> None:
    sheet.auto_filter.ref = "A2:K7"
    sheet.auto_filter.add_filter_column(1, ["מזון", "בריאות"])
    sheet.row_dimensions[6].hidden = True


def _hide_column(sheet: Any) -> None:
    sheet.column_dimensions["K"].hidden = True


def _hide_sheet(sheet: Any) -> None:
    sheet.sheet_state = "hidden"


def _shift_header(sheet: Any) -> None:
    sheet.insert_rows(1, 5)


def _swap_columns(sheet: Any) -> None:
    for row in range(1, sheet.max_row + 1):
        first, last = sheet.cell(row, 2), sheet.cell(row, 11)
        first.value, last.value = last.value, first.value


def _rename_sheet(sheet: Any) -> None:
    sheet.title = "גיליון1"


def _own_sheet(sheet: Any) -> None:
    sheet.parent.create_sheet("טיוטה")["A1"] = "לבדוק עם האגף"


def _clear_headers(sheet: Any) -> None:
    for row in (2, 3):
        for cell in sheet[row]:
            cell.value = None


def _merged_title(sheet: Any) -> None:
    sheet.merge_cells("A1:E1")


def _signed(text: str) -> Make:
    """Filled by someone who wrote more than a function."""

    def change(sheet: Any) -> None:
        first = sheet.parent["הוראות"]
        for row in first.iter_rows(max_col=1):
            if str(row[0].value).startswith("מולא בידי"):
                first.cell(row[0].row, 2).value = text

    return edited("needs", change)


def _mixed(sheet: Any) -> None:
    sheet["A6"] = "8000 צפת · סינתטי"


def _macros(path: Path) -> None:
    plain = path.with_suffix(".xlsx")
    sound("needs", plain)
    with zipfile.ZipFile(plain, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0Sub AutoOpen")
    plain.rename(path)


def _truncated(path: Path) -> None:
    sound("needs", path)
    path.write_bytes(path.read_bytes()[:-3000])


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 90_000_000)


def _far_cell(path: Path) -> None:
    sound("needs", path)
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    rewrite(
        path,
        lambda name, content: (
            content.replace("</sheetData>", far, 1) if name.endswith("/sheet2.xml") else content
        ),
    )


def _entities(path: Path) -> None:
    sound("needs", path)
    declared = '<!DOCTYPE x [<!ENTITY leak SYSTEM "file:///etc/passwd">]>'
    rewrite(
        path,
        lambda name, content: (
            content.replace("?>", f"?>{declared}", 1) if name.endswith("/sheet2.xml") else content
        ),
    )


def _empty_workbook(path: Path) -> None:
    Workbook().save(path)


def _foreign(path: Path) -> None:
    book = Workbook()
    for row in (["מוצר", "מחיר"], ["עט", 3], ["מחברת", 5]):
        book.active.append(row)
    book.save(path)


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = _OLE + bytes(1016) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
_OLD_XLS = _OLE + bytes(1016) + "Workbook".encode("utf-16-le") + bytes(512)


FILES: dict[str, Make] = {
    # What cannot be opened
    "xls ישן.xls": of_bytes(_OLD_XLS),
    "xls בשם אחר.xlsx": of_bytes(_OLD_XLS),
    "סיכום.pdf": of_bytes(b"%PDF-1.7 ..."),
    "pdf בשם אחר.xlsx": of_bytes(b"%PDF-1.7 ..."),
    "מסמך.xlsx": of_parts({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}),
    "ריק.xlsx": of_bytes(b""),
    "חוברת ריקה.xlsx": _empty_workbook,
    "קטוע.xlsx": _truncated,
    "סיסמה.xlsx": of_bytes(_LOCKED),
    "סיסמה.ods": as_ods(grid("needs"), locked=True),
    "סיסמה חדשה.ods": of_parts({"mimetype": "application/...", "encrypted-package": "\x01"}),
    "פצצה.xlsx": _bomb,
    "תא רחוק.xlsx": _far_cell,
    "ישויות.xlsx": _entities,
    "טבלה אחרת.xlsx": _foreign,
    "טופס בלי רוב הכותרות.csv": as_csv([["יעד", "תחנה", "מתי"], ["א", "ב", "ג"]], "utf-8"),
    # CSV
    "אקסל עברי.csv": as_csv(grid("needs"), "cp1255", ";"),
    "utf8 עם סימן.csv": as_csv(grid("needs"), "utf-8-sig"),
    "טאבים.csv": as_csv(grid("needs"), "utf-8", "\t"),
    "utf16.csv": as_csv(grid("needs"), "utf-16", "\t"),
    "גרש לא סגור.csv": of_bytes('יישוב,סוג הצורך\r\n8000,"מזון\r\n'.encode()),
    "שגיאה בתא.csv": as_csv(with_cells({(3, 6): "12 וחצי"}), "utf-8-sig"),
    "חודש קודם.csv": as_csv(with_cells({(3, 9): "12/31/2026"}), "utf-8-sig"),
    # OpenDocument
    "אחוזים.ods": as_ods(with_cells({(3, 7): "x"}, "roles"), percents={(3, 7): 0.65}),
    "שורה מוסתרת.ods": as_ods(grid("needs"), hidden_row=3),
    "תאים ממוזגים.ods": as_ods(grid("needs"), merged_down=(2, 2)),
    # Sheets
    "מאקרו.xlsm": _macros,
    "כותרת זזה.xlsx": edited("needs", _shift_header),
    "עמודות הוזזו.xlsx": edited("needs", _swap_columns),
    "שם גיליון אחר.xlsx": edited("needs", _rename_sheet),
    "כותרת שונתה.xlsx": typed("needs", {"B2": "סוג צרכים", "B3": None}),
    "עמודה נמחקה.xlsx": edited("needs", lambda sheet: sheet.delete_cols(9)),
    "כותרת פעמיים.xlsx": typed("needs", {"L2": "אזור", "L6": "צפון"}),
    "בלי כותרות.xlsx": edited("needs", _clear_headers),
    "גיליון מוסתר.xlsx": edited("needs", _hide_sheet),
    "גיליון נוסף.xlsx": edited("needs", _own_sheet),
    "עמודה נוספת.xlsx": typed("needs", {"L2": "הערות", "L3": "Notes", "L6": "לבדוק"}),
    "עמודה מוסתרת.xlsx": edited("needs", _hide_column),
    "כותרת ממוזגת.xlsx": edited("needs", _merged_title),
    # Rows
    "יישוב חסר.xlsx": typed("needs", {"A6": None}),
    "יישוב לא נקרא.xlsx": typed("needs", {"A6": "???"}),
    "שני יישובים.xlsx": typed("needs", {"A6": "צפת, טבריה"}),
    "שני יישובים בשורות.xlsx": typed("needs", {"A6": "8000 צפת\n6700 טבריה"}),
    "יישוב אחר.xlsx": typed("needs", {"A6": "6700 טבריה"}),
    "חובה ריקה.xlsx": typed("needs", {"C6": None}),
    "שורת סיכום.xlsx": typed("investments", {"A8": 'סה"כ', "H8": 750_000}),
    "סיכום בעמודת השותף.xlsx": typed("investments", {"A8": "8000", "B8": "סך הכול", "H8": 9}),
    "תאים ממוזגים.xlsx": edited("needs", lambda sheet: sheet.merge_cells("B6:B7")),
    "שורה מוסתרת.xlsx": edited("needs", _hide_row),
    "סינון.xlsx": edited("needs", _filter),
    "אותו דבר פעמיים.xlsx": typed("needs", {"B6": "מזון", "I6": dt.datetime(2026, 1, 15), "F6": 7}),
    "סימון מעורב.xlsx": edited("needs", _mixed),
    # Cells
    "נוסחה עם תוצאה.xlsx": calculated("F6", "=100+20", "120"),
    "נוסחה בלי תוצאה.xlsx": calculated("F6", "=100+20", None),
    "נוסחה שגויה.xlsx": calculated("F6", "=A1/0", "#DIV/0!", "e"),
    "נוסחה ריקה.xlsx": calculated("F6", '=IF(1=1,"","x")', "", "str"),
    "תאריך כטקסט.xlsx": typed("needs", {"I6": "03/04/2026"}),
    "תאריך בנקודות.xlsx": typed("needs", {"I6": "28.2.2026"}),
    "תאריך שנה קודם.xlsx": typed("needs", {"I6": "2026-02-28"}),
    "תאריך חודש קודם.xlsx": typed("needs", {"I6": "12/31/2026"}),
    "סדר תאריך לא ברור.xlsx": typed("needs", {"I6": "02/28/2026", "I7": "03/04/2026"}),
    "שנה בשתי ספרות.xlsx": typed("needs", {"I6": "1/2/26"}),
    "תאריך כמספר.xlsx": typed("needs", {"I6": 46000}, "General"),
    "שנת לימודים.xlsx": typed("needs", {"I6": 'תשפ"ו'}),
    "תאריך רחוק.xlsx": typed("needs", {"I6": "01/01/1890"}),
    "תאריך ושעה.xlsx": typed("needs", {"I6": dt.datetime(2026, 2, 1, 14, 30)}),
    "סדר תאריכים.xlsx": typed("needs", {"J6": dt.datetime(2025, 12, 31)}),
    "ספרות ערביות.xlsx": typed("needs", {"F6": "١٢٠"}),
    "רווחים.xlsx": typed("needs", {"B6": " דיור  ומחסה\u200f ", "F6": " 1,200 "}),
    "בחירה באנגלית.xlsx": typed("needs", {"B6": "Housing and Shelter"}),
    "בחירה שגויה.xlsx": typed("needs", {"E6": "חרום"}),
    "בחירה מרשימה ארוכה.xlsx": typed("needs", {"B6": "דיור"}),
    "כן ולא.xlsx": typed("needs", {"G6": "אולי"}),
    "מדד לא מוכר.xlsx": typed("practices", {"C6": "יחס התלות בעיר"}),
    "תוכנית לא מוכרת.xlsx": typed("memberships", {"B6": "היישוב במרקז"}),
    "מספר במילים.xlsx": typed("needs", {"F6": "מאה ועשרים"}),
    "אומדן.xlsx": typed("needs", {"F6": "כ-200"}),
    "טווח.xlsx": typed("needs", {"F6": "12-15"}),
    "שבר של אנשים.xlsx": typed("needs", {"F6": 12.5}),
    "מספר שהפך לתאריך.xlsx": typed("needs", {"F6": dt.datetime(2026, 5, 1)}),
    "סכום עם מטבע.xlsx": typed("investments", {"H6": '1,200 ש"ח', "I6": "₪ 900"}),
    "סכום אירופי.xlsx": typed("investments", {"H6": "1.234,56"}),
    "סכום שלילי.xlsx": typed("investments", {"H6": -500}),
    "שנה עברית.xlsx": typed("investments", {"D6": 'תשפ"ה'}),
    "אחוז מעוצב.xlsx": typed("roles", {"G6": 0.65}, "0%"),
    "אחוז כשבר.xlsx": typed("roles", {"G6": 0.65}),
    "אחוז מעל מאה.xlsx": typed("roles", {"G6": 150}),
    "טקסט ארוך.xlsx": typed("needs", {"K6": "א" * 4001}),
    "טקסט שהפך לתאריך.xlsx": typed("roles", {"C6": dt.datetime(2026, 2, 1)}),
    # Personal data
    "מספר זהות.xlsx": typed("needs", {"K6": f"לפנות אל {ID_NUMBER} בבוקר"}),
    "מספר זהות במקף.xlsx": typed("needs", {"H6": "ת״ז 12345678-2"}),
    "טלפון.xlsx": typed("needs", {"K6": f"טל' {PHONE}"}),
    "טלפון בספרות ערביות.xlsx": typed("needs", {"K6": "٠٥٢-٥٥٥٠١٩٩"}),
    "טלפון בבחירה.xlsx": typed("needs", {"B6": PHONE}),
    "טלפון בעמודה נוספת.xlsx": typed("needs", {"L2": "איש קשר", "L6": PHONE}),
    "דואר.xlsx": typed("needs", {"K6": f"לכתוב אל {MAIL}"}),
    "כתובת.xlsx": typed("needs", {"D6": ADDRESS}),
    "מולא בידי אדם.xlsx": _signed(f"רכזת, {PHONE}"),
}


def write_broken(folder: Path) -> dict[str, Path]:
    """Write all files into a folder; returns their paths by name."""
    paths = {name: folder / name for name in FILES}
    for name, make in FILES.items():
        make(paths[name])
    return paths
