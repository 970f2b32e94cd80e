"""A lab to begin each test with: a project, its round and whoever codes in it."""

from __future__ import annotations

from tests.services.packet_making import first, lab

__all__ = ["first", "lab"]
