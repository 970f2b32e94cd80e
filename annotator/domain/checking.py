"""Everything that is wrong with a coding now, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from annotator.domain.article import Article
from annotator.domain.codebook import Codebook, EvidenceRule, Field, Rule, RuleCheck, Severity
from annotator.domain.coding import Coding, Slot, Value
from annotator.domain.coding_scope import CodingScope, Ground, rendered
from annotator.domain.expressions import parse, parse_message
from annotator.domain.values import (
    AttributedValue,
    Content,
    EntityName,
    FieldType,
    Frozen,
    OneCategory,
    OrdinalLevel,
    SeveralCategories,
    Status,
)
from annotator.domain.vocabulary import INCIDENT_LEVEL, VALUE_SCOPE


class ProblemKind(StrEnum):
    """What sort of thing is wrong."""

    MISSING = "missing"
    UNFINISHED = "unfinished"
    EVIDENCE = "evidence"
    CATEGORY = "category"
    TYPE = "type"
    RULE = "rule"


class Problem(Frozen):
    """One thing wrong with a coding.

    ``rule`` is the codebook's rule, or ``required``, ``unfinished``, ``evidence``, ``category`` or ``type``.
    ``name`` is where it is, for people (see `name_of`); ``message`` is a sentence. ``slot`` is where a click leads.
    ``subject_id`` is the coding, report, group or, for a rule on values, the value it is about: a note on it that
    names the rule settles a warning (``is_settled``).
    """

    kind: ProblemKind
    rule: str
    severity: Severity
    name: str
    message: str
    slot: Slot
    subject_id: str
    is_settled: bool = False

    @property
    def is_blocking(self) -> bool:
        """Tell whether the coding cannot be completed while this stands."""
        return not self.is_settled


def check(coding: Coding, codebook: Codebook, article: Article) -> tuple[Problem, ...]:
    """Return all that is wrong with a coding now: fields in the codebook's order, incident by incident, then rules.

    A rule fires only where it is known to be broken. Warnings that a note answers are there, marked as settled.
    """
    ground = Ground(coding, codebook, article)
    return _Check(ground).problems()


def name_of(slot: Slot, coding: Coding, codebook: Codebook) -> str:
    """Return a slot's readable name, for example "Incident 2 · Victim group 1 · Killed"."""
    steps: list[str] = []
    group_label = ""
    reports = [report.id for report in coding.reports()]
    if slot.report_id in reports:
        steps.append(f"Incident {reports.index(slot.report_id) + 1}")
    group = coding.groups_by_id.get(slot.group_id or "")
    if group is not None:
        definition = codebook.group(group.level)
        group_label = definition.label if definition else group.level
        siblings = [sibling.id for sibling in coding.groups(group.report_id, group.level)]
        number = siblings.index(group.id) + 1 if group.id in siblings else group.position + 1
        steps.append(f"{group_label} {number}")
    field = codebook.fields_by_id.get(slot.field)
    label = field.label if field else slot.field
    if label != group_label:
        steps.append(label)
    return " · ".join(steps)


