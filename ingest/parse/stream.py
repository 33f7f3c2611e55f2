"""Text and records of large files, read on and on: no more of a file is held than is looked at.

The audited finances of one year are 957,000 records and 280 MB of JSON; as Python objects at once
they are ten times that.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from ingest.errors import InputError

ENCODINGS = ("utf-8-sig", "cp1255")
"""Tried strictly in this order: Hebrew in cp1255 is never valid UTF-8."""
CHARACTERS = 1_000_000
"""Read at a time."""

Record = dict[str, Any]

_ENDS = frozenset(",]} \t\r\n")


def encoding_of(path: Path, name: str) -> str:
    """The first of ``ENCODINGS`` in which a file's bytes are valid.

    Raises:
        InputError: none is.
    """
    for encoding in ENCODINGS:
        try:
            with path.open(encoding=encoding, newline="") as file:
                while file.read(CHARACTERS):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise _of_no_encoding(name)


def decoded_text(path: Path, name: str) -> str:
    """A file's whole text, in the first of ``ENCODINGS`` in which its bytes are valid.

    Raises:
        InputError: none is.
    """
    content = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _of_no_encoding(name)


def _of_no_encoding(name: str) -> InputError:
    return InputError(
        name,
        found="bytes that are valid in none of " + ", ".join(ENCODINGS),
        expected="text in one of them",
        do="ask the publisher for the encoding and save the file as UTF-8",
    )


def bad_json(error: json.JSONDecodeError, name: str, lines_before: int = 0) -> InputError:
    """What is wrong with text that is no JSON, with its place."""
    return InputError(
        name,
        place=f"line {lines_before + error.lineno}, column {error.colno}",
        found=error.msg,
        expected="JSON",
        do="fetch it again: the answer was cut or is a web page",
    )


def too_deep(name: str) -> InputError:
    return InputError(name, found="JSON nested beyond reason", expected="records")


def read_records(path: Path, name: str) -> Iterator[Record]:
    """The records of a ``datastore_search`` answer one by one, or of a bare list of them.

    Raises:
        InputError: no text, no JSON, an answer that says it failed, or no records. What is wrong
            further on in a file is met only there.
    """
    with path.open(encoding=encoding_of(path, name), newline="") as file:
        text = _Text(file)
        try:
            yield from _Answer(text, name).records()
        except json.JSONDecodeError as error:
            raise bad_json(error, name, text.lines_before) from error
        except RecursionError as error:
            raise too_deep(name) from error


class _Answer:
    """One answer on its way past: its envelope is looked into, its records are handed on."""

    def __init__(self, text: _Text, name: str) -> None:
        self._text = text
        self._name = name
        self._lists = 0
        self._met = 0
        self._failed: str | None = None

    def records(self) -> Iterator[Record]:
        if self._text.next_character() == "[":
            yield from self._list()
        elif self._text.next_character() == "{":
            yield from self._envelope(depth=0)
        else:
            self._text.value()
        self._text.end()
        if self._failed is not None:
            raise InputError(
                self._name,
                found=f"an answer that failed: {self._failed}",
                expected="success: true",
                do="ask the portal again",
            )
        if not self._met or self._lists > 1:
            raise self._no_records()

    def _envelope(self, depth: int) -> Iterator[Record]:
        """The records in an object: in ``records``, or in ``result`` of the outermost one."""
        told: Record = {}
        for key in self._text.members():
            begins = self._text.next_character()
            if key == "records" and begins == "[":
                yield from self._list()
            elif key == "result" and begins == "{" and depth == 0:
                yield from self._envelope(depth=1)
            else:
                told[key] = self._text.value()
        if depth == 0 and told.get("success") is False:
            self._failed = str(told.get("error"))

    def _list(self) -> Iterator[Record]:
        self._lists += 1
        for record in self._text.items():
            if not isinstance(record, dict):
                raise self._no_records()
            self._met += 1
            yield record

    def _no_records(self) -> InputError:
        return InputError(self._name, found="no records", expected="a list of records")


class _Text:
    """JSON text of which a part is held: from the value that is being read to a little beyond."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._held = ""
        self._at = 0
        self._ended = False
        self._decode = json.JSONDecoder().raw_decode
        self.lines_before = 0

    def next_character(self) -> str:
        """The next one that is no white space; nothing at the end of the text."""
        while True:
            while self._at < len(self._held):
                if self._held[self._at] not in " \t\r\n":
                    return self._held[self._at]
                self._at += 1
            if self._ended:
                return ""
            self._read_on()

    def value(self) -> Any:
        """The next value, whole."""
        self.next_character()
        while True:
            try:
                value, end = self._decode(self._held, self._at)
            except json.JSONDecodeError:
                if self._ended:
                    raise
            else:
                # Of a number that goes on beyond what is held, the beginning is one as well.
                is_whole = not isinstance(value, int | float) or self._held[end : end + 1] in _ENDS
                if is_whole or self._ended:
                    self._at = end
                    return value
            self._read_on()

    def items(self) -> Iterator[Any]:
        """The values of a list."""
        self._skip("[")
        if self.next_character() == "]":
            self._skip("]")
            return
        while True:
            yield self.value()
            if self.next_character() == "]":
                self._skip("]")
                return
            self._skip(",")

    def members(self) -> Iterator[str]:
        """The keys of an object; whoever takes one reads its value before the next."""
        self._skip("{")
        if self.next_character() == "}":
            self._skip("}")
            return
        while True:
            if self.next_character() != '"':
                raise self._wrong("Expecting property name enclosed in double quotes")
            key = self.value()
            self._skip(":")
            yield key
            if self.next_character() == "}":
                self._skip("}")
                return
            self._skip(",")

    def end(self) -> None:
        """Nothing comes any more."""
        if self.next_character():
            raise self._wrong("Extra data")

    def _skip(self, mark: str) -> None:
        if self.next_character() != mark:
            raise self._wrong(f"Expecting '{mark}' delimiter")
        self._at += 1

    def _wrong(self, what: str) -> json.JSONDecodeError:
        return json.JSONDecodeError(what, self._held, self._at)

    def _read_on(self) -> None:
        """Let go what was read, and read at least as much again as is held."""
        self.lines_before += self._held.count("\n", 0, self._at)
        self._held = self._held[self._at :]
        self._at = 0
        more = self._file.read(max(CHARACTERS, len(self._held)))
        self._ended = not more
        self._held += more
