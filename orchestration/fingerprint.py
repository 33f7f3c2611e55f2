"""Whether a refresh would find anything new: the bytes of its inputs and of its own rules."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

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
    ("publication", "*.py"),
)


def fingerprint(files: Iterable[tuple[str, str]], *, synthetic: bool) -> str:
    """One hash over the inputs (source or baseline, sha256) and everything that reads them."""
    hasher = hashlib.sha256(b"synthetic" if synthetic else b"real")
    for source_id, sha256 in sorted(files):
        hasher.update(f"{source_id} {sha256}\n".encode())
    for folder, pattern in RULES:
        for path in sorted((PROJECT / folder).glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                hasher.update(str(path.relative_to(PROJECT)).encode())
                hasher.update(hashlib.sha256(path.read_bytes()).digest())
    return hasher.hexdigest()
