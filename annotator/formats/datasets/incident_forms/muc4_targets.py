"""Physical and human targets of a MUC-4 template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from annotator.domain.coding import Evidence
from annotator.domain.values import EntityName
from annotator.formats.datasets.incident_forms.coded_report import Answers, CodedReport
from annotator.formats.datasets.incident_forms.muc4_template import NULL, PLURAL, number_fill, quoted
from annotator.formats.datasets.incident_forms.muc4_words import ANY_WORD, BUILDINGS, OWN_WORDS, type_by_words, types_of
from annotator.formats.datasets.incident_forms.numbers import NUMBER_OF_WORD, best, highest, in_words

_OTHER: Final = (("OTHER", ANY_WORD),)

HUMAN_TYPES: Final[Mapping[str, str]] = {
    "civilians": "CIVILIAN",
    "aid_workers": "CIVILIAN",
    "journalists": "CIVILIAN",
    "soldiers": "ACTIVE MILITARY",
    "peacekeepers": "ACTIVE MILITARY",
    "police_security": "LAW ENFORCEMENT",
    "officials": "GOVERNMENT OFFICIAL",
}
"""MUC-4's type of a victim group; militia and unspecified people have none."""

DAMAGE: Final[Mapping[str, str]] = {
    "none": "NO DAMAGE",
    "some": "SOME DAMAGE",
    "unspecified": "SOME DAMAGE",
    "destroyed": "DESTROYED",
}

_UNHURT: Final[Mapping[tuple[bool, bool], str]] = {
    (True, True): "NO INJURY OR DEATH",
    (True, False): "NO DEATH",
    (False, True): "NO INJURY",
}
"""What is said of people of whom nobody was killed, nobody wounded."""


class HumanTarget(NamedTuple):
    """People of one fate: what the text calls them, MUC-4's type, how many, and what became of them."""

    name: str
    description: str
    type: str
    number: str
    effect: str

    @property
    def reference(self) -> str:
        """How other slots refer to them."""
        return self.description if self.name == NULL else self.name


def physical_fills(report: CodedReport) -> dict[str, list[str]]:
    """Return the physical targets' slots: every target that is no person."""
    targets = _physical_targets(report)
    typed = [(target, physical_type(report, words)) for target, words in targets.items()]
    damage = DAMAGE.get(report.category("property_damage"))
    return {
        "PHYS TGT: ID": list(targets),
        "PHYS TGT: TYPE": [f"{type_}: {target}" for target, type_ in typed if type_],
        "PHYS TGT: EFFECT OF INCIDENT": [f"{damage}: {target}" for target in targets or [NULL] if damage],
    }


def untyped_targets(report: CodedReport) -> list[str]:
    """Return the physical targets whose type neither the coding nor their words tell."""
    return [target for target, words in _physical_targets(report).items() if not physical_type(report, words)]


def physical_type(report: CodedReport, words: Sequence[str]) -> str:
    """Return the type of a physical target by what it is called; empty where the coding does not decide it."""
    coded = [name for name in report.categories("target_type") if name != "unknown"]
    if len(coded) == 1:
        return type_by_words(words, BUILDINGS.get(coded[0], _OTHER))
    possible = {name for category in coded for name, _ in BUILDINGS.get(category, _OTHER)}
    if len(possible) == 1:
        return possible.pop()
    own = [(name, pattern) for name, pattern in OWN_WORDS.items() if name in possible]
    return type_by_words(words, [*types_of(coded, BUILDINGS), *own])


def _physical_targets(report: CodedReport) -> dict[str, Sequence[str]]:
    """Return every target that is no person as its slot has it, with the words for it."""
    persons = _person_spans(report)
    found: dict[str, Sequence[str]] = {}
    for group in report.groups("target"):
        entity = group.entity("target")
        if entity is not None and not _shares(group.evidence("target"), persons):
            words = (entity.verbatim or entity.canonical, *entity.aliases)
            found[quoted(words)] = words
    found.pop(NULL, None)
    return found


