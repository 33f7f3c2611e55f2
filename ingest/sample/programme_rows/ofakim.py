"""Ofakim: targets handed in twice, a year apart; no integrator since the middle of 2025."""

from __future__ import annotations

import datetime as dt

from ingest.sample.programme_rows import table as t
from ingest.sample.programme_rows.table import Filled

_MATRICULATION = "העלאת הזכאות לבגרות"
_MINIMUM_WAGE = "פחות משתכרים עד שכר מינימום"
_DROPOUT = "צמצום הנשירה"
_TRUST = "העלאת האמון בין תושבים"
_BALANCE = "מעקב: מאזן הגירה פנימית"
_PLAN = "תכנית יישובית 2025-2027"
_SCHOOL = "הצלחה בבית הספר"
_WORK = "עבודה ושכר"
_COMMUNITY = "קהילה לומדת"

_MATRICULATION_UNTIL_GOAL = (
    _MATRICULATION, _SCHOOL, t.CENTRE, "goal", "matriculation_eligibility_pct", "all_of_group",
    2021, 58.3, "", "2021", "2025-01-20",
)  # fmt: skip
_KEPT = (
    (_MINIMUM_WAGE, _WORK, t.CENTRE, "goal", "earners_up_to_minimum_wage_pct", "all_of_group",
     2019, 50.8, "", "2021", "2025-01-20", 36, "2028-12-31", ""),
    (_BALANCE, _WORK, t.CENTRE, "watch", "internal_migration_balance_per_1000", "all_residents",
     2021, -9.0, "", "2021", "2025-01-20", "", "", ""),
)  # fmt: skip
_AREAS_OF_2025 = (
    (_SCHOOL, "educational", t.CENTRE, "זכאות ונשירה", "matriculation_eligibility_pct",
     "2024-11-01"),
    (_WORK, "economic", t.CENTRE, "שכר נמוך", "earners_up_to_minimum_wage_pct", "2024-11-01"),
)  # fmt: skip

