"""A section of a report beside its indicators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from publication.pages.charts import Chart, Table
from publication.reading.words import Text


@dataclass(frozen=True)
class Section:
    """``told`` is said first, then ``lists`` by heading; ``tables`` have titles.

    ``folded`` ones are opened on demand.
    """

    id: str
    title: Text
    told: Sequence[Markup] = ()
    lists: Sequence[tuple[Markup, Sequence[Markup]]] = ()
    charts: Sequence[tuple[Sequence[Markup], Chart]] = ()
    tables: Sequence[tuple[Text, Table]] = ()
    folded: Sequence[tuple[Text, Table]] = ()

    @property
    def has_figures(self) -> bool:
        """Whether there is more to it than that there is nothing."""
        return bool(self.lists or self.charts or self.tables or self.folded)
