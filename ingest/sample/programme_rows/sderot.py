"""Sderot: all twelve forms, needs and responses above all, in routine and in emergency."""

from __future__ import annotations

from ingest.sample.programme_rows import table as t
from ingest.sample.programme_rows.table import Filled

_MATRICULATION = "העלאת הזכאות לבגרות"
_TRUST = "העלאת האמון בין תושבים"
_BALANCE = "מעקב: מאזן הגירת צעירים"
_LEARNING_CENTRE = "מרכז למידה קהילתי"
_PLAN = "תכנית יישובית 2025-2026"
_SCHOOL = "הזדמנויות בחינוך"
_COMMUNITY = "חוסן קהילתי"
_WESTERN = "השכונה המערבית"

_NEEDS = t.needs(
    ("food", "older_people", "", "routine", 240, "yes", t.WELFARE, "2025-01-01", "", ""),
    ("education", "youth", "", "routine", 60, "yes", t.EDUCATION, "2025-09-01", "", ""),
    ("loneliness", "older_people", _WESTERN, "routine", 110, "no", t.COMMUNITY_CENTRE,
     "2025-03-01", "", "לא היו רשומים באגף"),
    ("mental_health", "children", "", "emergency", "", "yes", t.EDUCATION, "2023-10-08", "",
     "המספר אינו ידוע"),
    ("evacuation", "people_with_disabilities", "", "emergency", 35, "no", t.WELFARE, "2023-10-08",
     "2024-03-31", ""),
    ("information", "everybody", "", "emergency", 900, "yes", t.AUTHORITY, "2023-10-08",
     "2024-06-30", ""),
)  # fmt: skip

_RESPONSES = t.responses(
    ("ארוחות עד הבית", "response", t.WELFARE, "food", "older_people", "", "routine", 70, "",
     "2025-01-01", "", ""),
    ("סלי מזון שבועיים", "response", t.CHARITY_A, "food", "older_people", "", "routine", 50, "",
     "2025-02-01", "2026-12-31", ""),
    ("מרכז למידה", "response", t.COMMUNITY_CENTRE, "education", "youth", "", "routine", 150, "",
     "2025-09-01", "", ""),
    ("הסעות נגישות", "response", t.CHARITY_B, "mobility", "people_with_disabilities", "",
     "routine", 25, "", "2025-05-01", "", ""),
    ("צוות חוסן", "force", t.WELFARE, "mental_health", "children", "", "emergency", 80, "",
     "2023-10-10", "", ""),
    ("צוות חוסן מסייע", "force", t.WELFARE, "mental_health", "children", "", "emergency", 40,
     "0031 אופקים", "2023-11-01", "2024-12-31", "סיוע הדדי בין רשויות"),
    ("פינוי עם ליווי", "task", t.AUTHORITY, "evacuation", "people_with_disabilities", "",
     "emergency", 35, "", "2023-10-08", "2024-03-31", ""),
    ("מוקד מידע בחירום", "task", t.AUTHORITY, "information", "everybody", "", "emergency", 600,
     "", "2023-10-08", "2024-06-30", ""),
)  # fmt: skip

