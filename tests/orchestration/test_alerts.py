"""Who is told of what, how often, in which words; and what receivers that misbehave change."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import ssl
import subprocess
from pathlib import Path
from unittest import mock

import duckdb
import pytest

from ingest.archive import Archive
from ingest.errors import InputError
from ingest.fetch.answers import Answers
from ingest.fetch.fetched import Fetched
from ingest.source import load_sources
from orchestration.alerts.causes import Cause, find_causes
from orchestration.alerts.send import Undelivered, channels, post, send_mail
from orchestration.alerts.state import read_state, undelivered
from orchestration.alerts.tell import tell, tell_test
from orchestration.alerts.words import Message, of_cause
from orchestration.home import Home
from orchestration.record import RunRecord
from orchestration.settings import Alerts, Mail, Settings
from tests.orchestration.receivers import mailbox, webhook

NIGHT = dt.datetime(2026, 11, 22, 0, 0, tzinfo=dt.UTC)
"""02:00 in Israel."""
ROWS = [
    {"file": "p_libud_24.xlsx", "locator": f"גיליון!B{n}", "found": str(n), "expected": "0 to 100"}
    for n in range(40)
]


def record_run(home: Home, at: dt.datetime, outcome: str, **more: object) -> RunRecord:
    run = RunRecord(
        run_id=f"{at:%Y%m%dT%H%M%S}-abcd",
        origin="live",
        synthetic=False,
        requested_by="the schedule",
        started_at=at.isoformat(timespec="seconds"),
        outcome=outcome,
        **more,  # type: ignore[arg-type]
    )
    run.save(home.runs)
    return run


def check(check_id: str, severity: str = "critical", failing: int = 40) -> dict[str, object]:
    return {
        "check_id": check_id,
        "suite": "checks",
        "severity": severity,
        "outcome": "failed",
        "failing": failing,
        "says": "a value is out of its range",
        "says_he": "ערך מחוץ לטווח",
        "do": "look at the cell",
        "do_he": "לבדוק את התא",
        "rows": ROWS,
    }


READ_THE_LOG = "What to do: Read logs/20261122T000000-abcd.jsonl; the next refresh begins clean."


class Receiver:
    """A channel that keeps what it gets, or refuses it."""

    def __init__(self) -> None:
        self.got: list[Message] = []
        self.refuses = False

    def __call__(self, message: Message) -> None:
        if self.refuses:
            raise Undelivered("status 500")
        self.got.append(message)

    def titles(self) -> list[str]:
        titles = [message.title for message in self.got]
        self.got.clear()
        return titles


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


def told(home: Home, receiver: Receiver, at: dt.datetime, **settings: object) -> list[str]:
    """What is told at a moment, without the morning's summary."""
    settings = {"summary_at": "23:59", "language": "en", **settings}
    tell(home, Alerts(**settings), {"test": receiver}, at)  # type: ignore[arg-type]
    return receiver.titles()


def publish_sources(home: Home, *rows: tuple[str, str, int]) -> None:
    home.published.mkdir(exist_ok=True)
    home.warehouse.unlink(missing_ok=True)
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute(
            "create schema marts; create table marts.sources (source_id varchar, title_he varchar,"
            " title_en varchar, latest_vintage varchar, age_days bigint, warn_after_days integer,"
            " freshness varchar)"
        )
        for source_id, vintage, age in rows:
            connection.execute(
                "insert into marts.sources values (?, 'אוכלוסייה', 'Population', ?, ?, 900, ?)",
                [source_id, vintage, age, "stale" if age > 900 else "fresh"],
            )


def test_a_run_that_published_tells_nothing(home: Home, receiver: Receiver) -> None:
    assert told(home, receiver, NIGHT) == []
    record_run(home, NIGHT, "published", checks=[check("population_jump", "warning")])
    assert told(home, receiver, NIGHT) == []


def test_a_blocked_run_is_one_message_a_check_not_a_row(home: Home, receiver: Receiver) -> None:
    record_run(home, NIGHT, "blocked", checks=[check("values_in_range"), check("keys_repeated")])
    assert (
        told(home, receiver, NIGHT) == ["Publication is blocked: a value is out of its range"] * 2
    )
    assert told(home, receiver, NIGHT + dt.timedelta(minutes=1)) == []


