"""What holds of every document: plain text, the same bytes, shipped fonts, no network, an archive that all can read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pypdfium2
import pytest
import typst

from assistant.app.joining import MAKERS
from assistant.documents import typesetting
from assistant.documents.account_statement import account_statement
from assistant.documents.fund_summary import fund_summary
from assistant.documents.letter import letter
from assistant.documents.receipt import receipt
from assistant.i18n import language
from tests.documents import meeting_samples, reading
from tests.documents.samples import ARREARS, DUES, EMOJI, FUND, HOSTILE, LETTER, RECEIPT, SEPA, statement

SAMPLES: Mapping[str, Mapping[str, Any]] = {
    "receipt": RECEIPT,
    "account_statement": statement(60),
    "letter": LETTER,
    "fund_summary": FUND,
    "sepa_code": SEPA,
    "arrears_chart": ARREARS,
    "dues_chart": DUES,
    **meeting_samples.PAPERS,
    "calendar": meeting_samples.CALENDAR,
}
PDFS = ("receipt", "account_statement", "letter", "fund_summary", *meeting_samples.PAPERS)
CODES = ("fr", "en")


def _make(name: str, code: str, **changes: object) -> bytes:
    return MAKERS[name](language(code), {**SAMPLES[name], **changes})


def _saying(words: str) -> dict[str, bytes]:
    """Each PDF with the words wherever somebody may have typed them."""
    reader, person, account = language("fr"), {"number": "M012", "name": words}, statement(1)
    line = {**account["lines"][0], "label": words}
    row = {"on": None, "label": words, "cents": 1}
    kind = {**FUND["lines"][0], "label": words}
    return {
        "fund_summary": fund_summary(reader, {**FUND, "association": words, "lines": [kind]}),
        "receipt": receipt(reader, {**RECEIPT, "association": words, "payee": words, "member": person}),
        "account_statement": account_statement(reader, {**account, "member": person, "lines": [line]}),
        "letter": letter(
            reader,
            {
                **LETTER,
                "recipient": person,
                "subject": words,
                "paragraphs": [words],
                "table": [row],
                "closing": [words],
            },
        ),
        **{name: MAKERS[name](reader, paper) for name, paper in meeting_samples.saying(words).items()},
    }


def test_every_document_has_its_maker() -> None:
    assert set(SAMPLES) | {"json"} <= set(MAKERS)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_data_give_the_same_bytes(name: str, code: str) -> None:
    first = _make(name, code)

    with ThreadPoolExecutor(1) as other_thread:
        second = other_thread.submit(_make, name, code).result()

    assert first == second


@pytest.mark.parametrize("name", SAMPLES)
def test_data_that_have_been_through_json_give_the_same_bytes(name: str) -> None:
    kept = json.loads(json.dumps(SAMPLES[name]))

    assert MAKERS[name](language("fr"), kept) == _make(name, "fr")


def test_eight_threads_at_once_make_what_one_makes() -> None:
    alone = {name: _make(name, "fr") for name in SAMPLES}
    together = Barrier(8, timeout=30)

    def make_all(_: int) -> dict[str, bytes]:
        together.wait()
        return {name: _make(name, "fr") for name in SAMPLES}

    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(make_all, range(8)))

    assert made == [alone] * 8


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", PDFS)
def test_a_pdf_is_an_archive_that_a_screen_reader_can_read(name: str, code: str) -> None:
    pdf = _make(name, code)

    assert b"<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert f"<rdf:li>{'fr' if code == 'fr' else 'en-GB'}</rdf:li></rdf:Bag></dc:language>".encode() in pdf
    document = pypdfium2.PdfDocument(pdf)
    assert pypdfium2.raw.FPDFCatalog_IsTagged(document)
    document.close()


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("receipt", "Reçu n°\u00a02026-0042"),
        ("account_statement", "Relevé de compte"),
        ("letter", "Avertissement (art. 30)"),
        ("fund_summary", "Fonds d’entraide, 2026"),
        ("convocation", "Convocation à l’assemblée générale ordinaire"),
        ("mandate", "Procuration"),
        ("attendance_sheet", "Feuille de présence"),
        ("minutes", "Procès-verbal"),
    ],
)
def test_a_pdf_has_its_title_and_whose_it_is(name: str, title: str) -> None:
    about = reading.metadata(_make(name, "fr"))

    assert (about["Title"], about["Author"]) == (title, "N’DZOUANA")


def test_a_pdf_is_dated_by_its_data() -> None:
    assert reading.metadata(_make("receipt", "fr"))["CreationDate"] == "D:20260305120000Z"
    assert reading.metadata(_make("letter", "fr"))["CreationDate"] == "D:20260312120000Z"
    assert reading.metadata(_make("minutes", "fr"))["CreationDate"] == "D:20260315120000Z"


@pytest.mark.parametrize("name", PDFS)
def test_what_people_type_is_printed_as_they_typed_it(name: str) -> None:
    printed = reading.text(_saying(HOSTILE)[name])

    assert "#evil[x] *a* $x$ <b>&amp; `c` \\u{41} {amount}" in re.sub(r"\s+", " ", printed)
    assert "محمد" in printed


@pytest.mark.parametrize("name", PDFS)
def test_marks_that_are_not_seen_and_line_feeds_are_left_out(name: str) -> None:
    printed = reading.text(_saying("Awa\u202e\u2066\x00\nIBARA\u2028Ngo")[name])

    assert "Awa IBARA Ngo" in re.sub(r"\s+", " ", printed)


@pytest.mark.parametrize("words", [EMOJI, "中文", "\ue000", "\U0010ffff"])
@pytest.mark.parametrize("name", PDFS)
def test_letters_that_no_shipped_font_has_do_not_hold_a_document_back(name: str, words: str) -> None:
    pdf = _saying(f"Awa {words} IBARA")[name]

    assert "IBARA" in reading.text(pdf)
    assert b"pdfaid" not in pdf


@pytest.mark.parametrize("name", PDFS)
def test_a_word_without_end_stays_on_the_page(name: str) -> None:
    document = pypdfium2.PdfDocument(_saying("W" * 300)[name])

    for page in document:
        found = page.get_textpage()
        boxes = [found.get_charbox(place) for place in range(found.count_chars())]
        assert max(right for _, _, right, _ in boxes) < page.get_width() - 20
    document.close()


class Watched:
    """A compiler that keeps what it is warned of."""

    def __init__(self) -> None:
        self._compiler = typst.Compiler(root=typesetting.TEMPLATES, font_paths=typesetting._fonts())
        self.warnings: list[object] = []

    def compile(self, source: Path, **inputs: Any) -> object:
        made, warnings = self._compiler.compile_with_warnings(source, **inputs)
        self.warnings += warnings
        return made


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", SAMPLES)
def test_no_template_has_anything_to_warn_of(name: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched()
    monkeypatch.setattr(typesetting._own, "compiler", watched, raising=False)

    _make(name, code)

    assert not watched.warnings


def test_only_fonts_that_come_along_are_used_each_with_its_licence() -> None:
    shipped = {path.name for path in (typesetting.FOLDER / "fonts").iterdir()}
    families = set(typesetting._fonts().families())

    assert {"Inter", "Noto Sans Arabic"} <= families
    assert families <= {
        "Inter",
        "Noto Sans Arabic",
        "DejaVu Sans Mono",
        "Libertinus Serif",
        "New Computer Modern",
        "New Computer Modern Math",
    }
    for licence in ("Inter-LICENSE.txt", "NotoSansArabic-LICENSE.txt"):
        assert licence in shipped
        assert "SIL Open Font License, Version 1.1" in (typesetting.FOLDER / "fonts" / licence).read_text("utf-8")


def test_templates_take_nothing_from_the_network() -> None:
    sources = [path.read_text(encoding="utf-8") for path in typesetting.TEMPLATES.glob("*.typ")]

    assert sources
    assert not [source for source in sources if "@preview" in source or "http" in source]


@pytest.mark.parametrize("name", SAMPLES)
def test_data_that_lack_a_part_are_refused(name: str) -> None:
    for part in ("currency", "on", "association", "payee", "months", "bands", "facts", "uid"):
        lacking = {key: held for key, held in SAMPLES[name].items() if key != part}
        if len(lacking) < len(SAMPLES[name]):
            with pytest.raises(KeyError):
                MAKERS[name](language("en"), lacking)
