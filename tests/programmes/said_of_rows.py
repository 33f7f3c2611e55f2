"""What is said of files that have a broken row."""

from __future__ import annotations

from tests.programmes.said import ALL, NONE, OTHERS, Expected, said

_HIDDEN = said("row_hidden", "row", "A6", "מוסתרת או מסוננת|מחקו", "hidden or filtered|delete it")
_FUNCTION = "גוף או תפקיד בלבד", "body or a function alone"
_PHONE = said("personal_phone", "row", "K6", f"מספר טלפון|{_FUNCTION[0]}", "a phone number")
_ID = said("personal_id", "row", "K6", "מספר זהות|מחקו את הפרט", "identity number|Delete")
_DAY_FIRST = "יום/חודש/שנה|31/12/2026", "day/month/year|31/12/2026"

OF_ROWS: Expected = {
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
