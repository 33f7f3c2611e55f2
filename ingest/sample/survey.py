"""The survey and budget sheets: labour force, social survey, budget. Headers as the publisher's."""

from __future__ import annotations

from typing import NamedTuple

from ingest.sample.columns import Column
from ingest.sample.figures import clip, noise, population
from ingest.sample.settlements import Place

SURVEY_MINIMUM = 95_000  # residents; the publisher says 100,000
LABOUR_MINIMUM = 50_000


class Question(NamedTuple):
    """One column of the social survey: an answer's usual share and what it leans on."""

    key: str
    name: str
    sub: str = ""
    unit: str = ""
    usual: float = 50.0  # per cent in a place of mean standing, invented
    lean: float = 0.0  # added by one standard deviation of standing
    yearly: float = 0.0
    period: str | int = ""
    only: int = 0  # the one year in whose file the column stands


ALL = "אחוז מסך הכל"
WORKING = "אחוז מהמועסקים "
PLEASED, NOT_PLEASED = "מרוצים", "לא מרוצים"
_AREA = "באזור המגורים"
QUESTIONS: tuple[Question, ...] = (
    Question("home", "מרוצים מהדירה", "", ALL, 86, 1.5, 0.2),
    Question("neighbours", "מרוצים מהקשר עם השכנים", "", "", 84, 0.5, 0.2),
    Question("place", "מרוצים מאזור המגורים", "סך הכל", ALL, 83, 3, 0.2),
    Question("place_very", "", "מרוצים מאוד", "", 37, 6, 0.2),
    Question("place_quite", "", PLEASED, "", 46, -3),
    Question("clean", f"שביעות רצון מהניקיון {_AREA}", PLEASED, ALL, 58, 4, -0.4),
    Question("unclean", "", NOT_PLEASED, "", 41, -4, 0.4),
    Question("green", f"שביעות רצון משטחים ירוקים {_AREA}", PLEASED, ALL, 58, 8),
    Question("not_green", "", NOT_PLEASED, "", 39, -8),
    Question("transit", f"שביעות רצון מהתחבורה הציבורית {_AREA}", PLEASED, ALL, 42, 0),
    Question("no_transit", "", NOT_PLEASED, "", 28, -1, 0.3),
    Question("noise", "רעש מחוץ לדירה מפריע או מפריע מאוד", "", "", 31, -2),
    Question("safe", f"תחושת ביטחון ללכת לבד בחושך {_AREA}", "מרגישים בטוח ", ALL, 74, 2.5, -0.9),
    Question("unsafe", "", "מרגישים לא בטוח", "", 22, -2.5, 0.9),
    Question("healthy", "מעריכים שמצב בריאותם טוב", "", ALL, 82, 2),
    Question("health_trust", "נותנים אמון במערכת הבריאות", "", "", 78, 1, 0.8, 2020, 2021),
    Question("health_trust", "נותנים אמון במערכת הבריאות", "", "", 78, 1, 0.8, "", 2024),
    Question("life", "מרוצים מהחיים", "סך הכל", ALL, 88, 2, 0.3),
    Question("life_very", "", "מרוצים מאוד", "", 39, 3, 0.3),
    Question("life_quite", "", PLEASED, "", 49, -1),
    Question("means", "שביעות רצון מהמצב הכלכלי", PLEASED, ALL, 64, 7),
    Question("no_means", "", NOT_PLEASED, "", 35, -7),
    Question("computer", "משתמשים במחשב", "", ALL, 68, 9, only=2021),
    Question("internet", "משתמשים באינטרנט", "סך הכל", "", 88, 4),
    Question("search", "", "לחיפוש מידע", "", 76, 8, -0.5),
    Question("job", "מרוצים מהעבודה", "", WORKING, 88, 1.5, 0.5),
    Question("balance", "מרוצים מהאיזון בין העבודה לתחומי חיים אחרים", "", "", 66, -1, 0.8),
    Question("pay", "מרוצים מההכנסה מהעבודה", "", "", 63, 3, 0.3),
    Question("near", "משך ההגעה לעבודה", "פחות מחצי שעה\n(עד 29 דקות)", WORKING, 56, 0, -0.3),
    Question("far", "", "חצי שעה או יותר (30 דקות ומעלה)", "", 38, 0, 0.3),
    Question("rely", "חשים שיש על מי לסמוך בעת משבר", "", ALL, 91, 1.8, 0.3),
    Question("cope", "מצליחים להתמודד עם בעיותיהם תמיד או לעיתים קרובות", "", "", 69, 2, 0.4),
    Question("trusted", "חושבים שניתן לבטוח במרבית האנשים", "", "", 41, 6, -1.0),
    Question("careful", "חושבים שבאופן כללי יש להיזהר מאנשים", "", "", 55, -6, 1.0),
    Question("valued", "חשים שבני משפחתם מעריכים אותם במידה רבה", "", "", 84, 1),
    Question("government", "נותנים אמון בממשלה", "", ALL, 29, -2, -1.2),
    Question("courts", "נותנים אמון במערכת המשפט", "", "", 48, 7, -1.8),
    Question("low", "חשים דיכאון", "", "", 25, -1.5, 2.2, "ממוצע 2020–2021", 2021),
    Question("low", "חשים דיכאון", "", "", 25, -1.5, 2.2, "", 2024),
    Question("lonely", "חשים בדידות", "", "", 22, -1.5, 0.2),
    Question("volunteer", "עסקו בפעילות התנדבותית", "", "", 22, 4, 2.2),
    Question("public", "היו מעורבים בחיים הציבוריים", "", ALL, 12, 3.5, 0.4),
    Question("influence", "חושבים שיכולים להשפיע על מדיניות הממשלה", "", "", 12, 1.2, -0.5),
    Question("unequal", "חשו אפליה כלשהי בשנה האחרונה", "", "", 25, -2, -0.8),
    Question("ill", "יש בעיה בריאותית מתמשכת המפריעה בתפקוד", "", "", 29, -2, -1.5),
    Question("disabled", "יש מוגבלות תפקודית חמורה", "", "", 15, -1.5, 0.2),
    Question("co_operate", " אנשים בשכונה משתפים פעולה כדי לשפר את השכונה", "", "", 51, 3.5, -0.3),
)  # fmt: skip


