"""The page of an indicator: what it is, how authorities are spread, every one, every source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
import polars as pl
from jinja2 import Environment
from markupsafe import Markup

from publication.dictionary.pages import STATES
from publication.pages.charts import Chart, Table
from publication.pages.kit import Page, render
from publication.publish import SCHEMA
from publication.reading.house import LATEST, House, Indicator, Row, grouped
from publication.reading.words import NOT_KNOWN, Text, clean, interval, number, plain, say
from publication.site.figures import Picture, is_uncertain
from publication.site.national import Nation, gap_fragment
from publication.site.spread import NONE, Spread, distribution_chart, spread_chart

RULES = {
    "series": Text(
        "סדרה: ערכים משנים שונות ניתנים להשוואה בתוך מקטע",
        "a series: years compare within a stretch",
    ),
    "relative_to_edition": Text(
        "מדד יחסי, נקבע מחדש בכל מהדורה: משווים דירוגים בלבד",
        "relative to its edition: compare ranks alone",
    ),
}


@dataclass(frozen=True)
class Beside:
    """What pages of indicators need beside the picture of the nation.

    ``errors``: known errors of publishers by indicator. ``intervals``: ends by indicator,
    settlement and period. ``files``: rows of figures by indicator and file.
    """

    spreads: Mapping[str, Sequence[Spread]]
    intervals: Mapping[tuple[str, str, str], tuple[float, float]]
    files: Mapping[str, Sequence[Row]]


def read_beside(
    connection: duckdb.DuckDBPyConnection, spreads: Mapping[str, Sequence[Spread]]
) -> Beside:
    """Read it for all indicators at once."""
    intervals = connection.execute(
        "select indicator_id, settlement_code, reference_period, ci_low, ci_high"
        f" from {SCHEMA}.indicator_values where {LATEST} and value is not null"
        " and ci_low is not null and ci_high is not null"
        " order by indicator_id, settlement_code, period_key"
    ).fetchall()
    files = pl.DataFrame(
        connection.sql(
            "select indicator_id, source_id, vintage, file_name, snapshot_sha256,"
            " min(reference_year) as first_year, max(reference_year) as last_year,"
            f" count(value) as figures from {SCHEMA}.indicator_values group by all"
            " order by indicator_id, source_id, vintage, file_name, snapshot_sha256"
        )
    ).to_dicts()
    return Beside(
        spreads,
        {(one, code, period): (low, high) for one, code, period, low, high in intervals},
        grouped(files, "indicator_id"),
    )


def indicator_page(
    templates: Environment, nation: Nation, beside: Beside, picture: Picture, page: Page
) -> str:
    """The page as HTML."""
    one = picture.indicator
    return render(
        templates,
        "indicator.html.jinja",
        page,
        one=one,
        picture=picture,
        facts=_facts(nation.house, one),
        caveats=_coded(nation.house, "caveat", one.row["caveats"]),
        warnings=_coded(nation.house, "usage_warning", one.row["usage_warnings"]),
        charts=_charts(nation, beside, picture),
        gap=Markup(gap_fragment(templates, nation, picture)) if picture.known else None,
        ranking=_ranking(nation, beside, picture),
        reasons=picture.reasons(nation.house),
        files=_files(nation.house, beside.files.get(one.id, [])),
        total=len(nation.authorities),
    )


def _charts(nation: Nation, beside: Beside, picture: Picture) -> list[Chart]:
    spreads = beside.spreads.get(picture.indicator.id, [])
    charts = [distribution_chart(picture)] if picture.known else []
    over_years = spread_chart(nation.house, picture, spreads, nation.gaps)
    return charts if over_years is None else [*charts, over_years]


def _facts(house: House, one: Indicator) -> list[tuple[Text, Markup]]:
    row = one.row
    facts = [
        (Text("הגדרה", "Definition"), in_words(row, "definition")),
        (Text("יחידה", "Unit"), say(one.unit)),
        (
            Text("כיוון רצוי", "Desired direction"),
            say(house.say("desired_direction", one.direction)),
        ),
        (Text("מצב", "State"), _state(row)),
        (Text("תחום", "Domain"), say(house.say("domain", one.domain))),
        (Text("מונה", "Numerator"), in_words(row, "numerator")),
        (Text("מכנה", "Denominator"), in_words(row, "denominator")),
        (Text("שלב חיים", "Life stage"), say(house.say("life_stage", row["life_stage"]))),
        (Text("מתפרסם עבור", "Published for"), say(house.say("scope", row["scope"]))),
        (
            Text("השוואה בין שנים", "Comparing years"),
            say(RULES.get(row["comparability_rule"], NONE)),
        ),
        (Text("שיטת המפרסם", "The publisher's method"), in_words(row, "method_publisher")),
        (Text("מה נעשה כאן", "What is done here"), in_words(row, "method_ours")),
        (Text("מזהה", "Identifier"), Markup("<code>{}</code>").format(one.id)),
    ]
    return [(name, told) for name, told in facts if told]


def in_words(row: Row, column: str) -> Markup:
    """A text of a column; where nobody has put it into Hebrew, the English one stands in both."""
    english, hebrew = row.get(column), row.get(f"{column}_he")
    if hebrew and english:
        return say(Text(hebrew, english))
    return (
        Markup('<bdi lang="en" dir="ltr">{}</bdi>').format(clean(english))
        if english
        else Markup("")
    )


def _state(row: Row) -> Markup:
    state = say(STATES.get(row["state"], NOT_KNOWN))
    agreement = in_words(row, "agreement")
    return Markup("{}: {}").format(state, agreement) if agreement else state


def _coded(house: House, kind: str, codes: str | None) -> list[Text]:
    return [house.say(kind, code.strip()) for code in (codes or "").split(";") if code.strip()]


def _ranking(nation: Nation, beside: Beside, picture: Picture) -> Table:
    """Every authority, the ranked ones first; what is not known says why."""
    one, house = picture.indicator, nation.house
    ends = {
        code: beside.intervals.get((one.id, code, picture.period or "")) for code in picture.known
    }
    has_interval = any(ends.values())
    rows = []
    for authority in nation.authorities:
        known = picture.known.get(authority.code)
        link = Markup('<a href="../{}">{}</a>').format(authority.page, say(authority.name))
        rank = known["rank_in_nation"] if known else None
        order = (known is None, rank is None, rank or 0, authority.name.he)
        if known:
            ends_of = ends[authority.code]
            unsure = house.say("value_status", known["value_status"])
            cells = [
                number(known["value"], one.decimals),
                *(
                    [interval(*ends_of, one.decimals) if ends_of else say(NONE)]
                    if has_interval
                    else []
                ),
                number(rank, 0) if rank is not None else say(NONE),
                _or_none(known["percentile_in_nation"], 1),
                _or_none(known["peer_median"], one.decimals),
                say(unsure) if is_uncertain(known) else Markup(""),
            ]
        else:
            gap = picture.gaps.get(authority.code)
            why = house.say("gap_reason", gap["reason"]) if gap else NOT_KNOWN
            last = gap["last_year_with_value"] if gap else None
            cells = [say(NONE)] * (4 + has_interval)
            cells.append(
                Markup("{}{}").format(
                    say(why),
                    Markup(" ({} {})").format(
                        say(Text("הנתון האחרון:", "last figure:")), plain(last)
                    )
                    if last
                    else "",
                )
            )
        rows.append((order, [link, *cells]))
    headings = [
        Text("רשות", "Authority"),
        Text("נתון", "Figure"),
        *([Text("רווח סמך 95%", "95% interval")] if has_interval else []),
        Text("מקום", "Rank"),
        Text("אחוזון", "Percentile"),
        Text("חציון הרשויות הדומות", "Like authorities, median"),
        Text("הערה", "Note"),
    ]
    return Table(headings, [cells for _, cells in sorted(rows, key=lambda row: row[0])])


def _or_none(value: float | None, decimals: int) -> Markup:
    return say(NONE) if value is None else number(value, decimals)


def _files(house: House, files: Sequence[Row]) -> Table:
    return Table(
        (
            Text("מקור", "Source"),
            Text("מהדורה", "Edition"),
            Text("קובץ", "File"),
            Text("שנים", "Years"),
            Text("נתונים", "Figures"),
            Text("טביעת הקובץ (sha256)", "sha256 of the file"),
        ),
        [
            (
                say(house.titles.get(row["source_id"], Text(row["source_id"], row["source_id"]))),
                plain(row["vintage"]),
                plain(row["file_name"]),
                _years(row["first_year"], row["last_year"]),
                number(row["figures"], 0),
                Markup("<code>{}</code>").format((row["snapshot_sha256"] or "")[:16]),
            )
            for row in files
        ],
    )


def _years(first: int | None, last: int | None) -> Markup:
    if first is None or last is None:
        return say(NOT_KNOWN)
    years = str(first) if first == last else f"{first}–{last}"
    return Markup('<bdi class="n" dir="ltr">{}</bdi>').format(years)
