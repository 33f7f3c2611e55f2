"""The checks of the gate: one SQL file each, whose rows are the violations.

A file begins with how grave a failure is, and in English and in Hebrew what it means and what to
do; its columns ``file``, ``locator``, ``found`` and ``expected`` (with others as they fit) are what
people are shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "checks"
HEADER = ("severity", "says", "says_he", "do", "do_he")
SEVERITIES = ("critical", "warning")


@dataclass(frozen=True)
class Check:
    """A named query for violations. ``critical`` blocks publication, ``warning`` is reported."""

    check_id: str
    severity: str
    says: str
    says_he: str
    do: str
    do_he: str
    sql: str


@dataclass(frozen=True)
class CheckResult:
    """How a check ended; ``rows`` are its first violations as a person is shown them."""

    check_id: str
    suite: str
    severity: str
    outcome: str
    failing: int
    says: str
    says_he: str
    do: str
    do_he: str
    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def blocks(self) -> bool:
        return self.outcome == "failed" and self.severity == "critical"


def load_checks(folder: Path = FOLDER) -> list[Check]:
    """All checks by name.

    Raises:
        ValueError: a file without its header, or with a severity that is none.
    """
    checks = []
    for path in sorted(folder.glob("*.sql")):
        text = path.read_text("utf-8")
        header = {}
        for line in text.splitlines():
            key, _, value = line.removeprefix("-- ").partition(": ")
            if line.startswith("-- ") and key in HEADER:
                header[key] = value
        if (
            set(header) != set(HEADER)
            or not all(header.values())
            or header["severity"] not in SEVERITIES
        ):
            raise ValueError(
                f"{path.name}: begins with {', '.join(HEADER)}, severity one of {SEVERITIES}"
            )
        checks.append(Check(path.stem, sql=text, **header))
    return checks
