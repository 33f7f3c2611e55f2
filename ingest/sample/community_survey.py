"""Synthetic waves of a community survey, as two institutes would deliver them.

The waves are coded against each other on purpose: what is 5 in one is 1 in the other, the questions
stand in another order, settlements are named in one and numbered in the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from ingest.sample.cells import Cell
from ingest.sample.community_answers import ORDERS, TOP, Respondent, respondents
from ingest.sample.figures import noise
from ingest.sample.notes import SYNTHETIC
from ingest.sample.survey_design import (
    SAMPLED,
    SYNTHETIC_EN,
    SYNTHETIC_HE,
    declaration,
    place_of,
    size_of,
    stratum_of,
    write_csv,
)
from ingest.sample.workbook_new import new_book, write_row

WORDED_NEGATIVELY = ("cohesion_get_along", "cohesion_values")
YES_OR_NO = ("trust_people", "civic_took_part")
LANGUAGES = ("he", "ar", "ru")
SEXES = ("male", "female")
GROUPS = ("jews", "haredim", "arabs", "druze", "bedouin", "others")
SHEET = "נתונים"
_SIZES = {"large": "גדולים", "medium": "בינוניים", "small": "קטנים"}


class Form(NamedTuple):
    """How a wave's data file is laid out: names of columns, and its word for each trait."""

    year: int
    columns: Mapping[str, str]
    words: Mapping[str, str | int]
    unknown: str | int
    agreement_is_highest: bool


FORM_2023 = Form(
    2023,
    {
        "respondent": "מספר שאלון", "settlement": "שם יישוב", "stratum": "שכבת דגימה",
        "psu": "אשכול", "weight": "משקל", "language": "שפת ראיון", "sex": "מין", "age": "גיל",
        "population_group": "קבוצת אוכלוסייה", "mode": "אופן הראיון",
    },
    {
        "he": "עברית", "ar": "ערבית", "ru": "רוסית", "male": "גבר", "female": "אישה",
        "jews": "יהודים", "haredim": "חרדים", "arabs": "ערבים", "druze": "דרוזים",
        "bedouin": "בדואים", "others": "אחרים", "phone": "טלפון", "web": "מקוון",
    },
    "לא ידוע",
    agreement_is_highest=False,
)  # fmt: skip
FORM_2025 = Form(
    2025,
    {
        "respondent": "id", "settlement": "locality_code", "stratum": "stratum", "psu": "psu",
        "weight": "weight", "language": "lang", "sex": "gender", "age": "age",
        "population_group": "group", "mode": "mode",
    },
    {
        "he": 1, "ar": 2, "ru": 3, "male": 1, "female": 2, "jews": 1, "haredim": 2, "arabs": 3,
        "druze": 4, "bedouin": 5, "others": 6, "phone": 1, "web": 2,
    },
    -1,
    agreement_is_highest=True,
)  # fmt: skip


def write_declaration_2023(path: Path) -> None:
    """The wave of 2023, which lies in a workbook."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {**declared(FORM_2023, path.with_suffix(".xlsx").name), "sheet": SHEET}
    path.write_text(declaration(content), "utf-8")


def write_declaration_2025(path: Path) -> None:
    """The wave of 2025, which lies in delimited text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(declaration(declared(FORM_2025, path.with_suffix(".csv").name)), "utf-8")


def write_wave_2023(path: Path) -> None:
    """Settlements by name, groups in words, 1 = agree; a sheet of notes behind the data."""
    book = new_book(path)
    sheet = book.add_worksheet(SHEET)
    write_row(sheet, 0, header(FORM_2023))
    for number, respondent in enumerate(respondents(2023), 1):
        write_row(sheet, number, row(respondent, FORM_2023))
    write_row(book.add_worksheet("הסבר"), 0, (SYNTHETIC,))
    book.close()


def write_wave_2025(path: Path) -> None:
    """Settlements by code, groups by number, 5 = agree."""
    write_csv(path, header(FORM_2025), (row(one, FORM_2025) for one in respondents(2025)))


