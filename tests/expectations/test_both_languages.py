"""What the seeds say in prose stands in Hebrew beside the English, and says the same."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
GRADES = 12
"""Numbers up to here may be letters in Hebrew: grades of school are."""


def _pairs() -> list[tuple[str, str, str, str]]:
    """Seed, column, English and Hebrew of each row of each column that has both."""
    pairs = []
    for path in sorted(SEEDS.glob("*.csv")):
        with path.open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                pairs += [
                    (path.stem, column, english, row[f"{column}_he"])
                    for column, english in row.items()
                    if f"{column}_he" in row
                ]
    return pairs


PAIRS = _pairs()
PROSE = {
    "authority_clusters": {"members_are"},
    "breaks": {"note", "source"},
    "factors": {"note"},
    "index_goalposts": {"rule"},
    "indicators": {
        "agreement",
        "definition",
        "denominator",
        "method_ours",
        "method_publisher",
        "numerator",
    },
    "known_errors": {"evidence", "reason"},
    "equivalence_scales": {"source"},
    "peer_variables": {"why"},
    "periphery_definitions": {"source"},
    "poverty_definitions": {"source"},
    "programme_phases": {"attribution"},
    "programmes": {"members_are"},
    "published_benchmarks": {"rest_is", "source", "why_not_the_same"},
    "survey_measures": {"definition"},
}


@pytest.mark.parametrize("seed", PROSE)
def test_prose_of_a_seed_is_in_both_languages_with_the_same_numbers(seed: str) -> None:
    of_seed = [pair[1:] for pair in PAIRS if pair[0] == seed]
    assert {column for column, _, _ in of_seed} == PROSE[seed]
    for column, english, hebrew in of_seed:
        assert bool(english) == bool(hebrew), (column, english)
        if english:
            assert re.search("[א-ת]{2}", hebrew), (column, hebrew)
            said = {
                text for text in NUMBER.findall(english) if float(text.replace(",", "")) > GRADES
            }
            # A date is written with dots in Hebrew.
            assert said <= {*NUMBER.findall(hebrew), *re.findall(r"\d+", hebrew)}, (column, hebrew)


def test_no_text_bears_characters_that_turn_the_direction_of_what_stands_beside_it() -> None:
    turning = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
    assert [pair for pair in PAIRS if turning.search(pair[3])] == []
