"""Charts with the rows that they draw, as tables that anybody can read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from publication.pages.axes import span_of, ticks_of
from publication.reading.facts import Facts
from publication.reading.house import House, Row
from publication.reading.series import Break, Series
from publication.reading.standing import Standing
from publication.reading.words import Text, day, interval, number, period, place, plain, say


@dataclass(frozen=True)
class Table:
    """``rows``: cells as they are shown, the first of each names the row."""

    headings: Sequence[Text]
    rows: Sequence[Sequence[Markup]]


@dataclass(frozen=True)
class Chart:
    """A figure of a page.

    ``title`` stands above it; ``label`` names it to those who do not see it, also apart from what
    stands around it. ``kind``: one of the page's kinds. ``values`` fill its places, ``data`` its
    data sets; texts in both are ``{"he": …, "en": …}``. ``keys``: what is drawn how, by class of
    the style sheet.
    ``unit`` stands beside the title, ``notes`` (source, edition, place in the file) below.
    """

    kind: str
    title: Text
    label: Text
    unit: Text
    values: Mapping[str, Any]
    data: Mapping[str, Sequence[Mapping[str, Any]]]
    table: Table
    keys: Sequence[tuple[str, Text]] = ()
    notes: Sequence[Markup] = ()


def spelled(text: Text) -> dict[str, str]:
    """A text for a chart, in both languages."""
    return {"he": text.he, "en": text.en}


def labelled(standing: Standing, title: Text) -> Text:
    """What a chart of an indicator is called apart from its surroundings."""
    he, en = standing.indicator.name
    return Text(f"{he}: {title.he}", f"{en}: {title.en}")


def formats_of(decimals: int) -> dict[str, str | float]:
    """How figures are written: as many places as the catalogue says, on axes no idle noughts.

    ``step``: ticks nearer to each other would read alike.
    """
    return {
        "format": f",.{decimals}f",
        "axis": f",.{decimals}~f",
        "step": round(10.0**-decimals, decimals),
    }


def standing_chart(facts: Facts, standing: Standing, notes: Sequence[Markup] = ()) -> Chart:
    """The settlement's figure against peers, periphery and nation at the same period.

    Raises:
        ValueError: the settlement has no figure.
    """
    if standing.value is None:
        raise ValueError(standing.indicator.id)
    places = standing.indicator.decimals
    rows = [
        ("own", facts.name, standing.value, standing.low, standing.high),
        ("peers", peers_are(standing), standing.peer_median, None, None),
        ("periphery", PERIPHERY_IS, standing.periphery, None, None),
        ("nation", NATION_IS, standing.nation, None, None),
    ]
    known = [row for row in rows if row[2] is not None]
    return Chart(
        kind="standing",
        title=AGAINST,
        label=labelled(standing, AGAINST),
        unit=standing.indicator.unit,
        values={**formats_of(places), "height": 26 * len(known)},
        data={
            "rows": [
                {
                    "who": spelled(who),
                    "place": place,
                    "value": value,
                    "hollow": place == "own" and standing.is_uncertain,
                }
                for place, who, value, *_ in known
            ],
            "intervals": [
                {"who": spelled(who), "low": low, "high": high}
                for _, who, _, low, high in known
                if low is not None
            ],
        },
        table=Table(
            (WHO, FIGURE, INTERVAL),
            [
                (
                    say(who),
                    number(value, places),
                    interval(low, high, places, signed=False) if low is not None else say(NONE),
                )
                for _, who, value, low, high in rows
            ],
        ),
        notes=notes,
    )


def trend_chart(
    house: House,
    name: Text,
    standing: Standing,
    series: Series,
    nation: Series,
    notes: Sequence[Markup] = (),
) -> Chart:
    """A series: one line for each stretch that may be compared, a rule at each break."""
    places = standing.indicator.decimals
    first, last = series.known[0].at, series.known[-1].at
    is_small = standing.row.get("reliability") == SMALL_BASE
    beside = {point.period: point for point in nation.known if first <= point.at <= last}
    missing = [point.at for point in series.points if point.value is None and point.at >= first]
    missing = sorted([*missing, *map(float, series.absent)])
    drawn = [*series.known, *beside.values()]
    return Chart(
        kind="trend",
        title=OVER_TIME,
        label=labelled(standing, OVER_TIME),
        unit=standing.indicator.unit,
        values={
            **formats_of(places),
            "years": ticks_of([first, last, *missing]),
            "span": span_of(
                (one for point in drawn for one in (point.value, point.low, point.high)), places
            ),
        },
        data={
            "own": [
                {
                    "at": point.at,
                    "value": point.value,
                    "run": point.run,
                    "hollow": point.is_uncertain or is_small,
                }
                for point in series.known
            ],
            "intervals": [
                {"at": point.at, "low": point.low, "high": point.high}
                for point in series.known
                if point.low is not None
            ],
            "nation": [
                {"at": point.at, "value": point.value, "run": point.run}
                for point in beside.values()
            ],
            "missing": [{"at": at} for at in missing],
            "breaks": [{"at": one.year - 0.5} for one in series.breaks],
        },
        table=Table(
            (PERIOD, name, INTERVAL, NATION_IS, STATUS, EDITION, FILE, CELL),
            [
                (
                    period(point.period),
                    number(point.value, places) if point.value is not None else say(NONE),
                    interval(point.low, point.high, places, signed=False)
                    if point.low is not None
                    else say(NONE),
                    number(beside[point.period].value, places)
                    if point.period in beside
                    else say(NONE),
                    say(PUBLISHED)
                    if point.status == OBSERVED
                    else say(house.say("value_status", point.status)),
                    plain(point.vintage),
                    place(point.file_name),
                    place(point.locator),
                )
                for point in series.points
            ]
            + [
                (plain(year), say(NONE), say(NONE), say(NONE), say(MISSING), *[say(NONE)] * 3)
                for year in series.absent
            ],
        ),
        keys=_trend_keys(name, series, bool(beside), is_small=is_small),
        notes=[
            *notes,
            *(
                Markup("{} {}: {}").format(say(BREAK_AT), plain(one.year), _why(one))
                for one in series.breaks
            ),
        ],
    )


def _why(one: Break) -> Markup:
    """What changed, and the publisher's or our note on it."""
    if one.note == one.kind:
        return say(one.kind)
    return Markup("{} ({})").format(say(one.kind), say(one.note))


