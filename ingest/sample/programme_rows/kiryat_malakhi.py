"""Kiryat Malakhi: two active plans, a target nobody declared, a baseline of other origin."""

from __future__ import annotations

from ingest.sample.programme_rows import table as t
from ingest.sample.programme_rows.table import Filled

_CLUSTER = "עלייה באשכול החברתי-כלכלי"
_MATRICULATION = "העלאת הזכאות לבגרות"
_BELONGING = "חיזוק תחושת השייכות"
_YOUNG = "מעקב: מאזן הגירת צעירים"
_WORK = "תעסוקה איכותית"
_SCHOOL = "רצף חינוכי"
_PLAN = "תכנית יישובית 2025-2026"
_OTHER_PLAN = "תכנית האגפים 2025"

FILES = (
    Filled(
        "programme",
        {
            "memberships": t.memberships((t.CENTRE, "גל ראשון", "2023-02-01", "", "")),
            "progress": t.progress(
                (t.CENTRE, "stage_1", "done", "2023-12-31", ""),
                (t.CENTRE, "stage_2", "under_way", "2024-01-01", ""),
                (t.CENTRE, "stage_3", "not_started", "", ""),
            ),
        },
    ),
    Filled(
        "governing_body",
        {
            "bodies": t.bodies(
                (t.WELFARE, "authority", "social", "no", "2023-01-01", ""),
                (t.WELFARE, "authority", "economic", "no", "2024-01-01", ""),
                (t.EDUCATION, "authority", "educational", "no", "2023-01-01", ""),
                (t.CHARITY_A, "civil_society", "educational", "no", "2023-09-01", "2025-08-31"),
                (t.EMPLOYERS, "business", "economic", "no", "2024-05-01", ""),
            ),
            "directorate": t.directorate(
                (t.AUTHORITY, "authority", "chair", "2023-03-01", ""),
                (t.FORUM, "residents", "member", "2023-03-01", ""),
                (t.MINISTRY_OF_WELFARE, "government", "member", "2023-03-01", ""),
                (t.CHARITY_A, "civil_society", "member", "2023-09-01", "2025-08-31"),
                (t.COMMUNITY_CENTRE, "civil_society", "member", "2025-09-01", ""),
                (t.FOUNDATION, "philanthropy", "observer", "2024-01-01", ""),
                (t.EMPLOYERS, "business", "member", "2024-05-01", ""),
            ),
        },
    ),
    Filled(
        "roles",
        {
            "roles": t.roles(
                ("integrator", "", t.AUTHORITY, "filled", "2023-04-01", 100),
                ("economic_lead", "", t.WELFARE, "vacant", "2025-11-01", 50),
            ),
        },
    ),
    Filled(
        "targets",
        {
            "focus_areas": t.focus_areas(
                (_WORK, "economic", t.CENTRE, "אשכול ושכר", "sei_cluster", "2023-06-01"),
                (_SCHOOL, "educational", t.CENTRE, "זכאות לבגרות לפי יישוב",
                 "matriculation_eligibility_pct", "2023-06-01"),
                ("קהילה", "social", t.CENTRE, "סקר קהילה", "belonging_to_place_pct",
                 "2024-02-01"),
            ),
            "targets": t.targets(
                (_CLUSTER, _WORK, t.CENTRE, "goal", "sei_cluster", "not_applicable",
                 2019, 4, "", "sei-2019", "2024-01-15", 5, "2029-12-31", ""),
                (_MATRICULATION, _SCHOOL, t.CENTRE, "goal", "matriculation_eligibility_pct",
                 "all_of_group", 2021, 66.0, "", "2021", "2024-01-15", 70, "2028-12-31", ""),
                (_BELONGING, "קהילה", t.CENTRE, "goal", "belonging_to_place_pct",
                 "all_residents", 2023, 75.3, 4.3, "community_2023_synthetic", "2024-06-01",
                 94, "2027-12-31", ""),
                (_YOUNG, _WORK, t.CENTRE, "watch", "young_migration_balance_per_1000",
                 "all_residents", 2021, -2.5, "", "2021", "2024-01-15", "", "", ""),
            ),
        },
    ),
    Filled(
        "work_plan",
        {
            "plans": t.plans(
                (_PLAN, t.CENTRE, "active", "2025-01-01", "2026-12-31", "2025-01-20",
                 t.AUTHORITY),
                (_OTHER_PLAN, "", "active", "2025-01-01", "2025-12-31", "", ""),
            ),
            "activities": t.activities(
                (_PLAN, "מרכז הכוון תעסוקתי", _CLUSTER, t.WELFARE, t.EMPLOYERS, "",
                 "young_adults", "", "2025-02-01", "2026-12-31", "under_way"),
                (_PLAN, "תגבור לבגרות", _MATRICULATION, t.EDUCATION, t.CHARITY_A, "", "youth",
                 "", "2025-09-01", "2026-06-30", "under_way"),
                (_PLAN, "ועדי שכונה", _BELONGING, t.FORUM, t.COMMUNITY_CENTRE, "", "everybody",
                 "שכונות הוותיקים", "2025-03-01", "2026-12-31", "under_way"),
                (_PLAN, "ראיונות עם צעירים", _YOUNG, t.COMMUNITY_CENTRE, "", "", "young_adults",
                 "", "2025-06-01", "2025-12-31", "done"),
                (_OTHER_PLAN, "חוג רובוטיקה", "מצוינות מדעית", t.EDUCATION, "", "", "children",
                 "", "2025-09-01", "2026-06-30", "under_way"),
            ),
        },
    ),
    Filled(
        "investments",
        {
            "investments": t.investments(
                (t.AUTHORITY, "authority", 2024, _CLUSTER, "money", "yes", 180_000, 165_000, ""),
                (t.EMPLOYERS, "business", 2025, _CLUSTER, "in_kind", "no", 60_000, 45_000, ""),
                (t.MINISTRY_OF_EDUCATION, "government", 2025, _MATRICULATION, "money", "yes",
                 350_000, 350_000, ""),
                (t.FOUNDATION, "philanthropy", 2025, _BELONGING, "money", "yes", 120_000, 80_000,
                 ""),
                (t.AUTHORITY, "authority", 2025, _YOUNG, "posts", "no", 30_000, 30_000, ""),
            ),
        },
    ),
    Filled(
        "milestones",
        {
            "milestones": t.milestones(
                ("בחירת תחומי מיקוד", "other", t.CENTRE, "2023-06-30", "2023-06-01", t.AUTHORITY,
                 ""),
                ("ליווי המנהלת", "mentoring", t.CENTRE, "2025-06-30", "2025-09-15", "גוף מלווה",
                 "הושלם באיחור"),
            ),
        },
    ),
)  # fmt: skip
