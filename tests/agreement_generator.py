"""Codings of invented articles by several coders, with the truth known: what was told, and who erred how.

`gold_articles` writes articles that tell of one to eight incidents and codes them; incidents of one article share days,
districts and groups, as they do in the news. `second_coder` copies such a coding as another person would make it, with
errors planted and listed. Everything follows from the random generator given.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random
from typing import Final

from annotator.domain.coding import Coding, CodingHeader, CodingState, Evidence, Group, Report, Value
from annotator.domain.entities import Entity
from annotator.domain.ids import (
    ArticleId,
    CodebookId,
    CoderId,
    CodingId,
    EvidenceId,
    GroupId,
    ReportId,
    ValueId,
)
from annotator.domain.review import DisagreementKind
from annotator.domain.text import Span
from annotator.domain.values import (
    Content,
    Count,
    DateRange,
    EntityName,
    Location,
    MarkedSpan,
    OneCategory,
    OrdinalLevel,
    SeveralCategories,
    Status,
    YesNo,
)

DISTRICTS: Final = ("Dar Selim", "Lake Orsa", "Tamarra", "Oum Sirra", "Ganzoro", "Wadi Nasira", "Duvria", "Kel Bara")
ARMED_GROUPS: Final = ("Northern Front", "River Brigade", "Unity Guard", "Sand Coalition")
VICTIMS: Final = ("soldiers", "civilians", "police_security", "militia")
EVENT_TYPES: Final = ("battle", "explosion_remote_violence", "violence_against_civilians", "riot")
TACTICS: Final = ("armed_assault", "bombing_explosion", "kidnapping", "assassination")
DEEDS: Final = ("an attack", "a raid", "an ambush", "a bombing", "a clash", "an assault")
CATEGORIES: Final[Mapping[str, tuple[str, ...]]] = {
    "focus": ("main", "secondary", "background"),
    "stage": ("accomplished", "attempted", "threatened"),
    "factuality": ("reported_as_fact", "attributed", "disputed"),
    "event_type": EVENT_TYPES,
    "toll_scope": ("victims_only", "includes_attackers", "unclear"),
}
"""Categorical fields of the default codebook that every invented report answers, with the categories used."""

FIRST_DAY: Final = dt.date(2021, 5, 1)


@dataclass(frozen=True)
class Told:
    """An answer: what is recorded and which stretches of the text it rests on."""

    content: Content | None
    spans: tuple[Span, ...] = ()
    status: Status = Status.CODED


@dataclass(frozen=True)
class Member:
    """One repeat of a group."""

    level: str
    answers: Mapping[str, Told]


@dataclass(frozen=True)
class Incident:
    """One report before it becomes records; ``number`` is its place in the article, −1 for one that is not told."""

    number: int
    answers: Mapping[str, Told]
    members: tuple[Member, ...] = ()

    def changed(self, name: str, told: Told) -> Incident:
        """Return the incident with one answer replaced."""
        return replace(self, answers={**self.answers, name: told})


@dataclass(frozen=True)
class GoldArticle:
    """An invented article and what it tells; ``asides`` are stretches that tell of nothing."""

    id: ArticleId
    text: str
    incidents: tuple[Incident, ...]
    asides: tuple[Span, ...]


@dataclass(frozen=True)
class Planted:
    """One error: its type, the incidents of the article it is about, and the field (a group's level for a member)."""

    kind: DisagreementKind
    incidents: tuple[int, ...]
    field: str | None = None


@dataclass(frozen=True)
class CoderVersion:
    """A coder's incidents, the coding made of them, and the errors in it.

    ``numbers`` gives for each report the incidents of the article it tells of.
    """

    coding: Coding
    numbers: Mapping[ReportId, tuple[int, ...]]
    planted: tuple[Planted, ...] = ()


class _Writer:
    """Writes a text piece by piece and knows where each piece stands."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, words: str) -> Span:
        """Add words and return where they stand."""
        start = len(self.text)
        self.text += words
        return Span(start, len(self.text))


def gold_articles(random: Random, articles: int, incidents: int) -> list[GoldArticle]:
    """Return articles that each tell of so many incidents."""
    return [_gold_article(random, f"article-{at:04}", incidents) for at in range(articles)]


def _gold_article(random: Random, name: str, incidents: int) -> GoldArticle:
    writer = _Writer()
    days = [FIRST_DAY + dt.timedelta(days=random.randrange(6)) for _ in range(max(1, incidents // 2 + 1))]
    told = []
    asides = []
    for number in range(incidents):
        told.append(_incident(random, writer, number, random.choice(days)))
        asides.append(writer.write("Residents spoke of an older feud over pasture and of prices at the market. "))
    return GoldArticle(ArticleId(name), writer.text, tuple(told), tuple(asides))


def _incident(random: Random, writer: _Writer, number: int, day: dt.date) -> Incident:
    district, group, victims = random.choice(DISTRICTS), random.choice(ARMED_GROUPS), random.choice(VICTIMS)
    killed, wounded = random.choice((0, 2, 7, 12, 20, 53)), random.randrange(12, 60)
    writer.write("Officials described ")
    trigger = writer.write(f"{random.choice(DEEDS)} on a post")
    writer.write(" near ")
    place = writer.write(district)
    writer.write(" on ")
    when = writer.write(f"{day:%A} the {day.day}th")
    writer.write(". ")
    dead = writer.write(f"{killed} {victims.replace('_', ' ')} were killed")
    writer.write(" and ")
    hurt = writer.write(f"{wounded} wounded")
    writer.write(". ")
    claim = writer.write(f"The {group} said it was behind it")
    writer.write(". ")
    categories = {
        name: Told(OneCategory(category=random.choice(chosen)), (trigger,)) for name, chosen in CATEGORIES.items()
    }
    answers = {
        "trigger": Told(MarkedSpan(), (trigger,)),
        "incident_date": Told(DateRange(start=day, end=day, precision=1), (when,)),
        "location": Told(_place(district), (place,)),
        "tactic": Told(SeveralCategories(categories=(random.choice(TACTICS),)), (trigger,)),
        "suicide": Told(YesNo(answer=random.random() < 0.2), (trigger,)),
        "killed_total": Told(_number(killed), (dead,)),
        "wounded_total": Told(_number(wounded), (hurt,)),
        "coder_confidence": Told(OrdinalLevel(level=random.randrange(1, 5))),
        **categories,
    }
    members = (
        Member("perpetrator", {"perp_actor": Told(EntityName(canonical=group), (claim,))}),
        Member(
            "victim_group",
            {"vg_type": Told(OneCategory(category=victims), (dead,)), "vg_killed": Told(_number(killed), (dead,))},
        ),
    )
    return Incident(number, answers, members)


def _number(figure: int) -> Count:
    return Count(low=figure, best=figure, high=figure)


def _place(district: str) -> Location:
    region = "North" if DISTRICTS.index(district) % 2 else "South"
    return Location(name=district, admin1=region, admin2=district, country_iso3="NER", gazetteer_id=district)


# -- Records ----------------------------------------------------------------------------------------------------------


def coded(article: GoldArticle, coder: str, incidents: Sequence[Incident], relevance: str = "") -> CoderVersion:
    """Return a coder's coding of an article, with nothing planted."""
    ids = count()

    def fresh(kind: str) -> str:
        return f"{article.id}-{coder}-{kind}-{next(ids):05}"

    header = CodingHeader(
        id=CodingId(fresh("coding")),
        article_id=article.id,
        coder_id=CoderId(coder),
        codebook_id=CodebookId("incident"),
        state=CodingState.COMPLETE,
    )
    records: list[Entity] = []
    numbers: dict[ReportId, tuple[int, ...]] = {}
    found = relevance or ("codable_incident" if incidents else "not_relevant")
    category = Told(OneCategory(category=found))
    records.extend(_values(article, header.id, fresh, {"article_relevance": category}, None, None))
    for position, incident in enumerate(incidents, 1):
        report = Report(id=ReportId(fresh("report")), coding_id=header.id, position=position)
        numbers[report.id] = (incident.number,)
        records.append(report)
        records.extend(_values(article, header.id, fresh, incident.answers, report.id, None))
        for place, member in enumerate(incident.members, 1):
            group = Group(
                id=GroupId(fresh("group")),
                coding_id=header.id,
                report_id=report.id,
                level=member.level,
                position=place,
            )
            records.append(group)
            records.extend(_values(article, header.id, fresh, member.answers, report.id, group.id))
    return CoderVersion(Coding(header).with_entities(records), numbers)


def _values(
    article: GoldArticle,
    coding_id: CodingId,
    fresh: Callable[[str], str],
    answers: Mapping[str, Told],
    report_id: ReportId | None,
    group_id: GroupId | None,
) -> Iterator[Entity]:
    for name, told in answers.items():
        value_id = ValueId(fresh("value"))
        yield Value(
            id=value_id,
            coding_id=coding_id,
            report_id=report_id,
            group_id=group_id,
            field=name,
            status=told.status,
            content=told.content,
        )
        for span in told.spans:
            yield Evidence(
                id=EvidenceId(fresh("evidence")),
                coding_id=coding_id,
                value_id=value_id,
                start=span.start,
                end=span.end,
                quote=article.text[span.start : span.end],
            )


# -- Errors -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Habits:
    """How often a coder errs: shares of incidents, and of the fields errors can fall on.

    ``unmarked`` incidents have no evidence at all and ``elsewhere`` ones another place; neither is listed as planted,
    so they are for alignment only.
    """

    missed: float = 0.1
    extra: float = 0.1
    split: float = 0.05
    merged: float = 0.05
    in_field: float = 0.15
    shifted_trigger: float = 0.3
    unmarked: float = 0.0
    elsewhere: float = 0.0


PERFECT: Final = Habits(0, 0, 0, 0, 0, 0)
CARELESS: Final = Habits(unmarked=0.3, elsewhere=0.2, in_field=0.25)


@dataclass
class _Draft:
    """A coder's incidents while errors are put into them."""

    kept: list[tuple[tuple[int, ...], Incident]] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)


