"""What must hold after every kill and every refresh, however it ended."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from ingest.archive import Archive
from publication.publish import live, versions
from tests.integration.house import YEARLY, digest, published_bytes, warehouse


@dataclass
class Watch:
    """A home that is looked at, what was counted there, and the sha256 of each version seen."""

    home: Path
    counts: Counter[str]
    digests: dict[str, str] = field(default_factory=dict)
    hashed: set[Path] = field(default_factory=set)

    def look(self, when: str) -> None:
        """The published file opens and is one whole version; the archive verifies.

        Raises:
            AssertionError: it is not so; the message says when.
        """
        folder = self.home / "published"
        found = digest(warehouse(self.home))
        for about in versions(folder):
            run_id = about["run_id"]
            if run_id not in self.digests:
                self.digests[run_id] = digest(folder / "versions" / run_id / "warehouse.duckdb")
                self.counts["versions published"] += 1
        assert found in self.digests.values(), f"{when}: the published file is no whole version"
        with duckdb.connect(str(warehouse(self.home)), read_only=True) as connection:
            [(rows,)] = connection.execute("select count(*) from marts.indicator_values").fetchall()
        assert rows > 0, when
        self.counts["looks at the published file"] += 1
        self._verify_archive(when)

    def _verify_archive(self, when: str) -> None:
        archive = Archive(self.home)
        for entry in archive.entries().values():
            found = hashlib.sha256(archive.path_of(entry).read_bytes()).hexdigest()
            assert found == entry.sha256, f"{when}: {entry.name} is not what was archived"
            self.counts["archived files verified"] += 1
        # What a kill left between the file and the ledger must be whole too.
        for path in archive.folder.glob("*/*/*"):
            if len(path.parent.name) == 64 and not path.name.startswith("."):
                assert digest(path) == path.parent.name, f"{when}: {path} is not whole"

    def look_settled(self, when: str) -> None:
        """After a refresh that ended by itself nothing is left of those that were killed.

        Raises:
            AssertionError: something is; the message says what.
        """
        folder = self.home / "published"
        told = self.live()
        version = folder / "versions" / told["run_id"]
        expected = {
            f"parquet/{path.name}": digest(path) for path in (version / "parquet").iterdir()
        } | {"warehouse.duckdb": self.digests[told["run_id"]]}
        assert published_bytes(self.home) == expected, f"{when}: not wholly one version"
        left = [path.name for path in [*folder.glob(".*"), *(folder / "versions").glob(".*")]]
        assert left == [], f"{when}: {left} are left"
        parts = [str(path) for path in (self.home / "incoming").rglob("*.part")]
        assert parts == [], f"{when}: {parts} are left"
        entries = Archive(self.home).entries().values()
        noted = {run_id for entry in entries for run_id in entry.published_in}
        assert told["run_id"] in noted, f"{when}: the archive does not know what is live"

    def live(self) -> dict[str, Any]:
        """What the live version is made of."""
        told = live(self.home / "published")
        assert told is not None
        return told

    def yearly(self) -> set[str]:
        """The editions of the yearly workbook in the live version, with their stamps."""
        return set(self.live()["editions"][YEARLY])

    def last_record(self) -> dict[str, Any]:
        """What is kept of the newest run."""
        path = max((self.home / "runs").glob("2*.json"))
        told: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return told
