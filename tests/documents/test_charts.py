from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from assistant.documents import charts, typesetting
from assistant.documents.charts import arrears_chart, dues_chart
from assistant.documents.drawing import LEFT, PALETTES, RIGHT, WIDTH
from assistant.domain.papers import ArrearsChartData, DuesChartData, Theme
from assistant.i18n import language
from tests.documents import reading
from tests.documents.samples import ARREARS, DUES

SVG = "{http://www.w3.org/2000/svg}"
NARROW, WIDE = "\u202f", "\u00a0"
THEMES: tuple[Theme, ...] = ("light", "dark")


def _arrears(code: str, **changes: Any) -> ET.Element:
    paper: ArrearsChartData = {**ARREARS, **changes}  # type: ignore[typeddict-item]
    return ET.fromstring(charts._arrears(language(code), paper))  # noqa: S314 - drawn by ourselves


def _dues(code: str, **changes: Any) -> ET.Element:
    paper: DuesChartData = {**DUES, **changes}  # type: ignore[typeddict-item]
    return ET.fromstring(charts._dues(language(code), paper))  # noqa: S314 - drawn by ourselves


def _texts(drawn: ET.Element) -> list[str]:
    return [found.text or "" for found in drawn.iter(f"{SVG}text")]


def _bars(drawn: ET.Element, fill: str) -> list[float]:
    """The lengths of the bars so filled, with the sample of the legend first where it stands at the left."""
    found = [bar for bar in drawn.findall(f"{SVG}rect") if bar.get("fill") == fill]
    return [float(bar.get("width", "0")) for bar in found if bar.get("x") in {str(LEFT), str(charts._BARS_AT)}]


def test_arrears_say_how_many_members_owe_how_much_in_each_band() -> None:
    assert _texts(_arrears("fr")) == [
        "Arriérés au 5 mars 2026",
        f"19 membres doivent 2{NARROW}465,00{WIDE}€",
        f"Jusqu’à 60{WIDE}€",
        f"12 membres · 340{WIDE}€",
        f"De 60,01{WIDE}€ à 240{WIDE}€",
        f"6 membres · 980{WIDE}€",
        f"Plus de 240{WIDE}€",
        f"1 membre · 1{NARROW}145{WIDE}€",
    ]
    assert _texts(_arrears("en"))[4:6] == ["€60.01 to €240", "6 members · €980"]


def test_a_band_is_as_long_as_its_members_are_many() -> None:
    bars = _bars(_arrears("fr"), PALETTES["light"].first)

    assert [length / (RIGHT - LEFT) for length in bars] == pytest.approx([1, 0.5, 1 / 12], abs=1e-3)


def test_nobody_in_arrears_is_drawn_too() -> None:
    drawn = _arrears("fr", bands=[{"up_to": None, "members": 0, "cents": 0}])

    assert _texts(drawn)[1:] == [f"0 membre doit 0,00{WIDE}€", f"Plus de 0{WIDE}€", f"0 membre · 0{WIDE}€"]


def test_dues_say_what_came_in_of_what_was_due() -> None:
    written = _texts(_dues("fr"))

    assert written[:4] == [
        "Cotisations, déc. 2025 – févr. 2026",
        f"64{WIDE}% reçus{WIDE}: 1{NARROW}370{WIDE}€ sur 2{NARROW}115{WIDE}€",
        "Reçu",
        "Dû",
    ]
    assert written[4:7] == [f"0{WIDE}€", f"600{WIDE}€", f"1{NARROW}200{WIDE}€"]
    assert written[7:] == [
        "déc. 2025",
        f"100{WIDE}%",
        "janv. 2026",
        f"76{WIDE}%",
        "févr. 2026",
        f"0{WIDE}%",
    ]


def test_dues_in_english() -> None:
    assert _texts(_dues("en"))[:4] == ["Dues, Dec 2025 – Feb 2026", "64% received: €1,370 of €2,115", "Received", "Due"]


