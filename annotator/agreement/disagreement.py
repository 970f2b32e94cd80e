"""Every difference between two codings of an article, each once and under one type.

The types exclude each other; the first that fits is given, in the order of `DisagreementKind`. "Other value" means
other after normalisation and not near, so the later types have something left to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.agreement.alignment import AlignedIncident, Aligner, Alignment
from annotator.agreement.answers import UNTOUCHED, Answer, Answers, status_of
from annotator.agreement.groups import MemberPair, answer_at, paired_members
from annotator.agreement.scored import scored_value
from annotator.domain.codebook import ARTICLE_LEVEL, INCIDENT_LEVEL, Codebook, Field, Measure
from annotator.domain.ids import ArticleId, GroupId, ReportId
from annotator.domain.review import DisagreementKind
from annotator.domain.values import Content, Count, Status

NEAR = 0.1
"""Two numbers are near when they differ by at most this share of the greater."""


_SILENT = frozenset({UNTOUCHED, Status.NOT_MENTIONED.value, Status.NOT_APPLICABLE.value})
_AS_WRITTEN = ("verbatim", "expression", "aliases", "description")
"""Parts of a content that follow the evidence and are no choice of the coder's."""


@dataclass(frozen=True)
class Disagreement:
    """One difference between two coders.

    ``reports`` are each coder's reports of the incident, ``field`` the field or, for a member, the group's level;
    ``groups`` the members compared and ``answers`` what each coder recorded.
    """

    kind: DisagreementKind
    article_id: ArticleId
    reports: tuple[tuple[ReportId, ...], tuple[ReportId, ...]] = ((), ())
    field: str | None = None
    groups: tuple[GroupId | None, GroupId | None] = (None, None)
    answers: tuple[Answer | None, Answer | None] = (None, None)


def disagreements(
    aligner: Aligner, codebook: Codebook, pair: tuple[int, int] = (0, 1), alignment: Alignment | None = None
) -> tuple[Disagreement, ...]:
    """Return the differences between two of the coders an aligner holds, by default under its full alignment.

    Incident by incident and field by field in the codebook's order. Fields the codebook does not score are passed over,
    and so are the fields of an incident that one coder split.
    """
    chosen = alignment or aligner.without(None)
    return tuple(_Differences(aligner, codebook, pair).all(chosen))


def kind_of(first: Answer | None, second: Answer | None, field: Field) -> DisagreementKind | None:
    """Return how two coders' answers to a field differ, None where they do not.

    Leaving a field alone and answering "not mentioned" or "not applicable" are the same: nothing was found.
    """
    statuses = status_of(first), status_of(second)
    if first is None or second is None or statuses[0] != statuses[1]:
        return None if set(statuses) <= _SILENT and UNTOUCHED in statuses else DisagreementKind.STATUS
    is_other_evidence = _is_other_evidence(first, second)
    if field.measure is Measure.SPAN:
        return DisagreementKind.SAME_VALUE_OTHER_EVIDENCE if is_other_evidence else None
    if first.content is None or second.content is None:
        return None if first.content == second.content else DisagreementKind.STATUS
    values = scored_value(first.content, field), scored_value(second.content, field)
    if values[0] != values[1]:
        return _kind_of_values(first.content, second.content, field, is_other_evidence=is_other_evidence)
    if _bare(first.content) != _bare(second.content):
        return DisagreementKind.SAME_AFTER_NORMALISATION
    return DisagreementKind.SAME_VALUE_OTHER_EVIDENCE if is_other_evidence else None


def is_near(first: object, second: object) -> bool:
    """Tell whether two unequal numbers lie within a tenth of the greater, as 53 and 54 do; 0 is near nothing."""
    if not isinstance(first, int | float) or not isinstance(second, int | float):
        return False
    return 0 < abs(first - second) <= NEAR * max(first, second)


def _kind_of_values(first: Content, second: Content, field: Field, *, is_other_evidence: bool) -> DisagreementKind:
    if isinstance(first, Count) and is_near(scored_value(first, field), scored_value(second, field)):
        return DisagreementKind.NEAR_NUMBER
    if is_other_evidence:
        return DisagreementKind.OTHER_VALUE_OTHER_EVIDENCE
    return DisagreementKind.OTHER_VALUE_SAME_EVIDENCE


