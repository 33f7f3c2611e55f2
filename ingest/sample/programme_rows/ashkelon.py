"""Ashkelon: a full directorate, a goal below what can be seen, money left out, a sheet as text."""

from __future__ import annotations

from ingest.sample.programme_rows import table as t
from ingest.sample.programme_rows.table import Filled, Rows

_EFFICACY = "העלאת החוללות הקולקטיבית"
_DROPOUT = "צמצום הנשירה"
_GRADUATES = "השמת בוגרי קורסים"
_DEPARTURES = "מעקב: עזיבת תושבים"
_PLAN = "תכנית יישובית 2025-2027"
_SCHOOL = "מניעת נשירה"
_COMMUNITY = "קהילה פעילה"
_WORK = "תעסוקת צעירים"

INVESTMENTS: Rows = t.investments(
    (t.MINISTRY_OF_EDUCATION, "government", 2025, _DROPOUT, "money", "yes", 600_000, 420_000, ""),
    (t.AUTHORITY, "authority", 2025, _DROPOUT, "posts", "yes", 240_000, 240_000, "תקן אחד"),
    (t.EMPLOYERS, "business", 2025, _GRADUATES, "in_kind", "no", 90_000, 70_000, ""),
    (t.FOUNDATION, "philanthropy", 2026, _GRADUATES, "money", "yes", 300_000, "", ""),
    (t.AUTHORITY, "authority", 2026, _DEPARTURES, "money", "no", 25_000, "", ""),
)
"""Handed in as delimited text, the others as workbooks."""

