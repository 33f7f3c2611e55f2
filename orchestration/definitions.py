"""The refresh as Dagster sees it: an asset for each declaration, dbt, gate, publication.

One job does the whole road, since a failed check protects only what is downstream in its own run.
"""

# No `from __future__ import annotations` here: Dagster reads the annotations of its contexts.
from collections.abc import Iterator
from typing import Any

import dagster as dg

from expectations.checks import load_checks
from ingest.source import Source, load_sources
from orchestration import steps
from orchestration.build import RAW_TABLES, prepare_parse_cache
from orchestration.lineage import marts_of_manifest
from orchestration.run_resource import Refresh

NIGHTLY = "0 2 * * *"


def source_asset(source: Source) -> dg.AssetsDefinition:
    """The asset of one declared dataset: its files in the archive and in the raw layer."""

    @dg.asset(
        name=source.source_id,
        key_prefix="raw",
        group_name="ingest",
        description=f"{source.title.en} · {source.title.he}",
        kinds={"parquet"},
    )
    def ingest(context: dg.AssetExecutionContext, refresh: Refresh) -> dg.MaterializeResult[Any]:
        intake = steps.ingest_step(
            refresh.home(), source, refresh.source_origin(), refresh.record()
        )
        for failure in (*intake.failures, *intake.unreachable):
            context.log.error(str(failure))
        return dg.MaterializeResult(
            metadata={"files": len(intake.present), "refused": len(intake.failures)}
        )

    return ingest


source_assets = [source_asset(source) for source in load_sources().values()]


@dg.multi_asset(
    name="resolutions",
    specs=[
        dg.AssetSpec(
            ["raw", table],
            deps=[asset.key for asset in source_assets],
            group_name="ingest",
            skippable=True,
        )
        for table in RAW_TABLES
    ],
    description="To whom each row belongs, in a build database that shows the raw layer."
    " Not made, and nothing behind it, when nothing changed since the last publication.",
)
def resolutions(context: dg.AssetExecutionContext, refresh: Refresh) -> Iterator[Any]:
    """Decide codes and names."""
    files = steps.resolve_step(refresh.home(), refresh.record())
    if files is None:
        context.log.info("nothing changed since the last publication")
        return
    for table in RAW_TABLES:
        yield dg.MaterializeResult(asset_key=["raw", table], metadata={"files": len(files)})


prepare_parse_cache()


@dg.multi_asset(
    name="build",
    specs=[
        dg.AssetSpec(
            ["marts", mart.name],
            deps=[dg.AssetKey(key) for key in mart.upstream],
            group_name=mart.group,
            description=mart.description,
            kinds={"dbt", "duckdb"},
        )
        for mart in marts_of_manifest()
    ],
)
def marts(context: dg.AssetExecutionContext, refresh: Refresh) -> Iterator[Any]:
    """staging → intermediate → indicators → marts, by the dbt that this process has imported."""
    nodes = steps.build_step(refresh.home(), refresh.record())
    # In the order in which dbt built them, which is that of their dependencies.
    models = [node.relation_name for node in nodes if node.kind == "model"]
    built = {name: position for position, name in enumerate(models)}
    for key in sorted(context.selected_asset_keys, key=lambda key: built[key.path[-1]]):
        yield dg.MaterializeResult(asset_key=key)


@dg.asset(
    key=["estimates"],
    deps=[marts],
    group_name="estimates",
    description="The index with its steps and rank intervals, and the gaps of the periphery: tables"
    " whose shapes are among the marts and which Python fills.",
)
def estimates(context: dg.AssetExecutionContext, refresh: Refresh) -> dg.MaterializeResult[Any]:
    """Fill the marts that SQL does not compute."""
    return dg.MaterializeResult(metadata=steps.estimate_step(refresh.home(), refresh.record()))


@dg.asset(
    key=["audit"],
    deps=[estimates],
    group_name="publication",
    check_specs=[
        dg.AssetCheckSpec(
            name=check.check_id,
            asset=["audit"],
            description=check.says,
            blocking=check.severity == "critical",
        )
        for check in load_checks()
    ],
    description="The gate: all suites of Great Expectations. A critical failure ends the run here.",
)
def audit(context: dg.AssetExecutionContext, refresh: Refresh) -> Iterator[Any]:
    """Run the gate; each check becomes a check of this asset, and the critical ones block."""
    results = steps.audit_step(refresh.home(), refresh.record(), refresh.take_gate())
    yield dg.MaterializeResult(metadata={"checks": len(results)})
    for result in results:
        if result.suite != "checks":
            continue
        yield dg.AssetCheckResult(
            check_name=result.check_id,
            passed=result.outcome == "passed",
            severity=dg.AssetCheckSeverity.ERROR
            if result.severity == "critical"
            else dg.AssetCheckSeverity.WARN,
            metadata={"failing": result.failing, "what to do": result.do},
        )
    blocking = [result.check_id for result in results if result.blocks]
    if blocking:
        raise dg.Failure(f"the gate did not open: {', '.join(blocking)}")


@dg.asset(
    key=["published"],
    deps=[audit],
    group_name="publication",
    description="The live warehouse, swapped in by one rename.",
)
def published(context: dg.AssetExecutionContext, refresh: Refresh) -> dg.MaterializeResult[Any]:
    """Publish the audited build."""
    live = steps.publish_step(refresh.home(), refresh.record())
    return dg.MaterializeResult(metadata={"warehouse": str(live)})


refresh_job = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.all(),
    description="Publisher → archive → raw → marts → estimates → audit → published, in one run.",
)

nightly = dg.ScheduleDefinition(
    name="nightly",
    job=refresh_job,
    cron_schedule=NIGHTLY,
    execution_timezone="Asia/Jerusalem",
    default_status=dg.DefaultScheduleStatus.RUNNING,
)

defs = dg.Definitions(
    assets=[*source_assets, resolutions, marts, estimates, audit, published],
    jobs=[refresh_job],
    schedules=[nightly],
    resources={"refresh": Refresh()},
    executor=dg.in_process_executor,
)
