"""What the cells of a template may be chosen from: a hidden sheet of lists, and where each stands.

A list typed into a validation may not exceed 255 characters, so each stands in a column of its own.
Names of bodies and titles of rows also grow while people type: the rows still empty of the sheet
that makes them are mirrored at the end of the list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from ingest.programmes.choices import choices_of, label
from ingest.programmes.form import Form, FormColumn, FormSheet

TITLE = "_lists"
"""The name of the hidden sheet."""
BODIES = "bodies.body"
"""The column that declares the bodies of a settlement."""
_FIRST = 2
"""Row 1 of a list says its name, row 2 how long it is."""

Known = Mapping[str, Sequence[Mapping[str, object]]]


def list_of(column: FormColumn) -> str | None:
    """The name of a column's list; ``None`` if it has none."""
    if column.type in ("indicator", "programme", "yes_no"):
        return column.type
    if column.type == "body":
        return BODIES
    return column.choices or column.refers_to


def write_lists(
    book: Workbook,
    form: Form,
    known: Known,
    bodies: Sequence[str],
    titles: Mapping[str, Sequence[str]],
    empty: Mapping[str, range],
) -> dict[str, str]:
    """Write the lists of a form's columns, each once.

    Args:
        known: the rows that the workbook holds already, by sheet_id.
        bodies, titles: what is suggested beside ``known``; ``titles`` by ``refers_to``.
        empty: the rows (from 0) of each sheet that people are to fill.

    Returns:
        The formula of a validation by name of the list; a list of nothing is left out.
    """
    page = book.add_worksheet(TITLE)
    page.hide()
    sources: dict[str, str] = {}
    columns = {list_of(column): column for sheet in form.sheets for column in sheet.columns}
    for name, column in columns.items():
        if name is None:
            continue
        texts = _texts(form, column, known, [*bodies] if name == BODIES else titles.get(name, ()))
        mirrored = list(_mirrored(form, name, empty))
        if texts or mirrored:
            sources[name] = _write_list(page, len(sources), name, texts, mirrored)
    return sources


def _texts(form: Form, column: FormColumn, known: Known, suggested: Sequence[str]) -> list[str]:
    """The texts of a list that stand already: those of codes, or else of rows and suggestions."""
    if codes := choices_of(column):
        return [label(column, code) for code in codes]
    found = [
        str(row[other.column_id])
        for sheet in form.sheets
        for other in sheet.columns
        if list_of(other) == list_of(column)
        or f"{sheet.sheet_id}.{other.column_id}" == column.refers_to
        for row in known.get(sheet.sheet_id, ())
        if row.get(other.column_id)
    ]
    return list(dict.fromkeys([*found, *suggested]))


def _mirrored(form: Form, name: str, empty: Mapping[str, range]) -> Iterator[str]:
    """The cells of this workbook in which people may add to a list."""
    for sheet in form.sheets:
        for col, column in enumerate(sheet.columns, start=1):
            if f"{sheet.sheet_id}.{column.column_id}" == name:
                for row in empty[sheet.sheet_id]:
                    yield f"{_quoted(sheet)}!{xl_rowcol_to_cell(row, col, True, True)}"


def _write_list(
    page: Worksheet, col: int, name: str, texts: Sequence[str], mirrored: Sequence[str]
) -> str:
    page.write_string(0, col, name)
    for row, text in enumerate(texts, start=_FIRST):
        page.write_string(row, col, text)
    for row, cell in enumerate(mirrored, start=_FIRST + len(texts)):
        page.write_formula(row, col, f'=IF({cell}="","",{cell})', None, "")
    first, last = (
        xl_rowcol_to_cell(row, col, True, True)
        for row in (_FIRST, _FIRST + len(texts) + len(mirrored) - 1)
    )
    if not mirrored:
        page.write_number(1, col, len(texts))
        return f"={TITLE}!{first}:{last}"
    count = f"=MAX(1,SUMPRODUCT(--(LEN({first}:{last})>0)))"
    page.write_formula(1, col, count, None, max(1, len(texts)))
    # As long as it is filled: a list that ends in blanks opens at its blanks.
    return f"=OFFSET({TITLE}!{first},0,0,{TITLE}!{xl_rowcol_to_cell(1, col, True, True)},1)"


def _quoted(sheet: FormSheet) -> str:
    title = sheet.title.he.replace("'", "''")
    return f"'{title}'"
