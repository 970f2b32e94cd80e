"""A codebook laid out as a text: sections, fields, categories and rules, all in words, before any markup.

`outline` is the one place that decides what the document says; HTML and Markdown only say how it looks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from annotator.domain.codebook import INCIDENT_LEVEL, Category, Codebook, Field, Rule, Section, Severity
from annotator.domain.describe import describe_qualifier
from annotator.domain.expressions import parse, parse_message
from annotator.domain.values import FieldType
from annotator.domain.vocabulary import ARTICLE_LEVEL, VALUE_SCOPE
from annotator.formats.codebook_document.conditions import in_words, message_in_words
from annotator.formats.codebook_document.words import (
    STATUSES,
    TYPES,
    category_code,
    evidence_words,
    level_words,
    measure_words,
    precision_words,
    required_words,
    status_name,
)

MOST_EXAMPLES = 3
"""Examples shown of one field."""
LONGEST_QUOTE = 300
"""Code points of a quote that are shown; the document never holds a text as a whole."""


class Example(NamedTuple):
    """Words of an article that were coded in a field: the quote, the article's title, the value in words."""

    quote: str
    article: str
    value: str


Examples = Mapping[str, Sequence[Example]]
"""Examples by the id of their field."""
NO_EXAMPLES: Examples = MappingProxyType({})


class Fact(NamedTuple):
    """One thing to know of a field."""

    name: str
    words: str


class Choice(NamedTuple):
    """One row of a list a coder chooses from; ``code`` is empty where other codebooks have no number for it."""

    code: str
    label: str
    id: str
    help: str


class ChoiceList(NamedTuple):
    """A list a coder chooses from."""

    title: str
    choices: tuple[Choice, ...]

    @property
    def has_codes(self) -> bool:
        """Tell whether any choice has a code."""
        return any(choice.code for choice in self.choices)

    @property
    def has_help(self) -> bool:
        """Tell whether any choice is explained."""
        return any(choice.help for choice in self.choices)


