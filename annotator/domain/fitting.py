"""Whether what was coded fits its codebook and its article: one rule for a coder's own work and work from elsewhere.

A coding that fits may still be unfinished or break the codebook's rules; that is `annotator.domain.checking`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from annotator.domain.article import Article
from annotator.domain.codebook import ARTICLE_LEVEL, INCIDENT_LEVEL, Codebook, Field
from annotator.domain.coding import Coding, Evidence, Group, Value
from annotator.domain.errors import CodingError
from annotator.domain.text import quote_at, unheld_character
from annotator.domain.values import (
    LARGEST_COUNT,
    Content,
    Count,
    Location,
    MarkedSpan,
    Moment,
    OneCategory,
    OrdinalLevel,
    SeveralCategories,
    Status,
    YesNo,
)


def check_content(field: Field, content: Content) -> None:
    """Raise CodingError when a field does not take this content.

    That is one of another type, a category the field does not have, a number that is none of people or things,
    coordinates that lie nowhere, or words with a character that no file of text can hold.
    """
    if content.type != field.type:
        raise CodingError(f"{field.label} takes a {field.type.value}, not a {content.type}.")
    check = _CHECKS.get(type(content), _check_all_words)
    check(content, field)


def check_words(words: str, of_what: str) -> None:
    """Raise CodingError for words of a coder's own with a character that no file of text can hold."""
    character = unheld_character(words)
    if character:
        raise CodingError(
            f"{of_what} cannot hold the character {character}, which no text file can.",
            kept="Nothing was changed.",
            remedy="Take it out, or type the words instead of pasting them.",
        )


def _check_all_words(content: Content, field: Field) -> None:
    for part in vars(content).values():
        if isinstance(part, str):
            check_words(part, field.label)
        elif isinstance(part, tuple):
            for words in part:
                check_words(words, field.label)


def _check_category(content: OneCategory, field: Field) -> None:
    _check_categories((content.category,), field)


def _check_several(content: SeveralCategories, field: Field) -> None:
    if not content.categories:
        raise CodingError(f"{field.label} takes at least one category.")
    if field.max_categories is not None and len(content.categories) > field.max_categories:
        raise CodingError(f"{field.label} takes at most {field.max_categories} categories.")
    _check_categories(content.categories, field)


def _check_categories(chosen: Sequence[str], field: Field) -> None:
    allowed = {category.id for category in field.categories}
    for category in chosen:
        if category not in allowed:
            raise CodingError(f"{field.label} has no category {category}.")


def _check_level(content: OrdinalLevel, field: Field) -> None:
    if content.level not in {category.level for category in field.categories}:
        raise CodingError(f"{field.label} has no level {content.level}.")


def _check_numbers(content: Count, field: Field) -> None:
    for number in (content.low, content.best, content.high):
        if number is not None and not 0 <= number <= LARGEST_COUNT:
            raise CodingError(f"{field.label} takes a number from 0 to {LARGEST_COUNT:,}.")


def _check_place(content: Location, field: Field) -> None:
    for name, degrees, most in (("lat", content.lat, 90), ("lon", content.lon, 180)):
        if degrees is not None and abs(degrees) > most:
            raise CodingError(f"{field.label} takes a {name} between -{most} and {most} degrees.")
    _check_all_words(content, field)


def _check_nothing(_content: Content, _field: Field) -> None:
    """Accept what can only be right."""


_CHECKS: Mapping[type, Callable[[Any, Field], None]] = {
    OneCategory: _check_category,
    SeveralCategories: _check_several,
    OrdinalLevel: _check_level,
    Count: _check_numbers,
    Location: _check_place,
    YesNo: _check_nothing,
    MarkedSpan: _check_nothing,
    Moment: _check_nothing,
}
"""What is checked of each type of content; of those not named here, their words."""


def misfit(coding: Coding, codebook: Codebook, article: Article) -> str:
    """Return the first reason, a sentence, why a coding does not fit codebook and article; empty when it does.

    Tombstones have to fit too: undo may bring them back.
    """
    return next(_misfits(coding, codebook, article), "")


def _misfits(coding: Coding, codebook: Codebook, article: Article) -> Iterator[str]:
    if coding.header.article_id != article.id:
        yield "The coding is of another article."
    for group in coding.groups_by_id.values():
        yield from _group_misfits(group, coding, codebook)
    for value in coding.values_by_id.values():
        yield from _value_misfits(value, coding, codebook)
    for evidence in coding.evidence_by_id.values():
        yield from _evidence_misfits(evidence, coding, article)
    subjects = {coding.header.id, *coding.reports_by_id, *coding.groups_by_id, *coding.values_by_id}
    for note in coding.notes_by_id.values():
        if note.subject_id not in subjects and note.subject_id not in coding.evidence_by_id:
            yield "A note is about something that is not in the coding."
        if unheld_character(note.text):
            yield f"A note has the character {unheld_character(note.text)}, which no text file can hold."


def _group_misfits(group: Group, coding: Coding, codebook: Codebook) -> Iterator[str]:
    if codebook.group(group.level) is None:
        yield f"The codebook has no repeating part named {group.level}."
    if group.report_id not in coding.reports_by_id:
        yield f"A {group.level} belongs to an incident that is not in the coding."


def _value_misfits(value: Value, coding: Coding, codebook: Codebook) -> Iterator[str]:
    field = codebook.fields_by_id.get(value.field)
    if field is None:
        yield f"The codebook has no field {value.field}."
        return
    if not _is_placed_right(value, field, coding):
        yield f"{field.label} does not belong where it was coded."
    if value.status not in codebook.statuses:
        yield f"{field.label} is answered “{value.status}”, which the codebook does not have."
    if unheld_character(value.missing_evidence_reason):
        yield f"The reason for no evidence of {field.label} has a character that no text file can hold."
    if value.content is None:
        return
    if value.status is not Status.CODED:
        yield f"{field.label} has an answer although its status is “{value.status}”."
    try:
        check_content(field, value.content)
    except CodingError as error:
        yield error.message


def _is_placed_right(value: Value, field: Field, coding: Coding) -> bool:
    if field.level == ARTICLE_LEVEL:
        return value.report_id is None and value.group_id is None
    if value.report_id not in coding.reports_by_id:
        return False
    if field.level == INCIDENT_LEVEL:
        return value.group_id is None
    group = coding.groups_by_id.get(value.group_id or "")
    return group is not None and (group.level, group.report_id) == (field.level, value.report_id)


def _evidence_misfits(evidence: Evidence, coding: Coding, article: Article) -> Iterator[str]:
    if evidence.value_id not in coding.values_by_id:
        yield "A piece of evidence belongs to a value that is not in the coding."
    try:
        quote = quote_at(article.text, evidence.span)
    except CodingError as error:
        yield error.message
        return
    if (evidence.quote, evidence.prefix, evidence.suffix) != quote:
        yield f"The quote “{evidence.quote[:40]}” is not what the article says there."
