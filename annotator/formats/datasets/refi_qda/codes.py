"""A codebook as a tree of codes: sections, their fields, the fields' categories.

Names say enough to stand alone, because some programs show codes as a flat list and want each name once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from annotator.domain.codebook import Category, Codebook, Field
from annotator.domain.coding import CodebookVersion
from annotator.domain.ids import CodebookId
from annotator.domain.values import Content, EntityName, FieldType, OneCategory, OrdinalLevel, SeveralCategories, YesNo
from annotator.formats.codebook_document.words import TYPES, category_code, evidence_words
from annotator.formats.datasets.refi_qda.guids import UniqueNames, derived_guid
from annotator.formats.datasets.refi_qda.xml_text import element, text_element
from annotator.formats.datasets.remembered import Remembered

_COLOURS = (
    *("#4477AA", "#EE6677", "#228833", "#CCBB44", "#66CCEE", "#AA3377", "#BBBBBB"),
    *("#EE7733", "#009988", "#CC3311"),
)
"""Colours of the sections in turn, told apart by colour-blind readers (P. Tol's bright and vibrant schemes)."""

_YES_NO = (Category(id="yes", label="Yes"), Category(id="no", label="No"))


class _Style(NamedTuple):
    """What all codes of one section have in common."""

    codebook: str
    colour: str


class CodeTree:
    """The codes of every codebook version; one with the same contents has the same codes in every project."""

    def __init__(self, versions: Sequence[CodebookVersion], codebooks: Sequence[Codebook]) -> None:
        self._hashes = {version.id: version.sha256 for version in versions}
        self._known: dict[tuple[str, str, str], str] = {}
        self._chosen: dict[tuple[CodebookId, str], Remembered[tuple[str, ...]]] = {}
        self._names = UniqueNames()
        trees = [
            "".join(self._sections(codebook, version.sha256))
            for version, codebook in zip(versions, codebooks, strict=True)
        ]
        if len(trees) > 1:
            trees = [
                self._folder(
                    f"{codebook.title}, version {codebook.version}", (version.sha256,), codebook.description, tree
                )
                for version, codebook, tree in zip(versions, codebooks, trees, strict=True)
            ]
        codes = "".join(trees)
        self.xml = element("CodeBook", {}, element("Codes", {}, codes)) if codes else ""

    def code_of(self, codebook_id: CodebookId, field: Field, category: str | None = None) -> str:
        """Return the GUID of a category's code, or of the field's where there is no such category."""
        digest = self._hashes[codebook_id]
        return self._known.get((digest, field.id, category or "")) or self._known[digest, field.id, ""]

    def codes_of(self, codebook_id: CodebookId, field: Field, content: Content | None) -> tuple[str, ...]:
        """Return the codes, each once, of the categories a content chooses; the field's where it chooses none."""
        if content is None:
            return (self.code_of(codebook_id, field),)
        chosen = self._chosen.get((codebook_id, field.id))
        if chosen is None:

            def work_out(content: Content) -> tuple[str, ...]:
                categories = chosen_categories(content, field) or (None,)
                return tuple(dict.fromkeys(self.code_of(codebook_id, field, category) for category in categories))

            chosen = self._chosen[codebook_id, field.id] = Remembered(work_out)
        return chosen.of(content)

    def _sections(self, codebook: Codebook, digest: str) -> Iterator[str]:
        for number, section in enumerate(codebook.sections):
            style = _Style(digest, _COLOURS[number % len(_COLOURS)])
            fields = "".join(
                self._field(codebook, field, style) for field in codebook.fields if field.section == section.id
            )
            if fields:
                yield self._folder(section.label, (digest, "section", section.id), "", fields)

    def _folder(self, name: str, key: tuple[str, ...], description: str, codes: str) -> str:
        attributes = {"guid": derived_guid("folder", *key), "name": self._names.unique(name), "isCodable": "false"}
        return element("Code", attributes, text_element("Description", description), codes)

    def _field(self, codebook: Codebook, field: Field, style: _Style) -> str:
        group = codebook.group(field.level)
        name = f"{group.label}: {field.label}" if group else field.label
        evidence = "" if field.type is FieldType.SPAN else f" Evidence: {evidence_words(codebook, field)}."
        about = f"Records {TYPES[field.type]}.{evidence} Field {field.id}."
        categories = _YES_NO if field.type is FieldType.BOOLEAN else field.categories
        children = "".join(
            self._code(f"{name}: {category.label}", (field.id, category.id), _category_text(category), style)
            for category in categories
        )
        return self._code(name, (field.id, ""), " ".join(filter(None, (field.help, about))), style, children)

    def _code(self, name: str, key: tuple[str, str], description: str, style: _Style, children: str = "") -> str:
        guid = self._known[style.codebook, *key] = derived_guid("code", style.codebook, *key)
        attributes = {"guid": guid, "name": self._names.unique(name), "isCodable": "true", "color": style.colour}
        return element("Code", attributes, text_element("Description", description), children)


def chosen_categories(content: Content | None, field: Field) -> tuple[str, ...]:
    """Return the ids of the categories a content chooses; none where its field has no closed list."""
    match content:
        case OneCategory(category=category):
            return (category,)
        case SeveralCategories(categories=categories):
            return categories
        case YesNo(answer=answer):
            return ("yes" if answer else "no",)
        case OrdinalLevel(level=level):
            return tuple(category.id for category in field.categories if category.level == level)
        case EntityName(entity_type=kind) if kind:
            return (kind,)
        case _:
            return ()


def _category_text(category: Category) -> str:
    code = category_code(category)
    return " ".join(filter(None, (category.help, f"Code {code}." if code else "", f"Category {category.id}.")))
