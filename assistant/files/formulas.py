"""Text that a spreadsheet could run as a formula, in a CSV file: defused when it is written, as it was when it is read.

A cell is taken for a formula where it begins with one of a few signs, spaces and quotation marks before them aside. A
spreadsheet that parts cells elsewhere than we do would find a beginning after any separator: those are defused too. An
apostrophe makes text of what follows.
"""

from __future__ import annotations

import re

from assistant.words import visible

_BEGINS = r"(?=[\s\"'`\u200c\u200d]*[=+\-@＝＋－＠﹢﹣﹦﹫])"
_FORMULA = re.compile(rf"(^|[,;|]){_BEGINS}")
_DEFUSED = re.compile(rf"(^|[,;|])'{_BEGINS}")


def acts_as_formula(text: str) -> bool:
    """Whether a spreadsheet could take the cell for a formula."""
    return _FORMULA.match(text) is not None


def defused(text: str) -> str:
    """The text on one line, with an apostrophe before whatever could act as a formula."""
    return _FORMULA.sub(r"\1'", visible(text))


def restored(cell: str) -> str:
    """The text that `defused` was given, on one line."""
    return _DEFUSED.sub(r"\1", cell)
