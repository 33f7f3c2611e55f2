"""Facts of settlements are the marts' own, of one as of many; what is not known says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import InputError
from publication.reading.facts import authorities, facts_of, read_facts
from publication.reading.house import PERIPHERY
from tests.integration.house import OFAKIM, SAFED, rows, warehouse


def test_of_many_as_of_one(sample_home: Path) -> None:
    file = warehouse(sample_home)
    locality = rows(
        sample_home,
        "select min(settlement_code) from marts.settlements where not"
        " is_authority and settlement_code <> 'IL'",
    )[0][0]
    wanted = [OFAKIM, locality, SAFED]
    together = list(facts_of(file, wanted))
    assert [one.code for one in together] == wanted
    for one in together:
        alone = read_facts(file, one.code)
        assert alone.standings == one.standings
        assert alone.figures.equals(one.figures)
        for indicator in one.standings:
            assert alone.series(indicator) == one.series(indicator)


def test_every_agreed_indicator_has_a_figure_or_a_reason_in_words(sample_home: Path) -> None:
    file = warehouse(sample_home)
    agreed = rows(sample_home, "select count(*) from marts.indicators where state = 'agreed'")[0][0]
    codes = [
        code
        for (code,) in rows(
            sample_home, "select settlement_code from marts.settlements where kind <> 'nation'"
        )
    ]
    for facts in facts_of(file, codes):
        assert len(facts.headlines) == agreed, facts.code
        for standing in facts.headlines:
            reason = standing.why_missing
            assert standing.is_known != (reason is not None)
            if reason is not None:
                assert standing.gap_reason not in (None, "present"), (facts.code, standing)
                assert reason.he != standing.gap_reason
                assert reason.en != standing.gap_reason


def test_a_standing_is_what_the_marts_say(sample_home: Path) -> None:
    facts = read_facts(warehouse(sample_home), "צפת")
    published = rows(
        sample_home,
        """
        select
            profile.indicator_id, profile.value, profile.national_value,
            case when profile.peers_with_value >= 4 then profile.peer_median end,
            case when profile.is_current and profile.ranked_in_nation >= 10
                then profile.rank_in_nation end,
            gap.periphery_mean, figure.file_name, figure.locator,
            figure.ci_low
        from marts.settlement_profile as profile
        inner join marts.indicators as catalogue using (indicator_id)
        left join marts.periphery_gap as gap
            on profile.indicator_id = gap.indicator_id
            and profile.reference_period = gap.reference_period
            and gap.definition_id = ? and gap.weighting = 'unweighted'
            and not (catalogue.unit = 'persons' and catalogue.maximum >= 100000)
        left join marts.indicator_values as figure
            on profile.settlement_code = figure.settlement_code
            and profile.indicator_id = figure.indicator_id
            and profile.reference_period = figure.reference_period
            and figure.population_group = 'all' and figure.is_latest_vintage
        where profile.settlement_code = ? and profile.value is not null
        order by 1
        """,
        PERIPHERY,
        SAFED,
    )
    told = [
        (
            one.indicator.id,
            one.value,
            one.nation,
            one.peer_median,
            one.rank,
            one.periphery,
            one.file_name,
            one.locator,
            one.low,
        )
        for one in facts.standings.values()
        if one.is_known
    ]
    assert len(told) > 100
    assert sorted(told) == published
    assert any(low is not None for *_, low in told)


def test_a_code_of_nothing_published_is_refused(sample_home: Path) -> None:
    for code in ("0000", "' or '1'='1", "IL"):
        with pytest.raises(InputError, match="settlement"):
            list(facts_of(warehouse(sample_home), [code]))


def test_authorities_are_all_of_them(sample_home: Path) -> None:
    [(many,)] = rows(sample_home, "select count(*) from marts.settlements where is_authority")
    assert len(authorities(warehouse(sample_home))) == many
