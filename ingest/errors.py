"""The one way this project says that something it was given is wrong."""

from __future__ import annotations

from collections.abc import Iterable


class InputError(Exception):
    """Bad input: what (``subject``, a file), where, what was found, what expected, what to do."""

    def __init__(
        self, subject: str, *, found: str, expected: str, place: str = "", do: str = ""
    ) -> None:
        self.subject, self.place, self.found, self.expected, self.do = (
            subject,
            place,
            found,
            expected,
            do,
        )
        super().__init__(str(self))

    def __str__(self) -> str:
        where = f"{self.subject}, {self.place}" if self.place else self.subject
        advice = f"; {self.do}" if self.do else ""
        return f"{where}: found {self.found}; expected {self.expected}{advice}"

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (self.subject, self.found, self.expected, self.place, self.do)


def _restore(subject: str, found: str, expected: str, place: str, do: str) -> InputError:
    return InputError(subject, found=found, expected=expected, place=place, do=do)


def alike_once(failures: Iterable[InputError]) -> list[InputError]:
    """Those of which the same was found, expected and advised as one, which names every place.

    A publisher that is silent is one cause, however many of its files were asked for.
    """
    groups: dict[tuple[str, str, str], list[InputError]] = {}
    for failure in failures:
        groups.setdefault((failure.found, failure.expected, failure.do), []).append(failure)
    return [_as_one(group) for group in groups.values()]


def _as_one(group: list[InputError]) -> InputError:
    first, *others = group
    if not others:
        return first
    names = ", ".join((other.place or other.subject).rpartition("/")[2] for other in others)
    place = f"{first.place} and {len(others)} more ({names})"
    return InputError(
        first.subject, found=first.found, expected=first.expected, place=place, do=first.do
    )