def test_whoever_is_set_up_later_hears_of_what_is_still_so(home: Home, receiver: Receiver) -> None:
    record_run(home, NIGHT, "blocked", checks=[check("values_in_range")])
    assert tell(home, Alerts(), {}, NIGHT) == []
    assert len(told(home, receiver, NIGHT)) == 1


def test_the_next_night_the_same_is_not_told_again_but_after_days_it_is(
    home: Home, receiver: Receiver
) -> None:
    for night in range(9):
        at = NIGHT + dt.timedelta(days=night)
        record_run(home, at, "blocked", checks=[check("values_in_range")])
        found = told(home, receiver, at, remind_after_days=7)
        assert (found != []) == (night in (0, 7)), night


def test_what_has_changed_is_told_at_once_and_what_is_over_is_forgotten(
    home: Home, receiver: Receiver
) -> None:
    days = [NIGHT + dt.timedelta(days=n) for n in range(4)]
    record_run(home, days[0], "blocked", checks=[check("values_in_range", failing=40)])
    assert len(told(home, receiver, days[0])) == 1
    record_run(home, days[1], "blocked", checks=[check("values_in_range", failing=41)])
    assert len(told(home, receiver, days[1])) == 1
    record_run(home, days[2], "published")
    assert told(home, receiver, days[2]) == []
    record_run(home, days[3], "blocked", checks=[check("values_in_range", failing=41)])
    assert len(told(home, receiver, days[3])) == 1


def test_a_large_revision_is_told_though_it_was_published(home: Home, receiver: Receiver) -> None:
    record_run(home, NIGHT, "published", checks=[check("drift_quantiles", "warning")])
    assert told(home, receiver, NIGHT) == [
        "A revision is larger than its limit: a value is out of its range"
    ]


@pytest.mark.parametrize(
    ("outcome", "more", "title"),
    [
        ("refused", {"failures": ["a.xlsx: …", "b.xlsx: …"]}, "The refresh was refused: 2 inputs"),
        ("failed", {"errors": ["disk full"]}, "The refresh broke"),
        ("running", {"seconds": {"ingest": 1.0, "build": 3.0}}, "The refresh was cut short"),
    ],
)
def test_a_run_that_did_not_end_well_is_told(
    home: Home, receiver: Receiver, outcome: str, more: dict[str, object], title: str
) -> None:
    record_run(home, NIGHT, outcome, **more)
    [said] = told(home, receiver, NIGHT)
    assert said.startswith(title)


@pytest.mark.parametrize(
    ("outcome", "more", "lines"),
    [
        ("refused", {"failures": ["a.xlsx: no"]}, ["What was found:", "  a.xlsx: no"]),
        ("refused", {"failures": [*"abcdefg"]}, ["The first of 7:", "  a", "  b"]),
        ("running", {"seconds": {"build": 3.0}}, ["After the stage build"]),
        ("failed", {}, [READ_THE_LOG]),
        ("published", {}, ["It began: 2026-11-22 02:00 in Israel"]),
    ],
)  # fmt: skip
def test_what_is_found_is_told_as_it_is(
    home: Home, receiver: Receiver, outcome: str, more: dict[str, object], lines: list[str]
) -> None:
    record_run(home, NIGHT, outcome, **more)
    later = NIGHT + dt.timedelta(days=2 if outcome == "published" else 0)
    settings = Alerts(summary_at="23:59", language="en", rows=2)
    tell(home, settings, {"test": receiver}, later)
    [said] = receiver.got
    assert set(lines) <= set(said.lines)
    assert sum(line.startswith("  ") for line in said.lines) == sum(
        line.startswith("  ") for line in lines
    )


def test_no_run_for_hours_is_told_once(home: Home, receiver: Receiver) -> None:
    record_run(home, NIGHT, "published")
    after = [told(home, receiver, NIGHT + dt.timedelta(hours=n)) for n in (29, 31, 32, 60)]
    assert after == [[], ["No refresh has begun for more than 30 hours"], [], []]


def test_a_stale_source_is_told_once_whatever_its_age(home: Home, receiver: Receiver) -> None:
    publish_sources(home, ("cbs_population", "2023", 950), ("cbs_census_2022", "2022", 10))
    first = told(home, receiver, NIGHT)
    assert first == ["A source is older than expected: Population"]
    publish_sources(home, ("cbs_population", "2023", 951))
    assert told(home, receiver, NIGHT + dt.timedelta(days=1)) == []


