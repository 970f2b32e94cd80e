from __future__ import annotations

import re

import pytest
from hypothesis import given, strategies as st

from annotator.gui.theme.sheet import StyleRule, overridden, parse_sheet, without

NOTHING = re.compile(r"(?!)")
names = st.sampled_from(["QLabel", "QPushButton:hover", 'QFrame[role="row"]', "QMenu::item", "QComboBox QListView"])
declarations = st.dictionaries(
    st.sampled_from(["color", "border", "padding"]), st.sampled_from(["red", "1px", "0 2px"])
)
rules = st.builds(
    lambda selectors, styles: StyleRule(tuple(selectors), tuple(styles.items())),
    st.lists(names, min_size=1, max_size=3, unique=True),
    declarations.filter(bool),
)


def rule(selectors: str, **styles: str) -> StyleRule:
    return StyleRule(tuple(selectors.split(", ")), tuple(styles.items()))


def test_selectors_and_declarations_are_read_in_order() -> None:
    text = "QLabel, QFrame {\n  color: red;\n  padding:  1px   2px\n}\nQMenu{border:none;}"
    assert parse_sheet(text) == [
        rule("QLabel, QFrame", color="red", padding="1px 2px"),
        rule("QMenu", border="none"),
    ]


def test_comments_do_not_count_even_with_braces_inside() -> None:
    assert parse_sheet("/* QLabel { color: red; } */ QMenu { color: blue; /* color: green; */ }") == [
        rule("QMenu", color="blue")
    ]


def test_an_address_keeps_its_colon() -> None:
    assert parse_sheet("QMenu { image: url(icon:/active/check.svg); }") == [
        rule("QMenu", image="url(icon:/active/check.svg)")
    ]


@pytest.mark.parametrize("text", ["", "   ", "/* nothing */"])
def test_an_empty_sheet_has_no_rules(text: str) -> None:
    assert parse_sheet(text) == []


def test_declarations_without_a_value_go() -> None:
    assert parse_sheet("QMenu { color: ; border }") == [StyleRule(("QMenu",), ())]


@given(st.lists(rules))
def test_what_is_written_reads_back(written: list[StyleRule]) -> None:
    assert parse_sheet("\n".join(str(one) for one in written)) == written


def test_unwanted_selectors_go_and_their_neighbours_stay() -> None:
    kept = without([rule("QLabel, QDial", color="red")], re.compile("QDial"), frozenset())
    assert kept == [rule("QLabel", color="red")]


def test_unwanted_properties_go() -> None:
    sheet = [StyleRule(("QLabel",), (("text-transform", "uppercase"), ("color", "red")))]
    assert without(sheet, NOTHING, frozenset({"text-transform"})) == [rule("QLabel", color="red")]


def test_rules_that_have_nothing_left_go() -> None:
    sheet = [rule("QDial", color="red"), rule("QLabel", border="none")]
    assert without(sheet, re.compile("QDial"), frozenset({"border"})) == []


def test_an_own_rule_replaces_the_base_rule_of_the_same_selector_whole() -> None:
    base = [rule("QLabel, QMenu", color="red", padding="36px")]
    own = [rule("QLabel", color="blue")]
    assert overridden(base, own) == [rule("QMenu", color="red", padding="36px"), *own]


def test_an_own_rule_leaves_other_states_of_the_base_alone() -> None:
    base = [rule("QMenu::item:selected", color="red")]
    own = [rule("QMenu::item", color="blue")]
    assert overridden(base, own) == [*base, *own]


@given(st.lists(rules), st.lists(rules))
def test_after_overriding_no_selector_is_in_both_parts(base: list[StyleRule], own: list[StyleRule]) -> None:
    together = overridden(base, own)
    kept = together[: len(together) - len(own)]
    assert together[len(kept) :] == own
    own_selectors = {selector for one in own for selector in one.selectors}
    assert all(own_selectors.isdisjoint(one.selectors) for one in kept)


@given(st.lists(rules))
def test_overriding_with_nothing_changes_nothing(base: list[StyleRule]) -> None:
    assert overridden(base, []) == base