def first_coder(article: GoldArticle) -> CoderVersion:
    """Return the coding without any error."""
    return coded(article, "gold", article.incidents)


def second_coder(article: GoldArticle, random: Random, habits: Habits, name: str = "second") -> CoderVersion:
    """Return another coder's coding of the article with errors planted, each at most once in a field."""
    draft = _Draft()
    waiting = list(article.incidents)
    while waiting:
        incident = waiting.pop(0)
        if waiting and random.random() < habits.merged:
            _merge(draft, incident, waiting.pop(0))
        elif random.random() < habits.split:
            _split(draft, incident)
        elif len(article.incidents) > 1 and random.random() < habits.missed:
            draft.planted.append(Planted(DisagreementKind.MISSED_INCIDENT, (incident.number,)))
        else:
            changed, planted = _with_errors(article, incident, random, habits)
            draft.kept.append(((incident.number,), _carelessly(changed, random, habits)))
            draft.planted.extend(planted)
    if random.random() < habits.extra * len(article.incidents):
        draft.kept.append(((-1,), _invented(article, random)))
        draft.planted.append(Planted(DisagreementKind.MISSED_INCIDENT, (-1,)))
    random.shuffle(draft.kept)
    version = coded(article, name, [incident for _, incident in draft.kept], "codable_incident")
    numbers = {report: told for report, (told, _) in zip(version.numbers, draft.kept, strict=True)}
    return CoderVersion(version.coding, numbers, tuple(draft.planted))


