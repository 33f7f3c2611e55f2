"""Titles that a row refers to, looked up where they stand in the same workbook.

What another workbook holds is not known here: it may have been handed in on another day.
"""

from __future__ import annotations

from collections import defaultdict

from ingest.programmes.form import FormColumn, sheets
from ingest.programmes.messages import Problem, meant
from ingest.programmes.personal import shown
from ingest.programmes.recognise import folded, nearest
from ingest.programmes.rows import Placed, RowRead
from ingest.source import Bilingual

_SUGGESTED = 100
"""For how many titles that are nowhere a similar one is looked for: the search is a slow one."""


def mark_unknown_titles(rows: list[RowRead]) -> None:
    """Note each reference to a sheet that has rows here, none of which bears the title.

    The row enters all the same; what it refers to may still come.
    """
    titles = _titles(rows)
    hints: dict[tuple[str, str], Bilingual] = {}
    for row in rows:
        for column in row.match.sheet.columns:
            known = titles.get(column.refers_to or "")
            said = row.cells.get(column.column_id)
            if not known or said is None or folded(said.text) in known:
                continue
            asked = column.refers_to or "", said.text
            if asked not in hints and len(hints) < _SUGGESTED:
                hints[asked] = meant(nearest(said.text, known.values()))
            problem = _unknown(column, said.text, hints.get(asked, meant(None)))
            row.problems.append(Placed(problem, said.place, column.column_id))


def _titles(rows: list[RowRead]) -> dict[str, dict[str, str]]:
    """The titles of each sheet.column that is referred to, as they stand, by their ``fold``."""
    referred = {
        column.refers_to.split(".")[0]: column.refers_to
        for sheet in sheets().values()
        for column in sheet.columns
        if column.refers_to is not None
    }
    titles: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        place = referred.get(row.sheet_id, "")
        title = row.cells.get(place.partition(".")[2])
        if title is not None:
            titles[place].setdefault(folded(title.text), title.text)
    return titles


def _unknown(column: FormColumn, text: str, hint: Bilingual) -> Problem:
    sheet_id, _, column_id = (column.refers_to or "").partition(".")
    sheet = sheets()[sheet_id]
    header = sheet.column(column_id)
    fills = {
        "hint": hint,
        "sheet": sheet.title,
        "column": Bilingual(he=header.he, en=header.en),
    }
    return Problem("reference_unknown", shown(text), fills)
