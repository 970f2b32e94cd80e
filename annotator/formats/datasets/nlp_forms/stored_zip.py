"""A ZIP archive written front to back, its files stored as they are.

Layout as in PKWARE's APPNOTE 6.3.10, sections 4.3 to 4.5. Nothing is compressed and every time is the first of January
1980, so the same files give the same bytes with every library and on every machine. What is kept in memory of a file is
its entry in the central directory, about a hundred bytes.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable

from annotator.formats.datasets.output import OutputFile

_VERSION = 20
_VERSION_ZIP64 = 45
_UTF8_NAMES = 0x0800
_STORED = 0
_MIDNIGHT = 0
_FIRST_OF_JANUARY_1980 = 1 << 5 | 1
_SHORT_MOST = 0xFFFF
_LONG_MOST = 0xFFFFFFFF
_ZIP64_EXTRA = 1

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_OFFSET_EXTRA = struct.Struct("<2HQ")
_END = struct.Struct("<4s4H2LH")
_END_ZIP64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_ZIP64 = struct.Struct("<4sLQL")


class StoredZip:
    """An archive being written to a file."""

    def __init__(self, output: OutputFile) -> None:
        self._output = output
        self._offset = 0
        self._count = 0
        self._directory = bytearray()

    def add(self, name: str, data: bytes) -> None:
        """Append a file of less than 4 GiB; names are relative, with slashes, and not checked for repeats."""
        self._begin(name, zlib.crc32(data), len(data))
        self._write(data)

    def add_streamed(self, name: str, pieces: Callable[[], Iterable[bytes]]) -> None:
        """Append a file that is not held in memory; ``pieces`` is called twice and yields the same bytes each time."""
        crc = size = 0
        for piece in pieces():
            crc, size = zlib.crc32(piece, crc), size + len(piece)
        self._begin(name, crc, size)
        for piece in pieces():
            self._write(piece)

    def _begin(self, name: str, crc: int, size: int) -> None:
        """Write what stands before a file's bytes, and enter it in the directory."""
        encoded = name.encode()
        stamp = (_MIDNIGHT, _FIRST_OF_JANUARY_1980, crc, size, size)
        extra, offset, version = b"", self._offset, _VERSION
        if offset >= _LONG_MOST:
            extra = _OFFSET_EXTRA.pack(_ZIP64_EXTRA, 8, offset)
            offset, version = _LONG_MOST, _VERSION_ZIP64
        self._directory += _CENTRAL.pack(
            *(
                b"PK\x01\x02",
                version,
                version,
                _UTF8_NAMES,
                _STORED,
                *stamp,
                len(encoded),
                len(extra),
                0,
                0,
                0,
                0,
                offset,
            )
        )
        self._directory += encoded + extra
        self._write(_LOCAL.pack(b"PK\x03\x04", version, _UTF8_NAMES, _STORED, *stamp, len(encoded), 0))
        self._write(encoded)
        self._count += 1

    def end(self) -> None:
        """Append the central directory; nothing may be added after."""
        start, size = self._offset, len(self._directory)
        self._write(bytes(self._directory))
        count, shown_start = self._count, start
        if count >= _SHORT_MOST or start >= _LONG_MOST or size >= _LONG_MOST:
            sizes = (0, 0, count, count, size, start)
            record = self._offset
            self._write(_END_ZIP64.pack(b"PK\x06\x06", 44, _VERSION_ZIP64, _VERSION_ZIP64, *sizes))
            self._write(_LOCATOR_ZIP64.pack(b"PK\x06\x07", 0, record, 1))
            count, size, shown_start = min(count, _SHORT_MOST), min(size, _LONG_MOST), min(start, _LONG_MOST)
        self._write(_END.pack(b"PK\x05\x06", 0, 0, count, count, size, shown_start, 0))

    def _write(self, data: bytes) -> None:
        self._output.write(data)
        self._offset += len(data)
