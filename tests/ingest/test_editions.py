"""Which edition a file is, and which revision of it, by the shipped declarations."""

from __future__ import annotations

import pytest

from ingest.editions import edition_of, stamp_of
from ingest.errors import InputError
from ingest.source import Edition, load_sources
from tests.ingest.workbooks import assert_says

SOURCES = load_sources()
WORKBOOK = SOURCES["cbs_local_authorities"].edition
TITLE_2021 = "רשויות מקומיות 2021\n(אלא אם כן צוין אחרת)"


@pytest.mark.parametrize(
    ("name", "edition"),
    [
        ("2014.xls", ("2014", 2014)),
        ("2017.xlsx", ("2017", 2017)),
        ("p_libud_24.xlsx", ("2024", 2024)),
        ("p_libud_21.rev-2023-07-13.xlsx", ("2021", 2021)),
        ("p_libud_2021.xlsx", ("2021", 2021)),
    ],
)
def test_the_name_of_a_workbook_says_its_year(name: str, edition: tuple[str, int]) -> None:
    assert edition_of(WORKBOOK, name, []) == edition


def test_the_title_says_the_year_where_the_name_does_not() -> None:
    assert edition_of(WORKBOOK, "libud.xlsx", ["ראו הערות", TITLE_2021]) == ("2021", 2021)


def test_name_and_title_that_agree_are_one_edition() -> None:
    assert edition_of(WORKBOOK, "p_libud_21.xlsx", [TITLE_2021]) == ("2021", 2021)


def test_a_year_in_the_name_and_another_in_the_title_is_refused() -> None:
    with pytest.raises(InputError) as raised:
        edition_of(WORKBOOK, "p_libud_24.xlsx", ["ראו הערות", TITLE_2021])
    assert_says(
        raised.value,
        file="p_libud_24.xlsx",
        place="title",
        found="an edition of 2021 in the text, 2024 in the file's name",
        expected="the same year in both",
        do="the year that its title states",
    )


def test_a_year_of_revision_in_the_name_is_not_its_edition() -> None:
    assert edition_of(WORKBOOK, "libud.rev-2023-07-13.xlsx", [TITLE_2021]) == ("2021", 2021)


def test_a_file_that_nowhere_says_its_edition_is_refused_with_the_patterns() -> None:
    with pytest.raises(InputError) as raised:
        edition_of(WORKBOOK, "libud.xlsx", ["הרשויות המקומיות בישראל"])
    assert_says(
        raised.value,
        file="libud.xlsx",
        found="no edition, neither in the name nor in the title",
        expected=r"p_libud_(?P<yy>\d\d)",
        do="name the file as the publisher does",
    )


@pytest.mark.parametrize(
    ("name", "edition"),
    [
        ("k25_expc.utf8bom.csv", "K25"),
        ("K20_expb_by_locality.cp1255.csv", "K20"),
        ("expc_26.csv", "K26"),
    ],
)
def test_an_election_is_known_by_the_number_of_its_knesset(name: str, edition: str) -> None:
    assert edition_of(SOURCES["cec_knesset_elections"].edition, name, []) == (edition, None)


def test_the_encoding_in_an_election_files_name_is_not_its_number() -> None:
    with pytest.raises(InputError):
        edition_of(SOURCES["cec_knesset_elections"].edition, "expb.cp1255.csv", [])


@pytest.mark.parametrize(
    ("source_id", "name", "texts", "edition"),
    [
        ("cbs_localities", "bycode2021.xlsx", [], "bycode-2021"),
        ("cbs_authority_codes", "dic_rashut_2025-11-10.xlsx", [], "codes-2025-11-10"),
        ("cbs_socio_economic_index", "sei_2019_t01_authorities.xlsx", [], "sei-2019"),
        (
            "cbs_peripherality_index",
            "24_22_420t1.xlsx",
            ["לוח 1.- מדד הפריפריאליות 2020"],
            "peripherality-2020",
        ),
        ("moe_bagrut", "bagrut_2025-01-15.xlsx", ["הופק ב 15/01/2025"], "bagrut-2025-01-15"),
        ("moe_bagrut", "bagrut.xlsx", ["הופק ב 15/01/2025"], "bagrut-2025-01-15"),
        ("police_cases", "selected-crimes-2012-2015-1b.xls", [], "police-2012-2015"),
        ("datagov_ckan", "votes_knesset_k25_records.json", [], "datagov-K25"),
    ],
)
def test_each_publishers_way_of_naming_editions_is_read(
    source_id: str, name: str, texts: list[str], edition: str
) -> None:
    assert edition_of(SOURCES[source_id].edition, name, texts)[0] == edition


@pytest.mark.parametrize(
    ("source_id", "edition"),
    [
        ("identifiers", "identifiers-undated"),
        ("datagov_ckan", "datagov-undated"),
        ("cbs_population", "population-undated"),
    ],
)
def test_a_file_without_a_date_is_undated_where_that_is_declared(
    source_id: str, edition: str
) -> None:
    assert edition_of(SOURCES[source_id].edition, "file.csv", []) == (edition, None)


def test_two_digits_stand_for_this_century() -> None:
    declared = Edition(name=(r"_(?P<yy>\d\d)\.",), prefix="x-")
    assert edition_of(declared, "f_07.csv", []) == ("x-2007", 2007)


@pytest.mark.parametrize(
    ("texts", "stamp"),
    [
        (["קובץ מעודכן לתאריך 29.5.2016."], "2016-05-29"),
        (["קובץ מעודכן לתאריך 30/07/2017"], "2017-07-30"),
        (["עודכן ב-19/05/2026"], "2026-05-19"),
        (["עודכן ב-7/6/23", "תיקון 13/7/23", "נוסף ב-8/3/22"], "2023-07-13"),
        (["14/04/2021 התיקונים סומנו בכחול"], "2021-04-14"),
        (["30/06/2019 תוקנו נתונים. 28/02/2019: תיקון בשורה 179"], "2019-06-30"),
    ],
)
def test_the_stamp_is_the_latest_date_of_a_correction(texts: list[str], stamp: str) -> None:
    assert stamp_of("2021.xlsx", texts) == stamp


@pytest.mark.parametrize(
    "texts",
    [
        ["עודכן ב-13/07/2-23"],  # so it stands in the revision of July 2023
        ["עודכן ב-31/02/2023"],
        ["עודכן ב-13/13/23"],
        ["הופק ב 15/01/2025"],
        ["נתוני 2021 נכונים ל 22/04/2023"],
        ["נתוני תחבורה עודכנו בספטמבר 2020"],
        [],
    ],
)
def test_what_is_no_date_or_no_correction_is_no_stamp(texts: list[str]) -> None:
    assert stamp_of("2021.xlsx", texts) is None


def test_a_mistyped_date_does_not_hide_a_right_one() -> None:
    assert stamp_of("2021.xlsx", ["עודכן ב-13/07/2-23", "עודכן ב-7/6/23"]) == "2023-06-07"


@pytest.mark.parametrize(
    "name",
    ["p_libud_21.rev-2023-07-13.xlsx", "p_libud_21.rev_20230713.xlsx", "x.rev2023-07-13.xlsx"],
)
def test_a_date_of_revision_in_the_name_wins_over_the_text(name: str) -> None:
    assert stamp_of(name, ["עודכן ב-7/6/24"]) == "2023-07-13"


def test_a_date_of_revision_that_does_not_exist_is_no_stamp() -> None:
    assert stamp_of("p_libud_21.rev-2023-13-45.xlsx", ["עודכן ב-7/6/23"]) == "2023-06-07"
