"""Sets documents with typst: a template of `templates/` and JSON data in, bytes out.

Data reach a template as text, never as code; templates hold no words. A text translated by the catalogues is unescaped
here, any other is shown without what is not seen. The same data give the same bytes: only the shipped fonts are used,
and a document is dated by its data. Nothing goes to the network. Each thread has a compiler of its own.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from assistant.i18n import Language
from assistant.words import visible

if TYPE_CHECKING:
    import typst

FOLDER = Path(__file__).parent
TEMPLATES = FOLDER / "templates"
ZERO_WIDTH_SPACE = "\u200b"
_ENDLESS = re.compile(r"\S{30,}")
_PIECE = re.compile(r".{1,10}", re.DOTALL)
_own = threading.local()


def pdf(template: str, reader: Language, day: str, data: Mapping[str, Any]) -> bytes:
    """A tagged PDF dated noon of that day (ISO): PDF/A-3 and PDF/UA, unless it holds letters no font here has."""
    import typst  # noqa: PLC0415 - it takes long to load, and few messages carry a document

    issued = datetime.combine(date.fromisoformat(day), time(12), UTC)
    inputs = _inputs(reader, data)
    source = TEMPLATES / template
    try:
        made = _compiler().compile(
            source, format="pdf", sys_inputs=inputs, timestamp=issued, pdf_standards=["a-3a", "ua-1"]
        )
    except typst.TypstError:
        made = _compiler().compile(source, format="pdf", sys_inputs=inputs, timestamp=issued)
    assert isinstance(made, bytes)  # noqa: S101 - a PDF is one file
    return made


def png(template: str, reader: Language, data: Mapping[str, Any], drawing: str) -> bytes:
    """A picture of a template of one page with an SVG in it, two pixels a point."""
    inputs = {**_inputs(reader, data), "drawing": drawing}
    made = _compiler().compile(TEMPLATES / template, format="png", ppi=144, sys_inputs=inputs)
    assert isinstance(made, bytes)  # noqa: S101 - one page gives one picture
    return made


@cache
def _fonts() -> typst.Fonts:
    import typst  # noqa: PLC0415 - as above

    return typst.Fonts(include_system_fonts=False, font_paths=[FOLDER / "fonts"])


def _compiler() -> typst.Compiler:
    """This thread's own: one compiler cannot serve two."""
    import typst  # noqa: PLC0415 - as above

    if not hasattr(_own, "compiler"):
        _own.compiler = typst.Compiler(root=TEMPLATES, font_paths=_fonts())
    compiler: typst.Compiler = _own.compiler
    return compiler


def _inputs(reader: Language, data: Mapping[str, Any]) -> dict[str, str]:
    place = {"lang": reader.locale.language, "region": reader.locale.territory}
    return {"data": json.dumps(_plain({**place, **data}), ensure_ascii=False)}


def _plain(value: Any) -> Any:
    match value:
        case Markup():
            return _breakable(str(value.unescape()))
        case str():
            return _breakable(visible(value))
        case Mapping():
            return {key: _plain(held) for key, held in value.items()}
        case list() | tuple():
            return [_plain(held) for held in value]
        case _:
            return value


def _breakable(text: str) -> str:
    """With places to break in words too long for any line."""
    return _ENDLESS.sub(lambda word: ZERO_WIDTH_SPACE.join(_PIECE.findall(word[0])), text)
