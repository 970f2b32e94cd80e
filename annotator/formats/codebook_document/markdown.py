"""The codebook's document as Markdown (CommonMark with tables), to keep beside the data in a repository."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from annotator.domain.codebook import Codebook
from annotator.formats.codebook_document.outline import (
    NO_EXAMPLES,
    Block,
    ChoiceList,
    Example,
    Examples,
    FieldPart,
    Outline,
    RulePart,
    outline,
)

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~&#$]")
_AT_LINE_START = re.compile(r"^(?:([-+=])|(\d+)([.)]))")


def codebook_markdown(codebook: Codebook, examples: Examples = NO_EXAMPLES) -> str:
    """Return the document; texts are escaped, so that they are read as they are written."""
    told = outline(codebook, examples)
    return "\n\n".join(part for part in _parts(told) if part) + "\n"


def _parts(told: Outline) -> Iterator[str]:
    yield f"# {_plain(told.title)}"
    yield f"Codebook `{told.id}`, version {told.version}: {told.field_count} fields, {len(told.rules)} rules."
    yield _plain(told.description)
    yield "## Contents"
    yield "\n".join(_contents(told))
    yield '## <a id="reading"></a>How to read a value'
    yield "Every field that was answered has a status; a field nobody has touched has no value at all."
    yield "\n".join(f"- **{_plain(name)}**: {_plain(words)}" for name, words in told.statuses)
    if told.no_incident:
        yield f"An article without an incident is answered with **{_plain(told.no_incident)}**."
    yield f"Words around a number: {_plain(told.qualifiers)}."
    for number, section in enumerate(told.sections, start=1):
        yield f'## <a id="section-{section.id}"></a>{number}. {_plain(section.title)}'
        for block in section.blocks:
            yield from _block(block)
    if told.rules:
        yield '## <a id="rules"></a>Rules'
        yield (
            "The program checks these while coding. An **error** has to be put right before a coding can be complete; "
            "a **warning** may stay when a note answers it. ‹Words like these› stand for what is coded."
        )
        for rule in told.rules:
            yield from _rule(rule)


def _contents(told: Outline) -> Iterator[str]:
    yield "- [How to read a value](#reading)"
    for section in told.sections:
        yield f"- [{_plain(section.title)}](#section-{section.id})"
        yield from (f"  - [{_plain(field.label)}](#field-{field.id})" for field in section.fields)
    if told.rules:
        yield "- [Rules](#rules)"


def _block(block: Block) -> Iterator[str]:
    if block.title:
        yield f"### {_plain(block.title)}"
        yield _plain(block.help)
    for field in block.fields:
        yield from _field(field, level=4 if block.title else 3)


def _field(field: FieldPart, level: int) -> Iterator[str]:
    yield f'{"#" * level} <a id="field-{field.id}"></a>{_plain(field.label)} (`{field.id}`)'
    yield _plain(field.help)
    facts = [f"- {name}: {_plain(words)}" for name, words in field.facts]
    if field.key:
        facts.append(f"- Key in the window: {field.key}")
    if field.rules:
        facts.append(f"- Rules: {', '.join(f'[{_plain(id_)}](#rule-{id_})' for id_ in field.rules)}")
    yield "\n".join(facts)
    for listed in field.lists:
        yield "\n".join(_table(listed))
    yield _examples(field.examples)


def _table(listed: ChoiceList) -> Iterator[str]:
    head = [*(["Code"] if listed.has_codes else []), listed.title, *(["Meaning"] if listed.has_help else [])]
    yield _row(head)
    yield _row("---" for _ in head)
    for choice in listed.choices:
        name = _plain(choice.label) + (f" (`{choice.id}`)" if choice.id else "")
        code = [choice.code] if listed.has_codes else []
        yield _row([*code, name, *([_plain(choice.help)] if listed.has_help else [])])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _examples(examples: Iterable[Example]) -> str:
    shown = [f"> “{_plain(one.quote)}”\n> — {_plain(one.value)} · *{_plain(one.article)}*" for one in examples]
    return "Examples:\n\n" + "\n>\n".join(shown) if shown else ""


def _rule(rule: RulePart) -> Iterator[str]:
    kind = "error" if rule.is_error else "warning"
    yield f'### <a id="rule-{rule.id}"></a>{_plain(rule.id)} ({kind}, {_plain(rule.scope)})'
    for check in rule.checks:
        when = f"When {_plain(check.when)}: it has to be that " if check.when else "It has to be that "
        yield f"- {_plain(check.message)}\n  {when}{_plain(check.require)}."


def _plain(text: str) -> str:
    """Return text on one line that Markdown shows as it is, wherever it stands."""
    line = _SPECIAL.sub(lambda found: f"\\{found.group()}", " ".join(text.split()))
    return _AT_LINE_START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", line)