def header(form: Form) -> list[str]:
    """The columns of a wave's data file; the questions are numbered as they were asked."""
    return [*form.columns.values(), *(f"q{n}" for n in range(1, len(ORDERS[form.year]) + 1))]


def row(respondent: Respondent, form: Form) -> list[Cell | None]:
    """An interview as a wave's data file has it."""
    place, adult, words = respondent.place, respondent.person, form.words
    named = form is FORM_2023
    sector = f"{place.district_name} - {_SIZES[size_of(place)]}"
    silent_on_age = named and noise("age", respondent.number) > 0.98
    silent_on_sex = not named and noise("sex", respondent.number) > 0.98
    return [
        respondent.number,
        place.name if named else place.number,
        sector if named else stratum_of(place),
        # No two numbers of settlements differ by their last two digits alone.
        100 * place.number + respondent.neighbourhood
        if named
        else f"{place.code}-{respondent.neighbourhood}",
        respondent.weight,
        words[adult.language],
        form.unknown if silent_on_sex else words[adult.sex],
        form.unknown if silent_on_age else adult.age,
        words[adult.group],
        words["phone" if adult.age > 60 else "web"],
        *(_code(item, respondent.answers[item], form) for item in ORDERS[form.year]),
    ]


def _code(item: str, answer: int | str | None, form: Form) -> int | None:
    if answer is None:
        return None
    low, high = range_of(item)
    if isinstance(answer, str):
        code = 8 if answer == "unknown" else 9
        return code if high < 10 else 90 + code
    return answer if _highest_is_most(item, form) else low + high - answer


def range_of(item: str) -> tuple[int, int]:
    """The lowest and the highest code of an item."""
    return (0, 10) if TOP.get(item) == 10 else (1, TOP.get(item, 5))


def _highest_is_most(item: str, form: Form) -> bool:
    if item in YES_OR_NO:
        return False  # 1 yes, 2 no, in any questionnaire
    if item == "belonging_place":
        return True  # 0 not at all, 10 very much
    return form.agreement_is_highest != (item in WORDED_NEGATIVELY)


def declared(form: Form, data: str) -> dict[str, object]:
    """What the declaration of a wave says."""
    columns, words = form.columns, form.words
    settlement: dict[str, object] = {"column": columns["settlement"], "given_as": "code"}
    if form is FORM_2023:
        settlement["given_as"] = "name"
        settlement["names"] = [place_of(asked.code).name for asked in SAMPLED]
    return {
        "wave_id": f"community_{form.year}_synthetic",
        "kind": "community_survey",
        "title": {
            "he": f"סקר קהילה {form.year} - {SYNTHETIC_HE}",
            "en": f"Community survey {form.year} - {SYNTHETIC_EN}",
        },
        "producer": {"he": "מחולל נתוני הדוגמה", "en": "the generator of the sample"},
        "licence": "made up; free to use",
        "reference_year": form.year,
        "fieldwork_from": dt.date(form.year, 3, 2),
        "fieldwork_to": dt.date(form.year, 5, 28),
        "population": {"he": "תושבים בני 18 ומעלה", "en": "residents aged 18 and over"},
        "coverage": "national",
        "synthetic": True,
        "data": data,
        "respondent": columns["respondent"],
        "settlement": settlement,
        "weight": columns["weight"],
        "stratum": columns["stratum"],
        "psu": columns["psu"],
        "language": {
            "column": columns["language"],
            "codes": {words[name]: name for name in LANGUAGES},
        },
        "sex": {"column": columns["sex"], "codes": {words[name]: name for name in SEXES}},
        "age": columns["age"],
        "population_group": {
            "column": columns["population_group"],
            "codes": {words[name]: name for name in GROUPS},
        },
        "missing": [form.unknown],
        "items": {
            item: _declared_item(item, f"q{number}", form)
            for number, item in enumerate(ORDERS[form.year], 1)
        },
    }


def _declared_item(item: str, column: str, form: Form) -> dict[str, object]:
    low, high = range_of(item)
    return {
        "column": column,
        "lowest": low,
        "highest": high,
        "higher_is": "more" if _highest_is_most(item, form) else "less",
        "missing": [98, 99] if high == 10 else [8, 9],
    }
