"""A written warning about unpaid dues in words (art. 30): the letter, and the message that it comes with.

Exact and kind: what is owed and since when, what to pay by when, what may follow and who decides it, whom to talk to.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from assistant.chat import Attachment, Button, Reply
from assistant.domain.ledger import Kind
from assistant.domain.money import Money
from assistant.domain.papers import LetterRow
from assistant.i18n import Language
from handlers.citing import article as cited
from handlers.letters import closing, page, plain, salutation, signature
from handlers.paying import pay_buttons
from handlers.statement import KINDS

Data = Mapping[str, Any]
SHOWN = 12
"""How many charges the letter names before it leaves; on paper all stand."""


def dues_warning(reader: Language, data: Data) -> Reply:
    """To the member, with the letter and the ways to pay."""
    parts = (
        reader.t(
            "{name}, the bureau sends you a <b>written warning about unpaid dues</b> ({article}); the letter is "
            "attached.",
            name=data["first_name"],
            article=_article(data, "grave_fault"),
        ),
        _owed(reader, data) + " " + _by_when(reader, data),
        _what_may_follow(reader, data),
        _whom_to_talk_to(reader, data),
    )
    owed = (data["excess"], data["overdue"])
    buttons = (*pay_buttons(reader, data["currency"], owed), Button(str(reader.t("Details")), "statement"))
    return Reply(Markup("\n").join(parts), buttons, (letter(reader, data),))


def letter(reader: Language, data: Data) -> Attachment:
    """The PDF."""
    subject = reader.t("Warning about unpaid dues ({article})", article=_article(data, "grave_fault"))
    paper = page(reader, data, subject, paragraphs(reader, data))
    paper["table"], paper["currency"] = [_row(reader, line) for line in data["lines"]], data["currency"]
    name = reader.t("warning-{number}-{day}.pdf", number=data["number"], day=data["issued_on"])
    return Attachment("letter", str(name), paper)


def paragraphs(reader: Language, data: Data) -> list[str]:
    """The letter's text, from the salutation to what the table counts up."""
    said = (
        salutation(reader, data),
        _owed(reader, data),
        _by_when(reader, data),
        _what_may_follow(reader, data),
        _whom_to_talk_to(reader, data),
        reader.t("This is what makes up the amount:"),
    )
    return [plain(paragraph) for paragraph in said]


def written(reader: Language, data: Data) -> Markup:
    """The whole letter on lines, as it is shown before it leaves; of many charges the latest."""
    rows = [_row(reader, line) for line in data["lines"]]
    shown = [f"• {row['label']} · {reader.show(Money(row['cents'], data['currency']))}" for row in rows[-SHOWN:]]
    left_out = len(rows) - len(shown)
    if left_out:
        shown.insert(0, str(reader.tn("… {n} earlier line", "… {n} earlier lines", left_out)))
    lines = (*paragraphs(reader, data), *shown, closing(reader), signature(reader, data))
    return Markup("\n").join(lines)


def _article(data: Data, topic: str) -> str:
    return cited(data["articles"][topic])


def _money(data: Data, name: str) -> Money:
    return Money(data[name], data["currency"])


def _owed(reader: Language, data: Data) -> Markup:
    shown = {
        "amount": _money(data, "overdue"),
        "since": date.fromisoformat(data["since"]),
        "day": date.fromisoformat(data["issued_on"]),
    }
    if data["since_or_earlier"]:
        return reader.t("On {day} <b>{amount}</b> is overdue on your account, since {since} or earlier.", **shown)
    return reader.t("On {day} <b>{amount}</b> is overdue on your account, since {since}.", **shown)


def _by_when(reader: Language, data: Data) -> Markup:
    shown = {"excess": _money(data, "excess"), "day": date.fromisoformat(data["pay_by"])}
    if data["wait_months"]:
        return reader.tn(
            "Please pay it by <b>{day}</b>. After such long arrears your rights open again {n} month after {excess} is "
            "paid ({article}); the rest stays due and can be paid in several parts.",
            "Please pay it by <b>{day}</b>. After such long arrears your rights open again {n} months after {excess} "
            "is paid ({article}); the rest stays due and can be paid in several parts.",
            data["wait_months"],
            article=_article(data, "long_arrears"),
            **shown,
        )
    return reader.t(
        "Please pay it by <b>{day}</b>. {excess} by then is enough to be up to date again ({article}); the rest stays "
        "due and can be paid in several parts.",
        article=_article(data, "standing"),
        **shown,
    )


def _what_may_follow(reader: Language, data: Data) -> Markup:
    return reader.t(
        "Dues left unpaid after a warning can be held to be a grave fault ({article}): the bureau would first hear "
        "you, and an extraordinary assembly alone could decide to suspend or to radiate. Nothing is decided today.",
        article=_article(data, "grave_fault"),
    )


def _whom_to_talk_to(reader: Language, data: Data) -> Markup:
    if not data["talk_to"]:
        return reader.t("If something here is wrong, or if paying is difficult, talk to the bureau.")
    return reader.t(
        "If something here is wrong, or if paying is difficult, talk to the treasurers: {names}.",
        names=data["talk_to"],
    )


def _row(reader: Language, line: Data) -> LetterRow:
    label, on = reader.t(KINDS[Kind(line["kind"])]), date.fromisoformat(line["on"])
    if line["cause"].startswith("month:"):
        label += f", {reader.month(on)}"
    return LetterRow(on=line["on"], label=plain(label), cents=line["cents"])
