"""The publisher of the soak: a site and a CKAN portal on this machine, and how they misbehave."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from ingest.source import SOURCES_FOLDER
from tests.ingest.ckan_portal import DATASET, RESOURCE, Emulator, settlement
from tests.ingest.local_server import HTML, Asked, Reply, json_reply, serving
from tests.integration.house import REAL, YEARLY

CODES, LOCALITIES, TABLE = "cbs_authority_codes", "cbs_localities", "datagov_localities"
NEWEST, STAMP_OF_NEWEST = "p_libud_24.xlsx", dt.date(2026, 5, 19)
AS_ISSUED = {
    f"{CODES}/dic_rashut_2025-11-10.xlsx": "dic_rashut_2025-11-10.xlsx",
    f"{LOCALITIES}/bycode2021.xlsx": "bycode2021.xlsx",
    f"{YEARLY}/2020.xlsx": "2020.xlsx",
    f"{YEARLY}/{NEWEST}": "p_libud_24.rev-2026-05-19.xlsx",
}
"""What is there on the first day: path at the publisher, and name in the folder of real files."""
LATER = {
    f"{YEARLY}/2018.xlsx": "2018.xlsx",
    f"{YEARLY}/p_libud_2021.xlsx": "p_libud_21.rev-2023-02-19.xlsx",
    f"{YEARLY}/2017.xlsx": "2017.xlsx",
    f"{YEARLY}/2015.xls": "2015.xls",
}
"""What is issued later, in this order."""
PLACEHOLDER = Reply(b"<html><body>cbs</body></html>".ljust(2056), 200, HTML)
"""What cbs.gov.il answers for a file that is not there."""
PHYSICAL_SHEET, POPULATION = "xl/worksheets/sheet2.xml", "M12"
Misbehave = Callable[["Publisher", Asked, Reply], Reply]


@dataclass(frozen=True)
class Fault:
    """One way to misbehave: at which paths, what must be told of it, and whether it refuses all.

    Of what passes while the publisher is asked again nothing (``told`` is empty) need be told.
    """

    name: str
    at: str
    answer: Misbehave
    told: str = ""
    refused: bool = False


@dataclass
class Publisher:
    """What it offers by path, how often each path was asked, and its fault of the night."""

    files: dict[str, bytes]
    portal: Emulator
    revision: bytes
    declarations: Path
    sites: dict[str, str] = field(default_factory=dict)
    fault: Fault | None = None
    asked: dict[str, int] = field(default_factory=dict)
    revisions: int = 0

    def __call__(self, asked: Asked) -> Reply:
        self.asked[asked.path] = self.asked.get(asked.path, 0) + 1
        fault = self.fault if self.fault and re.search(self.fault.at, asked.path) else None
        whole = self._whole(asked)
        return fault.answer(self, asked, whole) if fault else whole

    def _whole(self, asked: Asked) -> Reply:
        if asked.path.startswith("/api/"):
            return self.portal(asked)
        content = self.files.get(asked.path.removeprefix("/"))
        if content is None:
            return PLACEHOLDER
        headers = {"ETag": f'"{hashlib.sha256(content).hexdigest()[:16]}"'}
        if asked.headers.get("If-None-Match") == headers["ETag"]:
            return Reply(b"", 304, headers=headers)
        begins = re.fullmatch(r"bytes=(\d+)-", asked.headers.get("Range", ""))
        if begins and asked.headers.get("If-Range") == headers["ETag"]:
            start = int(begins[1])
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
            return Reply(content[start:], 206, headers=headers)
        return Reply(content, headers=headers)

    def revise(self) -> None:
        """Issue the newest workbook again: a later stamp, and one figure that differs."""
        self.revisions += 1
        self.files[f"{YEARLY}/{NEWEST}"] = revised(self.revision, self.revisions)

    def issue(self, path: str, content: bytes) -> None:
        """Add an edition, which is declared from then on."""
        self.files[path] = content
        self.declare()

    def declare(self) -> None:
        """Write all declarations: those of the soak lead here, and no other is asked anywhere."""
        for path in sorted(SOURCES_FOLDER.glob("*.yml")):
            told = yaml.safe_load(path.read_text("utf-8"))
            source_id, site = told["source_id"], self.sites.get(told["source_id"])
            if source_id == TABLE:
                _declare_table(told, f"{site}/api/3/action")
            elif site is not None:
                names = [name.partition("/")[2] for name in self.files if source_id in name]
                asked = [{"url": f"{site}/{source_id}/{name}", "name": name} for name in names]
                told["fetch"] = {"kind": "http", "files": asked}
            elif told["fetch"]["kind"] in ("http", "ckan", "series"):
                told["fetch"] = {"kind": "manual", "why": "not asked in the soak"}
            text = yaml.safe_dump(told, allow_unicode=True)
            (self.declarations / path.name).write_text(text, "utf-8")

    def newest(self) -> str:
        """The vintage of the newest workbook as it is issued now."""
        return f"2024-r{stamp(self.revisions).isoformat()}"

    def years(self) -> set[str]:
        """The years of all editions that were issued."""
        names = [path.partition("/")[2] for path in self.files if path.startswith(YEARLY)]
        return {f"20{name.partition('.')[0][-2:]}" for name in names}

    def something_new(self) -> None:
        """One record more in the portal's table: enough for the next refresh to publish."""
        self.portal.records.append(settlement(len(self.portal.records) + 1))


