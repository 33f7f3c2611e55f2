"""From the published file to a chart: a notebook for analysts, in Hebrew and English.

``marimo edit docs/notebooks/from_file_to_chart.py`` opens it, ``marimo run …`` shows it without its
code. It reads the warehouse in ``$THRIVING_HOME``, or in ``data``, and nothing from a network.
"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="מהקובץ לתרשים · From the file to a chart")


@app.cell
def _():
    import json
    import os
    from pathlib import Path

    import altair as alt
    import duckdb
    import marimo as mo
    import polars as pl

    return Path, alt, duckdb, json, mo, os, pl


@app.cell
def _(mo):
    def told(he, en):
        """The same in both languages, each in its own direction."""
        return mo.Html(
            f'<div dir="rtl" lang="he">{mo.md(he).text}</div>'
            f'<div dir="ltr" lang="en">{mo.md(en).text}</div>'
        )

    return (told,)


@app.cell
def _(told):
    told(
        """
# מהקובץ לתרשים

המחברת עוברת בדרך שכל נתון צריך לעבור לפני שהוא עולה על שקף: לפתוח את הקובץ, לקרוא מה הנתון
אומר, לשים לב לשברים ולמהדורות, להשוות למי שדומה, לצייר עם אי-ודאות, ולומר מה **לא** ידוע.
""",
        """
# From the file to a chart

