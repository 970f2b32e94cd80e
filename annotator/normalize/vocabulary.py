"""Words around numbers: who is counted, what happened to them, and how sure the number is.

English, French and Spanish; lower case. The lists are short on purpose: a word that is missing only makes a proposal
less sure, never a wrong value.
"""

from __future__ import annotations

import re
from enum import StrEnum

from annotator.domain.values import Qualifier


class Outcome(StrEnum):
    """What a number says of people."""

    KILLED = "killed"
    WOUNDED = "wounded"
    MISSING = "missing"


OUTCOMES = {
    Outcome.KILLED: re.compile(
        r"\b(?:kill(?:s|ed|ing|ings)?|dead|died?|dies|dying|deaths?|toll|fatal\w*|slain|slay\w*|murder\w*|massacr\w*|"
        r"execut(?:ed|ing)|assassinat\w*|lost their lives|lives|bod(?:y|ies)|corpses?|perished|behead\w*|"
        r"morte?s?|tuée?s?|tuer|tuant|décès|mort[ao]?s?|muert[oae]s?|murieron|mat(?:ó|aron|ados?|ando)|"
        r"asesin\w*|cadáver\w*|cadavres?|falleci\w*)\b",
        re.IGNORECASE,
    ),
    Outcome.WOUNDED: re.compile(
        r"\b(?:wound(?:s|ed|ing)?|injur(?:y|ies|ed|ing|es)?|hurt|maimed|hospitali[sz]ed|bless(?:ée?s?|ant|er)|"
        r"herid[oa]s?|hiri(?:ó|eron|endo)|lesionad[oa]s?)\b",
        re.IGNORECASE,
    ),
    Outcome.MISSING: re.compile(
        r"\b(?:missing|abduct\w*|kidnap\w*|hostages?|captured|disappear\w*|unaccounted|disparus?|enlevée?s?|otages?|"
        r"desaparecid[oa]s?|secuestr\w*|rehenes)\b",
        re.IGNORECASE,
    ),
}
"""Words that tell an outcome."""


def words_of(text: str) -> list[str]:
    """Return the words of a list that is written as running text."""
    return text.split()


_PEOPLE = words_of(
    """
    person civilian soldier troop officer policeman policewoman militant fighter rebel guerrilla guerilla terrorist
    insurgent jihadist extremist subversive paramilitary militiaman villager resident peasant farmer labourer
    laborer worker miner fisherman priest nun bishop archbishop missionary jesuit imam pastor student pupil teacher
    professor journalist reporter photographer cameraman doctor medic nurse paramedic guard bodyguard driver
    passenger pedestrian motorist bystander shopper worshipper clergyman newsman seaman politician beggar justice
    vendor peddler lady passerby supporter victim casualty fatality member serviceman servicewoman servicemember
    agent detective leader commander colonel general captain major lieutenant sergeant corporal official minister
    mayor governor judge magistrate attorney prosecutor lawyer deputy senator councillor councilman candidate
    president ambassador diplomat refugee migrant peacekeeper contractor attacker assailant bomber gunman bandit
    suspect hostage prisoner detainee inmate citizen national local tourist man woman child boy girl infant baby
    toddler teenager youth elder father mother son daughter brother sister husband wife relative housewife maid cook
    other marine sailor airman pilot conscript recruit gendarme ranger businessman merchant trader shopkeeper
    activist unionist demonstrator protester herder pastoralist individual human body corpse combatant commando
    watchman technician engineer employee cadet defender dead wounded injured personne civil soldat militaire
    policier homme femme enfant fille garçon combattant terroriste djihadiste rebelle villageois habitant paysan
    mort blessé tué otage élève étudiant enseignant journaliste prêtre persona soldado militar policía policia
    hombre mujer niño niña guerrillero campesino trabajador muerto herido víctima victime rehén sacerdote estudiante
    periodista agente uniformado
    """
)


def _plural_of(noun: str) -> str:
    if noun.endswith("man"):
        return noun.removesuffix("man") + "men"
    return noun.removesuffix("y") + "ies" if noun.endswith("y") else noun + "s"


