"""What is said of each broken file, in both languages, and that its sound rows enter."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest.programmes.annotate import annotate
from ingest.programmes.check import check_file
from ingest.programmes.checked import Checked
from tests.programmes.broken import FILES, PERSONAL, write_broken
from tests.programmes.sound import FOLDER

ALL, OTHERS, NONE = (5, 6, 7), (5, 7), ()
CSV_ALL, CSV_OTHERS = (2, 3, 4), (2, 4)


@dataclass(frozen=True)
class Said:
    """A fault: its kind, weight, cell, and essential words of what is wrong and what to do."""

    kind: str
    weight: str
    place: str
    he: tuple[str, ...]
    en: tuple[str, ...]


def said(kind: str, weight: str, place: str, he: str, en: str) -> Said:
    """Words of one language that need not stand together are parted by ``|``."""
    return Said(kind, weight, place, tuple(he.split("|")), tuple(en.split("|")))


_XLS = said("unsupported_type", "file", "", ".xls|חוברת עבודה של Excel", ".xls|Excel workbook")
_LARGE = said("too_large", "file", "", "גדול בהרבה", "much larger")
_DAMAGED = said("damaged", "file", "", "פגום או נקטע|שמרו אותו מחדש", "damaged or cut|save it anew")
_LOCKED = said("password", "file", "", "מוגן בסיסמה|הסירו", "password|remove the password")
_EMPTY = said("empty_file", "file", "", "הקובץ ריק", "file is empty")
_HIDDEN = said("row_hidden", "row", "A6", "מוסתרת או מסוננת|מחקו", "hidden or filtered|delete it")
_FUNCTION = "גוף או תפקיד בלבד", "body or a function alone"
_PHONE = said("personal_phone", "row", "K6", f"מספר טלפון|{_FUNCTION[0]}", "a phone number")
_ID = said("personal_id", "row", "K6", "מספר זהות|מחקו את הפרט", "identity number|Delete")
_DAY_FIRST = "יום/חודש/שנה|31/12/2026", "day/month/year|31/12/2026"

EXPECTED: dict[str, tuple[tuple[int, ...], tuple[Said, ...]]] = {
    "xls ישן.xls": (NONE, (_XLS,)),
    "xls בשם אחר.xlsx": (NONE, (_XLS,)),
    "סיכום.pdf": (NONE, (said("unsupported_type", "file", "", ".pdf|לתבנית", ".pdf|template"),)),
    "pdf בשם אחר.xlsx": (
        NONE,
        (said("not_a_workbook", "file", "", "קובץ מסוג אחר|סיומת", "another kind|file ending"),),
    ),
    "מסמך.xlsx": (
        NONE,
        (said("not_a_workbook", "file", "", "מסמך Word|לתבנית", "a Word document|template"),),
    ),
    "ריק.xlsx": (NONE, (_EMPTY,)),
    "חוברת ריקה.xlsx": (NONE, (_EMPTY,)),
    "קטוע.xlsx": (NONE, (_DAMAGED,)),
    "סיסמה.xlsx": (NONE, (_LOCKED,)),
    "סיסמה.ods": (NONE, (_LOCKED,)),
    "סיסמה חדשה.ods": (NONE, (_LOCKED,)),
    "פצצה.xlsx": (NONE, (_LARGE,)),
    "תא רחוק.xlsx": (NONE, (_LARGE,)),
    "ישויות.xlsx": (NONE, (_DAMAGED,)),
    "טבלה אחרת.xlsx": (
        NONE,
        (said("no_form", "file", "", "אין בקובץ גיליון של טופס מוכר", "no sheet of a known form"),),
    ),
    "טופס בלי רוב הכותרות.csv": (
        NONE,
        (
            said(
                "no_form", "file", "",
                "הקרוב ביותר: „מסלול ליעד”|יישוב, יעד, עד תאריך, ערך",
                'nearest is "Path to the target"|Settlement, Target, By, Value',
            ),
        ),
    ),
    "אקסל עברי.csv": (CSV_ALL, ()),
    "utf8 עם סימן.csv": (CSV_ALL, ()),
    "טאבים.csv": (CSV_ALL, ()),
    "utf16.csv": (NONE, (said("encoding", "file", "", "CSV UTF-8", "CSV UTF-8|encoding"),)),
    "גרש לא סגור.csv": (
        NONE,
        (said("csv_broken", "file", "", "מירכאות|ליד שורה 2", "quotation mark|near line 2"),),
    ),
    "שגיאה בתא.csv": (
        CSV_OTHERS,
        (said("number_words", "row", "F3", "12 וחצי|בספרות בלבד", "12 וחצי|digits alone"),),
    ),
    "חודש קודם.csv": (
        CSV_OTHERS,
        (said("date_month_first", "row", "I3", "החודש כתוב לפני היום", "month stands before"),),
    ),
    "אחוזים.ods": (CSV_ALL, ()),
    "שורה מוסתרת.ods": (
        CSV_OTHERS,
        (said("row_hidden", "row", "A3", "מוסתרת או מסוננת", "hidden or filtered"),),
    ),
    "תאים ממוזגים.ods": (
        (4,),
        (
            said("merged_cells", "row", "B2", "B2:B3|בטלו את המיזוג", "B2:B3|unmerge"),
            said("merged_cells", "row", "B3", "B2:B3|בטלו את המיזוג", "B2:B3|unmerge"),
        ),
    ),
    "מאקרו.xlsm": (ALL, (said("macros", "notice", "", "מאקרו|לא הופעלו", "macros|neither run"),)),
    "כותרת זזה.xlsx": ((10, 11, 12), ()),
    "עמודות הוזזו.xlsx": (ALL, ()),
    "שם גיליון אחר.xlsx": (ALL, ()),
    "כותרת שונתה.xlsx": (
        NONE,
        (
            said(
                "column_missing", "sheet", "B2",
                "„סוג הצורך”|„צרכים”|„סוג צרכים” דומה לה",
                '"Kind of need"|"Needs"|"סוג צרכים" is similar',
            ),
        ),
    ),
    "עמודה נמחקה.xlsx": (
        NONE,
        (said("column_missing", "sheet", "", "חסרה עמודת החובה „מתאריך”", '"From"|missing'),),
    ),
    "כותרת פעמיים.xlsx": (
        NONE,
        (said("column_twice", "sheet", "D2", "„אזור” מופיעה פעמיים", '"אזור" stands twice'),),
    ),
    "בלי כותרות.xlsx": (
        NONE,
        (
            said(
                "header_missing", "sheet", "A1",
                "לא נמצאה בגיליון שורת הכותרות|יישוב, סוג הצורך, אוכלוסייה",
                "row of headers was not found|Settlement, Kind of need, Population",
            ),
        ),
    ),
    "גיליון מוסתר.xlsx": (
        NONE,
        (said("sheet_hidden", "sheet", "", "הגיליון מוסתר|ביטול הסתרה", "sheet is hidden|Unhide"),),
    ),
    "גיליון נוסף.xlsx": (
        ALL,
        (said("sheet_unknown", "notice", "", "אינו שייך לטופס מוכר", "of no known form"),),
    ),
    "עמודה נוספת.xlsx": (
        ALL,
        (
            said(
                "column_unknown", "notice", "L2",
                "„הערות” אינה חלק מהטופס|בעמודת „הערה”", '"הערות" is not in the form|"Note"',
            ),
        ),
    ),
    "עמודה מוסתרת.xlsx": (
        ALL,
        (said("column_hidden", "notice", "K2", "העמודה מוסתרת|ייקלט", "is hidden|is taken"),),
    ),
    "כותרת ממוזגת.xlsx": (ALL, ()),
    "יישוב חסר.xlsx": (
        OTHERS,
        (said("settlement_empty", "row", "A6", "לאיזה יישוב|8000", "which settlement|8000"),),
    ),
    "יישוב לא נקרא.xlsx": (
        OTHERS,
        (said("settlement_unreadable", "row", "A6", "„???”|סמל ושם", '"???"|code and name'),),
    ),
    "שני יישובים.xlsx": (
        OTHERS,
        (said("settlement_two", "row", "A6", "יותר מיישוב אחד|שורה נפרדת", "more than one|a row"),),
    ),
    "שני יישובים בשורות.xlsx": (
        OTHERS,
        (said("settlement_two", "row", "A6", "יותר מיישוב אחד", "more than one settlement"),),
    ),
    "יישוב אחר.xlsx": (
        OTHERS,
        (
            said(
                "settlement_other", "row", "A6",
                "6700 טבריה|8000 צפת|התיקייה", "6700 טבריה|8000 צפת|folder",
            ),
        ),
    ),
    "חובה ריקה.xlsx": (
        OTHERS,
        (said("required_empty", "row", "C6", "„אוכלוסייה” ריק|חובה", '"Population" is empty'),),
    ),
    "שורת סיכום.xlsx": (
        ALL,
        (said("total_row", "row", "A8", "שורת סיכום|מחקו", "line of totals|Delete"),),
    ),
    "סיכום בעמודת השותף.xlsx": (
        ALL,
        (said("total_row", "row", "B8", "שורת סיכום|מחקו", "line of totals|Delete"),),
    ),
    "תאים ממוזגים.xlsx": (
        (5,),
        (
            said("merged_cells", "row", "B6", "ממוזגים (B6:B7)", "merged cells (B6:B7)"),
            said("merged_cells", "row", "B7", "ממוזגים (B6:B7)", "merged cells (B6:B7)"),
        ),
    ),
    "שורה מוסתרת.xlsx": (OTHERS, (_HIDDEN,)),
    "סינון.xlsx": (OTHERS, (_HIDDEN,)),
    "אותו דבר פעמיים.xlsx": (
        (7,),
        (
            said("key_twice", "row", "B5", "(5, 6)|סוג הצורך, אוכלוסייה", "(5, 6)|Leave one row"),
            said("key_twice", "row", "B6", "(5, 6)|סוג הצורך, אוכלוסייה", "(5, 6)|Leave one row"),
        ),
    ),
    "סימון מעורב.xlsx": (
        NONE,
        (said("mixed_synthetic", "file", "", "סינתטי|לשני קבצים", "synthetic|two files"),),
    ),
    "נוסחה עם תוצאה.xlsx": (
        ALL,
        (said("formula_value", "notice", "F6", "נוסחה|נקלטה", "formula|stored result was taken"),),
    ),
    "נוסחה בלי תוצאה.xlsx": (
        OTHERS,
        (said("formula_empty", "row", "F6", "נוסחה בלי תוצאה", "formula without a stored result"),),
    ),
    "נוסחה שגויה.xlsx": (
        OTHERS,
        (said("cell_error", "row", "F6", "#DIV/0!|תקנו את הנוסחה", "#DIV/0!|Mend the formula"),),
    ),
    "נוסחה ריקה.xlsx": (ALL, ()),
    "תאריך כטקסט.xlsx": (
        ALL,
        (said("date_day_first", "notice", "I6", "03/04/2026|3 באפריל 2026", "3 April 2026"),),
    ),
    "תאריך בנקודות.xlsx": (ALL, ()),
    "תאריך שנה קודם.xlsx": (ALL, ()),
    "תאריך חודש קודם.xlsx": (
        OTHERS,
        (said("date_month_first", "row", "I6", f"12/31/2026|{_DAY_FIRST[0]}", _DAY_FIRST[1]),),
    ),
    "סדר תאריך לא ברור.xlsx": (
        (5,),
        (
            said("date_month_first", "row", "I6", "02/28/2026", "02/28/2026|day comes first"),
            said("date_order_unclear", "row", "I7", "03/04/2026|לא ברור", "03/04/2026|not clear"),
        ),
    ),
    "שנה בשתי ספרות.xlsx": (
        OTHERS,
        (said("date_two_digit_year", "row", "I6", "1/2/26|שתי ספרות", "1/2/26|two digits"),),
    ),
    "תאריך כמספר.xlsx": (
        OTHERS,
        (said("date_serial", "row", "I6", "46000|עצבו את התא כתאריך", "46000|Format the cell"),),
    ),
    "שנת לימודים.xlsx": (
        OTHERS,
        (said("date_unreadable", "row", "I6", f'תשפ"ו|{_DAY_FIRST[0]}', _DAY_FIRST[1]),),
    ),
    "תאריך רחוק.xlsx": (
        OTHERS,
        (said("date_range", "row", "I6", "01/01/1890|1948", "01/01/1890|between 1948"),),
    ),
    "תאריך ושעה.xlsx": (
        OTHERS,
        (said("date_with_time", "row", "I6", "שעה לצד התאריך|14:30", "time of day|14:30"),),
    ),
    "סדר תאריכים.xlsx": (
        OTHERS,
        (
            said(
                "dates_reversed", "row", "J6",
                "31/12/2025|קודם לתאריך ההתחלה (15/02/2026)", "before the start date (15/02/2026)",
            ),
        ),
    ),
    "ספרות ערביות.xlsx": (
        ALL,
        (said("other_digits", "notice", "F6", "נקראו כך: 120", "read as 120"),),
    ),
    "רווחים.xlsx": (ALL, ()),
    "בחירה באנגלית.xlsx": (ALL, ()),
    "בחירה שגויה.xlsx": (
        OTHERS,
        (
            said(
                "choice_unknown", "row", "E6",
                "„חרום” אינו ברשימה|אולי הכוונה ל„חירום”|האפשרויות: שגרה, חירום",
                '"חרום" is not in the list|The choices: Routine, Emergency',
            ),
        ),
    ),
    "בחירה מרשימה ארוכה.xlsx": (
        OTHERS,
        (said("choice_unknown", "row", "B6", "„דיור ומחסה”", '"דיור ומחסה" is meant'),),
    ),
    "כן ולא.xlsx": (
        OTHERS,
        (said("yes_no_unknown", "row", "G6", "„אולי” אינו כן או לא", "neither yes nor no"),),
    ),
    "מדד לא מוכר.xlsx": (
        OTHERS,
        (
            said(
                "indicator_unknown", "row", "C6",
                "אינו מדד בקטלוג|dependency_ratio", "no indicator|dependency_ratio",
            ),
        ),
    ),
    "תוכנית לא מוכרת.xlsx": (
        OTHERS,
        (
            said(
                "programme_unknown", "row", "B6",
                "אינה תוכנית מוכרת|„היישוב במרכז”|האפשרויות: קהילה מיטיבה", "no known programme",
            ),
        ),
    ),
    "מספר במילים.xlsx": (
        OTHERS,
        (said("number_words", "row", "F6", "במילים או באותיות", "in words or letters"),),
    ),
    "אומדן.xlsx": (
        OTHERS,
        (said("number_approximate", "row", "F6", "„כ-200” הוא אומדן", "an estimate"),),
    ),
    "טווח.xlsx": (
        OTHERS,
        (said("number_span", "row", "F6", "„12-15” הוא טווח", '"12-15" is a span'),),
    ),
    "שבר של אנשים.xlsx": (
        OTHERS,
        (said("count_not_whole", "row", "F6", "„12.5” אינו מספר שלם", "not a whole number"),),
    ),
    "מספר שהפך לתאריך.xlsx": (
        OTHERS,
        (said("number_is_date", "row", "F6", "תאריך ולא מספר", "a date and not a number"),),
    ),
    "סכום עם מטבע.xlsx": (ALL, ()),
    "סכום אירופי.xlsx": (
        OTHERS,
        (said("number_decimal_comma", "row", "H6", "1.234,56|1,234.56", "1.234,56|1,234.56"),),
    ),
    "סכום שלילי.xlsx": (
        OTHERS,
        (said("money_negative", "row", "H6", "הסכום שלילי|-500", "amount is negative|-500"),),
    ),
    "שנה עברית.xlsx": (
        OTHERS,
        (said("year_unreadable", "row", "D6", 'תשפ"ה|בארבע ספרות', "four digits|2025"),),
    ),
    "אחוז מעוצב.xlsx": (ALL, ()),
    "אחוז כשבר.xlsx": (
        OTHERS,
        (said("percent_fraction", "row", "G6", "כתבו 65% או 0.65%", "Write 65% or 0.65%"),),
    ),
    "אחוז מעל מאה.xlsx": (
        OTHERS,
        (said("percent_out", "row", "G6", "„150” אינו בין 0 ל־100", "not between 0 and 100"),),
    ),
    "טקסט ארוך.xlsx": (
        OTHERS,
        (said("text_too_long", "row", "K6", "4001 תווים|4000", "4001 characters|4000"),),
    ),
    "טקסט שהפך לתאריך.xlsx": (
        OTHERS,
        (said("text_is_date", "row", "C6", "הפך את הטקסט|לתאריך", "turned the text"),),
    ),
    "מספר זהות.xlsx": (OTHERS, (_ID,)),
    "מספר זהות במקף.xlsx": (
        OTHERS,
        (said("personal_id", "row", "H6", "מספר זהות", "an identity number"),),
    ),
    "טלפון.xlsx": (OTHERS, (_PHONE,)),
    "טלפון בספרות ערביות.xlsx": (OTHERS, (_PHONE,)),
    "טלפון בבחירה.xlsx": (
        OTHERS,
        (said("personal_phone", "row", "B6", "מספר טלפון", "a phone number"),),
    ),
    "טלפון בעמודה נוספת.xlsx": (
        OTHERS,
        (
            said("column_unknown", "notice", "L2", "אינה חלק מהטופס", "not in the form"),
            said("personal_phone", "row", "L6", "מספר טלפון", "a phone number"),
        ),
    ),
    "דואר.xlsx": (
        OTHERS,
        (said("personal_mail", "row", "K6", "דואר אלקטרוני", f"mail address|{_FUNCTION[1]}"),),
    ),
    "כתובת.xlsx": (
        OTHERS,
        (said("personal_address", "row", "D6", "רחוב ומספר בית", "street and a house number"),),
    ),
    "מולא בידי אדם.xlsx": (
        ALL,
        (said("personal_phone", "sheet", "B7", "מספר טלפון", "a phone number"),),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Checked]]:
    paths = write_broken(tmp_path_factory.mktemp("broken"))
    return {name: (path, check_file(path, name, FOLDER)) for name, path in paths.items()}


def test_every_file_is_expected() -> None:
    assert set(EXPECTED) == set(FILES)
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
