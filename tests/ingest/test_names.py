"""Codes in three systems and names in many spellings → one settlement, or nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.names import Alias, Decision, Registry, code_style, council_code, decide, normalise_name
from ingest.resolve import build_registry

ALIASES = Path(__file__).parents[2] / "seeds" / "settlement_aliases.csv"

PAIRS = [
    ("0031", "אופקים", "5531", "נחל שורק"),
    ("0041", "אליכין", "5541", "בני שמעון"),
    ("0029", "יסוד המעלה", "5529", "חבל יבנה"),
    ("0065", "מגדל", "5565", "אל-בטוף"),
    ("0028", "מזכרת בתיה", "5528", "ברנר"),
    ("0026", "ראש פינה", "5526", "מטה יהודה"),
]
"""The six pairs of authorities that collide as integers."""

AUTHORITIES = [
    ("8000", "צפת"),
    ("1061", "נוף הגליל"),
    ("7300", "נצרת"),
    ("2630", "קריית גת"),
    ("0246", "נתיבות"),
]
COUNCILS = [("5507", "עמק הירדן"), ("5569", "אל קסום"), ("5536", "חוף אשקלון")]
LOCALITIES = [("0007", "שחר"), ("0069", "כפר חיטים"), ("1200", "מודיעים"), ("0300", "צופית")]


@pytest.fixture(scope="module")
def registry() -> Registry:
    """A registry as the publishers' lists and the seed of dated aliases make it."""
    made = build_registry([], {}, ALIASES)
    for locality, name, council, council_name in PAIRS:
        made.add(locality, name, "authority")
        made.add(locality, name, "locality")
        made.add(council, council_name, "authority")
        made.add(council, council_name, "regional_council")
    for code, name in AUTHORITIES:
        made.add(code, name, "authority")
        made.add(code, name, "locality")
    for code, name in COUNCILS:
        made.add(code, name, "authority")
        made.add(code, name, "regional_council")
    for code, name in LOCALITIES:
        made.add(code, name, "locality")
    return made


def ask(
    registry: Registry,
    code: str | None = None,
    name: str | None = None,
    *,
    style: str = "plain",
    codes: str = "authority",
    kind: str = "authority",
    council: str | None = None,
    status: str | None = None,
) -> Decision:
    return decide(
        registry,
        code=code,
        name=name,
        council=council,
        status=status,
        codes=codes,
        kind=kind,
        style=style,
    )


@pytest.mark.parametrize(
    ("codes", "style"),
    [
        (["8000", "31", "5531"], "master_list"),
        (["8000", "10031", "31"], "index"),
        (["8000", "0031", "31", "07"], "padded"),
        (["8000", "31", "246"], "plain"),
        (["8000", "07"], "plain"),
        ([], "plain"),
    ],
)
def test_the_system_of_a_tables_codes_is_told_from_the_table(codes: list[str], style: str) -> None:
    assert code_style(codes) == style


@pytest.mark.parametrize(("locality", "name", "council", "council_name"), PAIRS)
def test_each_colliding_pair_is_told_apart_in_every_system(
    registry: Registry, locality: str, name: str, council: str, council_name: str
) -> None:
    short = str(int(locality))
    expected = [
        (locality, name, "padded", locality, "locality_code"),
        (short, council_name, "padded", council, "council_number"),
        (f"100{short}", council_name, "index", council, "index_code"),
        (short, name, "index", locality, "locality_code"),
        (council, council_name, "master_list", council, "master_list_code"),
        (short, name, "master_list", locality, "locality_code"),
    ]
    for code, told, style, settlement, method in expected:
        decision = ask(registry, code, told, style=style)
        assert (decision.settlement_code, decision.method) == (settlement, method)
        assert decision.name_agrees is True


@pytest.mark.parametrize(("locality", "name", "council", "council_name"), PAIRS)
def test_a_plain_number_is_told_by_the_row_itself(
    registry: Registry, locality: str, name: str, council: str, council_name: str
) -> None:
    short = str(int(locality))
    by_status = ask(registry, short, None, status="מועצה אזורית")
    assert by_status.settlement_code == council
    assert ask(registry, short, None, status="מועצה מקומית").settlement_code == locality
    by_name = ask(registry, short, council_name)
    assert (by_name.settlement_code, by_name.method) == (council, "council_number_told_by_name")
    assert ask(registry, short, name).settlement_code == locality
    neither = ask(registry, short, "שם אחר")
    assert neither.settlement_code is None
    assert neither.method == "unresolved"
    assert neither.reason == (
        f"code {short} may be {locality} and {council}, and the name does not tell"
    )


@pytest.mark.parametrize("style", ["padded", "plain", "index"])
def test_a_council_padded_to_two_digits_is_no_village(registry: Registry, style: str) -> None:
    """``07`` is the council 5507; the village 0007 has four digits."""
    decision = ask(registry, "07", "עמק הירדן", style=style)
    assert (decision.settlement_code, decision.method) == ("5507", "council_number")


def test_a_code_decides_against_a_name_and_the_row_says_that_they_differ(
    registry: Registry,
) -> None:
    decision = ask(registry, "8000", "נוף הגליל")
    assert (decision.settlement_code, decision.name_agrees) == ("8000", False)
    assert ask(registry, "8000", None).name_agrees is None


@pytest.mark.parametrize(
    ("code", "settlement"),
    [("69", "5569"), ("10069", "5569"), ("5569", "5569"), ("7", "5507")],
)
def test_a_table_of_councils_takes_each_of_the_three_systems(
    registry: Registry, code: str, settlement: str
) -> None:
    kind = "regional_council"
    assert ask(registry, code, codes="council", kind=kind).settlement_code == settlement


