"""The index of the real files by numpy: goalpost scores, means, steps, improvement, first issue."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.integration.house import SAFED
from tests.integration.recomputed import (
    BASELINE,
    FIRST,
    KEY,
    Frame,
    Marts,
    cutoff,
    differing,
    marts_of,
    seed,
)

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def marts(real_home: Path) -> Marts:
    return marts_of(real_home)


def held_by(known: Frame, year: int) -> pd.Series:
    """Of a year, or in the workbook of that year though it speaks of the one after it."""
    edition = pd.to_numeric(known["edition"], errors="coerce")
    in_workbook = (known["source_id"] == "cbs_local_authorities") & (edition <= year)
    return (known["reference_year"] <= year) | in_workbook


def index_inputs(marts: Marts, year: int, latest: bool = True) -> Frame:
    """The figure of each settlement and agreed indicator of the goalposts, by the declared rule."""
    values, catalogue = marts.values, marts.catalogue
    posts = seed("index_goalposts").set_index("indicator_id")
    agreed = catalogue.index[catalogue["state"] == "agreed"]
    known = values[values["indicator_id"].isin(posts.index.intersection(agreed))]
    known = known[known["value"].notna()].sort_values(["reference_year", "period_key"])
    of_baseline = known[held_by(known, BASELINE)].groupby("indicator_id").tail(1)
    segment = of_baseline.set_index("indicator_id")["series_segment"]
    known = known[known["series_segment"] == known["indicator_id"].map(segment)]
    oldest = year - cutoff("index_value_age")
    known = known[(known["reference_year"] >= oldest) & held_by(known, year)]
    used = known[known["is_latest_vintage"]].groupby(KEY).tail(1)
    if not latest:
        issue = [*KEY, "period_key", "source_id", "edition"]
        first = known.sort_values("vintage").groupby(issue)["value"].first().rename("first")
        used = used.join(first, on=issue)
        used["value"] = used["first"]
    return used.set_index(KEY)


def scores(wide: Frame, catalogue: Frame) -> tuple[Frame, Frame]:
    """Goalpost scores and domain scores of a table of figures, settlement by indicator."""
    posts = seed("index_goalposts").set_index("indicator_id").loc[wide.columns]
    low, high = posts["low"].astype(float), posts["high"].astype(float)
    share = ((wide - low) / (high - low)).clip(0, 1)
    lower = list(
        catalogue.index[catalogue["desired_direction"] == "lower"].intersection(share.columns)
    )
    share[lower] = 1 - share[lower]
    scored = 1 + 99 * share
    weight = posts["weight"].astype(float)
    domains = {}
    for domain in sorted(set(catalogue.loc[wide.columns, "domain"])):
        own = [code for code in wide.columns if catalogue.loc[code, "domain"] == domain]
        there = scored[own].notna() * weight[own]
        mean = (scored[own].fillna(0) * there).sum(axis=1) / there.sum(axis=1)
        enough = there.sum(axis=1) >= cutoff("index_domain_coverage") * weight[own].sum()
        domains[domain] = mean.where(enough)
    return scored, pd.DataFrame(domains)


def wide_of(inputs: Frame, settlements: Frame) -> Frame:
    codes = settlements.index[settlements["is_authority"]]
    columns = sorted(seed("index_goalposts")["indicator_id"])
    return inputs["value"].unstack().reindex(index=codes, columns=columns).astype(float)


def whole(domains: Frame) -> tuple[pd.Series, pd.Series]:
    """Arithmetic and geometric mean where all domains have a score."""
    complete = domains.where(domains.notna().sum(axis=1) >= cutoff("index_domains"))
    return complete.mean(axis=1, skipna=False), np.exp(np.log(complete).mean(axis=1, skipna=False))


def rises_without(then: Frame, now: Frame, catalogue: Frame, domain: str) -> Frame:
    """How much a domain rose when one indicator is left out: settlement by the one left out."""
    posts = seed("index_goalposts").set_index("indicator_id")
    own = [code for code in then.columns if catalogue.loc[code, "domain"] == domain]
    weight = posts.loc[own, "weight"].astype(float)
    rise = (scores(now, catalogue)[0] - scores(then, catalogue)[0])[own]
    found = {}
    for code in own:
        kept = [other for other in own if other != code]
        there = rise[kept].notna() * weight[kept]
        mean = (rise[kept].fillna(0) * there).sum(axis=1) / there.sum(axis=1).replace(0, np.nan)
        # Leaving out what is not known is leaving out nothing.
        found[code] = mean.where(rise[code].notna())
    covered = (rise.notna() * weight).sum(axis=1) >= (
        cutoff("index_domain_coverage") * weight.sum()
    )
    return pd.DataFrame(found).where(covered)


def test_goalposts_are_of_the_declared_baseline_for_agreed_indicators_only(marts: Marts) -> None:
    posts = seed("index_goalposts")
    assert len(posts) == posts["indicator_id"].nunique() == 22
    assert set(posts["baseline_year"].astype(int)) == {BASELINE}
    assert cutoff("index_baseline_year") == BASELINE
    catalogue = marts.catalogue.loc[posts["indicator_id"]]
    assert set(catalogue["state"]) == {"agreed"}
    assert set(catalogue["desired_direction"]) == {"higher", "lower"}
    published = marts.ask("select * from marts.index_goalposts").set_index("indicator_id")
    assert set(published.index) == set(posts["indicator_id"])
    declared = posts.set_index("indicator_id")
    for end in ("low", "high"):
        assert differing(published[end], declared[end].astype(float)) == []
    # The declared quantiles of the baseline's figures, as held today, by hand.
    own = index_inputs(marts, BASELINE)["value"]
    own = own[own.index.isin(marts.authorities, level=0)]
    for end, share in (("low", 0.05), ("high", 0.95)):
        today = own.groupby(level="indicator_id").quantile(share)
        assert differing(published[f"{end}_today"], today) == []
        frozen = published[end].reindex(today.index).astype(float)
        assert np.allclose(frozen, today, rtol=1e-4), end
    index = marts.ask("select distinct index_year, is_baseline from marts.thriving_index")
    found = set(index.itertuples(index=False, name=None))
    assert found == {(FIRST, False), (BASELINE, True)}


def test_index_of_2024_is_what_numpy_gives(marts: Marts) -> None:
    catalogue, settlements = marts.catalogue, marts.settlements
    inputs = index_inputs(marts, BASELINE)
    _, domains = scores(wide_of(inputs, settlements), catalogue)
    arithmetic, geometric = whole(domains)
    index = marts.ask(f"select * from marts.thriving_index where index_year = {BASELINE}")
    index = index.set_index("settlement_code")
    assert arithmetic.notna().sum() > 250
    assert differing(index["score_arithmetic"], arithmetic) == []
    assert differing(index["score_geometric"], geometric) == []
    for name, mean in (("arithmetic", arithmetic), ("geometric", geometric)):
        ranks = mean.round(9).rank(ascending=False, method="min")
        assert differing(index[f"rank_{name}"], ranks) == []
    assert set(index["ranked"]) == {int(arithmetic.notna().sum())}
    first = index_inputs(marts, BASELINE, latest=False)
    issued, _ = whole(scores(wide_of(first, settlements), catalogue)[1])
    assert differing(index["score_at_first_issue"], issued) == []
    wide = wide_of(inputs, settlements)
    assert differing(index["index_coverage"], wide.notna().mean(axis=1)) == []
    published = marts.ask(f"select * from marts.domain_scores where index_year = {BASELINE}")
    long = published.set_index(["settlement_code", "domain"])["score"]
    assert differing(long, domains.stack(future_stack=True)) == []
    assert (index["reason"].isna() == index["score_arithmetic"].notna()).all()
    assert 30 < index.loc[SAFED, "score_arithmetic"] < 60


def test_geometric_is_not_above_arithmetic_and_intervals_hold_the_middle(marts: Marts) -> None:
    index = marts.ask("select * from marts.thriving_index where score_arithmetic is not null")
    assert (index["score_geometric"] <= index["score_arithmetic"] + 1e-9).all()
    assert index["score_arithmetic"].between(1, 100).all()
    middle = index["rank_middle"]
    assert ((index["rank_low"] <= middle) & (middle <= index["rank_high"])).all()
    assert index["rank_low"].ge(1).all() and (index["rank_high"] <= index["ranked"]).all()
    # Rounded outward: no interval ends between two ranks.
    for end in ("rank_low", "rank_high"):
        assert (index[end] % 1 == 0).all(), end
    # Ranks of a thousand replicates lie about the published one, not about its mirror image.
    assert np.corrcoef(middle, index["rank_arithmetic"].astype(float))[0, 1] > 0.95
    within = index["rank_arithmetic"].between(index["rank_low"], index["rank_high"])
    assert within.mean() > 0.85


def test_steps_of_the_index_add_up(marts: Marts) -> None:
    catalogue = marts.catalogue
    steps = marts.ask("select * from marts.index_steps")
    goalposts = set(seed("index_goalposts")["indicator_id"])
    agreed = set(catalogue.index[catalogue["state"] == "agreed"])
    nodes = set(steps[steps["step_no"] <= 3]["node"])
    assert nodes == goalposts & agreed == goalposts
    table = {
        number: rows.set_index(["index_year", "settlement_code", "node"])["step_value"]
        for number, rows in steps.groupby("step_no")
    }
    domain = table[2].index.get_level_values("node").map(catalogue["domain"])
    weight = table[3].reindex(table[2].index)
    assert (weight.isna() == table[1].reindex(weight.index).isna()).all()
    groups = ["index_year", "settlement_code", "node"]
    product_of = (table[2] * weight).to_frame("score").assign(weight=weight, domain=domain)
    by_domain = product_of.groupby(["index_year", "settlement_code", "domain"]).sum(min_count=1)
    by_domain.index = by_domain.index.set_names(groups)
    scored = table[4].dropna()
    assert np.allclose(by_domain["score"].reindex(scored.index).astype(float), scored)
    assert np.allclose(by_domain["weight"].reindex(scored.index).astype(float), 1)
    domains = table[4].unstack("node")
    for number, mean in zip((5, 6), whole(domains), strict=True):
        assert differing(table[number].droplevel("node"), mean) == []

    for year in (FIRST, BASELINE):
        used = index_inputs(marts, year)
        details = steps[(steps["step_no"] == 1) & (steps["index_year"] == year)]
        details = details.set_index(["settlement_code", "node"])["detail"]
        said = used["reference_year"].astype(int).astype(str) + " in " + used["vintage"]
        expected = said.reindex(details.index).fillna("not known")
        assert list(details.index[details != expected]) == []


def test_2021_has_no_index_but_educational_scores_that_2024_is_compared_with(marts: Marts) -> None:
    catalogue, settlements = marts.catalogue, marts.settlements
    index = marts.ask(f"select * from marts.thriving_index where index_year = {FIRST}")
    assert len(index) == settlements["is_authority"].sum()
    empty = ["score_arithmetic", "score_geometric", "rank_arithmetic", "rank_low", "rank_high"]
    assert index[empty].isna().all().all()
    assert set(index["reason"]) == {"domains_missing"}
    then = wide_of(index_inputs(marts, FIRST), settlements)
    base = wide_of(index_inputs(marts, BASELINE), settlements)
    published = marts.ask(f"select * from marts.domain_scores where index_year = {FIRST}")
    published = published.set_index(["settlement_code", "domain"])
    domains = scores(then, catalogue)[1]
    assert differing(published["score"], domains.stack(future_stack=True)) == []
    # The first year has no year before it.
    improvements = ["improvement", "improvement_low", "improvement_high", "improvement_since"]
    assert published[improvements].isna().all().all()
    index = marts.ask(f"select * from marts.thriving_index where index_year = {BASELINE}")
    published = marts.ask(f"select * from marts.domain_scores where index_year = {BASELINE}")
    published = published.set_index(["settlement_code", "domain"])
    assert set(published["improvement_since"]) == {FIRST}
    both = then.notna() & base.notna()
    then, base = then.where(both), base.where(both)
    before, after = (scores(side, catalogue)[1] for side in (then, base))
    # The later less the earlier: above 0 it has become better.
    rise = after - before
    assert differing(published["improvement"], rise.stack(future_stack=True)) == []
    parts = {domain: rises_without(then, base, catalogue, domain) for domain in rise.columns}
    for column, end in (("improvement_low", "min"), ("improvement_high", "max")):
        expected = pd.DataFrame({domain: part.agg(end, axis=1) for domain, part in parts.items()})
        assert differing(published[column], expected.stack(future_stack=True)) == [], column
    all_domains = rise.mean(axis=1, skipna=False)
    assert differing(index.set_index("settlement_code")["improvement"], all_domains) == []
    educational = published.xs("educational", level="domain")
    assert educational["score"].notna().sum() > 250
    known = educational[educational["improvement"].notna()]
    assert len(known) > 250
    held = known["improvement"].between(
        known["improvement_low"] - 1e-9, known["improvement_high"] + 1e-9
    )
    assert held.all()
    assert (known["improvement_low"] < known["improvement_high"]).any()


@pytest.mark.parametrize("year", [FIRST, BASELINE])
def test_leapfrog_index_is_the_mean_of_its_cells(marts: Marts, year: int) -> None:
    """Where nothing is frozen the figures are those of the index, in cells of four distinctions."""
    catalogue, settlements = marts.catalogue, marts.settlements
    wide = wide_of(index_inputs(marts, year), settlements)
    scored, _ = scores(wide, catalogue)
    distinctions = catalogue.loc[scored.columns, ["effect", "subjectivity", "level", "horizon"]]
    cells = {}
    # Every weight of the goalposts is 1.
    for cell, own in scored.T.groupby(list(distinctions.T.to_numpy())):
        enough = own.notna().mean() >= cutoff("leapfrog_cell_coverage")
        cells[cell] = own.mean().where(enough)
    table = pd.DataFrame(cells)
    assert table.shape[1] == 9
    index = table.mean(axis=1).where(table.notna().sum(axis=1) >= cutoff("leapfrog_cells"))
    rank = index.rank(method="min", ascending=False)
    published = marts.ask(
        f"select * from marts.leapfrog_index where index_year = {year}"
    ).set_index(["programme_id", "settlement_code"])
    assert len(published) == 26 and SAFED in published.index.get_level_values(1)
    codes = published.index.get_level_values(1)
    for column, mine in (("score_arithmetic", index), ("rank_arithmetic", rank)):
        expected = pd.Series(mine.reindex(codes).to_numpy(), index=published.index)
        assert differing(published[column], expected) == []
    assert set(published["ranked"]) == {index.notna().sum()}
    assert set(published["change_reason"]) == {"no_reference"}