def human_fills(report: CodedReport) -> dict[str, list[str]]:
    """Return the human targets' slots."""
    targets = list(human_targets(report))
    return {
        "HUM TGT: NAME": [target.name for target in targets if target.name != NULL],
        "HUM TGT: DESCRIPTION": [_described(target) for target in targets if target.description != NULL],
        "HUM TGT: TYPE": [f"{target.type}: {target.reference}" for target in targets if target.type],
        "HUM TGT: NUMBER": [f"{target.number}: {target.reference}" for target in targets if target.number != NULL],
        "HUM TGT: EFFECT OF INCIDENT": [f"{target.effect}: {target.reference}" for target in targets if target.effect],
    }


def human_targets(report: CodedReport) -> Iterator[HumanTarget]:
    """Yield a target for each fate of each victim group; dead attackers are none."""
    names = _names_by_span(report)
    for group in report.groups("victim_group"):
        type_ = group.category("vg_type")
        if type_ == "perpetrators":
            continue
        evidence = group.evidence("vg_type")
        named = [alias for one in evidence for alias in names.get((one.start, one.end), ())]
        described = [one.quote for one in evidence if (one.start, one.end) not in names]
        for number, effect in fates(group):
            yield HumanTarget(quoted(named), quoted(described), HUMAN_TYPES.get(type_, ""), number, effect)


def people_losses(report: CodedReport) -> Iterator[tuple[str, str]]:
    """Yield the slots that say less of people than the coding, with a sentence on why."""
    for group in report.groups("victim_group"):
        type_ = group.category("vg_type")
        if type_ == "perpetrators":
            yield "HUM TGT: TYPE", "Dead attackers are no targets; the group is left out."
            continue
        if type_ == "militia":
            yield "HUM TGT: TYPE", "MUC-4 has no type for militia."
        if not group.evidence("vg_type"):
            yield "HUM TGT: DESCRIPTION", "The victim group has no evidence, from which MUC-4 takes its strings."
        for field in ("vg_killed", "vg_wounded", "vg_missing"):
            count = group.count(field)
            if count is not None and number_fill(count) == PLURAL and count.qualifier in NUMBER_OF_WORD:
                yield "HUM TGT: NUMBER", f"“{in_words(count)}” is told as {PLURAL}."


def fates(group: Answers) -> list[tuple[str, str]]:
    """Return number and effect for the dead, the wounded and the missing of a group, at least one."""
    killed, wounded, missing = (group.count(field) for field in ("vg_killed", "vg_wounded", "vg_missing"))
    unhurt = _UNHURT.get((best(killed) == 0, best(wounded) == 0), "")
    found = [
        (number_fill(count), effect)
        for count, effect in ((killed, "DEATH"), (wounded, "INJURY"), (missing, unhurt))
        if count is not None and highest(count) != 0
    ]
    return found or [(NULL, unhurt)]


def _described(target: HumanTarget) -> str:
    return target.description if target.name == NULL else f"{target.description}: {target.name}"


def _names_by_span(report: CodedReport) -> dict[tuple[int, int], tuple[str, ...]]:
    """Return the names of the targets that are persons: those that share a span with a victim group."""
    persons = _person_spans(report)
    return {
        (one.start, one.end): _name_and_aliases(group.entity("target"))
        for group in report.groups("target")
        for one in group.evidence("target")
        if (one.start, one.end) in persons
    }


def _name_and_aliases(entity: EntityName | None) -> tuple[str, ...]:
    return () if entity is None else (entity.verbatim or entity.canonical, *entity.aliases)


def _person_spans(report: CodedReport) -> set[tuple[int, int]]:
    groups = report.groups("victim_group")
    return {(one.start, one.end) for group in groups for one in group.evidence("vg_type")}


def _shares(evidence: Sequence[Evidence], spans: set[tuple[int, int]]) -> bool:
    return any((one.start, one.end) in spans for one in evidence)
