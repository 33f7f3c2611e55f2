"""The one way this project says that something it was given is wrong."""

from __future__ import annotations


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
