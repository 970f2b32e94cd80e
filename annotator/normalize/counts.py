"""Proposing a count: the number, its qualifier, and whom it counts.

Rules of the project's model: “at least 53 soldiers and a civilian” is 54/54/– at_least; “more than 100” 100/100/–;
“about 40” –/40/–; “six to eight” 6/–/8; “up to 30” –/–/30; vague words give a qualifier without a number; “no
casualties” is 0/0/0. Numbers that count no people (years, times, shares, ordinals, ages) are passed over.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from annotator.domain.codebook import ARTICLE_LEVEL, INCIDENT_LEVEL, Field
from annotator.domain.proposal import Proposal
from annotator.domain.values import Count, Qualifier
from annotator.normalize.mentions import Mention, counts_things, mentions_of, one_person
from annotator.normalize.vocabulary import ADDING, NONE_REPORTED, OUTCOMES, PLURAL_PEOPLE, THINGS, VAGUE, Outcome

_OUTCOME_OF_FIELD = (
    (Outcome.WOUNDED, re.compile(r"wound|injur|hurt", re.IGNORECASE)),
    (Outcome.MISSING, re.compile(r"missing|abduct|kidnap|hostage|disappear", re.IGNORECASE)),
    (Outcome.KILLED, re.compile(r"kill|dead|death|fatal|toll|died", re.IGNORECASE)),
)
_VAGUE = tuple((qualifier, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for qualifier, words in VAGUE)
_WORD = re.compile(r"[^\W\d_]+")
_DENIED_OF_ALL = re.compile(r"casualt|victim|loss|baja|víctima", re.IGNORECASE)


class _Asked(NamedTuple):
    """What a field asks for: the outcome it counts, if any, whether of all together, and whether of things."""

    outcome: Outcome | None = None
    is_total: bool = True
    is_of_things: bool = False


def propose_count(quote: str, field: Field | None = None) -> Proposal | None:
    """Propose a count from a quote; None where nothing in it counts.

    The field's id and label tell which outcome is asked for, its level whether groups of people are to be added up.
    """
    asked = _asked(field)
    mentions = mentions_of(quote)
    wanted = _wanted(mentions, asked)
    vague = _vague(quote, asked)
    if wanted and (vague is None or wanted[0].start <= vague.start):
        return _from_mentions(quote, wanted, asked)
    if vague is not None:
        return _from_vague(vague)
    denial = _none_reported(quote, asked)
    return denial or (None if mentions else _one_person(quote) or _plural(quote))


def _asked(field: Field | None) -> _Asked:
    if field is None:
        return _Asked()
    name = f"{field.id} {field.label}"
    outcome = next((outcome for outcome, pattern in _OUTCOME_OF_FIELD if pattern.search(name)), None)
    words = {word[0].lower() for word in _WORD.finditer(field.label)}
    return _Asked(outcome, field.level in {ARTICLE_LEVEL, INCIDENT_LEVEL}, outcome is None and bool(words & THINGS))


def _wanted(mentions: list[Mention], asked: _Asked) -> list[Mention]:
    """Return the mentions that answer the field, best kind only: no parts of others, no other outcome."""
    possible = [mention for mention in mentions if not mention.is_part]
    if asked.outcome is not None:
        people = [one for one in possible if one.counts_people is not False]
        return [one for one in people if one.outcome is asked.outcome] or [one for one in people if not one.outcome]
    preferred = [one for one in possible if one.counts_people is not asked.is_of_things]
    return preferred or possible


def _from_mentions(quote: str, wanted: list[Mention], asked: _Asked) -> Proposal:
    chain = _added(quote, wanted) if asked.is_total else wanted[:1]
    first = chain[0]
    content = _count(first.qualifier, sum(mention.value for mention in chain), first.high)
    expression = _on_one_line(quote[first.start : chain[-1].end])
    sentences = [f"“{expression}”: {_sum(chain)}{_READINGS[first.qualifier]}"]
    left_out = wanted[len(chain) :]
    if left_out:
        phrases = ", ".join(f"“{_on_one_line(quote[one.start : one.end])}”" for one in left_out)
        sentences.append(f"The first of several numbers; left out: {phrases}.")
    rule = "sum_of_groups" if len(chain) > 1 else f"count_{first.qualifier.value}"
    return Proposal(content=content, explanation=" ".join(sentences), rule=rule)


def _added(quote: str, wanted: list[Mention]) -> list[Mention]:
    """Return the first mention and those that are added to it: “53 soldiers and a civilian”.

    Nothing is added where the rest only spells the first out: “three people, two soldiers and a civilian”.
    """
    chain = wanted[:1]
    for mention in wanted[1:]:
        last = chain[-1]
        is_added = (
            last.counts_people
            and mention.counts_people
            and last.high is mention.high is None
            and last.outcome is mention.outcome
            and mention.qualifier in {Qualifier.EXACT, chain[0].qualifier}
            and ADDING.fullmatch(quote, last.end, mention.start)
        )
        if not is_added:
            break
        chain.append(mention)
    is_apposition = chain[0].value == sum(mention.value for mention in chain[1:])
    return chain[:1] if is_apposition else chain


def _count(qualifier: Qualifier, number: int, high: int | None) -> Count:
    """Return low, best and high of a number with its qualifier."""
    match qualifier:
        case Qualifier.AT_LEAST | Qualifier.MORE_THAN:
            return Count(low=number, best=number, qualifier=qualifier)
        case Qualifier.AT_MOST | Qualifier.FEWER_THAN:
            return Count(high=number, qualifier=qualifier)
        case Qualifier.ABOUT:
            return Count(best=number, qualifier=qualifier)
        case Qualifier.RANGE:
            return Count(low=number, high=high, qualifier=qualifier)
        case _ if number == 0:
            return Count(low=0, best=0, high=0, qualifier=Qualifier.NONE_REPORTED)
        case _:
            return Count(low=number, best=number, high=number)


_READINGS = {
    Qualifier.EXACT: "an exact number.",
    Qualifier.AT_LEAST: "the lowest and best number; the highest stays open.",
    Qualifier.MORE_THAN: "the lowest and best number, though the text means more; the highest stays open.",
    Qualifier.AT_MOST: "the highest number; lowest and best stay open.",
    Qualifier.FEWER_THAN: "the highest number, though the text means fewer; lowest and best stay open.",
    Qualifier.ABOUT: "the best number; lowest and highest stay open.",
    Qualifier.RANGE: "the lowest and the highest number; the best stays open.",
}


def _sum(chain: list[Mention]) -> str:
    first = chain[0]
    if len(chain) > 1:
        return " + ".join(str(one.value) for one in chain) + f" = {sum(one.value for one in chain)}, "
    return f"{first.value}, " if first.high is None else f"{first.value} to {first.high}, "


class _Vague(NamedTuple):
    start: int
    qualifier: Qualifier
    words: str


def _vague(quote: str, asked: _Asked) -> _Vague | None:
    """Return the first word that stands in a number's place, the larger number where two begin together."""
    found = [
        _Vague(match.start(), qualifier, match[0])
        for qualifier, pattern in _VAGUE
        for match in pattern.finditer(quote)
        if asked.is_of_things or not counts_things(quote, match.end())
    ]
    return min(found, key=lambda one: one.start, default=None)


