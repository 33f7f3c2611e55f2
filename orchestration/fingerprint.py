"""Whether a refresh would find anything new: the bytes of its inputs and of its own rules."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from orchestration.baselines.store import frozen_digests
from orchestration.home import PROJECT

RULES = (
    ("seeds", "*.csv"),
    ("dbt_project", "models/**/*"),
    ("dbt_project", "macros/**/*"),
    ("dbt_project", "*.yml"),
    ("expectations", "**/*.sql"),
    ("expectations", "*.py"),
    ("ingest", "**/*.py"),
    ("ingest", "sources/*.yml"),
    ("ingest", "programmes/forms/*.yml"),
    ("ingest", "programmes/*.csv"),
    ("estimation", "**/*.py"),
    ("orchestration", "**/*.py"),
    ("publication", "**/*.py"),
)


def fingerprint(files: Iterable[tuple[str, str]], baselines: Path, *, synthetic: bool) -> str:
    """One hash over the inputs and everything that reads them.

    Args:
        files: source_id and sha256 of each.
        baselines: folder of the frozen ones.

    Raises:
        InputError: a frozen baseline was altered.
    """
    hasher = hashlib.sha256(b"synthetic" if synthetic else b"real")
    frozen = frozen_digests(baselines, synthetic=synthetic)
    for name, sha256 in [*sorted(files), *sorted(frozen)]:
        hasher.update(f"{name} {sha256}\n".encode())
    for folder, pattern in RULES:
        for path in sorted((PROJECT / folder).glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                hasher.update(str(path.relative_to(PROJECT)).encode())
                hasher.update(hashlib.sha256(path.read_bytes()).digest())
    return hasher.hexdigest()
