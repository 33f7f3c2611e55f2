"""The national summary, a sheet whose rows are the figures: by municipal status."""

from __future__ import annotations

from ingest.sample.cells import Cell, of_group
from ingest.sample.columns import Column
from ingest.sample.settlements import Kind, Place, authorities

_EARNED = "הכנסות לפי סיווג כלכלי: הכנסות "
_HOME = _EARNED + "עצמיות: הכנסות מארנונה למגורים: "
_FOR_STATE = "הוצאות לפי פרקי תקציב: שירותים ממלכתיים: "
_SPENT = "הוצאות לפי סיווג כלכלי: "
# Band, words, column; a row of the summary speaks of 2021 unless its words say otherwise.
_SUMMARY: tuple[tuple[str, str, str, int], ...] = (
    # The first two follow upon the numbers of authorities.
    ("", 'שטח (קמ"ר)', "area_km2", 0),
    ("", "צפיפות אוכלוסייה לקמ''ר", "density", 0),
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
    ("", "שיעור פריון כולל", "fertility", 0),
    ("", "פטירות", "deaths", 0),
    ("", "שיעור פטירות מתוקנן ל-1,000 תושבים 2017 - 2021", "mortality", 0),
    ("", 'ריבוי טבעי - סה"כ', "natural_increase", 0),
    ("", "ריבוי טבעי  ל-1,000 תושבים", "natural_rate", 0),
    ("", 'מאזן הגירה - סה"כ', "migration_balance", 0),
    ("", "אחוז עולי 1990+ מסך האוכלוסייה", "immigrants_1990_pct", 0),
    ("", "אחוז גידול האוכלוסייה לעומת שנה קודמת", "growth_pct", 0),
    ("מאזן  הגירה  פנימית", 'נכנסים מיישובים אחרים - סה"כ', "migrants_in", 0),
    ("", "נכנסים מיישובים אחרים - גיל 29-15", "migrants_in_15_29", 0),
    ("", 'יוצאים ליישובים אחרים - סה"כ', "migrants_out", 0),
    ("", "יוצאים ליישובים אחרים - גיל 29-15", "migrants_out_15_29", 0),
    ("נישאים ומתגרשים\n2020", 'נישאים סה"כ', "weddings", 2020),
    ("", "שיעור ל-1,000 תושבים לא נשואים בני 15 ומעלה", "wedding_rate", 2020),
    ("", 'מתגרשים סה"כ', "divorces", 2020),
    ("", "שיעור ל-1,000 תושבים נשואים בני 15 ומעלה", "divorce_rate", 2020),
    ("בריאות", "תוחלת חיים בלידה סך הכל 2017 - 2021", "life_expectancy", 0),
    ("", "שיעור מקרי סוכרת מתוקנן ל-1,000 תושבים 2019-2017", "diabetes_rate", 0),
    ("", 'עודף משקל והשמנה, כיתה א - תשפ"א 2020/21', "overweight_1_pct", 0),
    ("", 'עודף משקל והשמנה כיתה ז - תשפ"א 2020/21', "overweight_7_pct", 0),
    ("", "שיעור סרטן מכל הסוגים מתוקנן ל-100,000 תושבים, גברים 2018-2014", "cancer_men", 2018),
    ("", "שיעור סרטן מכל הסוגים מתוקנן ל-100,000 תושבים, נשים 2018-2014", "cancer_women", 2018),
    ("שכר ורווחה", 'מספר מקבלי דמי אבטלה (סה"כ שנתי)', "unemployment_annual", 0),
    ("", "אחוז מקבלי דמי אבטלה מבני 67-20 (שנתי)", "unemployment_annual_pct", 0),
    ("", 'מקבלי דמי אבטלה - סה"כ (ממוצע חודשי)', "unemployment_monthly", 0),
    ("", "מקבלי דמי אבטלה - גברים (ממוצע חודשי)", "unemployment_monthly_men", 0),
    ("", "אחוז מקבלי דמי אבטלה מבני 67-20 (ממוצע חודשי)", "unemployment_monthly_pct", 0),
    ("", "ניצול ימי אבטלה בשנה (ממוצע שנתי)", "unemployment_days", 0),
    ("", 'מקבלי קצבאות זקנה ושאירים - סה"כ', "old_age_pension", 0),
    ("", "אחוז מקבלי השלמת הכנסה ממקבלי קצבאות זקנה ושאירים", "income_supplement_pct", 0),
    ("", "מקבלי גמלת הבטחת הכנסה (נפשות, במשך השנה)", "income_support", 0),
    ("", "מקבלי גמלאות סיעוד (סוף שנה)", "nursing", 0),
    ("", "מקבלי גמלאות נכות כללית (סוף שנה)", "disability", 0),
    ("", 'סה"כ משפחות של מקבלי קצבאות  בגין ילדים (סוף שנה)', "child_families", 0),
    ("", "מספר משפחות של מקבלי קצבאות בגין ילדים עם 5 ילדים ויותר במשפחה", "child_families_5", 0),
    ("", 'שכר ממוצע לחודש של שכירים במשך 2019 (ש"ח)', "wage", 2019),
    ("", 'שכר ממוצע לחודש של גברים שכירים במשך 2019 (ש"ח)', "wage_men", 2019),
    ("", 'שכר ממוצע לחודש של נשים שכירות במשך 2019 (ש"ח)', "wage_women", 2019),
    ("", "מספר השכירים ב-2019", "employees", 2019),
    ("", "אחוז השכירים המשתכרים עד שכר מינימום ב-2019", "minimum_wage_pct", 2019),
    ("", "מספר העצמאים ב-2019", "self_employed", 2019),
    ("", 'הכנסה ממוצעת לחודש של העצמאים ב-2019 (ש"ח)', "self_employed_income", 2019),
    ("", "אחוז העצמאים המשתכרים עד מחצית השכר הממוצע ב-2019", "self_employed_low_pct", 2019),
    ("", "מדד אי-השוויון - שכירים (מדד ג'יני, 0 שוויון מלא)  ב-2019", "gini", 2019),
    ('חינוך\nתשפ"א 2020/21', 'ילדים בגנים של משרד החינוך - סה"כ', "kindergarten", 0),
    ("", 'בתי ספר - סה"כ', "schools", 0),
    ("", 'תלמידים - סה"כ', "pupils", 0),
    ("", "ממוצע תלמידים לכיתה בבתי ספר יסודיים", "pupils_per_class", 0),
    ("", 'אחוז תלמידים נושרים - סה"כ', "dropout_pct", 0),
    ("", "אחוז תלמידים נושרים - בנים", "dropout_boys_pct", 0),
    ("", "אחוז תלמידים נושרים - בנות", "dropout_girls_pct", 0),
    ("", "אחוז זכאים לתעודת בגרות מבין תלמידי כיתות יב", "matriculation_pct", 0),
    ("", "אחוז זכאים לתעודת בגרות שעמדו בדרישות הסף של האוניברסיטאות מבין תלמידי כיתות יב",
     "university_threshold_pct", 0),
    ("השכלה גבוהה\n2021/22", "אחוז בעלי תארים מישראל מתוך אוכלוסיית בני 55-35", "degrees_pct", 0),
    ("", "אחוז סטודנטים מתוך אוכלוסיית בני 25-20", "students_pct", 0),
    ("עובדי\nהוראה", "מספר עובדי הוראה", "teachers", 0),
    ("", "אחוז עובדי הוראה חדשים", "teachers_new_pct", 0),
    ("", "אחוז שעות היעדרות מסך שעות עבודה שנתיות ", "teachers_absent_pct", 0),
    ("", "אחוז בעלי דרגת שכר תואר שני ומעלה", "teachers_master_pct", 0),
    ("", "ממוצע תלמידים למורה", "pupils_per_teacher", 0),
    ("מים", "אחוז פחת המים מסך כל תקבולי המים", "water_loss_pct", 0),
    ("", 'צריכת מים ביתית למגורים (מ"ק לנפש)', "water_home", 0),
    ("", "אחוז חריגות בבדיקות מיקרוביאליות במי שתייה", "water_deviations_pct", 0),
    ("", "אחוז השפכים המטופלים ברמה שניונית ומעלה - 2020", "sewage_treated_pct", 2020),
    ("בנייה ודיור", "התחלת בנייה: מספר דירות", "started", 0),
    ("", "גמר בנייה: מספר דירות", "completed", 0),
    ("פסולת מוצקה ביתית, מסחרית וגזם", 'פסולת מוצקה ביתית, מסחרית וגזם (ק"ג ליום לנפש)',
     "waste", 0),
    ("", "אחוז מחזור מתוך פסולת מוצקה ביתית, מסחרית וגזם", "waste_recycled_pct", 0),
    ("תחבורה", 'כלי רכב מנועיים - סה"כ', "vehicles", 0),
    ("", "גיל ממוצע של רכב פרטי (שנים)", "car_age", 0),
    ("", 'תאונות דרכים עם נפגעים - סה"כ', "accidents", 0),
    ("", "תאונות דרכים עם נפגעים - שיעור ל-1,000 תושבים", "accident_rate", 0),
    ("מבוגרים תושבי ישראל המורשעים בדין 2020", "מספרים מוחלטים", "convicted", 2020),
    ("", "שיעור ל-1,000 בני 19 ומעלה", "convicted_rate", 2020),
    ("בחירות\nאחוזי הצבעה", "בחירות מוניציפליות לראש ראשות - סבב א - 30/10/18",
     "mayor_turnout_pct", 2018),
    ("", "בחירות לכנסת ה-21 - 9/4/19", "knesset_21", 0),
    ("", "בחירות לכנסת ה-22 - 17/9/19", "knesset_22", 0),
    ("", "בחירות לכנסת ה-23 - 02/03/20", "knesset_23", 0),
    ("", "בחירות לכנסת ה-24 - 21/03/20", "knesset_24", 0),  # the wrong date is the publisher's
    ("", "בחירות לכנסת ה-25 - 1/11/22", "knesset_25", 0),
    ("", "סך כולל הכנסות (תקציב רגיל ותקציב בלתי רגיל)", "budget_total", 0),
    ("תקבולים בתקציב הרגיל", 'סה"כ הכנסות בתקציב הרגיל', "budget_income", 0),
    ("", "הכנסה לנפש בתקציב הרגיל", "revenue_per_person", 0),
    ("", _EARNED + "עצמיות", "budget_own", 0),
    ("", _EARNED + "עצמיות: הכנסות מארנונה", "rates", 0),
    ("", _HOME + "יחס גבייה ב-% לכלל החיובים", "rates_collection_pct", 0),
    ("", _HOME + "יחס גבייה ב-% לחיוב השנה", "rates_current_pct", 0),
    ("", _EARNED + "עצמיות: הכנסות מארנונה לא למגורים (גבייה)", "rates_other", 0),
    ("", _EARNED + "מהממשלה", "budget_government", 0),
    ("", _EARNED + "מהממשלה: מענק כללי", "budget_grant", 0),
    ("", _EARNED + "מהממשלה: מלוות לאיזון ", "budget_loans", 0),
    ("תשלומים בתקציב הרגיל", 'סה"כ הוצאות בתקציב הרגיל', "budget_spent", 0),
    ("", "הוצאה לנפש בתקציב הרגיל", "spent_per_person", 0),
    ("", _FOR_STATE + "חינוך", "spent_education", 0),
    ("", _FOR_STATE + "רווחה", "spent_welfare", 0),
    ("", _FOR_STATE + "תרבות", "spent_culture", 0),
    ("", _SPENT + "הוצאות לעלות עבודה", "spent_labour", 0),
    ("", _SPENT + "הוצאות תפעול", "spent_operation", 0),
    ("", _SPENT + "הוצאות לפירעון מלוות", "spent_repayment", 0),
    ("", _SPENT + "הוצאות מימון", "spent_finance", 0),
    ("", _SPENT + "העברות והוצאות חד-פעמיות (כולל כיסוי גירעון מצטבר)", "spent_once", 0),
    ("", _SPENT + "הוצאות כלליות, השתתפויות ותמיכות", "spent_general", 0),
    ("עודף / גירעון", "עודף / גירעון בתקציב הרגיל השנה", "deficit", 0),
    ("", "עודף / גירעון מצטבר בתקציב הרגיל לסוף שנה", "deficit_accumulated", 0),
    ("", "עומס מלוות לסוף השנה (כולל הפרשי הצמדה)", "loans", 0),
)  # fmt: skip
_UPDATED = {"degrees_pct", "students_pct"}
_NATION_ONLY = {
    *_UPDATED, "area_km2", "density", "fertility", "life_expectancy", "diabetes_rate",
    "overweight_1_pct", "overweight_7_pct", "cancer_men", "cancer_women", "gini", "convicted",
    "convicted_rate", "mayor_turnout_pct", "knesset_21", "knesset_22", "knesset_23", "knesset_24",
    "knesset_25",
}  # fmt: skip
_WATER = {"water_loss_pct", "water_home"}  # of cities and local councils


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
    column = Column(key, year=spoken, only="municipal" if key in _WATER else "")
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