def revised(workbook: bytes, number: int) -> bytes:
    """The workbook as it would be issued so many days later, one figure larger by as many."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/sharedStrings.xml":
                content = content.replace(
                    f"{STAMP_OF_NEWEST:%d/%m/%Y}".encode(), f"{stamp(number):%d/%m/%Y}".encode()
                )
            if name == PHYSICAL_SHEET:
                content = re.sub(
                    rb'(<c r="%s"[^>]*><v>)(\d+)' % POPULATION.encode(),
                    lambda cell: cell[1] + str(int(cell[2]) + number).encode(),
                    content,
                )
            new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 1)
    return made.getvalue()


def stamp(number: int) -> dt.date:
    """The date of issue of a revision; of the workbook as it was first issued for 0."""
    return STAMP_OF_NEWEST + dt.timedelta(days=number)


def _wall(publisher: Publisher, asked: Asked, whole: Reply) -> Reply:
    return Reply("<!DOCTYPE html><html><body>חסום".encode().ljust(9000), 200, HTML)


def _missing(publisher: Publisher, asked: Asked, whole: Reply) -> Reply:
    return PLACEHOLDER


def _breaks_off(publisher: Publisher, asked: Asked, whole: Reply) -> Reply:
    half = whole.body[: len(whole.body) // 2]
    return replace(whole, body=half, declared_length=len(whole.body))


def _breaks_off_once(publisher: Publisher, asked: Asked, whole: Reply) -> Reply:
    first = "Range" not in asked.headers
    return _breaks_off(publisher, asked, whole) if first else whole


def _ends_early(publisher: Publisher, asked: Asked, whole: Reply) -> Reply:
    return replace(whole, body=whole.body[: len(whole.body) // 2], declared_length=-1)


def _other_file(publisher: Publisher, asked: Asked, whole: Reply) -> Reply:
    return Reply(publisher.files[f"{CODES}/dic_rashut_2025-11-10.xlsx"], headers=whole.headers)


def _lost(publisher: Publisher, asked: Asked, whole: Reply) -> Reply:
    return Reply(b"", 304)


def _busy(publisher: Publisher, asked: Asked, whole: Reply) -> Reply:
    return Reply(b"busy", 503, "text/plain", {"Retry-After": "1"})


def _busy_once(publisher: Publisher, asked: Asked, whole: Reply) -> Reply:
    return _busy(publisher, asked, whole) if publisher.asked[asked.path] % 2 else whole


def _silence(publisher: Publisher, asked: Asked, whole: Reply) -> Reply:
    return Reply(hang_up=True)


def _loaded_meanwhile(publisher: Publisher, asked: Asked, whole: Reply) -> Reply:
    if asked.query.get("offset", "0") == "0":
        return whole
    content: Any = json.loads(whole.body)
    content["result"]["total"] -= 7
    return json_reply(content)


def _columns_renamed(publisher: Publisher, asked: Asked, whole: Reply) -> Reply:
    as_sent = json.dumps("סמל_ישוב").strip('"').encode()
    return replace(whole, body=whole.body.replace(as_sent, b"code"))


NEWEST_ALONE, ONE_OF_THE_REQUIRED = rf"/{NEWEST}$", rf"/{LOCALITIES}/"
FAULTS = (
    Fault("a wall of HTML", NEWEST_ALONE, _wall, "beginning '<!DOCTYPE html><html><body>חסום"),
    Fault("a missing file", NEWEST_ALONE, _missing, "a page of this size for a missing file"),
    Fault("a body that breaks off", NEWEST_ALONE, _breaks_off, "a body cut short after"),
    Fault("a body that breaks off once", NEWEST_ALONE, _breaks_off_once),
    Fault(
        "a body that ends early and says no length", NEWEST_ALONE, _ends_early, "do not end as one"
    ),
    Fault(
        "another file under the name",
        NEWEST_ALONE,
        _other_file,
        "see whether the publisher renamed the sheet",
    ),
    Fault("a publisher that is busy once", r"\.xlsx?$", _busy_once),
    Fault(
        "a table that is loaded meanwhile",
        "/datastore_search$",
        _loaded_meanwhile,
        "the publisher was loading the table",
    ),
    Fault(
        "columns that were renamed",
        "/datastore_search$",
        _columns_renamed,
        "see whether the publisher renamed",
    ),
    Fault("a portal that is silent", "^/api/", _silence, "no answer"),
    Fault(
        "a required file behind a wall", ONE_OF_THE_REQUIRED, _wall, "not a web page", refused=True
    ),
    Fault(
        "a required file that is always busy",
        ONE_OF_THE_REQUIRED,
        _busy,
        "status 503",
        refused=True,
    ),
    Fault("silence of all", "", _silence, "no answer", refused=True),
)


def _declare_table(told: dict[str, Any], base_url: str) -> None:
    resource = {"dataset": DATASET, "resource": RESOURCE, "name": "places_hebrew.json"}
    told["fetch"] = {"kind": "ckan", "base_url": base_url, "resources": [resource]}
    [table] = [table for table in told["tables"] if table["id"] == "places_hebrew"]
    table["columns"] = {"סמל_ישוב": "text", "שם_ישוב": "text", "סהכ": "text", "שנה": "integer"}
    told["tables"] = [table]


@contextmanager
def publishing(declarations: Path) -> Iterator[Publisher]:
    """A publisher of the first day, and the declarations that lead to it in a folder.

    Each source has an address of its own, since a host is asked no more than once a second.
    """
    files = {
        path: (REAL / path.partition("/")[0] / name).read_bytes()
        for path, name in AS_ISSUED.items()
    }
    portal = Emulator([settlement(number) for number in range(1, 901)], most=500)
    publisher = Publisher(files, portal, files[f"{YEARLY}/{NEWEST}"], declarations)
    with ExitStack() as sites:
        for source_id in (CODES, LOCALITIES, YEARLY, TABLE):
            publisher.sites[source_id] = sites.enter_context(serving(publisher)).url
        declarations.mkdir()
        publisher.declare()
        yield publisher
