"""From the text of an expression to its parts.

::

    or         := and {"or" and}
    and        := not {"and" not}
    not        := "not" not | comparison
    comparison := sum [("=" | "!=" | "<" | "<=" | ">" | ">=") sum
                      | "in" "(" literal {"," literal} ")"
                      | "includes" literal
                      | "is" ["not"] ("coded" | "answered")]
    sum        := term {("+" | "-") term}
    term       := literal | aggregate | path | "(" or ")"
    aggregate  := ("count" | "sum" | "distinct" | "any" | "all") "(" path ["where" or] ")"
    path       := name {"." name}
    literal    := ["-"] number | 'string' | "true" | "false"
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from annotator.domain.expressions.syntax import (
    Aggregate,
    Both,
    Comparison,
    Either,
    Inclusion,
    Literal,
    Membership,
    Negation,
    Node,
    Path,
    Scope,
    StatusTest,
    Sum,
)
from annotator.domain.expressions.tokens import ExpressionError, Token, TokenKind, tokens

MAX_LENGTH = 2000
MAX_DEPTH = 30

_SIGNS = frozenset(("=", "!=", "<", "<=", ">", ">="))
_FUNCTIONS = frozenset(("count", "sum", "distinct", "any", "all"))
_TRUTHS = {"true": True, "false": False}
_KEYWORDS = frozenset(("or", "and", "not", "in", "includes", "is", "where", *_TRUTHS))


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression; ``text`` is what was written."""

    text: str
    root: Node

    def evaluate(self, scope: Scope) -> object:
        """Return the expression's value in ``scope``, None when it is unknown; never raises by itself."""
        return self.root.evaluate(scope)


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with expressions in braces, as literal texts and expressions in turn."""

    parts: tuple[str | Expression, ...]

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """The expressions in the braces."""
        return tuple(part for part in self.parts if isinstance(part, Expression))


@lru_cache(maxsize=2048)
def parse(text: str) -> Expression:
    """Return the expression written in ``text``.

    Raises ExpressionError, with the column, when it cannot be read, is longer than ``MAX_LENGTH`` characters or nested
    deeper than ``MAX_DEPTH``.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"the expression is longer than {MAX_LENGTH} characters", MAX_LENGTH + 1)
    parser = _Parser(tuple(tokens(text)))
    return Expression(text, parser.whole())


@lru_cache(maxsize=2048)
def parse_message(text: str) -> Message:
    """Return a message's literal texts and the expressions in its ``{braces}``.

    Raises ExpressionError for a brace without its partner and for an expression that cannot be read.
    """
    parts: list[str | Expression] = []
    position = 0
    while position < len(text):
        opening = text.find("{", position)
        plain = text[position:] if opening < 0 else text[position:opening]
        if "}" in plain:
            raise ExpressionError("a closing brace has no opening one", position + plain.index("}") + 1)
        if plain:
            parts.append(plain)
        if opening < 0:
            break
        closing = text.find("}", opening)
        if closing < 0:
            raise ExpressionError("the brace is not closed", opening + 1)
        parts.append(_embedded(text[opening + 1 : closing], opening + 1))
        position = closing + 1
    return Message(tuple(parts))


def _embedded(text: str, offset: int) -> Expression:
    try:
        return parse(text)
    except ExpressionError as error:
        raise ExpressionError(error.reason, error.column + offset) from error


