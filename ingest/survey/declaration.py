"""What a survey wave is: the YAML beside its data file, validated.

It says which column is what, in which direction each item is coded and which codes mean that nobody
answered. Nothing of that is ever guessed: a direction that is not declared is an error.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

import yaml
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StrictBool,
    StringConstraints,
    ValidationError,
    model_validator,
)

from ingest.errors import InputError
from ingest.source import Bilingual, Declared, OneKeyOnce
from ingest.survey.bundle import NO_YAML
from ingest.survey.instrument import definitions_of, items_of

Kind = Literal["community_survey", "household_income_survey"]
Sex = Literal["male", "female"]
PopulationGroup = Literal["jews", "arabs", "druze", "bedouin", "haredim", "others"]
Concept = Literal["disposable", "net_money", "gross_money"]
LONGEST_SCALE = 1000
"""No questionnaire has a code beyond it."""
AGE_BANDS = {
    "age_under_18": (0, 17),
    "age_18_29": (18, 29),
    "age_30_44": (30, 44),
    "age_45_64": (45, 64),
    "age_65_and_over": (65, 120),
}


def _as_text(value: Any) -> Any:
    """A code as text, however YAML reads it: 1, 1.0 and '1' are one code, 08 and '08' another."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _plain_name(name: str) -> str:
    if not name or any(mark in name for mark in "/\\\0") or name.startswith("."):
        raise ValueError(f"{name!r} is not the plain name of a file beside the declaration")
    return name


def _one_meaning(codes: Any) -> Any:
    if isinstance(codes, dict):
        texts = [_as_text(code) for code in codes]
        if twice := {str(text) for text in texts if texts.count(text) > 1}:
            raise ValueError(f"the code {', '.join(sorted(twice))} is given twice")
    return codes


Code = Annotated[str, BeforeValidator(_as_text)]
Column = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Settlement(Declared):
    """The column that names the settlement, by its code or by its name in Hebrew.

    Names are listed, since the wordings of settlements leave the archive: a person's name that
    stands in that column must not.
    """

    column: Column
    given_as: Literal["code", "name"]
    names: tuple[Column, ...] = ()

    @model_validator(mode="after")
    def _lists_its_names(self) -> Settlement:
        if (self.given_as == "name") != bool(self.names):
            raise ValueError("names: lists the settlements if given_as is name, else nothing")
        return self


class WaveColumn(Declared):
    """The column that says of which wave a row is, in a file that holds several, and its code."""

    column: Column
    code: Code


class Sexes(Declared):
    column: Column
    codes: Annotated[dict[Code, Sex], BeforeValidator(_one_meaning)] = Field(min_length=1)


class Groups(Declared):
    column: Column
    codes: Annotated[dict[Code, PopulationGroup], BeforeValidator(_one_meaning)] = Field(
        min_length=1
    )


class Language(Declared):
    """Language of the interview, as ISO 639-1 codes."""

    column: Column
    codes: Annotated[
        dict[Code, Annotated[str, StringConstraints(pattern="^[a-z]{2}$")]],
        BeforeValidator(_one_meaning),
    ] = Field(min_length=1)


class Item(Declared):
    """One question: where its answers stand and what they mean.

    ``higher_is`` says whether the highest code stands for more of what is measured (``more``) or
    for less of it (``less``: "people here do not get along", 5 = fully agree).
    """

    column: Column
    lowest: int = Field(ge=-LONGEST_SCALE, le=LONGEST_SCALE)
    highest: int = Field(ge=-LONGEST_SCALE, le=LONGEST_SCALE)
    higher_is: Literal["more", "less"]
    missing: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _spans_something(self) -> Item:
        if self.lowest >= self.highest:
            raise ValueError(f"lowest {self.lowest} is not below highest {self.highest}")
        self.refuse_answers(self.missing)
        return self

    def refuse_answers(self, missing: tuple[str, ...]) -> None:
        """Nothing, if none of these codes for no answer is one of the answers.

        Raises:
            ValueError: the codes that are.
        """
        if inside := [code for code in missing if self.is_answer(code)]:
            raise ValueError(
                f"{', '.join(inside)} cannot both mean no answer and lie between"
                f" {self.lowest} and {self.highest} ({self.column})"
            )

    def is_answer(self, code: str) -> bool:
        """Whether a code is one of the answers."""
        return (
            re.fullmatch("-?[0-9]+", code) is not None and self.lowest <= int(code) <= self.highest
        )


class NationalThreshold(Declared):
    """A poverty line from elsewhere, for a wave that does not cover the nation.

    ``value``: ILS per equivalent person, of the same period as the wave's incomes.
    """

    value: float = Field(gt=0, allow_inf_nan=False)
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
    synthetic: StrictBool = False
    data: Annotated[str, AfterValidator(_plain_name)]
    sheet: str | None = None
    wave: WaveColumn | None = None
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
            for item_id, item in self.items.items():
                item.refuse_answers(self.missing)
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
        for field in (self.language, self.sex, self.population_group):
            if field and (both := [code for code in field.codes if code in self.missing]):
                raise ValueError(
                    f"{', '.join(both)} cannot both mean no answer and have a meaning"
                    f" ({field.column})"
                )
        if self.income and self.coverage == "settlements" and not self.national_thresholds:
            raise ValueError(
                "national_thresholds: the median of some settlements is no national median;"
                " give the national line of at least one definition, with its source"
            )
        if unknown := set(self.national_thresholds) - set(definitions_of()):
            raise ValueError(
                f"national_thresholds: {', '.join(sorted(unknown))} is not in"
                f" seeds/poverty_definitions.csv; it has {', '.join(definitions_of())}"
            )
        twice = {name for name in self.columns() if self.columns().count(name) > 1}
        if twice:
            raise ValueError(f"{', '.join(sorted(twice))} is declared for two things")
        return self

    def columns(self) -> list[str]:
        """Every column of the data file that is read; all others stay in the archive."""
        # Households may be the sampling units themselves.
        psu = None if self.psu == self.household else self.psu
        single = [self.respondent, self.weight, self.stratum, psu, self.household, self.age]
        coded = [self.wave, self.settlement, self.language, self.sex, self.population_group]
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
        content = yaml.load(text, OneKeyOnce)
    except NO_YAML as error:
        raise InputError(
            name, found=f"no readable YAML: {error}", expected="a declaration of a survey wave"
        ) from error
    try:
        return Wave.model_validate(content)
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
