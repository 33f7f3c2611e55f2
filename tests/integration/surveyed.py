"""Survey waves of the sample, read and estimated a second time, without the product.

What tests hold the marts to: data files under common names, Taylor linearisation by hand,
Cronbach's alpha and its jackknife, poverty and inequality of each household's income.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import yaml
from scipy.stats import t as student

from tests.integration.recomputed import Frame, seed

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
COMMUNITY = ("community_2023", "community_2025")
INCOME = "income_2024"
FAMILIES = (None, "sex", "age_band", "population_group")
ROW = ["wave_id", "settlement_code", "population_group", "measure_id", "statistic"]
MIDPOINT = 3.0


def declaration(folder: Path, wave: str) -> dict[str, Any]:
    (path,) = folder.glob(f"*/{wave}.yml")
    content: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return content | {"folder": path.parent}


def respondents(folder: Path, wave: str, codes: dict[str, str]) -> Frame:
    """The data file of a wave under common names, its items from 1 to 5, without the product."""
    told = declaration(folder, wave)
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


def domains(persons: Frame) -> Iterator[tuple[str, str, Flags]]:
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

    def factor(self) -> Numbers:
        """n / (n - 1) of the units of each stratum, 1 where there is one."""
        return np.where(self.units == 1, 1.0, self.units / np.maximum(self.units - 1, 1))

    def mean(self, y: Numbers, inside: Flags, share: bool) -> dict[str, float]:
        """A weighted mean, its standard error and its interval: of a share on the logit scale."""
        there = inside & ~np.isnan(y)
        w, n = self.weight * there, int(there.sum())
        y = np.where(there, y, 0.0)
        p = (w * y).sum() / w.sum()
        z = np.bincount(self.psu, w * (y - p) / w.sum(), minlength=len(self.stratum))
        # A unit alone in its stratum is held against the mean of all units, which is 0.
        alone = self.units == 1
        middle = np.where(alone, 0.0, np.bincount(self.stratum, z) / self.units)
        squares = np.bincount(self.stratum, (z - middle[self.stratum]) ** 2)
        error = float(np.sqrt((squares * self.factor()).sum()))
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


def alpha_error(design: Design, items: Numbers, inside: Flags) -> float:
    """Its error by leaving out one unit after the other; the rest of its stratum stands for it."""
    whole, variance = alpha(items[inside], design.weight[inside]), 0.0
    stratum, factor = design.stratum[design.psu], design.factor()
    for h in np.unique(stratum[inside]):
        weight = design.weight * np.where(stratum == h, factor[h], 1.0)
        held = np.unique(design.psu[inside & (stratum == h)])
        left_out = [inside & (design.psu != psu) for psu in held]
        # So are units of the stratum in which nobody of the domain lives.
        left_out += [inside] * (design.units[h] - len(held))
        for rest in left_out:
            variance += (alpha(items[rest], weight[rest]) - whole) ** 2 / factor[h]
    return float(np.sqrt(variance))


def community_rows(persons: Frame) -> Frame:
    """Shares and means of a wave by settlement, group, measure and statistic, hidden or not."""
    rows = []
    design, scored = Design(persons), scores(persons)
    for place, group, inside in domains(persons):
        for measure, score in scored.items():
            there = inside & ~np.isnan(score)
            if not there.any():
                continue
            key = dict(zip(ROW[1:], (place, group, measure), strict=False))
            above = np.where(np.isnan(score), np.nan, score > MIDPOINT)
            of_it = {
                "n_with": int((above[there] == 1).sum()),
                "contributors": int(there.sum()),
                "heaviest": design.weight[there].max() / design.weight[there].sum(),
            }
            share, mean = design.mean(above, inside, True), design.mean(score, inside, False)
            rows.append({**key, "statistic": "share", **share, **of_it})
            rows.append({**key, "statistic": "mean", **mean, **of_it})
    return pd.DataFrame(rows).set_index(ROW[1:])


def needs(persons: Frame) -> dict[str, Numbers]:
    """Units of need of each person's household by the scales of the three definitions."""
    size = persons.groupby("household")["age"].transform("size").to_numpy()
    adult = (persons["age"] >= 14).groupby(persons["household"])
    adults = adult.transform("sum").clip(lower=1).to_numpy()
    listed = (1.25, 2, 2.65, 3.2, 3.75, 4.25, 4.75, 5.2, 5.6)
    return {
        "oecd_modified": 1 + 0.5 * (adults - 1) + 0.3 * (size - adults),
        "national_insurance": np.array(
            [listed[min(n, 9) - 1] + 0.4 * max(n - 9, 0) for n in size.tolist()]
        ),
        "square_root": np.sqrt(size),
    }


def income_rows(persons: Frame) -> Frame:
    """Poverty rates by all definitions and, where it is asked for, the Gini, hidden or not."""
    rows = []
    units, w = needs(persons), persons["weight"].to_numpy()
    for row in seed("poverty_definitions").itertuples():
        x = persons[row.income_concept].to_numpy() / units[row.scale_id]
        order = np.argsort(x, kind="stable")
        median = x[order][np.cumsum(w[order]) >= w.sum() / 2][0]
        line = float(row.threshold_share) * median
        for place, group, inside in domains(persons):
            mine, own, home = w[inside], x[inside], persons["household"][inside]
            key = dict(zip(ROW[1:], (place, group, row.definition_id), strict=False))
            key |= {
                "threshold": line,
                "n": int(inside.sum()),
                "n_with": int((own < line).sum()),
                "contributors": home.nunique(),
                "heaviest": pd.Series(mine).groupby(home.to_numpy()).sum().max() / mine.sum(),
            }
            rate = 100 * (mine * (own < line)).sum() / mine.sum()
            rows.append({**key, "statistic": "rate", "value": rate})
            if row.gini_indicator_id:
                apart = (np.outer(mine, mine) * np.abs(own[:, None] - own)).sum()
                gini = 100 * apart / (2 * mine.sum() * (mine * own).sum())
                rows.append({**key, "statistic": "gini", "value": gini})
    return pd.DataFrame(rows).set_index(ROW[1:])
