"""The sheets of the synthetic workbooks as rows of cells."""

from __future__ import annotations

from pathlib import Path

from python_calamine import CalamineWorkbook

YEARLY = "cbs_local_authorities"
PHYSICAL = "נתונים פיזיים ונתוני אוכלוסייה "

Rows = list[list[object]]


def sheet(folder: Path, file: str, name: str | int) -> Rows:
    book = CalamineWorkbook.from_path(folder / file)
    found = book.sheet_names[name] if isinstance(name, int) else name
    return book.get_sheet_by_name(found).to_python(skip_empty_area=False)  # type: ignore[return-value]


def physical(folder: Path, year: int) -> Rows:
    return sheet(folder, f"{YEARLY}/p_libud_{year}.xlsx", PHYSICAL)


def column(rows: Rows, name: str, band: str = "", header: int = 3) -> int:
    """Where a column stands: below its band if one is given, by the beginning of its name."""
    start = next(i for i, cell in enumerate(rows[header - 2]) if cell == band) if band else 0
    return next(
        i for i, cell in enumerate(rows[header]) if i >= start and str(cell).startswith(name)
    )


def numbers(row: list[object], places: list[int]) -> list[float]:
    """Cells as numbers, "-" as nothing."""
    return [0.0 if row[i] == "-" else float(str(row[i])) for i in places]


def below(rows: Rows, band: str, header: int) -> range:
    """The columns of a band, up to the next one."""
    bands = rows[header]
    start = bands.index(band)
    ends = (i for i in range(start + 1, len(bands)) if bands[i] != "")
    return range(start, next(ends, len(bands)))
