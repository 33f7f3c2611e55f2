"""The national page, and what it loads for each indicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment
from markupsafe import Markup

from publication.pages.kit import Page, embedded, render
from publication.reading.house import DOMAINS, House, Indicator
from publication.reading.words import Text
from publication.site.authorities import Authority
from publication.site.figures import Picture, is_uncertain
from publication.site.gap import EACH, RESIDENTS, Gaps, missing_definitions, table_of_gap
from publication.site.geometry import Map

DATA = "data/indicators"


@dataclass(frozen=True)
class Nation:
    """All that the pages of the country are made of."""

    house: House
    authorities: Sequence[Authority]
    programmes: Sequence[tuple[str, Text]]
    pictures: dict[str, Picture]
    gaps: Gaps
    map: Map

    @property
    def first(self) -> Picture:
        """The picture that is shown first: headline, of a desired direction, known of most."""
        return max(
            self.pictures.values(),
            key=lambda one: (
                one.indicator.is_headline and one.indicator.direction in ("higher", "lower"),
                len(one.known),
            ),
        )

    def by_domain(self) -> list[tuple[Text, list[Indicator]]]:
        """All indicators by domain, headline indicators first."""
        return [
            (
                self.house.say("domain", domain),
                [one for one in self.house.catalogue.values() if one.domain == domain],
            )
            for domain in DOMAINS
        ]


def national_page(templates: Environment, nation: Nation, page: Page) -> str:
    """The national page; figures of the first indicator come with it, others when asked for."""
    return render(
        templates,
        "index.html.jinja",
        page,
        nation=nation,
        map=nation.map,
        named={one.code: one for one in nation.authorities},
        first=nation.first,
        data_at=DATA,
        domains=nation.by_domain(),
        types=_facet([(one.type, one.type_name) for one in nation.authorities]),
        districts=_facet([(one.district, one.district_name) for one in nation.authorities]),
        clusters=sorted({one.cluster for one in nation.authorities if one.cluster is not None}),
    )


def _facet(values: Sequence[tuple[str, Text]]) -> list[tuple[str, Text]]:
    return sorted({value: text for value, text in values if value}.items(), key=lambda one: one[1])


def data_of(templates: Environment, nation: Nation, picture: Picture) -> str:
    """The script by which the national page takes in the figures of an indicator.

    A figure is ``[as written, itself, class, whether uncertain, rank, percentile]``, a gap
    ``[number of its reason, last year with a figure]``.
    """
    house, one = nation.house, picture.indicator
    reasons = sorted({row["reason"] for row in picture.gaps.values()})
    payload = {
        "id": one.id,
        "name": one.name,
        "unit": one.unit,
        "direction": house.say("desired_direction", one.direction),
        "period": picture.period,
        "known": {
            code: [
                picture.shown(row["value"]),
                row["value"],
                picture.class_of(row["value"]),
                int(is_uncertain(row)),
                row["rank_in_nation"],
                _rounded(row["percentile_in_nation"]),
            ]
            for code, row in picture.known.items()
        },
        "gaps": {
            code: [reasons.index(row["reason"]), row["last_year_with_value"]]
            for code, row in picture.gaps.items()
        },
        "reasons": [house.say("gap_reason", reason) for reason in reasons],
        "classes": picture.legend(),
        "nation": next(
            (
                picture.shown(row["national_value"])
                for row in picture.known.values()
                if row["national_value"] is not None
            ),
            None,
        ),
        "ranked": max((row["ranked_in_nation"] or 0 for row in picture.known.values()), default=0),
        "uncertain": picture.uncertain,
        "gap": gap_fragment(templates, nation, picture),
    }
    return Markup("thrivingNation({});\n").format(embedded(payload))


def gap_fragment(templates: Environment, nation: Nation, picture: Picture) -> str:
    """The gap between periphery and the rest as a piece of a page."""
    one = picture.indicator
    return templates.get_template("gap.html.jinja").render(
        synthetic=nation.house.synthetic,
        tables=[
            (weighting, nation.house.say("weighting", weighting), table)
            for weighting in (EACH, RESIDENTS)
            if (table := table_of_gap(nation.house, nation.gaps, one.id, picture.period, weighting))
        ],
        label=Text(
            f"הפער בין הפריפריה להשוואה: {one.name.he}", f"Gap of the periphery: {one.name.en}"
        ),
        missing=missing_definitions(nation.gaps, one.id, picture.period),
        picture=picture,
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
