"""Did it work, on the publishers' files: what a person works out from the cells."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration import house
from tests.integration.frozen_homes import frozen_real
from tests.integration.house import one, rows

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not house.REAL.exists(), reason="publishers' files are not here"),
]
SAFED_INDEX = "settlement_code = '8000' and indicator_id = 'sei_index'"


@pytest.fixture(scope="session")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return frozen_real(tmp_path_factory)


def test_the_baseline_of_safed_is_of_2008_and_traced_to_its_cell(frozen: Path) -> None:
    found = rows(
        frozen,
        "select indicator_id, reference_year, value from marts.baselines"
        " where settlement_code = '8000' and source_id = 'cbs_socio_economic_index' or"
        " settlement_code = '8000' and indicator_id like 'sei%' order by indicator_id",
    )
    assert found == [("sei_cluster", 2008, 4), ("sei_index", 2008, -0.465), ("sei_rank", 2008, 91)]
    assert one(
        frozen,
        "select count(*) from marts.baselines"
        " where locator is null or length(snapshot_sha256) <> 64 or is_revised",
    ) == 0  # fmt: skip


def test_the_standing_of_safed_is_that_of_the_published_index(frozen: Path) -> None:
    """The index of each edition, ranked among the authorities that all six editions have."""
    by_hand = rows(
        frozen,
        "with index as (select v.settlement_code, reference_year, value"
        " from marts.indicator_values v join marts.settlements s using (settlement_code)"
        " where indicator_id = 'sei_index' and is_latest_vintage and is_authority"
        " and value is not null"
        " qualify count(*) over (partition by v.settlement_code) = 6),"
        # Equal values share the middle of the places from the first to the last of them.
        " ranked as (select *, 50 * (percent_rank() over (partition by reference_year"
        " order by value) + 1 - percent_rank() over (partition by reference_year"
        " order by value desc)) as standing from index)"
        " select reference_year, round(standing, 6) from ranked where settlement_code = '8000'"
        " order by 1",
    )
    assert [year for year, _ in by_hand] == [2008, 2013, 2015, 2017, 2019, 2021]
    assert by_hand == rows(
        frozen,
        "select reference_year, round(observed, 6) from marts.evaluation_series"
        f" where {SAFED_INDEX} order by 1",
    )
    assert [standing for _, standing in by_hand] == [35.6, 13.8, 12.4, 10.4, 8.0, 6.8]


def test_the_effect_is_the_difference_of_the_two_differences(frozen: Path) -> None:
    [row] = rows(
        frozen,
        "select did_effect, comparisons, pre_years, post_years, did_is, parallel_trends, change,"
        f" change_is, did_p_value from marts.pilot_evaluation where {SAFED_INDEX}"
        " and horizon = 'latest'",
    )
    # Safed: 35.6 before, 10.28 the mean since. Comparison: 36.88, and 34.636 since.
    assert row[0] == pytest.approx((10.28 - 35.6) - (34.636 - 36.88), abs=1e-9)
    assert row[1:4] == (20, 1, 5)
    # One edition from before: no trend, and a relative measure has no change figure.
    assert row[4:8] == ("no_significant_effect", "untestable", None, "not_comparable")
    # 2 of the 21 towns, Safed among them, moved as far from the rest.
    assert row[8] == pytest.approx(2 / 21)


def test_the_members_of_the_cluster_have_the_years_that_reach_back(frozen: Path) -> None:
    """Before 2008 there are the compactness of 2006 and the peripherality of 2004, no more."""
    found = rows(
        frozen,
        "select distinct indicator_id, reference_year from marts.baselines"
        " where programme_id = 'local_leapfrog' and settlement_code = '7600' order by 1",
    )
    assert found == [
        ("compactness_cluster", 2006),
        ("compactness_index", 2006),
        ("peripherality_cluster", 2004),
        ("peripherality_index", 2004),
    ]
    of_all = dict(
        rows(
            frozen,
            "select indicator_id, effect_reason is null from marts.programme_effects"
            " where programme_id = 'local_leapfrog' and aggregation = 'simple'",
        )
    )
    # The formula of the peripherality index changed in 2015, so that nothing crosses it.
    assert {name for name, told in of_all.items() if told} == {
        "compactness_cluster",
        "compactness_index",
    }


def test_what_cannot_be_estimated_says_why(frozen: Path) -> None:
    silent = (
        "select count(*) from marts.pilot_evaluation where population_group = 'all' and"
        " (did_effect is null and did_reason is null"
        " or control_effect is null and control_reason is null"
        " or is_inclusive is null and inclusive_reason is null"
        " or reading_en is null or reading_he is null)"
    )
    assert one(frozen, silent) == 0
    assert one(frozen, "select count(*) from marts.pilot_evaluation") > 10_000


def test_settlements_of_the_other_programmes_say_that_nothing_is_frozen(frozen: Path) -> None:
    found = rows(
        frozen,
        "select distinct programme_id, did_reason from marts.pilot_evaluation"
        " where baseline_id is null order by 1",
    )
    assert ("community_partnerships", "no_frozen_baseline") in found
    assert ("settlement_at_centre", "no_frozen_baseline") in found


def test_of_ofakim_the_whole_road_is_told(frozen: Path) -> None:
    """Had it begun in 2019: three to five years before, two since; breaks of 2023 in between."""
    told = dict(
        rows(
            frozen,
            "select did_is, count(*) from marts.pilot_evaluation where settlement_code = '0031'"
            " and programme_id = 'settlement_at_centre' and horizon = 'latest' group by 1",
        )
    )
    assert told["no_significant_effect"] > 40
    # Pay of men was redefined in 2023: the change ends there, the effect is told from 2019 alone.
    wages = rows(
        frozen,
        "select change_is, change, now_year, pre_years, post_years from marts.pilot_evaluation"
        " where settlement_code = '0031' and indicator_id = 'wage_men_ils_per_month'"
        " and horizon = 'latest' and baseline_id is not null",
    )
    assert wages == [("not_comparable", None, 2023, 4, 1)]


def test_synthetic_controls_are_mixtures(frozen: Path) -> None:
    sums = rows(
        frozen,
        "select round(sum(donor_weight), 6), min(donor_weight) >= 0"
        " from marts.evaluation_placebos where method = 'synthetic_control'"
        " group by programme_id, settlement_code, indicator_id",
    )
    assert len(sums) > 30 and set(sums) == {(1.0, True)}
