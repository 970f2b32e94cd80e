"""The sample articles have the promised form, traps and number, and take no sentence from the founding sample."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from pathlib import Path

import pytest

from annotator.domain.text import stored_form

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
NAMES = (
    "01_indelimane_outpost",
    "02_dar_selim_market_first",
    "03_dar_selim_market_second",
    "04_dar_selim_market_corrected",
    "05_duvria_security_roundup",
    "06_lake_orsa_reprisals",
    "07_tamarra_wave",
    "08_security_law_price_war",
    "09_harbour_drill_accident",
    "10_oum_sirra_raid_disputed",
    "11_pont_de_ganzoro_fr",
    "12_wadi_nasira_cafe_posts",
)
FORM = re.compile(
    r"\n?# (?P<title>\S[^\n]*)\n\n"
    r"Published at: \*\*(?P<published>[0-9T:+Z-]+)\*\*\n\n"
    r"Author: \*\*(?P<author>[^\n*]*)\*\*\n\n"
    r"Original: \[(?P<source>[^\]\n]+)\]\((?P<url>https://example\.org/\S+)\)\n\n"
    r"Sample: \*\*yes\*\*\n\n"
    r"(?P<body>(?:\S[^\n]*\n)+)\Z"
)
WEEKDAYS = {
    "02": ("Tuesday", 0),
    "04": ("Thursday", 0),
    "05": ("Friday", 0),
    "07": ("Saturday", 0),
    "08": ("Wednesday", 0),
    "09": ("Thursday", 1),
    "10": ("Tuesday", 2),
    "12": ("Saturday", 0),
}
"""A day name of an article's text and how many days before publication it lies."""

ZERO_WIDTH_JOINER = "\u200d"
SHINGLE = 8


def text_of(name: str) -> str:
    """Return a sample's text, read without any change of line ends."""
    return (SEEDS / f"{name}.txt").read_bytes().decode("utf-8")


def parts_of(name: str) -> re.Match[str]:
    """Return the parts of a sample by the form's names."""
    found = FORM.match(text_of(name))
    assert found is not None, f"{name} does not have the form"
    return found


def numbered(number: str) -> str:
    """Return the name of the sample with this number."""
    (name,) = (name for name in NAMES if name.startswith(number))
    return name


def body(number: str) -> str:
    """Return the body of the sample with this number."""
    return parts_of(numbered(number))["body"]


def published_day(name: str) -> dt.date:
    """Return the local day a sample gives for its publication."""
    return dt.datetime.fromisoformat(parts_of(name)["published"]).date()


# All twelve