@pytest.mark.parametrize(
    ("code", "settlement"), [("7", "0007"), ("31", "0031"), ("0069", "0069"), ("8000", "8000")]
)
def test_a_table_of_localities_reads_every_number_as_a_locality(
    registry: Registry, code: str, settlement: str
) -> None:
    assert ask(registry, code, codes="locality", kind="locality").settlement_code == settlement


def test_a_villages_code_in_a_table_of_authorities_is_refused(registry: Registry) -> None:
    decision = ask(registry, "1200", "מודיעים", style="padded")
    assert decision.settlement_code is None
    assert decision.reason == "code 1200 is not in the registry (looked for 1200)"


def test_a_code_nobody_knows_says_what_was_looked_for_and_a_suggestion_decides_nothing(
    registry: Registry,
) -> None:
    decision = ask(registry, "88", "נוף הגלילל")
    assert (decision.settlement_code, decision.method) == (None, "unresolved")
    assert decision.reason == "code 88 is not in the registry (looked for 0088 or 5588)"
    assert decision.suggestion == "1061 נוף הגליל"


def test_a_name_that_is_only_alike_is_suggested_and_not_taken(registry: Registry) -> None:
    decision = ask(registry, None, "נצרת תחתית")
    assert decision.settlement_code is None
    assert decision.method == "unresolved"
    assert decision.reason == "no authority of this name"
    likeness = ask(registry, None, "נתיבותת")
    assert (likeness.settlement_code, likeness.suggestion) == (None, "0246 נתיבות")


def test_an_unlike_name_suggests_nothing(registry: Registry) -> None:
    assert ask(registry, None, "אטלנטיס האבודה").suggestion is None


def test_an_old_name_is_its_settlement_by_a_dated_alias(registry: Registry) -> None:
    decision = ask(registry, None, "נצרת עילית")
    assert (decision.settlement_code, decision.method) == ("1061", "alias")
    assert ask(registry, "1061", "נצרת עילית").name_agrees is True


def test_a_name_that_hits_two_settlements_is_left_to_a_person(registry: Registry) -> None:
    twins = Registry()
    for code in ("0111", "0222"):
        twins.add(code, "כפר תאומים", "locality")
    decision = ask(twins, None, "כפר תאומים", kind="locality")
    assert decision.settlement_code is None
    assert decision.reason == "the name is that of 2 settlements: 0111, 0222"


def test_the_expected_kind_tells_two_of_one_name_apart(registry: Registry) -> None:
    twins = Registry()
    twins.add("0111", "תמר", "locality")
    twins.add("5551", "תמר", "authority")
    twins.add("5551", "תמר", "regional_council")
    assert ask(twins, None, "תמר", kind="locality").settlement_code == "0111"
    assert ask(twins, None, "תמר", kind="authority").settlement_code == "5551"
    assert ask(twins, None, "מועצה אזורית תמר", kind="any").settlement_code == "5551"
    assert ask(twins, None, "תמר", kind="any").settlement_code is None


@pytest.mark.parametrize(
    ("name", "settlement", "method"),
    [
        ("צפת", "8000", "name"),
        ("עיריית צפת", "8000", "name_without_title"),
        ("מועצה אזורית חוף אשקלון", "5536", "name_without_title"),
        ("מ.א. חוף אשקלון", "5536", "name_without_title"),
        ("קרית גת", "2630", "name"),
        ("קריית־גת", "2630", "name"),
        ("נוף-הגליל **", "1061", "name"),
    ],
)
def test_a_name_without_a_code_decides_where_it_hits_one(
    registry: Registry, name: str, settlement: str, method: str
) -> None:
    decision = ask(registry, None, name)
    assert (decision.settlement_code, decision.method) == (settlement, method)


def test_a_council_named_as_such_is_never_a_city_of_its_name(registry: Registry) -> None:
    assert ask(registry, None, "מועצה אזורית צפת").settlement_code is None


def test_the_number_of_a_council_decides_before_a_name(registry: Registry) -> None:
    decision = ask(registry, None, "צפת", council="69")
    assert (decision.settlement_code, decision.method) == ("5569", "council_number")
    assert decision.name_agrees is False
    unknown = ask(registry, None, "צפת", council="98")
    assert (unknown.settlement_code, unknown.reason) == (None, "no regional council 98")


@pytest.mark.parametrize("number", ["0", "99"])
def test_the_numbers_that_stand_for_cities_are_no_council(registry: Registry, number: str) -> None:
    """In the index tables column of municipal status: 0 a city, 99 a local council."""
    assert ask(registry, None, "צפת", council=number).settlement_code == "8000"


def test_a_row_without_code_and_name_is_nobodys(registry: Registry) -> None:
    assert ask(registry).reason == "neither code nor name"


@given(st.integers(1, 99))
def test_a_councils_code_has_four_digits(number: int) -> None:
    assert council_code(number) == str(5500 + number)


@pytest.mark.parametrize(("year", "expected"), [(2018, "1061"), (2024, None), (None, "1061")])
def test_a_name_of_the_past_decides_in_files_of_its_years_only(
    year: int | None, expected: str | None
) -> None:
    registry = Registry()
    registry.add("1061", "נוף הגליל", "authority")
    registry.name_aliases[normalise_name("נצרת עילית")] = Alias("1061", 1957, 2019)
    decision = decide(
        registry,
        code=None,
        name="נצרת עילית",
        council=None,
        status=None,
        codes="authority",
        kind="authority",
        style="plain",
        year=year,
    )
    assert decision.settlement_code == expected
