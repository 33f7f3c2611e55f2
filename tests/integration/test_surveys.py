"""Survey estimates recomputed from the sample's own files: what stands in the marts is that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
import yaml
from scipy.stats import t as student

from tests.integration.recomputed import Frame, Marts, cutoff, differing, marts_of, seed

Numbers = npt.NDArray[np.float64]
COMMUNITY = ("community_2023", "community_2025")
INCOME = "income_2024"
FAMILIES = (None, "sex", "age_band", "population_group")
ROW = ["wave_id", "settlement_code", "population_group", "measure_id", "statistic"]
MIDPOINT = 3.0
LARGE, SMALL, TINY = "3000", "0026", "1358"
"""Settlements of 400, 40 and 4 respondents."""
FLAGGED = """
    survey_waves survey_estimates survey_item_quality survey_disclosure small_area_estimates
    small_area_models small_area_coefficients indicator_values
"""


def declaration(home: Path, wave: str) -> dict[str, Any]:
    (path,) = (home / "sample").glob(f"*/{wave}.yml")
    content: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return content | {"folder": path.parent}


def respondents(home: Path, wave: str, codes: dict[str, str]) -> Frame:
    """The data file of a wave under common names, its items from 1 to 5, without the product."""
    told = declaration(home, wave)
    path = told["folder"] / told["data"]
    if path.suffix == ".csv":
        table = pd.read_csv(path, dtype=str, encoding="utf-8-sig", keep_default_na=False)
    else:
        table = pd.read_excel(
            path, told["sheet"], dtype=str, keep_default_na=False, engine="openpyxl"
        )
    none = {"", *map(str, told.get("missing", []))}
    place = table[told["settlement"]["column"]]
    by_name = told["settlement"]["given_as"] == "name"
    persons = pd.DataFrame(
        {
            "settlement_code": place.map(codes) if by_name else place.str.zfill(4),
            "weight": table[told["weight"]].astype(float),
            "stratum": table[told["stratum"]],
            "psu": table[told["stratum"]] + " " + table[told["psu"]],
        }
    )
    for name, blank in (("sex", "sex"), ("population_group", "population_group")):
        meant = {str(code): group for code, group in told[name]["codes"].items()}
        persons[name] = table[told[name]["column"]].map(meant).fillna(f"{blank}_not_stated")
    age = table[told["age"]]
    persons["age"] = age.where(~age.isin(none)).astype(float)
    bands = ["age_under_18", "age_18_29", "age_30_44", "age_45_64", "age_65_and_over"]
    cut = pd.cut(persons["age"], [0, 18, 30, 45, 65, 121], right=False, labels=bands)
    persons["age_band"] = cut.astype(object).fillna("age_not_stated")
    for item_id, item in told.get("items", {}).items():
        given = table[item["column"]]
        given = given.where(~given.isin(none | set(map(str, item["missing"])))).astype(float)
        share = (given - item["lowest"]) / (item["highest"] - item["lowest"])
        persons[item_id] = 1 + 4 * (share if item["higher_is"] == "more" else 1 - share)
    for concept, column in told.get("income", {}).items():
        persons[concept] = table[column].astype(float)
        persons["household"] = table[told["household"]]
    assert persons["settlement_code"].notna().all()
    return persons


def domains(persons: Frame) -> Iterator[tuple[str, str, npt.NDArray[np.bool_]]]:
    """Every settlement and the nation, as a whole and by each family of groups."""
    for place in [*sorted(set(persons["settlement_code"])), "IL"]:
        here = np.ones(len(persons), bool) if place == "IL" else persons["settlement_code"] == place
        for family in FAMILIES:
            for group in sorted(set(persons[family][here])) if family else ["all"]:
                inside = here & (persons[family] == group) if family else here
                yield place, group, np.asarray(inside)


def scores(persons: Frame) -> dict[str, Numbers]:
    """The mean of whoever answered enough items; of both scales for whoever has both."""
    found: dict[str, Numbers] = {}
    for row in seed("survey_measures").itertuples():
        if row.kind != "total":
            answers = persons[row.items.split(";")]
            enough = answers.notna().sum(axis=1) >= int(row.minimum_answered)
            found[row.measure_id] = answers.mean(axis=1).where(enough).to_numpy(float)
    both = found["informal_social_control"] + found["social_cohesion"]
    return found | {"collective_efficacy": both / 2}


class Design:
    """Weights, strata and sampling units of a wave, for Taylor linearisation by hand."""

    def __init__(self, persons: Frame) -> None:
        self.weight = persons["weight"].to_numpy(float)
        self.psu, units = pd.factorize(persons["psu"])
        first = ~pd.Series(self.psu).duplicated().to_numpy()
        self.stratum = pd.factorize(persons["stratum"].to_numpy()[first])[0]
        self.units = np.bincount(self.stratum)
        assert len(units) == len(self.stratum)
        assert self.units.min() > 1

    def mean(self, y: Numbers, inside: npt.NDArray[np.bool_], share: bool) -> dict[str, float]:
        """A weighted mean, its standard error and its interval: of a share on the logit scale."""
        there = inside & ~np.isnan(y)
        w, n = self.weight * there, int(there.sum())
        y = np.where(there, y, 0.0)
        p = (w * y).sum() / w.sum()
        z = np.bincount(self.psu, w * (y - p) / w.sum(), minlength=len(self.stratum))
        centred = z - (np.bincount(self.stratum, z) / self.units)[self.stratum]
        spread = np.bincount(self.stratum, centred**2) * self.units / (self.units - 1)
        error = float(np.sqrt(spread.sum()))
        psus = np.unique(self.psu[there])
        freedom = len(psus) - len(np.unique(self.stratum[psus]))
        simple = (w * (y - p) ** 2).sum() / w.sum() / (n - 1) if n > 1 else np.nan
        scale = 100 if share else 1
        row = {"value": scale * p, "n": n, "degrees_of_freedom": freedom}
        if freedom < 1 or error < 1e-9:
            return row
        row |= {"standard_error": scale * error, "design_effect": error**2 / simple}
        margin = student.ppf(0.975, freedom) * error
        low, high = p - margin, p + margin
        if share:
            logit, width = np.log(p / (1 - p)), margin / (p * (1 - p))
            low, high = (1 / (1 + np.exp(-(logit + side * width))) for side in (-1, 1))
        return row | {"ci_low": scale * low, "ci_high": scale * high}


def alpha(items: Numbers, weight: Numbers) -> float:
    """Cronbach's alpha of those who answered every item, weighted."""
    whole = ~np.isnan(items).any(axis=1)
    covariance = np.cov(items[whole].T, aweights=weight[whole], ddof=0)
    count = items.shape[1]
    return float(count / (count - 1) * (1 - np.trace(covariance) / covariance.sum()))


