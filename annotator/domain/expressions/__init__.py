"""A small, safe expression language for the conditions and messages of a codebook.

Its logic has three values: a part that is missing is unknown (None), what is computed from it is unknown, and a rule
fires only on what is known to be false. The language is described in ``resources/codebooks/README.md``.
"""

from __future__ import annotations

from annotator.domain.expressions.parser import (
    MAX_DEPTH,
    MAX_LENGTH,
    Expression,
    Message,
    parse,
    parse_message,
)
from annotator.domain.expressions.syntax import Scope
from annotator.domain.expressions.tokens import ExpressionError

__all__ = [
    "MAX_DEPTH",
    "MAX_LENGTH",
    "Expression",
    "ExpressionError",
    "Message",
    "Scope",
    "parse",
    "parse_message",
]