def _trend_keys(
    name: Text, series: Series, has_nation: bool, *, is_small: bool
) -> list[tuple[str, Text]]:
    keys = [("own", name)]
    if has_nation:
        keys.append(("nation", NATION_IS))
    if is_small or any(point.is_uncertain for point in series.known):
        keys.append(("hollow", UNCERTAIN))
    if any(point.low is not None for point in series.known):
        keys.append(("interval", INTERVAL))
    if len(series.known) < len(series.points) or series.absent:
        keys.append(("missing", MISSING))
    if series.breaks:
        keys.append(("break", BREAK))
    return keys


def target_chart(
    house: House, target: Row, path: Sequence[Row], notes: Sequence[Markup] = ()
) -> Chart:
    """A target on its way: baseline, steps and goal, and what was measured.

    Args:
        target: of targets. path: its rows of target_path.
    """
    indicator = house.catalogue[target["indicator_id"]]
    measured = [row for row in path if row["point"] == "measured"]
    dates = [_on(row)["at"] for row in path]
    way = [row for row in path if row["point"] != "measured"]
    # Without a baseline or a date there is no way, and yet a goal.
    goal = [] if way or target["goal_value"] is None else [{"value": target["goal_value"]}]
    return Chart(
        kind="target",
        title=PATH_OF,
        label=Text(f"{target['target']}: {PATH_OF.he}", f"{target['target']}: {PATH_OF.en}"),
        unit=indicator.unit,
        values={
            **formats_of(indicator.decimals),
            "years": ticks_of(dates),
            "span": span_of(
                [*(row["value"] for row in path), target["goal_value"]], indicator.decimals
            ),
        },
        data={
            "path": [_on(row) for row in way],
            "measured": [_on(row) for row in measured],
            "goal": goal,
        },
        table=Table(
            (DATE, WHAT, FIGURE),
            [
                (
                    day(row["on_date"]),
                    say(house.say("path_point", row["point"])),
                    number(row["value"], indicator.decimals),
                )
                for row in path
            ],
        ),
        keys=[
            ("measured", MEASURED),
            *([("path", PATH)] if way else []),
            *([("path", GOAL)] if goal else []),
        ],
        notes=notes,
    )


def _on(row: Row) -> dict[str, Any]:
    """The last day of a year stands where the figure of that year does."""
    date = row["on_date"]
    return {"at": round(date.year + date.timetuple().tm_yday / 366 - 1, 2), "value": row["value"]}


AGAINST = Text("מול מי", "Against whom")
OVER_TIME = Text("לאורך השנים", "Over the years")
PATH_OF = Text("הדרך אל היעד", "On the way to the target")
WHO, FIGURE = Text("מי", "Who"), Text("ערך", "Figure")
INTERVAL = Text("רווח סמך 95%", "95% interval")
PERIPHERY_IS = Text("ממוצע הפריפריה", "Periphery, mean")
NATION_IS = Text("כלל הארץ", "The nation")
NONE = Text("–", "–")
OBSERVED = "observed"
SMALL_BASE = "small_base"
PUBLISHED = Text("פורסם", "published")
PERIOD, STATUS = Text("תקופה", "Period"), Text("מצב הנתון", "Status")
EDITION = Text("מהדורה", "Edition")
FILE, CELL = Text("קובץ", "File"), Text("תא", "Cell")
BREAK_AT = Text("שבר בסדרה לפני", "Break of the series before")
BREAK = Text("שבר בסדרה", "break of the series")
UNCERTAIN = Text("נתון לא ודאי", "uncertain figure")
MISSING = Text("אין נתון", "no figure")
DATE, WHAT = Text("תאריך", "Date"), Text("מה", "What")
MEASURED, PATH = Text("נמדד", "measured"), Text("המסלול ליעד", "the way to the target")
GOAL = Text("ערך היעד", "the goal")


def peers_are(standing: Standing) -> Text:
    """The median of like authorities, and how many of them have the figure."""
    n, of = standing.peers, standing.peers_of
    return Text(f"חציון הדומות ({n}/{of})", f"Peers, median ({n}/{of})")