def test_each_month_has_a_pair_of_bars_on_one_scale() -> None:
    drawn, palette = _dues("fr"), PALETTES["light"]

    received, due = _bars(drawn, palette.first)[1:], _bars(drawn, "url(#hatch)")

    assert [length / due[1] for length in due] == pytest.approx([0.4, 1, 0.4], abs=1e-3)
    assert [length / due[1] for length in received] == pytest.approx([0.4, 900 / 1175], abs=1e-3)


@pytest.mark.parametrize(
    ("most", "end"), [(0, 200), (199, 200), (201, 240), (120000, 120000), (120001, 150000), (999999, 1000000)]
)
def test_a_scale_ends_on_a_round_amount(most: int, end: int) -> None:
    assert charts._scale_end(most) == end


@pytest.mark.parametrize("most", [1, 100, 47000, 123456, 999_999_999])
def test_a_scale_holds_the_longest_bar_and_wastes_less_than_half(most: int) -> None:
    assert max(most, 100) <= charts._scale_end(most) <= 2 * max(most, 100)


def test_one_month_is_named_once_and_a_month_without_dues_has_a_dash() -> None:
    written = _texts(_dues("fr", months=[{"month": "2026-03", "due": 0, "received": 0}]))

    assert written[:2] == ["Cotisations, mars 2026", "Rien n’était dû"]
    assert written[-1] == "–"


def test_what_is_said_never_leaves_the_picture() -> None:
    months = [{"month": "2026-01", "due": 10**14, "received": 10**14 - 1}]
    bands = [{"up_to": 10**14 + 1, "members": 10**6, "cents": 10**14}, {"up_to": 10**15, "members": 1, "cents": 10**15}]

    for drawn in (_dues("fr", months=months), _arrears("fr", bands=bands)):
        for found in drawn.iter(f"{SVG}text"):
            size, words = float(found.get("font-size", "0")), found.text or ""
            if found.get("text-anchor") == "start":
                assert float(found.get("x", "0")) + 0.5 * size * len(words) < WIDTH, words


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("code", ["fr", "en"])
def test_a_chart_is_wide_enough_for_a_phone(code: str, theme: Theme) -> None:
    arrears = arrears_chart(language(code), {**ARREARS, "theme": theme})
    dues = dues_chart(language(code), {**DUES, "theme": theme})

    assert [reading.size(arrears)[0], reading.size(dues)[0]] == [1080, 1080]
    assert reading.size(dues)[1] > reading.size(dues_chart(language(code), {**DUES, "months": DUES["months"][:1]}))[1]


def test_the_smallest_letters_are_read_on_a_phone() -> None:
    """A picture of 1080 pixels is about 390 wide on a phone: a third."""
    sizes = [float(found.get("font-size", "0")) for chart in (_arrears("fr"), _dues("fr")) for found in chart.iter()]

    assert min(size for size in sizes if size) >= 28


def test_light_and_dark_differ() -> None:
    assert arrears_chart(language("fr"), ARREARS) != arrears_chart(language("fr"), {**ARREARS, "theme": "dark"})


def test_an_unknown_theme_is_refused() -> None:
    with pytest.raises(KeyError):
        dues_chart(language("fr"), {**DUES, "theme": "sepia"})


@pytest.mark.parametrize("theme", THEMES)
def test_colours_stand_out_as_wcag_asks(theme: Theme) -> None:
    palette = PALETTES[theme]

    assert min(_contrast(text, palette.ground) for text in (palette.ink, palette.soft)) >= 4.5
    assert min(_contrast(shape, palette.ground) for shape in (palette.first, palette.second)) >= 3
    assert _contrast(palette.first, palette.track) >= 3


def test_the_colours_of_papers_stand_out_as_wcag_asks() -> None:
    source = (typesetting.TEMPLATES / "common.typ").read_text(encoding="utf-8")
    colours = dict(re.findall(r'#let (\w+) = rgb\("(#[0-9a-f]{6})"\)', source))
    grounds = ("#ffffff", colours["tint"], colours["sand"])

    assert min(_contrast(colours[text], ground) for text in ("ink", "soft", "leaf") for ground in grounds) >= 4.5


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
