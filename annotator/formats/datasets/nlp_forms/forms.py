"""The forms of this folder, for the registry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from annotator.formats.datasets.form import Sink, Writer
from annotator.formats.datasets.nlp_forms.brat import Brat
from annotator.formats.datasets.nlp_forms.conll import Conll
from annotator.formats.datasets.nlp_forms.doccano import Doccano
from annotator.formats.datasets.nlp_forms.label_studio import LabelStudio
from annotator.formats.datasets.nlp_forms.spacy_docbin import SpacyDocBin
from annotator.formats.datasets.nlp_forms.spacy_jsonl import SpacyJsonLines
from annotator.formats.datasets.nlp_forms.web_annotation import WebAnnotation
from annotator.formats.datasets.nlp_forms.xmi import Xmi
from annotator.formats.datasets.output import Folder
from annotator.formats.datasets.source import DatasetSource


@dataclass(frozen=True, slots=True)
class NlpWriter:
    """A form of this folder; it writes into a folder of its own name."""

    name: str
    label: str
    sink: Callable[[DatasetSource, Folder], Sink]
    needs_text: bool = True

    @property
    def folder(self) -> str:
        """The folder it writes to."""
        return self.name

    def open(self, source: DatasetSource, folder: Folder) -> Sink:
        """Begin writing."""
        return self.sink(source, folder)


_writers = (
    NlpWriter("spacy", "spaCy (JSON Lines with span groups)", SpacyJsonLines),
    NlpWriter("spacy-docbin", "spaCy (binary DocBin)", SpacyDocBin),
    NlpWriter("conll", "CoNLL-U Plus (BIO columns)", Conll),
    NlpWriter("brat", "brat standoff", Brat),
    NlpWriter("xmi", "UIMA CAS XMI (INCEpTION)", Xmi),
    NlpWriter("label-studio", "Label Studio", LabelStudio),
    NlpWriter("doccano", "doccano (JSON Lines)", Doccano),
    NlpWriter("web-annotation", "W3C Web Annotation (JSON-LD)", WebAnnotation, needs_text=False),
)
nlp_writers: dict[str, Writer] = {writer.name: writer for writer in _writers}
"""Every form that marks spans in texts, by its name."""