def _merge(draft: _Draft, first: Incident, second: Incident) -> None:
    """Code two incidents as one: the first one's values with the evidence of both."""
    answers = {
        name: replace(told, spans=told.spans + second.answers[name].spans) for name, told in first.answers.items()
    }
    draft.kept.append(((first.number, second.number), Incident(first.number, answers, first.members + second.members)))
    draft.planted.append(Planted(DisagreementKind.SPLIT_JOIN, (first.number, second.number)))


def _split(draft: _Draft, incident: Incident) -> None:
    """Code one incident as two: the deed and its place, and apart from it the dead and wounded."""
    tolls = ("killed_total", "wounded_total", "coder_confidence")
    first = {name: told for name, told in incident.answers.items() if name not in tolls}
    second = {name: incident.answers[name] for name in tolls} | {
        "trigger": Told(MarkedSpan(), incident.answers["killed_total"].spans),
        "incident_date": incident.answers["incident_date"],
    }
    parts = (
        Incident(incident.number, first, incident.members[:1]),
        Incident(incident.number, second, incident.members[1:]),
    )
    draft.kept.extend(((incident.number,), part) for part in parts)
    draft.planted.append(Planted(DisagreementKind.SPLIT_JOIN, (incident.number,)))


def _invented(article: GoldArticle, random: Random) -> Incident:
    """Code an aside as an incident: elsewhere, on another day."""
    aside = random.choice(article.asides)
    day = FIRST_DAY - dt.timedelta(days=random.randrange(30, 300))
    answers = {
        "trigger": Told(MarkedSpan(), (Span(aside.start + 19, aside.start + 32),)),
        "incident_date": Told(DateRange(start=day, end=day, precision=1), (Span(aside.start + 22, aside.start + 27),)),
        "event_type": Told(OneCategory(category=random.choice(EVENT_TYPES)), (aside,)),
        "focus": Told(OneCategory(category="background"), (aside,)),
    }
    return Incident(-1, answers)


