"""Words around the figures of the new workbooks, and their summary by municipal status."""

from __future__ import annotations

import datetime as dt

from ingest.sample.cells import Cell, of_group
from ingest.sample.columns import Column
from ingest.sample.settlements import Kind, Place, authorities

SYNTHETIC = "נתונים סינתטיים / SYNTHETIC DATA"

CONTENTS: dict[int, tuple[tuple[str, ...], ...]] = {
    2021: (
        (
            "עודכן ב-13/07/2-23",  # the slip of the pen is the publisher's
            "הנתונים מתעדכנים בהדרגה בהתאם לזמינותם, שימו לב לתאריך העדכון",
            SYNTHETIC,
        ),
        ("נתונים פיזיים ונתוני אוכלוסייה", "", "", "נתוני תקציב 2021"),
        ("רשימת רשויות לפי מעמד מוניציפלי", "עיריות", "", "", "עיריות"),
        ("", "מועצות מקומיות", "", "", "מועצות מקומיות"),
        ("", "מועצות אזוריות", "", "", "מועצות אזוריות"),
        ("כללי", "סמל הרשות", "", "כללי", "סמל הרשות"),
    ),
    2024: (
        (
            "עודכן ב-19/05/2026",
            "הנתונים מתעדכנים בהדרגה בהתאם לזמינותם, שימו לב לתאריך העדכון ועקבו בגיליון"
            ' "תיקונים ושינויים".',
            SYNTHETIC,
        ),
        ("נתונים פיזיים ונתוני אוכלוסייה", "", "", "נתוני תקציב"),
        ("רשימת רשויות לפי מעמד מוניציפלי", "עיריות", "", "", "עיריות"),
        ("", "מועצות מקומיות", "", "", "מועצות מקומיות"),
        ("", "מועצות אזוריות", "", "", "מועצות אזוריות"),
        ("כללי", "סמל הרשות", "", "כללי", "סמל הרשות"),
    ),
}

BUDGET_FOOTNOTES = (
    "הערה: נתוני שטח חיובי ארנונה הם מתוך הדוחות הכספיים המבוקרים של הרשויות המקומיות.",
    "",
    "הגדרות בנושא ארנונה למגורים",
    "יחס גבייה ב-% לכלל החיובים למגורים = X 100 "
    '(סה"כ גביות למגורים בשנת הדוח לחלק לסה"כ חיובים נטו למגורים) ',
)

# Of which column, of which rows, what.
NOTES_2024: tuple[tuple[str, Cell, str], ...] = (
    ("name", 6, "הנתונים הפיזיים הכלל ארציים כוללים חסרי מעמד מוניציפלי, ואינם בהכרח סיכום של"
     " המגזרים האחרים (עיריות, מועצות מקומיות ומועצות אזוריות)."),
    ("name", 9, 'האוכלוסייה (סך הכל) במועצות אזוריות כוללת את "הגרים מחוץ ליישובים". '),
    ("code", "", "מועצות אזוריות: סמל הרשות המקומית נקבע על פי סמל המועצה האזורית, בתוספת"
     " הקידומת 55 (מבנה הסמל – 55XX). "),
    ("dependency", 4, "יחס בין  האוכלוסייה הנתמכת לבין האוכלוסייה התומכת, מתוך סך כל"
     " האוכלוסייה.\n(בני 19-0) + (בני 65+) לחלק ל-(בני 64-20)"),
    ("migration_internal", 4, "מאזן הגירה פנימית: שינוי יישוב המגורים של תושבים במדינה בשנה"
     " קלנדרית. "),
    ("earners", 2, "שכר חודשי ממוצע לשכיר- סך שכר ברוטו לפרט מכל משרות העבודה במהלך השנה מחולק"
     " במספר חודשי העבודה שעליהם דווח"),
    ("matriculation_pct", 4, "זכאים לבגרות: תלמידים הגרים ברשות המקומית"),
    ("convicted", 4, 'הנתונים מבוססים על מערכת מרשם פלילי (מפ"ל) של משטרת ישראל.\n'
     "*הנתונים ארעיים."),
    ("name", "", SYNTHETIC),
)  # fmt: skip

