"""Sources turn documents into `Roadmap`s: bytes → text → outline → roadmaps."""

from __future__ import annotations

from .reading import read

__all__ = ["read"]
