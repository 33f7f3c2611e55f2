"""The forms that settlements hand in: one YAML a workbook, a list of columns a sheet.

Template, check, parser and the help texts are all made of these declarations, so that a column is
named in one place. ``settlement`` is the first column of every sheet and is declared in none.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field, ValidationError, model_validator

from ingest.errors import InputError
from ingest.source import Bilingual, Declared, OneKeyOnce

FORMS_FOLDER = Path(__file__).parent / "forms"

ColumnType = Literal[
    "title",  # a short text by which people know the row
    "text",  # free text
    "body",  # the name of a body; a list is suggested, others are taken
    "place",  # part of the settlement; empty is the whole of it
    "choice",  # a code of ``seeds/codes.csv``
    "indicator",
    "programme",
    "settlement",  # another settlement, by code or name
    "reference",  # the title of a row of another sheet
    "date",
    "year",
    "number",
    "count",  # a whole number from 0
    "money",  # ILS from 0
    "percent",  # 0 to 100
    "yes_no",
]


class FormColumn(Declared):
    """One column. ``choices`` names the ``code_kind`` of its codes, ``refers_to`` sheet.column."""

    column_id: str = Field(alias="id", pattern=r"^[a-z][a-z0-9_]*$")
    he: str
    en: str
    type: ColumnType
    required: bool = False
    choices: str | None = None
    refers_to: str | None = None
    example: str = ""
    help: Bilingual | None = None

    @model_validator(mode="after")
    def _has_its_list(self) -> FormColumn:
        if (self.type == "choice") != (self.choices is not None):
            raise ValueError(f"{self.column_id}: choices belong to type choice, and to it alone")
        if (self.type == "reference") != (self.refers_to is not None):
            raise ValueError(f"{self.column_id}: refers_to belongs to type reference alone")
        return self


class FormSheet(Declared):
    """One sheet, a row a thing. The columns of ``key`` tell two rows of a settlement apart."""

    sheet_id: str = Field(alias="id", pattern=r"^[a-z][a-z0-9_]*$")
    title: Bilingual
    about: Bilingual
    key: tuple[str, ...] = Field(min_length=1)
    columns: tuple[FormColumn, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _keys_are_columns(self) -> FormSheet:
        known = {column.column_id for column in self.columns}
        if unknown := set(self.key) - known:
            raise ValueError(f"{self.sheet_id}: key {', '.join(sorted(unknown))} is no column")
        if "settlement" in known:
            raise ValueError(f"{self.sheet_id}: settlement is there of itself")
        return self

    def column(self, column_id: str) -> FormColumn:
        return next(column for column in self.columns if column.column_id == column_id)


class Form(Declared):
    """One workbook that people fill."""

    form_id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: Bilingual
    about: Bilingual
    sheets: tuple[FormSheet, ...] = Field(min_length=1)


SETTLEMENT = FormColumn(
    id="settlement",
    he="יישוב",
    en="Settlement",
    type="settlement",
    required=True,
    help=Bilingual(
        he="סמל היישוב ושמו, יישוב אחד בכל שורה",
        en="Code and name of the settlement, one in a row",
    ),
)
"""The first column of every sheet."""


@cache
def load_forms(folder: Path = FORMS_FOLDER) -> dict[str, Form]:
    """All forms by form_id, in alphabetical order.

    Raises:
        InputError: a declaration that does not hold, or a sheet declared twice.
    """
    forms: dict[str, Form] = {}
    for path in sorted(folder.glob("*.yml")):
        try:
            form = Form.model_validate(yaml.load(path.read_text("utf-8"), OneKeyOnce))
        except (yaml.YAMLError, ValidationError) as error:
            raise InputError(path.name, found=str(error), expected="a form") from error
        if form.form_id != path.stem:
            raise InputError(path.name, found=form.form_id, expected=f"form_id: {path.stem}")
        forms[form.form_id] = form
    return forms


@cache
def sheets() -> dict[str, FormSheet]:
    """The sheets of all forms by sheet_id, which is unique over the forms."""
    found = [sheet for form in load_forms().values() for sheet in form.sheets]
    if len({sheet.sheet_id for sheet in found}) != len(found):
        raise InputError("forms", found="a sheet_id twice", expected="each once")
    return {sheet.sheet_id: sheet for sheet in found}