def questions(year: int) -> tuple[Question, ...]:
    """The social survey's columns in a year's file."""
    return tuple(q for q in QUESTIONS if q.only in (0, year))


def answer(place: Place, question: Question, year: int, group: str = "") -> float:
    """Per cent of the residents aged 20 and over who answered so."""
    drift = 0.6 * noise(place.code, question.key, group, year)
    if group:  # the two groups of Jerusalem lie on either side of the whole
        drift += (5.0 if group == "jews" else -7.0) * noise("group", question.key)
    share = question.usual + question.lean * place.level + question.yearly * (year - 2021)
    return clip(share + 2.5 * noise(place.code, question.key) + drift, 1.5, 98.5)


def adults_thousands(place: Place, year: int, group: str = "") -> float:
    """Residents aged 20 and over."""
    share = {"": 1.0, "jews": 0.61, "arabs": 0.39}[group]
    return round(0.64 * share * population(place, year) / 1000, 1)


def labour(year: int) -> tuple[Column, ...]:
    """The labour-force sheet; the file of 2024 speaks of 2023."""
    spoken, income = (2021, 2019) if year == 2021 else (2023, 2023)
    old = year == 2021
    after = "תעודה על-תיכונית" if old else "תעודה על תיכונית"
    household = "משקי הבית" if old else "משק בית"
    return (
        Column("name", "שם  הרשות"),
        Column("code", "סמל הרשות", band="מתוך סקר כוח אדם"),
        Column("adults_15", 'סה"כ בני 15 ומעלה', "אלפים", year=spoken),
        Column("no_certificate_pct",
               ("" if old else "מזה: ") + "התעודה הגבוהה ביותר (אחוזים)",
               'לא קיבל תעודה, תעודת סיום יסודי או חט"ב', year=spoken),
        Column("after_school_pct", "", after, year=spoken),
        Column("academic_pct", "", "תעודה אקדמית", year=spoken),
        Column("participation_pct", "תכונות כוח העבודה" if old else "תכונות כוח עבודה",
               "אחוז משתתפים בכוח העבודה", year=spoken),
        Column("employment_pct", "", "שיעור תעסוקה", year=spoken),
        Column("unemployed_pct", "", "אחוז בלתי מועסקים", year=spoken),
        Column("commuters_pct", "יוממות", "אחוז מועסקים מחוץ ליישוב המגורים", year=spoken),
        Column("household_size", "משקי בית", "ממוצע נפשות למשק בית", year=spoken),
        Column("owners_pct", "בעלות על דירה\n(אחוז מתוך משקי הבית)", "בבעלות עצמית", year=spoken),
        Column("renters_pct", "", "בשכירות", year=spoken),
        Column("net_income", "הכנסה כספית נטו לנפש", "₪ ", f"מתוך סקר הוצאות  {household}", income,
               income),
        Column("net_spending", "הוצאה כספית לנפש", "₪ ", "", income, income),
    )  # fmt: skip


