"""Alerts and the morning summary in words, in Hebrew or in English; rows bounded and redacted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from orchestration.alerts.causes import Cause
from orchestration.logs import redacted
from orchestration.record import RunRecord

PLACES = ("file", "locator", "settlement_code", "indicator_id", "period", "vintage")
LINE = 500
APART = "\u2068\u2069"
"""Around what is read in an order of its own within a line, whichever that is."""
ISRAEL = ZoneInfo("Asia/Jerusalem")
SYNTHETIC = {"he": "נתונים סינתטיים בלבד", "en": "synthetic data only"}

_TITLES = {
    "blocked": ("הפרסום נחסם: {says}", "Publication is blocked: {says}"),
    "refused": (
        "הרענון נדחה: {many}",
        "The refresh was refused: {many}",
    ),
    "broken": ("הרענון נכשל", "The refresh broke"),
    "interrupted": ("הרענון נקטע", "The refresh was cut short"),
    "published": ("אי אפשר לפתוח את מה שפורסם", "What is published cannot be opened"),
    "missing": (
        "לא היה רענון ביותר מ־{count} שעות",
        "No refresh has begun for more than {count} hours",
    ),
    "silent": (
        "גוף מפרסם אינו נותן קבצים שאפשר לקרוא: {says} ({many})",
        "A publisher gives nothing that can be read: {says} ({many})",
    ),
    "stale": ("מקור ישן מן הצפוי: {says}", "A source is older than expected: {says}"),
    "revision": ("עדכון בדיעבד מעבר לגבול: {says}", "A revision is larger than its limit: {says}"),
}
_MANY = {
    "refused": (
        ("קלט אחד שאי אפשר להשתמש בו", "one input that cannot be used"),
        ("{count} קלטים שאי אפשר להשתמש בהם", "{count} inputs that cannot be used"),
    ),
    "silent": (("קובץ אחד", "one file"), ("{count} קבצים", "{count} files")),
}
"""How a title counts: one, and more."""
_DO = {
    "refused": (
        "לתקן או להסיר את מה שנמצא להלן, ולרענן שוב.",
        "Mend or take away what is found below, and refresh again.",
    ),
    "broken": (
        "לקרוא את logs/{run}.jsonl; הרענון הבא מתחיל נקי.",
        "Read logs/{run}.jsonl; the next refresh begins clean.",
    ),
    "interrupted": (
        "לבדוק אם המחשב או השירות נעצרו; הרענון הבא מתחיל נקי.",
        "See whether the machine or the service was stopped; the next refresh begins clean.",
    ),
    "published": (
        "לרענן: הקובץ יועתק מחדש מן הגרסה השמורה; לבדוק את הדיסק ואם מישהו פתח את הקובץ לכתיבה.",
        "Refresh: it is laid anew from its kept version. Look after the disk, and whether somebody"
        " has the file open for writing.",
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
    lines = [SYNTHETIC[language]] if synthetic else []
    if cause.kind in _STANDS and cause.subject != "published":
        lines.append(_STANDS[cause.kind][he])
    if do := cause.do[he] or _DO.get(_words_of(cause), ("", ""))[he].format(run=cause.run_id):
        lines.append((f"מה לעשות: {do}", f"What to do: {do}")[he])
    lines += _rows(cause, rows, he)
    if cause.kind in ("blocked", "revision"):
        lines.append((f"בדיקה: {cause.subject}", f"Check: {cause.subject}")[he])
    if cause.kind == "stale":
        lines.append((f"מקור: {cause.subject}", f"Source: {cause.subject}")[he])
    if cause.run_id:
        lines.append((f"ריצה: {cause.run_id}", f"Run: {cause.run_id}")[he])
    link = link_to(page, cause.dagster_run_id)
    lines.append(_link(link, he))
    facts = {
        "kind": cause.kind,
        "cause": cause.key,
        "count": cause.count,
        "rows": [_clean_row(row) for row in cause.rows[:rows]],
        "run": cause.run_id,
        "link": link,
        "synthetic": synthetic,
    }
    return Message(_clean(_title(cause, he)), tuple(map(_clean, lines)), language, facts)


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
                f"הגרסה המפורסמת: ריצה {live['run_id']}, {_hour(live['published_at'], he)}",
                f"Live: run {live['run_id']}, published {_hour(live['published_at'], he)}",
            )[he]
        )
    for record in records:
        lines += [
            ("עדכון בדיעבד: ", "Revision: ")[he] + _apart(r, he) for r in record.revisions[:10]
        ]
        lines += [("לא ענה: ", "No answer: ")[he] + _apart(r, he) for r in record.unreachable[:10]]
        lines += [
            ("הושאר בתיבה: ", "Left in the inbox: ")[he] + _apart(r, he) for r in record.left[:10]
        ]
    if warnings := len(records[0].failed_checks("warning")) if records else 0:
        lines.append(
            (f"אזהרות של בקרת האיכות: {warnings}", f"Warnings of the gate: {warnings}")[he]
        )
    lines += ["  " + _title(cause, he) for cause in causes]
    lines.append(_link(page, he))
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
    line = _link(page, 0 if language == "he" else 1)
    return Message(title, (line,), language, {**facts, "synthetic": False})


def link_to(page: str, dagster_run_id: str) -> str:
    base = page.rstrip("/")
    return f"{base}/runs/{dagster_run_id}" if dagster_run_id else base


def _link(address: str, he: int) -> str:
    """Without marks around it, which programs would take for a part of the address."""
    return (f"הדף: {address}", address)[he]


def _words_of(cause: Cause) -> str:
    return cause.subject if cause.subject in ("interrupted", "published") else cause.kind


def _title(cause: Cause, he: int) -> str:
    one_and_more = _MANY.get(cause.kind)
    many = one_and_more[cause.count > 1][he].format(count=cause.count) if one_and_more else ""
    words = _TITLES[_words_of(cause)][he]
    return words.format(says=cause.says[he], count=cause.count, many=many)


def _rows(cause: Cause, most: int, he: int) -> list[str]:
    """The first rows that show a cause, under a line that says how many there are."""
    told = [_row(cause, row, he) for row in cause.rows[:most]]
    if not told or cause.kind in ("missing", "stale") or _words_of(cause) == "interrupted":
        return told
    head = ("מה נמצא:", "What was found:")
    if cause.count > len(told):
        head = (f"השורות הראשונות מתוך {cause.count}:", f"The first of {cause.count}:")
    return [head[he], *(f"  {row}" for row in told)]


def _row(cause: Cause, row: dict[str, Any], he: int) -> str:
    found, expected = (_apart(row.get(key, ""), he) for key in ("found", "expected"))
    if cause.kind == "missing":
        return (f"האחרון התחיל: {_hour(row['found'], 0)}", f"It began: {_hour(row['found'], 1)}")[
            he
        ]
    if cause.kind == "stale":
        vintage = _apart(row["locator"], he)
        return (
            f"מהדורה {vintage}: {row['found']} ימים מסוף התקופה; הגבול {row['expected']}",
            f"{vintage}: {row['found']} days since its period; limit {row['expected']}",
        )[he]
    if cause.kind == "silent":
        file = _apart(row["file"], he)
        since = row["since"]
        return (f"הקובץ {file}, מאז {since}: {found}", f"{file}, since {since}: {found}")[he]
    if "stage" in row:
        return (f"אחרי השלב {row['stage']}", f"After the stage {row['stage']}")[he]
    place = " ".join(str(row[key]) for key in PLACES if row.get(key) not in (None, ""))
    if "expected" not in row:
        return ": ".join(part for part in (place and _apart(place, he), found) if part)
    said = (f"נמצא {found}; צפוי {expected}", f"found {found}; expected {expected}")[he]
    return (f"במקום {_apart(place, he)} {said}", f"{place}: {said}")[he] if place else said


def _hour(text: str, he: int) -> str:
    """A moment as clocks in Israel show it."""
    there = dt.datetime.fromisoformat(text).astimezone(ISRAEL)
    return (f"{there:%d/%m/%Y, %H:%M}", f"{there:%Y-%m-%d %H:%M} in Israel")[he]


def _apart(value: object, he: int) -> str:
    """What is quoted; in Hebrew set apart, so that its order does not mix with that of the line."""
    text = _clean(str(value).translate(dict.fromkeys(map(ord, APART))))
    return text if he else f"{APART[0]}{text}{APART[1]}"


def _clean_row(row: dict[str, Any]) -> dict[str, str]:
    return {key: _clean(str(value)) for key, value in row.items() if value is not None}


def _clean(text: str) -> str:
    """One line, without secrets, personal data, control characters or marks that turn its order."""
    begins = len(text) - len(text.lstrip(" "))
    line = "".join(char if char.isprintable() or char in APART else " " for char in text)
    line = redacted(" ".join(line.split()))
    return " " * begins + (line if len(line) <= LINE else line[: LINE - 1] + "…")