def test_there_are_these_twelve_and_no_others() -> None:
    assert sorted(path.stem for path in SEEDS.glob("*.txt")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_has_the_form_and_says_that_it_is_a_sample(name: str) -> None:
    parts = parts_of(name)
    assert "Sample: **yes**" in text_of(name)
    assert parts["title"].strip() == parts["title"]


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_in_stored_form_already(name: str) -> None:
    assert stored_form(text_of(name)) == text_of(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_as_long_as_a_news_report(name: str) -> None:
    assert 250 <= len(parts_of(name)["body"].split()) <= 600
    assert parts_of(name)["body"].count("\n") >= 8


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_says_what_a_sample_is(name: str) -> None:
    assert f"| {name} |" in (SEEDS / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("number, weekday, days_before", [(key, *value) for key, value in sorted(WEEKDAYS.items())])
def test_a_day_name_falls_on_the_day_it_must(number: str, weekday: str, days_before: int) -> None:
    day = published_day(numbered(number)) - dt.timedelta(days=days_before)
    assert day.strftime("%A") == weekday
    assert weekday in body(number)


def test_no_two_samples_share_a_title_or_an_address() -> None:
    for part in ("title", "url"):
        assert len({parts_of(name)[part] for name in NAMES}) == len(NAMES)


# 01: the founding article's traps


def test_the_retelling_begins_with_a_blank_line_and_names_no_author() -> None:
    assert text_of(NAMES[0]).startswith("\n# ")
    assert parts_of(NAMES[0])["author"] == ""
    assert [name for name in NAMES[1:] if not parts_of(name)["author"]] == []


def test_the_retelling_has_two_no_break_spaces() -> None:
    assert text_of(NAMES[0]).count("\u00a0") == 2


def test_the_retelling_lacks_a_space_between_two_sentences() -> None:
    assert re.findall(r"[a-z]\.[A-Z][a-z]+", body("01")) == ["e.Our"]


def test_the_only_day_name_of_the_retelling_dates_the_ministers_post() -> None:
    days = re.findall(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day", body("01"))
    assert days == ["Saturday"]
    assert "gave the figures on Saturday in a post" in body("01")


def test_the_only_cue_for_the_attacks_day_is_yesterday_inside_a_quote() -> None:
    text = body("01")
    assert text.lower().count("yesterday") == 1
    quoted = re.findall(r'"[^"]*"', text)
    assert [quote for quote in quoted if "yesterday" in quote] != []


@pytest.mark.parametrize(
    "fact",
    [
        "at least 53\u00a0soldiers and one civilian dead",
        "at Indelimane, in the Menaka region",
        "frontier with Niger",
        "through its outlet Amaq",
        "nothing to prove it",
        "the toll could rise",
        "Security sources told",
        "at least three suicide bombers",
        '"significant" damage',
        "Ten men came out alive",
        "a pair of attacks in which 40 soldiers died",
        "Several people who know the case have since told a news agency",
        "a rebellion in 2012",
        "hundreds have died across the region",
    ],
)
def test_the_retelling_tells_the_fact_once(fact: str) -> None:
    assert body("01").count(fact) == 1


def words_of(text: str) -> list[str]:
    """Return a text's words in lower case without accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return re.findall(r"[a-z0-9]+", "".join(mark for mark in plain if not unicodedata.combining(mark)))


def shingles_of(text: str) -> set[tuple[str, ...]]:
    """Return every run of eight words of a text's lines; the header's lines, which follow a form, are passed over."""
    lines = [line for line in text.splitlines() if not re.match(r"(Published at|Author|Original|Sample): ", line)]
    found: set[tuple[str, ...]] = set()
    for words in map(words_of, lines):
        found |= {tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}
    return found


def test_shingles_see_through_case_accents_and_punctuation() -> None:
    text = "It was, he said, the worst DAY in Ménaka."
    assert shingles_of(text) & shingles_of("it was he said — the worst day in menaka since then")
    assert not shingles_of(text) & shingles_of("It was the worst day in Menaka, he said.")


@pytest.mark.parametrize("name", NAMES)
def test_no_eight_words_in_a_row_are_those_of_the_founding_article(name: str, shared_data: Path) -> None:
    founding = shared_data / "000_da8e43be4a5bb509.txt"
    if not founding.is_file():
        pytest.skip(f"there is no {founding}")
    theirs = shingles_of(founding.read_text(encoding="utf-8"))
    assert len(theirs) > 300
    assert shingles_of(text_of(name)) & theirs == set()


# The others


def test_the_three_reports_of_one_bombing_raise_and_correct_its_toll() -> None:
    names = NAMES[1:4]
    times = [dt.datetime.fromisoformat(parts_of(name)["published"]) for name in names]
    assert times == sorted(times)
    assert len({*times}) == 3
    first, second, third = (body(number) for number in ("02", "03", "04"))
    assert "killing at least seven people" in first
    assert "rose to 13" in second
    assert "Sixteen people died" in third
    assert "withdrawing a count of 18" in third
    assert all("Dar Selim" in text and "grain market" in text for text in (first, second, third))


def test_two_samples_tell_three_incidents_each() -> None:
    cues = {
        "05": ("opened fire on their patrol", "led away two engineers", "took apart a device"),
        "06": ("killed nine herders", "burned or hacked to death", "shot at a crowd"),
    }
    for number, phrases in cues.items():
        assert [phrase for phrase in phrases if body(number).count(phrase) != 1] == []


def test_the_aggregate_gives_one_toll_for_several_attacks() -> None:
    assert "A wave of attacks this week killed 31 people" in body("07")
    assert "number of separate attacks at nine" in body("07")


def test_the_samples_without_an_incident_speak_of_violence_all_the_same() -> None:
    assert "price war" in body("08")
    assert "security bill" in body("08")
    assert len(parts_of(numbered("08"))["published"]) == len("2023-05-17")
    assert "Blank ammunition was used throughout" in body("09")
    assert "exercise" in body("09")


def test_four_sources_give_four_tolls_of_one_raid() -> None:
    tolls = {
        "The army says": "12",
        "Sons of the Salt Road": "thirty-one",
        "clinic in Agmar": "17",
        "Rights Watchers": "24",
    }
    paragraphs = body("10").splitlines()
    for source, toll in tolls.items():
        assert any(source in one and re.search(rf"\b{toll}\b", one) for one in paragraphs), source


def test_one_sample_is_in_french() -> None:
    text = body("11")
    assert {"une", "dizaine", "embuscade", "revendiquée"} <= set(re.findall(r"\w+", text))
    assert len(re.findall(r"[éèêàùçîôÉ]", text)) > 50
    assert "«" in text


def test_one_sample_has_arabic_sentences_and_digits() -> None:
    text = body("12")
    assert len(re.findall(r"[\u0600-\u06ff]+", text)) > 20
    assert re.search(r"[\u0660-\u0669]{2}", text)


def test_one_sample_has_emoji_with_joiners_skin_tones_and_flags_and_other_astral_letters() -> None:
    text = body("12")
    assert len([mark for mark in text if 0x1F000 <= ord(mark) <= 0x1FFFF]) > 10
    assert re.search(f"[\U0001f300-\U0001faff]{ZERO_WIDTH_JOINER}[\U0001f300-\U0001faff]", text)
    assert re.search("[\U0001f3fb-\U0001f3ff]", text)
    assert re.search("[\U0001f1e6-\U0001f1ff]{2}", text)
    assert re.search("[\U0001d400-\U0001d7ff]{4}", text)


def test_one_sample_has_decomposed_accents_in_header_and_body() -> None:
    parts = parts_of(numbered("12"))
    for part in (parts["author"], parts["body"]):
        assert any(unicodedata.combining(mark) for mark in part)
    assert "cafe\u0301" in parts["body"]
    assert "caf\u00e9" not in parts["body"]
