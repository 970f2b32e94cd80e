from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import singledispatch

import pytest
from hypothesis import given, strategies as st

from annotator.domain.expressions import (
    MAX_DEPTH,
    MAX_LENGTH,
    Expression,
    ExpressionError,
    Scope,
    parse,
    parse_message,
)
from annotator.domain.expressions.syntax import (
    Aggregate,
    Both,
    Comparison,
    Either,
    Inclusion,
    Literal,
    Membership,
    NamePath,
    Negation,
    Node,
    Path,
    StatusTest,
    Sum,
    compared,
)


@dataclass(frozen=True)
class Facts:
    """A scope made of a dictionary; what is not in it is unknown."""

    known: Mapping[str, object] = field(default_factory=dict)
    groups: Mapping[str, Sequence[Facts]] = field(default_factory=dict)
    answered: frozenset[str] = frozenset()

    def resolve(self, path: NamePath) -> object:
        return self.known.get(".".join(path))

    def is_coded(self, path: NamePath) -> bool:
        return ".".join(path) in self.known

    def is_answered(self, path: NamePath) -> bool:
        return ".".join(path) in self.answered or self.is_coded(path)

    def members(self, level: str) -> Sequence[Scope]:
        return self.groups.get(level, ())


DAY = dt.date(2021, 5, 7)
VICTIMS = Facts(
    {"limit": 5},
    {
        "victims": (
            Facts({"kind": "soldiers", "killed.low": 3, "killed.best": 4, "is_named": True}),
            Facts({"kind": "civilians", "killed.low": 1, "is_named": False}),
            Facts({"kind": "attackers", "killed.low": 9, "killed.best": 9}),
        ),
        "nobody": (),
        "vague": (Facts({"kind": "soldiers"}), Facts({"killed.low": 2})),
    },
)
PLAIN = Facts(
    {
        "yes": True,
        "no": False,
        "n": 3,
        "x": 2.5,
        "word": "Main",
        "kinds": ("bomb", "Gun"),
        "day": DAY,
        "moment": dt.datetime(2021, 5, 7, 23, 30, tzinfo=dt.UTC),
    },
    answered=frozenset({"touched"}),
)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("3", 3),
        ("-3", -3),
        ("2.5", 2.5),
        ("'it''s'", "it's"),
        ("true", True),
        ("word = 'main'", True),
        ("word != 'main'", False),
        ("n <= 3 and n >= 3", True),
        ("n < x", False),
        ("n > x", True),
        ("n - 1 + 2", 4),
        ("n - (1 + 2)", 0),
        ("n = 3.0", True),
        ("yes", True),
        ("not yes", False),
        ("not not yes", True),
        ("yes = true", True),
        ("no = true", False),
        ("yes or no and no", True),
        ("(yes or no) and no", False),
        ("word in ('minor', 'MAIN')", True),
        ("n in (1, 2)", False),
        ("kinds includes 'gun'", True),
        ("kinds includes 'mine'", False),
        ("word is coded", True),
        ("word is not coded", False),
        ("touched is answered", True),
        ("touched is coded", False),
        ("nothing is answered", False),
        ("nothing is not answered", True),
        ("day + 1 > day", True),
        ("day + 7 - day", 7),
        ("moment = day", True),
        ("moment - day", 0),
    ],
)
def test_an_expression_means_what_it_says(text: str, expected: object) -> None:
    assert parse(text).evaluate(PLAIN) == expected


@pytest.mark.parametrize(
    "text",
    [
        "nothing",
        "nothing = 3",
        "nothing != 3",
        "not nothing",
        "not n",
        "nothing + 1",
        "nothing in ('a', 'b')",
        "nothing includes 'a'",
        "word includes 'a'",
        "word = 3",
        "yes = 1",
        "word < n",
        "kinds = 'bomb'",
        "yes + 1",
        "day + day",
        "day + x",
        "n - day",
        "day + 999999999",
        "nothing and yes",
        "nothing or no",
        "n and yes",
    ],
)
def test_what_rests_on_something_unknown_or_unfit_is_unknown(text: str) -> None:
    assert parse(text).evaluate(PLAIN) is None