FILES = (
    Filled(
        "programme",
        {
            "memberships": t.memberships((t.CENTRE, "גל שני", "2024-09-01", "", "")),
            "progress": t.progress(
                (t.CENTRE, "stage_1", "done", "2025-08-31", ""),
                (t.CENTRE, "stage_2", "under_way", "2025-09-01", ""),
                (t.CENTRE, "component_1", "under_way", "2025-01-01", ""),
            ),
        },
    ),
    Filled(
        "governing_body",
        {
            "bodies": t.bodies(
                (t.WELFARE, "authority", "social", "no", "2024-01-01", ""),
                (t.EDUCATION, "authority", "educational", "no", "2024-01-01", ""),
                (t.CHARITY_A, "civil_society", "social", "no", "2024-01-01", ""),
                (t.CHARITY_A, "civil_society", "educational", "no", "2025-01-01", ""),
            ),
            "directorate": t.directorate(
                (t.AUTHORITY, "authority", "chair", "2024-10-01", ""),
                (t.FORUM, "residents", "member", "2024-10-01", ""),
                (t.MINISTRY_OF_WELFARE, "government", "member", "2024-10-01", ""),
                (t.CHARITY_A, "civil_society", "member", "2024-10-01", ""),
                (t.FOUNDATION, "philanthropy", "member", "2025-02-01", ""),
            ),
        },
    ),
    Filled(
        "roles",
        {
            "roles": t.roles(
                ("integrator", "", t.AUTHORITY, "vacant", "2025-06-01", 100),
                ("residents_lead", "", t.COMMUNITY_CENTRE, "filled", "2025-02-01", 50),
            ),
        },
    ),
    Filled(
        "targets",
        {
            "focus_areas": t.focus_areas(*_AREAS_OF_2025),
            "targets": t.targets(
                (*_MATRICULATION_UNTIL_GOAL, 64, "2028-12-31", ""),
                (_DROPOUT, _SCHOOL, t.CENTRE, "goal", "dropout_pct", "all_of_group",
                 2021, 2.55, "", "2021", "2025-01-20", 2.0, "2027-12-31", ""),
                *_KEPT,
            ),
        },
        edition="2025",
        saved_on=dt.date(2025, 2, 10),
    ),
    Filled(
        "targets",
        {
            "focus_areas": t.focus_areas(
                *_AREAS_OF_2025,
                (_COMMUNITY, "social", t.CENTRE, "סקר קהילה", "generalised_trust_pct",
                 "2025-12-01"),
            ),
            "targets": t.targets(
                (*_MATRICULATION_UNTIL_GOAL, 68, "2028-12-31", ""),
                (_TRUST, _COMMUNITY, t.CENTRE, "goal", "generalised_trust_pct", "all_residents",
                 2023, 32.2, 4.4, "community_2023_synthetic", "2025-12-15", 50, "2028-12-31", ""),
                *_KEPT,
            ),
        },
        edition="2026",
        saved_on=dt.date(2026, 1, 20),
    ),
    Filled(
        "work_plan",
        {
            "plans": t.plans(
                (_PLAN, t.CENTRE, "active", "2025-01-01", "2027-12-31", "2025-02-12",
                 t.AUTHORITY),
            ),
            "activities": t.activities(
                (_PLAN, "תגבור במתמטיקה", _MATRICULATION, t.EDUCATION, t.CHARITY_A, "", "youth",
                 "", "2025-09-01", "2026-06-30", "under_way"),
                (_PLAN, "מיצוי זכויות לעובדים", _MINIMUM_WAGE, t.WELFARE, "", "",
                 "people_in_poverty", "", "2025-04-01", "", "under_way"),
                (_PLAN, "מעגלי שכנים", _TRUST, t.COMMUNITY_CENTRE, t.FORUM, "", "everybody",
                 "שכונות הדרום", "2026-01-15", "", "planned"),
                (_PLAN, "שאלון לעוזבים", _BALANCE, t.AUTHORITY, "", "", "everybody", "",
                 "2025-07-01", "2025-12-31", "done"),
            ),
        },
    ),
    Filled(
        "investments",
        {
            "investments": t.investments(
                (t.MINISTRY_OF_EDUCATION, "government", 2025, _MATRICULATION, "money", "yes",
                 280_000, 300_000, "בוצע מעל המתוכנן"),
                (t.FOUNDATION, "philanthropy", 2026, _TRUST, "money", "yes", 100_000, "", ""),
                (t.WELFARE, "authority", 2025, _MINIMUM_WAGE, "posts", "no", 110_000, 110_000, ""),
                (t.AUTHORITY, "authority", 2025, _BALANCE, "money", "no", 15_000, 0, ""),
            ),
        },
    ),
    Filled(
        "needs_responses",
        {
            "needs": t.needs(
                ("mental_health", "children", "", "emergency", 150, "yes", t.EDUCATION,
                 "2023-10-08", "2025-06-30", ""),
                ("early_childhood", "infants", "שכונות הדרום", "routine", 80, "yes", t.WELFARE,
                 "2025-01-01", "", ""),
                ("food", "people_in_poverty", "", "routine", 300, "yes", t.WELFARE, "2025-01-01",
                 "", ""),
                ("information", "new_immigrants", "", "routine", 60, "no", t.COMMUNITY_CENTRE,
                 "2025-05-01", "", "התגלתה בסקר דלת לדלת"),
            ),
            "responses": t.responses(
                ("סלי מזון", "response", t.CHARITY_A, "food", "people_in_poverty", "", "routine",
                 300, "", "2025-01-01", "", ""),
                ("מוקד זכויות", "response", t.COMMUNITY_CENTRE, "information", "new_immigrants",
                 "", "routine", 40, "", "2025-09-01", "", ""),
            ),
        },
    ),
    Filled(
        "learning_log",
        {
            "learning_log": t.learning_log(
                ("2025-11-20", "יעד הנשירה הוחלף", "decision", "",
                 "הנתון מתעדכן מאוחר מדי לניהול שוטף", "מעקב אחר האמון במקומו", t.AUTHORITY),
                ("2026-01-05", "מי יתכלל", "question", _MATRICULATION,
                 "התפקיד פנוי חצי שנה", "", t.AUTHORITY),
            ),
        },
    ),
)  # fmt: skip
