"""Packets: one coder's share of a round as a project file of its own, and how it comes back."""

from __future__ import annotations

from typing import Literal

from annotator.domain.ids import ArticleId, CoderId, DivergenceId, MergeId, PacketId, ProjectId, RoundId
from annotator.domain.values import Frozen


class PacketOrigin(Frozen):
    """Where a packet comes from; the one record of this kind makes a project file a packet.

    ``id`` is the packet's own project id. ``head`` and ``head_hash`` are the last event of the project it was made
    from, at that time: what that project knew of the coder's work then, the packet knew too.
    """

    kind: Literal["packet_origin"] = "packet_origin"
    id: PacketId
    project_id: ProjectId
    project_name: str
    round_id: RoundId
    coder_id: CoderId
    head: int
    head_hash: str
    is_deleted: bool = False


class PacketMerge(Frozen):
    """One merging of a packet as it was at its event ``head``.

    ``origin_head`` is what the packet was made from, ``merged_at`` the number of the event here that merged it.
    ``digest`` is the SHA-256 over the hashes of the ``event_count`` events that travelled with it, in order, so that
    history pins them without repeating them. ``whole`` names the articles of the codings that came as a whole, of which
    nothing was known before: their records are what those events leave, and the merge's own event does not repeat them.
    """

    kind: Literal["packet_merge"] = "packet_merge"
    id: MergeId
    packet_id: PacketId
    coder_id: CoderId
    round_id: RoundId
    head: int
    head_hash: str
    origin_head: int
    merged_at: int
    event_count: int
    digest: str
    file_name: str
    whole: tuple[ArticleId, ...] = ()
    is_deleted: bool = False


class CodingCopy(Frozen):
    """One of several copies of a coding that went on apart: where, and the last event each knows.

    ``packet_id`` is None for the project's own.
    """

    packet_id: PacketId | None
    last_event: str


class Divergence(Frozen):
    """A coder's coding of an article that went on in two copies, neither of which knows all of the other.

    ``settled_by`` is the last event of the copy a person chose; empty while nobody has.
    """

    kind: Literal["divergence"] = "divergence"
    id: DivergenceId
    round_id: RoundId
    article_id: ArticleId
    coder_id: CoderId
    copies: tuple[CodingCopy, ...]
    settled_by: str = ""
    is_deleted: bool = False
