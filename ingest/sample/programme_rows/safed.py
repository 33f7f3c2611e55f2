"""Safed: stages out of order, two sectors missing, an activity and a focus area left alone."""

from __future__ import annotations

from ingest.sample.programme_rows import table as t
from ingest.sample.programme_rows.table import Filled

_MATRICULATION = "העלאת הזכאות לבגרות"
_WAGE = "העלאת שכר השכירים"
_STUDIES = "יותר צעירים להשכלה גבוהה"
_DEPARTURES = "מעקב: עזיבת תושבים"
_LEARNING_CENTRE = "מרכז למידה קהילתי"
_PLAN = "תכנית יישובית 2025-2027"
_SCHOOL = "חינוך מהגן לבגרות"
_WORK = "תעסוקה ושכר"

FILES = (
    Filled(
        "programme",
        {
            "memberships": t.memberships(
                (t.LEAPFROG, "שלב הכנה", "2023-02-01", "2024-12-31", ""),
                (t.LEAPFROG, "שלב הטמעה", "2025-01-01", "", "המשך אחרי שלב ההכנה"),
            ),
            "progress": t.progress(
                (t.LEAPFROG, "stage_1", "under_way", "2024-01-01", "מיפוי טרם נסגר"),
                (t.LEAPFROG, "stage_2", "done", "2025-06-30", ""),
                (t.LEAPFROG, "stage_3", "not_started", "", ""),
                (t.LEAPFROG, "component_1", "done", "2024-09-01", ""),
                (t.LEAPFROG, "component_2", "done", "2025-03-01", ""),
                (t.LEAPFROG, "component_3", "under_way", "2025-01-15", ""),
                (t.LEAPFROG, "component_4", "under_way", "2025-05-01", ""),
                (t.LEAPFROG, "component_5", "not_started", "", ""),
                (t.LEAPFROG, "component_6", "not_started", "", ""),
                (t.LEAPFROG, "component_7", "not_started", "", ""),
            ),
        },
    ),
    Filled(
        "governing_body",
        {
            "bodies": t.bodies(
                (t.AUTHORITY, "authority", "urban_physical", "no", "2023-01-01", ""),
                (t.WELFARE, "authority", "social", "no", "2023-01-01", ""),
                (t.EDUCATION, "authority", "educational", "no", "2023-01-01", ""),
                (t.EDUCATION, "authority", "social", "no", "2024-09-01", ""),
                (t.COMMUNITY_CENTRE, "civil_society", "social", "no", "2023-01-01", ""),
                (t.COMMUNITY_CENTRE, "civil_society", "educational", "no", "2023-09-01", ""),
                (t.CHARITY_A, "civil_society", "economic", "no", "2024-03-01", ""),
                ("צוות קפיצת מדרגה", "authority", "economic", "yes", "2024-01-01", ""),
            ),
            "directorate": t.directorate(
                (t.AUTHORITY, "authority", "chair", "2024-01-01", ""),
                (t.EDUCATION, "authority", "member", "2024-01-01", ""),
                (t.FORUM, "residents", "member", "2024-03-01", ""),
                (t.MINISTRY_OF_EDUCATION, "government", "observer", "2024-03-01", ""),
                (t.COMMUNITY_CENTRE, "civil_society", "member", "2024-01-01", ""),
            ),
        },
    ),
    Filled(
        "roles",
        {
            "roles": t.roles(
                ("integrator", "", t.AUTHORITY, "filled", "2024-02-01", 100),
                ("educational_lead", "", t.EDUCATION, "filled", "2024-02-01", 50),
                ("data_lead", "", t.AUTHORITY, "filled", "2025-01-01", 25),
            ),
        },
    ),
    Filled(
        "targets",
        {
            "focus_areas": t.focus_areas(
                (_SCHOOL, "educational", t.LEAPFROG, "זכאות נמוכה מהמחוז",
                 "matriculation_eligibility_pct", "2025-01-15"),
                (_WORK, "economic", t.LEAPFROG, "שכר נמוך מהממוצע הארצי",
                 "wage_employees_ils_per_month", "2025-01-15"),
                ("קהילה ואמון", "social", t.LEAPFROG, "שיחות עם תושבים", "", "2025-01-15"),
            ),
            "targets": t.targets(
                (_MATRICULATION, _SCHOOL, t.LEAPFROG, "goal", "matriculation_eligibility_pct",
                 "all_of_group", 2021, 51.6, "", "2021", "2025-03-01", 60, "2029-12-31", ""),
                (_STUDIES, _SCHOOL, t.LEAPFROG, "goal", "higher_education_entry_8_years_pct",
                 "all_of_group", "", "", "", "", "", 28, "2029-12-31", ""),
                (_WAGE, _WORK, t.LEAPFROG, "goal", "wage_employees_ils_per_month",
                 "all_of_group", 2019, 6200, "", "2021", "2025-03-01", 9000, "2028-12-31", ""),
                (_DEPARTURES, _WORK, t.LEAPFROG, "watch", "departures_per_1000",
                 "all_residents", 2021, 41.36, "", "2021", "2025-03-01", "", "", ""),
            ),
            "target_path": t.target_path(
                (_MATRICULATION, "2025-12-31", 53),
                (_MATRICULATION, "2027-12-31", 56),
            ),
        },
    ),
    Filled(
        "work_plan",
        {
            "plans": t.plans(
                ("תכנית הכנה 2024", t.LEAPFROG, "ended", "2024-01-01", "2024-12-31",
                 "2024-01-10", t.AUTHORITY),
                (_PLAN, t.LEAPFROG, "active", "2025-01-01", "2027-12-31", "2025-02-01",
                 t.AUTHORITY),
            ),
            "activities": t.activities(
                (_PLAN, "פתיחת מרכז למידה", _MATRICULATION, t.EDUCATION, t.COMMUNITY_CENTRE,
                 _LEARNING_CENTRE, "youth", "מרכז העיר", "2025-09-01", "2026-06-30", "under_way"),
                (_PLAN, "ליווי לקראת לימודים אקדמיים", _STUDIES, t.COMMUNITY_CENTRE, "", "",
                 "young_adults", "", "2025-10-01", "2026-09-30", "under_way"),
                (_PLAN, "הכשרה מקצועית בערב", _WAGE, t.CHARITY_A, t.WELFARE,
                 "השמה עם ליווי", "young_adults", "", "2025-11-01", "2026-08-31", "planned"),
                (_PLAN, "יריד תעסוקה", _WAGE, t.WELFARE, "", "", "everybody", "", "2025-06-01", "",
                 "cancelled"),
                (_PLAN, "שיחות עם משפחות עוזבות", _DEPARTURES, t.FORUM, t.AUTHORITY, "",
                 "parents", "", "2026-01-01", "", "planned"),
                (_PLAN, "הפנינג שכונתי", "", t.COMMUNITY_CENTRE, "", "", "everybody",
                 "שכונת הדרום", "2025-05-01", "2025-05-31", "done"),
            ),
        },
    ),
    Filled(
        "investments",
        {
            "investments": t.investments(
                (t.MINISTRY_OF_EDUCATION, "government", 2025, _MATRICULATION, "money", "yes",
                 400_000, 310_000, ""),
                (t.EDUCATION, "authority", 2025, _MATRICULATION, "posts", "yes", 150_000, 150_000,
                 "חצי תקן"),
                (t.COMMUNITY_CENTRE, "civil_society", 2025, _STUDIES, "in_kind", "no", 40_000,
                 40_000, "חללים"),
                (t.CHARITY_A, "civil_society", 2026, _WAGE, "money", "yes", 220_000, "", ""),
                (t.AUTHORITY, "authority", 2026, _DEPARTURES, "money", "no", 20_000, "", ""),
            ),
        },
    ),
    Filled(
        "practices",
        {
            "practices": t.practices(
                (_LEARNING_CENTRE, "matriculation_eligibility_pct", "educational",
                 "change_shown_without_comparison", "סיכום של המפעילים", "תגבור אחרי הלימודים",
                 t.COMMUNITY_CENTRE, "2024-09-01", ""),
                (_LEARNING_CENTRE, "dropout_pct", "educational", "promising", "",
                 "תגבור אחרי הלימודים", t.COMMUNITY_CENTRE, "2024-09-01", ""),
                ("השמה עם ליווי", "wage_employees_ils_per_month", "economic",
                 "effect_shown_with_comparison", "סקירה של תוכניות דומות", "ליווי אישי בעבודה",
                 t.CHARITY_A, "2025-02-01", ""),
            ),
        },
    ),
    Filled(
        "assets",
        {
            "assets": t.assets(
                ("רובע אמנים", "unique_asset", "economic", t.AUTHORITY, "העיר העתיקה", "active",
                 "", "", ""),
                ("אשכול תיירות", "economic_cluster", "economic", t.AUTHORITY, "", "in_the_making",
                 "2025-01-01", "", ""),
                ('מתנ"ס מרכזי', "community_centre", "social", t.COMMUNITY_CENTRE, "מרכז העיר",
                 "active", "2023-01-01", "", ""),
                ("צוות קפיצת מדרגה", "dedicated_institution", "social", t.AUTHORITY, "", "active",
                 "2024-01-01", "", ""),
            ),
        },
    ),
    Filled(
        "milestones",
        {
            "milestones": t.milestones(
                ("קול קורא לשותפים", "call_for_proposals", t.LEAPFROG, "2024-03-01", "2024-02-20",
                 t.AUTHORITY, ""),
                ("הכשרת צוותי משימה", "training", t.LEAPFROG, "2025-03-01", "2025-05-18",
                 t.EDUCATION, "נדחתה בשל שיבוץ"),
                ("סיום המיפוי", "other", t.LEAPFROG, "2025-12-31", "", t.AUTHORITY, ""),
            ),
        },
    ),
    Filled(
        "learning_log",
        {
            "learning_log": t.learning_log(
                ("2025-06-10", "שעות הפתיחה לא התאימו", "did_not_work", _MATRICULATION,
                 "נוער עובד לא הגיע אחר הצהריים", "פתיחה גם בערב", t.COMMUNITY_CENTRE),
                ("2025-12-01", "הורים כשותפים", "worked", _MATRICULATION,
                 "מפגש הורים העלה את הנוכחות", "מפגש בכל חודש", t.EDUCATION),
            ),
        },
    ),
    Filled(
        "evaluation_waves",
        {
            "evaluation_waves": t.evaluation_waves(
                (t.LEAPFROG, "מדידת בסיס 2024", "baseline", "גוף מעריך חיצוני", "2023-11-01",
                 "2024-02-29", "done", "קו הבסיס נמדד לפני הפעולות"),
                (t.LEAPFROG, "גל מעצב 2025", "formative", "גוף מעריך חיצוני", "2025-10-01", "",
                 "under_way", ""),
            ),
        },
    ),
)  # fmt: skip