def ask(home: Home, at: dt.datetime, source_id: str, name: str, failure: str = "") -> None:
    """Note what a publisher answered at a moment, as fetching does."""
    url = f"https://data.gov.il/{name}"
    answers = Answers(home.folder, source_id)
    with mock.patch("ingest.fetch.answers.utc_now", lambda: at):
        if failure:
            answers.failed(name, url, InputError(url, found=failure, expected="a file"))
        else:
            path = home.folder / name
            path.write_text("a file")
            answers.came(Fetched(source_id, name, path, url, at))


def test_a_publisher_that_gives_nothing_for_days_is_one_message(
    home: Home, receiver: Receiver
) -> None:
    titles = []
    for night in range(12):
        at = NIGHT + dt.timedelta(days=night)
        if night != 10:  # no night without a run is a night without an answer
            ask(
                home,
                at,
                "moj_associations",
                "a.json",
                "" if night > 10 else f"status {500 + night}",
            )
            ask(home, at, "datagov_localities", "b.json", "a web page" if night in (0, 1) else "")
        titles.append(told(home, receiver, at + dt.timedelta(hours=1)))
    # One table came again in time; the other is told once, after a week once more, till it comes.
    told_on = [night for night, title in enumerate(titles) if title]
    assert told_on == [3, 10]
    assert titles[3] == ["A publisher gives nothing that can be read: data.gov.il (one file)"]


def test_a_file_that_comes_and_cannot_be_read_is_no_answer_either(
    home: Home, receiver: Receiver
) -> None:
    ask(home, NIGHT, "moj_associations", "a.json")
    archive, source = Archive(home.folder), load_sources()["moj_associations"]
    file = Fetched("moj_associations", "a.json", home.folder / "a.json", "https://x", NIGHT)
    sha256, _ = archive.receive(source, file, requested_by="test", synthetic=False)
    archive.rejected("moj_associations", sha256, "a.json: found no column 'סטטוס'")
    later = NIGHT + dt.timedelta(days=4)
    ask(home, later, "moj_associations", "a.json")
    tell(home, Alerts(summary_at="23:59"), {"test": receiver}, later)
    [said] = receiver.got
    assert said.title == "גוף מפרסם אינו נותן קבצים שאפשר לקרוא: data.gov.il (קובץ אחד)"
    # What is quoted is set apart: its order does not mix with that of the Hebrew around it.
    quoted = "\u2068a.json: found no column 'סטטוס'\u2069"
    assert f"  הקובץ \u2068moj_associations/a.json\u2069, מאז 2026-11-22: {quoted}" in said.lines
    assert said.lines[-1] == "הדף: http://127.0.0.1:3000"
    assert said.facts["kind"] == "silent"
    home_without_asking = later + dt.timedelta(days=4)
    assert find_causes(home, home_without_asking, 999, 3) == []


def test_a_published_file_that_cannot_be_opened_is_told_beside_all_else(
    home: Home, receiver: Receiver
) -> None:
    record_run(home, NIGHT, "refused", failures=["a.xlsx: no"])
    home.published.mkdir()
    home.warehouse.write_bytes(b"no database at all".ljust(8000))
    (home.folder / "archive").mkdir()
    (home.folder / "archive" / "ledger.jsonl").write_text("no event\n")
    tell(home, Alerts(summary_at="23:59", language="en"), {"test": receiver}, NIGHT)
    refused, damaged = receiver.got
    assert refused.title == "The refresh was refused: one input that cannot be used"
    assert damaged.title == "What is published cannot be opened"
    assert damaged.lines[0].startswith(
        "What to do: Refresh: it is laid anew from its kept version."
    )


