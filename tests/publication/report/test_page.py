"""The page of a settlement as it is written: honest of the smallest, harmless when named badly."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import polars as pl
import pytest

from publication.pages.pdf import browser, print_pdf
from publication.reading.estimates import WARNED
from publication.reading.facts import Facts, facts_of, read_facts
from publication.reading.words import Text
from publication.report.page import render_report, write_report
from tests.integration.house import OFAKIM, SAFED, rows, warehouse
from tests.publication.pages.browser import Opened, chromium, drawn, open_page

__all__ = ["chromium", "open_page"]

HOSTILE = '</script><script>document.title="taken"</script>"\'\u202e<img src=x onerror=alert(1)>'


def said(html: str, language: str) -> str:
    """What stands in one language, without marks."""
    other = {"he": r'<span class="en".*?</span>', "en": r'<span class="he">.*?</span>'}[language]
    body = html[html.index("<main") : html.index("</main>")]
    text = re.sub(r"<[^>]+>", " ", re.sub(other, "", body, flags=re.S))
    return re.sub(r"\s+", " ", unescape(text))


@pytest.fixture(scope="module")
def smallest(sample_home: Path) -> Facts:
    [(code,)] = rows(
        sample_home,
        "select settlement_code from marts.settlements where kind = 'locality'"
        " order by population nulls last, settlement_code limit 1",
    )
    return read_facts(warehouse(sample_home), code)


def test_the_same_published_file_gives_the_same_bytes(sample_home: Path) -> None:
    file = warehouse(sample_home)
    assert render_report(read_facts(file, SAFED)) == render_report(read_facts(file, SAFED))


def test_a_page_is_no_larger_than_a_phone_takes(sample_home: Path) -> None:
    html = render_report(read_facts(warehouse(sample_home), SAFED))
    assert len(html.encode()) < 1_700_000


def test_the_smallest_place_is_told_what_is_not_known_and_why(smallest: Facts) -> None:
    html = render_report(smallest)
    for language, reason in (
        ("he", "לרשויות מקומיות שלמות בלבד"),
        ("en", "whole local authorities only"),
    ):
        text = said(html, language)
        assert reason in text
        assert f"{len(smallest.headlines)}" in text
    for standing in smallest.headlines:
        if not standing.is_known:
            assert standing.indicator.name.he.replace('"', "&#34;") in html


def test_a_settlement_whose_files_are_no_longer_read_still_has_a_page(smallest: Facts) -> None:
    nothing = replace(smallest, figures=smallest.figures.clear(), tables={})
    assert smallest.name.en in said(render_report(nothing), "en")


def test_hidden_estimates_stay_hidden(sample_home: Path) -> None:
    facts = read_facts(warehouse(sample_home), SAFED)
    hidden = [row for row in facts.rows("survey_estimates") if row["hidden_because"]]
    assert hidden
    assert all(
        row["value"] is None and row["n"] is None
        for row in hidden
        if row["hidden_because"] != "unreliable"
    )
    text = said(render_report(facts), "en")
    for reason in {row["hidden_because"] for row in hidden if row["statistic"] == "share"}:
        assert facts.house.say("hidden_because", reason).en in text


def test_a_modelled_estimate_says_so_wherever_it_stands(sample_home: Path) -> None:
    facts = read_facts(warehouse(sample_home), SAFED)
    estimates = [row for row in facts.rows("small_area_estimates") if row["modelled_value"]]
    assert estimates
    html = render_report(facts)
    assert html.count('<small><span class="he">אומדן מודל</span>') == len(estimates)
    text = said(html, "en")
    for row in estimates:
        if row["statement"] == "direct_with_warning":
            assert f"Use the direct estimate . {WARNED.en}" in text
        else:
            assert facts.house.say("small_area_statement", row["statement"]).en in text
    assert "an uncertain figure; the model narrows it" not in text


def test_older_and_uncertain_figures_are_not_counted_with_the_others(sample_home: Path) -> None:
    facts = read_facts(warehouse(sample_home), SAFED)
    one = next(one for one in facts.headlines if one.quarter == "low")
    profile = facts.tables["settlement_profile"]
    is_it = pl.col("indicator_id") == one.indicator.id
    older, unsure, few = (
        replace(
            facts,
            tables={
                **facts.tables,
                "settlement_profile": profile.with_columns(
                    pl.when(is_it).then(pl.lit(value)).otherwise(pl.col(column)).alias(column)
                ),
            },
        )
        for column, value in (
            ("is_current", False),
            ("reliability", "low_as_published"),
            ("ranked_in_nation", 4),
        )
    )

    def worst(of: Facts) -> int:
        return sum(one.quarter == "low" for one in of.headlines)

    assert {worst(facts) - worst(of) for of in (older, unsure, few)} == {1}
    known = sum(one.is_known_now for one in facts.headlines)
    assert (
        f"figure of the latest period is known here of {known}, of one an older one only"
        not in (said(render_report(facts), "en"))
    )
    assert f"known here of {known - 1}, of one an older one only" in said(
        render_report(older), "en"
    )
    assert "older figure: not ranked" in said(render_report(older), "en")
    assert "only 4 authorities have the figure" in said(render_report(few), "en")
    assert "the figure is uncertain: no quarter is told" in said(
        render_report(unsure), "en"
    ).replace("The figure", "the figure")


def test_programmes_are_told_once_each_and_in_words(sample_home: Path) -> None:
    facts = read_facts(warehouse(sample_home), OFAKIM)
    html = render_report(facts)
    part = html[html.index('<section id="programmes">') :]
    part = part[: part.index("</section>")]
    programmes = {row["programme_id"]: row["name_en"] for row in facts.rows("programmes")}
    assert part.count("<h3>") == len(programmes) > 0
    assert "<code" not in part and "thriving" not in part and "initiative description" not in part
    evaluated = facts.rows("pilot_evaluation")
    for programme in programmes:
        rows_ = [row for row in evaluated if row["programme_id"] == programme]
        why = sum(row["change_is"] == "no_baseline" for row in rows_)
        if why:
            assert f"no figure from before the programme ({why})" in part
        for row in rows_:
            if row["change_is"] in ("improved", "worsened"):
                assert row["reading_en"].split(":")[0] in unescape(part)


def test_money_and_milestones_are_what_was_handed_in(sample_home: Path) -> None:
    facts = read_facts(warehouse(sample_home), OFAKIM)
    [whole] = [row for row in facts.rows("investment_totals") if row["summed_by"] == "all"]
    text = said(render_report(facts), "en")
    money = text[text.index("Planned per resident") :]
    assert f"In all {whole['investments']} {whole['planned_ils']:,.0f}" in money
    assert f"{whole['planned_ils_per_resident']:.1f}" in money
    if whole["rows_without_spent"]:
        assert f"spent: {whole['rows_without_spent']} rows" in money
    assert (
        f"{sum(row['activity'] is not None for row in facts.rows('work_plan'))} activities" in text
    )


def test_what_was_not_handed_in_says_so(smallest: Facts) -> None:
    text = said(render_report(smallest), "en")
    assert "Nothing was handed in of money" in text
    assert "No work plan and no milestones were handed in" in text


def test_the_matrix_has_all_cells(sample_home: Path) -> None:
    facts = read_facts(warehouse(sample_home), SAFED)
    html = render_report(facts)
    matrix = html[html.index('<section id="matrix">') :]
    matrix = matrix[: matrix.index("</section>")]
    assert matrix.count("<td>") == 24


def test_synthetic_figures_are_marked_on_the_page_and_in_each_table(sample_home: Path) -> None:
    html = render_report(read_facts(warehouse(sample_home), OFAKIM))
    main = html[html.index("<main") : html.index("</main>")]
    assert main.count('<caption class="marked">') == main.count("<table") > 40
    assert '<aside class="synthetic"' in html


def test_hostile_names_do_no_harm(
    sample_home: Path, tmp_path: Path, open_page: Callable[..., Opened]
) -> None:
    facts = read_facts(warehouse(sample_home), OFAKIM)
    house = facts.house
    named = Text(HOSTILE, HOSTILE)
    hostile = replace(
        facts,
        house=replace(
            house,
            names=dict.fromkeys(house.names, named),
            files=dict.fromkeys(house.files, HOSTILE),
            catalogue={one.id: replace(one, name=named) for one in house.catalogue.values()},
        ),
    )
    file = tmp_path / "hostile.html"
    write_report(hostile, file)
    opened = open_page(file)
    drawn(opened.page)
    assert opened.page.title() != "taken"
    assert opened.page.locator("main img").count() == 0
    assert "\u202e" not in file.read_text("utf-8").split("<main", 1)[1].split("</main>", 1)[0]
    assert opened.said == []
    assert opened.strangers == []


def test_many_pages_need_no_more_reading_than_one(sample_home: Path) -> None:
    [one, two] = facts_of(warehouse(sample_home), [SAFED, OFAKIM])
    assert one.house is two.house
    assert render_report(two) == render_report(read_facts(warehouse(sample_home), OFAKIM))


on_paper = pytest.mark.skipif(
    browser() is None, reason="NOT TESTED ON PAPER: no Chromium is installed"
)


def on_paper_text(file: Path) -> str:
    """Nothing where there is no pdftotext."""
    if (reader := shutil.which("pdftotext")) is None:
        return ""
    return subprocess.run(
        [reader, str(file), "-"], capture_output=True, text=True, check=True
    ).stdout


@on_paper
def test_a_page_on_paper_is_always_the_same(smallest: Facts, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    write_report(smallest, file)
    for name in ("one.pdf", "two.pdf"):
        print_pdf(file, tmp_path / name, smallest.house.published_at)
    printed = (tmp_path / "one.pdf").read_bytes()
    assert printed == (tmp_path / "two.pdf").read_bytes()
    assert re.sub(r"\D", "", smallest.house.published_at[:19]).encode() in printed
    if text := on_paper_text(tmp_path / "one.pdf"):
        assert smallest.name.he in text
        assert "SYNTHETIC" in text


@on_paper
@pytest.mark.slow
def test_all_charts_are_drawn_on_paper(sample_home: Path, tmp_path: Path) -> None:
    facts = read_facts(warehouse(sample_home), OFAKIM)
    write_report(facts, tmp_path / "report.html")
    print_pdf(
        tmp_path / "report.html", tmp_path / "en.pdf", facts.house.published_at, language="en"
    )
    printed = (tmp_path / "en.pdf").read_bytes()
    assert len(re.findall(rb"/Type /Page\b", printed)) > 8
    if text := on_paper_text(tmp_path / "en.pdf"):
        drawn_with_nation = sum(one.is_known and one.nation is not None for one in facts.headlines)
        assert text.count("The nation") >= drawn_with_nation > 30
