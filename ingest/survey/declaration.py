"""What a survey wave is: the YAML beside its data file, validated.

It says which column is what, in which direction each item is coded and which codes mean that nobody
answered. Nothing of that is ever guessed: a direction that is not declared is an error.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

import yaml
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from ingest.errors import InputError
from ingest.source import Bilingual, Declared, OneKeyOnce
from ingest.survey.instrument import items_of

Kind = Literal["community_survey", "household_income_survey"]
Sex = Literal["male", "female"]
PopulationGroup = Literal["jews", "arabs", "druze", "bedouin", "haredim", "others"]
Concept = Literal["disposable", "net_money", "gross_money"]
AGE_BANDS = {
    "age_under_18": (0, 17),
    "age_18_29": (18, 29),
    "age_30_44": (30, 44),
    "age_45_64": (45, 64),
    "age_65_and_over": (65, 120),
}


def _as_text(value: Any) -> Any:
    """A code as text, however YAML reads it: 1, 1.0 and '1' are one code, 08 and '08' another."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return str(int(value)) if float(value).is_integer() else str(value)


def _plain_name(name: str) -> str:
    if any(mark in name for mark in "/\\\0") or name.startswith("."):
        raise ValueError(f"{name!r} is not the plain name of a file beside the declaration")
    return name


Code = Annotated[str, BeforeValidator(_as_text)]
Column = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Settlement(Declared):
    """The column that names the settlement, by its code or by its name in Hebrew."""

    column: Column
    given_as: Literal["code", "name"]


class Sexes(Declared):
    column: Column
    codes: dict[Code, Sex] = Field(min_length=1)


class Groups(Declared):
    column: Column
    codes: dict[Code, PopulationGroup] = Field(min_length=1)


class Language(Declared):
    """Language of the interview, as ISO 639-1 codes."""

    column: Column
    codes: dict[Code, Annotated[str, StringConstraints(pattern="^[a-z]{2}$")]] = Field(min_length=1)


class Item(Declared):
    """One question: where its answers stand and what they mean.

    ``higher_is`` says whether the highest code stands for more of what is measured (``more``) or
    for less of it (``less``: "people here do not get along", 5 = fully agree).
    """

    column: Column
    lowest: int
    highest: int
    higher_is: Literal["more", "less"]
    missing: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _spans_something(self) -> Item:
        if self.lowest >= self.highest:
            raise ValueError(f"lowest {self.lowest} is not below highest {self.highest}")
        inside = [code for code in self.missing if self.is_answer(code)]
        if inside:
            raise ValueError(
                f"{', '.join(inside)} cannot both mean no answer and lie between"
                f" {self.lowest} and {self.highest}"
            )
        return self

    def is_answer(self, code: str) -> bool:
        """Whether a code is one of the answers."""
        return code.lstrip("-").isdigit() and self.lowest <= int(code) <= self.highest


class NationalThreshold(Declared):
    """A poverty line from elsewhere, for a wave that does not cover the nation.

    ``value``: ILS per equivalent person, of the same period as the wave's incomes.
    """

    value: float = Field(gt=0)
    source: str = Field(min_length=1)


class Wave(Declared):
    """One wave of a survey."""

    wave_id: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)
    kind: Kind
    title: Bilingual
    producer: Bilingual
    licence: str
    reference_year: int = Field(ge=1990, le=2100)
    fieldwork_from: dt.date
    fieldwork_to: dt.date
    population: Bilingual
    coverage: Literal["national", "settlements"]
    synthetic: bool = False
    data: Annotated[str, AfterValidator(_plain_name)]
    sheet: str | None = None
    respondent: Column | None = None
    settlement: Settlement
    weight: Column
    stratum: Column | None = None
    psu: Column | None = None
    household: Column | None = None
    language: Language | None = None
    sex: Sexes | None = None
    age: Column | None = None
    population_group: Groups | None = None
    missing: tuple[Code, ...] = ()
    items: dict[str, Item] = Field(default_factory=dict)
    income: dict[Concept, Column] = Field(default_factory=dict)
    national_thresholds: dict[str, NationalThreshold] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Wave:
        if self.fieldwork_from > self.fieldwork_to:
            raise ValueError("fieldwork_from lies after fieldwork_to")
        if self.kind == "community_survey":
            if not self.items or self.income:
                raise ValueError("a community survey has items, and no income")
            known = items_of()
            for item_id in self.items:
                if item_id not in known:
                    raise ValueError(
                        f"items.{item_id} is not in seeds/survey_items.csv;"
                        f" it has {', '.join(known)}"
                    )
        elif not self.income or self.items:
            raise ValueError("a household income survey has income, and no items")
        elif self.household is None or self.age is None:
            raise ValueError(
                "a household income survey names household and age:"
                " incomes are made equivalent by who lives in the household"
            )
        twice = {name for name in self.columns() if self.columns().count(name) > 1}
        if twice:
            raise ValueError(f"{', '.join(sorted(twice))} is declared for two things")
        return self

    def columns(self) -> list[str]:
        """Every column of the data file that is read; all others stay in the archive."""
        single = [self.respondent, self.weight, self.stratum, self.psu, self.household, self.age]
        coded = [self.settlement, self.language, self.sex, self.population_group]
        return [
            *(name for name in single if name),
            *(field.column for field in coded if field),
            *(item.column for item in self.items.values()),
            *self.income.values(),
        ]


def load_wave(text: str, name: str) -> Wave:
    """Read and validate one declaration.

    Raises:
        InputError: no YAML, or it does not fit; every offending key is named.
    """
    try:
        return Wave.model_validate(yaml.load(text, OneKeyOnce))
    except yaml.YAMLError as error:
        raise InputError(
            name, found=f"no readable YAML: {error}", expected="a declaration of a survey wave"
        ) from error
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in problem['loc']) or 'wave'}: {problem['msg']}"
            for problem in error.errors()
        )
        raise InputError(
            name,
            found=problems,
            expected="the keys of a survey wave, as templates/surveys/README.md lists them",
            do="correct the key named here; begin with the template of its kind",
        ) from error
