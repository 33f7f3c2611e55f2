"""The list of all indicators."""

from __future__ import annotations

from jinja2 import Environment

from publication.dictionary.pages import STATES
from publication.pages.kit import Page, render
from publication.site.national import Nation


def indicators_page(templates: Environment, nation: Nation, page: Page) -> str:
    """All indicators by domain, headline indicators first, with how many authorities are known."""
    return render(
        templates,
        "indicators.html.jinja",
        page,
        domains=nation.by_domain(),
        pictures=nation.pictures,
        states=STATES,
    )
