"""How far a round is, in a few words."""

from __future__ import annotations

from annotator.domain.counted import counted
from annotator.services.rounds.progress import RoundProgress, Tally


def done_words(tally: Tally) -> str:
    """Return how much of a tally is finished."""
    if tally.assigned == 0:
        return "nothing assigned"
    return f"{tally.finished:,} of {tally.assigned:,}"


def tally_words(tally: Tally) -> str:
    """Return a tally in full, for tool tips and screen readers."""
    return (
        f"{tally.finished:,} of {tally.assigned:,} finished, {tally.no_incident:,} of them without an incident; "
        f"{tally.draft:,} in progress, {tally.not_started:,} not started"
    )


def sharing_words(progress: RoundProgress) -> str:
    """Return how a round's articles are shared among its coders."""
    articles = counted(progress.article_count, "article")
    if not progress.multiply_coded:
        return f"{articles}, each given to one coder" if progress.article_count else "No articles given out yet"
    share = f"{progress.multiply_coded:,} ({progress.share_multiply_coded:.0%}) given to several coders"
    return f"{articles}, {share}{met_words(tuple(progress.meetings.values()))}"


def met_words(meetings: tuple[int, ...]) -> str:
    """Return how often two coders meet, as the end of a sentence; empty without pairs."""
    if not meetings:
        return ""
    fewest, most = min(meetings), max(meetings)
    return f"; any two share {fewest:,}" if fewest == most else f"; any two share {fewest:,} to {most:,}"
