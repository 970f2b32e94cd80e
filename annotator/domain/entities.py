"""Every kind of record that history can change."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from annotator.domain.article import ArticleImport
from annotator.domain.coding import CodebookVersion, Coder, CodingHeader, Evidence, Group, Note, Report, Value
from annotator.domain.packets import Divergence, PacketMerge, PacketOrigin
from annotator.domain.recipe import Recipe
from annotator.domain.review import AlignmentDecision, Ruling
from annotator.domain.rounds import Assignment, Round

Entity = Annotated[
    ArticleImport
    | Coder
    | CodebookVersion
    | Round
    | Assignment
    | CodingHeader
    | Report
    | Group
    | Value
    | Evidence
    | Note
    | AlignmentDecision
    | Ruling
    | PacketOrigin
    | PacketMerge
    | Divergence
    | Recipe,
    Field(discriminator="kind"),
]
"""Told apart by ``kind``."""
