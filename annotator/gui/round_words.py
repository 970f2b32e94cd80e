"""Rounds in a few words, the same everywhere in the window."""

from __future__ import annotations

from annotator.domain.rounds import Round, RoundState


def round_words(one: Round, *, starts_sentence: bool = False, longest: int = 80) -> str:
    """Return a round's name with its manner, for example "Pilot (blind)".

    In the middle of a line the word "round" comes before a name that does not have it. A name of more than ``longest``
    characters is cut.
    """
    prefix = "" if starts_sentence or one.name.casefold().startswith("round") else "round "
    name = one.name if len(one.name) <= longest else f"{one.name[: longest - 1]}…"
    return f"{prefix}{name} ({manner(one)})"


def manner(one: Round) -> str:
    """Return how a round's coders stand to each other now: "blind", "open" or "released"."""
    if one.state is RoundState.RELEASED:
        return "released"
    return "blind" if one.is_blind else "open"