@pytest.mark.parametrize("left", [True, False, None])
@pytest.mark.parametrize("right", [True, False, None])
def test_and_or_follow_kleenes_tables(left: bool | None, right: bool | None) -> None:
    scope = Facts({name: value for name, value in (("a", left), ("b", right)) if value is not None})
    rank = {False: 0, None: 1, True: 2}
    assert rank[parse("a and b").evaluate(scope)] == min(rank[left], rank[right])  # type: ignore[index]
    assert rank[parse("a or b").evaluate(scope)] == max(rank[left], rank[right])  # type: ignore[index]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("count(victims)", 3),
        ("count(victims where kind != 'attackers')", 2),
        ("count(victims.killed.best)", 2),
        ("count(nobody)", 0),
        ("sum(victims.killed.low)", 13),
        ("sum(victims.killed.low where kind != 'attackers')", 4),
        ("sum(victims.killed.best)", 13),
        ("sum(victims.kind)", None),
        ("sum(nobody.killed.low)", None),
        ("sum(victims.killed.high)", None),
        ("distinct(victims.kind)", 3),
        ("distinct(nobody.kind)", None),
        ("any(victims)", True),
        ("any(nobody)", False),
        ("any(victims where kind = 'civilians')", True),
        ("any(victims where kind = 'police')", False),
        ("any(victims.is_named)", True),
        ("any(victims.is_named where kind = 'civilians')", False),
        ("all(nobody)", True),
        ("all(victims where killed.low >= 1)", True),
        ("all(victims where killed.low > 1)", False),
        ("all(victims where killed.best > 1)", None),
        ("all(victims.is_named)", False),
        ("all(victims.is_named where kind = 'soldiers')", True),
        ("all(victims.is_named where kind = 'attackers')", None),
        ("count(vague where kind = 'soldiers')", None),
        ("sum(vague.killed.low where kind = 'soldiers')", None),
        ("distinct(vague.kind where killed.low > 1)", None),
        ("any(vague where kind = 'soldiers')", True),
        ("any(vague where kind = 'police')", None),
        ("count(victims) + 1 > 3", True),
    ],
)
def test_an_aggregate_goes_through_the_members_of_a_level(text: str, expected: object) -> None:
    assert parse(text).evaluate(VICTIMS) == expected