class _Check:
    """One run over a coding."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._codebook = ground.codebook
        self._notes = {(note.rule, note.subject_id) for note in ground.coding.notes() if note.rule}
        self._article = CodingScope(ground)
        self._scopes = list(self._all_scopes())
        self._values = list(self._values_in_order())

    def problems(self) -> tuple[Problem, ...]:
        """Return the problems of every field and rule."""
        found = [problem for scope in self._scopes for problem in self._field_problems(scope)]
        for rule in self._codebook.rules:
            found.extend(self._rule_problems(rule))
        return tuple(found)

    def _all_scopes(self) -> Iterator[CodingScope]:
        yield self._article
        for report in self._article.members(INCIDENT_LEVEL):
            yield report
            for group in self._codebook.groups:
                yield from report.members(group.id)

    def _values_in_order(self) -> Iterator[tuple[FieldType, CodingScope]]:
        for scope in self._scopes:
            for field in self._codebook.fields_at(scope.level):
                slot = Slot(field.id, scope.report_id, scope.group_id)
                if slot in self._ground.values:
                    yield field.type, CodingScope(self._ground, value=slot)

    def _field_problems(self, scope: CodingScope) -> Iterator[Problem]:
        for field in self._codebook.fields_at(scope.level):
            slot = Slot(field.id, scope.report_id, scope.group_id)
            value = self._ground.values.get(slot)
            if value is None:
                if _holds(field.required, scope) and not self._ground.is_answered(slot):
                    yield self._of_field(ProblemKind.MISSING, "required", scope, slot, f"{field.label} is missing.")
            elif value.status is Status.CODED:
                yield from self._value_problems(field, value, scope)

    def _value_problems(self, field: Field, value: Value, scope: CodingScope) -> Iterator[Problem]:
        content = value.content
        if content is None:
            message = f"{field.label} has evidence but no value yet."
            yield self._of_field(ProblemKind.UNFINISHED, "unfinished", scope, value.slot, message)
        elif content.type != field.type.value:
            message = (
                f"{field.label} holds a {_in_words(content.type)}, but the codebook asks for a {_in_words(field.type)}."
            )
            yield self._of_field(ProblemKind.TYPE, "type", scope, value.slot, message)
            return
        else:
            for reason in _category_faults(content, field, self._codebook):
                yield self._of_field(ProblemKind.CATEGORY, "category", scope, value.slot, f"{field.label}: {reason}")
        if self._lacks_evidence(field, value, scope):
            message = f"{field.label} needs evidence: mark the words it rests on, or say why there are none."
            yield self._of_field(ProblemKind.EVIDENCE, "evidence", scope, value.slot, message)

    def _lacks_evidence(self, field: Field, value: Value, scope: CodingScope) -> bool:
        if value.missing_evidence_reason.strip() or self._ground.evidence.get(value.id):
            return False
        if field.evidence is EvidenceRule.MANDATORY or field.type is FieldType.SPAN:
            return True
        return field.evidence_when is not None and _holds(field.evidence_when, scope)

    def _of_field(self, kind: ProblemKind, rule: str, scope: CodingScope, slot: Slot, message: str) -> Problem:
        return Problem(
            kind=kind,
            rule=rule,
            severity=Severity.ERROR,
            name=self._name_of(slot),
            message=message,
            slot=slot,
            subject_id=scope.subject_id,
        )

    def _name_of(self, slot: Slot) -> str:
        return name_of(slot, self._ground.coding, self._codebook)

    def _rule_problems(self, rule: Rule) -> Iterator[Problem]:
        for scope in self._places_of(rule):
            for part in rule.checks:
                if _is_broken(part, scope):
                    yield self._of_rule(rule, part, scope)

    def _places_of(self, rule: Rule) -> Iterator[CodingScope]:
        if self._codebook.is_level(rule.for_each):
            yield from (scope for scope in self._scopes if scope.level == rule.for_each)
            return
        yield from (scope for kind, scope in self._values if rule.for_each in (VALUE_SCOPE, kind))

    def _of_rule(self, rule: Rule, part: RuleCheck, scope: CodingScope) -> Problem:
        slot = self._slot_of(rule, scope)
        subject_id = scope.subject_id if scope.value is None else self._ground.values[scope.value].id
        is_settled = rule.severity is Severity.WARNING and (rule.id, subject_id) in self._notes
        return Problem(
            kind=ProblemKind.RULE,
            rule=rule.id,
            severity=rule.severity,
            name=self._name_of(slot),
            message=rendered(parse_message(part.message), scope),
            slot=slot,
            subject_id=subject_id,
            is_settled=is_settled,
        )

    def _slot_of(self, rule: Rule, scope: CodingScope) -> Slot:
        if scope.value is not None:
            return scope.value
        if rule.field is not None:
            slot = scope.slot_of(rule.field)
            if slot is not None:
                return slot
        first = next(iter(self._codebook.fields_at(scope.level)), self._codebook.fields[0])
        return Slot(first.id, scope.report_id, scope.group_id)


def _holds(condition: bool | str, scope: CodingScope) -> bool:
    """Tell whether a condition is known to hold; an unknown one does not."""
    return condition if isinstance(condition, bool) else parse(condition).evaluate(scope) is True


def _is_broken(part: RuleCheck, scope: CodingScope) -> bool:
    if part.when is not None and not _holds(part.when, scope):
        return False
    return parse(part.require).evaluate(scope) is False


def _in_words(field_type: str) -> str:
    return field_type.replace("_", " ")


def _category_faults(content: Content, field: Field, codebook: Codebook) -> Iterator[str]:
    """Yield what in a content the codebook does not list, as the rest of a sentence."""
    listed = {category.id for category in field.categories}
    match content:
        case OneCategory(category=category):
            yield from _unlisted((category,), listed)
        case SeveralCategories(categories=categories):
            yield from _unlisted(categories, listed)
            if field.max_categories is not None and len(categories) > field.max_categories:
                yield f"at most {field.max_categories} may be chosen, not {len(categories)}."
        case OrdinalLevel(level=level):
            yield from _unlisted((str(level),), {str(category.level) for category in field.categories})
        case EntityName(entity_type=entity_type) if listed:
            yield from _unlisted((entity_type,), listed)
        case AttributedValue():
            yield from _unlisted((content.source_type,), listed)
            yield from _unlisted((content.stance,), {stance.id for stance in field.stances})
            yield from _unlisted((content.about_field,), set(codebook.fields_by_id))


def _unlisted(chosen: tuple[str, ...], listed: set[str]) -> Iterator[str]:
    for name in chosen:
        if name and name not in listed:
            yield f"the codebook does not list “{name}”."
