"""Files of codings as text and as JSON, within limits; every refusal names file and line."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from annotator.domain.errors import ArticleRefusedError
from annotator.domain.text import BYTE_ORDER_MARK
from annotator.formats.articles.encoding import decode
from annotator.formats.codings.foreign import CodingFileError, Place
from annotator.formats.readable import size_of

SIZE_LIMIT = 256 * 1024 * 1024
"""Bytes of one file."""
DEPTH_LIMIT = 32
"""Objects and lists within each other in JSON; the forms read here need six."""
FILE_LIMIT = 200_000
"""Files in the folders named."""
CELL_LIMIT = 8_000_000
"""Characters of one cell, more than an article may have."""
KEPT = "Nothing was changed."
_HEADER_LIMIT = 1_000_000
"""Characters within which the header of a table ends."""
_QUOTED = re.compile('"[^"]*"')
_LINE_END = re.compile("[\r\n]")

Progress: TypeAlias = Callable[[int], None]
"""Takes the number of things done so far; may raise to end the work."""
Json: TypeAlias = Any
Object: TypeAlias = dict[str, Any]


def unheard(_done: int) -> None:
    """Take a number and do nothing."""


def refuse(place: Place, reason: str, remedy: str = "") -> NoReturn:
    """Raise CodingFileError for a place; the reason is a sentence."""
    raise CodingFileError(f"{place}: {reason}", kept=KEPT, remedy=remedy, reason=reason)


def file_bytes(path: Path) -> bytes:
    """Return a file's bytes; CodingFileError when it is too large or cannot be read."""
    try:
        size = size_of(path)
        if size > SIZE_LIMIT:
            refuse(Place(path.name), f"The file has {size:,} bytes; a file of codings may have {SIZE_LIMIT:,}.")
        return path.read_bytes()
    except OSError as error:
        refuse(Place(path.name), f"The file cannot be read ({error.strerror}).", "Check the path and try again.")


def raw_text(path: Path) -> str:
    """Return an article's text as the file has it, line ends and byte order mark included.

    UTF-8, or what a byte order mark says; other encodings are refused because offsets could not be trusted.
    """
    data = file_bytes(path)
    try:
        read = decode(data)
        if read.is_guessed:
            refuse(Place(path.name), f"The text is not UTF-8; it looks like {read.encoding}.", "Save it as UTF-8.")
        return data.decode(read.encoding)
    except ArticleRefusedError as error:
        refuse(Place(path.name), error.message, "Save it as UTF-8.")


def plain_text(path: Path) -> str:
    """Return a file of notes or rows as text without byte order mark; CodingFileError when it is not UTF-8."""
    try:
        text = file_bytes(path).decode("utf-8")
    except UnicodeDecodeError as error:
        refuse(Place(path.name), f"The file is not UTF-8 (byte {error.start}).", "Save it as UTF-8.")
    nul = text.find("\0")
    if nul >= 0:
        refuse(Place(path.name, text.count("\n", 0, nul) + 1), "There is a NUL character; this is not a text file.")
    return text.removeprefix(BYTE_ORDER_MARK)


def parsed_json(text: str, place: Place) -> Json:
    """Return JSON of one file or line.

    Refused are keys that are there twice, NaN and Infinity, numbers of thousands of digits, half surrogate pairs and
    structures deeper than `DEPTH_LIMIT`.
    """
    try:
        read = json.loads(text, object_pairs_hook=_unrepeated, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        where = place if place.line else Place(place.file, error.lineno)
        refuse(where, f"This is not JSON: {error.msg} at column {error.colno}.")
    except RecursionError:
        refuse(place, f"The JSON is nested deeper than {DEPTH_LIMIT} levels.")
    except ValueError as error:
        refuse(place, f"{error}.")
    _refuse_deep(read, place)
    return read


def csv_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield a table's rows with the line each begins at, the header first; empty rows are passed over.

    The sign that is in the header most often outside of quotes parts cells: tab, comma or semicolon. Raises
    CodingFileError with the line of a row whose number of cells differs from the header's, and of quotes that do not
    end.
    """
    text = plain_text(path)
    header = _LINE_END.split(_QUOTED.sub("", text[:_HEADER_LIMIT]).lstrip("\r\n"), maxsplit=1)[0]
    delimiter = max("\t,;", key=header.count)
    # Lines end at line feeds and carriage returns only; other signs at which text may be split belong to cells.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    width, begins = 0, 1
    csv.field_size_limit(CELL_LIMIT)
    try:
        for row in reader:
            if any(cell for cell in row):
                width = width or len(row)
                if len(row) != width:
                    refuse(Place(path.name, begins), f"The row has {len(row)} cells, the header has {width}.")
                yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        refuse(Place(path.name, begins), f"The row cannot be read: {error}.")


def found_files(paths: list[Path], *suffixes: str) -> list[Path]:
    """Return the named files, and those in the named folders that end in one of ``suffixes``, in order of name."""
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            refuse(Place(str(path)), "There is no such file or folder.", "Check the name.")
        found += _files_below(path, suffixes) if path.is_dir() else [path]
        if len(found) > FILE_LIMIT:
            refuse(Place(str(path)), f"There are more than {FILE_LIMIT:,} files.")
    return list(dict.fromkeys(found))


def _files_below(folder: Path, suffixes: Collection[str]) -> list[Path]:
    try:
        return sorted(one for one in folder.rglob("*") if one.suffix.lower() in suffixes and one.is_file())
    except OSError as error:  # a folder in it went away or cannot be reached
        refuse(Place(str(folder)), f"The folder cannot be read to the bottom: {error.strerror}.", "Try again.")


def text_of(record: Object, *keys: str) -> str:
    """Return the first of the keys that holds a text or a whole number, as text; empty when none does."""
    for key in keys:
        value = record.get(key)
        if isinstance(value, str) and value:
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return ""


def is_offset(value: Json) -> bool:
    """Tell whether a value of JSON is a whole number an offset can be."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31


def _unrepeated(pairs: list[tuple[str, Json]]) -> Object:
    record = dict(pairs)
    if len(record) < len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise ValueError(f"The key “{twice}” is there twice")
    return record


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number in JSON")


def _refuse_deep(read: Json, place: Place) -> None:
    level = [read]
    for _ in range(DEPTH_LIMIT):
        level = [inner for outer in level for inner in _inside(outer, place)]
        if not level:
            return
    refuse(place, f"The JSON is nested deeper than {DEPTH_LIMIT} levels.")


def _inside(value: Json, place: Place) -> Iterator[Json]:
    if isinstance(value, dict):
        yield from value
        yield from value.values()
    elif isinstance(value, list):
        yield from value
    elif isinstance(value, str) and any("\ud800" <= character <= "\udfff" for character in value):
        refuse(place, "A text has half of a surrogate pair.")
