"""The monthly dues reminder in its three tones and two wordings, and what the bureau reads after the run.

The first month is friendly, the second offers help, the third and later are clear about rights and what may follow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from assistant.chat import Button, Reply
from assistant.domain.money import Money
from assistant.i18n import Language
from assistant.marks import N_
from assistant.rules.reminders import ReminderKind, Skip, Tone
from handlers.citing import article as cited
from handlers.paying import pay_buttons
from handlers.people import listed

Data = Mapping[str, Any]
TONES = {
    Tone.FIRST: N_("First month: {n}"),
    Tone.SECOND: N_("Second month in a row: {n}"),
    Tone.THIRD: N_("Third month in a row or later: {n}"),
}
SKIPS = {
    Skip.NOT_A_MEMBER: N_("not members, or no longer: {names}"),
    Skip.SUSPENDED: N_("suspended: {names}"),
    Skip.BEREAVED: N_("bereaved: {names}"),
    Skip.DO_NOT_REMIND: N_("set aside by the bureau: {names}"),
    Skip.OWN_CHOICE: N_("chose to have no reminders: {names}"),
    Skip.PENDING_COVERS: N_("declared a payment that covers it: {names}"),
    Skip.WITHIN_TOLERANCE: N_("within the accepted arrears: {names}"),
}


def dues_reminder(reader: Language, data: Data) -> Reply:
    """What is owed, how long in a row, what it means for the rights, what helps, and the ways to pay."""
    parts = (
        reader.t("Hello {name}.", name=data["first_name"]),
        _left(reader, data),
        _in_a_row(reader, data),
        *_standing(reader, data),
        _next_step(reader, data),
        _declared(reader, data),
        _help(reader, data),
        reader.t("If you have just paid, say so with <cmd>pay</cmd> and forget this message."),
    )
    owed = (data["amount"] - data["tolerance"], data["amount"])
    details = Button(str(reader.t("Details")), "statement")
    buttons = (*pay_buttons(reader, data["currency"], owed, data["pending"]), details)
    return Reply(Markup(" ").join(filter(None, parts)), buttons)


def _money(data: Data, cents: int) -> Money:
    return Money(cents, data["currency"])


def _left(reader: Language, data: Data) -> Markup:
    months = [date.fromisoformat(f"{month}-01") for month in data["months"]]
    return reader.t(
        "There is still <b>{amount}</b> of dues to pay{months}.",
        amount=_money(data, data["amount"]),
        months=Markup(" ({})").format(reader.months(months)) if months else "",
    )


def _in_a_row(reader: Language, data: Data) -> Markup:
    match data["tone"]:
        case Tone.SECOND:
            return reader.t("This is the second month in a row that the books show something overdue.")
        case Tone.THIRD:
            months = data["months_in_a_row"]
            return reader.t("The books have shown something overdue for {n} months in a row.", n=months)
        case _:
            return Markup("")


def _standing(reader: Language, data: Data) -> Iterator[Markup]:
    """Up to date or not, by which article, and what that opens or closes."""
    article = cited(data["articles"][0])
    if data["kind"] == ReminderKind.NOT_UP_TO_DATE:
        yield _beyond(reader, data)
    elif data["waits_until"]:
        yield _waiting(reader, data)
    else:
        yield reader.t("You are still up to date ({article}).", article=article)


def _beyond(reader: Language, data: Data) -> Markup:
    shown = {
        "tolerance": _money(data, data["tolerance"]),
        "article": cited(data["articles"][0]),
        "excess": _money(data, data["amount"] - data["tolerance"]),
    }
    if data["wait_months"]:
        return reader.tn(
            "That is beyond the {tolerance} that the association accepts ({article}). After such long arrears your "
            "rights open again {n} month after {excess} is paid ({wait}).",
            "That is beyond the {tolerance} that the association accepts ({article}). After such long arrears your "
            "rights open again {n} months after {excess} is paid ({wait}).",
            data["wait_months"],
            wait=cited(data["wait_article"]),
            **shown,
        )
    enough = reader.t(
        "That is beyond the {tolerance} that the association accepts ({article}): {excess} is enough to be up to date "
        "again.",
        **shown,
    )
    if not data["active"] or data["tone"] == Tone.FIRST:
        return enough
    return enough + " " + reader.t("Until then votes, proxies and mutual aid are closed to you.")


def _waiting(reader: Language, data: Data) -> Markup:
    shown = {"day": date.fromisoformat(data["waits_until"]), "article": cited(data["articles"][0])}
    if data["votes"]:
        return reader.t(
            "After long arrears mutual aid covers you again from {day} ({article}); votes and proxies are open to you.",
            **shown,
        )
    return reader.t("After long arrears your rights open again on {day} ({article}).", **shown)


def _next_step(reader: Language, data: Data) -> Markup:
    """From the third month on: what the bureau may do, unless it has."""
    if data["tone"] != Tone.THIRD or data["warned"]:
        return Markup("")
    article = cited(data["warning_article"])
    if data["kind"] == ReminderKind.NOT_UP_TO_DATE:
        return reader.t("The bureau's next step may be a written warning ({article}).", article=article)
    return reader.t(
        "Beyond {tolerance} rights would close, and the bureau could send a written warning ({article}).",
        tolerance=_money(data, data["tolerance"]),
        article=article,
    )


def _declared(reader: Language, data: Data) -> Markup:
    if not data["pending"]:
        return Markup("")
    amount = _money(data, data["pending"])
    return reader.t("{amount} that you declared awaits the treasurer's confirmation.", amount=amount)


def _help(reader: Language, data: Data) -> Markup:
    if data["tone"] == Tone.FIRST:
        return Markup("")
    return reader.t("If paying is difficult, write to the treasurer: it can be done in several parts.")


def reminder_summary(reader: Language, data: Data) -> Reply:
    """To the bureau: how many left in which tone, who was skipped and why, who could not be reached."""
    month = reader.month(date.fromisoformat(f"{data['month']}-01"))
    lines = [
        reader.tn(
            "Dues reminders for {month}: {n} member was written to.",
            "Dues reminders for {month}: {n} members were written to.",
            data["sent"],
            month=month,
        ),
        *_by_tone(reader, data),
        *_skipped(reader, data),
    ]
    if data["unreachable"]:
        names = listed(reader, data["unreachable"])
        lines.append(reader.t("Not reachable here, by letter or call: {names}.", names=names))
    return Reply(Markup("\n").join(lines), (Button(str(reader.t("Pauses")), "reminders"),))


def _by_tone(reader: Language, data: Data) -> Iterator[Markup]:
    counts = [reader.t(TONES[tone], n=data["tones"][tone]) for tone in Tone if tone in data["tones"]]
    if counts:
        yield Markup(" · ").join(counts)


def _skipped(reader: Language, data: Data) -> Iterator[Markup]:
    if data["skipped"]:
        yield reader.t("Left out:")
    for skip in Skip:
        if skip in data["skipped"]:
            yield Markup("• ") + reader.t(SKIPS[skip], names=listed(reader, data["skipped"][skip]))