def budget(year: int) -> tuple[Column, ...]:
    """The budget sheet. Its bands stand over the middle of their groups, as the publisher's do."""
    index = (
        Column("population", 'סה"כ  אוכלוסייה בסוף השנה'),
        Column("sei_cluster", "אשכול\nמדד חברתי כלכלי \n(משנת 2021, מ-1 עד 10, 1 הנמוך ביותר)   "),
    )
    old = year == 2021
    return (
        Column("name", "שם הרשות"),
        Column("code", "סמל הרשות"),
        Column("district", "מחוז", band="כללי" if old else ""),
        Column("status", "מעמד מוניציפאלי" if old else "מעמד מוניציפלי",
               band="" if old else "כללי"),
        *(() if old else index),
        Column("budget_total", 'סה"כ תקבולים (תקציב רגיל ותקציב בלתי רגיל)', band="תקבולים"),
        Column("budget_income", 'סה"כ הכנסות בתקציב הרגיל'),
        Column("budget_education", "שירותים ממלכתיים - חינוך",
               band="תקבולים בתקציב הרגיל - לפי פרקי תקציב"),
        Column("budget_welfare", "שירותים ממלכתיים - רווחה"),
        Column("budget_own", 'סה"כ הכנסות עצמיות'),
        Column("rates_home", 'ארנונה למגורים: סה"כ גביות'),
        Column("rates_collection_pct", "ארנונה למגורים: יחס גבייה ב-% לכלל החיובים",
               comment='סה"כ גביות למגורים בשנת הדוח לחלק לסה"כ חיובים נטו למגורים'),
        Column("rates_arrears", "ארנונה למגורים: גביית פיגורים (קרן + ריבית)",
               band="תקבולים בתקציב הרגיל - לפי סוג ההכנסה"),
        Column("budget_government", 'סה"כ הכנסות מהממשלה'),
        Column("budget_grant", "הכנסות מהממשלה: מענק כללי"),
        Column("budget_spent", 'סה"כ הוצאות בתקציב הרגיל', band="תשלומים"),
        Column("spent_education", "שירותים ממלכתיים: חינוך",
               band="תשלומים בתקציב הרגיל - לפי פרקי תקציב"),
        Column("spent_welfare", "שירותים ממלכתיים: רווחה"),
        Column("spent_works", "הוצאות לעבודות שבוצעו במשך השנה",
               band="תשלומים בתקציב הבלתי רגיל"),
        Column("deficit", "עודף/גירעון\nבתקציב הרגיל\nהשנה"),
        Column("deficit_bare", "עודף/גירעון בתקציב הרגיל\nהשנה\nללא קבלת מלוות לאיזון",
               band="עודף/גירעון"),
        Column("deficit_accumulated", "עודף/גירעון מצטבר בתקציב הרגיל לסוף שנה"),
        Column("loans", "עומס מלוות לסוף השנה (כולל הפרשי הצמדה)"),
    )  # fmt: skip