@pytest.fixture(scope="module")
def marts(sample_home: Path) -> Marts:
    return marts_of(sample_home)


@pytest.fixture(scope="module")
def published(marts: Marts) -> Frame:
    return marts.ask("select * from marts.survey_estimates").set_index(ROW).sort_index()


@pytest.fixture(scope="module")
def waves(marts: Marts) -> dict[str, Frame]:
    codes = {row.name_he: code for code, row in marts.settlements.iterrows()}
    found = {}
    for wave in (*COMMUNITY, INCOME):
        frame = respondents(marts.home, wave, codes)
        found[f"{wave}_synthetic"] = frame
    return found


@pytest.fixture(scope="module")
def recomputed(waves: dict[str, Frame]) -> Frame:
    """Shares and means of both community waves, hidden or not."""
    rows = []
    for wave in COMMUNITY:
        persons = waves[f"{wave}_synthetic"]
        design, scored = Design(persons), scores(persons)
        for place, group, inside in domains(persons):
            for measure, score in scored.items():
                there = inside & ~np.isnan(score)
                if not there.any():
                    continue
                heaviest = design.weight[there].max() / design.weight[there].sum()
                above = np.where(np.isnan(score), np.nan, score > MIDPOINT)
                of_it = {"n_with": int((above[there] == 1).sum()), "heaviest": heaviest}
                key = dict(zip(ROW, (f"{wave}_synthetic", place, group, measure), strict=False))
                share, mean = design.mean(above, inside, True), design.mean(score, inside, False)
                rows.append({**key, "statistic": "share", **share, **of_it})
                rows.append({**key, "statistic": "mean", **mean})
    return pd.DataFrame(rows).set_index(ROW).sort_index()


