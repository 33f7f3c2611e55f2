"""Alerts and the morning summary in words, in Hebrew or in English; rows bounded and redacted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.alerts.causes import Cause
from orchestration.logs import redacted
from orchestration.record import RunRecord

PLACES = ("file", "locator", "settlement_code", "indicator_id", "period", "vintage")
LINE = 300
SYNTHETIC = {"he": "נתונים סינתטיים בלבד", "en": "synthetic data only"}

_TITLES = {
    "blocked": ("הפרסום נחסם: {says}", "Publication is blocked: {says}"),
    "refused": (
        "הרענון נדחה: {count} קבצים או קלטים שאי אפשר לקרוא",
        "The refresh was refused: {count} inputs that cannot be read",
    ),
    "broken": ("הרענון נכשל", "The refresh broke"),
    "missing": (
        "לא היה רענון ביותר מ־{count} שעות",
        "No refresh has begun for more than {count} hours",
    ),
    "silent": (
        "{says} אינו נותן קבצים שאפשר לקרוא ({count})",
        "{says} gives nothing that can be read ({count} files)",
    ),
    "stale": ("מקור ישן מן הצפוי: {says}", "A source is older than expected: {says}"),
    "revision": ("עדכון בדיעבד מעבר לגבול: {says}", "A revision is larger than its limit: {says}"),
}
_DO = {
    "refused": (
        "לתקן או להסיר את הקבצים שלהלן, ולרענן שוב.",
        "Mend or take away the files below, and refresh again.",
    ),
    "broken": (
        "לקרוא את יומן הריצה; הרענון הבא מתחיל נקי.",
        "Read the log of the run; the next refresh begins clean.",
    ),
    "missing": (
        "לבדוק שהשירות thriving serve פועל ושהתזמון nightly דולק.",
        "See whether thriving serve is up and the schedule nightly is on.",
    ),
    "silent": (
        "לראות ב־thriving sources מה נענה; אם הכתובת השתנתה, לתקן אותה בהצהרת המקור, ואם הגישה"
        " חסומה, להוריד בדפדפן ולהניח בתיבה.",
        "See in thriving sources what came back; if the address has changed, correct it in the"
        " declaration; if programs are refused, download in a browser and use the inbox.",
    ),
    "stale": (
        "לבדוק אם לגוף המפרסם יש מהדורה חדשה, ולהביא אותה.",
        "See whether its publisher has a newer edition, and bring it in.",
    ),
}
_STANDS = {
    "blocked": (
        "מה שפורסם נשאר כפי שהיה; המשתמשים אינם רואים את הנתונים החדשים.",
        "What is published stands as it was; nobody sees the new figures.",
    ),
    "revision": (
        "הנתונים החדשים פורסמו.",
        "The new figures are published.",
    ),
}
_STANDS["silent"] = (
    "המהדורה הטובה האחרונה של כל מקור נשארת בשימוש.",
    "The last good edition of each source stays in use.",
)
_STANDS["refused"] = _STANDS["broken"] = _STANDS["missing"] = _STANDS["blocked"]
_OUTCOMES = {
    "published": ("פורסם", "published"),
    "unchanged": ("לא היה מה לעדכן", "nothing had changed"),
    "blocked": ("נחסם בבקרת האיכות", "blocked by the gate"),
    "refused": ("נדחה בשל קלט שגוי", "refused for wrong input"),
    "failed": ("נכשל", "failed"),
    "interrupted": ("נקטע", "was cut short"),
}


@dataclass(frozen=True)
class Message:
    """What is sent: ``facts`` are for programs, the rest is for people."""

    title: str
    lines: tuple[str, ...]
    language: str
    facts: dict[str, Any]

    @property
    def text(self) -> str:
        return "\n".join((self.title, "", *self.lines))


def of_cause(cause: Cause, language: str, page: str, rows: int, *, synthetic: bool) -> Message:
    """One cause, whatever the number of its rows."""
    he = 0 if language == "he" else 1
    title = _TITLES[cause.kind][he].format(says=cause.says[he], count=cause.count)
    lines = [SYNTHETIC[language]] if synthetic else []
    if cause.kind in _STANDS:
        lines.append(_STANDS[cause.kind][he])
    if do := cause.do[he] or _DO.get(cause.kind, ("", ""))[he]:
        lines.append((f"מה לעשות: {do}", f"What to do: {do}")[he])
    shown = [_row(row, he) for row in cause.rows[:rows]]
    if cause.kind == "stale":
        shown = [
            (
                f"{row['locator']}: {row['found']} ימים מסוף התקופה; הגבול {row['expected']}",
                f"{row['locator']}: {row['found']} days since its period; limit {row['expected']}",
            )[he]
            for row in cause.rows
        ]
    elif cause.kind == "silent":
        shown = [
            (
                f"{row['file']}, מאז {row['since']}: {row['found']}",
                f"{row['file']}, since {row['since']}: {row['found']}",
            )[he]
            for row in cause.rows[:rows]
        ]
    elif shown:
        lines.append((f"השורות הראשונות מתוך {cause.count}:", f"The first of {cause.count}:")[he])
    lines += [f"  {row}" for row in shown]
    if cause.kind in ("blocked", "revision"):
        lines.append((f"בדיקה: {cause.subject}", f"Check: {cause.subject}")[he])
    if cause.kind == "stale":
        lines.append((f"מקור: {cause.subject}", f"Source: {cause.subject}")[he])
    link = link_to(page, cause.dagster_run_id)
    if cause.run_id:
        lines.append((f"ריצה: {cause.run_id}", f"Run: {cause.run_id}")[he])
    lines.append(link)
    facts = {
        "kind": cause.kind,
        "cause": cause.key,
        "count": cause.count,
        "rows": [_clean_row(row) for row in cause.rows[:rows]],
        "run": cause.run_id,
        "link": link,
        "synthetic": synthetic,
    }
    return Message(_clean(title), tuple(map(_clean, lines)), language, facts)


def of_morning(
    records: Sequence[RunRecord],
    causes: Sequence[Cause],
    live: dict[str, Any] | None,
    day: dt.date,
    language: str,
    page: str,
) -> Message:
    """What the last day's refreshes did, what is published, and what is still amiss."""
    he = 0 if language == "he" else 1
    synthetic = bool(live and live["synthetic"])
    ended = [f"{_OUTCOMES.get(r.outcome, (r.outcome,) * 2)[he]} ({r.run_id})" for r in records]
    title = (f"מחסן הנתונים, {day:%d/%m/%Y}: ", f"The warehouse, {day:%Y-%m-%d}: ")[he]
    title += (
        ("הכול תקין", "all is well"),
        ("דבר אחד לטיפול", "one thing to look at"),
        (f"{len(causes)} דברים לטיפול", f"{len(causes)} things to look at"),
    )[min(len(causes), 2)][he]
    lines = [SYNTHETIC[language]] if synthetic else []
    nothing = ("לא היו רענונים", "no refresh")[he]
    lines.append(("רענונים: ", "Refreshes: ")[he] + ("; ".join(ended) or nothing))
    if live:
        lines.append(
            (
                f"הגרסה המפורסמת: ריצה {live['run_id']}, {live['published_at'][:16]} UTC",
                f"Live: run {live['run_id']}, published {live['published_at'][:16]} UTC",
            )[he]
        )
    for record in records:
        lines += [(f"עדכון בדיעבד: {r}", f"Revision: {r}")[he] for r in record.revisions[:10]]
        lines += [(f"לא ענה: {r}", f"No answer: {r}")[he] for r in record.unreachable[:10]]
        lines += [(f"הושאר בתיבה: {r}", f"Left in the inbox: {r}")[he] for r in record.left[:10]]
    if warnings := len(records[0].failed_checks("warning")) if records else 0:
        lines.append(
            (f"אזהרות של בקרת האיכות: {warnings}", f"Warnings of the gate: {warnings}")[he]
        )
    lines += ["  " + _TITLES[c.kind][he].format(says=c.says[he], count=c.count) for c in causes]
    lines.append(page)
    facts = {
        "kind": "summary",
        "cause": f"summary:{day.isoformat()}",
        "count": len(causes),
        "rows": [],
        "run": records[0].run_id if records else "",
        "link": page,
        "synthetic": synthetic,
    }
    return Message(_clean(title), tuple(map(_clean, lines)), language, facts)


