"""Reads French as it is set in France, and says what is set otherwise."""

from __future__ import annotations

import re

_RULES: tuple[tuple[str, str], ...] = (
    (r"'", "a straight apostrophe"),
    (r'"', "straight quotation marks"),
    (r"’\s", "a space after an apostrophe"),
    (r"\.\.\.", "three full stops for an ellipsis"),
    (r"(?<!\u00a0):(?!//)", "no U+00A0 before a colon"),
    (r"(?<!\u202f)[;?!]", "no U+202F before ; ? or !"),
    (r"«(?!\u00a0)", "no U+00A0 after «"),
    (r"(?<!\u00a0)»", "no U+00A0 before »"),
    (r"[\d}][ \u202f]€", "no U+00A0 before €"),
    (r"[\d}]€", "no space before €"),
    (r"[nN]°(?!\u00a0)", "no U+00A0 after n°"),
    (r"[\d}] h\b|\bh (?=[\d{])", "no U+00A0 beside h"),
    (r"(?:^|[.!?…] |\n|>)(?:A|Ca|Etre|Etes|Etat|Ecri\w*|Evene\w*|Echeance\w*) ", "a capital without its accent"),
    (r" (?: |$)|^ ", "a space too many"),
)
_COMPILED = tuple((re.compile(pattern), problem) for pattern, problem in _RULES)


def french_problems(text: str) -> list[str]:
    """What is not set as French is; placeholders and tags stand for words."""
    return [problem for pattern, problem in _COMPILED if pattern.search(text)]