CORRECTIONS: tuple[tuple[str, str, dt.date], ...] = (
    ("degrees_pct", "תיקון והשלמת נתונים", dt.date(2026, 4, 29)),
    ("dwellings", "השלמת נתוני מועצות אזוריות", dt.date(2026, 4, 29)),
    ("area_km2", "עדכון נתוני שימושי קרקע", dt.date(2026, 5, 19)),
)

# Band, words, column; a row of the summary speaks of 2021 unless its words say otherwise.
_SUMMARY: tuple[tuple[str, str, str, int], ...] = (
    ("קבוצת אוכלוסייה ודת", 'סה"כ  אוכלוסייה בסוף השנה', "population", 0),
    ("", "יהודים ואחרים (אחוזים)", "jews_pct", 0),
    ("", "ערבים (אחוזים)", "arabs_pct", 0),
    # The publisher writes "thousands" over persons here.
    ("דמוגרפיה", 'סה"כ גברים בסוף השנה (אלפים)', "men", 0),
    ("", 'סה"כ נשים בסוף השנה (אלפים)', "women", 0),
    ("", "יחס תלות (ל-1,000 תושבים בלתי תלויים)", "dependency", 0),
    ("", "אחוז בני 4-0  באוכלוסייה בסוף השנה", "age_0_4", 0),
    ("", "אחוז בני 9-5  באוכלוסייה בסוף השנה", "age_5_9", 0),
    ("", "אחוז בני  14-10 באוכלוסייה בסוף השנה", "age_10_14", 0),
    ("", "אחוז בני 19-15  באוכלוסייה בסוף השנה", "age_15_19", 0),
    ("", "אחוז בני 29-20 באוכלוסייה בסוף השנה", "age_20_29", 0),
    ("", "אחוז בני 44-30  באוכלוסייה בסוף השנה", "age_30_44", 0),
    ("", "אחוז בני 59-45  באוכלוסייה בסוף השנה", "age_45_59", 0),
    ("", "אחוז בני 64-60  באוכלוסייה בסוף השנה", "age_60_64", 0),
    ("", "אחוז בני 65 ומעלה באוכלוסייה בסוף השנה", "age_65", 0),
    ("", "אחוז בני 17-0 באוכלוסייה בסוף השנה", "age_0_17", 0),
    ("", "אחוז בני 75 ומעלה באוכלוסייה בסוף השנה", "age_75", 0),
    ("", "לידות חי", "births", 0),
    ("", "פטירות", "deaths", 0),
    ("", 'מאזן הגירה - סה"כ', "migration_balance", 0),
    ("מאזן  הגירה  פנימית", 'נכנסים מיישובים אחרים - סה"כ', "migrants_in", 0),
    ("שכר ורווחה", 'מספר מקבלי דמי אבטלה (סה"כ שנתי)', "unemployment_annual", 0),
    ("", "אחוז מקבלי דמי אבטלה מבני 67-20 (שנתי)", "unemployment_annual_pct", 0),
    ("", 'מקבלי דמי אבטלה - סה"כ (ממוצע חודשי)', "unemployment_monthly", 0),
    ("", "מקבלי דמי אבטלה - גברים (ממוצע חודשי)", "unemployment_monthly_men", 0),
    ("", "אחוז מקבלי דמי אבטלה מבני 67-20 (ממוצע חודשי)", "unemployment_monthly_pct", 0),
    ("", 'מקבלי קצבאות זקנה ושאירים - סה"כ', "old_age_pension", 0),
    ("", "אחוז מקבלי השלמת הכנסה ממקבלי קצבאות זקנה ושאירים", "income_supplement_pct", 0),
    ("", "מקבלי גמלת הבטחת הכנסה (נפשות, במשך השנה)", "income_support", 0),
    ("", 'שכר ממוצע לחודש של שכירים במשך 2019 (ש"ח)', "wage", 2019),
    ("", 'שכר ממוצע לחודש של גברים שכירים במשך 2019 (ש"ח)', "wage_men", 2019),
    ("", 'שכר ממוצע לחודש של נשים שכירות במשך 2019 (ש"ח)', "wage_women", 2019),
    ("", "מספר השכירים ב-2019", "employees", 2019),
    ("", "אחוז השכירים המשתכרים עד שכר מינימום ב-2019", "minimum_wage_pct", 2019),
    ("", "מספר העצמאים ב-2019", "self_employed", 2019),
    ('חינוך\nתשפ"א 2020/21', 'בתי ספר - סה"כ', "schools", 0),
    ("", 'תלמידים - סה"כ', "pupils", 0),
    ("", 'אחוז תלמידים נושרים - סה"כ', "dropout_pct", 0),
    ("", "אחוז תלמידים נושרים - בנים", "dropout_boys_pct", 0),
    ("", "אחוז תלמידים נושרים - בנות", "dropout_girls_pct", 0),
    ("", "אחוז זכאים לתעודת בגרות מבין תלמידי כיתות יב", "matriculation_pct", 0),
    ("", "אחוז זכאים לתעודת בגרות שעמדו בדרישות הסף של האוניברסיטאות מבין תלמידי כיתות יב",
     "university_threshold_pct", 0),
    ("השכלה גבוהה\n2021/22", "אחוז בעלי תארים מישראל מתוך אוכלוסיית בני 55-35", "degrees_pct", 0),
    ("", "אחוז סטודנטים מתוך אוכלוסיית בני 25-20", "students_pct", 0),
    ("מבוגרים תושבי ישראל המורשעים בדין 2020", "מספרים מוחלטים", "convicted", 2020),
    ("", "שיעור ל-1,000 בני 19 ומעלה", "convicted_rate", 2020),
    ("בחירות\nאחוזי הצבעה", "בחירות לכנסת ה-23 - 02/03/20", "knesset_23", 0),
    ("", "בחירות לכנסת ה-24 - 21/03/20", "knesset_24", 0),  # the wrong date is the publisher's
    ("", "בחירות לכנסת ה-25 - 1/11/22", "knesset_25", 0),
)  # fmt: skip
_UPDATED = {"degrees_pct", "students_pct"}
_NATION_ONLY = {
    *_UPDATED, "convicted", "convicted_rate", "knesset_23", "knesset_24", "knesset_25",
}  # fmt: skip


