"""A code that a bank's application reads to fill in a transfer: EPC069-12, version 002.

Only letters that every bank takes go in, so that each reader reads alike; nothing in the data can add a line.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, cast

from assistant.documents import wording
from assistant.documents.typesetting import png
from assistant.domain.money import EURO
from assistant.domain.papers import SepaCodeData
from assistant.domain.payee import read_bic, read_iban
from assistant.domain.references import grouped, member_of
from assistant.i18n import Language

MOST_CENTS = 99_999_999_999
LONGEST_NAME = 70
LONGEST_TEXT = 140
_SPELT = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "’": "'", "‘": "'"}
    | dict(zip("øØłŁđĐɛƐɔƆŋŊ", "oOlLdDeEoOnN", strict=True))
)
_UNKNOWN = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")


def sepa_png(reader: Language, data: Mapping[str, Any]) -> bytes:
    """A PNG of `SepaCodeData`: the code, and under it what it says. ValueError where `payload` refuses it."""
    paper = cast("SepaCodeData", data)
    texts = {
        "payee": paper["payee"]["name"],
        "amount": wording.amount(reader, paper["cents"], paper["currency"]),
        "facts": [
            (reader.t("IBAN"), grouped(read_iban(paper["payee"]["iban"]))),
            (reader.t("Reference"), _shown_reference(paper["reference"])),
        ],
        "hint": reader.t("To be read with your bank's application"),
    }
    return png("sepa_code.typ", reader, texts, _drawn(payload(paper)))


def payload(paper: SepaCodeData) -> str:
    """What the code holds, a field a line. ValueError where an amount, account or reference cannot stand in it."""
    structured, text = _remittance(paper["reference"])
    fields = (
        "BCD",
        "002",
        "1",
        "SCT",
        read_bic(bic) if (bic := paper["payee"]["bic"]) else "",
        _name(paper["payee"]["name"]),
        read_iban(paper["payee"]["iban"]),
        _amount(paper["cents"], paper["currency"]),
        "",
        structured,
        text,
    )
    return "\n".join(fields).rstrip("\n")


def sepa_text(text: str) -> str:
    """In the letters of SEPA (EPC217-08): without accents, on one line; any other sign is a space."""
    bare = unicodedata.normalize("NFKD", text.translate(_SPELT))
    plain = "".join(c for c in bare if not unicodedata.combining(c)).translate(_SPELT)
    return " ".join(_UNKNOWN.sub(" ", plain).split())


def _name(name: str) -> str:
    folded = sepa_text(name)[:LONGEST_NAME].strip()
    if not folded:
        raise ValueError(f"a payee's name in Latin letters is expected, not {name!r}")
    return folded


def _amount(cents: int, currency: str) -> str:
    if currency != EURO:
        raise ValueError(f"a code for a transfer is in euros, not in {currency}")
    if not 1 <= cents <= MOST_CENTS:
        raise ValueError(f"a transfer is of 1 to {MOST_CENTS} cents, not of {cents}")
    return f"{EURO}{cents // 100}.{cents % 100:02}"


def _remittance(reference: str) -> tuple[str, str]:
    """A creditor reference on its own line; any other text on the line for texts."""
    if member_of(reference) is not None:
        return "".join(reference.split()).upper(), ""
    text = sepa_text(reference)
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"a reference has up to {LONGEST_TEXT} letters, not {len(text)}")
    return "", text


def _shown_reference(reference: str) -> str:
    structured, text = _remittance(reference)
    return grouped(structured) or text


def _drawn(text: str) -> str:
    """The QR code as SVG, with the quiet zone around it; error correction M, as the guideline has it."""
    import segno  # noqa: PLC0415 - slow to import, and few messages carry a code

    drawn = io.BytesIO()
    code = segno.make(text, error="m", micro=False, boost_error=False, encoding="utf-8", eci=False)
    code.save(drawn, kind="svg", border=4, xmldecl=False)
    return drawn.getvalue().decode().strip()
