"""What may be said of the sample's targets, worked by hand from forms and published figures.

Verdicts are those of any day until the end of 2027: later the figures are too old.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.house import OFAKIM, SAFED, rows

KIRYAT_MALAKHI, ASHKELON, SDEROT, YIRKA = "1034", "7100", "1031", "0502"
MATRICULATION = "העלאת הזכאות לבגרות"


# Change: latest − baseline. Path: linear by days between the ends of years.
@pytest.mark.parametrize(
    ("code", "target", "expected"),
    [
        # 75.3 (4.3) → 89.54 (2.76): 14.24 > 1.96 · 5.11; path 75.3 + 18.7 · 731 / 1461.
        (KIRYAT_MALAKHI, "חיזוק תחושת השייכות", ("on_track", None, "improved", 14.24, 84.66)),
        # 39.9 (6.7) → 52.91 (4.29): 13.01 < 1.96 · 7.96.
        (
            SDEROT,
            "העלאת האמון בין תושבים",
            ("cannot_be_said", "change_within_error", "no_significant_change", 13.01, 50.74),
        ),
        (
            ASHKELON,
            "העלאת החוללות הקולקטיבית",
            ("cannot_be_said", "change_within_error", "no_significant_change", 0.25, 64.1),
        ),
        # Frozen at 66.0, published 62.2.
        (
            KIRYAT_MALAKHI,
            MATRICULATION,
            ("cannot_be_said", "baseline_differs", "not_comparable", None, 67.71),
        ),
        # 53.68 − 51.6; on the way to the step of 53: 51.6 + 1.4 · 1096 / 1461.
        (
            SAFED,
            MATRICULATION,
            ("cannot_be_said", "too_few_points", "error_unknown", 2.08, 52.65),
        ),
        # Wages of 2023 are of another series than those of 2019: 6200 + 2800 · 1461 / 3288.
        (
            SAFED,
            "העלאת שכר השכירים",
            ("cannot_be_said", "series_broken", "not_comparable", None, 7444.16),
        ),
        (
            SAFED,
            "יותר צעירים להשכלה גבוהה",
            ("cannot_be_said", "no_baseline", "no_baseline", None, None),
        ),
        (
            ASHKELON,
            "השמת בוגרי קורסים",
            ("cannot_be_said", "no_figure", "no_data", None, None),
        ),
        (
            YIRKA,
            "העלאת שכר השכירים",
            ("cannot_be_said", "no_due_date", "not_comparable", None, None),
        ),
        (
            KIRYAT_MALAKHI,
            "עלייה באשכול החברתי-כלכלי",
            ("cannot_be_said", "relative_measure", "not_comparable", None, None),
        ),
    ],
)
def test_what_may_be_said_of_a_target(
    sample_home: Path, code: str, target: str, expected: tuple[Any, ...]
) -> None:
    [found] = rows(
        sample_home,
        "select status, reason, change_is, change_from_baseline, path_value from marts.targets"
        " where settlement_code = ? and target = ?",
        code,
        target,
    )
    assert found[:3] == expected[:3]
    assert found[3:] == pytest.approx(expected[3:], abs=0.01)


@pytest.mark.parametrize(
    ("code", "target", "least", "goal_is_away"),
    [
        # (1.96 + 0.84) · the error of the change: 2.80 · 5.11, 7.96, 7.68 and 8.17.
        (KIRYAT_MALAKHI, "חיזוק תחושת השייכות", 14.32, True),
        (SDEROT, "העלאת האמון בין תושבים", 22.29, True),
        (ASHKELON, "העלאת החוללות הקולקטיבית", 21.52, False),
        (OFAKIM, "העלאת האמון בין תושבים", 22.88, False),
    ],
)
def test_the_least_change_that_can_be_seen_stands_beside_the_goal(
    sample_home: Path, code: str, target: str, least: float, goal_is_away: bool
) -> None:
    [(change, detectable, known_from)] = rows(
        sample_home,
        "select minimum_detectable_change, goal_is_detectable, mdc_from from marts.targets"
        " where settlement_code = ? and target = ?",
        code,
        target,
    )
    assert change == pytest.approx(least, abs=0.01)
    assert (detectable, known_from) == (goal_is_away, "sampling")


def test_the_path_to_a_target_has_its_steps_and_what_was_measured(sample_home: Path) -> None:
    path = rows(
        sample_home,
        "select cast(on_date as varchar), point, round(value, 1) from marts.target_path"
        " where settlement_code = ? and target = ? order by on_date, point",
        SAFED,
        MATRICULATION,
    )
    assert path == [
        ("2015-12-31", "measured", 48.3),
        ("2021-12-31", "baseline", 51.6),
        ("2021-12-31", "measured", 51.6),
        ("2024-12-31", "measured", 53.7),
        ("2025-12-31", "step", 53),
        ("2027-12-31", "step", 56),
        ("2029-12-31", "goal", 60),
    ]


def test_a_relative_measure_has_index_and_rank_under_it(sample_home: Path) -> None:
    under = rows(
        sample_home,
        "select indicator_id, list(reference_year order by reference_year)"
        " from marts.target_evidence where settlement_code = ? and evidence_kind <> 'variable'"
        " and target = 'עלייה באשכול החברתי-כלכלי' group by indicator_id order by indicator_id",
        KIRYAT_MALAKHI,
    )
    assert [indicator for indicator, _ in under] == ["sei_cluster", "sei_index", "sei_rank"]
    assert {tuple(years) for _, years in under} == {(2013, 2019, 2021)}
