"""The survey sheets: labour force and social survey. Headers as the publisher's."""

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
    Question("roads", f"שביעות רצון ממצב הכבישים והמדרכות {_AREA}", PLEASED, ALL, 52, 5),
    Question("not_roads", "", NOT_PLEASED, "", 47, -5),
    Question("transit", f"שביעות רצון מהתחבורה הציבורית {_AREA}", PLEASED, ALL, 42, 0),
    Question("no_transit", "", NOT_PLEASED, "", 28, -1, 0.3),
    Question("air", f"יחס כלפי זיהום האוויר {_AREA}", "מפריע ", ALL, 46, -1),
    Question("not_air", "", "לא מפריע", "", 53, 1),
    Question("noise", "רעש מחוץ לדירה מפריע או מפריע מאוד", "", "", 31, -2),
    Question("safe", f"תחושת ביטחון ללכת לבד בחושך {_AREA}", "מרגישים בטוח ", ALL, 74, 2.5, -0.9),
    Question("unsafe", "", "מרגישים לא בטוח", "", 22, -2.5, 0.9),
    Question("healthy", "מעריכים שמצב בריאותם טוב", "", ALL, 82, 2),
    Question("health_trust", "נותנים אמון במערכת הבריאות", "", "", 78, 1, 0.8, 2020, 2021),
    Question("health_trust", "נותנים אמון במערכת הבריאות", "", "", 78, 1, 0.8, "", 2024),
    Question("hospitals", "חושבים שתפקוד מערכת הבריאות טוב", "", "", 61, 1, -0.8),
    Question("classrooms", "חושבים שתפקוד מערכת החינוך טוב", "", "", 45, -2, -0.6),
    Question("life", "מרוצים מהחיים", "סך הכל", ALL, 88, 2, 0.3),
    Question("life_very", "", "מרוצים מאוד", "", 39, 3, 0.3),
    Question("life_quite", "", PLEASED, "", 49, -1),
    Question("better", "הערכת החיים בעתיד", "יהיו טובים יותר ", ALL, 51, 1, -0.7),
    Question("not_better", "", "לא ישתנו או יהיו פחות טובים", "", 37, -1, 0.7),
    Question("means", "שביעות רצון מהמצב הכלכלי", PLEASED, ALL, 64, 7),
    Question("no_means", "", NOT_PLEASED, "", 35, -7),
    Question("richer", "הערכת המצב הכלכלי בעתיד", "יהיה טוב יותר", ALL, 44, 1.5, -0.8),
    Question("not_richer", "", "לא ישתנה או יהיה פחות טוב", "", 45, -1.5, 0.8),
    Question("computer", "משתמשים במחשב", "", ALL, 68, 9, only=2021),
    Question("internet", "משתמשים באינטרנט", "סך הכל", "", 88, 4),
    Question("search", "", "לחיפוש מידע", "", 76, 8, -0.5),
    Question("mail", "", "לדואר אלקטרוני", "", 66, 9, -0.3),
    Question("services", "", "לקבלת שירותי ממשל", "", 51, 7, 1.5),
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
    spenders = "משקי הבית" if old else "משק בית"
    of_families = '(אחוזים מסה"כ המשפחות)'
    surveyed = (
        Column("adults_15", 'סה"כ בני 15 ומעלה', "אלפים"),
        Column("no_certificate_pct",
               ("" if old else "מזה: ") + "התעודה הגבוהה ביותר (אחוזים)",
               'לא קיבל תעודה, תעודת סיום יסודי או חט"ב'),
        Column("high_school_pct", "", "תעודת סיום תיכון"),
        Column("certificate_pct", "", "תעודת בגרות"),
        Column("after_school_pct", "", after),
        Column("academic_pct", "", "תעודה אקדמית"),
        Column("participation_pct", "תכונות כוח העבודה" if old else "תכונות כוח עבודה",
               "אחוז משתתפים בכוח העבודה"),
        Column("employment_pct", "", "שיעור תעסוקה"),
        Column("unemployed_pct", "", "אחוז בלתי מועסקים"),
        Column("commuters_pct", "יוממות", "אחוז מועסקים מחוץ ליישוב המגורים"),
        Column("households", "משקי בית", "אומדן מספר משקי בית (אלפים)"),
        Column("household_size", "", "ממוצע נפשות למשק בית"),
        Column("family_households_pct", "", "משקי בית משפחתיים (אחוזים)"),
        Column("other_households_pct", "", "משקי בית לא משפחתיים (אחוזים)"),
        Column("one_person_pct", "", "מזה: משקי בית  שבהם נפש אחת (אחוזים)"),
        Column("families", "משפחות", "אומדן מספר משפחות (אלפים)"),
        Column("childless_couples_pct", "", f"זוגות ללא ילדים {of_families}"),
        Column("couples_pct", "", f"זוג עם ילדים גיל הילד הצעיר עד 17 {of_families}"),
        Column("older_couples_pct", "", f"זוג עם ילדים גיל הילד הצעיר 18 ומעלה  {of_families}"),
        Column("single_parents_pct", "", f"הורה יחיד גיל הילד הצעיר עד 17 {of_families}"),
        Column("older_single_parents_pct", "",
               f"הורה יחיד גיל הילד הצעיר 18 ומעלה  {of_families}"),
        Column("owners_pct", "בעלות על דירה\n(אחוז מתוך משקי הבית)", "בבעלות עצמית"),
        Column("renters_pct", "", "בשכירות"),
    )  # fmt: skip
    return (
        Column("name", "שם  הרשות"),
        Column("code", "סמל הרשות", band="מתוך סקר כוח אדם"),
        *(column._replace(year=spoken) for column in surveyed),
        Column("net_income", "הכנסה כספית נטו לנפש", "₪ ", f"מתוך סקר הוצאות  {spenders}", income,
               income),
        Column("net_spending", "הוצאה כספית לנפש", "₪ ", "", income, income),
    )  # fmt: skip