def test_rows_are_bounded_named_and_without_personal_data(home: Home) -> None:
    rows = [*ROWS, {"file": "x", "found": "050-1234567", "expected": "none"}]
    cause = Cause(
        "blocked", "personal_data", "s", 41, ("מידע אישי", "personal data"), ("להסיר", "remove"),
        tuple(reversed(rows)), "run-1", "d-1",
    )  # fmt: skip
    english = of_cause(cause, "en", "https://page.invalid/", 3, synthetic=True)
    assert english.lines == (
        "synthetic data only",
        "What is published stands as it was; nobody sees the new figures.",
        "What to do: remove",
        "The first of 41:",
        "  x: found …; expected none",
        "  p_libud_24.xlsx גיליון!B39: found 39; expected 0 to 100",
        "  p_libud_24.xlsx גיליון!B38: found 38; expected 0 to 100",
        "Check: personal_data",
        "Run: run-1",
        "https://page.invalid/runs/d-1",
    )
    assert "050" not in json.dumps(english.facts) and len(english.facts["rows"]) == 3
    hebrew = of_cause(cause, "he", "https://page.invalid/", 0, synthetic=False)
    assert hebrew.title == "הפרסום נחסם: מידע אישי"
    assert hebrew.lines[:2] == (
        "מה שפורסם נשאר כפי שהיה; המשתמשים אינם רואים את הנתונים החדשים.",
        "מה לעשות: להסיר",
    )


def test_hostile_words_neither_break_a_line_nor_turn_its_order() -> None:
    cause = Cause("broken", "failed", "s", 1, rows=({"found": "a\r\nBcc: x\u202e<script>\x00"},))
    said = of_cause(cause, "en", "http://page", 5, synthetic=False)
    [line] = [line for line in said.lines if "script" in line]
    assert line == "  a Bcc: x <script>"
    turned = Cause("broken", "failed", "s", 1, rows=({"found": "a\u2069\u202e\u2068b"},))
    [line] = [
        li for li in of_cause(turned, "he", "http://p", 5, synthetic=False).lines if "b" in li
    ]
    assert line == "  \u2068a b\u2069"


def test_what_is_not_delivered_is_tried_later_and_said_in_the_status(
    home: Home, receiver: Receiver
) -> None:
    record_run(home, NIGHT, "blocked", checks=[check("values_in_range")])
    receiver.refuses = True
    tries = 0
    for minute in range(30):
        at = NIGHT + dt.timedelta(minutes=minute)
        said = tell(home, Alerts(summary_at="23:59"), {"test": receiver}, at)
        tries += len(said)
    assert tries == 4  # at once, after 1, after 5 more, after 15 more
    assert undelivered(home) == ["blocked:values_in_range: test: status 500"]
    receiver.refuses = False
    assert len(told(home, receiver, NIGHT + dt.timedelta(hours=2))) == 1
    assert undelivered(home) == []


def test_one_channel_that_fails_does_not_make_the_other_tell_twice(home: Home) -> None:
    record_run(home, NIGHT, "blocked", checks=[check("values_in_range")])
    good, bad = Receiver(), Receiver()
    bad.refuses = True
    for hour in range(4):
        at = NIGHT + dt.timedelta(hours=hour)
        tell(home, Alerts(summary_at="23:59"), {"bad": bad, "good": good}, at)
    assert len(good.got) == 1


def test_the_morning_is_told_once_a_day_in_israel(home: Home, receiver: Receiver) -> None:
    record_run(home, NIGHT, "published", revisions=["cbs: 2024-r2 revises 2024"])
    settings = Alerts(language="en")
    for minutes in range(0, 24 * 60, 10):
        tell(home, settings, {"test": receiver}, NIGHT + dt.timedelta(minutes=minutes))
    [morning] = receiver.got
    assert morning.title == "The warehouse, 2026-11-22: all is well"
    assert "Revision: cbs: 2024-r2 revises 2024" in morning.lines
    receiver.got.clear()
    tell(home, Alerts(language="he"), {"test": receiver}, NIGHT + dt.timedelta(hours=30))
    [morning] = receiver.got
    assert morning.title == "מחסן הנתונים, 23/11/2026: הכול תקין"
    assert "רענונים: לא היו רענונים" in morning.lines


@pytest.mark.parametrize("state", ["", "{", "[]", '{"told": 3}', "null"])
def test_a_state_that_cannot_be_read_is_none(home: Home, state: str) -> None:
    home.told.write_text(state)
    assert read_state(home) == {"told": {}, "morning": {}}


def message(language: str = "he") -> Message:
    cause = Cause("stale", "cbs_population", "s", 950, ("אוכלוסייה", "Population"))
    return of_cause(cause, language, "http://page", 5, synthetic=False)