def of_test(language: str, page: str) -> Message:
    """A message that asks for nothing."""
    title = "הודעת ניסיון ממחסן הנתונים" if language == "he" else "A test from the warehouse"
    facts = {"kind": "test", "cause": "test", "count": 0, "rows": [], "run": "", "link": page}
    return Message(title, (page,), language, {**facts, "synthetic": False})


def link_to(page: str, dagster_run_id: str) -> str:
    base = page.rstrip("/")
    return f"{base}/runs/{dagster_run_id}" if dagster_run_id else base


def _row(row: dict[str, Any], he: int) -> str:
    place = " ".join(str(row[key]) for key in PLACES if row.get(key) not in (None, ""))
    if "expected" in row:
        said = (
            f"נמצא {row.get('found')}; צפוי {row['expected']}",
            f"found {row.get('found')}; expected {row['expected']}",
        )[he]
    else:
        said = str(row.get("found", ""))
    return ": ".join(part for part in (place, said) if part)


def _clean_row(row: dict[str, Any]) -> dict[str, str]:
    return {key: _clean(str(value)) for key, value in row.items() if value is not None}


def _clean(text: str) -> str:
    """One line, without secrets, personal data, control characters or marks that turn its order."""
    begins = len(text) - len(text.lstrip(" "))
    line = "".join(char if char.isprintable() else " " for char in text)
    line = redacted(" ".join(line.split()))
    return " " * begins + (line if len(line) <= LINE else line[: LINE - 1] + "…")
