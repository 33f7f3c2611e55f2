"""A synthetic survey of household incomes: one row a person, a household's income on each of them.

Incomes are log-normal around what the standing of the settlement suggests; a few households have
none, and one has lost money in the year. How many are poor comes of that, and is like the nation's.
"""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from ingest.sample.cells import Cell
from ingest.sample.figures import clip, noise, youth
from ingest.sample.settlements import Place
from ingest.sample.survey_design import (
    SAMPLED,
    SYNTHETIC_EN,
    SYNTHETIC_HE,
    Sampled,
    declaration,
    person,
    place_of,
    stratum_of,
    weight,
    write_csv,
)

YEAR = 2024
HEADER = (
    "person_id", "household_id", "locality_code", "stratum", "psu", "weight", "sex", "age", "group",
    "disposable_income", "net_money_income",
)  # fmt: skip
SEX_CODES = {"male": 1, "female": 2}
GROUP_CODES = {"jews": 1, "haredim": 2, "arabs": 3, "druze": 4, "bedouin": 5, "others": 6}
_CHILDREN = {"jewish": 1.3, "mixed": 1.2, "haredi": 3.6, "arab": 1.7, "druze": 1.4, "bedouin": 3.3}
_TYPICAL = 7_200  # ILS a month per equivalent person in a place of mean standing
_WITHOUT_INCOME = ("7300-9", "6100-4", "8000-21")
_WITH_LOSS = "6600-17"


class Household(NamedTuple):
    """One household. ``members``: sex, age and group of each."""

    number: str
    place: Place
    neighbourhood: int
    weight: float
    members: list[tuple[str, int, str]]
    disposable: int
    net_money: int


def households(sampled: Sequence[Sampled] = SAMPLED) -> Iterator[Household]:
    """All households of the survey, settlement by settlement."""
    for asked in sampled:
        place = place_of(asked.code)
        rng = random.Random(f"income survey {YEAR} {place.code}")
        left, number = asked.persons, 0
        while left > 0:
            members = _members(place, rng)[:left]
            neighbourhood = 1 + (asked.persons - left) * asked.neighbourhoods // asked.persons
            left, number = left - len(members), number + 1
            disposable, net_money = _income(place, neighbourhood, members, rng)
            code = f"{place.code}-{number}"
            if code in _WITHOUT_INCOME:
                disposable = net_money = 0
            elif code == _WITH_LOSS:
                disposable = net_money = -2_350
            stands_for = weight(place, YEAR, asked.persons, rng)
            yield Household(code, place, neighbourhood, stands_for, members, disposable, net_money)


def _members(place: Place, rng: random.Random) -> list[tuple[str, int, str]]:
    head = person(place, YEAR, 92, rng)
    members = [(head.sex, head.age, head.group)]
    if rng.random() < 0.72:
        partner = "male" if head.sex == "female" else "female"
        members.append((partner, max(18, head.age + rng.randint(-5, 5)), head.group))
    if head.age < 62:
        usual = _CHILDREN[place.people] * (1.0 + 0.8 * youth(place, YEAR)) * len(members) / 2
        for _ in range(min(9, round(rng.expovariate(1 / usual)))):
            age = rng.randint(0, min(24, max(1, head.age - 20)))
            members.append(("female" if rng.random() < 0.49 else "male", age, head.group))
    return members


def _income(
    place: Place, neighbourhood: int, members: list[tuple[str, int, str]], rng: random.Random
) -> tuple[int, int]:
    """Disposable income of the household, and the money in it, ILS a month."""
    grown = sum(age >= 14 for _, age, _ in members)
    persons = 1 + 0.5 * (grown - 1) + 0.3 * (len(members) - grown)
    settled = 0.22 * place.level + 0.10 * noise(place.code, "income")
    near = 0.22 * noise(place.code, neighbourhood, "income")
    crowded = -0.05 * (len(members) - 3)
    equivalent = _TYPICAL * math.exp(settled + near + crowded + rng.gauss(0, 0.53))
    disposable = round(equivalent * persons)
    in_kind = clip(0.07 + 0.03 * rng.gauss(0, 1), 0, 0.2)
    return disposable, round(disposable * (1 - in_kind))


def rows(found: Iterator[Household]) -> Iterator[list[Cell | None]]:
    """One row a person, as the data file has it."""
    number = 0
    for household in found:
        place = household.place
        for sex, age, group in household.members:
            number += 1
            yield [
                number, household.number, place.number, stratum_of(place),
                f"{place.code}-{household.neighbourhood}", household.weight, SEX_CODES[sex], age,
                GROUP_CODES[group], household.disposable, household.net_money,
            ]  # fmt: skip


def write_wave(path: Path) -> None:
    """The data file."""
    write_csv(path, HEADER, rows(households()))


def write_declaration(path: Path) -> None:
    """The declaration beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(declaration(declared(path.with_suffix(".csv").name)), "utf-8")


def declared(data: str) -> dict[str, object]:
    """What the declaration of the wave says."""
    number, household, settlement, stratum, psu, weight_, sex, age, group, disposable, money = (
        HEADER
    )
    return {
        "wave_id": f"income_{YEAR}_synthetic",
        "kind": "household_income_survey",
        "title": {
            "he": f"סקר הכנסות משק בית {YEAR} - {SYNTHETIC_HE}",
            "en": f"Household income survey {YEAR} - {SYNTHETIC_EN}",
        },
        "producer": {"he": "מחולל נתוני הדוגמה", "en": "the generator of the sample"},
        "licence": "made up; free to use",
        "reference_year": YEAR,
        "fieldwork_from": dt.date(YEAR, 1, 14),
        "fieldwork_to": dt.date(YEAR, 12, 20),
        "population": {
            "he": 'כל הנפשות במשקי בית, הכנסה לחודש בש"ח',
            "en": "all persons in households; income per month in ILS",
        },
        "coverage": "national",
        "synthetic": True,
        "data": data,
        "respondent": number,
        "settlement": {"column": settlement, "given_as": "code"},
        "weight": weight_,
        "stratum": stratum,
        "psu": psu,
        "household": household,
        "sex": {"column": sex, "codes": {code: name for name, code in SEX_CODES.items()}},
        "age": age,
        "population_group": {
            "column": group,
            "codes": {code: name for name, code in GROUP_CODES.items()},
        },
        "income": {"disposable": disposable, "net_money": money},
    }
