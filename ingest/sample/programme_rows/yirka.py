"""Yirka: nothing negative is watched, no plan is active, and some rows are to be refused."""

from __future__ import annotations

from ingest.sample.programme_rows import table as t
from ingest.sample.programme_rows.table import Filled, Row

_MATRICULATION = "העלאת הזכאות לבגרות"
_DROPOUT = "צמצום הנשירה"
_WAGE = "העלאת שכר השכירים"
_PLAN = "תכנית 2026"
_SCHOOL = "חינוך"
_WORK = "כלכלה מקומית"

# As somebody typed them below the others: each is to be refused.
_REFUSED: tuple[Row, ...] = (
    {"need_kind": "דלק", "population": "parents", "regime": "routine", "people": 25,
     "from_date": "2025-03-01"},
    {"need_kind": "employment", "population": "young_adults", "regime": "routine", "people": 110,
     "from_date": "12/31/2026"},
    {"need_kind": "accessibility", "population": "people_with_disabilities", "regime": "routine",
     "people": 30, "from_date": "2025-03-01", "note": "לתיאום 050-0000000"},
    {"need_kind": "loneliness", "population": "older_people", "regime": "routine", "people": 40,
     "from_date": "2025-01-01"},
    {"need_kind": "loneliness", "population": "older_people", "regime": "routine", "people": 55,
     "from_date": "2025-01-01"},
    {"need_kind": 'סה"כ', "people": 375},
)  # fmt: skip

FILES = (
    Filled(
        "programme",
        {
            "memberships": t.memberships((t.CENTRE, "גל שני", "2025-01-01", "", "")),
            "progress": t.progress((t.CENTRE, "stage_1", "under_way", "2025-01-01", "")),
        },
    ),
    Filled(
        "governing_body",
        {
            "bodies": t.bodies(
                (t.WELFARE, "authority", "social", "no", "2025-01-01", ""),
                (t.EDUCATION, "authority", "educational", "no", "2025-01-01", ""),
            ),
            "directorate": t.directorate(
                (t.AUTHORITY, "authority", "chair", "2025-02-01", ""),
                (t.EDUCATION, "authority", "member", "2025-02-01", ""),
                (t.FORUM, "residents", "member", "2025-02-01", ""),
                (t.MINISTRY_OF_EDUCATION, "government", "member", "2025-02-01", ""),
                (t.CHARITY_A, "civil_society", "member", "2025-02-01", ""),
                (t.FOUNDATION, "philanthropy", "observer", "2025-06-01", ""),
                (t.EMPLOYERS, "business", "member", "2025-02-01", ""),
            ),
        },
    ),
    Filled(
        "targets",
        {
            "focus_areas": t.focus_areas(
                (_SCHOOL, "educational", t.CENTRE, "זכאות ונשירה",
                 "matriculation_eligibility_pct", "2025-04-01"),
                (_WORK, "economic", t.CENTRE, "שכר נמוך", "wage_employees_ils_per_month",
                 "2025-04-01"),
            ),
            "targets": t.targets(
                (_MATRICULATION, _SCHOOL, t.CENTRE, "goal", "matriculation_eligibility_pct",
                 "all_of_group", 2021, 57.3, "", "2021", "2025-05-01", 60, "2026-12-31", ""),
                (_DROPOUT, _SCHOOL, t.CENTRE, "goal", "dropout_pct", "all_of_group",
                 2021, 2.73, "", "2021", "2025-05-01", 2.2, "2028-12-31", ""),
                (_WAGE, _WORK, t.CENTRE, "goal", "wage_employees_ils_per_month", "all_of_group",
                 2019, 7473, "", "2021", "2025-05-01", 10_000, "", ""),
            ),
        },
    ),
    Filled(
        "work_plan",
        {
            "plans": t.plans(
                ("תכנית 2025", t.CENTRE, "ended", "2025-01-01", "2025-12-31", "2025-05-20",
                 t.AUTHORITY),
                (_PLAN, t.CENTRE, "draft", "2026-01-01", "2026-12-31", "", ""),
            ),
            "activities": t.activities(
                (_PLAN, "מרתון לבגרות", _MATRICULATION, t.EDUCATION, "", "", "youth", "",
                 "2026-02-01", "2026-06-30", "planned"),
                (_PLAN, "מרכז עסקים קטנים", _WAGE, t.EMPLOYERS, t.AUTHORITY, "", "everybody", "",
                 "2026-03-01", "", "planned"),
            ),
        },
    ),
    Filled(
        "investments",
        {
            "investments": t.investments(
                (t.MINISTRY_OF_EDUCATION, "government", 2026, _MATRICULATION, "money", "no",
                 160_000, "", ""),
                (t.EMPLOYERS, "business", 2026, _WAGE, "in_kind", "no", 50_000, "", ""),
                (t.AUTHORITY, "authority", 2026, _DROPOUT, "posts", "no", 70_000, "", ""),
            ),
        },
    ),
    Filled(
        "practices",
        {
            "practices": t.practices(
                ("מרתון לימודי", "matriculation_eligibility_pct", "educational", "not_yet_tested",
                 "", "", t.EDUCATION, "2025-02-01", ""),
            ),
        },
    ),
    Filled(
        "needs_responses",
        {
            "needs": t.needs(
                ("food", "older_people", "", "routine", 70, "yes", t.WELFARE, "2025-01-01", "",
                 ""),
                ("mobility", "older_people", "", "routine", 45, "yes", t.WELFARE, "2025-01-01",
                 "", ""),
            ) + _REFUSED,
            "responses": t.responses(
                ("הסעות למרפאה", "response", t.CHARITY_A, "mobility", "older_people", "",
                 "routine", 45, "", "2025-02-01", "", ""),
                ("ארוחות חמות", "response", t.WELFARE, "food", "older_people", "", "routine", 70,
                 "", "2025-01-01", "", ""),
            ),
        },
    ),
)  # fmt: skip