@dataclass(frozen=True, slots=True)
class FieldPart:
    """Everything about one field; ``rules`` are the ids of those that point at it."""

    id: str
    label: str
    key: str
    help: str
    facts: tuple[Fact, ...]
    lists: tuple[ChoiceList, ...]
    rules: tuple[str, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Fields under one heading; the first block of a section has none."""

    id: str
    title: str
    help: str
    fields: tuple[FieldPart, ...]


@dataclass(frozen=True, slots=True)
class SectionPart:
    """A section of the form."""

    id: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def fields(self) -> Iterator[FieldPart]:
        """Every field of the section."""
        return (field for block in self.blocks for field in block.fields)


class CheckPart(NamedTuple):
    """One check of a rule: what a coder is told, when it applies (empty for always) and what must hold."""

    message: str
    when: str
    require: str


@dataclass(frozen=True, slots=True)
class RulePart:
    """A rule."""

    id: str
    is_error: bool
    scope: str
    checks: tuple[CheckPart, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """The whole document."""

    title: str
    id: str
    version: int
    description: str
    statuses: tuple[Fact, ...]
    qualifiers: str
    sections: tuple[SectionPart, ...]
    rules: tuple[RulePart, ...]
    no_incident: str

    @property
    def field_count(self) -> int:
        """The number of fields."""
        return sum(1 for section in self.sections for _ in section.fields)


def outline(codebook: Codebook, examples: Examples = NO_EXAMPLES) -> Outline:
    """Return what the document says; at most three examples a field, their quotes shortened."""
    return Outline(
        title=codebook.title,
        id=codebook.id,
        version=codebook.version,
        description=codebook.description,
        statuses=tuple(Fact(status_name(status), STATUSES[status]) for status in codebook.statuses),
        qualifiers=", ".join(describe_qualifier(qualifier) for qualifier in codebook.qualifiers),
        sections=tuple(filter(None, (_section(codebook, section, examples) for section in codebook.sections))),
        rules=tuple(_rule(codebook, rule) for rule in codebook.rules),
        no_incident=_no_incident(codebook),
    )


def _section(codebook: Codebook, section: Section, examples: Examples) -> SectionPart | None:
    fields = [field for field in codebook.fields if field.section == section.id]
    levels = dict.fromkeys(field.level for field in fields if codebook.group(field.level))
    own = [field for field in fields if field.level not in levels]
    blocks = [Block("", "", "", _fields(codebook, own, examples))] if own else []
    for level in levels:
        group = codebook.group(level)
        if group is not None:
            inside = [field for field in fields if field.level == level]
            blocks.append(Block(group.id, group.plural, group.help, _fields(codebook, inside, examples)))
    return SectionPart(section.id, section.label, tuple(blocks)) if blocks else None


def _fields(codebook: Codebook, fields: Sequence[Field], examples: Examples) -> tuple[FieldPart, ...]:
    return tuple(_field(codebook, field, examples.get(field.id, ())) for field in fields)


def _field(codebook: Codebook, field: Field, examples: Sequence[Example]) -> FieldPart:
    return FieldPart(
        id=field.id,
        label=field.label,
        key=field.key or "",
        help=field.help,
        facts=tuple(fact for fact in _facts(codebook, field) if fact.words),
        lists=tuple(one for one in _lists(field) if one.choices),
        rules=tuple(rule.id for rule in codebook.rules if rule.field == field.id),
        examples=tuple(_shown(example) for example in examples[:MOST_EXAMPLES]),
    )


def _facts(codebook: Codebook, field: Field) -> Iterator[Fact]:
    yield Fact("Records", TYPES[field.type])
    yield Fact("Answered", f"{level_words(codebook, field.level)}; {required_words(codebook, field)}")
    yield Fact("Evidence", evidence_words(codebook, field))
    if field.max_categories is not None:
        yield Fact("At most", f"{field.max_categories} categories")
    if field.prefill is not None:
        yield Fact("Filled in", "from the article’s publication date, with the first thing that is coded")
    yield Fact("Agreement", measure_words(field))


def _lists(field: Field) -> Iterator[ChoiceList]:
    title = {
        FieldType.ORDINAL: "Steps",
        FieldType.ENTITY: "Types",
        FieldType.ATTRIBUTED_VALUE: "Kinds of source",
    }.get(field.type, "Categories")
    yield ChoiceList(title, tuple(map(_choice, field.categories)))
    yield ChoiceList("Stances", tuple(map(_choice, field.stances)))
    steps = (Choice(str(step.code), precision_words(step), "", "") for step in field.precisions)
    yield ChoiceList("Precision", tuple(steps))


def _choice(category: Category) -> Choice:
    return Choice(category_code(category), category.label, category.id, category.help)


def _shown(example: Example) -> Example:
    quote = " ".join(example.quote.split())
    short = quote if len(quote) <= LONGEST_QUOTE else f"{quote[: LONGEST_QUOTE - 1]}…"
    return Example(short, " ".join(example.article.split()), " ".join(example.value.split()))


def _rule(codebook: Codebook, rule: Rule) -> RulePart:
    checks = (
        CheckPart(
            message=message_in_words(parse_message(check.message), codebook),
            when=in_words(parse(check.when), codebook) if check.when else "",
            require=in_words(parse(check.require), codebook),
        )
        for check in rule.checks
    )
    return RulePart(rule.id, rule.severity is Severity.ERROR, _scope(codebook, rule.for_each), tuple(checks))


def _scope(codebook: Codebook, for_each: str) -> str:
    """Return what a rule looks at."""
    group = codebook.group(for_each)
    if group:
        return f"every {group.label.lower()}"
    words = {ARTICLE_LEVEL: "the article", INCIDENT_LEVEL: "every incident", VALUE_SCOPE: "every value"}
    return words.get(for_each) or f"every {for_each.replace('_', ' ')}"


def _no_incident(codebook: Codebook) -> str:
    choice = codebook.no_incident
    if choice is None:
        return ""
    field = codebook.fields_by_id.get(choice.field)
    return f"{field.label}: {field.category_label(choice.category)}" if field else ""
