"""The report of an evaluation: one page in Hebrew and English that needs nothing beside itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from estimation.evaluation.outcomes import PERCENTILE
from publication.evaluation.facts import Facts
from publication.evaluation.indicators import indicators_of
from publication.evaluation.sections import sections_of
from publication.evaluation.unknown import counts_of, unknowns_of
from publication.reading.words import (
    Text,
    interval,
    number,
    of_code,
    of_comment,
    plain,
    probability,
    say,
)

HERE = Path(__file__).parent
_OVERVIEW = (
    Text("מאז קו הבסיס שהוקפא", "Since the frozen baseline"),
    Text("מול יישובי ההשוואה", "Beside the comparison settlements"),
)


def report(facts: Facts, seed: dict[str, Any], lines: str, files: Sequence[str]) -> str:
    """The page as HTML.

    Args:
        seed: what seed.json says.
        lines: Python that computes the figures again.
        files: of the tables in the pack.
    """
    page = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    ).get_template("report.html.jinja")
    he, en = facts.names[facts.place.code]
    told, unknown = _effects(facts)
    return page.render(
        say=say,
        number=number,
        plain=plain,
        css=Markup((HERE / "report.css").read_text("utf-8")),
        method=yaml.safe_load((HERE / "method.yml").read_text("utf-8")),
        synthetic=facts.synthetic,
        place=Text(he, en),
        programme=Text(facts.programme["name_he"], facts.programme["name_en"]),
        header=_header(facts),
        start_year=facts.baseline["start_year"],
        total=facts.latest.height,
        overview=list(zip(_OVERVIEW, counts_of(facts), strict=True)),
        indicators=indicators_of(facts),
        unknowns=unknowns_of(facts),
        sections=sections_of(facts),
        effects=told,
        effects_unknown=unknown,
        sources=facts.sources.to_dicts(),
        files=[
            (f"tables/{name}.csv", facts.tables[name].height, of_comment(facts.comments[name]))
            for name in files
        ],
        lines=lines,
        run_id=seed["run_id"],
        published_at=seed["published_at"],
        seed=seed["seed"],
        warehouse_sha256=seed["warehouse_sha256"],
    )


def _header(facts: Facts) -> list[tuple[Text, Markup]]:
    header = facts.baseline
    start = of_code(facts.codes, "start_from", header["start_from"]) or Text("", "")
    frozen = facts.tables["baselines"].filter("is_current")
    compared = facts.inputs.comparisons
    return [
        (Text("הוקפא ביום", "Frozen on"), plain(str(header["frozen_at"])[:10])),
        (Text("סיבה", "Reason"), plain(header["frozen_reason"])),
        (
            Text("גרסה", "Version"),
            Markup("{} <small>({})</small>").format(
                plain(header["baseline_version"]), plain(header["baseline_id"])
            ),
        ),
        (
            Text("שנת תחילת התוכנית", "First year of the programme"),
            Markup("{}: {}").format(plain(header["start_year"]), say(start)),
        ),
        (
            Text("מה הוקפא", "What was frozen"),
            say(
                Text(
                    f"{frozen.height} נתונים מלפני התוכנית, של {frozen['indicator_id'].n_unique()}"
                    f" מדדים; יישובי השוואה ל-{compared['indicator_id'].n_unique()} מדדים",
                    f"{frozen.height} figures from before the programme, of"
                    f" {frozen['indicator_id'].n_unique()} indicators; comparison settlements for"
                    f" {compared['indicator_id'].n_unique()} indicators",
                )
            ),
        ),
    ]


def _places(facts: Facts, codes: str) -> Text:
    names = [facts.names.get(code, (code, code)) for code in codes.split("; ")]
    return Text("; ".join(he for he, _ in names), "; ".join(en for _, en in names))


def _effects(facts: Facts) -> tuple[list[list[Markup]], list[tuple[Text, int]]]:
    """Effects of the whole programme that are told; of how many others they are not, and why."""
    if "programme_effects" not in facts.tables:
        return [], []
    rows = (
        facts.tables["programme_effects"]
        .filter(pl.col("aggregation") == "simple")
        .join(
            facts.inputs.catalogue.select("indicator_id", "name_he", "name_en", "decimals"),
            on="indicator_id",
            maintain_order="left",
        )
    )
    table = []
    for row in rows.filter(pl.col("effect").is_not_null()).iter_rows(named=True):
        places = 1 if row["outcome_scale"] == PERCENTILE else row["decimals"]
        table.append(
            [
                say(Text(row["name_he"], row["name_en"])),
                number(row["effect"], places, signed=True),
                interval(row["effect_low"], row["effect_high"], places),
                probability(row["effect_p_value"]),
                probability(row["effect_q_value"]),
                say(of_code(facts.codes, "did_verdict", row["effect_is"]) or Text("", "")),
                say(_places(facts, row["settlements_entering"])),
                plain(row["control_settlements"]),
            ]
        )
    missing = rows.filter(pl.col("effect").is_null()).group_by("effect_reason").len()
    return table, [
        (of_code(facts.codes, "effect_reason", reason) or Text("", ""), count)
        for reason, count in missing.sort("len", "effect_reason", descending=[True, False]).rows()
    ]
