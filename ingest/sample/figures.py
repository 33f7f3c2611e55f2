"""Synthetic figures: what they depend on, never what any settlement really has.

A figure is drawn between what a poor and what a rich place would show (``Place.level``), shifted by
distance from the centre, moved evenly by the year and shaken a little by a hash of code and key.
The same key therefore gives the same number wherever it is written, and neighbouring years agree.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from ingest.sample.settlements import Place, authorities, members

NATION_FACTOR = 1.009  # some people live outside any authority; totals do not add up
BASE_YEAR = 2021
AGE_BANDS = ("0_4", "5_9", "10_14", "15_19", "20_29", "30_44", "45_59", "60_64", "65")
_YOUNG = (17.0, 15.0, 13.0, 11.5, 15.5, 16.5, 8.0, 1.5, 2.0)
_OLD = (6.5, 6.8, 6.6, 6.0, 12.5, 20.0, 18.0, 6.1, 17.5)
_YOUTH = {"jewish": 0.25, "haredi": 0.85, "mixed": 0.3, "arab": 0.45, "druze": 0.4, "bedouin": 0.95}
_GROWTH = {"jewish": 1.6, "haredi": 1.9, "mixed": 1.3, "arab": 1.7, "druze": 1.2, "bedouin": 2.9}


def noise(*parts: object) -> float:
    """A number in [-1, 1) that depends on the parts alone, on every machine."""
    text = "|".join(map(str, parts)).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=6).digest(), "big") / 2**47 - 1


def clip(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))


@cache
def population(place: Place, year: int) -> int:
    """Persons at the end of the year."""
    growth = 1 + (_GROWTH[place.people] + 0.6 * noise(place.code, "growth")) / 100
    persons = place.residents * (1 + 0.03 * noise(place.code, "size"))
    return round(persons * growth ** (year - BASE_YEAR))


@cache
def distance_km(place: Place) -> float:
    """Kilometres to the boundary of the Tel Aviv district, as the crow flies."""
    return max(0.0, math.hypot(place.x_km - 181.5, place.y_km - 665.5) - 9.0)


def remoteness(place: Place) -> float:
    """0 at the centre, about 1 from a hundred and twenty kilometres on."""
    return min(1.0, distance_km(place) / 120)


@cache
def age_shares(place: Place, year: int) -> dict[str, float]:
    """Per cent of the population by age; the nine bands sum to 100."""
    youth = clip(_YOUTH[place.people] - 0.05 * place.level - 0.006 * (year - BASE_YEAR), 0.02, 1.0)
    raw = [
        (y * youth + o * (1 - youth)) * (1 + 0.04 * noise(place.code, "age", band))
        for band, y, o in zip(AGE_BANDS, _YOUNG, _OLD, strict=True)
    ]
    shares = {band: 100 * part / sum(raw) for band, part in zip(AGE_BANDS, raw, strict=True)}
    shares["0_17"] = shares["0_4"] + shares["5_9"] + shares["10_14"] + 0.62 * shares["15_19"]
    shares["75"] = 0.41 * shares["65"]
    return shares


def dependency_ratio(place: Place, year: int) -> float:
    """(Aged 0-19 and 65 and over) per 1,000 aged 20-64."""
    shares = age_shares(place, year)
    working = sum(shares[band] for band in ("20_29", "30_44", "45_59", "60_64"))
    return 1000 * (100 - working) / working


@dataclass(frozen=True)
class Shape:
    """How a figure behaves; ``per_person`` makes it a count: a rate times the population."""

    poor: float  # at two standard deviations below the mean
    rich: float  # at two above it
    remote: float = 0.0  # added at the far end of the country
    yearly: float = 0.0  # added by each year after 2021
    wobble: float = 0.0
    low: float = 0.0
    high: float = 100.0
    per_person: bool = False


def _count(poor: float, rich: float, yearly: float = 0.0, remote: float = 0.0) -> Shape:
    """A count, given per 1,000 residents."""
    wobble = 0.06 * max(abs(poor), abs(rich))
    low = -1e6 if min(poor, rich) < 0 else 0.2
    return Shape(poor, rich, remote, yearly, wobble, low, 1e6, per_person=True)


SHAPES: dict[str, Shape] = {
    "council_members": Shape(11, 15, wobble=2, high=31),
    "area_km2": Shape(14, 12, 10, 0, 8, 1.5, 1e4),
    "immigrants_1990_pct": Shape(8, 11, 4, -0.2, 6),
    "births": _count(30, 15, -0.2),
    "deaths": _count(4, 7, 0.05),
    "migration_balance": _count(-14, 9, 0.3, -4),
    "migration_internal": _count(-11, 6, 0.2, -4),
    "migrants_in": _count(26, 46, 0.2),
    "unemployment_annual": _count(52, 38, -9.0),
    "unemployment_annual_pct": Shape(9.6, 6.6, 1.0, -1.6, 0.5, 2.0),
    "unemployment_monthly": _count(17, 11, -2.2),
    "unemployment_monthly_men": _count(9, 5, -1.0),
    "unemployment_monthly_pct": Shape(8.6, 5.4, 0.8, -0.25, 0.3, 2.0),
    "unemployment_age": Shape(37, 42, 0, 0.4, 0.8),
    "old_age_pension": _count(60, 130, 1.0),
    "income_supplement_pct": Shape(44, 4, 3, -0.3, 2),
    "income_support": _count(92, 5, -2.0, 4),
    "wage": Shape(6100, 14800, -500, 420, 250, 4500, 60000),
    "wage_men": Shape(7000, 18500, -300, 470, 300, 4500, 60000),
    "wage_women": Shape(4700, 11700, -500, 380, 220, 3500, 60000),
    "wage_change_pct": Shape(2.8, 2.2, 0, 0.02, 1.4, -10),
    "employees": _count(285, 470, 5.0),
    "earners": _count(330, 560, 6.0),
    "earners_men": _count(185, 280, 3.0),
    "earners_women": _count(145, 280, 3.0),
    "business_earners": _count(24, 58, 0.4),
    "mixed_earners": _count(12, 38, 0.2),
    "business_income": Shape(7300, 14500, -500, 330, 400, 3000, 60000),
    "mixed_income": Shape(11500, 21000, -500, 520, 600, 5000, 90000),
    "minimum_wage_pct": Shape(57, 29, 3, -0.35, 1.2),
    "below_minimum_wage": _count(135, 118, 1.5),
    "below_median_wage": _count(215, 175, 2.0),
    "self_employed": _count(20, 52, 0.3),
    "gini": Shape(0.36, 0.50, 0, 0.001, 0.01, 0.2, 0.7),
    "schools": _count(0.85, 0.5),
    "pupils": _count(290, 190),
    "pupils_per_class": Shape(26.5, 26.0, -1.2, 0.05, 0.8),
    "dropout_pct": Shape(3.2, 0.6, 0.2, 0.05, 0.25, 0.1),
    "dropout_boys_pct": Shape(4.2, 0.8, 0.2, 0.06, 0.3, 0.1),
    "dropout_girls_pct": Shape(2.1, 0.4, 0.2, 0.04, 0.2, 0.1),
    "matriculation_pct": Shape(48, 88, -3, 0.6, 2.5, 5, 98),
    "university_threshold_pct": Shape(26, 78, -4, 0.8, 2.5, 3, 96),
    "degrees_pct": Shape(7, 56, -3, 0.5, 1.5, 1),
    "higher_entry_pct": Shape(20, 53, -3, 0.2, 1.5, 1),
    "students_pct": Shape(7, 22, -1, 0.2, 0.8, 1),
    "water_per_person": Shape(52, 84, 4, 0.8, 4, 20, 400),
    "dwellings": _count(215, 345),
    "vehicles": _count(310, 470, 5.0),
    "accidents": _count(0.6, 1.1, -0.03),
    "convicted": _count(4.6, 1.3, -0.12),
    "convicted_rate": Shape(6.2, 1.9, 0.2, -0.12, 0.3, 0.4),
    "convicted_order_pct": Shape(31, 25, 0, 0.1, 2),
    "convicted_body_pct": Shape(24, 18, 0, 0.1, 2),
    "convicted_morals_pct": Shape(9, 15, 0, 0, 3),
    "convicted_property_pct": Shape(19, 16, 0, 0, 3),
    "convicted_fraud_pct": Shape(3, 6, 0, 0, 1.5),
    "council_turnout_pct": Shape(76, 50, 3, -0.4, 3, 20, 96),
    "mayor_turnout_pct": Shape(78, 51, 3, -0.4, 3, 20, 96),
    "mayor_second_pct": Shape(70, 43, 3, -0.4, 3, 20, 96),
    "built_pct": Shape(30, 46, -9, 0.2, 8, 3, 90),
    "farmed_pct": Shape(18, 16, 3, -0.1, 7, 0, 60),
    "residential_km2": _count(0.14, 0.09),
    "budget_total": _count(7.4, 10.4, 0.35),
    "budget_income": _count(6.4, 8.8, 0.3),
    "budget_own": _count(1.9, 6.6, 0.12),
    "budget_government": _count(4.4, 2.1, 0.18),
    "budget_education": _count(2.9, 2.0, 0.1),
    "budget_welfare": _count(1.0, 0.6, 0.04),
    "budget_grant": _count(1.25, 0.05, 0.02),
    "rates_collection_pct": Shape(44, 88, -2, 0.5, 3, 15, 99),
    "rates_home": _count(0.75, 1.9, 0.06),
    "rates_arrears": _count(0.1, 0.12, 0.002),
    "budget_spent": _count(6.5, 8.8, 0.3),
    "spent_education": _count(3.6, 3.1, 0.12),
    "spent_welfare": _count(1.3, 0.95, 0.05),
    "deficit": _count(-0.22, 0.05),
    "spent_works": _count(1.1, 1.9, 0.05),
    "deficit_bare": _count(-0.3, -0.05),
    "deficit_accumulated": _count(-1.1, -0.1),
    "loans": _count(1.2, 1.6, 0.03),
    "adults_15": _count(630, 790),
    "no_certificate_pct": Shape(40, 7, 0, -0.2, 2),
    "after_school_pct": Shape(6, 11, 0, 0, 1.5),
    "academic_pct": Shape(9, 49, -1, 0.6, 2),
    "participation_pct": Shape(43, 72, 0, 0.3, 1.5),
    "employment_pct": Shape(40, 70, 0, 0.4, 1.5),
    "unemployed_pct": Shape(7.0, 3.6, 0, -0.6, 0.5, 1.5),
    "commuters_pct": Shape(46, 58, -30, 0.2, 5, 2),
    "household_size": Shape(4.9, 2.7, 0.2, -0.02, 0.1, 2, 8),
    "owners_pct": Shape(74, 66, 0, -0.4, 4),
    "renters_pct": Shape(20, 28, 0, 0.4, 3),
    "net_income": Shape(2700, 8200, -200, 260, 200, 1500, 20000),
    "net_spending": Shape(2900, 5800, -150, 150, 150, 1500, 20000),
}


@cache
def value(place: Place, key: str, year: int) -> float:
    """A figure of one place and year; counts are whole numbers."""
    if key == "population":
        return population(place, year)
    if key == "dependency":
        return dependency_ratio(place, year)
    if key.startswith("age_"):
        return age_shares(place, year)[key.removeprefix("age_")]
    shape = SHAPES[key]
    at = clip((place.level + 2.0) / 4.0, -0.1, 1.05)
    figure = shape.poor + (shape.rich - shape.poor) * at + shape.remote * remoteness(place)
    figure += shape.yearly * (year - BASE_YEAR)
    figure += shape.wobble * (0.85 * noise(place.code, key) + 0.15 * noise(place.code, key, year))
    figure = clip(figure, shape.low, shape.high)
    if shape.per_person:
        return round(figure * population(place, year) / 1000 * _money(key))
    return figure


def _money(key: str) -> float:
    """Budget shapes are thousand shekels per resident; the tables are in thousand shekels."""
    return 1000.0 if key.split("_")[0] in {"budget", "rates", "spent", "deficit", "loans"} else 1.0


def is_count(key: str) -> bool:
    """Whether figures of several places add up."""
    return key == "population" or (key in SHAPES and SHAPES[key].per_person)


def total(places: Iterable[Place], key: str, year: int) -> float:
    """A figure of several places: counts added, all else averaged by population."""
    chosen = tuple(places)
    if is_count(key):
        return sum(value(place, key, year) for place in chosen)
    weights = [population(place, year) for place in chosen]
    parts = (w * value(place, key, year) for w, place in zip(weights, chosen, strict=True))
    return sum(parts) / sum(weights)


def nation(key: str, year: int) -> float:
    """The national figure; of counts a little more than all authorities together."""
    figure = total(authorities(), key, year)
    return round(figure * NATION_FACTOR) if is_count(key) else figure


def clusters(figure: float, bounds: tuple[float, ...]) -> int:
    """1 to 10, by nine rising bounds."""
    return 1 + sum(figure >= bound for bound in bounds)


@cache
def spread_ranks(measure: Callable[[Place], float], last: int = 255) -> dict[str, int]:
    """Ranks of the listed authorities, spread over 1..``last`` since only some are listed."""
    ordered = sorted(authorities(), key=lambda place: (measure(place), place.code))
    step = (last - 1) / (len(ordered) - 1)
    return {place.code: 1 + round(i * step) for i, place in enumerate(ordered)}


# --- socio-economic index -------------------------------------------------------------------------
_SOCIO_ECONOMIC = (-1.7, -1.1, -0.7, -0.35, 0.1, 0.5, 0.9, 1.3, 1.8)


@cache
def index_value(place: Place, edition: int) -> float:
    """Socio-economic index value in standard deviations; an edition is the year of its data."""
    drift = 0.015 * (edition - 2019) * noise(place.code, "drift")
    return round(place.level + drift + 0.01 * noise(place.code, "index", edition), 12)


def index_cluster(place: Place, edition: int) -> int:
    return clusters(index_value(place, edition), _SOCIO_ECONOMIC)


def index_2013(place: Place) -> float:
    return index_value(place, 2013)


def index_2017(place: Place) -> float:
    return index_value(place, 2017)


def index_2019(place: Place) -> float:
    return index_value(place, 2019)


def index_2021(place: Place) -> float:
    return index_value(place, 2021)


INDEX = {2013: index_2013, 2017: index_2017, 2019: index_2019, 2021: index_2021}


# --- peripherality --------------------------------------------------------------------------------
_PERIPHERALITY = (-1.5, -0.75, -0.35, -0.05, 0.4, 0.9, 1.5, 2.3, 3.0)


def proximity(place: Place) -> float:
    """The more remote from the Tel Aviv district, the lower."""
    return 1.492533 - 0.0223 * distance_km(place) + 0.01 * noise(place.code, "proximity")


def accessibility(place: Place) -> float:
    """The fewer people within reach, the lower."""
    return 6.8 * math.exp(-distance_km(place) / 30) - 1.25 + 0.05 * noise(place.code, "access")


def peripherality(place: Place) -> float:
    """Peripherality index 2020, negative is peripheral."""
    return round(0.5 * proximity(place) + 0.5 * accessibility(place) + 0.2, 12)


def peripherality_2004(place: Place) -> float:
    return round(peripherality(place) - 0.1 + 0.1 * noise(place.code, "2004"), 3)


def peripherality_cluster(place: Place) -> int:
    return clusters(peripherality(place), _PERIPHERALITY)


def peripherality_cluster_2004(place: Place) -> int:
    return clusters(peripherality_2004(place), _PERIPHERALITY)


def compactness(place: Place) -> float:
    """Compactness index, low is compact."""
    return round(1.6 * noise(place.code, "compactness") + 0.2 * remoteness(place), 12)


def council_places(place: Place) -> tuple[Place, ...]:
    """The localities that stand for a place: itself, or those of a regional council."""
    return members(place.council_number) if place.kind == "regional_council" else (place,)