def shares_of_types(year: int) -> list[list[Cell]]:
    """Numbers of authorities and their shares of the population, as every summary opens with."""
    kinds: tuple[tuple[str, Kind | None], ...] = (
        ("רשויות", None),
        ("עיריות", "city"),
        ("מועצות מקומיות", "local_council"),
        ("מועצות אזוריות", "regional_council"),
    )
    said = f" {year}" if year < 2016 else ""
    rows: list[list[Cell]] = [
        ["כללי" if kind is None else "", f"{name} - סך הכל{said}", len(authorities(kind))]
        for name, kind in kinds
    ]
    people = Column("population")
    for name, kind in kinds[1:]:
        part, whole = (of_group(authorities(k), people, year) for k in (kind, None))
        assert isinstance(part, int) and isinstance(whole, int)
        share = round(100 * part / whole, 1)
        rows.append(["", f"{name} - אחוז אוכלוסייה{said}", share])
    return rows


def summary_row(key: str, year: int, spoken: int) -> list[Cell]:
    """Nation, cities, local councils, regional councils."""
    column = Column(key, year=spoken)
    groups: tuple[tuple[tuple[Place, ...], bool], ...] = (
        (authorities(), True),
        (authorities("city"), False),
        (authorities("local_council"), False),
        (authorities("regional_council"), False),
    )
    shown = groups[:1] if key in _NATION_ONLY else groups
    return [of_group(places, column, year, whole=whole) for places, whole in shown]


def summary_2021() -> list[list[Cell]]:
    """The sheet of 2021 whose rows are the figures."""
    head: list[Cell] = [
        "", "רשויות מקומיות 2021\n(אלא אם כן צוין אחרת)", "כלל ארצי", "עיריות\nסך הכל",
        "מועצות מקומיות\nסך הכל", "מועצות אזוריות\nסך הכל",
    ]  # fmt: skip
    rows: list[list[Cell]] = [["", "ראו הערות בתאים המסומנים"], head, *shares_of_types(2021)]
    for band, words, key, spoken in _SUMMARY:
        row = [band, words, *summary_row(key, 2021, spoken)]
        if key in _UPDATED:
            row += ["", "", "", "עודכן ב-7/6/23"]
        rows.append(row)
    return rows
