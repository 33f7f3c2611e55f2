"""Homes in which surveys were laid in again, refused and mended; made once for all tests.

The numbers of respondents and households are replaced by marks that stand nowhere else, so that a
search for them finds answers of persons and nothing but these.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from tests.integration import house
from tests.integration.house import SAFED, House, Run, copy_house

COMMUNITY, INCOMES = "community_survey", "household_income_survey"
REISSUED, INCOME, LAID, REAL = (
    "community_2025_synthetic",
    "income_2024_synthetic",
    "community_2026_synthetic",
    "community_2026_real",
)
ADDED = 3
"""Questionnaires that the second issue of a wave has more, all of one settlement."""
RESPONDENT, HOUSEHOLD = "zq{}respondent", "zq{}household"
PERSON, IDENTITY = "פלונית אלמוניתזק", "039475162"
"""A made-up name and identity number, which slipped into columns where they do not belong."""
FAULTY_ROWS = (4, 9)
"""Rows of the sheet with them: the number as age and answer, the name as settlement and answer."""


@dataclass(frozen=True)
class Ended:
    """A home, what the command said in it last, and what was published before."""

    house: House
    run: Run
    before: dict[str, str]


def read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, encoding="utf-8-sig", keep_default_na=False)


def reissue(mirror: Path) -> None:
    """Number everybody anew, and put three more questionnaires of Safed into one wave."""
    path = mirror / INCOMES / "income_2024.csv"
    incomes = read(path)
    incomes["person_id"] = [RESPONDENT.format(number) for number in range(len(incomes))]
    households = pd.factorize(incomes["household_id"])[0]
    incomes["household_id"] = [HOUSEHOLD.format(number) for number in households]
    incomes.to_csv(path, index=False, encoding="utf-8-sig")
    path = mirror / COMMUNITY / "community_2025.csv"
    wave = read(path)
    more = wave[wave["locality_code"] == SAFED].head(ADDED)
    wave = pd.concat([wave, more], ignore_index=True)
    wave["id"] = [RESPONDENT.format(900_000 + number) for number in range(len(wave))]
    wave.to_csv(path, index=False, encoding="utf-8-sig")


def lay_wave(house: House, wave_id: str, data: pd.DataFrame, **changes: Any) -> None:
    """Lay a wave into the inbox, coded as that of 2025, saved a while ago."""
    folder = house.home / "inbox" / COMMUNITY
    folder.mkdir(parents=True, exist_ok=True)
    content = yaml.safe_load((house.mirror / COMMUNITY / "community_2025.yml").read_text("utf-8"))
    content |= {"wave_id": wave_id, "data": f"{wave_id}.csv", "reference_year": 2026, **changes}
    declaration = folder / f"{wave_id}.yml"
    declaration.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    data.to_csv(folder / f"{wave_id}.csv", index=False, encoding="utf-8-sig")
    for path in (declaration, folder / f"{wave_id}.csv"):
        os.utime(path, (time.time() - 60,) * 2)


def third_wave(house: House) -> pd.DataFrame:
    """Answers of three settlements, as if asked a year later."""
    data = read(house.mirror / COMMUNITY / "community_2025.csv")
    return data[data["locality_code"].isin([SAFED, "3000", "5000"])].reset_index(drop=True)


def faulty(data: pd.DataFrame) -> pd.DataFrame:
    number, name = (row - 2 for row in FAULTY_ROWS)
    data = data.copy()
    data.loc[number, ["age", "q2"]] = IDENTITY
    data.loc[name, ["locality_code", "q3"]] = PERSON
    return data


def _once(
    name: str, factory: pytest.TempPathFactory, start: Path, change: Callable[[House], None]
) -> Ended:
    """A copy of a home with its mirror, changed and refreshed once in this run."""

    def make(home: Path) -> None:
        copied = copy_house(start, home.parent)
        change(copied)
        run = copied.refresh()
        home.with_name("status.txt").write_text(str(run.status), "utf-8")
        home.with_name("said.txt").write_text(run.out, "utf-8")
        home.with_name("progress.txt").write_text(run.err, "utf-8")

    home = house.made_once(name, factory, make)
    status, out, err = (
        home.with_name(f"{file}.txt").read_text("utf-8") for file in ("status", "said", "progress")
    )
    return Ended(
        House(home, home.with_name("mirror")),
        Run(int(status), out, err, 0.0),
        house.published_bytes(start),
    )


def reissued(factory: pytest.TempPathFactory) -> Ended:
    """The sample, then one wave issued again with three more questionnaires. Never changed."""
    start = house.mirror_home(factory)
    return _once("reissued", factory, start, lambda copied: reissue(copied.mirror))


def refused(factory: pytest.TempPathFactory) -> Ended:
    """After that a wave in the inbox with a name and an identity number. Never changed."""

    def change(copied: House) -> None:
        lay_wave(copied, LAID, faulty(third_wave(copied)))
        lay_wave(copied, REAL, third_wave(copied), synthetic=False)

    return _once("refused", factory, reissued(factory).house.home, change)


def mended(factory: pytest.TempPathFactory) -> Ended:
    """After that the same wave without the two. Never changed."""

    def change(copied: House) -> None:
        lay_wave(copied, LAID, third_wave(copied))

    return _once("mended", factory, refused(factory).house.home, change)


def unplaced(factory: pytest.TempPathFactory) -> Ended:
    """The sample with a wave in which some answers come from a settlement that nobody knows."""

    def change(copied: House) -> None:
        wave = third_wave(copied)
        lay_wave(
            copied, LAID, wave.assign(locality_code=wave["locality_code"].replace("5000", "9876"))
        )

    return _once("unplaced", factory, house.mirror_home(factory), change)
