"""What can be done about a claim at a touch."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.chat import Button
from assistant.domain.claims import ClaimState
from assistant.domain.decisions import Reason
from assistant.i18n import Language
from handlers.event_data import Data, awaited, consent_open, helped, of_member, reason_of
from handlers.event_words import SEND

MOST = 4
"""Buttons that a phone shows at once."""


def buttons_of(reader: Language, data: Data) -> tuple[Button, ...]:
    """What can be done about it now, the most urgent first; what was declared can be withdrawn from the list too."""
    wanted = (*_to_mend(reader, data), *_to_ask(reader, data), *consent_buttons(reader, data))
    return wanted if len(wanted) >= MOST else (*wanted, *_to_withdraw(reader, data))


def consent_buttons(reader: Language, data: Data) -> tuple[Button, ...]:
    """Both answers while none was given."""
    return (announce(reader, data["claim"]), keep_quiet(reader, data["claim"])) if consent_open(data) else ()


def announce(reader: Language, claim: int) -> Button:
    """The family agrees to be named."""
    return Button(str(reader.t("Announce")), "event", ("announce", str(claim), "yes"))


def keep_quiet(reader: Language, claim: int) -> Button:
    """It does not."""
    return Button(str(reader.t("Do not announce")), "event", ("announce", str(claim), "no"))


def write_to_commission(reader: Language) -> Button:
    """The way to exceptional help."""
    return Button(str(reader.t("Write to the social commission")), "support")


def _to_mend(reader: Language, data: Data) -> Iterator[Button]:
    document = awaited(data)
    claim = str(data["claim"])
    if document and not of_member(data):
        yield Button(str(reader.t(SEND[document])), "event", ("document", claim))
    elif reason_of(data) is Reason.NO_CEREMONY_OR_INVITATION:
        yield Button(str(reader.t("It has changed")), "event", ("document", claim))
    elif reason_of(data) is Reason.NOT_UP_TO_DATE and not of_member(data):
        yield Button(str(reader.t("Declare a payment")), "pay")


def _to_ask(reader: Language, data: Data) -> Iterator[Button]:
    if helped(data):
        yield write_to_commission(reader)


def _to_withdraw(reader: Language, data: Data) -> Iterator[Button]:
    if data["state"] == ClaimState.DECLARED:
        yield Button(str(reader.t("Withdraw")), "event", ("withdraw", str(data["claim"])))
