"""Pages let nothing in from outside, and no text of data does anything but stand there."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import InputError
from publication.pages import pdf, scripts
from publication.pages.kit import (
    INLINE,
    Page,
    Scripts,
    embedded,
    environment,
    render,
    shared,
    write_shared,
)
from publication.reading.words import Text

HOSTILE = "</script><script>alert(1)</script>\"'\u202e=cmd|' /C calc'!A0 &amp; \u2028<img src=x>"


def page(scripts: Scripts, title: str = "צפת", *, synthetic: bool = False) -> Page:
    return Page(
        title=Text(title, title),
        synthetic=synthetic,
        published_at="2026-11-22T07:52:10+00:00",
        run_id="20261122T075140-f03e",
        scripts=scripts,
    )


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("templates")
    (folder / "one.html.jinja").write_text(
        '{% extends "base.html.jinja" %}{% block main %}<h1>{{ say(page.title) }}</h1>'
        '<p title="{{ page.title.he|clean }}">{{ page.title.en }}</p>'
        '<script type="application/json">{{ embedded({"name": page.title.he}) }}</script>'
        "{% endblock %}",
        "utf-8",
    )
    return folder


def policy_of(html: str) -> str:
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert found is not None
    return found[1].replace("&#39;", "'")


def test_a_page_runs_the_scripts_that_it_names_and_no_others(templates: Path) -> None:
    html = render(environment(templates), "one.html.jinja", page(INLINE))
    policy = policy_of(html)
    inside = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    assert len(inside) == 2
    for script in inside:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "connect-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert not re.search(r"script-src[^;]*unsafe-inline", policy)
    assert not re.search(r'(src|href)="(https?:)?//', html)
    assert not re.search(r"<[^>]*\son\w+=", re.sub(r"<script>.*?</script>", "", html, flags=re.S))


def test_shared_files_are_all_that_a_page_beside_them_asks_for(
    templates: Path, tmp_path: Path
) -> None:
    own = {"site.js": "'use strict';"}
    html = render(environment(templates), "one.html.jinja", page(shared("../assets/", own)))
    write_shared(tmp_path, own)
    asked = re.findall(r'(?:src|href)="\.\./assets/([^"]+)"', html)
    assert sorted(asked) == sorted(file.name for file in tmp_path.iterdir())
    assert len(html) < 20_000


def test_hostile_texts_stand_there_and_do_nothing(templates: Path) -> None:
    html = render(environment(templates), "one.html.jinja", page(INLINE, HOSTILE))
    outside = re.sub(r"<script>.*?</script>", "", html, flags=re.DOTALL)
    assert "alert(1)" in outside
    assert "<script>alert" not in outside
    assert "<img" not in outside
    title = re.search(r"<h1>(.*?)</h1>", html)
    assert title is not None
    assert "\u202e" not in title[1]
    data = re.search(r'json">(\{"name".*?\})</script>', html, re.DOTALL)
    assert data is not None
    assert json.loads(data[1])["name"] == HOSTILE.replace("\u202e", "")


@given(st.text())
def test_any_text_comes_out_of_a_script_element_as_it_went_in(text: str) -> None:
    written = embedded({"text": text})
    assert "<" not in written
    assert "&" not in written
    kept = json.loads(written)["text"]
    assert all(
        ord(one) in range(0x202A, 0x202F) or ord(one) in range(0x2066, 0x206A) or ord(one) == 0x7F
        for one in set(text) - set(kept)
    )


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError):
        embedded({"value": float("nan")})


def test_the_same_page_twice_is_the_same(templates: Path) -> None:
    made = [
        render(environment(templates), "one.html.jinja", page(INLINE, synthetic=True))
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert made[0].count("SYNTHETIC") >= 2
    assert "2026-11-22" in made[0]


def test_vega_is_made_where_it_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scripts, "BUNDLE", tmp_path / "vega.bundle.js")
    scripts.vega.cache_clear()
    try:
        text = scripts.vega()
    finally:
        scripts.vega.cache_clear()
    assert "vegaEmbed" in text
    assert "</script" not in text
    assert [file.name for file in tmp_path.iterdir()] == ["vega.bundle.js"]


def test_a_pdf_bears_the_date_of_what_is_published() -> None:
    printed = b"/CreationDate (D:20270101120000+00'00')\n/ModDate (D:20270101120000+00'00')>>"
    dated = pdf.dated(printed, "2026-11-22T07:52:10+00:00")
    assert dated == printed.replace(b"20270101120000", b"20261122075210")
    assert len(pdf.dated(printed, "2026-11-22")) == len(printed)


def test_without_a_browser_there_is_no_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="Chromium"):
        pdf.print_pdf(tmp_path / "page.html", tmp_path / "page.pdf", "2026-11-22")
    assert list(tmp_path.iterdir()) == []


def test_a_browser_that_takes_too_long_is_ended_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "chromium"
    slow.write_text("#!/bin/sh\nexec sleep 60\n", "utf-8")
    slow.chmod(0o755)
    monkeypatch.setattr(pdf, "browser", lambda: str(slow))
    monkeypatch.setattr(pdf, "TIMEOUT_SECONDS", 0.2)
    with pytest.raises(InputError, match=r"was not done after 0\.2 seconds"):
        pdf.print_pdf(tmp_path / "page.html", tmp_path / "page.pdf", "2026-11-22")
    assert [path.name for path in tmp_path.iterdir()] == ["chromium"]
