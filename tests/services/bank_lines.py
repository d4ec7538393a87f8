"""An association's people, and the lines of its bank's statement."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from assistant.domain.actors import Actor, ActorKind
from assistant.domain.members import Role, Status
from assistant.domain.statements import BankLine, BankStatement
from tests.services.people import person

NOON = datetime(2026, 11, 21, 11, tzinfo=UTC)
FIFTH = date(2026, 11, 5)
IBAN = "FR7630006000011234567890189"
AWA = person("M001", "Awa", Role.TREASURER)
BRICE = person("M002", "Brice", Role.DEPUTY_TREASURER, last_name="Okemba")
CHANTAL = person("M003", "Chantal", last_name="Ngoma")
DIDIER = person("M004", "Didier", last_name="Ngoma")
ELISE = person("M005", "Élise", last_name="Yoka", spouse="M006")
FELIX = person("M006", "Félix", last_name="Yoka", spouse="M005")
GILLES = person("M007", "Gilles", status=Status.RADIATED, last_name="Tati")
PEOPLE = (AWA, BRICE, CHANTAL, DIDIER, ELISE, FELIX, GILLES)


def treasurer(who: Any = AWA) -> Actor:
    return Actor(ActorKind.MEMBER, who)


def line(ref: str, payer: str = "", text: str = "", cents: int = 1000, on: date = FIFTH) -> BankLine:
    return BankLine(ref, on, on, cents, payer, text)


CERTAIN = line("B1", "NGOMA CHANTAL", "COTIS M003")
COUPLE = line("B2", "YOKA", "M005 ET M006", 4000)
DOUBTFUL = line("B3", "NGOMA", "COTIS")
UNKNOWN = line("B4", "SARL DUPONT", "FACTURE", 2500)
DEBIT = line("B5", "LA POSTE", "TIMBRES", -500)
FORMER = line("B6", "TATI GILLES", "M007")
LINES = (CERTAIN, COUPLE, DOUBTFUL, UNKNOWN, DEBIT, FORMER)


def statement(*lines: BankLine, account: str | None = IBAN, until: date = date(2026, 11, 20)) -> BankStatement:
    return BankStatement(account, lines or LINES, until)
