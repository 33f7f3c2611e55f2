"""A comment is taken apart the same way whether or not its Hebrew sentence stands there."""

from __future__ import annotations

import pytest

from publication.dictionary.comments import Words, read_comment


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("Breaks (שברים): why.", Words("Breaks: why.", "שברים", None)),
        (
            "Breaks (שברים): why.\nשברים בסדרות: למה.",
            Words("Breaks: why.", "שברים", "שברים בסדרות: למה."),
        ),
        (
            "Body of all (IL) (גופים ברשת): ties.",
            Words("Body of all (IL): ties.", "גופים ברשת", None),
        ),
        ("No Hebrew (at all).", Words("No Hebrew (at all).", None, None)),
        ("First (מונח) and (עוד).", Words("First and (עוד).", "מונח", None)),
        ("", Words(None, None, None)),
        (None, Words(None, None, None)),
    ],
)
def test_a_comment_is_taken_apart(comment: str | None, expected: Words) -> None:
    assert read_comment(comment) == expected
