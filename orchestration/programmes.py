"""The marts of programmes that SQL does not compute: targets, overlap, network of partners."""

from __future__ import annotations

import datetime as dt

import duckdb
import polars as pl

from estimation.fragmentation import bodies_overlap, overlap, partner_network
from estimation.targets import TargetLimits, assess_targets


def programme_marts(
    connection: duckdb.DuckDBPyConnection, cutoffs: dict[str, float]
) -> dict[str, pl.DataFrame]:
    """The tables of ``marts`` by name, without ``synthetic``."""
    [[as_of]] = connection.execute(
        "select any_value(cast(started_at as date)) from raw.run"
    ).fetchall()
    domains = connection.execute(
        "select code from seeds.codes where code_kind = 'domain' order by code"
    ).fetchall()
    presence = _read(connection, "int_programme_presence")
    partners = _read(connection, "int_programme_partners")
    networks, places = partner_network(_read(connection, "int_programme_ties"), partners)
    return {
        "targets": _targets(connection, as_of, int(cutoffs["target_figure_age_years"])),
        "fragmentation": _fragmentation(presence, [code for (code,) in domains]),
        "partner_networks": networks,
        "network_bodies": _places(places, partners, presence),
    }


def _targets(
    connection: duckdb.DuckDBPyConnection, as_of: dt.date, max_age_years: int
) -> pl.DataFrame:
    targets = _read(connection, "int_programme_target_facts")
    assessed = assess_targets(
        targets,
        _read(connection, "int_programme_target_steps"),
        _read(connection, "int_programme_series"),
        as_of,
        TargetLimits(max_age_years=max_age_years),
    )
    shown = targets.drop("comparability_rule").rename({"note": "remark"})
    return shown.join(assessed, on=["settlement_code", "target_key"], how="inner")


def _places(places: pl.DataFrame, partners: pl.DataFrame, presence: pl.DataFrame) -> pl.DataFrame:
    """The bodies of the networks, with how far each reaches, by all that names it."""
    settlements = partners.group_by("body").agg(
        settlements_of_body=pl.col("settlement_code").n_unique().cast(pl.Int32)
    )
    domains = bodies_overlap(presence).select("body", domains_of_body="domains")
    return places.join(settlements, on="body", how="left").join(domains, on="body", how="left")


def _fragmentation(presence: pl.DataFrame, domains: list[str]) -> pl.DataFrame:
    named = presence.group_by("settlement_code", "domain").agg(
        bodies_named=pl.col("body").unique().sort().str.join("; ")
    )
    counted = overlap(presence, domains).rename({"missing": "is_missing"})
    return counted.join(named, on=["settlement_code", "domain"], how="left")


def _read(connection: duckdb.DuckDBPyConnection, model: str) -> pl.DataFrame:
    return pl.DataFrame(connection.sql(f"from intermediate.{model}"))
