"""What is known of a build before it is published: counts, and the results of all checks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb

from orchestration.home import Home
from orchestration.record import RunRecord, load_records, now

RESULTS_OF_RUNS_KEPT = 30

DDL = """
create or replace table marts.quality_results (
    run_id varchar not null,
    check_id varchar not null,
    suite varchar not null,
    severity varchar not null,
    outcome varchar not null,
    failing_rows bigint not null,
    says varchar,
    says_he varchar,
    what_to_do varchar,
    what_to_do_he varchar,
    sample varchar,
    run_outcome varchar,
    checked_at timestamp not null,
    primary key (run_id, suite, check_id)
);
comment on table marts.quality_results is
    'Results of all checks (תוצאות בקרת איכות), of this refresh and of those before it.
תוצאות כל בדיקות האיכות, של רענון זה ושל אלה שלפניו.';
comment on column marts.quality_results.run_id is
    'The refresh (ריצה).
הריצה שבה נבדק.';
comment on column marts.quality_results.check_id is
    'The check (בדיקה).
שם הבדיקה.';
comment on column marts.quality_results.suite is
    'Suite of expectations (קבוצת הבדיקות).
קבוצת הבדיקות שהיא שייכת אליה.';
comment on column marts.quality_results.severity is
    'critical blocks, warning is reported (חומרה).
חומרת הבדיקה: critical חוסמת את הפרסום, warning מדווחת בלבד.';
comment on column marts.quality_results.outcome is
    'passed or failed (תוצאה).
תוצאת הבדיקה: passed (עברה) או failed (נכשלה).';
comment on column marts.quality_results.failing_rows is
    'Rows that violate it (שורות חורגות).
מספר השורות החורגות מן הבדיקה.';
comment on column marts.quality_results.says is
    'What a failure means (משמעות).
מה כישלון מעיד, באנגלית.';
comment on column marts.quality_results.says_he is
    'What a failure means, in Hebrew (משמעות).
מה כישלון מעיד, בעברית.';
comment on column marts.quality_results.what_to_do is
    'What to do then (מה לעשות).
מה לעשות במקרה כזה, באנגלית.';
comment on column marts.quality_results.what_to_do_he is
    'What to do then, in Hebrew (מה לעשות).
מה לעשות במקרה כזה, בעברית.';
comment on column marts.quality_results.sample is
    'First violations, as JSON (דוגמאות).
החריגות הראשונות, כטקסט JSON.';
comment on column marts.quality_results.run_outcome is
    'How that refresh ended (תוצאת הריצה).
כיצד הסתיימה אותה ריצה.';
comment on column marts.quality_results.checked_at is
    'When, UTC (מועד הבדיקה).
מועד הבדיקה, שעון UTC.';
"""


def counts_of(build: Path) -> dict[str, int]:
    queries = {
        "quarantined": "select count(*) from marts.quarantine",
        "figures": "select count(*) from marts.indicator_values",
        "settlements": "select count(*) from marts.settlements",
        "indicators": "select count(*) from marts.indicators",
        "revisions": "select count(*) from marts.revisions where revision_kind = 'revision'",
        "restatements": "select count(*) from marts.revisions where revision_kind = 'restatement'",
    }
    counts = {}
    with duckdb.connect(str(build), read_only=True) as connection:
        for name, query in queries.items():
            row = connection.execute(query).fetchone()
            counts[name] = int(row[0]) if row else 0
    return counts


def write_quality_results(home: Home, record: RunRecord) -> None:
    """Put the results of this run, and of the latest ones before it, into the build."""
    rows: list[tuple[Any, ...]] = []
    earlier = [
        r for r in load_records(home.runs, RESULTS_OF_RUNS_KEPT) if r.run_id != record.run_id
    ]
    for run in [record, *earlier]:
        checked_at = (run.finished_at or now())[:19]
        for check in run.checks:
            if run is not record and check["outcome"] == "passed":
                continue
            rows.append(
                (
                    run.run_id,
                    check["check_id"],
                    check["suite"],
                    check["severity"],
                    check["outcome"],
                    check["failing"],
                    check["says"],
                    # What older runs recorded was in English alone.
                    check.get("says_he"),
                    check["do"],
                    check.get("do_he"),
                    json.dumps(check["rows"], ensure_ascii=False, default=str)
                    if check["rows"]
                    else None,
                    "published" if run is record else run.outcome,
                    checked_at,
                )
            )
    with duckdb.connect(str(home.building)) as connection:
        connection.execute(DDL)
        connection.executemany(
            "insert into marts.quality_results values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows
        )
