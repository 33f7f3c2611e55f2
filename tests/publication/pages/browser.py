"""A real Chromium for the tests of pages, that tells everything a page asked for and said.

``from tests.publication.pages.browser import chromium, open_page`` in a test module or conftest.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from publication.pages.pdf import BROWSERS, browser

DESKTOP, PHONE = (1280, 900), (390, 844)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@dataclass
class Opened:
    """A page, what it asked for, and what it said on its console (``type: text``)."""

    page: Page
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def strangers(self) -> list[str]:
        """Requests for what did not come with the page."""
        return [url for url in self.requests if not url.startswith(("file:", "data:", "blob:"))]

    def violations(self, *, beside: Sequence[str] = ()) -> list[str]:
        """What axe finds: rule, how many places, the first of them.

        Args:
            beside: selectors of what is left out, such as the hundredth of the same kind.
        """
        from axe_playwright_python.sync_playwright import Axe

        # The policy of a page lets no script in; this one comes by the browser's own door.
        found = Axe().run(
            self.page,
            context={"exclude": [[selector] for selector in beside]} if beside else None,
            options={"resultTypes": ["violations"]},
        )
        return [
            f"{one['id']} ({len(one['nodes'])}): {one['nodes'][0]['html'][:200]}"
            for one in found.response["violations"]
        ]


_running: list[Browser] = []


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a process, in however many modules they use it."""
    if _running:
        yield _running[0]
        return
    program = browser()
    if program is None:
        reason = "NOT TESTED IN A BROWSER: none of " + ", ".join(BROWSERS) + " is installed"
        print(f"\n{reason}", flush=True)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        _running.append(started)
        yield started
        _running.clear()
        started.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Opened]]:
    """Opens files, each in a browser profile of its own."""
    contexts = []

    def opened(
        file: Path,
        *,
        size: tuple[int, int] = DESKTOP,
        address: str = "",
        scripts: bool = True,
    ) -> Opened:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, java_script_enabled=scripts
        )
        contexts.append(context)
        one = Opened(context.new_page())
        context.on("request", lambda request: one.requests.append(request.url))
        one.page.on("console", lambda told: one.said.append(f"{told.type}: {told.text}"))
        one.page.on("pageerror", lambda error: one.said.append(f"error: {error}"))
        one.page.goto(file.resolve().as_uri() + address)
        return one

    yield opened
    for context in contexts:
        context.close()


def until(page: Page, condition: str, *, seconds: float = 60) -> None:
    """Wait for an expression of a page to hold: its policy forbids playwright's own waiting.

    Raises:
        AssertionError: it never did.
    """
    end = time.monotonic() + seconds
    while not page.evaluate(condition):
        assert time.monotonic() < end, f"never true: {condition}"
        page.wait_for_timeout(20)


def drawn(page: Page) -> int:
    """How many charts there are, once all are drawn in the language that is read."""
    page.evaluate("window.thriving.drawAll()")
    until(
        page,
        "[...document.querySelectorAll('figure.chart')].every("
        "(one) => one.dataset.done === document.documentElement.lang)",
    )
    return page.locator("figure.chart").count()
