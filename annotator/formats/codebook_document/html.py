"""The codebook's document as HTML: one file that needs nothing else, made to be read and to be printed."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from annotator.domain.codebook import Codebook
from annotator.formats.codebook_document.outline import (
    NO_EXAMPLES,
    Block,
    CheckPart,
    Choice,
    ChoiceList,
    Example,
    Examples,
    FieldPart,
    Outline,
    RulePart,
    SectionPart,
    outline,
)
from annotator.formats.codebook_document.style import STYLE


def codebook_html(codebook: Codebook, examples: Examples = NO_EXAMPLES) -> str:
    """Return the document; every text in it is escaped, it runs no script and loads nothing."""
    told = outline(codebook, examples)
    parts = (
        _front(told),
        '<div class="columns">',
        _contents(told),
        "<main>",
        _reading(told),
        *(_section(number, section) for number, section in enumerate(told.sections, start=1)),
        _rules(told),
        "</main>\n</div>",
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(told.title)}, version {told.version} – codebook</title>\n<style>\n{STYLE}</style>\n</head>\n"
        "<body>\n" + "\n".join(filter(None, parts)) + "\n</body>\n</html>\n"
    )


def _front(told: Outline) -> str:
    facts = f"Version {told.version} · {told.field_count} fields · {len(told.rules)} rules"
    return (
        f'<header class="front">\n<p class="kind">Codebook</p>\n<h1>{escape(told.title)}</h1>\n'
        f'<p class="facts">{facts} · <code>{escape(told.id)}</code></p>\n'
        f"{_paragraph(told.description, 'lead')}</header>"
    )


def _contents(told: Outline) -> str:
    entries = [_entry("reading", "How to read a value", ())]
    entries += [
        _entry(f"section-{section.id}", section.title, ((f"field-{one.id}", one.label) for one in section.fields))
        for section in told.sections
    ]
    if told.rules:
        entries.append(_entry("rules", "Rules", ()))
    return f'<nav aria-label="Contents">\n<h2>Contents</h2>\n<ol>\n{"".join(entries)}</ol>\n</nav>'


def _entry(anchor: str, title: str, inner: Iterable[tuple[str, str]]) -> str:
    below = "".join(f'<li><a href="#{escape(to)}">{escape(name)}</a></li>' for to, name in inner)
    nested = f"\n<ul>{below}</ul>" if below else ""
    return f'<li><a href="#{escape(anchor)}">{escape(title)}</a>{nested}</li>\n'


def _reading(told: Outline) -> str:
    statuses = "".join(f"<dt>{escape(name)}</dt><dd>{escape(words)}</dd>" for name, words in told.statuses)
    nothing = (
        f"<p>An article without an incident is answered with <b>{escape(told.no_incident)}</b>.</p>\n"
        if told.no_incident
        else ""
    )
    return (
        '<section id="reading">\n<h2>How to read a value</h2>\n'
        "<p>Every field that was answered has a status; a field nobody has touched has no value at all.</p>\n"
        f'<dl class="statuses">{statuses}</dl>\n{nothing}'
        f'<p class="small">Words around a number: {escape(told.qualifiers)}.</p>\n</section>'
    )


def _section(number: int, section: SectionPart) -> str:
    blocks = "\n".join(map(_block, section.blocks))
    title = f'<span class="number">{number}</span> {escape(section.title)}'
    return f'<section id="section-{escape(section.id)}">\n<h2>{title}</h2>\n{blocks}\n</section>'


def _block(block: Block) -> str:
    fields = "\n".join(map(_field, block.fields))
    if not block.title:
        return fields
    heading = f"<h3>{escape(block.title)}</h3>\n{_paragraph(block.help, 'small')}"
    return f'<div class="group">\n{heading}{fields}\n</div>'


def _field(field: FieldPart) -> str:
    key = f' <kbd title="Key in the window">{escape(field.key)}</kbd>' if field.key else ""
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(words)}</dd>" for name, words in field.facts)
    if field.rules:
        facts += f"<dt>Rules</dt><dd>{', '.join(map(_rule_link, field.rules))}</dd>"
    return (
        f'<article class="field" id="field-{escape(field.id)}">\n'
        f"<h4>{escape(field.label)}{key} <code>{escape(field.id)}</code></h4>\n"
        f"{_paragraph(field.help)}"
        f'<dl class="facts">{facts}</dl>\n'
        f"{''.join(map(_choices, field.lists))}{_examples(field.examples)}</article>"
    )


def _rule_link(rule_id: str) -> str:
    return f'<a href="#rule-{escape(rule_id)}">{escape(rule_id)}</a>'


def _choices(listed: ChoiceList) -> str:
    head = '<th class="code">Code</th>' if listed.has_codes else ""
    head += f"<th>{escape(listed.title)}</th>" + ("<th>Meaning</th>" if listed.has_help else "")
    rows = "".join(f"<tr>{_cells(listed, choice)}</tr>\n" for choice in listed.choices)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"


def _cells(listed: ChoiceList, choice: Choice) -> str:
    code = f'<td class="code">{escape(choice.code)}</td>' if listed.has_codes else ""
    name = f" <code>{escape(choice.id)}</code>" if choice.id else ""
    meaning = f"<td>{escape(choice.help)}</td>" if listed.has_help else ""
    return f"{code}<td>{escape(choice.label)}{name}</td>{meaning}"


def _examples(examples: Iterable[Example]) -> str:
    shown = "".join(
        f'<figure><blockquote dir="auto">{escape(one.quote)}</blockquote>'
        f'<figcaption><b>{escape(one.value)}</b> · <cite dir="auto">{escape(one.article)}</cite></figcaption>'
        "</figure>\n"
        for one in examples
    )
    return f'<div class="examples">\n<h5>Examples</h5>\n{shown}</div>\n' if shown else ""


def _rules(told: Outline) -> str:
    if not told.rules:
        return ""
    intro = (
        "<p>The program checks these while coding. An <b>error</b> has to be put right before a coding can be "
        "complete; a <b>warning</b> may stay when a note answers it. ‹Words like these› stand for what is coded.</p>\n"
    )
    return f'<section id="rules">\n<h2>Rules</h2>\n{intro}{"".join(map(_rule, told.rules))}</section>'


def _rule(rule: RulePart) -> str:
    kind = "error" if rule.is_error else "warning"
    checks = "".join(map(_check, rule.checks))
    return (
        f'<article class="rule {kind}" id="rule-{escape(rule.id)}">\n'
        f'<h4>{escape(rule.id)} <span class="severity">{kind}</span> '
        f'<span class="scope">{escape(rule.scope)}</span></h4>\n'
        f"{checks}</article>\n"
    )


def _check(check: CheckPart) -> str:
    when = f"When {escape(check.when)}: it has to be that " if check.when else "It has to be that "
    return f'<p>{escape(check.message)}</p>\n<p class="condition">{when}{escape(check.require)}.</p>\n'


def _paragraph(text: str, style: str = "") -> str:
    if not text:
        return ""
    attribute = f' class="{style}"' if style else ""
    return f"<p{attribute}>{escape(' '.join(text.split()))}</p>\n"
