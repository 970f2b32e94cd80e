"""One coding made of foreign marks, through the same checks as a coder's own work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from annotator.domain.article import Article
from annotator.domain.codebook import ARTICLE_LEVEL, INCIDENT_LEVEL, Codebook, Field
from annotator.domain.coding import Coding, CodingHeader, Evidence, Group, Report, Slot, Value
from annotator.domain.entities import Entity
from annotator.domain.errors import CodingError
from annotator.domain.ids import GroupId, ReportId
from annotator.domain.revision import Revision
from annotator.domain.text import Span
from annotator.domain.values import Content, SeveralCategories, Status
from annotator.formats.codings.answers import category_content, content_of
from annotator.formats.codings.foreign import ForeignMark, LabelKey, LabelKind, NotTaken
from annotator.formats.codings.mapping import CodingMapping, LabelRule, Reading
from annotator.formats.codings.offsets import Settled

_GroupKey = tuple[str, str, str]
_NUMBER_AT_END = re.compile("[0-9]{1,9}$")


@dataclass(frozen=True, slots=True)
class BuiltCoding:
    """A coding as it would be stored, and what of the marks is not in it."""

    records: tuple[Entity, ...]
    value_count: int
    evidence_count: int
    taken: int
    not_taken: tuple[NotTaken, ...]


class _Said(NamedTuple):
    """What one rule takes from one mark."""

    rule: LabelRule
    mark: ForeignMark
    number: int
    spans: tuple[Span, ...]
    answers: tuple[str, ...]
    exact: Content | None
    status: Status


def built_coding(
    marks: Sequence[ForeignMark],
    settled: Sequence[Settled],
    mapping: CodingMapping,
    codebook: Codebook,
    article: Article,
    header: CodingHeader,
) -> BuiltCoding:
    """Return the records of a draft made of marks whose spans in the article's text are ``settled``.

    ``header`` is a tombstone, as of a coding that is not there yet. Nothing is stored.
    """
    builder = _Builder(mapping, codebook, article, header)
    builder.add(marks, settled)
    return builder.built()


class _Builder:
    """Grows one coding mark by mark."""

    def __init__(self, mapping: CodingMapping, codebook: Codebook, article: Article, header: CodingHeader) -> None:
        self._mapping = mapping
        self._codebook = codebook
        self._article = article
        self._rules = {rule.key: rule for rule in mapping.labels if rule.field in codebook.fields_by_id}
        self._revision = Revision(Coding(header), codebook, article)
        self._revision.begin()
        self._reports: dict[str, ReportId] = {}
        self._groups: dict[_GroupKey, GroupId] = {}
        self._answers: dict[Slot, Content | Status] = {}
        self._taken = 0
        self._not_taken: list[NotTaken] = []

    def add(self, marks: Sequence[ForeignMark], settled: Sequence[Settled]) -> None:
        """Take in what the mapping takes of the marks; the reports in the order of their keys."""
        said: list[_Said] = []
        for number, (mark, spans) in enumerate(zip(marks, settled, strict=True)):
            if isinstance(spans, str):
                if any(True for _ in self._said(mark, number, ())):
                    self._not_taken.append(NotTaken(mark.place, f"{mark.label}: {spans}"))
            else:
                said += self._said(mark, number, spans)
        self._make_reports(said)
        self._make_groups(said)
        for one in said:
            try:
                self._take(one)
            except CodingError as error:
                self._not_taken.append(NotTaken(one.mark.place, f"{one.rule.key}: {error.message}"))
            else:
                self._taken += 1

    def built(self) -> BuiltCoding:
        """Return the records, without reports and groups that nothing was taken into."""
        coding = self._revision.coding
        values = tuple(coding.values())
        used = {place for value in values for place in (value.report_id, value.group_id)}
        records = tuple(
            record for record in self._revision.entities if not isinstance(record, Report | Group) or record.id in used
        )
        return BuiltCoding(
            records=records,
            value_count=sum(isinstance(record, Value) for record in records),
            evidence_count=sum(isinstance(record, Evidence) for record in records),
            taken=self._taken,
            not_taken=tuple(self._not_taken),
        )

    def _said(self, mark: ForeignMark, number: int, spans: tuple[Span, ...]) -> Iterator[_Said]:
        rule = self._rules.get(LabelKey(mark.label))
        if rule is not None:
            yield _Said(rule, mark, number, spans, mark.answers, mark.exact, mark.status)
        for name, answers in mark.attributes:
            rule = self._rules.get(LabelKey(mark.label, name))
            if rule is not None:
                yield _Said(rule, mark, number, spans, answers, None, Status.CODED)

    def _make_reports(self, said: Sequence[_Said]) -> None:
        keys = dict.fromkeys(self._report_key(one.mark) for one in said if self._field(one.rule).level != ARTICLE_LEVEL)
        for key in _in_order(keys):
            self._reports[key] = self._revision.add_report().id

    def _make_groups(self, said: Sequence[_Said]) -> None:
        """Make the groups whose keys are numbers in the order of these, wherever in the text they come up."""
        keys: dict[tuple[str, str], dict[str, None]] = {}
        for one in said:
            level, key = self._field(one.rule).level, self._named_group(one.mark)
            if key and level not in (ARTICLE_LEVEL, INCIDENT_LEVEL):
                keys.setdefault((self._report_key(one.mark), level), {})[key] = None
        for (report_key, level), found in keys.items():
            for key in _in_order(found):
                group = self._revision.add_group(self._reports[report_key], level)
                self._groups[report_key, level, key] = group.id

    def _take(self, one: _Said) -> None:
        field = self._field(one.rule)
        content = self._content(one, field)
        is_answer = content is not None or one.status is not Status.CODED
        if not (is_answer or one.spans):
            raise CodingError("There are neither words of the article nor an answer.")
        slot = self._slot(field, one)
        if is_answer:
            content = self._agreed(slot, field, content, one.status)
        if content is not None:
            self._revision.set_content(slot, content)
        for span in one.spans:
            self._revision.attach_evidence(slot, span, one.mark.stance)
        if one.status is not Status.CODED:
            self._revision.set_status(slot, one.status)
        if one.mark.missing_reason and not one.spans:
            self._revision.set_missing_evidence_reason(slot, one.mark.missing_reason)

    def _content(self, one: _Said, field: Field) -> Content | None:
        """Return what is answered, None where there are only words."""
        match one.rule.reading:
            case Reading.CATEGORY:
                return category_content(field, one.rule.category)
            case Reading.WORDS:
                return content_of(field, [" ".join(self._article.text[span.start : span.end] for span in one.spans)])
            case Reading.ANSWER if one.exact is not None and one.exact.type == field.type.value:
                return one.exact
            case Reading.ANSWER if one.answers and one.status is Status.CODED:
                return content_of(field, one.answers)
            case _:
                return None

    def _agreed(self, slot: Slot, field: Field, content: Content | None, status: Status) -> Content | None:
        """Return the content with what was answered before; CodingError when the file contradicts itself."""
        answer: Content | Status = status if content is None else content
        before = self._answers.get(slot)
        if isinstance(before, SeveralCategories) and isinstance(answer, SeveralCategories):
            answer = content = SeveralCategories(
                categories=tuple(dict.fromkeys((*before.categories, *answer.categories)))
            )
        elif before not in (None, answer):
            raise CodingError(f"{field.label} has another answer in this incident already.")
        self._answers[slot] = answer
        return content

    def _slot(self, field: Field, one: _Said) -> Slot:
        if field.level == ARTICLE_LEVEL:
            return Slot(field.id)
        report_key = self._report_key(one.mark)
        report_id = self._reports[report_key]
        if field.level == INCIDENT_LEVEL:
            return Slot(field.id, report_id)
        key = report_key, field.level, self._group_key(one)
        if key not in self._groups:
            self._groups[key] = self._revision.add_group(report_id, field.level).id
        return Slot(field.id, report_id, self._groups[key])

    def _report_key(self, mark: ForeignMark) -> str:
        return _named(mark, self._mapping.report_by) or mark.report

    def _named_group(self, mark: ForeignMark) -> str:
        return _named(mark, self._mapping.group_by) or mark.group

    def _group_key(self, one: _Said) -> str:
        """Return which repeat of a group is meant; without a key every mark, or row, is one of its own."""
        key = self._named_group(one.mark)
        if one.mark.kind is LabelKind.COLUMN:
            return key or f"{one.mark.place}"
        return key or f"{one.mark.place} {one.number}"

    def _field(self, rule: LabelRule) -> Field:
        return self._codebook.fields_by_id[rule.field]


def _in_order(keys: Iterable[str]) -> list[str]:
    """Return keys by the number they end in where all (but the empty one) do, else as they come."""
    found = list(keys)
    numbers = {key: _NUMBER_AT_END.search(key) for key in found if key}
    if not all(numbers.values()):
        return found
    return sorted(found, key=lambda key: int(number[0]) if (number := numbers.get(key)) else 0)


def _named(mark: ForeignMark, attribute: str) -> str:
    """Return what the mark says under an attribute's name; empty for none."""
    return next((answers[0] for name, answers in mark.attributes if name == attribute and answers), "")
