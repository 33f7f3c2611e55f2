"""``thriving baseline freeze``: what is published now becomes the point of reference."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import polars as pl

from estimation.evaluation.comparison import comparison_of
from estimation.evaluation.outcomes import outcomes, yearly
from ingest.errors import InputError
from orchestration.baselines.store import (
    PARTS,
    Baseline,
    next_version,
    read_baselines,
    write_baseline,
)
from orchestration.home import Home
from orchestration.lock import one_refresh
from orchestration.progress import progress
from orchestration.record import now
from publication.publish import live
from publication.settlements import check_programme, find_settlement

COMPARISON_SETTLEMENTS = 20
"""For each outcome. The programme could then have been in 21 places: a test at 5 % can reject."""
INDICATOR_VALUES = (
    "select v.settlement_code, v.indicator_id, v.population_group, v.reference_year, v.period_key,"
    " v.value, v.standard_error, v.value_status, v.series_segment, v.edition, v.vintage,"
    " v.source_id, v.snapshot_sha256, v.locator, i.version as indicator_version"
    " from marts.indicator_values v join marts.indicators i using (indicator_id)"
    " where v.is_latest_vintage and v.value is not null"
)


@dataclass(frozen=True)
class Member:
    """A settlement of a programme, and when it began there; ``start_from``: how that is known."""

    settlement_code: str
    start_year: int
    start_from: str


def freeze(
    home: Home, programme: str, settlement: str | None, reason: str, start_year: int | None, by: str
) -> list[str]:
    """Freeze the baseline of the settlements of a programme, or of one; what was done, as lines.

    Of each indicator and group the latest figure from before the programme's first year there,
    and with whom the settlement is compared, as published now.

    Args:
        settlement: code or name; None: all settlements of the programme.
        start_year: first year of the programme, where the sources do not name it; none to come.
        by: account that freezes.

    Raises:
        InputError: a programme or settlement that is not one, a start that is known otherwise, no
            figure from before the start, a frozen file that was altered.
    """
    if not reason.strip():
        raise InputError("--reason", found="nothing", expected="why it is frozen, in a few words")
    if start_year is not None and start_year > (today := dt.datetime.now(dt.UTC).year):
        raise InputError("--start-year", found=str(start_year), expected=f"{today} at the latest")
    with (
        one_refresh(home.lock),
        duckdb.connect(str(home.warehouse), read_only=True) as connection,
    ):
        about = live(home.published) or {}
        synthetic = bool(about.get("synthetic"))
        earlier = read_baselines(home.baselines, synthetic=synthetic)["baselines"]
        members = _members(connection, programme, settlement, start_year, _starts_of(earlier))
        figures = yearly(pl.DataFrame(connection.sql(INDICATOR_VALUES)))
        comparable = _Comparable.of(connection, figures)
        frozen, without = [], []
        for member in members:
            progress(f"freezing {member.settlement_code}, before {member.start_year}")
            values = _before(figures, member)
            if values.is_empty():
                without.append(member)
                continue
            version = next_version(
                home.baselines, programme, member.settlement_code, synthetic=synthetic
            )
            header = {
                "baseline_id": f"{programme}/{member.settlement_code}/{version}",
                "programme_id": programme,
                "settlement_code": member.settlement_code,
                "baseline_version": version,
                "frozen_at": now(),
                "frozen_by": by,
                "frozen_reason": reason.strip(),
                "start_year": member.start_year,
                "start_from": member.start_from,
                "frozen_run_id": str(about.get("run_id")),
            }
            frozen.append(_baseline(header, values, comparable.with_whom(member)))
        if not frozen:
            raise _nothing_before(without)
        for baseline in frozen:
            write_baseline(home.baselines, baseline, synthetic=synthetic)
    return [*map(_said, frozen), *map(_said_without, without)]


@dataclass(frozen=True)
class _Comparable:
    """What comparison settlements are chosen from."""

    series: pl.DataFrame
    kinds: pl.DataFrame
    members: list[str]

    @classmethod
    def of(cls, connection: duckdb.DuckDBPyConnection, figures: pl.DataFrame) -> _Comparable:
        kinds = pl.DataFrame(
            connection.sql("select settlement_code, kind from marts.settlements where is_authority")
        )
        return cls(
            outcomes(
                figures,
                pl.DataFrame(
                    connection.sql("select indicator_id, comparability_rule from marts.indicators")
                ),
                pl.DataFrame(connection.sql("select indicator_id, from_year from marts.breaks")),
                kinds["settlement_code"].to_list(),
            ),
            kinds,
            [
                code
                for (code,) in connection.execute(
                    "select settlement_code from marts.programmes where settlement_code is not null"
                    " union select settlement_code from marts.authority_clusters"
                    " where settlement_code is not null order by 1"
                ).fetchall()
            ],
        )

    def with_whom(self, member: Member) -> dict[str, pl.DataFrame]:
        found = comparison_of(
            member.settlement_code,
            member.start_year,
            self.series,
            self.kinds,
            self.members,
            COMPARISON_SETTLEMENTS,
        )
        return {"matches": found.matches, "balance": found.balance}


def _members(
    connection: duckdb.DuckDBPyConnection,
    programme: str,
    settlement: str | None,
    given: int | None,
    earlier: dict[tuple[str, str], int],
) -> list[Member]:
    check_programme(connection, programme)
    starts = _starts(connection, programme)
    if not starts:
        raise InputError(
            "--programme",
            found=f"{programme}, none of whose settlements is named",
            expected="a programme with settlements",
            do="name them in the form of programme and membership (thriving template programme)",
        )
    if settlement is not None:
        place = find_settlement(connection, settlement)
        if place.code not in starts:
            raise InputError(
                "--settlement",
                found=f"{place.code} {place.name_he}, which is not in {programme}",
                expected="one of " + ", ".join(sorted(starts)),
                do="name it in the form of programme and membership (thriving template programme)",
            )
        starts = {place.code: starts[place.code]}
    return [
        _member(code, *start, given, earlier.get((programme, code)))
        for code, start in sorted(starts.items())
    ]


def _starts(
    connection: duckdb.DuckDBPyConnection, programme: str
) -> dict[str, tuple[int | None, str]]:
    """The first year by settlement, where one is known, and from where."""
    rows = connection.execute(
        "select settlement_code, began_year, coalesce(start_from, '')"
        " from marts.programme_members where programme_id = ?",
        [programme],
    ).fetchall()
    return {code: (year, start_from) for code, year, start_from in rows}


def _starts_of(earlier: pl.DataFrame) -> dict[tuple[str, str], int]:
    """The first year that the latest baseline of a programme and settlement was frozen with."""
    rows = earlier.sort("baseline_version").select("programme_id", "settlement_code", "start_year")
    return {(programme, code): year for programme, code, year in rows.iter_rows()}


def _member(
    code: str, known: int | None, known_from: str, given: int | None, before: int | None
) -> Member:
    if known is None:
        if given is not None:
            return Member(code, given, "given")
        if before is not None:
            return Member(code, before, "given")
        return Member(code, dt.datetime.now(dt.UTC).year, "freezing")
    if given not in (None, known):
        raise InputError(
            "--start-year",
            found=f"{given} for {code}, which takes part since {known}",
            expected="that year, or none",
            do="leave --start-year out",
        )
    return Member(code, known, known_from)


def _before(figures: pl.DataFrame, member: Member) -> pl.DataFrame:
    """The latest figure from before the start, by indicator and group."""
    return (
        figures.filter(
            pl.col("settlement_code") == member.settlement_code,
            pl.col("reference_year") < member.start_year,
        )
        .sort("indicator_id", "population_group", "reference_year")
        .unique(["indicator_id", "population_group"], keep="last", maintain_order=True)
    )


def _baseline(
    header: dict[str, Any], values: pl.DataFrame, compared: dict[str, pl.DataFrame]
) -> Baseline:
    frames = {"values": values, **compared}
    return Baseline(
        header,
        {
            name: frames[name].select(pl.col(c).cast(kind) for c, kind in schema.items())
            for name, schema in PARTS.items()
        },
    )


def _nothing_before(without: Sequence[Member]) -> InputError:
    named = ", ".join(f"{member.settlement_code} (from {member.start_year})" for member in without)
    return InputError(
        "baseline",
        found=f"no published figure from before the programme for {named}",
        expected="at least one figure from before the first year",
        do="bring in editions of before (thriving refresh --from FOLDER); nothing was frozen",
    )


def _said(baseline: Baseline) -> str:
    header, compared = baseline.header, baseline.parts["matches"]
    outcomes_compared = compared["indicator_id"].n_unique()
    return (
        f"frozen {header['baseline_id']}: {baseline.parts['values'].height} figures from before"
        f" {header['start_year']} (start known from: {header['start_from']}),"
        f" {outcomes_compared} outcomes with comparison settlements"
    )


def _said_without(member: Member) -> str:
    return (
        f"not frozen {member.settlement_code}: no published figure from before {member.start_year}"
    )