_IRREGULAR_PLURALS = frozenset({"people", "men", "women", "children", "police", "personnel", "clergy", "civiles"}) | {
    "militares",
    "mujeres",
    "trabajadores",
    "rehenes",
    "peatones",
    "bodies",
    "families",
}
# In the singular these are mostly adjectives: “47 Malian army soldiers”.
_NATIONALS = words_of(
    """
    americans salvadorans colombians peruvians malians nigerians afghans iraqis syrians palestinians israelis ukrainians
    russians
    """
)
PEOPLE = frozenset(_PEOPLE) | {_plural_of(noun) for noun in _PEOPLE} | _IRREGULAR_PLURALS | frozenset(_NATIONALS)
"""Nouns for people, singular and plural."""

PLURAL_PEOPLE = frozenset(_plural_of(noun) for noun in _PEOPLE) | _IRREGULAR_PLURALS | frozenset(_NATIONALS)
"""Nouns that tell of more than one person."""

_THINGS = words_of(
    """
    attack event bombing bomb blast explosion explosive vehicle car truck lorry bus motorcycle motorbike boat plane
    aircraft helicopter tank house home shop store building office hut tent village town city district province
    region country church mosque school hospital bridge pylon tower rocket mortar shell grenade gun rifle pistol
    weapon bullet shot round missile mine drone raid clash ambush incident battle operation assault strike group
    organization company battalion brigade front point camp base post checkpoint station day week month year hour
    minute second night time kilometer kilometre km mile meter metre kg ton dollar peso euro pound franc suicide-
    vest device charge stick cow head cattle animal survivor population family crew staff community unit threat
    block attaque attentat véhicule maison village bombe ataque atentado bomba vehículo casa pueblo
    """
)
THINGS = frozenset(_THINGS) | {word + "s" for word in _THINGS} | {"ambushes", "clashes", "buses", "companies", "cities"}
"""Nouns for what is not people."""

QUALIFIERS_BEFORE: tuple[tuple[Qualifier, str], ...] = (
    (
        Qualifier.AT_LEAST,
        "at least|no fewer than|no less than|not less than|not fewer than|a minimum of|minimum|au moins|al menos|"
        "por lo menos|cuando menos",
    ),
    (
        Qualifier.AT_MOST,
        "up to|at most|at the most|as many as|no more than|not more than|a maximum of|maximum|au plus|jusqu['’]à|"
        "hasta|a lo sumo|como máximo",
    ),
    (
        Qualifier.MORE_THAN,
        "more than|over|above|upwards? of|in excess of|exceed(?:s|ed|ing)?|greater than|plus de|más de|mas de",
    ),
    (Qualifier.FEWER_THAN, "fewer than|less than|under|below|moins de|menos de"),
    (
        Qualifier.ABOUT,
        "about|around|some|approximately|roughly|nearly|almost|close to|an estimated|estimated|circa|maybe|perhaps|"
        "probably|possibly|environ|quelque|quelques|près de|autour de|une|unos|unas|alrededor de|cerca de|"
        "aproximadamente|casi|~",
    ),
)
"""Words before a number, the longer phrases of a qualifier first where one begins another."""

QUALIFIERS_AFTER: tuple[tuple[Qualifier, str], ...] = (
    (Qualifier.AT_LEAST, r"or more\b|at least\b|at a minimum\b|\+|ou plus\b|o más\b"),
    (Qualifier.ABOUT, r"or so\b|odd\b|approximately\b"),
    (Qualifier.AT_MOST, r"at most\b|at the most\b|or (?:fewer|less)\b"),
)
"""Words after a number."""

VAGUE: tuple[tuple[Qualifier, str], ...] = (
    (Qualifier.THOUSANDS, r"(?:(?:tens|hundreds) of )?thousands|(?:several|a few) thousand|milliers|miles de"),
    (Qualifier.HUNDREDS, r"hundreds|(?:several|a few) hundred|centaines|cientos|centenares"),
    (Qualifier.SCORES, r"scores"),
    (Qualifier.DOZENS, r"dozens|several dozen|a few dozen|douzaines|docenas"),
    (Qualifier.TENS, r"tens|dizaines|decenas"),
    (Qualifier.SEVERAL, r"several|a few|few|a handful of|handful|a number of|plusieurs|varios|varias|algunos|algunas"),
    (
        Qualifier.PLURAL_UNSPECIFIED,
        r"an? (?:undetermined|unknown|unspecified|undisclosed) number of|many|numerous|multiple|countless|"
        r"de nombreux|muchos|muchas|numeros[oa]s",
    ),
)
"""Words that stand in a number's place; where one phrase holds another the larger number wins."""