def test_a_webhook_gets_json_and_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    with webhook() as hook:
        monkeypatch.setenv("THRIVING_WEBHOOK_URL", hook.url)
        monkeypatch.setenv("THRIVING_WEBHOOK_TOKEN", "tok")
        assert tell_test(Alerts(), channels(Settings())) == ["told by webhook"]
        post(message())
        test, told = hook.posts
    assert test["title"] == "הודעת ניסיון ממחסן הנתונים"
    assert hook.tokens == ["Bearer tok"] * 2
    assert (told["kind"], told["cause"], told["language"]) == (
        "stale",
        "stale:cbs_population",
        "he",
    )
    assert told["text"].startswith("מקור ישן מן הצפוי: אוכלוסייה\n")


@pytest.mark.parametrize(
    ("status", "wait", "words"),
    [
        (500, 0.0, "answered with status 500"),
        (302, 0.0, "answered with status 302"),
        (200, 0.4, "did not answer: ReadTimeout"),
    ],
)
def test_a_webhook_that_misbehaves_is_said_without_its_address(
    monkeypatch: pytest.MonkeyPatch, status: int, wait: float, words: str
) -> None:
    monkeypatch.setattr("orchestration.alerts.send.SECONDS", 0.2)
    with webhook() as hook:
        hook.status, hook.wait = status, wait
        monkeypatch.setenv("THRIVING_WEBHOOK_URL", hook.url)
        with pytest.raises(Undelivered, match=words) as caught:
            post(message())
    assert "a-secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/a-secret", "http://hooks.invalid/a-secret"])
def test_a_webhook_that_is_not_there_or_not_encrypted(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("THRIVING_WEBHOOK_URL", url)
    with pytest.raises(Undelivered) as caught:
        post(message())
    assert "a-secret" not in str(caught.value)


def mail_to(port: int, **more: object) -> Mail:
    told = {"host": "127.0.0.1", "port": port, "from": "w@x.invalid", "to": ["a@x.invalid"], **more}
    return Mail.model_validate(told)


def test_mail_is_hebrew_from_the_right_with_plain_text_beside() -> None:
    with mailbox() as box:
        send_mail(mail_to(box.port, starttls=False, to=["a@x.invalid", "b@x.invalid"]), message())
        [mail] = box.mails
    assert box.to == [["a@x.invalid", "b@x.invalid"]]
    assert mail["Subject"] == "מקור ישן מן הצפוי: אוכלוסייה"
    plain, page = mail.iter_parts()
    assert plain.get_content().startswith("מקור ישן מן הצפוי: אוכלוסייה\n")  # type: ignore[attr-defined]
    assert 'dir="rtl"' in page.get_content()  # type: ignore[attr-defined]


def test_mail_servers_that_misbehave(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestration.alerts.send.SECONDS", 0.5)
    with mailbox() as box:
        with pytest.raises(Undelivered, match="STARTTLS"):
            send_mail(mail_to(box.port), message())
        box.answer = "554 no"
        with pytest.raises(Undelivered, match="554"):
            send_mail(mail_to(box.port, starttls=False), message())
    with pytest.raises(Undelivered, match="Refused"):
        send_mail(mail_to(9, starttls=False), message())
    monkeypatch.setenv("THRIVING_SMTP_PASSWORD", "hunter2")
    with pytest.raises(Undelivered, match="without STARTTLS"):
        send_mail(mail_to(25, starttls=False, host="mail.invalid", user="w"), message())


@pytest.mark.skipif(shutil.which("openssl") is None, reason="NOT TESTED: no openssl")
def test_mail_by_starttls_trusts_known_authorities_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*request, *subject, *files], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    with mailbox(tls_context=context, require_starttls=True) as box:
        mail = mail_to(box.port, host="localhost")
        with pytest.raises(Undelivered, match="CERTIFICATE"):
            send_mail(mail, message())
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        send_mail(mail, message())
        assert len(box.mails) == 1


def test_causes_are_the_same_from_the_same_records(home: Home) -> None:
    record_run(home, NIGHT, "blocked", checks=[check("values_in_range")])
    assert find_causes(home, NIGHT, 30, 3) == find_causes(home, NIGHT, 30, 3)
