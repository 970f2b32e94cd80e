"""Counts proposed from quotes; every rule of the model's page has its line here."""

from __future__ import annotations

import pytest
from hypothesis import given

from annotator.domain.codebook import Field
from annotator.domain.values import Count, FieldType, Qualifier
from annotator.normalize.counts import propose_count
from tests.strategies import texts


def a_field(id_: str, label: str, level: str = "incident") -> Field:
    return Field(id=id_, label=label, level=level, section="s", type=FieldType.COUNT)


KILLED = a_field("killed_total", "Killed (excluding attackers)")
WOUNDED = a_field("wounded_total", "Wounded")
MISSING = a_field("vg_missing", "Missing or abducted", "victim_group")
GROUP_KILLED = a_field("vg_killed", "Killed", "victim_group")
EVENTS = a_field("n_events", "Incidents in aggregate")
ATTACKERS = a_field("perp_number", "Number of attackers", "perpetrator")

Parts = tuple[int | None, int | None, int | None, str]
NONE: Parts = (0, 0, 0, "none_reported")


def parts(quote: str, field: Field | None = KILLED) -> Parts | None:
    proposal = propose_count(quote, field)
    if proposal is None:
        return None
    content = proposal.content
    assert isinstance(content, Count)
    return content.low, content.best, content.high, content.qualifier.value


def exact(number: int) -> Parts:
    return number, number, number, "exact"


@pytest.mark.parametrize(
    "quote, expected",
    [
        ("47 soldiers", exact(47)),
        ("At least 47 soldiers and a villager have been killed", (48, 48, None, "at_least")),
        ("AT LEAST 47\nSOLDIERS AND A VILLAGER WERE KILLED", (48, 48, None, "at_least")),
        ("no fewer than 12 people", (12, 12, None, "at_least")),
        ("10 or more", (10, 10, None, "at_least")),
        ("more than 100", (100, 100, None, "more_than")),
        ("over a hundred people", (100, 100, None, "more_than")),
        ("about 40", (None, 40, None, "about")),
        ("some 40 people", (None, 40, None, "about")),
        ("nearly forty", (None, 40, None, "about")),
        ("30 or so villagers", (None, 30, None, "about")),
        ("six to eight", (6, None, 8, "range")),
        ("between six and eight people", (6, None, 8, "range")),
        ("12-15 dead", (12, None, 15, "range")),
        ("from 6 to 8", (6, None, 8, "range")),
        ("up to 30", (None, None, 30, "at_most")),
        ("as many as 30 people", (None, None, 30, "at_most")),
        ("no more than 30", (None, None, 30, "at_most")),
        ("fewer than 10", (None, None, 10, "fewer_than")),
        ("under 10", (None, None, 10, "fewer_than")),
        ("1,200 people", exact(1200)),
        ("1\u00a0200 people", exact(1200)),
        ("two dozen", exact(24)),
        ("a civilian", exact(1)),
        ("the driver", exact(1)),
        ("his wife was shot", exact(1)),
        ("0", NONE),
    ],
)
def test_a_number_is_read_with_its_qualifier(quote: str, expected: Parts) -> None:
    assert parts(quote) == expected


@pytest.mark.parametrize(
    "quote, qualifier",
    [
        ("dozens", Qualifier.DOZENS),
        ("DOZENS OF PEOPLE", Qualifier.DOZENS),
        ("several", Qualifier.SEVERAL),
        ("a few villagers", Qualifier.SEVERAL),
        ("several dozen people", Qualifier.DOZENS),
        ("several hundred people", Qualifier.HUNDREDS),
        ("hundreds dead", Qualifier.HUNDREDS),
        ("scores of villagers", Qualifier.SCORES),
        ("tens of people", Qualifier.TENS),
        ("tens of thousands", Qualifier.THOUSANDS),
        ("thousands", Qualifier.THOUSANDS),
        ("numerous dead", Qualifier.PLURAL_UNSPECIFIED),
        ("an unknown number of people", Qualifier.PLURAL_UNSPECIFIED),
        ("THE PEASANTS", Qualifier.PLURAL_UNSPECIFIED),
        ("women and children", Qualifier.PLURAL_UNSPECIFIED),
        ("des dizaines de morts", Qualifier.TENS),
        ("varios muertos", Qualifier.SEVERAL),
    ],
)
def test_a_vague_word_gives_its_qualifier_and_no_number(quote: str, qualifier: Qualifier) -> None:
    assert parts(quote) == (None, None, None, qualifier.value)


@pytest.mark.parametrize(
    "quote, field, expected",
    [
        ("no casualties", KILLED, NONE),
        ("no casualties", WOUNDED, NONE),
        ("no one was killed", KILLED, NONE),
        ("no one was killed", WOUNDED, None),
        ("nobody was hurt", WOUNDED, NONE),
        ("nobody was hurt", KILLED, None),
        ("no injuries", WOUNDED, NONE),
        ("no injuries", KILLED, None),
        ("without casualties", KILLED, NONE),
        ("no soldiers were killed", KILLED, NONE),
        ("There were no\nvictims", KILLED, NONE),
        ("aucun mort", KILLED, NONE),
        ("sin víctimas", KILLED, NONE),
    ],
)
def test_a_denial_is_zero_for_what_it_denies(quote: str, field: Field, expected: Parts | None) -> None:
    assert parts(quote, field) == expected


