"""The refresh as Dagster sees it: an asset for each declaration, dbt, gate, publication.

One job does the whole road, since a failed check protects only what is downstream in its own run.
"""

# No `from __future__ import annotations` here: Dagster reads the annotations of its contexts.
import datetime as dt
import logging
from collections.abc import Iterator
from typing import Any

import dagster as dg

from expectations.checks import load_checks
from ingest.source import Source, load_sources
from orchestration import steps
from orchestration.build import RAW_TABLES, prepare_parse_cache
from orchestration.home import find_home
from orchestration.lineage import descriptions_of_raw, marts_of_manifest
from orchestration.nightly.schedules import caretaker, inbox_sensor, nightly_schedule
from orchestration.page import checks, shown
from orchestration.page.dictionary import DICTIONARY
from orchestration.page.markdown import table
from orchestration.run_resource import Refresh
from orchestration.settings import load_settings
from orchestration.sources.held import held_source

OWNERS = ["team:data"]


def source_asset(source: Source) -> dg.AssetsDefinition:
    """The asset of one declared dataset: its files in the archive and in the raw layer."""

    @dg.asset(
        name=source.source_id,
        key_prefix="raw",
        group_name="ingest",
        description=shown.about_source(source),
        kinds={"parquet"},
        owners=OWNERS,
        metadata=shown.of_source(source),
    )
    def ingest(context: dg.AssetExecutionContext, refresh: Refresh) -> dg.MaterializeResult[Any]:
        record, tried = refresh.record(), context.retry_number
        with refresh.tried_again(tried):
            intake = steps.ingest_step(
                refresh.home(), source, refresh.source_origin(), record, refresh.asked()
            )
        # A required source that gave nothing is a failure of the run, but may answer later too.
        silent = intake.unreachable or (not intake.present and intake.failures)
        if silent and refresh.asks_again(tried):
            record.take_back(intake)
            refresh.try_again(tried, str(silent[0]))
        for failure in (*intake.failures, *intake.unreachable):
            context.log.error(str(failure))
        editions = steps.editions_held(refresh.home(), source, synthetic=record.synthetic)
        asked, today = refresh.asked().asks(source), dt.datetime.now(dt.UTC).date()
        held = held_source(refresh.home(), source, today)
        age = shown.of_held(held, source, today)
        return dg.MaterializeResult(metadata=age | shown.of_intake(intake, editions, asked=asked))

    return ingest


source_assets = [source_asset(source) for source in load_sources().values()]


prepare_parse_cache()
all_marts, all_checks = marts_of_manifest(), load_checks()
raw_descriptions = descriptions_of_raw()
built = [mart for mart in all_marts if not mart.estimated]
estimated = [mart for mart in all_marts if mart.estimated]
ESTIMATES = dg.AssetKey(["estimates"])


@dg.multi_asset(
    name="resolutions",
    specs=[
        dg.AssetSpec(
            ["raw", name],
            deps=[asset.key for asset in source_assets],
            group_name="raw",
            description=raw_descriptions[name],
            skippable=True,
            kinds={"parquet"},
            owners=OWNERS,
        )
        for name in RAW_TABLES
    ],
    description="To whom each row belongs, in a build database that shows the raw layer."
    " Not made, and nothing behind it, when nothing changed since the last publication.",
)
def resolutions(context: dg.AssetExecutionContext, refresh: Refresh) -> Iterator[Any]:
    """Decide codes and names."""
    with refresh.tried_again(context.retry_number):
        files = steps.resolve_step(refresh.home(), refresh.record())
    if files is None:
        context.log.info("nothing changed since the last publication")
        return
    rows = shown.of_raw_tables(refresh.home().building, RAW_TABLES)
    for name in RAW_TABLES:
        yield dg.MaterializeResult(asset_key=["raw", name], metadata=rows[name])


@dg.multi_asset(
    name="build",
    specs=[
        dg.AssetSpec(
            ["marts", mart.name],
            deps=[dg.AssetKey(key) for key in mart.upstream],
            group_name=mart.group,
            description=shown.about_mart(mart),
            kinds={"dbt", "duckdb"},
            owners=OWNERS,
            metadata=shown.of_mart(mart, all_checks),
        )
        for mart in built
    ],
)
def marts(context: dg.AssetExecutionContext, refresh: Refresh) -> Iterator[Any]:
    """staging → intermediate → indicators → marts, by the dbt that this process has imported."""
    with refresh.tried_again(context.retry_number):
        nodes = steps.build_step(refresh.home(), refresh.record())
    # In the order in which dbt built them, which is that of their dependencies.
    models = [node.relation_name for node in nodes if node.kind == "model"]
    place = {name: position for position, name in enumerate(models)}
    names = [mart.name for mart in built]
    about = shown.of_tables(refresh.home().building, all_marts, names)
    for key in sorted(context.selected_asset_keys, key=lambda key: place[key.path[-1]]):
        yield dg.MaterializeResult(asset_key=key, metadata=about[key.path[-1]])


