"""Templates of MUC-4, the news task of 1992, as a key file: see `muc4_template` for the publication followed.

Rules
- A report is a template, an article without a report the one template whose slots are all ``*``. Left out: protests
  and strategic developments (no violence) and reports without an attack type.
- ``-`` is null. ``*`` is not applicable: instrument and physical target of a kidnapping that has none, and what the
  coder marked so. The message's id is the article's file name without its ending.
- Dates: the day, or the range; ``- 21 JAN 89`` is on or before. Years outside the 1900s have four digits.
- Locations: country and areas from large to small in capitals, without MUC-4's kinds in brackets, which are not coded.
- Types by GTD's hierarchy of attack types: hijacking, kidnapping (also with barricade), bombing, arson (an attack on a
  facility with an incendiary weapon), else attack. Robbery and forced work stoppage have no code in the codebook.
- Perpetrators with a canonical name are organizations, those without are individuals as the text calls them. The
  category is state-sponsored violence for state forces, terrorist act for all others of a known type.
- Confidence by its six values: reported as fact, claimed or admitted, suspected or accused by authorities, suspected or
  accused, possible, acquitted.
- A target that shares a span with a victim group is a person and gives the name; every other target is physical.
  Victim groups are human targets, one for each of the dead, the wounded and the missing; evidence gives the strings.
- Numbers: ``6-8``, ``6-`` at least, ``-6`` at most, ``~6`` about, ``PLURAL`` for words. Number and nation of physical
  targets, nations of people and total numbers are not coded and stay null.
- Where MUC-4's types of instruments and physical targets are finer than the codebook's categories, the marked words
  tell which it is, by the tables in `muc4_words`; of several categories, only where words name one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import PurePath
from types import TracebackType
from typing import Final, NamedTuple, Self

from annotator.domain.values import EntityName, Location, Status
from annotator.formats.datasets.form import FormResult, Sink
from annotator.formats.datasets.incident_forms.coded_report import Answers, CodedReport, reports_of
from annotator.formats.datasets.incident_forms.countries import country_name
from annotator.formats.datasets.incident_forms.gtd import HIERARCHY, WITHOUT_VIOLENCE
from annotator.formats.datasets.incident_forms.muc4_targets import (
    human_fills,
    people_losses,
    physical_fills,
    untyped_targets,
)
from annotator.formats.datasets.incident_forms.muc4_template import (
    NOT_APPLICABLE,
    NULL,
    SLOTS,
    date_fill,
    quoted,
    template_text,
)
from annotator.formats.datasets.incident_forms.muc4_words import WEAPONS, type_by_words, types_of
from annotator.formats.datasets.incident_forms.needed_fields import NeededFields
from annotator.formats.datasets.incident_forms.report_refusals import report_refusal
from annotator.formats.datasets.output import Folder, OutputFile
from annotator.formats.datasets.refused import Listed, Refusal, RefusedList
from annotator.formats.datasets.source import CodedArticle, DatasetSource

LABEL: Final = "MUC-4"
FILE_NAME: Final = "templates.txt"
FIELDS: Final = (
    *("stage", "incident_date", "location", "event_type", "tactic", "weapon", "property_damage"),
    *("perp_actor", "perp_attribution", "target", "target_type", "vg_type", "vg_killed", "vg_wounded", "vg_missing"),
)

STAGES: Final = ("accomplished", "attempted", "threatened")
CONFIDENCE: Final[Mapping[str, str]] = {
    "reported_as_fact": "REPORTED AS FACT",
    "claimed_by_perpetrator": "CLAIMED OR ADMITTED",
    "accused_by_authorities": "SUSPECTED OR ACCUSED BY AUTHORITIES",
    "accused_by_others": "SUSPECTED OR ACCUSED",
    "possible": "POSSIBLE",
    "denied_or_acquitted": "ACQUITTED",
}
_TYPES: Final[Mapping[str, str]] = {
    "hijacking": "HIJACKING",
    "kidnapping": "KIDNAPPING",
    "barricade_hostage": "KIDNAPPING",
    "bombing_explosion": "BOMBING",
}
_OF_INSTRUMENT = ("INCIDENT: INSTRUMENT ID", "INCIDENT: INSTRUMENT TYPE")
_OF_PHYSICAL_TARGET = tuple(slot for slot in SLOTS if slot.startswith("PHYS TGT"))


@dataclass(frozen=True, slots=True)
class Muc4Writer:
    """Templates in one key file, with `refused.csv` beside it where needed."""

    name: str = "muc4"
    label: str = "MUC-4 templates (25 slots per incident)"
    needs_text: bool = True

    @property
    def folder(self) -> str:
        """The folder, named like the form."""
        return self.name

    def open(self, source: DatasetSource, folder: Folder) -> Sink:
        """Begin writing."""
        return Muc4Templates(folder)


class ToldTemplates(NamedTuple):
    """A coding's templates as text, how many they are, what is refused or changed, and the fields without a place."""

    text: bytes
    templates: int
    refused: tuple[Listed, ...]
    left_out: tuple[str, ...]


