"""What is not known of a settlement, as clearly as what is: by reason, in words."""

from __future__ import annotations

from dataclasses import dataclass

from publication.reading.facts import Facts
from publication.reading.words import Text


@dataclass(frozen=True)
class Unknown:
    """A reason, and the names of the indicators that it keeps back; the agreed ones first."""

    reason: Text
    agreed: list[Text]
    proposed: list[Text]

    @property
    def how_many(self) -> int:
        return len(self.agreed) + len(self.proposed)


def unknowns_of(facts: Facts) -> list[Unknown]:
    """Indicators without a figure of the latest period, by reason, the most frequent first."""
    found: dict[str, Unknown] = {}
    for standing in facts.standings.values():
        code = standing.gap_reason
        if code is None or code == "present":
            continue
        reason = facts.house.say("gap_reason", code)
        one = found.setdefault(code, Unknown(reason, [], []))
        among = one.agreed if standing.indicator.is_headline else one.proposed
        among.append(standing.indicator.name)
    return sorted(found.values(), key=lambda one: (-one.how_many, one.reason.en))