class _Parser:
    """Recursive descent over the words of one expression; one method per line of the grammar."""

    def __init__(self, words: tuple[Token, ...]) -> None:
        self._words = words
        self._position = 0
        self._depth = 0

    def whole(self) -> Node:
        """Return the one expression that makes up the whole text."""
        if self._next().kind is TokenKind.END:
            raise ExpressionError("the expression is empty", 1)
        root = self._or()
        if self._next().kind is not TokenKind.END:
            raise ExpressionError(f"{self._next().text!r} is one word too many", self._next().column)
        return root

    def _next(self) -> Token:
        return self._words[self._position]

    def _take(self) -> Token:
        token = self._next()
        self._position += 1
        return token

    def _takes(self, text: str) -> bool:
        token = self._next()
        if token.text != text or token.kind not in (TokenKind.NAME, TokenKind.SIGN):
            return False
        self._position += 1
        return True

    def _expect(self, text: str) -> None:
        if not self._takes(text):
            raise ExpressionError(f"{text!r} is expected here", self._next().column)

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ExpressionError(f"the expression is nested deeper than {MAX_DEPTH}", self._next().column)

    def _or(self) -> Node:
        alternatives = [self._and()]
        while self._takes("or"):
            alternatives.append(self._and())
        return alternatives[0] if len(alternatives) == 1 else Either(tuple(alternatives))

    def _and(self) -> Node:
        conditions = [self._not()]
        while self._takes("and"):
            conditions.append(self._not())
        return conditions[0] if len(conditions) == 1 else Both(tuple(conditions))

    def _not(self) -> Node:
        if not self._takes("not"):
            return self._comparison()
        self._deeper()
        condition = self._not()
        self._depth -= 1
        return Negation(condition)

    def _comparison(self) -> Node:
        column = self._next().column
        left = self._sum()
        if self._next().kind is TokenKind.SIGN and self._next().text in _SIGNS:
            return Comparison(left, self._take().text, self._sum())
        if self._takes("in"):
            return Membership(left, self._choices())
        if self._takes("includes"):
            return Inclusion(left, self._literal())
        if self._takes("is"):
            return self._status_test(left, column)
        return left

    def _choices(self) -> tuple[Literal, ...]:
        self._expect("(")
        choices = [self._literal()]
        while self._takes(","):
            choices.append(self._literal())
        self._expect(")")
        return tuple(choices)

    def _status_test(self, left: Node, column: int) -> Node:
        if not isinstance(left, Path):
            raise ExpressionError("only a field can be coded or answered", column)
        is_negated = self._takes("not")
        if self._takes("coded"):
            return StatusTest(left, asks_coded=True, is_negated=is_negated)
        if self._takes("answered"):
            return StatusTest(left, asks_coded=False, is_negated=is_negated)
        raise ExpressionError("'coded' or 'answered' is expected here", self._next().column)

    def _sum(self) -> Node:
        first = self._term()
        rest: list[tuple[str, Node]] = []
        while self._next().kind is TokenKind.SIGN and self._next().text in ("+", "-"):
            rest.append((self._take().text, self._term()))
        return Sum(first, tuple(rest)) if rest else first

    def _term(self) -> Node:
        if self._takes("("):
            self._deeper()
            inner = self._or()
            self._expect(")")
            self._depth -= 1
            return inner
        is_call = self._words[min(self._position + 1, len(self._words) - 1)].text == "("
        if self._next().kind is TokenKind.NAME and self._next().text in _FUNCTIONS and is_call:
            return self._aggregate()
        if self._next().kind is TokenKind.NAME and self._next().text not in _KEYWORDS:
            return Path(self._path())
        return self._literal()

    def _aggregate(self) -> Node:
        function = self._take()
        self._expect("(")
        self._deeper()
        level, *rest = self._path()
        if not rest and function.text in ("sum", "distinct"):
            raise ExpressionError(f"{function.text!r} needs a field: {level}.field", function.column)
        where = self._or() if self._takes("where") else None
        self._expect(")")
        self._depth -= 1
        return Aggregate(function.text, level, Path(tuple(rest)) if rest else None, where)

    def _path(self) -> tuple[str, ...]:
        if self._next().kind is not TokenKind.NAME or self._next().text in _KEYWORDS:
            raise ExpressionError("a name is expected here", self._next().column)
        names = [self._take().text]
        while self._takes("."):
            if self._next().kind is not TokenKind.NAME:
                raise ExpressionError("a name is expected after the point", self._next().column)
            names.append(self._take().text)
        return tuple(names)

    def _literal(self) -> Literal:
        is_negative = self._takes("-")
        token = self._next()
        if token.kind is TokenKind.NUMBER:
            number = float(token.text) if "." in token.text else int(token.text)
            self._position += 1
            return Literal(-number if is_negative else number)
        if not is_negative and token.kind is TokenKind.STRING:
            return Literal(self._take().text)
        if not is_negative and token.kind is TokenKind.NAME and token.text in _TRUTHS:
            return Literal(_TRUTHS[self._take().text])
        raise ExpressionError("a value is expected here", token.column)