class Muc4Templates:
    """The key file being written."""

    def __init__(self, folder: Folder) -> None:
        self._count = 0
        self._needed = NeededFields(LABEL, FIELDS, ["event_type"])
        self._open = ExitStack()
        with ExitStack() as opening:
            self._file = opening.enter_context(OutputFile(folder, FILE_NAME))
            self._refused = opening.enter_context(RefusedList(folder, LABEL))
            self._open = opening.pop_all()

    def add(self, coded: CodedArticle) -> None:
        """Append a coding's templates; raises ExportError when its codebook lacks fields of the form."""
        self.write(self.told([coded]))

    def told(self, coded_articles: Sequence[CodedArticle]) -> Sequence[ToldTemplates]:
        """Return each coding's templates; raises ExportError as `add`."""
        return [self._told(coded) for coded in coded_articles]

    def write(self, told: Sequence[ToldTemplates]) -> None:
        """Append what was told of the next codings."""
        for one in told:
            self._needed.take(one.left_out)
            self._file.write(one.text)
            self._count += one.templates
            for listed in one.refused:
                self._refused.take(listed)

    def _told(self, coded: CodedArticle) -> ToldTemplates:
        left_out = self._needed.check(coded.codebook)
        templates: list[Mapping[str, Sequence[str]]] = []
        refusals: list[Refusal] = []
        reports = list(reports_of(coded))
        if not reports:
            templates.append(dict.fromkeys(SLOTS, (NOT_APPLICABLE,)) | {SLOTS[0]: (message_id(coded),)})
        number = 0
        for report in reports:
            reason = refusal(report)
            if reason:
                refusals.append(report_refusal(report, reason))
                continue
            number += 1
            templates.append({SLOTS[0]: (message_id(coded),), SLOTS[1]: (str(number),), **fills(report)})
            refusals += [report_refusal(report, loss, slot) for slot, loss in losses(report)]
        text = "".join(map(template_text, templates)).encode()
        listed = tuple(self._refused.listed(coded, one) for one in refusals)
        return ToldTemplates(text, len(templates), listed, left_out)

    def finished(self) -> FormResult:
        """Close the files and return what was written; the key file's rows are its templates."""
        files = (self._file.finished(self._count), *self._refused.finished())
        return FormResult(files, (*self._refused.remarks(), *self._needed.remarks()))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)


def message_id(coded: CodedArticle) -> str:
    """Return the article's name in the key file."""
    return " ".join(PurePath(coded.article.file_name).stem.split()) or coded.article.id


def refusal(report: CodedReport) -> str:
    """Return why MUC-4 has no template for a report; empty where it has one."""
    if report.category("event_type") in WITHOUT_VIOLENCE:
        return "MUC-4 has templates for acts of violence; the incident is coded as one without."
    if not report.categories("tactic"):
        return "The attack type is not coded; MUC-4 has no template without a type."
    return ""


def fills(report: CodedReport) -> dict[str, Sequence[str]]:
    """Return the slots of a report's template from the date on; those without a filler are empty."""
    stage = report.category("stage")
    found: dict[str, Sequence[str]] = {
        "INCIDENT: DATE": [date_fill(report.days("incident_date"))],
        "INCIDENT: LOCATION": [location_fill(report.place("location"))],
        "INCIDENT: TYPE": [incident_type(report)],
        "INCIDENT: STAGE OF EXECUTION": [stage.upper()] if stage in STAGES else [],
        **_instrument_fills(report),
        **_perpetrator_fills(report),
        **physical_fills(report),
        **human_fills(report),
    }
    for slot in _not_applicable(report):
        if not found.get(slot):
            found[slot] = [NOT_APPLICABLE]
    return found


def losses(report: CodedReport) -> Iterator[tuple[str, str]]:
    """Yield each slot that says less than the coding, with a sentence on why."""
    if len({_TYPES.get(name, "ATTACK") for name in report.categories("tactic") if name != "unknown"}) > 1:
        yield "INCIDENT: TYPE", "A template has one type; the other attack types are left out."
    weapons = report.categories("weapon")
    if len(weapons) > 1 and any(not _weapon_named(one.quote, weapons)[1] for one in report.evidence("weapon")):
        yield "INCIDENT: INSTRUMENT TYPE", "Which weapon some of the words name is not told; their types stand alone."
    unlisted = [name for name in weapons if name not in WEAPONS]
    if unlisted:
        yield "INCIDENT: INSTRUMENT TYPE", f"MUC-4 has no instrument type for {', '.join(unlisted)}."
    yield from people_losses(report)
    if any(entity and not entity.canonical and confidence for entity, confidence in _attributions(report)):
        yield "PERP: ORGANIZATION CONFIDENCE", "MUC-4 has a confidence for organizations only."
    if untyped_targets(report):
        yield "PHYS TGT: TYPE", "Which of the coded target types some targets have is not told; left out."


