"""What is said of files and sheets that are broken as such."""

from __future__ import annotations

from tests.programmes.said import ALL, CSV_ALL, CSV_OTHERS, NONE, Expected, said

_XLS = said("unsupported_type", "file", "", ".xls|חוברת עבודה של Excel", ".xls|Excel workbook")
_LARGE = said("too_large", "file", "", "גדול בהרבה", "much larger")
_DAMAGED = said("damaged", "file", "", "פגום או נקטע|שמרו אותו מחדש", "damaged or cut|save it anew")
_LOCKED = said("password", "file", "", "מוגן בסיסמה|הסירו", "password|remove the password")
_EMPTY = said("empty_file", "file", "", "הקובץ ריק", "file is empty")

OF_FILES: Expected = {
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
}  # fmt: skip
