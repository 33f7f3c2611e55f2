"""Personal data are found as people write them, and numbers that are none are left alone."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ingest.programmes.personal import personal_kinds, shown

ID, PHONE, MAIL, ADDRESS = "personal_id", "personal_phone", "personal_mail", "personal_address"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("123456782", ID),
        ('ת"ז 12345678-2', ID),
        ("ת.ז.123456782", ID),
        ("ת״ז:123456782, גר בעיר", ID),
        ("1 2345678 2", ID),
        ("123-456-782", ID),
        ("123 456 782", ID),
        ("1 2 3 4 5 6 7 8 2", ID),
        ("١٢٣٤٥٦٧٨٢", ID),
        ("ID 12345674", ID),
        ("052-5550199", PHONE),
        ("0525550199", PHONE),
        ("052 555 01 99", PHONE),
        ("052.5550199", PHONE),
        ("052–5550199", PHONE),
        ("04-5550199", PHONE),
        ("(04) 555-0199", PHONE),
        ("077-5550199", PHONE),
        ("+972-52-555-0199", PHONE),
        ("+972 (0)52 5550199", PHONE),
        ("00972525550199", PHONE),
        ("972525550199", PHONE),
        ("טל:052-5550199", PHONE),
        ("נייד052-5550199.", PHONE),
        ("٠٥٢-٥٥٥٠١٩٩", PHONE),
        ("525550199", PHONE),
        ("someone@example.org", MAIL),
        ("מייל:some.one+x@example.co.il.", MAIL),
        ("some@ example.org", MAIL),
        ("someone＠example.org", MAIL),
        ("רחוב הגפן 12", ADDRESS),
        ("ברחוב הגפן, 12", ADDRESS),
        ("רח' בן גוריון 5, צפת", ADDRESS),
        ("רח׳ הגפן מס' 3", ADDRESS),
        ("רחוב הגפן\n12", ADDRESS),
        ("שדרות ירושלים 5", ADDRESS),
        ("בשד' בן גוריון 12 דירה 4", ADDRESS),
        ("דרך יפו 9", ADDRESS),
        ("סמטת הזית 3א", ADDRESS),
        ("Herzl Street 5", ADDRESS),
        ("5 Herzl St.", ADDRESS),
        ("12 Ben Gurion Avenue", ADDRESS),
    ],
)
def test_found(text: str, kind: str) -> None:
    assert personal_kinds(text) == [kind]
    assert personal_kinds(f"לפנות: {text} , בבוקר") == [kind] or text == "525550199"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "מרכז למידה קהילתי",
        "123456789",  # no valid check digit
        "000000000",
        "תקציב 123,456,782",
        '123456782 ש"ח',
        "₪123456782",
        "₪ 123456782",
        "34000000",
        "2020-2024",
        "2025 2026 3",
        "20260412",
        "12042026",
        "31/12/2026",
        "09-08-2026 5 אנשים",
        "09.2024 120 משתתפים",
        "2,500,000",
        "0.123456782",
        "12.5%",
        "1031 שדרות",
        "שדרות",
        "שדרות 2025",
        "תושבי שדרות קיבלו 120 סלים",
        "בשדרות יש 45 מתנדבים",
        "שדרות, 45 מתנדבים",
        "דרך אגב 5",
        "סיוע דרך העמותה, 30 משפחות",
        "דרך תוכנית 5",
        "רחוב הגפן",
        "רחוב הגפן 2025",
        "רחוב הגפן והסביבה: 30%",
        "שכונת הדרום 4",
        "09:00-12:00 08:30",
        "a1b2c3-123456782-x",
        "64edd0ee-3d5d-43ce-8562-c336c24dbc1f",
        "dataset_123456782",
        "@",
        "3 @ 5",
        "כיתות א-ו, 052",
        "Stage 5",
        "5 streets",
    ],
)
def test_left_alone(text: str) -> None:
    assert personal_kinds(text) == []


def _identity(first: int) -> str:
    """The nine digits whose first eight are given; the last is worked out by trying."""
    return next(
        f"{first:08d}{last}" for last in range(10) if _weighted(f"{first:08d}{last}") % 10 == 0
    )


def _weighted(digits: str) -> int:
    """The sum as the Ministry of Interior describes it: double every second, add the digits."""
    total = 0
    for place, digit in enumerate(digits):
        step = int(digit) * (2 if place % 2 else 1)
        total += step if step < 10 else step - 9
    return total


@given(st.integers(10_000_000, 39_999_999), st.sampled_from(["{}", "ת״ז {}", "({})", "מס' {}."]))
def test_every_identity_number_is_found(first: int, around: str) -> None:
    number = _identity(first)
    assume(not number.endswith("0000"))
    assert ID in personal_kinds(around.format(number))
    assert ID in personal_kinds(around.format(f"{number[:8]}-{number[8]}"))
    wrong = number[:8] + str((int(number[8]) + 1) % 10)
    assert ID not in personal_kinds(around.format(wrong))


@given(
    st.sampled_from(["050", "052", "053", "054", "055", "058"]),
    st.integers(0, 9_999_999),
    st.sampled_from(["{}-{}", "{}{}", "{} {}", "{}.{}"]),
)
def test_every_mobile_phone_is_found(area: str, number: int, form: str) -> None:
    assert PHONE in personal_kinds("להתקשר ל " + form.format(area, f"{number:07d}"))


@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    found = shown(text)
    assert not isinstance(found, str) or personal_kinds(found) == []


def test_what_is_shown() -> None:
    assert shown(" 12  x ") == "12 x"
    for hidden in ("052-5550199", "א" * 41):
        shape = shown(hidden)
        assert not isinstance(shape, str) and str(len(hidden)) in shape.en


def test_long_text_without_spaces_is_quick() -> None:
    import time

    start = time.process_time()
    for letter in "א1a-'.":
        personal_kinds(f"@{letter * 30_000}")
    assert time.process_time() - start < 2