@pytest.mark.parametrize(
    "text, column",
    [
        ("", 1),
        ("   ", 1),
        ("a b", 3),
        ("a =", 4),
        ("= a", 1),
        ("a = = b", 5),
        ("a and", 6),
        ("(a", 3),
        ("a)", 2),
        ("'open", 1),
        ("a in b", 6),
        ("a in ()", 7),
        ("a in ('x'", 10),
        ("a includes b", 12),
        ("a is", 5),
        ("a is missing", 6),
        ("3 is coded", 1),
        ("(a and b) is coded", 1),
        ("a.", 3),
        ("a..b", 3),
        ("a.3", 3),
        ("a < b < c", 7),
        ("count()", 7),
        ("count(claim", 12),
        ("count('claim')", 7),
        ("sum(claim)", 1),
        ("distinct(claim)", 1),
        ("where", 1),
        ("- a", 3),
        ("-'x'", 2),
        ("1234567890123456", 1),
        ("3a", 1),
        ("a ; b", 3),
        ("a == b", 4),
        ("__import__('os')", 11),
        ("a[0]", 2),
        ("é = 1", 1),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_column(text: str, column: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.column == column
    assert f"(column {column})" in str(caught.value)


def test_an_expression_longer_than_the_limit_is_refused() -> None:
    fits = "a" * MAX_LENGTH
    assert isinstance(parse(fits), Expression)
    with pytest.raises(ExpressionError, match="longer than"):
        parse(fits + "a")


@pytest.mark.parametrize("opening, closing", [("(", ")"), ("not ", ""), ("any(x where ", ")")])
def test_an_expression_nested_deeper_than_the_limit_is_refused(opening: str, closing: str) -> None:
    def nested(depth: int) -> str:
        return opening * depth + "a" + closing * depth

    assert isinstance(parse(nested(MAX_DEPTH)), Expression)
    with pytest.raises(ExpressionError, match="nested deeper"):
        parse(nested(MAX_DEPTH + 1))


def test_many_alternatives_side_by_side_are_not_deep() -> None:
    assert parse(" or ".join(["a"] * 200)).evaluate(Facts({"a": False})) is False


def test_the_same_text_is_parsed_once() -> None:
    assert parse("a = 1") is parse("a = 1")


def test_a_message_is_split_into_words_and_expressions() -> None:
    message = parse_message("The {a.b} is above {count(c)}.")
    assert [part if isinstance(part, str) else part.text for part in message.parts] == [
        "The ",
        "a.b",
        " is above ",
        "count(c)",
        ".",
    ]
    assert [expression.text for expression in message.expressions] == ["a.b", "count(c)"]


def test_a_message_without_braces_is_itself() -> None:
    assert parse_message("No incident.").parts == ("No incident.",)


@pytest.mark.parametrize("text, column", [("a {b", 3), ("a } b", 3), ("{}", 2), ("ab {c d}", 7), ("{a}}", 4)])
def test_a_message_with_broken_braces_is_refused_with_its_column(text: str, column: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_message(text)
    assert caught.value.column == column


def _refused_column(text: str) -> int | None:
    """Return where the text is refused, None when it is read and evaluated."""
    try:
        parse(text).evaluate(VICTIMS)
    except ExpressionError as error:
        return error.column
    return None


@given(st.text(max_size=60))
def test_any_text_is_parsed_or_refused_in_the_languages_own_way(text: str) -> None:
    assert _refused_column(text) in (None, *range(1, len(text) + 2))


KEYWORDS = "or and not in includes is coded answered where true false count sum any all distinct"
WORDS = st.sampled_from(f"{KEYWORDS} ( ) , . = != <= + - 3 2.5 'a' a victims victims.killed.low kind".split())


@given(st.lists(WORDS, max_size=14).map(" ".join))
def test_any_heap_of_the_languages_words_is_parsed_or_refused(text: str) -> None:
    assert _refused_column(text) in (None, *range(1, len(text) + 2))


NAMES = st.sampled_from(["yes", "no", "n", "x", "word", "kinds", "day", "moment", "nothing", "kind", "killed.low"])
PATHS = NAMES.map(lambda name: Path(tuple(name.split("."))))
LITERALS = st.one_of(
    st.booleans(),
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.floats(-1000, 1000, allow_nan=False).map(lambda number: round(number, 3) + 0.0),
    st.text("ab'(){} .é", max_size=6),
).map(Literal)


def _larger(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(nodes, min_size=2, max_size=3).map(tuple)
    rests = st.none() | PATHS
    levels = st.sampled_from(["victims", "vague", "nobody"])
    terms = st.lists(st.tuples(st.sampled_from("+-"), nodes), min_size=1, max_size=2).map(tuple)
    return st.one_of(
        st.builds(Either, several),
        st.builds(Both, several),
        st.builds(Negation, nodes),
        st.builds(Comparison, nodes, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), nodes),
        st.builds(Membership, nodes, st.lists(LITERALS, min_size=1, max_size=3).map(tuple)),
        st.builds(Inclusion, nodes, LITERALS),
        st.builds(Sum, nodes, terms),
        st.builds(StatusTest, PATHS, st.booleans(), st.booleans()),
        st.builds(Aggregate, st.sampled_from(["sum", "distinct"]), levels, PATHS, st.none() | nodes),
        st.builds(Aggregate, st.sampled_from(["count", "any", "all"]), levels, rests, st.none() | nodes),
    )


NODES: st.SearchStrategy[Node] = st.recursive(PATHS | LITERALS, _larger, max_leaves=12)


@singledispatch
def _written(node: object) -> str:
    """Write a tree down with every parenthesis, independent of the parser's precedence."""
    raise AssertionError(node)


@_written.register
def _(node: Literal) -> str:
    match node.value:
        case bool(value):
            return "true" if value else "false"
        case str(value):
            return "'" + value.replace("'", "''") + "'"
        case float(value):
            return format(value, "f")
        case value:
            return str(value)


@_written.register
def _(node: Path) -> str:
    return ".".join(node.names)


@_written.register
def _(node: StatusTest) -> str:
    return f"{_written(node.path)} is {'not ' * node.is_negated}{'coded' if node.asks_coded else 'answered'}"


@_written.register
def _(node: Either) -> str:
    return " or ".join(f"({_written(part)})" for part in node.alternatives)


@_written.register
def _(node: Both) -> str:
    return " and ".join(f"({_written(part)})" for part in node.conditions)


@_written.register
def _(node: Negation) -> str:
    return f"not ({_written(node.condition)})"


@_written.register
def _(node: Comparison) -> str:
    return f"({_written(node.left)}) {node.sign} ({_written(node.right)})"


@_written.register
def _(node: Membership) -> str:
    return f"({_written(node.left)}) in ({', '.join(map(_written, node.choices))})"


@_written.register
def _(node: Inclusion) -> str:
    return f"({_written(node.left)}) includes {_written(node.item)}"


@_written.register
def _(node: Sum) -> str:
    return f"({_written(node.first)})" + "".join(f" {sign} ({_written(term)})" for sign, term in node.rest)


@_written.register
def _(node: Aggregate) -> str:
    rest = f".{_written(node.rest)}" if node.rest else ""
    where = f" where {_written(node.where)}" if node.where else ""
    return f"{node.function}({node.level}{rest}{where})"


@given(NODES)
def test_a_tree_written_down_is_read_back_as_the_same_tree(node: Node) -> None:
    text = _written(node)
    if len(text) <= MAX_LENGTH and text.count("(") + text.count("not ") <= MAX_DEPTH:
        assert parse(text).root == node


@given(NODES, st.sampled_from([PLAIN, VICTIMS, Facts()]))
def test_evaluating_any_tree_gives_a_value_or_unknown_and_never_fails(node: Node, scope: Facts) -> None:
    value = node.evaluate(scope)
    assert value is None or isinstance(value, bool | int | float | str | tuple | dt.date)


@given(NODES)
def test_where_nothing_is_known_no_comparison_of_a_field_is_known(node: Node) -> None:
    comparison = Comparison(Path(("nothing",)), "=", node)
    assert comparison.evaluate(PLAIN) is None


@given(st.integers() | st.floats(allow_nan=False), st.integers() | st.floats(allow_nan=False))
def test_exactly_one_of_less_equal_and_greater_holds_between_numbers(left: float, right: float) -> None:
    assert [compared(left, sign, right) for sign in ("<", "=", ">")].count(True) == 1


def test_adding_numbers_beyond_any_float_is_unknown() -> None:
    scope = Facts({"huge": 10**400, "x": 0.5})
    assert parse("huge + x").evaluate(scope) is None
