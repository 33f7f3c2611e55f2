"""The home folder of a warehouse and what stands where in it. Imports nothing heavy."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Home:
    """``$THRIVING_HOME``, else ``./data``."""

    folder: Path

    @property
    def build(self) -> Path:
        """Builds in the making and those kept for inspection; no person opens these."""
        return self.folder / "build"

    @property
    def building(self) -> Path:
        """The build in the making, always under this name: dbt's profile is constant."""
        return self.build / "building.duckdb"

    @property
    def runs(self) -> Path:
        """One JSON record for each run."""
        return self.folder / "runs"

    @property
    def published(self) -> Path:
        return self.folder / "published"

    @property
    def warehouse(self) -> Path:
        """The file that people query."""
        return self.published / "warehouse.duckdb"

    @property
    def released(self) -> Path:
        """What was ever published of surveys."""
        return self.folder / "archive" / "released_surveys.parquet"

    @property
    def baselines(self) -> Path:
        """Frozen points of reference, and their ledger."""
        return self.folder / "archive" / "baselines"

    @property
    def lock(self) -> Path:
        return self.folder / "refresh.lock"

    @property
    def settings(self) -> Path:
        """What the installation sets; need not exist."""
        return self.folder / "settings.toml"

    @property
    def logs(self) -> Path:
        """One file of JSON lines for each run."""
        return self.folder / "logs"

    @property
    def told(self) -> Path:
        """Which alerts were sent, and which could not be."""
        return self.folder / "alerts.json"

    @property
    def dictionary(self) -> Path:
        """The dictionary of the live version, which the page shows."""
        return self.folder / "dictionary"

    @property
    def dagster(self) -> Path:
        return self.folder / "dagster"


def find_home() -> Home:
    """The home folder as an absolute path; it need not exist yet."""
    return Home(Path(os.environ.get("THRIVING_HOME") or "data").expanduser().resolve())