def incident_type(report: CodedReport) -> str:
    """Return MUC-4's type of the first attack type in GTD's hierarchy that has one."""
    tactics = set(report.categories("tactic"))
    for name in HIERARCHY:
        if name in tactics and name in _TYPES:
            return _TYPES[name]
    is_arson = "facility_infrastructure" in tactics and "incendiary" in report.categories("weapon")
    return "ARSON" if is_arson else "ATTACK"


def location_fill(place: Location) -> str:
    """Return country and areas in capitals, from large to small."""
    areas = (country_name(place.country_iso3), place.admin1, place.admin2, place.admin3, place.name)
    named = list(dict.fromkeys(area for area in areas if area))
    return " ".join(": ".join(named or [place.verbatim]).upper().split()) or NULL


def _instrument_fills(report: CodedReport) -> dict[str, list[str]]:
    weapons = report.categories("weapon")
    types: dict[str, list[str]] = {}
    tied: set[str] = set()
    quotes = list(dict.fromkeys(one.quote for one in report.evidence("weapon")))
    for quote in quotes:
        weapon, type_ = _weapon_named(quote, weapons)
        if type_:
            tied.add(weapon)
            types.setdefault(type_, []).append(quoted([quote]))
    for weapon in weapons:
        if weapon not in tied and (type_ := type_by_words((), WEAPONS.get(weapon, ()))):
            types.setdefault(type_, [NULL])
    return {
        "INCIDENT: INSTRUMENT ID": list(dict.fromkeys(quoted([quote]) for quote in quotes)),
        "INCIDENT: INSTRUMENT TYPE": [
            f"{type_}: {reference}" for type_, references in types.items() for reference in dict.fromkeys(references)
        ],
    }


def _weapon_named(quote: str, weapons: Sequence[str]) -> tuple[str, str]:
    """Return which of the coded weapons marked words name, and its type; both empty where that is not told."""
    if len(weapons) == 1:
        return weapons[0], type_by_words([quote], WEAPONS.get(weapons[0], ()))
    named = ((weapon, type_by_words([quote], types_of([weapon], WEAPONS))) for weapon in weapons)
    return next(((weapon, type_) for weapon, type_ in named if type_), ("", ""))


def _perpetrator_fills(report: CodedReport) -> dict[str, list[str]]:
    named = [(entity, group) for group in report.groups("perpetrator") if (entity := group.entity("perp_actor"))]
    organizations = [(entity, group) for entity, group in named if entity.canonical]
    individuals = [_strings_of(entity) for entity, _ in named if not entity.canonical]
    return {
        "PERP: INCIDENT CATEGORY": _categories([entity for entity, _ in named]),
        "PERP: INDIVIDUAL ID": [strings for strings in individuals if strings != NULL],
        "PERP: ORGANIZATION ID": [_strings_of(entity) for entity, _ in organizations],
        "PERP: ORGANIZATION CONFIDENCE": [
            f"{confidence}: {_strings_of(entity)}"
            for entity, group in organizations
            if (confidence := _confidence(group))
        ],
    }


def _attributions(report: CodedReport) -> Iterator[tuple[EntityName | None, str]]:
    for group in report.groups("perpetrator"):
        yield group.entity("perp_actor"), _confidence(group)


def _strings_of(entity: EntityName) -> str:
    return quoted((entity.verbatim or entity.canonical, *entity.aliases))


def _confidence(group: Answers) -> str:
    return CONFIDENCE.get(group.category("perp_attribution"), "")


def _categories(perpetrators: Sequence[EntityName]) -> list[str]:
    types = [entity.entity_type for entity in perpetrators if entity.entity_type not in ("", "unknown")]
    categories = ["STATE-SPONSORED VIOLENCE" if type_ == "state_forces" else "TERRORIST ACT" for type_ in types]
    return [" / ".join(dict.fromkeys(categories))] if categories else []


def _not_applicable(report: CodedReport) -> Iterator[str]:
    if incident_type(report) == "KIDNAPPING":
        yield from (*_OF_INSTRUMENT, *_OF_PHYSICAL_TARGET)
    if report.status("weapon") is Status.NOT_APPLICABLE:
        yield from _OF_INSTRUMENT
    if report.status("property_damage") is Status.NOT_APPLICABLE:
        yield "PHYS TGT: EFFECT OF INCIDENT"