FILES = (
    Filled(
        "programme",
        {
            "memberships": t.memberships((t.CENTRE, "גל ראשון", "2023-02-01", "", "")),
            "progress": t.progress(
                (t.CENTRE, "stage_1", "done", "2024-01-31", ""),
                (t.CENTRE, "stage_2", "done", "2025-12-31", ""),
                (t.CENTRE, "stage_3", "under_way", "2026-01-01", ""),
            ),
        },
    ),
    Filled(
        "governing_body",
        {
            "bodies": t.bodies(
                (t.WELFARE, "authority", "social", "no", "2023-01-01", ""),
                (t.EDUCATION, "authority", "educational", "no", "2023-01-01", ""),
                (t.ENGINEERING, "authority", "urban_physical", "no", "2023-01-01", ""),
                (t.CHARITY_A, "civil_society", "social", "no", "2023-05-01", ""),
                (t.CHARITY_A, "civil_society", "economic", "no", "2024-05-01", ""),
                (t.CHARITY_B, "civil_society", "social", "no", "2024-02-01", ""),
                (t.FOUNDATION, "philanthropy", "economic", "no", "2025-06-01", ""),
                (t.EMPLOYERS, "business", "economic", "no", "2024-05-01", ""),
            ),
            "directorate": t.directorate(
                (t.AUTHORITY, "authority", "chair", "2023-03-01", ""),
                (t.EDUCATION, "authority", "member", "2023-03-01", ""),
                (t.FORUM, "residents", "member", "2023-03-01", ""),
                (t.MINISTRY_OF_EDUCATION, "government", "member", "2023-03-01", ""),
                (t.CHARITY_A, "civil_society", "member", "2023-06-01", ""),
                (t.FOUNDATION, "philanthropy", "observer", "2025-06-01", ""),
                (t.EMPLOYERS, "business", "member", "2024-05-01", ""),
            ),
        },
    ),
    Filled(
        "targets",
        {
            "focus_areas": t.focus_areas(
                (_SCHOOL, "educational", t.CENTRE, "נשירה בבתי הספר", "dropout_pct",
                 "2023-07-01"),
                (_COMMUNITY, "social", t.CENTRE, "סקר קהילה", "collective_efficacy_pct",
                 "2024-03-01"),
                (_WORK, "economic", t.CENTRE, "שיעור תעסוקה", "employment_rate_pct",
                 "2023-07-01"),
            ),
            "targets": t.targets(
                (_EFFICACY, _COMMUNITY, t.CENTRE, "goal", "collective_efficacy_pct",
                 "all_residents", 2023, 63.2, 6.0, "community_2023_synthetic", "2024-06-01",
                 65, "2027-12-31", ""),
                (_DROPOUT, _SCHOOL, t.CENTRE, "goal", "dropout_pct", "all_of_group",
                 2021, 2.0, "", "2021", "2024-02-01", 1.5, "2027-12-31", ""),
                (_GRADUATES, _WORK, t.CENTRE, "goal", "employment_rate_pct", "participants",
                 2021, 55.5, "", "2021", "2024-02-01", 75, "2026-12-31", "age_18_29"),
                (_DEPARTURES, _COMMUNITY, t.CENTRE, "watch", "departures_per_1000",
                 "all_residents", 2021, 36.9, "", "2021", "2024-02-01", "", "", ""),
            ),
        },
    ),
    Filled(
        "work_plan",
        {
            "plans": t.plans(
                (_PLAN, t.CENTRE, "active", "2025-01-01", "2027-12-31", "2025-01-28",
                 t.AUTHORITY),
            ),
            "activities": t.activities(
                (_PLAN, "צוותי שכונה", _EFFICACY, t.COMMUNITY_CENTRE, t.FORUM, "שולחן עגול שכונתי",
                 "everybody", "שכונות הים", "2025-03-01", "", "under_way"),
                (_PLAN, "קצין ביקור סדיר נוסף", _DROPOUT, t.EDUCATION, t.WELFARE, "", "youth", "",
                 "2025-09-01", "", "under_way"),
                (_PLAN, "קורסים עם מעסיקים", _GRADUATES, t.CHARITY_A, t.EMPLOYERS, "",
                 "young_adults", "", "2025-05-01", "2026-12-31", "under_way"),
                (_PLAN, "שאלון שנתי לעוזבים", _DEPARTURES, t.ENGINEERING, "", "", "everybody", "",
                 "2026-01-01", "", "planned"),
            ),
        },
    ),
    Filled(
        "practices",
        {
            "practices": t.practices(
                ("שולחן עגול שכונתי", "collective_efficacy_pct", "social", "not_yet_tested", "",
                 "מפגש קבוע של תושבים ואגפים", t.COMMUNITY_CENTRE, "2025-03-01", ""),
                ("הרצאות העשרה חד-פעמיות", "dropout_pct", "educational", "no_effect_found",
                 "סיכום של המפעילים", "", t.EDUCATION, "2023-09-01", "2024-06-30"),
            ),
        },
    ),
    Filled(
        "assets",
        {
            "assets": t.assets(
                ("מרכז צעירים עירוני", "young_adults_centre", "economic", t.AUTHORITY,
                 "מרכז העיר", "active", "2023-05-01", "", ""),
                ("תנועת נוער עירונית", "youth_movement", "social", t.CHARITY_B, "", "active",
                 "2023-09-01", "", ""),
                ("ספריית כלים", "venture", "social", t.FORUM, "שכונות הים", "closed",
                 "2024-01-01", "2025-06-30", "נסגרה בשל מיעוט משתמשים"),
            ),
        },
    ),
    Filled(
        "needs_responses",
        {
            "needs": t.needs(
                ("housing", "evacuees", "", "emergency", 400, "yes", t.WELFARE, "2023-10-08",
                 "2024-06-30", ""),
                ("safety", "youth", "שכונות הים", "routine", 140, "yes", t.WELFARE, "2023-09-01",
                 "", ""),
                ("employment", "young_adults", "", "routine", 350, "yes", t.CHARITY_A,
                 "2025-01-01", "", ""),
            ),
            "responses": t.responses(
                ("מרכז קליטה זמני", "response", t.AUTHORITY, "housing", "evacuees", "",
                 "emergency", 500, "", "2023-10-09", "2024-06-30", ""),
                ("סיירת ערב", "force", t.CHARITY_B, "safety", "youth", "שכונות הים", "routine",
                 45, "", "2023-09-01", "2024-12-31", "הסתיימה לפני שהבאה החלה"),
                ("מדריכי רחוב", "response", t.WELFARE, "safety", "youth", "שכונות הים", "routine",
                 90, "", "2025-01-15", "", ""),
                ("קורסים עם מעסיקים", "response", t.CHARITY_A, "employment", "young_adults", "",
                 "routine", 120, "", "2025-05-01", "", ""),
            ),
        },
    ),
)  # fmt: skip
