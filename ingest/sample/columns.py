"""Columns of the local-authorities workbook from 2016 on, headers worded as the publisher's.

Band, period, name and sub-name stand in rows 2 to 5. A band or name is given where it stands in the
publisher's sheet, the first column of its group; the writer leaves the others empty.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

TEN = "בעיריות ומועצות מקומיות המונות 10,000 תושבים ויותר"
CONVICTED = "מבוגרים תושבי ישראל המורשעים בדין, \nלפי רשות מקומית שבה גרו \n"
CONVICTED_BY = "מבוגרים תושבי ישראל המורשעים בדין לפי קבוצת עבירה באחוזים"
JURISDICTION = "אחוז מסך כל שטח שיפוט"
CLUSTER = "אשכול\n(מ-1 עד 10, 1 הנמוך ביותר)   "
RANK = "דירוג\n(מ-1 עד 255, 1 הנמוך ביותר)  "
PERIPHERALITY = "מדד פריפריאליות"
BY_PART = "דירוג לפי מרכיבי המדד:\n"
SCHOOL_21 = 'תשפ"א 2020/21'
SCHOOL_24 = 'תשפ"ד 2023/24'


class Column(NamedTuple):
    """One column: what it holds and what stands above it."""

    key: str
    name: str = ""
    sub: str = ""
    band: str = ""
    period: str | int = ""
    year: int = 0  # of which year the figure speaks, where it is not the year of the file
    over: int = 0  # published for cities of so many residents, ".." for all others
    only: Literal["", "municipal", "council"] = ""
    blank: str = "-"  # what stands where the column does not apply
    comment: str = ""


GENERAL_NAMES = (
    Column("name", "שם  הרשות"),
    Column("code", "סמל הרשות", band="כללי"),
    Column("district", "מחוז "),
    Column("status", "מעמד מוניציפלי"),
    Column("distance", 'מרחק מגבול מחוז תל אביב (ק"מ)  ', period=2020, only="municipal",
           comment="נתונים על יישובים בתוך מועצות אזוריות בלוח 3"),
    Column("status_year", "שנת קבלת מעמד מוניציפלי  "),
    Column("coast", "מרחב ימי, רשויות מקומיות הגובלות בחוף הים "),
)  # fmt: skip

AGES = (
    Column("age_0_4", "אחוז באוכלוסייה בסוף השנה", "בני 4-0"),
    Column("age_5_9", sub="בני 9-5"),
    Column("age_10_14", sub="בני 14-10"),
    Column("age_15_19", sub="בני 19-15"),
    Column("age_20_29", sub="בני 29-20"),
    Column("age_30_44", sub="בני 44-30"),
    Column("age_45_59", sub="בני 59-45"),
    Column("age_60_64", sub="בני 64-60"),
    Column("age_65", sub="בני 65 ומעלה"),
    Column("age_0_17", sub="בני 17-0"),
    Column("age_75", sub="בני 75 ומעלה"),
    Column("dependency", "יחס תלות (ל-1,000 תושבים בלתי תלויים)",
           comment="יחס בין  האוכלוסייה הנתמכת לבין האוכלוסייה התומכת. מוצג כשיעור לאלף."),
)  # fmt: skip


def migration(infant_period: str) -> tuple[Column, ...]:
    """Births, deaths and movements."""
    return (
        Column("births", "לידות חי"),
        Column("infant_rate", "שיעור פטירות תינוקות ל-1,000 לידות חי", period=infant_period),
        Column("deaths", "פטירות"),
        Column("immigrants_1990_pct", "אחוז עולי 1990+ מסך האוכלוסייה"),
        Column("migration_balance", 'מאזן הגירה ביישוב\nסה"כ',
               comment="הפרש בין מספר הנכנסים ליישוב לבין מספר היוצאים ממנו בשנה קלנדרית."),
        Column("migration_internal", "מאזן הגירה פנימית"),
        Column("migrants_in", "נכנסים מיישובים אחרים\n", 'סה"כ'),
        Column("migrants_in_men", sub="גברים"),
        Column("migrants_out", "יוצאים ליישובים אחרים\n", 'סה"כ'),
        Column("migrants_out_men", sub="גברים"),
    )  # fmt: skip


def welfare(income_support: str) -> tuple[Column, ...]:
    """Benefits; who counts for income support has changed with the years."""
    return (
        Column("unemployment_annual_pct", "אחוז מקבלי דמי אבטלה מבני 67-20\n(שנתי)"),
        Column("unemployment_monthly", "מקבלי דמי אבטלה \n(ממוצע חודשי)", 'סה"כ'),
        Column("unemployment_monthly_men", sub="גברים"),
        Column("unemployment_monthly_pct", "אחוז מקבלי דמי אבטלה מבני 67-20\n(ממוצע חודשי)"),
        Column("unemployment_age", "גיל ממוצע של מקבלי דמי אבטלה\n(לא כולל חיילים)"),
        Column("old_age_pension", 'מקבלי קצבאות זקנה ושאירים\nסה"כ\n(סוף שנה)'),
        Column("income_supplement_pct",
               "אחוז מקבלי השלמת הכנסה ממקבלי קצבאות זקנה ושאירים\n(סוף שנה)"),
        Column("income_support", income_support),
    )  # fmt: skip


def education(period: str, higher: str) -> tuple[Column, ...]:
    """School and higher education."""
    return (
        Column("schools", "בתי ספר", 'סה"כ', band="חינוך והשכלה", period=period),
        Column("pupils", "תלמידים", 'סה"כ', period=period),
        Column("pupils_per_class", "ממוצע תלמידים לכיתה", "בבתי ספר יסודיים", period=period),
        Column("dropout_pct", "אחוז תלמידים נושרים", 'סה"כ', period=period,
               comment="תלמידי כיתות ז-יב שנשרו ולא עברו ללמוד במסגרות לימוד חלופיות"),
        Column("dropout_boys_pct", sub="בנים"),
        Column("dropout_girls_pct", sub="בנות"),
        Column("matriculation_pct", "אחוז זכאים לתעודת בגרות מבין תלמידי כיתות יב", period=period,
               comment="הנתונים מתייחסים לתלמידים הגרים ברשות המקומית\n"),
        Column("university_threshold_pct", "אחוז זכאים לתעודת בגרות שעמדו בדרישות הסף של"
               " האוניברסיטאות מבין תלמידי כיתות יב ", period=period),
        Column("degrees_pct", "השכלה גבוהה", "אחוז בעלי תארים מישראל מתוך אוכלוסיית בני 55-35",
               period=higher),
        Column("higher_entry_pct", sub="אחוז הנכנסים להשכלה גבוהה בתוך 8 שנים בקרב תלמידי יב"),
        Column("students_pct", sub="אחוז סטודנטים מתוך אוכלוסיית בני 25-20"),
    )  # fmt: skip


def living(register: str) -> tuple[Column, ...]:
    """Water, dwellings and roads."""
    return (
        Column("water_per_person", 'צריכת מים ביתית (מ"ק לנפש)', 'סה"כ ', band="מים",
               only="municipal"),
        Column("dwellings", "מספר דירות למגורים\nלפי מרשם מבנים ודירות", band="בנייה ודיור",
               period=register),
        Column("vehicles", 'כלי רכב מנועיים\nסה"כ', band="תחבורה"),
        Column("accidents", 'תאונות דרכים עם נפגעים\nסה"כ'),
    )  # fmt: skip


def crime(period: int, adults: str) -> tuple[Column, ...]:
    """Convicted adults, of larger cities only."""
    kinds = (
        ("order", "עבירות כלפי הסדר הציבורי"), ("body", "עבירות כלפי חיי אדם וגופו"),
        ("morals", "עבירות מוסר"), ("property", "עבירות רכוש"),
        ("fraud", "עבירות מרמה ועבירות כלכליות"),
    )  # fmt: skip
    band = "פשיעה ומשפט \n(ברשויות המונות 50,000 תושבים ויותר)"
    head = (
        Column("convicted", CONVICTED, "מספרים מוחלטים", band, period, period, 50_000,
               comment="הנתונים מבוססים על מערכת מרשם פלילי (מפ\"ל) של משטרת ישראל."),
        Column("convicted_rate", "", f"שיעור ל-1,000 בני {adults} ומעלה", "", period, period,
               50_000),
    )  # fmt: skip
    rest = tuple(
        Column(f"convicted_{key}_pct", CONVICTED_BY if i == 0 else "", name, "", period, period,
               50_000)
        for i, (key, name) in enumerate(kinds)
    )  # fmt: skip
    return head + rest


def indices(socio_economic: int, compact: int) -> tuple[Column, ...]:
    """The three indices; each is of a year of its own."""
    return (
        Column("sei_cluster", CLUSTER, band="מדד חברתי-כלכלי\n", period=socio_economic),
        Column("sei_value", "ערך מדד  ", period=socio_economic),
        Column("sei_rank", RANK, period=socio_economic),
        Column("compact_cluster", "אשכול\n(מ-1 עד 10, 1 הקומפקטי ביותר)",
               band="מדד קומפקטיות\nבעיריות ובמועצות מקומיות", period=compact, only="municipal",
               blank="", comment="מדד הקומפקטיות נבנה כהרכב של מאפיינים מרחביים"),
        Column("compact_value", "ערך מדד", period=compact, only="municipal", blank=""),
        Column("compact_rank", "דירוג\n(מ-1 עד 197, 1 הקומפקטי ביותר)", period=compact,
               only="municipal", blank=""),
        Column("per_cluster", "אשכול\n(מ-1 עד 10, 1 הפריפריאלי ביותר)", band=PERIPHERALITY,
               period=2020),
        Column("per_value", "ערך מדד", period=2020),
        Column("per_rank", "דירוג\n(מ-1 עד 255, 1 הפריפריאלי ביותר)", period=2020),
        Column("per_access_rank", BY_PART + "מדד נגישות פוטנציאלית\n(מ-1 עד 255, 1 הנגישות"
               " הנמוכה ביותר)", period=2020),
        Column("per_distance_rank", BY_PART + "קרבה לגבול מחוז תל אביב\n(מ-1 עד 255, 1 המרוחק"
               " ביותר)", period=2020),
    )  # fmt: skip


def councils() -> tuple[Column, ...]:
    """What only regional councils have."""
    return (
        Column("council_distance", 'ממוצע המרחקים\n(ק"מ)', band="מרחקים\nבמועצות אזוריות",
               only="council"),
        Column("council_localities", 'סה"כ יישובים במועצה', band="יישובים במועצות אזוריות",
               only="council"),
    )  # fmt: skip


LAND = "שימושי קרקע קיבוץ ל-14 קטגוריות"
PHYSICAL_2021: tuple[Column, ...] = (
    *GENERAL_NAMES,
    Column("council_members", "מספר חברי מועצה"),
    Column("committee", "סמל ועדת תכנון ובנייה"),
    Column("area_km2", 'שטח \n(קמ"ר)'),
    Column("population", 'סה"כ  אוכלוסייה בסוף השנה', band="דמוגרפיה"),
    Column("jews_pct", "יהודים ואחרים (אחוזים)"),
    Column("arabs_pct", "ערבים (אחוזים)"),
    Column("men", 'סה"כ גברים בסוף השנה'),
    Column("women", 'סה"כ נשים בסוף השנה'),
    *AGES,
    *migration("2021-2017"),
    Column("life_expectancy", "תוחלת חיים\nבלידה סך הכל", "בערים המונות 50,000 תושבים ויותר",
           "בריאות", "2017 - 2021", over=50_000, blank=".."),
    Column("diabetes_rate", "שיעור מקרי סוכרת מתוקנן ל-1,000 תושבים\n", TEN, "", "2019-2017",
           over=10_000, blank=".."),
    Column("unemployment_annual", 'מספר מקבלי דמי אבטלה \n(סה"כ שנתי)', band="שכר ורווחה"),
    *welfare("מקבלי גמלת הבטחת הכנסה\n(נפשות, במשך השנה)"),
    Column("wage", 'שכר ממוצע לחודש של שכירים (ש"ח)', "כלל השכירים", "", 2019, 2019),
    Column("wage_men", "", "גברים", year=2019),
    Column("wage_women", "", "נשים", year=2019),
    Column("wage_change_pct",
           "אחוז שינוי ריאלי לעומת השנה הקודמת\nשל שכר ממוצע לחודש\nשל שכירים", "כלל השכירים",
           "", 2019, 2019),
    Column("employees", "מספר השכירים", "", "", 2019, 2019),
    Column("minimum_wage_pct", "אחוז השכירים המשתכרים עד שכר מינימום", "", "", 2019, 2019,
           comment="שכר מינימום לחודש עבודה בשנת 2019"),
    Column("self_employed", "מספר העצמאים", "", "", 2019, 2019),
    Column("gini", "מדד אי-השוויון\nשכירים\n(מדד ג'יני, 0 שוויון מלא)", "", "", 2019, 2019),
    *education(SCHOOL_21, 'תשפ"ב 2021/22'),
    *living("יוני 2022"),
    *crime(2020, "19"),
    *indices(2019, 2018),
    Column("area_km2", "סך כל שטח השיפוט\n", 'בקמ"ר ', LAND, 2021),
    Column("residential_km2", "מגורים\n", 'שטח בקמ"ר', "", 2021),
    Column("residential_pct", "", JURISDICTION, "", 2021),
    *councils(),
    Column("mayor_turnout_pct", "בחירות מוניציפליות לראש ראשות - סבב א\n30/10/18", "אחוזי הצבעה",
           "בחירות מוניציפליות וארציות", year=2018),
    Column("mayor_second_pct", "בחירות מוניציפליות לראש ראשות - סבב ב\n13/11/18", "אחוזי הצבעה",
           year=2018),
    Column("knesset_21", "בחירות לכנסת ה-21\n9/4/19", "אחוזי הצבעה"),
    Column("knesset_22", "בחירות לכנסת ה-22\n17/9/19", "אחוזי הצבעה"),
    Column("knesset_23", "בחירות לכנסת ה-23\n02/03/20", "אחוזי הצבעה"),
    Column("knesset_24", "בחירות לכנסת ה-24\n23/03/21", "אחוזי הצבעה"),
    Column("knesset_25", "בחירות לכנסת ה-25\n01/11/22", "אחוזי הצבעה"),
)  # fmt: skip

EARNERS = "מספר בעלי הכנסה "
PHYSICAL_2024: tuple[Column, ...] = (
    *GENERAL_NAMES,
    Column("council_members", "מספר חברי מועצה", period="2024-25"),
    Column("committee", "סמל ועדת תכנון ובנייה"),
    Column("area_km2", 'שטח \n(קמ"ר)'),
    Column("population", 'סה"כ  אוכלוסייה בסוף השנה', band="דמוגרפיה"),
    Column("israelis", "סך כל הישראלים"),
    Column("jews_pct", "יהודים ואחרים (אחוזים מתוך כלל אוכלוסיית הישראלים)"),
    Column("arabs_pct", "ערבים (אחוזים מתוך כלל אוכלוסיית הישראלים)"),
    Column("men", 'סה"כ גברים בסוף השנה'),
    Column("women", 'סה"כ נשים בסוף השנה'),
    *AGES,
    *migration("2024-2020"),
    Column("life_expectancy", "תוחלת חיים\nבלידה סך הכל", "בערים המונות 50,000 תושבים ויותר",
           "בריאות", "2020 - 2024", over=50_000, blank=".."),
    Column("diabetes_rate", "שיעור מקרי סוכרת מתוקנן ל-1,000 תושבים\n", TEN, "", "2022-2020",
           over=10_000, blank=".."),
    Column("unemployment_annual", 'מספר מקבלי דמי אבטלה \n(סה"כ שנתי)', band="רווחה"),
    *welfare("מקבלי גמלת הבטחת הכנסה\n(נפשות, בסוף השנה)"),
    Column("earners", "כלל בעלי הכנסה", EARNERS, "שכר", 2023, 2023),
    Column("income", "", "שכר ממוצע", year=2023),
    Column("earners_men", "גברים", EARNERS, "", 2023, 2023),
    Column("income_men", "", "שכר ממוצע", year=2023),
    Column("earners_women", "נשים", EARNERS, "", 2023, 2023),
    Column("income_women", "", "שכר ממוצע", year=2023),
    Column("employees", "בעלי הכנסה משכר", EARNERS, "", 2023, 2023),
    Column("wage", "", "שכר ממוצע", year=2023),
    Column("business_earners", "בעלי הכנסה עסקית", EARNERS, "", 2023, 2023),
    Column("business_income", "", "שכר ממוצע", year=2023),
    Column("mixed_earners", "בעלי הכנסה משכר ועסקית", EARNERS, "", 2023, 2023),
    Column("mixed_income", "", "שכר ממוצע", year=2023),
    Column("below_minimum_wage", "שכירים המשתכרים מתחת לשכר המינימום", "מספר", "", 2023, 2023),
    Column("below_median_wage", "שכירים המשתכרים מתחת לשכר החציוני", "מספר", "", 2023, 2023),
    *education(SCHOOL_24, 'תשפ"ה 2024/25'),
    *living("יוני 2025"),
    *crime(2023, "18"),
    *indices(2021, 2023),
    Column("area_km2", "סך כל שטח השיפוט\n", 'בקמ"ר ', LAND),
    Column("built_pct", "שטח בנוי\n", JURISDICTION),
    Column("farmed_pct", "שטח חקלאי", JURISDICTION),
    Column("residential_km2", "מגורים\n", 'שטח בקמ"ר'),
    Column("residential_pct", "", JURISDICTION),
    *councils(),
    Column("knesset_25", "בחירות לכנסת ה-25\n01/11/22", "אחוזי הצבעה",
           "בחירות לרשויות המקומיות ולכנסת"),
    Column("council_turnout_pct", "בחירות למועצת הרשות\n27/2/24", "אחוזי הצבעה", "", 2024,
           only="municipal"),
    Column("mayor_turnout_pct", "בחירות לראש הרשות \n27/2/24\nסבב א", "אחוזי הצבעה", "", 2024),
    Column("mayor_second_pct", "בחירות לראש הרשות\n10/3/24\nסבב ב", "אחוזי הצבעה", "", 2024),
)  # fmt: skip
