"""Where the synthetic surveys ask, and how many: settlements, strata, neighbourhoods, weights.

A stratum is a district crossed by size of settlement; a neighbourhood is a primary sampling unit.
Small settlements are sampled far more densely than large ones, so that weights differ widely. Some
settlements hold what real ones do and estimation must bear: hardly a respondent, one neighbourhood,
a stratum with nothing else in it, a question that everybody answers alike.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from ingest.sample.cells import Cell
from ingest.sample.figures import clip, population, youth
from ingest.sample.settlements import LOCALITIES, Place, authorities

SYNTHETIC_HE, SYNTHETIC_EN = "נתונים סינתטיים", "SYNTHETIC DATA"
STANDS_FOR = 2.2  # residents of the nation for each resident of the settlements asked
NO_ALIKE: Mapping[str, int] = {}


class Sampled(NamedTuple):
    """How many are asked in one settlement, and what is odd about them."""

    code: str
    respondents: int
    neighbourhoods: int
    persons: int = 0  # of the income survey
    oldest: int = 92
    alike: Mapping[str, int] = NO_ALIKE  # item → the answer that everybody gives

    def asked_in(self, year: int) -> int:
        """Respondents of a wave: the first was smaller, where it was of middling size."""
        middling = 50 < self.respondents < 200
        return round(0.7 * self.respondents) if year < 2025 and middling else self.respondents


SAMPLED = (
    Sampled("3000", 400, 12, 400),
    Sampled("5526", 88, 5),
    Sampled("0521", 18, 1),  # its stratum has no second neighbourhood
    Sampled("8000", 112, 6, 120),
    Sampled("9200", 92, 5, 110),
    Sampled("0502", 84, 4, 130),
    Sampled("1061", 103, 6, 115),
    Sampled("7600", 96, 5, 120),
    Sampled("7300", 105, 6, 150),
    Sampled("5504", 76, 5, 95),
    Sampled("5565", 62, 4, 90),
    Sampled("0026", 40, 3, 40),
    Sampled("0065", 22, 2),
    Sampled("0993", 8, 1),
    Sampled("2710", 98, 5, 140),
    Sampled("0541", 68, 3, 110),
    Sampled("4000", 118, 6, 150),
    Sampled("9700", 84, 5, 110),
    Sampled("8300", 120, 6, 150),
    Sampled("5531", 60, 4, 75),
    Sampled("0577", 14, 2),
    Sampled("6600", 128, 7, 150),
    Sampled("6400", 98, 5, 120),
    Sampled("5000", 140, 8, 160),
    Sampled("6100", 104, 5, 170),
    Sampled("1034", 94, 5, 115),
    Sampled("7100", 126, 7, 140),
    Sampled("0031", 100, 5, 125),
    Sampled("1031", 102, 5, 115),
    Sampled("1161", 96, 5, 160, oldest=64),
    Sampled("5569", 66, 4, 120, alike={"civic_took_part": 1}),
    Sampled("5537", 60, 4),
    Sampled("0598", 64, 2, alike={"civic_took_part": 2}),
    Sampled("0099", 12, 2, 12),
    Sampled("1358", 4, 1, 4),
)

_GROUPS: dict[str, dict[str, float]] = {
    "jewish": {"jews": 0.88, "haredim": 0.08, "others": 0.04},
    "haredi": {"haredim": 0.86, "jews": 0.14},
    "mixed": {"jews": 0.60, "arabs": 0.28, "haredim": 0.08, "others": 0.04},
    "arab": {"arabs": 0.98, "others": 0.02},
    "druze": {"druze": 0.95, "arabs": 0.05},
    "bedouin": {"bedouin": 1.0},
}
_LANGUAGES: dict[str, dict[str, float]] = {
    "jews": {"he": 0.87, "ru": 0.13},
    "haredim": {"he": 1.0},
    "others": {"ru": 0.80, "he": 0.20},
    "arabs": {"ar": 0.90, "he": 0.10},
    "druze": {"ar": 0.80, "he": 0.20},
    "bedouin": {"ar": 0.96, "he": 0.04},
}
_DISTRICTS = {1: "jerusalem", 2: "north", 3: "haifa", 4: "centre", 5: "tel_aviv", 6: "south"}
_SHARE_ADULT = {"haredi": 0.50, "bedouin": 0.46}


class Person(NamedTuple):
    """What a survey knows of a respondent besides the answers; nobody real, and no name."""

    sex: str
    age: int
    group: str
    language: str


@cache
def place_of(code: str) -> Place:
    """The settlement of a code."""
    return next(place for place in (*authorities(), *LOCALITIES) if place.code == code)


def size_of(place: Place) -> str:
    """The size class of a settlement by its residents."""
    return (
        "large" if place.residents >= 100_000 else "medium" if place.residents > 20_000 else "small"
    )


def stratum_of(place: Place) -> str:
    """District and size of a settlement in one word."""
    return f"{_DISTRICTS[place.district]}_{size_of(place)}"


def weight(place: Place, year: int, asked: int, rng: random.Random) -> float:
    """Residents that one respondent stands for, unequal within a settlement too."""
    stands_for = STANDS_FOR * population(place, year) / asked
    return round(stands_for * clip(rng.lognormvariate(0, 0.4), 0.3, 3.5), 2)


def adult_share(place: Place) -> float:
    """The adults among the residents."""
    return _SHARE_ADULT.get(place.people, 0.66)


def person(place: Place, year: int, oldest: int, rng: random.Random) -> Person:
    """An invented adult of a settlement."""
    group = _one_of(_GROUPS[place.people], rng)
    language = _one_of(_LANGUAGES[group], rng)
    age = 18 + int(75 * rng.random() ** (1.2 + 0.8 * youth(place, year)))
    return Person("female" if rng.random() < 0.53 else "male", min(age, oldest), group, language)


def _one_of(shares: Mapping[str, float], rng: random.Random) -> str:
    return rng.choices(tuple(shares), tuple(shares.values()))[0]


def declaration(content: Mapping[str, object]) -> str:
    """A declaration as people would write it: keys in order, what belongs together in one line."""
    return yaml.safe_dump(
        dict(content), allow_unicode=True, sort_keys=False, default_flow_style=None, width=96
    )


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell | None]]) -> None:
    """A data file in UTF-8 with the mark that makes spreadsheet programs read Hebrew."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue().encode("utf-8-sig"))
