"""Who is told what about a mandate: its holder, its giver, the president and the bureau, each by one message."""

from __future__ import annotations

from typing import Any

from assistant.domain.actors import Actor
from assistant.domain.attending import Proxy
from assistant.domain.convening import Meeting
from assistant.domain.decisions import Reason, Standing
from assistant.domain.members import BUREAU, Member, Status
from assistant.ports import UnitOfWork
from assistant.rules.admission import waiting_ends_on
from assistant.rules.meetings.proxies import deadline
from assistant.services import balance
from assistant.services.meetings.convening import meeting_body
from assistant.services.notify import mail, tell


def given(work: UnitOfWork, actor: Actor, meeting: Meeting, proxy: Proxy) -> None:
    """The holder gets the writing, so do the president and the bureau; the giver too where the bureau entered it."""
    data = evidence(work, meeting, proxy)
    keys = f"proxy:{proxy.id}:given:"
    tell(work, proxy.holder, "proxy_received", data, key=f"{keys}{proxy.holder}")
    if actor.name != proxy.giver:
        tell(work, proxy.giver, "proxy_entered", data, key=f"{keys}{proxy.giver}")
    _forward(work, data, keys, but={actor.name, proxy.giver, proxy.holder})


def ended(work: UnitOfWork, actor: Actor, meeting: Meeting, proxy: Proxy) -> None:
    """The same people, but who did it."""
    data = evidence(work, meeting, proxy)
    keys = f"proxy:{proxy.id}:{proxy.state.value}:"
    for number in {proxy.giver, proxy.holder} - {actor.name}:
        tell(work, number, "proxy_ended", data | {"to": number}, key=f"{keys}{number}")
    _forward(work, data, keys, but={actor.name, proxy.giver, proxy.holder})


def fallen(work: UnitOfWork, meeting: Meeting, proxy: Proxy, number: str, why: Reason) -> None:
    """To the giver, once: why it is where it is about them, of the holder no more than that it is no longer open."""
    own = number == proxy.giver
    member = work.members.get(number)
    told: dict[str, Any] = {"side": "giver" if own else "holder", "why": None, "recovery": None, "suspension": None}
    if own and member is not None:
        told |= {"why": why.value, "suspension": work.bylaws.cite("suspension")}
        if why is Reason.GIVER_NOT_UP_TO_DATE:
            told["recovery"] = recovery(work, member)
    data = evidence(work, meeting, proxy) | told
    key = f"proxy:{proxy.id}:fallen:{told['side']}"
    tell(work, proxy.giver, "proxy_fallen", data, key=key, expires_at=meeting.starts_at)


def evidence(work: UnitOfWork, meeting: Meeting, proxy: Proxy) -> dict[str, Any]:
    """A mandate as plain data: all that its writing states (art. 16)."""
    entered = work.members.get(proxy.entered_by) if proxy.entered_by != proxy.giver else None
    last = deadline(meeting.session, meeting.starts_at, work.bylaws)
    return {
        "proxy": proxy.id,
        "reference": proxy.reference,
        "meeting": meeting_body(work, meeting),
        "giver": _person(work, proxy.giver),
        "holder": _person(work, proxy.holder),
        "writing": proxy.writing.value,
        "given_at": work.local(proxy.given_at).isoformat(),
        "entered_by": entered.name if entered else None,
        "state": proxy.state.value,
        "ended_at": work.local(proxy.ended_at).isoformat() if proxy.ended_at else None,
        "deadline": work.local(last).isoformat(),
        "article": work.bylaws.cite("proxy"),
    }


def recovery(work: UnitOfWork, member: Member) -> dict[str, Any]:
    """How the member can vote again: `excess`, cents to pay (0: nothing helps but time), and `opens_on`, the day on
    which rights open where paying does not do it at once, with the article that says so; `new`: it is the waiting
    period after admission.
    """
    money = balance.of(work, member, work.today)
    once_paid = money.once_paid or money.situation
    waits = once_paid if once_paid.standing is Standing.LONG_ARREARS_WAIT else None
    opens_on, article = waits.waits_until if waits else None, once_paid.articles[0]
    new = once_paid is money.situation and once_paid.up_to_date
    if new and member.joined_on is not None:
        opens_on, article = waiting_ends_on(member.joined_on, work.bylaws), work.bylaws.cite("waiting")
    return {
        "balance": money.situation.balance,
        "excess": max(0, money.situation.overdue - money.situation.tolerance),
        "opens_on": opens_on.isoformat() if opens_on else None,
        "article": article,
        "new": new,
        "currency": work.bylaws.currency,
    }


def _forward(work: UnitOfWork, data: dict[str, Any], keys: str, *, but: set[str]) -> None:
    """To the president and the bureau: by e-mail where it can reach them, else by chat."""
    for member in work.members.with_role(BUREAU):
        if member.status is not Status.ACTIVE or member.number in but:
            continue
        key = f"{keys}{member.number}"
        if not mail(work, member, "proxy_forwarded_mail", data, key=key):
            tell(work, member.number, "proxy_forwarded", data, key=key)


def _person(work: UnitOfWork, number: str) -> dict[str, str]:
    member = work.members.get(number)
    return {"number": number, "name": member.name if member else number}