The way that a figure should go before it comes onto a slide: open the file, read what the figure
says, mind breaks and vintages, compare with those alike, draw with the uncertainty, and say what is
**not** known.
""",
    )
    return


@app.cell
def _(Path, duckdb, json, os):
    # Read-only, always: readers never stand in the way of a refresh, and a refresh never in theirs.
    published = Path(os.environ.get("THRIVING_HOME", "data")) / "published"
    warehouse = duckdb.connect(str(published / "warehouse.duckdb"), read_only=True)
    warehouse.execute("use marts")
    about = json.loads((published / "current.json").read_text("utf-8"))

    def ask(sql, *parameters):
        """Rows of the published file as a polars frame."""
        return warehouse.sql(sql, params=list(parameters)).pl()

    return about, ask


@app.cell
def _(about, mo, told):
    version = told(
        f"## 1. מה פתחנו\n\nגרסה `{about['run_id']}`, שפורסמה ב-{about['published_at'][:10]}. כל מה"
        " שמופיע כאן נכון לגרסה הזאת.",
        f"## 1. What we opened\n\nVersion `{about['run_id']}`, published on"
        f" {about['published_at'][:10]}. All that stands here is true of this version.",
    )
    mark = mo.callout(
        mo.md(
            "**SYNTHETIC · נתונים סינתטיים**: אינם אומרים דבר על מקום כלשהו ·"
            " these figures say nothing of any place"
        ),
        kind="danger",
    )
    mo.vstack([mark, version] if about["synthetic"] else [version])
    return


@app.cell
def _(ask, mo):
    # The dictionary is in the file: every table and column says what it is, in both languages.
    names = dict(
        ask(
            """
            select name_he || ' · ' || name_en, indicator_id from indicators
            where state = 'agreed' and settlements_with_values > 0 order by 1
            """
        ).rows()
    )
    places = dict(
        ask(
            """
            select name_he || ' · ' || name_en, settlement_code from settlements
            where is_authority order by 1
            """
        )
        .drop_nulls()
        .rows()
    )
    by_id = {indicator: name for name, indicator in names.items()}
    by_code = {code: name for name, code in places.items()}
    indicator = mo.ui.dropdown(
        names,
        value=by_id["matriculation_eligibility_pct"],
        label="מדד · indicator",
        searchable=True,
    )
    place = mo.ui.dropdown(places, value=by_code["8000"], label="רשות · authority", searchable=True)
    mo.hstack([place, indicator], justify="start")
    return indicator, place


@app.cell
def _(indicator, place):
    indicator_id, settlement_code = indicator.value, place.value
    return indicator_id, settlement_code


@app.cell
def _(ask, indicator_id, mo, told):
    [meaning] = ask(
        """
        select indicators.*, unit.text_he as unit_he, unit.text_en as unit_en
        from indicators
        left join codes as unit on unit.code_kind = 'unit' and unit.code = indicators.unit
        where indicator_id = ?
        """,
        indicator_id,
    ).to_dicts()
    warnings = ask(
        """
        select text_he, text_en from codes
        where (code_kind = 'caveat' and code in (select unnest(string_split(?, ';'))))
          or (code_kind = 'usage_warning' and code in (select unnest(string_split(?, ';'))))
        order by code_kind, code
        """,
        meaning["caveats"],
        meaning["usage_warnings"],
    )
    mo.vstack(
        [
            told(
                f"## 2. מה הנתון אומר\n\n**{meaning['name_he']}** ({meaning['unit_he']}):"
                f" {meaning['definition_he']}\n\n"
                + "\n".join(f"* {he}" for he in warnings["text_he"]),
                f"## 2. What the figure says\n\n**{meaning['name_en']}** ({meaning['unit_en']}):"
                f" {meaning['definition']}\n\n"
                + "\n".join(f"* {en}" for en in warnings["text_en"]),
            )
        ]
    )
    return (meaning,)


@app.cell
def _(ask, indicator_id, settlement_code):
    # One vintage for each period: the latest. A figure that is not there stays, with its status.
    series = ask(
        """
        select
            reference_year, period_key, value, ci_low, ci_high, value_status, series_segment,
            comparability, vintage, file_name, locator
        from indicator_values
        where settlement_code = ? and indicator_id = ? and population_group = 'all'
          and is_latest_vintage
        order by period_key
        """,
        settlement_code,
        indicator_id,
    )
    breaks = ask(
        "select from_year, note_he, note from breaks where indicator_id = ? order by from_year",
        indicator_id,
    )
    revised = ask(
        """
        select reference_period, vintage_before, value_before, vintage_after, value_after
        from revisions
        where settlement_code = ? and indicator_id = ? order by reference_period, vintage_after
        """,
        settlement_code,
        indicator_id,
    )
    return breaks, revised, series


@app.cell
def _(breaks, mo, pl, revised, series, told):
    segments = series["series_segment"].n_unique()
    rows_he = [f"* {year}: {he}" for year, he, _ in breaks.rows()] or ["* אין שבר ידוע"]
    rows_en = [f"* {year}: {en}" for year, _, en in breaks.rows()] or ["* no break is known"]
    mo.vstack(
        [
            told(
                "## 3. שברים ומהדורות\n\n"
                f"תקופות בסדרה: {series.height}; מקטעים: {segments}. משווים **רק**"
                " בתוך מקטע (`series_segment`).\n\n" + "\n".join(rows_he),
                f"## 3. Breaks and vintages\n\nPeriods of the series: {series.height}; segments:"
                f" {segments}. Compare **only** within one (`series_segment`).\n\n"
                + "\n".join(rows_en),
            ),
            series.with_columns(pl.col("reference_year").cast(pl.String)),
            told(
                f"עדכונים של המפרסם: {revised.height}",
                f"Revisions by the publisher: {revised.height}",
            ),
        ]
    )
    return


@app.cell
def _(ask, indicator_id, settlement_code):
    # Peers are frozen by edition; their median counts where at least three of them have a figure.
    peers = ask(
        """
        select period_key, median(value) as peer_median, count(*) as peers_known
        from indicator_values
        where indicator_id = ? and population_group = 'all' and is_latest_vintage
          and value is not null
          and settlement_code in (
            select peer_code from peer_groups where settlement_code = ? and is_latest_peer_edition
          )
        group by period_key having count(*) >= 3 order by period_key
        """,
        indicator_id,
        settlement_code,
    )
    gap = ask(
        """
        select reference_year, series_segment, gap, gap_low, gap_high, gap_is from periphery_gap
        where indicator_id = ? and definition_id = 'peripherality_1_3'
          and weighting = 'unweighted' and gap is not null
        order by period_key
        """,
        indicator_id,
    )
    return gap, peers


@app.cell
def _(alt, meaning, peers, pl, series):
    shown = series.join(peers, on="period_key", how="left").with_columns(
        hollow=pl.col("value_status") != "observed"
    )
    known = shown.filter(pl.col("value").is_not_null())
    year = alt.X("reference_year:Q", title=None, axis=alt.Axis(format="d", tickMinStep=1))
    value = alt.Y(
        "value:Q", title=f"{meaning['unit_he']} · {meaning['unit_en']}", scale=alt.Scale(zero=False)
    )
    own = alt.Chart(known)
    trend = alt.layer(
        # A line for each segment: nothing is drawn through a break.
        own.mark_line(color="#0b3c5d").encode(year, value, detail="series_segment:N"),
        own.mark_point(color="#0b3c5d", filled=True, size=60).encode(
            year,
            value,
            opacity=alt.condition("datum.hollow", alt.value(0.4), alt.value(1)),
            tooltip=["reference_year", "value", "value_status", "file_name", "locator"],
        ),
        own.transform_filter("isValid(datum.ci_low)")
        .mark_rule(color="#0b3c5d")
        .encode(year, alt.Y("ci_low:Q"), alt.Y2("ci_high:Q")),
        own.transform_filter("isValid(datum.peer_median)")
        .mark_point(color="#2b6e4f", shape="square", size=50)
        .encode(year, alt.Y("peer_median:Q")),
    ).properties(width=560, height=260, title=f"{meaning['name_he']} · {meaning['name_en']}")
    return known, trend


@app.cell
def _(mo, told, trend):
    mo.vstack(
        [
            told(
                "## 4. התרשים\n\n"
                "קו: היישוב, ונקטע בכל שבר. ריבוע: החציון של מי מעשר הרשויות הדומות שיש לה"
                " נתון. נקודה בהירה: נתון שאינו ודאי. קו אנכי: רווח סמך, היכן שהמפרסם או הסקר"
                " נותנים אותו.",
                "## 4. The chart\n\n"
                "Line: the settlement, cut at each break. Square: the median of those"
                " of its ten peers that have a figure. Pale point: a figure that is not certain."
                " Upright line: confidence interval, where the publisher or the survey gives one.",
            ),
            trend,
        ]
    )
    return


@app.cell
def _(alt, gap, mo, told):
    base = alt.Chart(gap)
    gaps = alt.layer(
        base.mark_rule(color="#a3480f", strokeWidth=3, opacity=0.5).encode(
            alt.X("reference_year:O", title=None),
            alt.Y("gap_low:Q", title="פריפריה פחות השאר · periphery less rest"),
            alt.Y2("gap_high:Q"),
        ),
        base.mark_point(color="#a3480f", filled=True, size=60).encode(
            alt.X("reference_year:O", title=None), alt.Y("gap:Q")
        ),
        alt.Chart(alt.Data(values=[{"none": 0}]))
        .mark_rule(strokeDash=[4, 4])
        .encode(alt.Y("none:Q")),
    ).properties(width=560, height=200)
    mo.vstack(
        [
            told(
                "## 5. ומה בפריפריה כולה\n\n"
                "הפריפריה פחות השאר, עם רווח של 95%. כשהרווח חוצה את האפס אי"
                " אפשר לומר שיש פער.",
                "## 5. And the periphery as a whole\n\n"
                "Periphery less rest, with its 95 % interval. Where"
                " that crosses nought, no gap can be told.",
            ),
            gaps if gap.height else told("אין נתון לפער.", "No gap is known."),
        ]
    )
    return (gaps,)


@app.cell
def _(ask, settlement_code):
    unknown = ask(
        """
        select reason, text_he, text_en, count(*) as indicators,
          string_agg(name_he, '; ' order by name_he) as which_he
        from data_gaps
        join indicators using (indicator_id)
        join codes on code_kind = 'gap_reason' and code = reason
        where settlement_code = ? and data_gaps.state = 'agreed' and not is_present
        group by reason, text_he, text_en order by indicators desc, reason
        """,
        settlement_code,
    )
    return (unknown,)


@app.cell
def _(mo, told, unknown):
    missing = unknown["indicators"].sum()
    mo.vstack(
        [
            told(
                f"## 6. מה לא ידוע\n\n{missing} מדדים מוסכמים חסרים ליישוב בתקופה האחרונה שלהם:\n\n"
                + "\n".join(f"* {many}: {he}" for _, he, _, many, _ in unknown.rows()),
                "## 6. What is not known\n\n"
                f"{missing} agreed indicators are missing at their latest"
                " period:\n\n"
                + "\n".join(f"* {many}: {en}" for _, _, en, many, _ in unknown.rows()),
            ),
            unknown,
        ]
    )
    return


if __name__ == "__main__":
    app.run()
