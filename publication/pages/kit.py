"""Pages in two languages: templates, scripts, and a policy that lets nothing in from outside."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from publication.pages.kinds import KINDS
from publication.pages.scripts import PAGE_CSS, shared_files
from publication.reading.house import House
from publication.reading.words import Text, clean, day, interval, number, plain, say

HERE = Path(__file__).parent
_ESCAPED = {ord(one): f"\\u{ord(one):04x}" for one in "<>&\u2028\u2029"}


@dataclass(frozen=True)
class Scripts:
    """How a page comes by its scripts and its style sheet.

    ``at``: relative folder of the shared files beside the page (``""``, ``"assets/"``,
    ``"../assets/"``), or None: they stand in the page itself. ``own``: texts of further scripts by
    file name, after those of the kit; ``write_shared`` writes them too.
    """

    at: str | None
    own: Mapping[str, str] = field(default_factory=dict)


INLINE = Scripts(None)


def shared(at: str, own: Mapping[str, str] | None = None) -> Scripts:
    """Scripts that lie in the folder ``at``, seen from the page."""
    return Scripts(at, own or {})


def write_shared(folder: Path, own: Mapping[str, str] | None = None) -> None:
    """Write what pages with shared scripts load into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {**shared_files(), **(own or {})}.items():
        (folder / name).write_text(text, "utf-8")


@dataclass(frozen=True)
class Page:
    """What the base template needs of a page.

    ``policy``: further sources by directive of the content security policy. ``kinds``: further
    kinds of charts. ``has_charts``: whether it needs Vega.
    """

    title: Text
    synthetic: bool
    published_at: str
    run_id: str
    scripts: Scripts
    has_charts: bool = True
    policy: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, Any] = field(default_factory=dict)


def page_of(house: House, title: Text, scripts: Scripts, **more: Any) -> Page:
    """A page of what is published."""
    return Page(
        title=title,
        synthetic=house.synthetic,
        published_at=house.published_at,
        run_id=house.run_id,
        scripts=scripts,
        **more,
    )


def environment(*folders: Path) -> Environment:
    """Templates of ``folders`` and of the kit (``base.html.jinja``, ``macros.html.jinja``).

    Everything is escaped but what ``words`` and ``embedded`` made; an unknown name is an error.
    """
    made = Environment(
        loader=FileSystemLoader([*folders, HERE]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals.update(
        say=say,
        number=number,
        interval=interval,
        plain=plain,
        day=day,
        embedded=embedded,
        text=Text,
    )
    made.filters["clean"] = clean
    return made


def render(templates: Environment, template: str, page: Page, **context: Any) -> str:
    """The page as HTML; ``template`` extends ``base.html.jinja``."""
    files = shared_files() if page.has_charts else shared_files(with_vega=False)
    scripts = {name: text for name, text in files.items() if name.endswith(".js")}
    scripts |= page.scripts.own
    inline = page.scripts.at is None
    return templates.get_template(template).render(
        page=page,
        style=Markup(files[PAGE_CSS]) if inline else None,
        style_at=f"{page.scripts.at}{PAGE_CSS}",
        scripts=[Markup(text) for text in scripts.values()] if inline else [],
        scripts_at=[] if inline else [f"{page.scripts.at}{name}" for name in scripts],
        policy=_policy(page, scripts),
        kinds=embedded({**KINDS, **page.kinds}) if page.has_charts else None,
        **context,
    )


def embedded(value: Any) -> Markup:
    """JSON that can stand in a script element of a page, whatever texts are in it.

    Raises:
        ValueError: a figure that is not a number.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(clean(text).translate(_ESCAPED))


def _policy(page: Page, scripts: Mapping[str, str]) -> str:
    """Nothing is loaded but what came with the page, and nothing is sent anywhere."""
    if page.scripts.at is None:
        allowed = " ".join(f"'sha256-{_sha256(text)}'" for text in scripts.values())
    else:
        # Pages that are opened from a disk have no origin of their own.
        allowed = "'self' file:"
    styles = "'unsafe-inline'" if page.scripts.at is None else "'self' file: 'unsafe-inline'"
    rules = {
        "default-src": "'none'",
        "script-src": allowed,
        "style-src": styles,
        "img-src": "data:",
        "connect-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    for directive, more in page.policy.items():
        held = rules.get(directive, "'none'")
        rules[directive] = more if held == "'none'" else f"{held} {more}"
    return "; ".join(f"{directive} {sources}" for directive, sources in rules.items())


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
