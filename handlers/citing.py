"""Articles as people read them: without the association's prefix."""

from __future__ import annotations


def article(reference: str) -> str:
    """`NDZ art. 8` -> `art. 8`."""
    return reference.partition(" ")[2] or reference
