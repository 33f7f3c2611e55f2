"""A workbook being filled: its sheets begin alike, and say alike where figures are made up."""

from __future__ import annotations

from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from publication.export.cells import text_of
from publication.export.styles import INK, QUIET, WARN, Styles

SYNTHETIC = (
    "נתונים סינתטיים: אינם אומרים דבר על שום מקום"
    " · SYNTHETIC figures: they say nothing of any place"
)
TOP = 3
"""Rows of a heading; what a sheet is for begins below."""


@dataclass(frozen=True)
class Binder:
    """``edition``: of the published file, in words. ``synthetic``: its figures are made up."""

    book: xlsxwriter.Workbook
    styles: Styles
    edition: str
    synthetic: bool

    def sheet(self, name: str, title: str, says_en: str, says_he: str) -> Worksheet:
        """Add a sheet, right to left, with a heading: title, and what it is in both languages."""
        sheet = self.book.add_worksheet(name)
        sheet.right_to_left()
        sheet.set_row(0, 21)
        look = self.styles.text(bold=True, font_size=15, font_color=INK)
        sheet.write_string(0, 0, text_of(title), look)
        # At the right of its cell, or it would run out of the sheet on that side.
        look = self.styles.of(font_color=QUIET, align="right")
        sheet.write_string(1, 0, text_of(says_en), look)
        parts = [SYNTHETIC if self.synthetic else "", says_he, self.edition]
        look = self.styles.text(font_color=WARN if self.synthetic else QUIET, bold=self.synthetic)
        sheet.write_string(2, 0, text_of(" · ".join(part for part in parts if part)), look)
        return sheet
