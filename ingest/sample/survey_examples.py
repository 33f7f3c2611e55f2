"""The filled examples beside the templates of survey waves (``templates/surveys/examples``).

``python -m ingest.sample.survey_examples`` writes them anew; a test compares them with what is
written here, byte by byte.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pyreadstat

from ingest.sample import income_survey
from ingest.sample.community_answers import ORDERS, respondents
from ingest.sample.community_survey import (
    FORM_2025,
    GROUPS,
    LANGUAGES,
    SEXES,
    declared,
    header,
    range_of,
    row,
)
from ingest.sample.survey_design import Sampled, declaration, write_csv

FOLDER = Path(__file__).parents[2] / "templates" / "surveys" / "examples"
ASKED = (
    Sampled("8000", 22, 3, 18),
    Sampled("1034", 16, 2, 16),
    Sampled("5537", 10, 2),
    Sampled("1161", 6, 1, 14),
)
NOBODY_ANSWERED = {"lo": 8, "hi": 9}
_CREATED = slice(92, 109)
"""Where the header of an SPSS file holds the moment of its writing: date, then time of day."""


def write_examples(folder: Path) -> list[Path]:
    """Write each example as ``folder/<kind>/<file>``: a wave of 54 persons in two formats, a survey
    of incomes.

    Returns:
        The files written.
    """
    community, income = folder / "community_survey", folder / "household_income_survey"
    rows = [row(one, FORM_2025) for one in respondents(2025, ASKED)]
    delimited, spss = community / "community_example.csv", community / "community_spss_example.sav"
    write_csv(delimited, header(FORM_2025), rows)
    _write_spss(spss, pl.DataFrame(rows, schema=header(FORM_2025), orient="row"))
    incomes = income / "income_example.csv"
    write_csv(incomes, income_survey.HEADER, income_survey.rows(income_survey.households(ASKED)))
    few = {"coverage": "settlements"}
    thresholds = {
        name: {"value": value, "source": "made up for the example"}
        for name, value in (("eu_60", 4030), ("nii_50", 2160))
    }
    return [
        delimited,
        spss,
        incomes,
        _declare(delimited, {**declared(FORM_2025, delimited.name), **few}),
        _declare(spss, {**declared(FORM_2025, spss.name), **few}),
        _declare(
            incomes,
            {**income_survey.declared(incomes.name), **few, "national_thresholds": thresholds},
        ),
    ]


def _declare(data: Path, content: Mapping[str, object]) -> Path:
    path = data.with_suffix(".yml")
    path.write_text(declaration({**content, "wave_id": data.stem}), "utf-8")
    return path


def _write_spss(path: Path, answers: pl.DataFrame) -> None:
    words = FORM_2025.words
    labels = {
        column: {int(words[name]): name for name in names}
        for column, names in (("lang", LANGUAGES), ("gender", SEXES), ("group", GROUPS))
    }
    short = [
        f"q{number}"
        for number, item in enumerate(ORDERS[FORM_2025.year], 1)
        if range_of(item)[1] < 10
    ]
    pyreadstat.write_sav(
        answers,
        path,
        file_label="SYNTHETIC DATA",
        variable_value_labels=labels,
        missing_ranges={column: [NOBODY_ANSWERED] for column in short},
    )
    content = bytearray(path.read_bytes())
    content[_CREATED] = b"01 Jan 2500:00:00"
    path.write_bytes(content)


if __name__ == "__main__":
    write_examples(FOLDER)
