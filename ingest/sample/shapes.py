"""What the synthetic figures look like: tables of invented magnitudes, read by :mod:`.figures`.

A figure is drawn between what a poor and what a rich place would show (:data:`SHAPES`), or follows
from others: it is a part of a whole (:data:`SPLITS`), a sum (:data:`SUMS`) or a quotient
(:data:`QUOTIENTS`). What follows from others agrees with them in every file and for every group.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple


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
    of: str = ""  # the figure is given in per cent of this other one
    youth: float = 0.0  # added where there are many children


class Split(NamedTuple):
    """Parts that sum to a whole, or to 100 per cent if none is named.

    Each part has two weights: of a poor and of a rich place, or where children are few and where
    they are many, or of a town and of the countryside.
    """

    parts: Mapping[str, tuple[float, float]]
    whole: str = ""
    wobble: float = 0.05
    by: Literal["standing", "youth", "countryside"] = "standing"


def _count(poor: float, rich: float, yearly: float = 0.0, remote: float = 0.0) -> Shape:
    """A count, given per 1,000 residents."""
    wobble = 0.06 * max(abs(poor), abs(rich))
    low = -1e6 if min(poor, rich) < 0 else 0.2
    return Shape(poor, rich, remote, yearly, wobble, low, 1e6, per_person=True)


def _share(of: str, poor: float, rich: float, yearly: float = 0.0) -> Shape:
    """Per cent of another figure."""
    return Shape(poor, rich, 0, yearly, 0.04 * max(poor, rich), of=of)


SHAPES: dict[str, Shape] = {
    "council_members": Shape(11, 15, wobble=2, high=31),
    "immigrants_1990_pct": Shape(8, 11, 4, -0.2, 6),
    "births": _count(30, 15, -0.2),
    "fertility": Shape(1.8, 1.6, 0, -0.02, 0.12, 1.2, 8, youth=3.4),
    "deaths": _count(4, 7, 0.05),
    "mortality": Shape(6.6, 3.7, 0.3, 0.05, 0.3, 2, 15),
    "migration_balance": _count(-14, 9, 0.3, -4),
    "migration_internal": _count(-11, 6, 0.2, -4),
    "migrants_in": _count(26, 46, 0.2),
    "weddings": _count(12, 11),
    "divorces": _count(2.4, 3.1),
    "overweight_1_pct": Shape(26, 13, 1, -0.4, 2.5, 3, 70),
    "overweight_7_pct": Shape(41, 23, 1, -0.4, 3, 4, 75),
    "cancer_men": Shape(285, 335, -8, 0, 22, 100, 600),
    "cancer_women": Shape(250, 325, -8, 0, 20, 100, 600),
    "unemployment_annual": _count(52, 38, -9.0),
    "unemployment_annual_pct": Shape(9.6, 6.6, 1.0, -1.6, 0.5, 2.0),
    "unemployment_monthly": _count(17, 11, -2.2),
    "unemployment_monthly_men": _count(9, 5, -1.0),
    "unemployment_monthly_pct": Shape(8.6, 5.4, 0.8, -0.25, 0.3, 2.0),
    "unemployment_age": Shape(37, 42, 0, 0.4, 0.8),
    "unemployment_days": Shape(118, 104, -4, -11, 4, 40, 200),
    "old_age_pension": _count(60, 130, 1.0),
    "income_supplement_pct": Shape(44, 4, 3, -0.3, 2),
    "income_support": _count(92, 5, -2.0, 4),
    "nursing": _share("old_age_pension", 31, 18, 0.8),
    "disability": _count(47, 14, 0.3),
    "child_families": _count(118, 132),
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
    "self_employed_income": Shape(5600, 15500, -600, 330, 350, 2500, 50000),
    "self_employed_low_pct": Shape(57, 31, 2, -0.3, 2, 10, 90),
    "gini": Shape(0.36, 0.50, 0, 0.001, 0.01, 0.2, 0.7),
    "kindergarten": _count(76, 50),
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
    "teachers": _count(27, 19),
    "teachers_new_pct": Shape(7.4, 5.4, 1, 0.1, 1, 0.5, 25),
    "teachers_absent_pct": Shape(3.9, 3.2, 0.3, 1.0, 0.4, 0.5, 25),
    "teachers_master_pct": Shape(31, 50, -3, 1.2, 3, 5, 90),
    "water_loss_pct": Shape(13.5, 6.5, 1, -0.3, 2.5, 0.5, 50),
    "water_per_person": Shape(52, 84, 4, 0.8, 4, 20, 400),
    "water_home": _share("water_per_person", 80, 86),
    "water_deviations_pct": Shape(0.7, 0.1, 0.2, 0, 0.3, 0, 20),
    "sewage": _count(47, 56, 0.5),
    "sewage_treated_pct": Shape(93, 100, -2, 0.3, 3, 60, 100),
    "started": _count(4.5, 7.5),
    "started_area": _share("started", 20, 27),
    "completed": _count(4.0, 6.5),
    "completed_area": _share("completed", 20, 27),
    "dwellings": _count(215, 345),
    "rented_pct": Shape(16, 26, -4, 0.2, 4, 1),
    "waste": Shape(1.4, 2.0, 0.3, 0.02, 0.2, 0.4, 9),
    "waste_recycled_pct": Shape(11, 30, -3, 0.6, 4, 0.5, 90),
    "vehicles": _count(310, 470, 5.0),
    "car_age": Shape(9.5, 5.8, 0.3, 0.05, 0.4, 2, 15),
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
    # Money: thousand shekels per resident, or per cent of another sum.
    "budget_own": _count(1.9, 6.6, 0.12),
    "budget_government": _count(4.4, 2.1, 0.18),
    "budget_loans": _share("budget_government", 0.9, 0.1),
    "budget_extra": _count(1.1, 1.7, 0.05),
    "budget_education": _count(2.9, 2.0, 0.1),
    "budget_welfare": _count(1.0, 0.6, 0.04),
    "budget_grant": _count(1.25, 0.05, 0.02),
    "rates_home": _count(0.75, 1.9, 0.06),
    "rates_other": _count(0.4, 2.3, 0.05),
    "rates_collection_pct": Shape(44, 88, -2, 0.5, 3, 15, 99),
    "rates_current_pct": Shape(41, 85, -2, 0.5, 3, 12, 99),
    "rates_arrears": _count(0.1, 0.12, 0.002),
    "spent_education": _share("budget_spent", 49, 36),
    "spent_welfare": _share("budget_spent", 17, 10.5),
    "spent_culture": _share("budget_spent", 3.2, 4.8),
    "spent_extra": _count(1.2, 2.0, 0.05),
    "spent_works": _share("spent_extra", 90, 94),
    "deficit": _count(-0.22, 0.05),
    "deficit_accumulated": _count(-1.1, -0.1),
    "loans": _count(1.2, 1.6, 0.03),
    "adults_15": _count(630, 790),
    "participation_pct": Shape(43, 72, 0, 0.3, 1.5),
    "employment_pct": Shape(40, 70, 0, 0.4, 1.5),
    "unemployed_pct": Shape(7.0, 3.6, 0, -0.6, 0.5, 1.5),
    "commuters_pct": Shape(46, 58, -30, 0.2, 5, 2),
    "households": _count(235, 355),
    "household_size": Shape(4.9, 2.7, 0.2, -0.02, 0.1, 2, 8),
    "one_person_pct": _share("other_households_pct", 88, 92),
    "families": _count(190, 255),
    "owners_pct": Shape(74, 66, 0, -0.4, 4),
    "renters_pct": Shape(20, 28, 0, 0.4, 3),
    "net_income": Shape(2700, 8200, -200, 260, 200, 1500, 20000),
    "net_spending": Shape(2900, 5800, -150, 150, 150, 1500, 20000),
}

# What the jurisdiction is used for: dwellings first, then the rest of the land by weight.
_REST_OF_LAND = {
    "education": (3.0, 0.2), "health": (0.7, 0.05), "public": (1.2, 0.1), "culture": (2.5, 0.4),
    "commerce": (3.2, 0.1), "industry": (5.0, 0.8), "transport": (11.0, 2.0),
    "farm_buildings": (1.0, 1.2), "garden": (4.0, 0.3), "forest": (12.0, 18.0),
    "orchards": (8.0, 14.0), "fields": (14.0, 35.0), "open": (34.0, 28.0),
}  # fmt: skip
LAND_USES = ("residential", *_REST_OF_LAND)
_COVER = {
    "land_built_km2": ("residential", "education", "health", "public", "culture", "commerce",
                       "industry", "transport"),
    "land_farmed_km2": ("farm_buildings", "orchards", "fields"),
    "land_green_km2": ("garden", "forest"),
    "land_bare_km2": ("open",),
}  # fmt: skip
_MOVERS_BY_AGE = {"in": ((27, 24), (43, 38), (26, 33), (4, 5)),
                  "out": ((24, 25), (47, 36), (25, 33), (4, 6))}  # fmt: skip
SPLITS: tuple[Split, ...] = (
    *(Split({f"migrants_{way}_men": (49, 49), f"migrants_{way}_women": (51, 51)},
            f"migrants_{way}", 0.02) for way in ("in", "out")),
    *(Split({f"migrants_{way}_{age}": weights
             for age, weights in zip(("0_14", "15_29", "30_64", "65"), by_age, strict=True)},
            f"migrants_{way}") for way, by_age in _MOVERS_BY_AGE.items()),
    Split({"single_pct": (33, 26), "married_pct": (54, 61), "divorced_pct": (7.5, 8.5),
           "widowed_pct": (5.5, 4.5)}),
    Split({"child_families_1": (72, 22), "child_families_3": (26, 36),
           "child_families_5": (2, 42)}, "child_families", by="youth"),
    Split({"schooling_unknown_pct": (9, 4), "schooling_none_pct": (5, 1),
           "schooling_lower_pct": (15, 3), "schooling_high_pct": (6, 5),
           "schooling_plain_pct": (25, 10), "schooling_matriculation_pct": (19, 17),
           "schooling_after_pct": (7, 9), "degree_first_pct": (10, 30),
           "degree_second_pct": (3.5, 18), "degree_third_pct": (0.5, 3)}),
    Split({"no_certificate_pct": (38, 8), "high_school_pct": (22, 12),
           "certificate_pct": (22, 21), "after_school_pct": (8, 12), "academic_pct": (10, 47)}),
    Split({"family_households_pct": (70, 92), "other_households_pct": (30, 8)}, by="youth"),
    Split({"childless_couples_pct": (30, 11), "couples_pct": (40, 76),
           "older_couples_pct": (16, 5), "single_parents_pct": (7, 4),
           "older_single_parents_pct": (7, 4)}, by="youth"),
    Split({f"land_{use}_km2": weights for use, weights in _REST_OF_LAND.items()},
          "land_rest_km2", 0.35, "countryside"),
    Split({"spent_operation": (47, 40), "spent_labour": (33, 39), "spent_repayment": (3, 3.5),
           "spent_finance": (0.4, 0.4), "spent_once": (1.6, 1.1), "spent_general": (15, 16)},
          "budget_spent"),
)  # fmt: skip
PART_OF = {part: split for split in SPLITS for part in split.parts}

# A key with "-" before it is taken away.
SUMS: dict[str, tuple[str, ...]] = {
    "natural_increase": ("births", "-deaths"),
    "migrants_out": ("migrants_in", "-migration_internal"),
    "land_rest_km2": ("area_km2", "-land_residential_km2"),
    **{cover: tuple(f"land_{use}_km2" for use in uses) for cover, uses in _COVER.items()},
    "budget_income": ("budget_own", "budget_government", "budget_loans"),
    "budget_total": ("budget_income", "budget_extra"),
    "rates": ("rates_home", "rates_other"),
    "budget_spent": ("budget_income", "-deficit"),
    "budget_paid": ("budget_spent", "spent_extra"),
    "deficit_bare": ("deficit", "-budget_loans"),
}
# Numerator, denominator, multiplier. Four in ten residents are married adults, three are not.
QUOTIENTS: dict[str, tuple[str, str, float]] = {
    "density": ("population", "area_km2", 1),
    "natural_rate": ("natural_increase", "population", 1000),
    "wedding_rate": ("weddings", "population", 1000 / 0.3),
    "divorce_rate": ("divorces", "population", 1000 / 0.4),
    "pupils_per_teacher": ("pupils", "teachers", 1),
    "accident_rate": ("accidents", "population", 1000),
    "density_built": ("population", "land_residential_km2", 1),
    "revenue_per_person": ("budget_income", "population", 1000),
    "spent_per_person": ("budget_spent", "population", 1000),
    **{f"land_{use}_pct": (f"land_{use}_km2", "area_km2", 100)
       for use in (*LAND_USES, "built", "farmed", "green", "bare")},
}  # fmt: skip
