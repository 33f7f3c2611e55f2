"""Invented answers to a community survey, with the structure that real ones have.

Behind the answers of a person stand two traits, informal social control and social cohesion
(Sampson, Raudenbush and Earls 1997), each the sum of what belongs to the settlement, to the
neighbourhood and to the person.
"""

from __future__ import annotations

import math
import random
from bisect import bisect
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from ingest.sample.figures import clip, noise
from ingest.sample.settlements import Place
from ingest.sample.survey_design import (
    SAMPLED,
    Person,
    Sampled,
    adult_share,
    person,
    place_of,
    weight,
)

CONTROL = (
    "control_truancy", "control_graffiti", "control_disrespect", "control_fight",
    "control_services",
)  # fmt: skip
COHESION = (
    "cohesion_help", "cohesion_close_knit", "cohesion_trust", "cohesion_get_along",
    "cohesion_values",
)  # fmt: skip
SINGLE = ("trust_people", "belonging_place", "civic_took_part")
TOP = {"trust_people": 2, "civic_took_part": 2, "belonging_place": 10}
"""The answer that stands for the most of a trait; the least is 1, of belonging 0."""
LOADING = 0.70
"""Of an item on its trait: gives five items an alpha of about 0.8."""
_CUTS = (-1.35, -0.55, 0.2, 1.05)
_LEVEL_WEIGHT = {"control": 0.10, "cohesion": 0.05}
ORDERS = {2023: (*COHESION, *CONTROL, *SINGLE), 2025: (*CONTROL, *COHESION, *SINGLE)}


class Respondent(NamedTuple):
    """One interview. ``answers``: most of the trait highest; ``None`` for a break-off, else a word
    on why there is no answer."""

    number: int
    place: Place
    neighbourhood: int
    weight: float
    person: Person
    answers: dict[str, int | str | None]


def respondents(year: int, sampled: Sequence[Sampled] = SAMPLED) -> list[Respondent]:
    """All interviews of a wave, settlement by settlement."""
    found: list[Respondent] = []
    for sample in sampled:
        place, asked = place_of(sample.code), sample.asked_in(year)
        rng = random.Random(f"community survey {year} {place.code}")
        for position in range(asked):
            neighbourhood = 1 + position * sample.neighbourhoods // asked
            adult = person(place, year, sample.oldest, rng)
            stands_for = round(adult_share(place) * weight(place, year, asked, rng), 2)
            answers = _answers(place, neighbourhood, year, adult, sample.alike, rng)
            number = 100_001 + len(found)
            found.append(Respondent(number, place, neighbourhood, stands_for, adult, answers))
    return found


def _answers(
    place: Place,
    neighbourhood: int,
    year: int,
    adult: Person,
    alike: Mapping[str, int],
    rng: random.Random,
) -> dict[str, int | str | None]:
    common = rng.gauss(0, 1)
    traits = {
        trait: _shared(place, neighbourhood, trait, year)
        + 0.95 * (math.sqrt(0.55) * common + math.sqrt(0.45) * rng.gauss(0, 1))
        for trait in ("control", "cohesion")
    }
    asked_until = rng.randint(2, 8) if rng.random() < 0.015 else len(ORDERS[year])
    answers: dict[str, int | str | None] = {}
    for position, item in enumerate(ORDERS[year]):
        trait = "control" if item in CONTROL else "cohesion"
        leaning = LOADING * traits[trait] + math.sqrt(1 - LOADING**2) * rng.gauss(0, 1)
        answer = alike.get(item) or _answer(item, leaning + _difficulty(item), adult)
        refusal = rng.random()
        silent = _silence(item)
        if position >= asked_until:
            answers[item] = None
        elif refusal < silent:
            answers[item] = "refused" if refusal < 0.3 * silent else "unknown"
        else:
            answers[item] = answer
    return answers


@cache
def _difficulty(item: str) -> float:
    return 0.35 * noise("difficulty", item)


@cache
def _silence(item: str) -> float:
    """The share who do not answer, 3 to 8 %."""
    return 0.05 + 0.02 * noise("silence", item)


@cache
def _shared(place: Place, neighbourhood: int, trait: str, year: int) -> float:
    """What neighbours have in common; it changes little from wave to wave."""
    settled = _LEVEL_WEIGHT[trait] * place.level + 0.25 * noise(place.code, "community", trait)
    near = 0.38 * noise(place.code, neighbourhood, trait)
    change = 0.04 + 0.12 * noise(place.code, trait, "change")
    return settled + near + change * (year - 2023)


def _answer(item: str, leaning: float, adult: Person) -> int:
    if item == "trust_people":
        return 2 if leaning > 0.2 else 1
    if item == "civic_took_part":
        return 2 if leaning - 0.01 * abs(adult.age - 50) > 0.55 else 1
    if item == "belonging_place":
        return round(clip(7.1 + 2.2 * leaning + 0.015 * (adult.age - 45), 0, 10))
    return 1 + bisect(_CUTS, leaning)