def _from_vague(vague: _Vague) -> Proposal:
    expression = _on_one_line(vague.words)
    return Proposal(
        content=Count(qualifier=vague.qualifier),
        explanation=f"“{expression}”: a vague number; no figure is proposed, only the word is kept.",
        rule=f"count_{vague.qualifier.value}",
    )


def _none_reported(quote: str, asked: _Asked) -> Proposal | None:
    """Propose zero where the quote says that nobody suffered what the field asks for."""
    found = NONE_REPORTED.search(" ".join(quote.split()))
    if found is None:
        return None
    denied = next((harm for harm in found.groupdict().values() if harm), "")
    if denied and asked.outcome is not None and not _is_denied(asked.outcome, denied):
        return None
    return Proposal(
        content=Count(low=0, best=0, high=0, qualifier=Qualifier.NONE_REPORTED),
        explanation=f"“{found[0].strip()}”: the text says there were none.",
        rule="count_none_reported",
    )


def _is_denied(outcome: Outcome, denied: str) -> bool:
    return bool(_DENIED_OF_ALL.search(denied) or OUTCOMES[outcome].search(denied))


def _one_person(quote: str) -> Proposal | None:
    """Propose one where a single person is named without a number."""
    phrase = one_person(quote)
    if not phrase:
        return None
    return Proposal(
        content=Count(low=1, best=1, high=1),
        explanation=f"“{_on_one_line(phrase)}”: one person.",
        rule="count_one_person",
    )


def _plural(quote: str) -> Proposal | None:
    """Propose “more than one” where people are named in the plural without a number."""
    for word in _WORD.finditer(quote):
        if word[0].lower() in PLURAL_PEOPLE:
            return Proposal(
                content=Count(qualifier=Qualifier.PLURAL_UNSPECIFIED),
                explanation=f"“{word[0]}”: more than one, without a number.",
                rule="count_plural_unspecified",
            )
    return None


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