@pytest.fixture(scope="module")
def incomes(waves: dict[str, Frame]) -> Frame:
    """Poverty rates of all definitions and, where it is asked for, the Gini, hidden or not."""
    rows = []
    persons = waves[f"{INCOME}_synthetic"]
    size = persons.groupby("household")["age"].transform("size").to_numpy()
    adults = (persons["age"] >= 14).groupby(persons["household"]).transform("sum").clip(lower=1)
    persons_of = dict(enumerate((1.25, 2, 2.65, 3.2, 3.75, 4.25, 4.75, 5.2, 5.6), start=1))
    needs = {
        "oecd_modified": (1 + 0.5 * (adults - 1) + 0.3 * (size - adults)).to_numpy(),
        "national_insurance": np.array(
            [persons_of[min(n, 9)] + 0.4 * max(n - 9, 0) for n in size.tolist()]
        ),
        "square_root": np.sqrt(size),
    }
    w = persons["weight"].to_numpy()
    for row in seed("poverty_definitions").itertuples():
        x = persons[row.income_concept].to_numpy() / needs[row.scale_id]
        order = np.argsort(x, kind="stable")
        middle = order[np.searchsorted(np.cumsum(w[order]) / w.sum(), 0.5)]
        line = float(row.threshold_share) * x[middle]
        for place, group, inside in domains(persons):
            weights = w * inside
            key = dict(zip(ROW, (f"{INCOME}_synthetic", place, group), strict=False))
            key |= {"measure_id": row.definition_id, "threshold": line, "n": int(inside.sum())}
            key["households"] = persons["household"][inside].nunique()
            by_household = pd.Series(weights).groupby(persons["household"]).sum()
            key["heaviest"] = by_household.max() / by_household.sum()
            poor = x < line
            rate = 100 * (weights * poor).sum() / weights.sum()
            below = int((inside & poor).sum())
            rows.append({**key, "statistic": "rate", "value": rate, "n_with": below})
            if row.gini_indicator_id:
                s, mine = x[inside][:, None], weights[inside]
                apart = (mine[:, None] * mine[None, :] * np.abs(s - s.T)).sum()
                gini = 100 * apart / (2 * mine.sum() * (mine * x[inside]).sum())
                rows.append({**key, "statistic": "gini", "value": gini})
    return pd.DataFrame(rows).set_index(ROW).sort_index()


@pytest.mark.parametrize("wave", COMMUNITY)
@pytest.mark.parametrize("statistic", ["share", "mean"])
def test_every_estimate_of_a_community_wave_is_what_its_answers_give(
    published: Frame, recomputed: Frame, wave: str, statistic: str
) -> None:
    mine = recomputed.xs((f"{wave}_synthetic", statistic), level=("wave_id", "statistic"))
    rows = published.xs((f"{wave}_synthetic", statistic), level=("wave_id", "statistic"))
    assert set(rows.index) == set(mine.index)
    shown = rows[rows["value"].notna()]
    assert len(shown) > 700
    assert {"IL", LARGE} <= set(shown.index.get_level_values("settlement_code"))
    columns = "value standard_error ci_low ci_high n degrees_of_freedom"
    for column in columns.split() + (["n_with"] if statistic == "share" else []):
        assert differing(shown[column], mine.loc[shown.index, column]) == [], column
    told = rows[rows["design_effect"].notna()]
    expected = mine.loc[told.index]
    assert differing(told["design_effect"], expected["design_effect"]) == []
    assert differing(told["effective_n"], expected["n"] / expected["design_effect"]) == []
    assert (expected["degrees_of_freedom"] >= 4).all()