@dg.multi_asset(
    name="estimates",
    specs=[
        dg.AssetSpec(
            ESTIMATES,
            deps=[["marts", mart.name] for mart in built],
            group_name="estimates",
            description="What SQL does not compute: index and rank intervals, gaps of the"
            " periphery, small areas, programmes and pilots. It fills the marts behind it.",
            kinds={"python"},
            owners=OWNERS,
        ),
        *(
            dg.AssetSpec(
                ["marts", mart.name],
                deps=[ESTIMATES],
                group_name=mart.group,
                description=shown.about_mart(mart),
                kinds={"python", "duckdb"},
                owners=OWNERS,
                metadata=shown.of_mart(mart, all_checks),
            )
            for mart in estimated
        ),
    ],
)
def estimates(context: dg.AssetExecutionContext, refresh: Refresh) -> Iterator[Any]:
    """Fill the marts that SQL does not compute."""
    with refresh.tried_again(context.retry_number):
        written = steps.estimate_step(refresh.home(), refresh.record())
    yield dg.MaterializeResult(asset_key=ESTIMATES, metadata=written)
    names = [mart.name for mart in estimated]
    about = shown.of_tables(refresh.home().building, all_marts, names)
    for name, metadata in about.items():
        yield dg.MaterializeResult(asset_key=["marts", name], metadata=metadata)


of_marts = [check for check in all_checks if checks.key_of(check) != checks.AUDIT]
of_audit = [check for check in all_checks if check not in of_marts]


@dg.multi_asset_check(name="gate", specs=checks.specs_of(of_marts))
def gate(context: dg.AssetCheckExecutionContext, refresh: Refresh) -> Iterator[Any]:
    """The checks of the gate, each on the mart of whose rows it speaks; the audit decides."""
    yield from checks.results_of(refresh.audited(context.retry_number), of_marts)


@dg.asset(
    key=["audit"],
    deps=[["marts", mart.name] for mart in all_marts],
    group_name="publication",
    check_specs=checks.specs_of(of_audit),
    description="The gate: all suites of Great Expectations. A critical failure ends the run here."
    " Each check stands on the mart of whose rows it speaks; here stand those of what came before.",
    owners=OWNERS,
)
def audit(context: dg.AssetExecutionContext, refresh: Refresh) -> Iterator[Any]:
    """Run the gate, and end the run here if a critical check has failed."""
    results = refresh.audited(context.retry_number)
    yield dg.MaterializeResult(metadata=checks.of_audit(results))
    yield from checks.results_of(results, of_audit)
    blocking = [result.check_id for result in results if result.blocks]
    if blocking:
        raise dg.Failure(
            f"the gate did not open: {', '.join(blocking)}; the published warehouse is as it was",
            allow_retries=False,
        )


@dg.asset(
    key=["published"],
    deps=[audit],
    group_name="publication",
    description="The live warehouse, swapped in by one rename.",
    kinds={"duckdb", "parquet"},
    owners=OWNERS,
)
def published(context: dg.AssetExecutionContext, refresh: Refresh) -> dg.MaterializeResult[Any]:
    """Publish the audited build."""
    record = refresh.record()
    with refresh.tried_again(context.retry_number):
        live = steps.publish_step(refresh.home(), record)
    return dg.MaterializeResult(
        metadata={
            "warehouse": dg.MetadataValue.path(live),
            "bytes": live.stat().st_size,
            "run": record.run_id,
            "synthetic": record.synthetic,
            "dictionary": dg.MetadataValue.url(f"{DICTIONARY}/index.html"),
            "editions": dg.MetadataValue.md(
                table(
                    ("source", "editions"),
                    [(name, ", ".join(held)) for name, held in sorted(record.editions.items())],
                )
            ),
            **record.counts,
        }
    )


@dg.logger(config_schema={"log_level": dg.Field(str, default_value="ERROR")})
def console(context: dg.InitLoggerContext) -> logging.Logger:
    """What goes wrong, for whoever watches; every event stands in the page and the log."""
    logger = logging.getLogger("thriving.console")
    logger.setLevel(context.logger_config["log_level"])
    if not logger.handlers:
        logger.addHandler(logging.StreamHandler())
    return logger


nightly_job = dg.define_asset_job(
    "nightly",
    selection=dg.AssetSelection.all(),
    description="Publisher → archive → raw → marts → estimates → audit → published, in one run: the"
    " same from the schedule, the inbox, this page and the command. To bring one source or one of"
    " its years in again: the arrow beside Materialize all, Open launchpad, and there sources:"
    " [cbs_local_authorities] and year: 2019.",
    # What the Launchpad offers to fill; without it, it offers what the command alone sets.
    config={"resources": {"refresh": {"config": {"origin": "", "sources": [], "year": 0}}}},
)

defs = dg.Definitions(
    assets=[*source_assets, resolutions, marts, estimates, audit, published],
    asset_checks=[gate],
    jobs=[nightly_job],
    schedules=[nightly_schedule(nightly_job, load_settings(find_home()).nightly.at)],
    sensors=[inbox_sensor(nightly_job), caretaker],
    resources={"refresh": Refresh()},
    loggers={"console": console},
    executor=dg.in_process_executor,
)