def _is_other_evidence(first: Answer, second: Answer) -> bool:
    """Tell whether both have evidence and no span of one overlaps a span of the other."""
    if not first.spans or not second.spans:
        return False
    return not any(a.overlaps(b) for a in first.spans for b in second.spans)


def _bare(content: Content) -> Content:
    written = {name: type(content).model_fields[name].default for name in _AS_WRITTEN if hasattr(content, name)}
    return content.model_copy(update=written)


class _Differences:
    """Goes through two coders' codings of an article."""

    def __init__(self, aligner: Aligner, codebook: Codebook, pair: tuple[int, int]) -> None:
        self._pair = pair
        self._sides: tuple[Answers, Answers] = (aligner.answers[pair[0]], aligner.answers[pair[1]])
        self._codebook = codebook
        self._article_id = self._sides[0].coding.header.article_id
        self._relevance = codebook.no_incident.field if codebook.no_incident else None

    def all(self, alignment: Alignment) -> Iterator[Disagreement]:
        """Yield every difference."""
        of_article = [
            Disagreement(kind, self._article_id, field=field.id, answers=answers)
            for field in self._codebook.fields_at(ARTICLE_LEVEL)
            for kind, answers in self._in_field(field, (None, None), (None, None))
        ]
        yield from of_article
        is_settled = any(one.kind is DisagreementKind.RELEVANCE for one in of_article) and not all(
            side.reports for side in self._sides
        )
        for incident in alignment.incidents:
            reports = (incident.members[self._pair[0]], incident.members[self._pair[1]])
            if any(reports) and not (is_settled and not all(reports)):
                yield from self._in_incident(incident, reports)

    def _in_incident(
        self, incident: AlignedIncident, reports: tuple[tuple[ReportId, ...], tuple[ReportId, ...]]
    ) -> Iterator[Disagreement]:
        if not all(reports):
            yield Disagreement(DisagreementKind.MISSED_INCIDENT, self._article_id, reports)
        elif len(reports[0]) > 1 or len(reports[1]) > 1:
            yield Disagreement(DisagreementKind.SPLIT_JOIN, self._article_id, reports)
        else:
            pair = (reports[0][0], reports[1][0])
            yield from self._in_fields(INCIDENT_LEVEL, pair, (None, None))
            for group in self._codebook.groups:
                yield from self._in_members(group.id, pair)

    def _in_members(self, level: str, pair: tuple[ReportId, ReportId]) -> Iterator[Disagreement]:
        first, second = self._sides
        reports = ((pair[0],), (pair[1],))
        for member in paired_members((first, pair[0]), (second, pair[1]), level, self._codebook):
            groups = (member.first, member.second)
            if _is_whole(member):
                yield from self._in_fields(level, pair, groups)
            else:
                yield Disagreement(DisagreementKind.EXTRA_MEMBER, self._article_id, reports, level, groups)

    def _in_fields(
        self, level: str, pair: tuple[ReportId, ReportId], groups: tuple[GroupId | None, GroupId | None]
    ) -> Iterator[Disagreement]:
        reports = ((pair[0],), (pair[1],))
        for field in self._codebook.fields_at(level):
            for kind, answers in self._in_field(field, pair, groups):
                yield Disagreement(kind, self._article_id, reports, field.id, groups, answers)

    def _in_field(
        self,
        field: Field,
        pair: tuple[ReportId | None, ReportId | None],
        groups: tuple[GroupId | None, GroupId | None],
    ) -> Iterator[tuple[DisagreementKind, tuple[Answer | None, Answer | None]]]:
        if field.measure is Measure.NONE:
            return
        first, second = self._sides
        answers = (answer_at(first, field.id, pair[0], groups[0]), answer_at(second, field.id, pair[1], groups[1]))
        kind = kind_of(*answers, field)
        if kind is not None:
            is_relevance = field.id == self._relevance and kind is not DisagreementKind.SAME_VALUE_OTHER_EVIDENCE
            yield (DisagreementKind.RELEVANCE if is_relevance else kind), answers


def _is_whole(member: MemberPair) -> bool:
    return member.first is not None and member.second is not None
