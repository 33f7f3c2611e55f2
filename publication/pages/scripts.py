"""Scripts of the pages: Vega, made once at set-up, and the page's own."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
BUNDLE = HERE / "vega.bundle.js"
"""Made by the set-up, or by the first page that needs it; never under version control."""
ALONE = "window.vegaEmbed = vegaEmbed;"
"""All that the page's script needs of it."""
VEGA_JS, PAGE_JS, PAGE_CSS = "vega.js", "page.js", "page.css"


@cache
def vega() -> str:
    """Vega, Vega-Lite and vega-embed in one script, of the installed version of vl-convert."""
    if not BUNDLE.exists():
        make_bundle()
    return BUNDLE.read_text("utf-8")


def make_bundle() -> None:
    """Write the bundle; takes about a second."""
    import vl_convert

    # Inside a page the first end tag would end the script.
    text = vl_convert.javascript_bundle(ALONE).replace("</script", "<\\/script")
    partial = BUNDLE.with_suffix(f".{os.getpid()}.part")
    partial.write_text(text, "utf-8")
    partial.replace(BUNDLE)


@cache
def _read(name: str) -> str:
    return (HERE / name).read_text("utf-8")


def shared_files(*, with_vega: bool = True) -> dict[str, str]:
    """The files of the kit by name, scripts in the order in which a page runs them."""
    files = {VEGA_JS: vega()} if with_vega else {}
    return {**files, PAGE_JS: _read("page.js"), PAGE_CSS: _read("page.css")}