NONE_REPORTED = re.compile(
    r"\b(?:(?:no|without(?: any)?|zero|not any) (?:\w+ ){0,2}?(?P<what>casualt\w+|victims?|deaths?|fatalit\w+|"
    r"injur\w+|wounded|dead|killed|losses|hostages?|missing)|"
    r"(?:no one|no-one|nobody|none)(?: of \w+(?: \w+)?)?(?: (?:was|were|is|has been|have been|had been))?"
    r"(?: (?:reported|said to be|believed))?(?: (?P<fate>killed|wounded|injured|hurt|dead|died|missing|kidnapped))?|"
    r"no (?:\w+ ){1,3}?(?:was|were|died|has been|have been)"
    r"(?: (?P<fate2>killed|wounded|injured|hurt|missing|kidnapped))?|"
    r"(?:aucune?|pas de|sans|sans faire de) (?P<fr>victimes?|morts?|blessés?|tués?)|"
    r"(?:sin|no hubo|no hay|ningún|ninguna) (?P<es>víctimas?|muertos?|heridos?|bajas))\b",
    re.IGNORECASE,
)
"""Phrases that say nobody was harmed; the groups hold the harm that is denied."""

PART_OF = re.compile(
    r"\b(?:including|among (?:them|whom|those)|of (?:whom|them|which)|dont|parmi (?:eux|lesquels)|incluid[oa]s?|"
    r"incluyendo|entre ell[oa]s|y compris)\b",
    re.IGNORECASE,
)
"""Words after which numbers are parts of the one before."""

ADDING = re.compile(r"\s*(?:,|,?\s*\b(?:and|as well as|along with|plus|et|y|e))\s*", re.IGNORECASE)
"""Words that join two counted groups."""

NOT_A_TOLL = re.compile(
    r"[$€£¥]\s?\d[\d.,]*(?:\s?(?:thousand|million|billion|mil|bn|m)\b)?"
    r"|\d[\d.,]*\s?(?:%|percent\b|per cent\b|pour cent\b|por ciento\b|per cento\b)"
    r"|\b\d{1,2}[:h]\d{2}\b(?:\s?(?:[ap]\.?m\.?|gmt|utc))?|\b\d{1,2}\s?[ap]\.?m\b\.?"
    r"|\b\d{4}\s?(?:hours|hrs|gmt|utc|local)\b|\b\d{1,2}\s?o['’]clock\b"
    r"|\b\d+(?:st|nd|rd|th|d|ème|eme|er|ère|º|ª)\b"
    r"|\b(?:\d+|[a-z]+(?:-[a-z]+)?)[- ]+(?:year|month|week|day)s?[- ]+olds?\b|\baged? \d+(?:(?:,| and| to|-) ?\d+)*"
    r"|,\s\d{1,2}(?=,)"
    r"|\b[\d.,]+[- ](?:man|strong|member|meter|metre|mile|kilometer|kilometre|day|hour|year|minute|pound|kilo|mm)\b"
    r"|\b(?:age de|âgée?s? de|de) \d{1,2} (?:ans|años)\b"
    r"|\b[a-z]{1,4}-\d+\w*|\b[a-z]\d+\b|\bno\.?\s?\d+\b|#\d+"
    r"|\bone of (?:the|its|their) (?:\w+ly |most |worst |\w+est )\w*"
    r"|\bno[- ]one\b|\b(?:one|an?) another\b|\bat one point\b"
    r"|\bonce\b(?! (?:personas|muertos|soldados|civiles|heridos))"
    r"|\b\d+\.\d+\b(?!\.)|\b0\d+\b",
    re.IGNORECASE,
)
"""Numbers that count no people: money, shares, times, ordinals, ages, sizes, model names, decimals."""
