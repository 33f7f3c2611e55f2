"""What is not known of a settlement, as clearly as what is: by reason, in words."""

from __future__ import annotations

from dataclasses import dataclass, field

from publication.reading.facts import Facts
from publication.reading.standing import Standing
from publication.reading.words import Text, ascending


@dataclass(frozen=True)
class Unknown:
    """A reason, and the indicators that it keeps back, by the name of their domain."""

    reason: Text
    agreed: dict[Text, list[Text]] = field(default_factory=dict)
    proposed: dict[Text, list[Text]] = field(default_factory=dict)

    @property
    def how_many_proposed(self) -> int:
        return sum(map(len, self.proposed.values()))

    @property
    def how_many(self) -> int:
        return sum(map(len, self.agreed.values())) + self.how_many_proposed


def unknowns_of(facts: Facts) -> list[Unknown]:
    """Indicators without a figure of the latest period, by reason, the most frequent first."""
    found: dict[str, Unknown] = {}
    for standing in facts.standings.values():
        code = standing.gap_reason
        if code is None or code == "present":
            continue
        one = found.setdefault(code, Unknown(facts.house.say("gap_reason", code)))
        among = one.agreed if standing.indicator.is_headline else one.proposed
        domain = facts.house.say("domain", standing.indicator.domain)
        among.setdefault(domain, []).append(_named(standing))
    return sorted(found.values(), key=lambda one: (-one.how_many, one.reason.en))


def _named(standing: Standing) -> Text:
    """The indicator; of an older figure also its time."""
    name = standing.indicator.name
    if not standing.is_known:
        return name
    years = ascending(standing.period or str(standing.year))
    return Text(f"{name.he} (יש נתון ישן: {years})", f"{name.en} (an older figure: {years})")
