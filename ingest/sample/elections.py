"""Synthetic election results, from which the workbooks' turnout is computed too."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ingest.sample.figures import (
    age_shares,
    clip,
    council_places,
    noise,
    population,
    remoteness,
)
from ingest.sample.settlements import Place, localities

YEARS = {21: 2019, 22: 2019, 23: 2020, 24: 2021, 25: 2022}
# The ballot letters of some lists. The lists differ in every election; that is the point.
PARTIES = {
    24: ("אמת", "ב", "ג", "ודעם", "ט", "כ", "כן", "ל", "מחל", "מרצ", "עם", "פה", "שס", "ת"),
    25: ("אמת", "ב", "ג", "ד", "ום", "ט", "כן", "ל", "מחל", "מרצ", "עם", "פה", "שס"),
}
_ARAB_LISTS = {"ודעם", "ד", "ום", "עם"}
_HAREDI_LISTS = {"ג", "שס"}


@dataclass(frozen=True)
class Result:
    """One locality's result, in ballots."""

    eligible: int
    voted: int
    invalid: int
    votes: dict[str, int]

    @property
    def valid(self) -> int:
        return self.voted - self.invalid


@cache
def result(place: Place, knesset: int) -> Result:
    """The result of a locality with residents."""
    year = YEARS[knesset]
    adults = 1 - age_shares(place, year)["0_17"] / 100
    eligible = round(population(place, year) * adults * 0.97)
    base = {"arab": 53.0, "bedouin": 41.0, "druze": 51.0, "haredi": 79.0}.get(place.people, 67.0)
    base += 2.4 * place.level - 2.0 * remoteness(place) + 1.1 * (knesset - 24)
    share = clip(base + 3 * noise(place.code, "turnout") + noise(place.code, knesset), 20, 90) / 100
    voted = round(eligible * share)
    invalid = round(voted * (0.006 + 0.002 * noise(place.code, "invalid", knesset)))
    votes = _shared(voted - invalid, place, knesset)
    return Result(eligible, voted, invalid, votes)


def _shared(valid: int, place: Place, knesset: int) -> dict[str, int]:
    weights = {}
    for party in PARTIES.get(knesset, PARTIES[24]):
        weight = 1.2 + noise(place.code, party)
        if place.people in {"arab", "bedouin", "druze"}:
            weight *= 9 if party in _ARAB_LISTS else 0.5
        elif place.people == "haredi":
            weight *= 14 if party in _HAREDI_LISTS else 0.6
        elif party in _ARAB_LISTS:
            weight *= 0.02
        weights[party] = weight
    scale = valid / sum(weights.values())
    votes = {party: int(weight * scale) for party, weight in weights.items()}
    votes[next(reversed(votes))] += valid - sum(votes.values())
    return votes


def envelopes(knesset: int) -> Result:
    """Votes in double envelopes: no locality, nobody eligible."""
    parties = PARTIES.get(knesset, PARTIES[24])
    voted = sum(result(place, knesset).voted for place in localities()) // 11
    invalid = voted // 110
    votes = dict.fromkeys(parties, (voted - invalid) // len(parties))
    votes[parties[-1]] += voted - invalid - sum(votes.values())
    return Result(0, voted, invalid, votes)


def turnout(place: Place, knesset: int) -> float:
    """Per cent of the eligible who voted; of a regional council over its listed localities."""
    results = [result(part, knesset) for part in council_places(place)]
    return 100 * sum(r.voted for r in results) / sum(r.eligible for r in results)


def national_turnout(knesset: int) -> float:
    """Per cent of all eligible, envelopes included."""
    results = [*(result(place, knesset) for place in localities()), envelopes(knesset)]
    return 100 * sum(r.voted for r in results) / sum(r.eligible for r in results)
