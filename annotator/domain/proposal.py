"""What the words of a span suggest for a field; nothing until a coder takes it."""

from __future__ import annotations

from annotator.domain.values import Content, Frozen


class Proposal(Frozen):
    """A proposed content with the sentence that explains it, shown before it is taken.

    ``rule`` is the name of the normalisation rule that made it, for tests and for the coder's eye.
    """

    content: Content
    explanation: str
    rule: str
