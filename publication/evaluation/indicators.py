"""What the report shows of each indicator of which a change or an effect is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
from markupsafe import Markup

from estimation.evaluation.outcomes import PERCENTILE
from publication.evaluation.charts import METHODS, placebo_plot, series_plot
from publication.evaluation.compared import balance_of, comparisons_of
from publication.evaluation.facts import Facts
from publication.reading.words import (
    NOT_KNOWN,
    Text,
    change_of,
    interval,
    listed,
    number,
    of_code,
    plain,
    probability,
    say,
)

ORDER = ("worse", "better", "direction_unknown", "trends_untested")
"""Verdicts that say most come first."""
_NONE = Markup("–")
_POINTS = Text("נקודות אחוזון", "percentile points")
_TONES = {"improved": "good", "worsened": "bad", "better": "good", "worse": "bad"}

Row = dict[str, Any]


@dataclass(frozen=True)
class Indicator:
    """One indicator as it is shown. ``row`` is that of pilot_evaluation at the latest horizon."""

    row: Row
    title: Text
    unit: Text
    scale: Text
    change: Text
    change_tone: str
    verdict: Text
    verdict_tone: str
    plot: Markup
    has_comparison: bool
    has_twin: bool
    placebos: Markup | None
    methods: list[Text]
    stages: list[list[Markup]]
    figures: list[tuple[Text, Markup]]
    balance: list[Row]
    comparisons: list[Text]
    breaks: list[Text]
    groups: list[Text]

    @property
    def anchor(self) -> str:
        return str(self.row["indicator_id"])

    @property
    def comparisons_text(self) -> Text:
        """One after the other."""
        return listed(self.comparisons)

    @property
    def decimals(self) -> int | None:
        """Those of the indicator."""
        decimals: int | None = self.row["decimals"]
        return decimals

    @property
    def effect(self) -> Markup:
        """Beside the comparison settlements."""
        return effect_of(self.row)


def effect_of(row: Row) -> Markup:
    """The effect on the scale on which settlements are compared, which is said if it is another.

    Args:
        row: of pilot_evaluation, with ``decimals``.
    """
    if row["did_effect"] is None:
        return _NONE
    if row["outcome_scale"] != PERCENTILE:
        return number(row["did_effect"], row["decimals"], signed=True)
    effect = number(row["did_effect"], 1, signed=True)
    return Markup("{} <small>{}</small>").format(effect, say(_POINTS))


def indicators_of(facts: Facts) -> list[Indicator]:
    """All of which a change or an effect is told, those with a verdict first."""
    rows = facts.told.join(
        facts.inputs.catalogue.select("indicator_id", "name_he", "name_en", "unit", "decimals"),
        on="indicator_id",
        maintain_order="left",
    ).to_dicts()
    rank = {verdict: at for at, verdict in enumerate(ORDER)}
    changed = {"worsened": 0, "improved": 1, "direction_unknown": 2}
    rows.sort(
        key=lambda row: (
            rank.get(row["did_is"], len(ORDER)),
            changed.get(row["change_is"], len(changed)),
            row["indicator_id"],
        )
    )
    return [_indicator(facts, row) for row in rows]


def _indicator(facts: Facts, row: Row) -> Indicator:
    mine = pl.col("indicator_id") == row["indicator_id"]
    own = facts.own.filter(mine)
    series, placebos, balance = (
        facts.tables[table].filter(mine) if table in facts.tables else pl.DataFrame()
        for table in ("evaluation_series", "evaluation_placebos", "comparison_balance")
    )
    effects = {
        method: row[column]
        for method, column in zip(METHODS, ("did_effect", "control_effect"), strict=True)
        if row[column] is not None
    }
    # A break is of the settlement's series only where it has figures on both sides of it.
    breaks = facts.breaks.filter(
        mine,
        pl.col("from_year") > own["reference_year"].min(),
        pl.col("from_year") <= own["reference_year"].max(),
    )
    has_placebos = bool(effects) and placebos.height > 0
    return Indicator(
        row=row,
        title=Text(row["name_he"], row["name_en"]),
        unit=_code(facts, "unit", row["unit"]),
        scale=_code(facts, "outcome_scale", row["outcome_scale"]),
        change=change_of(facts.codes, row["change_is"], row["error_from"]),
        change_tone=_TONES.get(row["change_is"], "open"),
        verdict=_code(facts, "did_verdict", row["did_is"]),
        verdict_tone=_TONES.get(row["did_is"], "open"),
        plot=Markup(
            series_plot(
                own,
                series,
                facts.baseline["start_year"],
                breaks["from_year"].to_list(),
                synthetic=facts.synthetic,
            )
        ),
        has_comparison=bool(series.height) and bool(series["comparison_mean"].count()),
        has_twin=bool(series.height) and bool(series["synthetic_value"].count()),
        placebos=Markup(placebo_plot(placebos, effects, synthetic=facts.synthetic))
        if has_placebos
        else None,
        methods=[_code(facts, "placebo_method", method) for method in METHODS if method in effects],
        stages=_stages(facts, row),
        figures=_figures(facts, row, series),
        balance=balance_of(facts, balance),
        comparisons=comparisons_of(facts, row["indicator_id"], placebos),
        breaks=[
            Text(f"{year}: {he}", f"{year}: {en}")
            for year, he, en in breaks.select("from_year", "note_he", "note").iter_rows()
        ],
        groups=_groups(facts, row["indicator_id"]),
    )


_METHODS = {
    "did": Text("הפרש ההפרשים", "difference in differences"),
    "synthetic_control": Text("בקרה סינתטית", "synthetic control"),
}


def _code(facts: Facts, kind: str, code: str | None) -> Text:
    if kind == "placebo_method" and code in _METHODS:
        return _METHODS[code]
    return of_code(facts.codes, kind, code) or Text("", "")


def _stages(facts: Facts, latest: Row) -> list[list[Markup]]:
    """Rows of the table of horizons: until when, change, effect, and what each is."""
    rows = facts.tables["pilot_evaluation"].filter(
        pl.col("indicator_id") == latest["indicator_id"], pl.col("population_group") == "all"
    )
    order = ["year_1", "years_2_3", "years_4_10", "latest"]
    found = sorted(rows.iter_rows(named=True), key=lambda row: order.index(row["horizon"]))
    ranked = latest["outcome_scale"] == PERCENTILE
    places = 1 if ranked else latest["decimals"]
    table = []
    for row in found:
        change, effect = row["change"] is not None, row["did_effect"] is not None
        reason = of_code(facts.codes, "effect_reason", row["did_reason"])
        table.append(
            [
                say(_code(facts, "evaluation_horizon", row["horizon"])),
                _NONE if row["now_year"] is None else plain(row["now_year"]),
                number(row["change"], latest["decimals"], signed=True) if change else _NONE,
                interval(row["change_low"], row["change_high"], latest["decimals"])
                if change
                else _NONE,
                probability(row["change_q_value"]) if change else _NONE,
                say(change_of(facts.codes, row["change_is"], row["error_from"])),
                effect_of(row | {"decimals": latest["decimals"]}),
                interval(row["did_low"], row["did_high"], places) if effect else _NONE,
                probability(row["did_p_value"]) if effect else _NONE,
                probability(row["did_q_value"]) if effect else _NONE,
                say(_verdict(facts, row, reason)),
            ]
        )
    return table


def _verdict(facts: Facts, row: Row, reason: Text | None) -> Text:
    verdict = _code(facts, "did_verdict", row["did_is"])
    if reason is None:
        return verdict
    return Text(f"{verdict.he}: {reason.he}", f"{verdict.en}: {reason.en}")


def _figures(facts: Facts, row: Row, series: pl.DataFrame) -> list[tuple[Text, Markup]]:
    """The rest of the row, by name."""
    places = 1 if row["outcome_scale"] == PERCENTILE else row["decimals"]
    frozen = _dated(row["baseline_value"], row["baseline_year"], row["baseline_edition"], row)
    now = _dated(row["now_value"], row["now_year"], row["now_edition"], row)
    found = [
        (Text("קו הבסיס המוקפא", "Frozen baseline"), frozen),
        (Text("הנתון האחרון", "Latest figure"), now),
        (
            Text("טעות השינוי ידועה מתוך", "Error of the change known from"),
            say(of_code(facts.codes, "change_error_from", row["error_from"]) or _ERROR_NOT_KNOWN),
        ),
        (
            Text("השינוי הקטן ביותר שהיה מתגלה", "Least change that would be seen"),
            number(row["detectable_change"], row["decimals"]),
        ),
        (
            Text("ההשפעה הקטנה ביותר שהייתה מתגלה", "Least effect that would be seen"),
            number(row["did_detectable_effect"], places),
        ),
        (
            Text("מגמות לפני התוכנית", "Trends before the programme"),
            say(_code(facts, "parallel_trends", row["parallel_trends"] or "untestable")),
        ),
        (
            Text("שנים לפני / מאז; יישובי השוואה", "Years before / since; comparison settlements"),
            Markup('<bdi class="n" dir="ltr">{} / {}; {}</bdi>').format(
                row["pre_years"] or 0, row["post_years"] or 0, row["comparisons"] or 0
            ),
        ),
    ]
    if row["did_effect"] is not None and series.height:
        # Behind a break nothing is compared, though the latest figure may stand there.
        years = (series["reference_year"].min(), series["reference_year"].max())
        compared = Markup('<bdi class="n" dir="ltr">{}–{}</bdi>').format(*years)
        found.append((Text("השנים שבהן הושווה", "Years in which it was compared"), compared))
    return [*found, (_METHODS["synthetic_control"], _control(facts, row, places))]


def _dated(value: float | None, year: int | None, edition: str | None, row: Row) -> Markup:
    if value is None:
        return say(NOT_KNOWN)
    return Markup("{} ({}; {} {})").format(
        number(value, row["decimals"]), plain(year), say(Text("מהדורה", "edition")), plain(edition)
    )


_ERROR_NOT_KNOWN = Text(
    "לא ידועה טעות ולא תנודה רגילה", "neither an error nor a usual swing is known"
)


def _control(facts: Facts, row: Row, places: int | None) -> Markup:
    if row["control_effect"] is None:
        why = of_code(facts.codes, "effect_reason", row["control_reason"]) or Text("", "")
        return say(Text(f"אין: {why.he}", f"none: {why.en}"))
    notes = [
        _code(facts, "control_note", note)
        for note in (row["control_notes"] or "").split(", ")
        if note
    ]
    told = Markup(
        '{}; <bdi class="n" dir="ltr">p {}</bdi><br>{} <bdi>{}</bdi><br>{} <bdi>{}</bdi>'
    ).format(
        number(row["control_effect"], places, signed=True),
        number(row["control_p_value"], 2),
        say(Text("הפער לפני התוכנית (RMSPE):", "Gap before the programme (RMSPE):")),
        number(row["control_pre_fit"], None if places is None else places + 1),
        say(Text("יישובים בתמהיל:", "Settlements in the mixture:")),
        row["control_donors"],
    )
    return told + Markup("").join(Markup("<br>") + say(note) for note in notes)


def _groups(facts: Facts, indicator: str) -> list[Text]:
    rows = facts.tables["pilot_evaluation"].filter(
        pl.col("indicator_id") == indicator,
        pl.col("population_group") != "all",
        pl.col("horizon") == "latest",
    )
    return [Text(he, en) for he, en in rows.select("reading_he", "reading_en").iter_rows()]