def _with_errors(
    article: GoldArticle, incident: Incident, random: Random, habits: Habits
) -> tuple[Incident, list[Planted]]:
    changed = incident
    planted = []
    if random.random() < habits.shifted_trigger:
        span = incident.answers["trigger"].spans[0]
        shifted = Span(span.start + random.randrange(0, 4), span.end + random.randrange(0, 6))
        changed = changed.changed("trigger", Told(MarkedSpan(), (shifted,)))
    for kind, name, change in ERRORS:
        if random.random() < habits.in_field:
            changed = change(changed, article.asides[max(incident.number, 0)], random)
            planted.append(Planted(kind, (incident.number,), name))
    return changed, planted


def _carelessly(incident: Incident, random: Random, habits: Habits) -> Incident:
    """Lose the evidence of an incident, or its place."""
    if random.random() < habits.elsewhere:
        told = incident.answers["location"]
        incident = incident.changed("location", replace(told, content=_place(random.choice(DISTRICTS))))
    if random.random() >= habits.unmarked:
        return incident
    answers = {name: replace(told, spans=()) for name, told in incident.answers.items()}
    members = tuple(
        Member(member.level, {name: replace(told, spans=()) for name, told in member.answers.items()})
        for member in incident.members
    )
    return Incident(incident.number, answers, members)


Change = Callable[[Incident, Span, Random], Incident]


def _near(incident: Incident, _aside: Span, _random: Random) -> Incident:
    told = incident.answers["wounded_total"]
    figure = told.content.best if isinstance(told.content, Count) else None
    steps = max(1, (figure or 0) // 12)
    near = 600 if figure is None else figure + steps
    return incident.changed("wounded_total", replace(told, content=_number(near)))


def _other_category(incident: Incident, _aside: Span, random: Random) -> Incident:
    told = incident.answers["event_type"]
    assert isinstance(told.content, OneCategory)
    others = [category for category in EVENT_TYPES if category != told.content.category]
    return incident.changed("event_type", replace(told, content=OneCategory(category=random.choice(others))))


def _other_reading(incident: Incident, aside: Span, _random: Random) -> Incident:
    told = incident.answers["killed_total"]
    figure = told.content.best if isinstance(told.content, Count) else None
    return incident.changed("killed_total", Told(_number(2 * (figure or 0) + 9), (Span(aside.start, aside.start + 9),)))


def _status(incident: Incident, _aside: Span, _random: Random) -> Incident:
    return incident.changed("suicide", Told(None, status=Status.NOT_MENTIONED))


def _other_evidence(incident: Incident, aside: Span, _random: Random) -> Incident:
    told = incident.answers["factuality"]
    return incident.changed("factuality", replace(told, spans=(Span(aside.start, aside.start + 9),)))


def _spelling(incident: Incident, _aside: Span, _random: Random) -> Incident:
    actor, *others = incident.members
    told = actor.answers["perp_actor"]
    assert isinstance(told.content, EntityName)
    shouted = EntityName(canonical=told.content.canonical.upper())
    renamed = Member(actor.level, {"perp_actor": replace(told, content=shouted)})
    return replace(incident, members=(renamed, *others))


def _extra_member(incident: Incident, aside: Span, _random: Random) -> Incident:
    more = Member(
        "victim_group",
        {
            "vg_type": Told(OneCategory(category="journalists"), (Span(aside.start, aside.start + 9),)),
            "vg_killed": Told(_number(1), (Span(aside.start, aside.start + 9),)),
        },
    )
    return replace(incident, members=(*incident.members, more))


ERRORS: Final[tuple[tuple[DisagreementKind, str, Change], ...]] = (
    (DisagreementKind.NEAR_NUMBER, "wounded_total", _near),
    (DisagreementKind.OTHER_VALUE_SAME_EVIDENCE, "event_type", _other_category),
    (DisagreementKind.OTHER_VALUE_OTHER_EVIDENCE, "killed_total", _other_reading),
    (DisagreementKind.STATUS, "suicide", _status),
    (DisagreementKind.SAME_VALUE_OTHER_EVIDENCE, "factuality", _other_evidence),
    (DisagreementKind.SAME_AFTER_NORMALISATION, "perp_actor", _spelling),
    (DisagreementKind.EXTRA_MEMBER, "victim_group", _extra_member),
)
"""Errors in one field or member: the type it has to be given, the field it is planted in, and how."""


# -- Coders who guess -------------------------------------------------------------------------------------------------


def guessing_coder(article: GoldArticle, random: Random, name: str) -> CoderVersion:
    """Return a coder who fills every categorical field at random and marks nothing in the text."""
    guesses = [
        Incident(
            incident.number,
            {
                field_name: Told(OneCategory(category=random.choice(chosen)))
                for field_name, chosen in CATEGORIES.items()
            },
        )
        for incident in article.incidents
    ]
    return coded(article, name, guesses)
