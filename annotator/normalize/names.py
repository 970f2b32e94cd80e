"""Names and free words: taken as they are written; a leading article is no part of a name."""

from __future__ import annotations

import re

from annotator.domain.proposal import Proposal
from annotator.domain.values import EntityName, FreeText, Location

_LEADING_ARTICLE = re.compile(r"(?:the|an?|les?|la|el|los|las|une?|una)\s+(?=\S)|l['’](?=\S)", re.IGNORECASE)
_NAME_PARTICLES = frozenset({"la", "las", "los", "el", "le", "les"})


def propose_entity(quote: str) -> Proposal | None:
    """Propose an actor's name: verbatim as marked, canonical without a leading article; None for an empty quote."""
    verbatim = quote.strip()
    if not verbatim:
        return None
    canonical = _without_article(verbatim)
    return Proposal(
        content=EntityName(verbatim=verbatim, canonical=canonical),
        explanation=f"The name as written: “{canonical}”.",
        rule="name_as_written",
    )


def propose_location(quote: str) -> Proposal | None:
    """Propose a place's name as marked; None for an empty quote."""
    verbatim = quote.strip()
    if not verbatim:
        return None
    name = " ".join(verbatim.split())
    return Proposal(
        content=Location(verbatim=verbatim, name=name),
        explanation=f"The place as written: “{name}”; coordinates and areas are still open.",
        rule="place_as_written",
    )


def propose_text(quote: str) -> Proposal | None:
    """Propose the marked words themselves; None for an empty quote."""
    text = quote.strip()
    if not text:
        return None
    return Proposal(content=FreeText(text=text), explanation="The words as marked.", rule="text_as_marked")


def _without_article(name: str) -> str:
    """Return a name on one line, without its article.

    Spanish and French articles are kept before a capital letter where the article has one too: “La Libertad” and
    “Los Zetas” are names with their article.
    """
    words = " ".join(name.split())
    found = _LEADING_ARTICLE.match(words)
    if found is None:
        return words
    article, rest = found[0].strip(), words[found.end() :]
    if article[0].isupper() and article.lower() in _NAME_PARTICLES:
        return words
    return rest
