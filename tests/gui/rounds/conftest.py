"""A lab to make packets of and to merge them into."""

from __future__ import annotations

from tests.services.packet_making import first, lab

__all__ = ["first", "lab"]
