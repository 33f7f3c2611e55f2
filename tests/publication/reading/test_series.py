"""A series as it may be read: nothing is joined across a break or over what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from publication.reading.house import House
from publication.reading.series import Series, series_of
from publication.reading.words import Text

BREAKS = [
    {
        "from_year": 2021,
        "break_kind": "definition",
        "note": "counted otherwise",
        "note_he": "נספר אחרת",
    },
    {"from_year": 2030, "break_kind": "unit", "note": "to come", "note_he": "בעתיד"},
]


def house(breaks: list[dict[str, Any]] | None = None) -> House:
    return House(
        warehouse=Path("none"),
        run_id="",
        published_at="",
        synthetic=False,
        catalogue={},
        names={},
        codes={
            ("value_status", "not_available"): ("אין נתון.", "No figure."),
            ("break_kind", "definition"): ("ההגדרה השתנתה.", "What is counted changed."),
            ("comparability", "relative_to_edition"): ("מדד יחסי.", "Relative."),
        },
        titles={},
        publishers={},
        files={},
        breaks={"turnout": breaks or []},
        nation={},
        periphery={},
        periphery_name=Text("", ""),
        measures={},
        waves={},
        fields={},
        years={"belonging": (2010, 2015, 2017, 2020)},
        frozen=frozenset(),
    )


def row(year: int, value: float | None, segment: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "reference_year": year,
        "reference_period": str(year),
        "value": value,
        "ci_low": None,
        "ci_high": None,
        "value_status": "observed" if value is not None else "not_available",
        "comparability": "comparable",
        "series_segment": segment,
        "edition": "2024",
        "vintage": "2024",
        "file_name": "file.xlsx",
        "locator": "A1",
        **more,
    }


def runs(series: Series) -> list[list[int]]:
    """Years that a line joins."""
    found: dict[int, list[int]] = {}
    for point in series.known:
        found.setdefault(point.run, []).append(point.year)
    return list(found.values())


def test_a_line_ends_at_a_break_and_at_a_missing_figure() -> None:
    rows = [row(2015, 1.0), row(2017, None), row(2018, 2.0), row(2020, 3.0), row(2021, 4.0, 2)]
    series = series_of(house(BREAKS), "turnout", rows)
    assert runs(series) == [[2015], [2018, 2020], [2021]]
    assert [(one.year, one.kind.en, one.note.en) for one in series.breaks] == [
        (2021, "What is counted changed", "counted otherwise")
    ]
    missing = series.points[1]
    assert missing.value is None
    assert missing.why == Text("אין נתון", "No figure")


def test_a_segment_that_begins_without_a_declared_break_is_one_too() -> None:
    relative = {"comparability": "relative_to_edition"}
    rows = [row(2019, 2.0, 1, **relative), row(2021, 3.0, 2, **relative)]
    [only] = series_of(house(), "turnout", rows).breaks
    assert (only.year, only.kind.en) == (2021, "Relative")


def test_two_elections_of_a_year_lie_apart() -> None:
    rows = [row(2015, 1.0), row(2019, 2.0), row(2019, 3.0), row(2020, 4.0)]
    at = [point.at for point in series_of(house(), "turnout", rows).points]
    assert at == [2015, 2019, 2019.5, 2020]


@given(
    st.lists(
        st.tuples(st.one_of(st.none(), st.floats(0, 100)), st.integers(1, 3)),
        min_size=1,
        max_size=12,
    )
)
def test_no_line_joins_two_segments_or_leaps_over_a_gap(
    figures: list[tuple[float | None, int]],
) -> None:
    rows = [row(2000 + at, value, segment) for at, (value, segment) in enumerate(figures)]
    series = series_of(house(), "turnout", rows)
    assert [point.value for point in series.points] == [value for value, _ in figures]
    for years in runs(series):
        inside = [figures[year - 2000] for year in range(years[0], years[-1] + 1)]
        assert len({segment for _, segment in inside}) == 1
        assert all(value is not None for value, _ in inside)


def test_years_of_which_others_have_a_figure_are_absent_from_its_first_on() -> None:
    series = series_of(house(), "belonging", [row(2015, 1.0), row(2016, None)])
    assert series.absent == (2017, 2020)
