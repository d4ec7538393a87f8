"""How people write an article's number: `16`, `Art. 16`, `article n° 1er`, `8 bis`, `Annexe`, `annex`."""

from __future__ import annotations

import re

from assistant.words import fold

_LEAD = r"(?:art(?:icle)?s?\b\.?\s*)?(?:n\s?[°o]\s*)?"
_NUMBER = re.compile(_LEAD + r"(\d+)(?:er|st|nd|rd|th)?[\s\-]*(bis|ter|quater)?\.?")
_ANNEX = re.compile(r"annexe?s?\b\.?\s*(?:n\s?[°o]\s*)?(\d+|[a-z])?\.?")


def article_number(typed: str) -> str | None:
    """The number as the bylaws name it: `16`, `8 bis`, `annexe`, `annexe 2`; None where the text is no number."""
    text = fold(typed).strip(" :-–—.")
    if match := _NUMBER.fullmatch(text):
        return f"{int(match[1])} {match[2]}" if match[2] else str(int(match[1]))
    if match := _ANNEX.fullmatch(text):
        return f"annexe {match[1]}" if match[1] else "annexe"
    return None
