"""The sample articles as one project, coded in every field by two people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

from annotator.domain.coding import Coder, Stance
from annotator.domain.ids import ArticleId, CoderId
from annotator.domain.values import Content, Status
from annotator.formats.articles.registry import read_article_file
from annotator.formats.datasets.source import CodedArticle, DatasetSource
from tests.drafts import default_codebook
from tests.gold import REPOSITORY, RETELLING_GOLD, load_gold
from tests.unit.formats.datasets.making import a_source
from tests.unit.formats.nlp_forms.hard_texts import SpanMaker
from tests.unit.formats.refi_qda.independent import Independent, all_marks
from tests.unit.formats.refi_qda.qdpx import written
from tests.unit.formats.refi_qda.schemas import faults

CODERS = (
    Coder(id=CoderId("coder-2"), name="مُرمِّز ٢ 😀"),
    Coder(id=CoderId("coder-3"), name="Gold", is_gold=True),
)


def contents_of_the_gold_coding() -> dict[str, list[Content]]:
    """Return what the gold coding of the first sample has to say, by field."""
    found: dict[str, list[Content]] = {}
    for step in load_gold(RETELLING_GOLD).steps:
        if step.content is not None:
            found.setdefault(step.field, []).append(step.content)
    return found


def a_sample_coded(number: int, path: Path, coder: Coder, contents: Mapping[str, list[Content]]) -> CodedArticle:
    """Code every field of the default codebook in two incidents of a sample, on words anywhere in its text."""
    random, codebook = Random(number), default_codebook()
    article = read_article_file(path)
    made = SpanMaker(number, article.text, title=article.metadata.title)
    made.article = made.article.model_copy(update={"id": ArticleId(path.stem), "file_name": path.name})
    made.header = made.header.model_copy(update={"article_id": ArticleId(path.stem), "coder_id": coder.id})
    made.note(made.header.id, f"On {path.name} & its whole, by {coder.name}")
    for at in range(2):
        report = made.report(at)
        groups = {group.id: made.group(report, group.id, 0) for group in codebook.groups}
        for field in codebook.fields:
            if at and field.level == "article":
                continue
            starts = sorted(random.sample(range(len(article.text) - 40), 2))
            content = random.choice(contents.get(field.id, [None]))
            value = made.marked(
                field.id,
                [(start, start + random.randint(1, 40)) for start in starts],
                content,
                None if field.level == "article" else report,
                groups.get(field.level),
                random.choice(list(Stance)),
                Status.CODED if content else random.choice(list(Status)[1:]),
            )
            if random.random() < 0.1:
                made.note(value.id, f"On {field.label}: “{article.text[starts[0] : starts[1]][:60]}”", is_flagged=True)
    return replace(made.coded(codebook), coder=coder)


def the_samples_coded_twice() -> tuple[list[CodedArticle], DatasetSource]:
    contents = contents_of_the_gold_coding()
    samples = sorted((REPOSITORY / "seeds").glob("*.txt"))
    coded = [
        a_sample_coded(1 + at * len(CODERS) + turn, path, coder, contents)
        for at, path in enumerate(samples)
        for turn, coder in enumerate(CODERS)
    ]
    return coded, replace(a_source(coded, default_codebook()), coders=CODERS)


def test_the_samples_coded_in_every_field_by_two_people_are_a_valid_project(tmp_path: Path) -> None:
    coded, source = the_samples_coded_twice()
    written(tmp_path / "out", coded, source)
    found = Independent(tmp_path / "out" / "project.qdpx", tmp_path / "unpacked")
    assert len(found.texts) == 12
    assert found.marks() == all_marks(coded)
    assert found.marks().total() > 3_000
    assert faults(found.xml) == []
