"""What publishers last answered, file by file: kept beside the archive, one JSON for each source.

It is what a conditional request says back to the publisher, and what people are shown who ask when
a source was last heard of. It holds nothing but addresses, times and the publisher's own words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from pathlib import Path

from ingest.archive import Archive, digest
from ingest.errors import InputError
from ingest.fetch.body import Answer
from ingest.fetch.fetched import Fetched, utc_now
from ingest.fetch.words import shown

NEW, UNCHANGED, FAILED = "new", "unchanged", "failed"


@dataclass(frozen=True)
class LastAnswer:
    """The last answer for one file, and of the last good one what is needed to ask for changes.

    ``outcome`` is ``new``, ``unchanged`` or ``failed``, with the reason in ``message``; ``good_at``
    and all after it speak of the last time that the file came or was said to be the same. Times are
    ISO, in UTC. ``failed_since`` is when it failed first, of all the times since it was good.
    ``whole_at`` is when it was read whole, and ``state`` what its publisher said of it then.
    """

    url: str
    asked_at: str
    outcome: str
    message: str = ""
    good_at: str = ""
    sha256: str = ""
    bytes: int = 0
    etag: str = ""
    last_modified: str = ""
    failed_since: str = ""
    whole_at: str = ""
    state: str = ""


class Answers:
    """The last answers of one source in one home."""

    def __init__(self, home: Path, source_id: str) -> None:
        self._archive = Archive(home)
        self._source_id = source_id
        self.path = self._archive.folder / "answers" / f"{source_id}.json"

    def read(self) -> dict[str, LastAnswer]:
        """By file name; none where nothing was asked yet, or where the file cannot be read.

        What is lost with it is only the saving of a download.
        """
        try:
            content = json.loads(self.path.read_text("utf-8"))
            known = {field.name for field in fields(LastAnswer)}
            return {
                name: LastAnswer(**{key: value for key, value in told.items() if key in known})
                for name, told in content.items()
            }
        except (FileNotFoundError, ValueError, TypeError, AttributeError):
            return {}

    def conditions(self, name: str, url: str) -> dict[str, str]:
        """The headers that ask for a file only if it has changed; none if it never came whole.

        None either if what came could not be read: what went wrong on the way may bear the tag of
        the right file, and would be called unchanged for ever.
        """
        last = self.read().get(name)
        if last is None or last.url != url or not last.sha256:
            return {}
        entry = self._archive.entries().get((self._source_id, last.sha256))
        if entry is not None and entry.rejected:
            return {}
        said = {"If-None-Match": last.etag, "If-Modified-Since": last.last_modified}
        return {header: value for header, value in said.items() if value}

    def held(self, name: str) -> Path | None:
        """The archived bytes that the last good answer brought, if the archive has them still."""
        last = self.read().get(name)
        if last is None or not last.sha256:
            return None
        folder = self._archive.folder / self._source_id / last.sha256
        files = [path for path in folder.glob("*") if not path.name.startswith(".")]
        return files[0] if files and digest(files[0]) == last.sha256 else None

    def stood(self, name: str, state: str, trusted: timedelta) -> Path | None:
        """The archived bytes of a file of which its publisher says what it said when they came.

        Args:
            state: what the publisher says now; nothing where it says too little to go by.
            trusted: how long after a whole reading such words are believed.
        """
        last = self.read().get(name)
        if last is None or not state or last.state != state or not last.whole_at:
            return None
        if utc_now() - datetime.fromisoformat(last.whole_at) >= trusted:
            return None
        return self.held(name)

    def came(self, file: Fetched, answer: Answer | None = None, state: str = "") -> None:
        """Note a file that came whole, with what its publisher says of it."""
        sha256 = digest(file.path)
        last = self.read().get(file.name)
        now = file.retrieved_at.isoformat(timespec="seconds")
        self._note(
            file.name,
            LastAnswer(
                url=file.origin,
                asked_at=now,
                outcome=UNCHANGED if last and last.sha256 == sha256 else NEW,
                good_at=now,
                sha256=sha256,
                bytes=file.path.stat().st_size,
                etag=answer.etag if answer else "",
                last_modified=answer.last_modified if answer else "",
                whole_at=now,
                state=state,
            ),
        )

    def same(self, name: str) -> None:
        """Note that the publisher says a file has not changed."""
        now = _now()
        told = replace(self.read()[name], message="", failed_since="", outcome=UNCHANGED)
        self._note(name, replace(told, asked_at=now, good_at=now))

    def failed(self, name: str, url: str, failure: InputError) -> None:
        """Note that a file could not be had; what is known of the last good answer stays."""
        now = _now()
        last = self.read().get(name) or LastAnswer(shown(url), "", FAILED)
        told = replace(last, failed_since=last.failed_since or now, outcome=FAILED)
        self._note(name, replace(told, asked_at=now, message=str(failure)))

    def _note(self, name: str, answer: LastAnswer) -> None:
        told: Mapping[str, LastAnswer] = self.read() | {name: answer}
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = self.path.with_suffix(".json.part")
        content = {name: asdict(told[name]) for name in sorted(told)}
        partial.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
        partial.replace(self.path)


def _now() -> str:
    return utc_now().isoformat(timespec="seconds")
