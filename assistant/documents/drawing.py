"""Pictures as SVG: a few shapes, text in the shipped font, two sets of colours.

No shape tells by its colour alone: what stands beside another is hatched, and every bar has its figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from xml.sax.saxutils import escape

from markupsafe import Markup

from assistant.domain.papers import Theme

Anchor = Literal["start", "middle", "end"]
WIDTH = 1080
LEFT = 60
RIGHT = WIDTH - LEFT
_SET = 0.6
"""How wide a letter is at most on the average, for its size."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours on a ground: text at least 4.5 to 1 against it, shapes 3 to 1 (WCAG 2, 1.4.3 and 1.4.11)."""

    ground: str
    ink: str
    soft: str
    """Text of less weight."""
    track: str
    """Behind a bar and along the scale; carries no meaning."""
    first: str
    second: str
    """For what is hatched."""


PALETTES: Mapping[Theme, Palette] = {
    "light": Palette("#fffaf1", "#2a2119", "#6a5947", "#ebe0cb", "#1e5647", "#8a5c00"),
    "dark": Palette("#191510", "#f3e9d8", "#b9a88f", "#332b21", "#63b59a", "#e4bd6a"),
}


def fitting(size: int, width: float, words: Markup) -> int:
    """The size, or a smaller one by which the words are not wider than that."""
    return min(size, int(width / _SET / max(1, len(words.unescape()))))


@dataclass(slots=True)
class Picture:
    """An SVG that grows downwards; places and sizes in pixels."""

    palette: Palette
    _parts: list[str] = field(default_factory=list)

    def head(self, title: Markup, said: Markup) -> None:
        """What the picture is of, and what it says; made smaller where it is too long for the line."""
        self.text(LEFT, 105, title, 40, colour=self.palette.soft)
        self.text(LEFT, 180, said, fitting(52, RIGHT - LEFT, said), strong=True)

    def legend(self, x: float, y: float, words: Markup, colour: str, *, hatched: bool = False) -> float:
        """A sample with its name, from `x` on; returns where the next one may begin."""
        self.bar(x, y, 56, 32, colour, hatched=hatched)
        self.text(x + 74, y + 28, words, 34)
        return x + 74 + _SET * 34 * len(words.unescape()) + 60

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: int,
        *,
        colour: str = "",
        strong: bool = False,
        anchor: Anchor = "start",
    ) -> None:
        """Words on the line `y`, that begin, end or have their middle at `x`."""
        plain = words.unescape() if isinstance(words, Markup) else words
        style = f'fill="{colour or self.palette.ink}" font-weight="{600 if strong else 400}" text-anchor="{anchor}"'
        self._parts.append(f'<text x="{x:g}" y="{y:g}" font-size="{size}" {style}>{escape(plain)}</text>')

    def bar(self, x: float, y: float, width: float, height: float, colour: str, *, hatched: bool = False) -> None:
        """A bar with rounded ends, filled or hatched; none where it has no length."""
        if width <= 0:
            return
        place = f'x="{x:g}" y="{y:g}" width="{width:.1f}" height="{height:g}" rx="6"'
        if not hatched:
            self._parts.append(f'<rect {place} fill="{colour}"/>')
            return
        self._parts.append(f'<rect {place} fill="url(#hatch)" stroke="{colour}" stroke-width="3"/>')

    def rule(self, x: float, top: float, bottom: float) -> None:
        """A line of the scale, upright."""
        line = f'x1="{x:g}" x2="{x:g}" y1="{top:g}" y2="{bottom:g}"'
        self._parts.append(f'<line {line} stroke="{self.palette.track}" stroke-width="3"/>')

    def svg(self, height: float) -> str:
        """The picture, so high."""
        hatch = (
            '<defs><pattern id="hatch" width="14" height="14" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><rect width="5" height="14" fill="{self.palette.second}"/></pattern></defs>'
        )
        ground = f'<rect width="{WIDTH}" height="{height:g}" fill="{self.palette.ground}"/>'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:g}" font-family="Inter">'
            f"{hatch}{ground}{''.join(self._parts)}</svg>"
        )
