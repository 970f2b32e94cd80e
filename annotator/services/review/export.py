"""Gold with the ruling behind every value, taken out of the project."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from annotator.formats.gold.files import GoldLine
from annotator.services.review.case import Provenance
from annotator.services.review.material import Material, Surroundings, materials
from annotator.services.review.provenance import name_of, provenance_of
from annotator.services.review.showing import title_of

if TYPE_CHECKING:
    from annotator.domain.codebook import Codebook
    from annotator.domain.coding import Coding, Value
    from annotator.store.reader import Reader


def gold_lines(reader: Reader, around: Surroundings, project_name: str) -> Iterator[GoldLine]:
    """Yield a line for every value of the round's gold, article by article in the order of articles."""
    for material in materials(reader, around):
        if material.gold is not None:
            yield from _lines(material, material.gold, around, project_name)


def _lines(material: Material, gold: Coding, around: Surroundings, project_name: str) -> Iterator[GoldLine]:
    codebook = around.codebooks[gold.header.codebook_id]
    for provenance in provenance_of(gold, material.rulings, codebook, around.coders):
        value = gold.values_by_id[provenance.value_id]
        yield _line(value, provenance, gold, codebook, material, project_name)


def _line(
    value: Value, provenance: Provenance, gold: Coding, codebook: Codebook, material: Material, project_name: str
) -> GoldLine:
    around, ruling = material.around, provenance.ruling
    field = codebook.fields_by_id[value.field]
    reports = [report.id for report in gold.reports()]
    groups = [group.id for group in gold.groups(value.report_id, field.level)] if value.report_id else []
    sides = [side for side in ruling.sides if side.summary]
    return GoldLine(
        project=project_name,
        round=around.round.name if around.round else "",
        article_id=material.article.id,
        title=title_of(material),
        report=reports.index(value.report_id) + 1 if value.report_id else None,
        level=field.level,
        group=groups.index(value.group_id) + 1 if value.group_id else None,
        field=value.field,
        label=field.label,
        status=value.status.value,
        content=value.content.model_dump(mode="json") if value.content else None,
        words=provenance.words,
        missing_evidence_reason=value.missing_evidence_reason,
        evidence=tuple(
            {"start": one.start, "end": one.end, "stance": one.stance.value, "quote": one.quote}
            for one in sorted(gold.evidence_for(value.id), key=lambda one: one.span)
        ),
        codebook=f"{codebook.id} {codebook.version}",
        source=ruling.source.value,
        disagreement=ruling.disagreement.value if ruling.disagreement else "",
        is_sampled=ruling.is_sampled,
        taken_from=provenance.taken_from,
        answers=tuple({"coder": name_of(side.coder_id, around.coders), "answer": side.summary} for side in sides),
        reason=ruling.reason.value if ruling.reason else "",
        note=ruling.note,
        reviewer=provenance.reviewer,
        ruled_at=ruling.at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        value_id=value.id,
        ruling_id=ruling.id,
        earlier_rulings=tuple(one.id for one in provenance.earlier),
    )
