"""The report of a settlement: one page in Hebrew and English that needs nothing beside itself."""

from __future__ import annotations

from pathlib import Path

from publication.pages.charts import standing_chart, trend_chart
from publication.pages.kit import INLINE, Scripts, environment, page_of, render
from publication.reading.facts import Facts

HERE = Path(__file__).parent
TEMPLATES = environment(HERE)


def render_report(facts: Facts, scripts: Scripts = INLINE) -> str:
    """The page of a settlement as HTML."""
    charts = []
    for standing in facts.headlines:
        if not standing.is_known:
            continue
        charts.append(standing_chart(facts, standing))
        series = facts.series(standing.indicator.id)
        if len(series.known) > 1:
            nation = facts.national_series(standing.indicator.id)
            charts.append(trend_chart(facts.house, facts.name, standing, series, nation))
    return render(
        TEMPLATES,
        "report.html.jinja",
        page_of(facts.house, facts.name, scripts),
        name=facts.name,
        charts=charts,
    )


def write_report(facts: Facts, path: Path, scripts: Scripts = INLINE) -> None:
    """Write the page; with shared scripts, ``write_shared`` lays them where it looks for them."""
    path.write_text(render_report(facts, scripts), "utf-8")
