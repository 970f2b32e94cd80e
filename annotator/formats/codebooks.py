"""Codebooks in and out: YAML 1.2, read without trust and with line numbers for everything that is wrong."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML

from annotator.domain.codebook import FORMAT, Codebook, CodebookFaultsError
from annotator.domain.errors import CodebookError
from annotator.formats.plain_yaml import Place, YamlFault, YamlRefusedError, read_plain_yaml

MAX_BYTES = 1_000_000
MAX_FAULTS = 20

_REMEDY = "Correct the file and load it again."
_KEPT = "Nothing was changed."


@lru_cache(maxsize=16)
def read_codebook(source: str, *, name: str) -> Codebook:
    """Return the codebook written in ``source``; ``name`` is what its file is called. The latest few are remembered.

    Raises CodebookError with file, line and reason for each of at most ``MAX_FAULTS`` problems.
    """
    if len(source.encode("utf-8", errors="surrogatepass")) > MAX_BYTES:
        message = f"{name} is larger than {MAX_BYTES // 1_000_000} MB; a codebook is never that long."
        raise CodebookError(message, kept=_KEPT, remedy="Choose the codebook's own file.")
    try:
        data, places = read_plain_yaml(source)
    except YamlRefusedError as error:
        raise _refusal(name, error.faults) from error
    if not isinstance(data, dict):
        raise _refusal(name, [YamlFault(1, f"this is not a codebook, which begins with “format: {FORMAT}”")])
    if data.get("format") != FORMAT:
        reason = f"the format is “{data.get('format', '')}”, but this program reads “{FORMAT}”"
        raise _refusal(name, [YamlFault(places.get(("format",), 1), reason)])
    try:
        return Codebook.model_validate(data)
    except ValidationError as error:
        raise _refusal(name, _faults(error, places)) from error


def write_codebook(codebook: Codebook) -> str:
    """Return a codebook as YAML that `read_codebook` reads back to an equal one, without what has its default."""
    data = codebook.model_dump(mode="json", exclude_defaults=True)
    stream = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 120
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.dump(data, stream)
    return stream.getvalue()


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the codebook format, for editors that check while typing."""
    schema = Codebook.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": FORMAT, **schema}


def _refusal(name: str, faults: Sequence[YamlFault]) -> CodebookError:
    unique = sorted(set(faults))
    lines = [f"{name}, line {fault.line}: {fault.reason}." for fault in unique[:MAX_FAULTS]]
    if len(unique) > MAX_FAULTS:
        lines.append(f"{len(unique) - MAX_FAULTS} more problems are not shown.")
    return CodebookError("\n".join(lines), kept=_KEPT, remedy=_REMEDY)


def _faults(error: ValidationError, places: Mapping[Place, int]) -> list[YamlFault]:
    found: list[YamlFault] = []
    details = error.errors()
    for detail in details:
        cause = detail.get("ctx", {}).get("error")
        if isinstance(cause, CodebookFaultsError):
            found.extend(YamlFault(places[_known(fault.where, places)], fault.reason) for fault in cause.faults)
        elif not _is_echo(detail, details):
            place = _known(detail["loc"], places)
            found.append(YamlFault(places[place], _reason(detail, place)))
    return found


def _known(where: Iterable[str | int], places: Mapping[Place, int]) -> Place:
    """Return the innermost part of ``where`` that the file has; pydantic adds names of its own."""
    place: Place = ()
    for step in where:
        place = (*place, step) if (*place, step) in places else place
    return place


def _is_echo(detail: ErrorDetails, details: Sequence[ErrorDetails]) -> bool:
    """Tell whether an error only follows from another: a list short of what was refused, a text that is no truth."""
    where = detail["loc"]
    if detail["type"] == "too_short":
        return any(other["loc"][: len(where)] == where for other in details if other is not detail)
    return where[-1:] == ("bool",)


def _reason(detail: ErrorDetails, place: Place) -> str:
    """Return a validation error as a clause a person understands, without a full stop."""
    name = next((step for step in reversed(place) if isinstance(step, str)), "the codebook")
    context = detail.get("ctx", {})
    written = f"“{detail['input']}”"
    match detail["type"]:
        case "missing":
            return f"“{detail['loc'][-1]}” is missing"
        case "extra_forbidden":
            return f"“{name}” is not a word of the codebook format"
        case "enum" | "literal_error":
            return f"“{name}” is {written}; choose {context['expected']}"
        case "string_pattern_mismatch":
            return f"“{name}” is {written}; {_FORMS.get(context['pattern'], context['pattern'])}"
        case "value_error":
            return f"{context['error']}"
        case _:
            return f"“{name}”: {detail['msg'][:1].lower()}{detail['msg'][1:].replace('tuple', 'list')}"


_FORMS = {
    r"^[a-z][a-z0-9_]*$": "use lower-case letters, digits and _, and begin with a letter",
    r"^[A-Z]$": "use one capital letter",
    r"^[A-Za-z][A-Za-z0-9_]*$": "use letters, digits and _, and begin with a letter",
}
