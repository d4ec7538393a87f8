"""The sheet of a message to many: a row a member, with a telephone and what became of it."""

from __future__ import annotations

from io import BytesIO

from openpyxl import load_workbook

from assistant.documents.delivery_sheet import REACHES, delivery_sheet
from assistant.domain.broadcasts import Reach
from assistant.i18n import language

NADEGE = {"number": "M030", "name": "Nadège Ibara", "phone": "+33639980130", "email": None, "reach": "unreachable"}
AWA = {"number": "M012", "name": "=Awa", "phone": None, "email": "awa@example.org", "reach": "accepted"}


def rows(code: str) -> list[tuple[object, ...]]:
    sheet = load_workbook(BytesIO(delivery_sheet(language(code), {"members": [NADEGE, AWA]}))).active
    assert sheet is not None
    return [tuple(cell for cell in row) for row in sheet.iter_rows(values_only=True)]


def test_each_member_has_a_row_in_the_order_given() -> None:
    assert rows("fr") == [
        ("Numéro", "Nom", "Téléphone", "Courriel", "Résultat"),
        ("M030", "Nadège Ibara", "+33639980130", None, "pas joignable ici"),
        ("M012", rows("en")[2][1], None, "awa@example.org", "accepté"),
    ]


def test_a_name_is_never_read_as_a_formula() -> None:
    assert str(rows("fr")[2][1]).lstrip("'") == "=Awa"
    sheet = load_workbook(BytesIO(delivery_sheet(language("fr"), {"members": [AWA]}))).active
    assert sheet is not None
    assert sheet["B2"].data_type == "s"


def test_every_reach_has_its_words() -> None:
    assert set(REACHES) == {reach.value for reach in Reach}
