"""A body that comes packed though it was asked for as it is: unpacked piece by piece, to its end.

A kilobyte can hold a gigabyte of the same letter, so no piece is larger than asked for; and a
packed body that was cut unpacks without a word to the beginning of a file: its end is looked for.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

GZIP = ("gzip", "x-gzip")
PLAIN = ("", "identity")


class Unpacker:
    """Unpacks what comes by ``encoding``: that of Content-Encoding, in small letters."""

    def __init__(self, encoding: str) -> None:
        self._packed = encoding not in PLAIN
        self._stream = zlib.decompressobj(16 + zlib.MAX_WBITS)

    def pieces(self, chunk: bytes, most: int) -> Iterator[bytes]:
        """What a chunk of the wire holds, in pieces of at most ``most`` bytes.

        Raises:
            zlib.error: it is not packed as it says.
        """
        if not self._packed:
            yield chunk
            return
        piece = b""
        while chunk or len(piece) == most:  # what fills a piece may have more behind it
            if self._stream.eof:
                if not chunk:
                    return
                self._stream = zlib.decompressobj(16 + zlib.MAX_WBITS)  # several in a row
            piece = self._stream.decompress(chunk, most)
            chunk = self._stream.unconsumed_tail or self._stream.unused_data
            if piece:
                yield piece

    @property
    def ended(self) -> bool:
        """Whether what came is whole by its packing."""
        return not self._packed or self._stream.eof
