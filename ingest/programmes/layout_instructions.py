"""The first sheet of a template: what the form is for, how to fill it, what each column means."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from ingest.programmes.form import SETTLEMENT, Form, FormColumn, sheets
from ingest.source import Bilingual

TITLE = "הוראות"
"""The name of the sheet."""
FILLED_BY = Bilingual(he="מולא בידי (תפקיד או גוף)", en="Filled by (function or body)")
"""The Hebrew stands in column A; the answer is typed into column B of its row."""
FONT = "Arial"
DARK, PALE, INPUT, GREY = "#1F3864", "#DCE6F1", "#FFF2CC", "#595959"

HOW_TO_WRITE: dict[str, Bilingual] = {
    "title": Bilingual(
        he="טקסט קצר, אותו ניסוח בכל מקום", en="Short text, worded alike everywhere"
    ),
    "text": Bilingual(he="טקסט חופשי", en="Free text"),
    "body": Bilingual(
        he="שם הגוף: מהרשימה, או גוף אחר", en="Name of the body: of the list, or another"
    ),
    "place": Bilingual(
        he="שם שכונה או אזור; אם ריק: כל היישוב",
        en="Neighbourhood or part; if empty: the whole settlement",
    ),
    "choice": Bilingual(he="בחירה מהרשימה", en="Choose from the list"),
    "indicator": Bilingual(he="בחירה מרשימת המדדים", en="Choose from the indicators"),
    "programme": Bilingual(he="בחירה מרשימת התוכניות", en="Choose from the programmes"),
    "settlement": Bilingual(he="סמל היישוב ושמו", en="Code and name of the settlement"),
    "reference": Bilingual(he="בדיוק כפי שנכתב שם", en="Exactly as it is written there"),
    "date": Bilingual(he="תאריך: יום/חודש/שנה", en="Date: day/month/year"),
    "year": Bilingual(he="שנה, ארבע ספרות", en="Year, four digits"),
    "number": Bilingual(he="מספר", en="Number"),
    "count": Bilingual(he="מספר שלם, 0 ומעלה", en="Whole number, 0 or more"),
    "money": Bilingual(he='סכום בש"ח, 0 ומעלה', en="Amount in ILS, 0 or more"),
    "percent": Bilingual(
        he="אחוז בין 0 ל-100, למשל 65 או 65%", en="Percentage from 0 to 100, such as 65 or 65%"
    ),
    "yes_no": Bilingual(he="כן או לא", en="Yes or no (כן / לא)"),
}
"""What may stand in a cell, by ``ColumnType``."""

_WIDTHS = (50, 50, 34, 34, 9, 36, 36)
_ENGLISH = (1, 3, 6)
"""The columns (from 0) of the sheet whose texts are English."""
_LINE = 15.0
"""The height of one line, in points."""

_ROWS_AND_REST = (
    Bilingual(
        he="עמודה שכותרתה כהה ומסומנת * חובה; האחרות רשות. תא שאינו ידוע נשאר ריק",
        en="A column with a dark header and * must be filled, the others may be. Leave what is not"
        " known empty",
    ),
    Bilingual(
        he="עמודת היישוב כבר מולאה. שורה שרק היישוב כתוב בה נחשבת ריקה, ושורת הדוגמה אינה נקלטת",
        en="The settlement is filled in already. A row with nothing but it counts as empty, and the"
        " example row is not taken in",
    ),
    Bilingual(
        he="השורות שכבר ידועות מופיעות בגיליון: מתקנים בהן מה שהשתנה ומוסיפים שורות מתחתן",
        en="Rows that are known already are there: mend what has changed, and add rows below",
    ),
    Bilingual(
        he="תאריך: היום תחילה, אחריו החודש והשנה, כגון 31/12/2026. סכום: מספר בלבד, בלי שורת סיכום",
        en="Dates have the day first, then month and year, such as 31/12/2026. Amounts are numbers"
        " alone, with no line of totals",
    ),
    Bilingual(
        he="אין לכתוב שמות של אנשים, מספרי זהות, טלפונים, כתובות דואר או כתובות מגורים מלאות:"
        " גופים ותפקידים בלבד",
        en="No names of persons, identity numbers, phone numbers, mail addresses or full home"
        " addresses: bodies and functions alone",
    ),
    Bilingual(
        he="אין לשנות כותרות ורשימות ואין למזג תאים; את סדר העמודות אפשר לשנות",
        en="Leave the headers and lists as they are and merge no cells; columns may be moved",
    ),
)


def write_instructions(
    book: Workbook, sheet: Worksheet, form: Form, settlement: str, folder: str, *, synthetic: bool
) -> None:
    """Fill the sheet of instructions: facts, numbered steps, a table of all columns.

    Args:
        settlement: as the first column of the form names it.
        folder: the inbox folder that the filled file belongs into.
    """
    write = _writer(book, sheet)
    sheet.right_to_left()
    sheet.hide_gridlines(2)
    for col, width in enumerate(_WIDTHS):
        sheet.set_column(col, col, width)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_row(0, 26)
    sheet.set_row(1, height_of((form.about.he, form.about.en), _WIDTHS[:2]))
    write(0, 0, form.title.he, "title_he")
    write(0, 1, form.title.en, "title_en")
    write(1, 0, form.about.he, "he")
    write(1, 1, form.about.en, "en")
    mark = "כן · Yes" if synthetic else "לא · No"
    facts = (
        (Bilingual(he="יישוב", en="Settlement"), settlement, "fact"),
        (Bilingual(he="טופס", en="Form"), form.form_id, "fact"),
        (Bilingual(he="נתונים סינתטיים (מומצאים)", en="Synthetic (made up) data"), mark, "fact"),
        (FILLED_BY, "", "input"),
    )
    for row, (name, value, style) in enumerate(facts, start=3):
        write(row, 0, name.he, "bold_he")
        write(row, 1, value, style)
        write(row, 2, name.en, "aside")
    write(8, 0, "איך ממלאים", "head_he")
    write(8, 1, "How to fill it in", "head_en")
    row = 9
    for number, step in enumerate(_steps(form, folder), start=1):
        write(row, 0, f"{number}. {step.he}", "he")
        write(row, 1, f"{number}. {step.en}", "en")
        sheet.set_row(row, height_of((step.he, step.en), _WIDTHS[:2]))
        row += 1
    _write_columns(write, sheet, form, row + 1)


def how_to_write(column: FormColumn) -> Bilingual:
    """What may stand in a column; of a reference, where the titles are that it takes."""
    words = HOW_TO_WRITE[column.type]
    if column.refers_to is None:
        return words
    sheet_id, column_id = column.refers_to.split(".")
    title = sheets()[sheet_id].title
    header = sheets()[sheet_id].column(column_id)
    return Bilingual(
        he=f"{words.he}: גיליון {title.he}, עמודה {header.he}",
        en=f"{words.en}: sheet {title.en}, column {header.en}",
    )


def height_of(texts: Iterable[str], widths: Iterable[int]) -> float | None:
    """How high (in points) a row must be for wrapped texts; ``None`` if one line is enough.

    Said outright, since LibreOffice fits no row when it opens a workbook.
    """
    lines = max(
        sum(math.ceil((len(part) or 1) / width) for part in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    )
    return lines * _LINE if lines > 1 else None


def _steps(form: Form, folder: str) -> Iterator[Bilingual]:
    yield Bilingual(
        he="; ".join(f"{sheet.title.he}: {sheet.about.he}" for sheet in form.sheets),
        en="; ".join(f"{sheet.title.en}: {sheet.about.en}" for sheet in form.sheets),
    )
    yield from _ROWS_AND_REST
    yield Bilingual(
        he=f"שומרים כ-xlsx (או כל גיליון כ-csv) ומניחים בתיקייה inbox/{folder}",
        en=f"Save as xlsx (or each sheet as csv) and lay it into the folder inbox/{folder}",
    )
    yield Bilingual(
        he="בודקים בפקודה thriving check-inbox: היא מראה מה שגוי, באיזה תא, ואיך לתקן",
        en="Run thriving check-inbox: it shows what is wrong, in which cell, and how to mend it",
    )


_Write = Callable[[int, int, str, str], None]


def _write_columns(write: _Write, sheet: Worksheet, form: Form, top: int) -> None:
    """The table of what every column means, from row ``top`` on."""
    heads = ("עמודה", "Column", "מה כותבים", "What to write", "חובה", "הסבר", "Explanation")
    lines: list[tuple[Sequence[str], str]] = [(heads, "head")]
    for part in form.sheets:
        names = (f"גיליון: {part.title.he}", f"Sheet: {part.title.en}")
        lines.append(((*names, *[""] * (len(heads) - 2)), "part"))
        lines += [(_line(column), "") for column in (SETTLEMENT, *part.columns)]
    for row, (texts, style) in enumerate(lines, start=top):
        sheet.set_row(row, height_of(texts, _WIDTHS))
        for col, text in enumerate(texts):
            side = "en" if col in _ENGLISH else "he"
            write(row, col, text, f"{style}_{side}" if style else side)


def _line(column: FormColumn) -> tuple[str, ...]:
    words = how_to_write(column)
    must = "חובה" if column.required else ""
    why = (column.help.he, column.help.en) if column.help else ("", "")
    return (column.he, column.en, words.he, words.en, must, *why)


def _writer(book: Workbook, sheet: Worksheet) -> _Write:
    """How a text is written in a named style; a blank keeps its style too."""
    he = {"reading_order": 2, "align": "right", "indent": 1}
    en = {"reading_order": 1, "align": "left", "indent": 1}
    base = {"font_name": FONT, "font_size": 11, "text_wrap": True, "valign": "top"}
    line = {"bottom": 1, "bottom_color": "#BFBFBF"}
    title = {"bold": True, "font_size": 16, "font_color": DARK}
    head = {"bold": True, "font_color": "white", "bg_color": DARK}
    part = {"bold": True, "bg_color": PALE}
    box = {"border": 1, "border_color": GREY}
    styles = {
        "title_he": {**base, **he, **title},
        "title_en": {**base, **en, **title},
        "he": {**base, **he, **line},
        "en": {**base, **en, **line},
        "bold_he": {**base, **he, "bold": True},
        "fact": {**base, **he, **box},
        "input": {**base, **he, **box, "bg_color": INPUT, "num_format": "@"},
        "aside": {**base, **en, "text_wrap": False, "font_color": GREY},
        "head_he": {**base, **he, **head},
        "head_en": {**base, **en, **head},
        "part_he": {**base, **he, **part},
        "part_en": {**base, **en, **part},
    }
    formats = {name: book.add_format(style) for name, style in styles.items()}

    def write(row: int, col: int, text: str, style: str) -> None:
        if text:
            sheet.write_string(row, col, text, formats[style])
        else:
            sheet.write_blank(row, col, None, formats[style])

    return write
