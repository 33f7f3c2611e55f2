"""Schools, water, dwellings, waste, roads and courts."""

from __future__ import annotations

from ingest.sample.columns import Column

CONVICTED = "מבוגרים תושבי ישראל המורשעים בדין, \nלפי רשות מקומית שבה גרו \n"
CONVICTED_BY = "מבוגרים תושבי ישראל המורשעים בדין לפי קבוצת עבירה באחוזים"
WASTE = "פסולת מוצקה ביתית, מסחרית וגזם"
SCHOOL_21 = 'תשפ"א 2020/21'
SCHOOL_24 = 'תשפ"ד 2023/24'
# What residents aged 25 to 65 have learned, least first.
_SCHOOLING = (
    ("schooling_unknown_pct", "אין מידע על השכלה"),
    ("schooling_none_pct", "השכלה נמוכה מסיום בית ספר יסודי  (8 שנתי)"),
    ("schooling_lower_pct", "תעודת סיום חטיבת ביניים או בית ספר יסודי (8 שנתי)"),
    ("schooling_high_pct", "סיום בית ספר תיכון (12 שנות לימוד), לא ידוע אם יש תעודת בגרות "),
    ("schooling_plain_pct", "סיום בית ספר תיכון ללא תעודת בגרות "),
    ("schooling_matriculation_pct", "סיום בית ספר תיכון עם תעודת בגרות "),
    ("schooling_after_pct", "תעודה על-תיכונית לא-אקדמית"),
    ("degree_first_pct", "תואר אקדמי ראשון"),
    ("degree_second_pct", "תואר אקדמי שני"),
    ("degree_third_pct", "תואר אקדמי שלישי "),
)


def education(period: str, higher: str) -> tuple[Column, ...]:
    """School and higher education, and the teachers."""
    return (
        Column("kindergarten", "ילדים בגנים של משרד החינוך", 'סה"כ', "חינוך והשכלה", period),
        Column("schools", "בתי ספר", 'סה"כ', period=period),
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
        Column("teachers", "עובדי הוראה", "מספר עובדי הוראה"),
        Column("teachers_new_pct", sub="אחוז עובדי הוראה חדשים"),
        Column("teachers_absent_pct", sub="אחוז שעות היעדרות מסך שעות עבודה שנתיות "),
        Column("teachers_master_pct", sub="אחוז בעלי דרגת שכר תואר שני ומעלה"),
        Column("pupils_per_teacher", sub="ממוצע תלמידים למורה"),
    )  # fmt: skip


def schooling(year: int) -> tuple[Column, ...]:
    """What adults have learned, published since 2023."""
    return tuple(
        Column(key, name, "אחוז", "" if i else "רמת השכלה\nמתוך בני 25 עד 65", year, year)
        for i, (key, name) in enumerate(_SCHOOLING)
    )


def water(sewage: int | None = None) -> tuple[Column, ...]:
    """Water and sewage; ``sewage`` is the year of the latter, if it is not that of the file."""
    period, year = sewage or "", sewage or 0
    return (
        Column("water_loss_pct", "אחוז פחת המים מסך כל תקבולי המים", band="מים", only="municipal"),
        Column("water_per_person", 'צריכת מים ביתית (מ"ק לנפש)', 'סה"כ ', only="municipal"),
        Column("water_home", "", "למגורים", only="municipal"),
        Column("water_deviations_pct", "אחוז חריגות בבדיקות מיקרוביאליות במי שתייה"),
        Column("sewage", "כמות השפכים", 'אלפי מ"ק ', "", period, year),
        Column("sewage_treated_pct", "אחוז השפכים המטופלים ברמה שניונית ומעלה", "", "", period,
               year),
    )  # fmt: skip


def dwellings(register: str) -> tuple[Column, ...]:
    """Building begun and finished, and the register of dwellings."""
    return (
        Column("started_area", "התחלת בנייה", 'שטח\n(אלפי מ"ר)', "בנייה ודיור"),
        Column("started", sub="מספר דירות"),
        Column("completed_area", "גמר בנייה", 'שטח\n(אלפי מ"ר)'),
        Column("completed", sub="מספר דירות"),
        Column("dwellings", "מספר דירות למגורים\nלפי מרשם מבנים ודירות", period=register),
    )


def streets() -> tuple[Column, ...]:
    """Waste and traffic."""
    return (
        # The publisher's band and name are the same words.
        Column("waste", WASTE + '\n(ק"ג ליום לנפש)', band=WASTE + '\n(ק"ג ליום לנפש)'),
        Column("waste_recycled_pct", "אחוז מחזור מתוך " + WASTE),
        Column("vehicles", 'כלי רכב מנועיים\nסה"כ', band="תחבורה"),
        Column("car_age", "גיל ממוצע של רכב פרטי\n(שנים)"),
        Column("accidents", 'תאונות דרכים עם נפגעים\nסה"כ'),
        Column("accident_rate", "תאונות דרכים עם נפגעים\nשיעור ל-1,000 תושבים"),
    )


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
