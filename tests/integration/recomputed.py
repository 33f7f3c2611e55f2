"""What the tests that recount the marts share: the published tables as frames, each read once."""

from __future__ import annotations

import contextlib
import json
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import duckdb
import numpy as np
import pandas as pd

from tests.integration.house import PROJECT, warehouse

RAHAT = "1161"
FIRST, BASELINE = 2021, 2024
UNMEASURED = {"collective_efficacy_pct", "social_cohesion_pct", "poverty_risk_pct"}
KEY = ["settlement_code", "indicator_id"]

Frame: TypeAlias = pd.DataFrame


def seed(name: str) -> Frame:
    return pd.read_csv(PROJECT / "seeds" / f"{name}.csv", dtype=str, keep_default_na=False)


def cutoff(name: str) -> float:
    return float(seed("cutoffs").set_index("cutoff").loc[name, "value"])


def differing(left: pd.Series, right: pd.Series) -> list[object]:
    """Where two columns of numbers under the same keys are not the same."""
    assert left.index.is_unique and right.index.is_unique
    assert set(left.index) == set(right.index)
    right = right.reindex(left.index)
    one, other = (s.astype("Float64").to_numpy(float, na_value=np.nan) for s in (left, right))
    return list(left.index[~np.isclose(one, other, rtol=1e-9, atol=1e-9, equal_nan=True)])


class Marts:
    """The marts of a home, and beside them what the files themselves say."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def ask(self, sql: str) -> Frame:
        with duckdb.connect(str(warehouse(self.home)), read_only=True) as connection:
            return connection.execute(sql).df()

    def ask_build(self, sql: str) -> Frame:
        """Ask the kept build of the published run; its views are relative to the build folder."""
        told = json.loads((self.home / "published" / "current.json").read_text("utf-8"))
        with (
            contextlib.chdir(self.home / "build"),
            duckdb.connect(f"{told['run_id']}.duckdb", read_only=True) as connection,
        ):
            return connection.execute(sql).df()

    @cached_property
    def catalogue(self) -> Frame:
        found = seed("indicators").set_index("indicator_id")
        return found[found["state"] != "retired"]

    @cached_property
    def settlements(self) -> Frame:
        return self.ask("select * from marts.settlements").set_index("settlement_code")

    @cached_property
    def values(self) -> Frame:
        """All vintages of the figures of all residents."""
        return self.ask(
            "select settlement_code, indicator_id, reference_year, reference_period, period_key,"
            " value, value_status, series_segment, source_id, edition, vintage, is_latest_vintage,"
            " error_id, locator, snapshot_sha256 as sha256"
            " from marts.indicator_values where population_group = 'all'"
        )

    @cached_property
    def figures(self) -> Frame:
        """The latest word on every period where it is a value, of settlements, in order of time."""
        known = self.values[self.values["is_latest_vintage"] & self.values["value"].notna()]
        columns = ["is_authority", "municipal_type", "sei_cluster"]
        known = known[known["settlement_code"] != "IL"].join(
            self.settlements[columns], on="settlement_code", how="inner"
        )
        return known.sort_values(["reference_year", "period_key"])

    @cached_property
    def newest(self) -> Frame:
        """The latest period of each indicator: of any source, of any settlement, not the nation."""
        return self.figures.groupby("indicator_id").tail(1).set_index("indicator_id")

    @cached_property
    def gaps(self) -> Frame:
        return self.ask("select * from marts.data_gaps").set_index(KEY)

    @cached_property
    def profile(self) -> Frame:
        return self.ask("select * from marts.settlement_profile").set_index(KEY)

    @cached_property
    def authorities(self) -> pd.Index:
        return self.settlements.index[self.settlements["is_authority"]]


_marts: dict[Path, Marts] = {}


def marts_of(home: Path) -> Marts:
    """Read once in this session, whichever file of tests asks first."""
    return _marts.setdefault(home, Marts(home))