FILES = (
    Filled(
        "programme",
        {
            "memberships": t.memberships(
                (t.CENTRE, "גל שני", "2024-09-01", "", ""),
                (t.PARTNERSHIPS, "מודל", "2023-02-01", "2024-12-31", ""),
                (t.PARTNERSHIPS, "מודל מורחב", "2025-01-01", "", ""),
            ),
            "progress": t.progress(
                (t.CENTRE, "stage_1", "done", "2025-09-30", ""),
                (t.CENTRE, "stage_2", "under_way", "2025-10-01", ""),
                (t.PARTNERSHIPS, "stage_1", "done", "2024-01-31", ""),
            ),
            "operating_models": t.operating_models(
                ("מתכלל רשותי ושולחן שותפים", "one_authority",
                 "מתכלל ברשות מרכז תמונה אחת של צרכים ומענים", "כתובת אחת לכל השותפים",
                 "תלוי בתקן אחד", "2025-12-31"),
            ),
        },
    ),
    Filled(
        "governing_body",
        {
            "bodies": t.bodies(
                (t.WELFARE, "authority", "social", "no", "2023-01-01", ""),
                (t.EDUCATION, "authority", "educational", "no", "2023-01-01", ""),
                (t.COMMUNITY_CENTRE, "civil_society", "educational", "no", "2023-01-01", ""),
                (t.COMMUNITY_CENTRE, "civil_society", "social", "no", "2023-01-01", ""),
                (t.CHARITY_A, "civil_society", "social", "no", "2023-10-15", ""),
                (t.CHARITY_B, "civil_society", "social", "no", "2024-04-01", ""),
                ("מרכז חוסן יישובי", "authority", "social", "yes", "2023-11-01", ""),
            ),
            "directorate": t.directorate(
                (t.AUTHORITY, "authority", "chair", "2024-10-01", ""),
                (t.FORUM, "residents", "member", "2024-10-01", ""),
                (t.MINISTRY_OF_WELFARE, "government", "member", "2024-10-01", ""),
                (t.CHARITY_A, "civil_society", "member", "2024-10-01", ""),
                (t.FOUNDATION, "philanthropy", "member", "2024-10-01", ""),
                (t.EMPLOYERS, "business", "observer", "2025-01-01", ""),
            ),
        },
    ),
    Filled(
        "roles",
        {
            "roles": t.roles(
                ("integrator", "שגרה", t.AUTHORITY, "filled", "2023-03-01", 100),
                ("integrator", "חירום", t.AUTHORITY, "filled", "2023-10-15", 50),
                ("volunteers_lead", "", t.COMMUNITY_CENTRE, "vacant", "2025-09-01", 50),
            ),
        },
    ),
    Filled(
        "targets",
        {
            "focus_areas": t.focus_areas(
                (_SCHOOL, "educational", t.CENTRE, "פערים בין שכבות",
                 "matriculation_eligibility_pct", "2024-12-01"),
                (_COMMUNITY, "social", t.CENTRE, "סקר קהילה", "generalised_trust_pct",
                 "2024-12-01"),
            ),
            "targets": t.targets(
                (_MATRICULATION, _SCHOOL, t.CENTRE, "goal", "matriculation_eligibility_pct",
                 "all_of_group", 2021, 62.5, "", "2021", "2025-01-15", 66, "2026-12-31", ""),
                (_TRUST, _COMMUNITY, t.CENTRE, "goal", "generalised_trust_pct", "all_residents",
                 2023, 39.9, 6.7, "community_2023_synthetic", "2025-01-15", 67, "2028-12-31", ""),
                (_BALANCE, _COMMUNITY, t.CENTRE, "watch", "young_migration_balance_per_1000",
                 "all_residents", 2021, -3.16, "", "2021", "2025-01-15", "", "", ""),
            ),
        },
    ),
    Filled(
        "work_plan",
        {
            "plans": t.plans(
                (_PLAN, t.CENTRE, "active", "2025-01-01", "2026-12-31", "2025-01-30",
                 t.AUTHORITY),
            ),
            "activities": t.activities(
                (_PLAN, "מרכז למידה", _MATRICULATION, t.COMMUNITY_CENTRE, t.EDUCATION,
                 _LEARNING_CENTRE, "youth", "", "2025-09-01", "", "under_way"),
                (_PLAN, "ועדי בית וחצר", _TRUST, t.FORUM, t.CHARITY_A, "", "everybody", _WESTERN,
                 "2025-04-01", "", "under_way"),
                (_PLAN, "שיחות עם צעירים", _BALANCE, t.COMMUNITY_CENTRE, "", "", "young_adults",
                 "", "2025-06-01", "2026-06-30", "under_way"),
            ),
        },
    ),
    Filled(
        "investments",
        {
            "investments": t.investments(
                (t.MINISTRY_OF_EDUCATION, "government", 2025, _MATRICULATION, "money", "yes",
                 320_000, 290_000, ""),
                (t.FOUNDATION, "philanthropy", 2025, _TRUST, "money", "yes", 200_000, 185_000, ""),
                (t.AUTHORITY, "authority", 2025, _BALANCE, "in_kind", "no", 20_000, 20_000, ""),
                (t.FORUM, "residents", 2025, _TRUST, "in_kind", "no", 5_000, 5_000, "שעות מתנדבים"),
                (t.EMPLOYERS, "business", 2025, "", "money", "no", 75_000, 75_000,
                 "תרומה שטרם שויכה"),
            ),
        },
    ),
    Filled(
        "practices",
        {
            "practices": t.practices(
                (_LEARNING_CENTRE, "matriculation_eligibility_pct", "educational",
                 "change_shown_without_comparison", "סיכום של המפעילים", "", t.COMMUNITY_CENTRE,
                 "2025-09-01", ""),
                ("שולחן שותפים", "", "social", "promising", "", "מפגש שבועי של כל הגופים",
                 t.AUTHORITY, "2023-03-01", ""),
            ),
        },
    ),
    Filled(
        "assets",
        {
            "assets": t.assets(
                ("מרכז חוסן יישובי", "dedicated_institution", "social", t.WELFARE, "", "active",
                 "2023-11-01", "", ""),
                ("מכללה אזורית", "institution", "educational", "", "", "active", "", "", ""),
                ("מאפיית נשים", "enterprise", "economic", "", _WESTERN, "in_the_making",
                 "2025-10-01", "", ""),
            ),
        },
    ),
    Filled("needs_responses", {"needs": _NEEDS, "responses": _RESPONSES}),
    Filled(
        "milestones",
        {
            "milestones": t.milestones(
                ("תרגיל חירום משותף", "exercise", t.PARTNERSHIPS, "2025-05-01", "2025-04-28",
                 t.AUTHORITY, ""),
                ("תרגיל חירום משותף", "exercise", t.PARTNERSHIPS, "2026-05-01", "", t.AUTHORITY,
                 ""),
                ("הכשרת מתנדבים", "training", t.PARTNERSHIPS, "2025-09-01", "2025-12-10",
                 t.CHARITY_A, "נדחתה פעמיים"),
            ),
        },
    ),
    Filled(
        "learning_log",
        {
            "learning_log": t.learning_log(
                ("2024-02-15", "שתי רשימות לאותם אנשים", "did_not_work", "",
                 "אגף ועמותה חילקו מזון לאותם בתים", "רשימה אחת אצל המתכלל", t.WELFARE),
                ("2025-05-10", "לקחי התרגיל", "worked", _TRUST, "ועדי בית קיצרו את זמן התגובה",
                 "ועד בכל רחוב", t.FORUM),
            ),
        },
    ),
    Filled(
        "evaluation_waves",
        {
            "evaluation_waves": t.evaluation_waves(
                (t.PARTNERSHIPS, "בסיס 2023", "baseline", "גוף מעריך חיצוני", "2023-03-01",
                 "2023-06-30", "done", ""),
                (t.PARTNERSHIPS, "ביניים 2025", "midterm", "גוף מעריך חיצוני", "2025-02-01",
                 "2025-05-31", "done", "התמונה המשותפת קיימת, הכפילויות טרם צומצמו"),
                (t.PARTNERSHIPS, "מסכם 2026", "final", "גוף מעריך חיצוני", "2026-10-01", "",
                 "planned", ""),
            ),
        },
    ),
)  # fmt: skip