@pytest.mark.parametrize(
    "quote, killed, wounded",
    [
        ("killed 10 and wounded 20", 10, 20),
        ("killing 10 people and injuring 20 others", 10, 20),
        ("left 10 dead and 20 wounded", 10, 20),
        ("10 people were killed and 20 wounded", 10, 20),
        ("THREE SUBVERSIVES WERE KILLED AND SEVEN OTHERS WERE WOUNDED", 3, 7),
        ("10 dead, 20 injured", 10, 20),
        ("20 wounded and 10 dead", 10, 20),
        ("wounded 20 soldiers and killed 10", 10, 20),
        ("20 muertos y 5 heridos", 20, 5),
        ("douze morts et trois blessés", 12, 3),
    ],
)
def test_each_field_takes_its_own_number(quote: str, killed: int, wounded: int) -> None:
    assert parts(quote, KILLED) == exact(killed)
    assert parts(quote, WOUNDED) == exact(wounded)


@pytest.mark.parametrize(
    "quote, field, expected",
    [
        ("two attacks killed 40 soldiers", KILLED, exact(40)),
        ("two attacks killed 40 soldiers", EVENTS, exact(2)),
        ("three suicide bombers", ATTACKERS, exact(3)),
        ("gunmen abducted 12 pupils", MISSING, exact(12)),
        ("12 pupils are missing", MISSING, exact(12)),
        ("killed 10", MISSING, None),
        ("ten survivors", KILLED, None),
        ("two police vehicles", KILLED, None),
        ("two police officers", KILLED, exact(2)),
        ("the death toll has risen to 57", KILLED, exact(57)),
    ],
)
def test_the_field_decides_what_is_counted(quote: str, field: Field, expected: Parts | None) -> None:
    assert parts(quote, field) == expected


@pytest.mark.parametrize(
    "quote, expected",
    [
        ("47 soldiers and a villager", exact(48)),
        ("two soldiers, three civilians and a child were killed", exact(6)),
        ("un civil et deux soldats ont été tués", exact(3)),
        ("54 people, including a civilian, were killed", exact(54)),
        ("12 people, among them two children", exact(12)),
        ("three people, two soldiers and a civilian, were killed", exact(3)),
        ("at least 10 soldiers and at least 5 civilians", (15, 15, None, "at_least")),
        ("10 soldiers and about 5 civilians", exact(10)),
        ("10 soldiers and two vehicles", exact(10)),
    ],
)
def test_only_counts_of_people_joined_by_and_are_added(quote: str, expected: Parts) -> None:
    assert parts(quote) == expected


def test_a_groups_own_field_adds_nothing_and_says_what_was_left_out() -> None:
    assert parts("47 soldiers and a villager", GROUP_KILLED) == exact(47)
    proposal = propose_count("47 soldiers and a villager", GROUP_KILLED)
    assert proposal is not None
    assert proposal.explanation.endswith("The first of several numbers; left out: “a villager”.")


@pytest.mark.parametrize(
    "quote",
    [
        "2012",
        "in 2012",
        "at 10:30",
        "at 5 p.m.",
        "0600 hours",
        "20 percent",
        "20%",
        "the 3rd brigade",
        "THE 3D INFANTRY BRIGADE",
        "a 40-year-old",
        "aged 40",
        "$5 million",
        "M-16 rifles",
        "AK-47",
        "the G5 force",
        "a 5,000-man force",
        "No. 4",
        "one of the deadliest attacks",
        "3 January",
        "January 3, 2019",
        "2019-11-03",
        "30 minutes",
        "an attack on a military post",
        "",
        "…",
        "😀",
    ],
)
def test_what_counts_no_people_is_no_toll(quote: str) -> None:
    assert parts(quote) is None


@pytest.mark.parametrize(
    "quote, number",
    [
        ("a 40-year-old man was killed", 1),
        ("on 3 January 15 people were killed", 15),
        ("In 2012, 15 people died", 15),
        ("the 3rd brigade lost 12 soldiers", 12),
        ("2000 people", 2000),
        ("At 10:30 a.m. two soldiers died", 2),
    ],
)
def test_a_toll_beside_other_numbers_is_found(quote: str, number: int) -> None:
    assert parts(quote) == exact(number)


@pytest.mark.parametrize(
    "quote, explanation",
    [
        (
            "At least 47 soldiers and a villager",
            "“At least 47 soldiers and a villager”: 47 + 1 = 48, the lowest and best number; the highest stays open.",
        ),
        ("six to eight", "“six to eight”: 6 to 8, the lowest and the highest number; the best stays open."),
        ("dozens of dead", "“dozens”: a vague number; no figure is proposed, only the word is kept."),
        ("no casualties", "“no casualties”: the text says there were none."),
        ("the mayor", "“the mayor”: one person."),
    ],
)
def test_the_explanation_names_words_and_reading(quote: str, explanation: str) -> None:
    proposal = propose_count(quote, KILLED)
    assert proposal is not None
    assert proposal.explanation == explanation


def test_without_a_field_the_first_number_of_people_is_taken() -> None:
    assert parts("killed 10 and wounded 20", None) == exact(10)


@given(texts())
def test_any_quote_gives_a_count_in_order_or_nothing(quote: str) -> None:
    for field in (KILLED, EVENTS, None):
        found = parts(quote, field)
        if found is not None:
            numbers = [number for number in found[:3] if number is not None]
            assert numbers == sorted(numbers)
            assert all(number >= 0 for number in numbers)