def test_the_waves_code_their_answers_in_opposite_directions(sample_home: Path) -> None:
    told = [declaration(sample_home, wave)["items"] for wave in COMMUNITY]
    turned = [item for item in told[0] if told[0][item]["higher_is"] != told[1][item]["higher_is"]]
    assert len(turned) == 10


@pytest.mark.parametrize("wave", COMMUNITY)
def test_alpha_is_recomputed_and_so_is_its_jackknife_error(
    published: Frame, waves: dict[str, Frame], wave: str
) -> None:
    persons, at = waves[f"{wave}_synthetic"], published.loc[f"{wave}_synthetic"]
    design = Design(persons)
    measures = seed("survey_measures").set_index("measure_id")
    for place in (LARGE, "8000", "IL"):
        inside = np.ones(len(persons), bool)
        if place != "IL":
            inside = (persons["settlement_code"] == place).to_numpy()
        for measure in ("social_cohesion", "informal_social_control", "collective_efficacy"):
            items = persons[measures.loc[measure, "items"].split(";")].to_numpy(float)
            row = at.loc[(place, "all", measure, "cronbach_alpha")]
            value = alpha(items[inside], design.weight[inside])
            assert row["value"] == pytest.approx(value, abs=1e-9)
            assert row["n"] == (~np.isnan(items[inside]).any(axis=1)).sum()
            variance = 0.0
            for psu in np.unique(design.psu[inside]):
                mates = design.stratum[design.psu] == design.stratum[psu]
                units = design.units[design.stratum[psu]]
                weight = design.weight * np.where(mates, units / (units - 1), 1.0)
                rest = inside & (design.psu != psu)
                variance += (units - 1) / units * (alpha(items[rest], weight[rest]) - value) ** 2
            # Units of the stratum without anybody of the domain are left out in their turn too.
            for stratum in np.unique(design.stratum[np.unique(design.psu[inside])]):
                units = design.units[stratum]
                held = np.unique(design.psu[inside & (design.stratum[design.psu] == stratum)])
                mates = design.stratum[design.psu] == stratum
                weight = design.weight * np.where(mates, units / (units - 1), 1.0)
                moved = alpha(items[inside], weight[inside]) - value
                variance += (units - len(held)) * (units - 1) / units * moved**2
            assert row["standard_error"] == pytest.approx(np.sqrt(variance), abs=1e-9)


def test_poverty_and_gini_are_recomputed_by_all_definitions(
    published: Frame, incomes: Frame
) -> None:
    rows = published.loc[[f"{INCOME}_synthetic"]]
    rows = rows[rows.index.isin(["rate", "gini"], level="statistic")]
    assert set(rows.index) == set(incomes.index)
    mine = incomes.loc[rows.index]
    known, shown = rows["n"].notna(), rows["value"].notna()
    assert shown.groupby(level=["measure_id", "statistic"]).sum().min() > 20
    assert differing(rows["value"][shown], mine["value"][shown]) == []
    assert differing(rows["n"][known], mine["n"][known]) == []
    rates = known & (rows.index.get_level_values("statistic") == "rate")
    assert differing(rows["n_with"][rates], mine["n_with"][rates]) == []
    lines = rows.groupby(level="measure_id")["threshold"].agg(["min", "max"])
    assert (lines["min"] == lines["max"]).all()
    expected = mine.groupby(level="measure_id")["threshold"].first()
    assert differing(lines["min"], expected) == []
