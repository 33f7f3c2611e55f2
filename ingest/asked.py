"""Whom a refresh asks: every publisher, or one of them alone, and of it perhaps one year.

What is not asked stays in use as it was last published. What people hand in themselves (surveys,
forms) is always looked at: it costs a look into a folder, and nobody else issues it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.editions import edition_of
from ingest.errors import InputError
from ingest.fetch.fetched import Fetched
from ingest.source import HttpFetch, HttpFile, Source


@dataclass(frozen=True)
class Asked:
    """``sources``: none is all. ``year``: that of the edition, for one source."""

    sources: tuple[str, ...] = ()
    year: int | None = None

    def asks(self, source: Source) -> bool:
        """Whether the source's publisher, or its folder, is looked at in this refresh."""
        return not self.sources or source.source_id in self.sources or source.fetch.kind == "inbox"

    def limited(self, source: Source) -> Source:
        """The same declaration with the addresses of the year alone: no other is asked for."""
        if self.year is None or not isinstance(source.fetch, HttpFetch):
            return source
        files = tuple(
            file.model_copy(update={"years": (self.year,)} if file.years else {})
            for file in source.fetch.files
            if _is_of(source, file, self.year)
        )
        return source.model_copy(update={"fetch": source.fetch.model_copy(update={"files": files})})

    def kept(self, source: Source, fetched: list[Fetched]) -> list[Fetched]:
        """Of the files that came, those whose name says the year of edition; all without one."""
        if self.year is None or source.source_id not in self.sources:
            return fetched
        return [file for file in fetched if _year_in(source, file.name) == self.year]

    def __str__(self) -> str:
        year = f" of {self.year}" if self.year else ""
        return (", ".join(self.sources) or "every source") + year


ALL = Asked()


def asked_of(known: Iterable[str], sources: Iterable[str], year: int | None) -> Asked:
    """Read what a person asked for.

    Raises:
        InputError: a source that is not declared, or a year of no single source.
    """
    known = list(known)
    wanted = tuple(sorted(set(sources)))
    for source_id in wanted:
        if source_id not in known:
            near = difflib.get_close_matches(source_id, known, n=3, cutoff=0.4)
            raise InputError(
                f"--source {source_id}",
                found="no declared source",
                expected="one of " + ", ".join(near or known),
            )
    if year is not None and len(wanted) != 1:
        raise InputError(
            f"--year {year}",
            found="no source" if not wanted else f"{len(wanted)} sources",
            expected="one source, whose edition of that year is brought in",
            do="name it: --source cbs_local_authorities",
        )
    return Asked(wanted, year)


def _is_of(source: Source, file: HttpFile, year: int) -> bool:
    return year in file.years if file.years else _year_in(source, file.name) in (None, year)


def _year_in(source: Source, name: str) -> int | None:
    try:
        return edition_of(source.edition, name, ())[1]
    except InputError:
        return None
