r"""Label Studio: a JSON list of tasks with annotations, and the labelling configuration they fit.

Follows "Label Studio JSON format of annotated tasks" (https://labelstud.io/guide/export) and the tags Text, Labels,
TextArea, Choices and Number. `label_config.xml` is the project's configuration, `tasks.json` is imported into it. For
each evidence span the annotation has results that share the evidence's id as their region: ``labels`` with the field,
and for the region ``textarea`` (what was coded, in words), ``choices`` (the evidence's stance) and ``number`` (the
report; absent for what is coded of the article as a whole).

Offsets are code points, which is how Label Studio counts a Text tag. Spans may overlap. Values without a
span, exact contents and notes have no place in a result: they stand under the task's ``data`` (``values``,
``notes``), which Label Studio keeps and exports again.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from annotator.domain.coding import Stance
from annotator.formats.datasets.json_text import one_line, quoted, without_line_ends
from annotator.formats.datasets.nlp_forms.marks import Mark, MarkedArticle, article_members
from annotator.formats.datasets.nlp_forms.sink import Companion, FormSink

CONFIG_NAME = "label_config.xml"


class LabelStudio(FormSink[bytes]):
    """The tasks being written."""

    label = "Label Studio"
    file_name = "tasks.json"

    def _beginning(self) -> bytes:
        return b"[\n"

    def _article(self, marked: MarkedArticle) -> bytes:
        results = ",".join([_results(mark, marked) for mark in marked.marks])
        return (
            f'"data":{{"text":{one_line(marked.text)},{article_members(marked)}}},'
            f'"annotations":[{{"result":[{results}]}}]}}'
        ).encode()

    def _append(self, said: bytes) -> None:
        separator = ",\n" if self._rows else ""
        self._rows += 1
        self._output.write(f'{separator}{{"id":{self._rows},'.encode())
        self._output.write(said)

    def _ending(self) -> bytes:
        return b"\n]\n" if self._rows else b"]\n"

    def _companions(self) -> Iterator[Companion]:
        labels = [f"    <Label value={quoteattr(field)}/>" for field in self._layout.field_labels]
        choices = [f'    <Choice value="{stance.value}"/>' for stance in Stance]
        lines = (
            "<View>",
            '  <Labels name="field" toName="text">',
            *labels,
            "  </Labels>",
            "  <Style>.htx-text { white-space: pre-wrap; }</Style>",
            '  <Text name="text" value="$text" granularity="symbol"/>',
            '  <TextArea name="value" toName="text" perRegion="true" editable="true"/>',
            '  <Choices name="stance" toName="text" perRegion="true" choice="single">',
            *choices,
            "  </Choices>",
            '  <Number name="report" toName="text" perRegion="true" min="1"/>',
            "</View>",
        )
        yield Companion(CONFIG_NAME, "".join(f"{line}\n" for line in lines).encode(), len(labels))


def _results(mark: Mark, marked: MarkedArticle) -> str:
    """Return the results of one region, which share its id and offsets."""
    text = quoted(marked.text[mark.start : mark.end])
    told = {"field": ("labels", f'"text":{text},"labels":[{quoted(mark.field)}]')}
    if words := marked.words_of(mark.placed):
        told["value"] = ("textarea", f'"text":[{quoted(words)}]')
    told["stance"] = ("choices", f'"choices":["{mark.evidence.stance}"]')
    if mark.report_number:
        told["report"] = ("number", f'"number":{mark.report_number}')
    id_ = quoted(mark.evidence.id)
    results = [
        f'{{"id":{id_},"from_name":"{control}","to_name":"text","type":"{kind}",'
        f'"value":{{"start":{mark.start},"end":{mark.end},{said}}}}}'
        for control, (kind, said) in told.items()
    ]
    return without_line_ends(",".join(results))
