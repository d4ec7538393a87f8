"""What is told unasked of mandates to vote: to who holds one, to who gave it, to the president and the bureau."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from markupsafe import Markup

from assistant.chat import Button, Reply
from assistant.domain.attending import ProxyState
from assistant.domain.decisions import Reason
from assistant.domain.meetings import Writing
from assistant.i18n import Language
from assistant.marks import N_
from handlers.citing import article as cited
from handlers.proxy_words import (
    WRITINGS,
    Data,
    article,
    choosing,
    declining,
    how_to_recover,
    mandate,
    meeting,
    recovering,
    until,
    when,
    withdrawing,
)

_FORWARDED: Mapping[ProxyState, str] = {
    ProxyState.GIVEN: N_(
        "<b>Proxy {reference}</b>: {giver} ({giver_number}) gives their vote to {holder} ({holder_number}) for "
        "{meeting} ({article}). The mandate is attached."
    ),
    ProxyState.WITHDRAWN: N_(
        "<b>Proxy {reference} is withdrawn</b>: {giver} ({giver_number}) no longer gives their vote to {holder} "
        "({holder_number}) for {meeting} ({article})."
    ),
    ProxyState.DECLINED: N_(
        "<b>Proxy {reference} is declined</b>: {holder} ({holder_number}) will not carry the vote of {giver} "
        "({giver_number}) at {meeting} ({article})."
    ),
}


def proxy_received(reader: Language, data: Data) -> Reply:
    """To the holder, with the mandate and the way to decline it."""
    text = reader.t(
        "<b>{giver} gives you their vote</b> for {meeting} ({article}). The mandate {reference} is attached. It counts "
        "only if you are there: you then vote once for yourself and once for {giver}. If you cannot, say so {until}.",
        **_shown(reader, data) | {"meeting": when(reader, data)},
    )
    return Reply(text, (declining(reader, data),), (mandate(reader, data),))


def proxy_entered(reader: Language, data: Data) -> Reply:
    """To the giver, whose letter, e-mail or SMS the bureau has entered."""
    text = reader.t(
        "<b>The bureau has entered the proxy that you gave {how}</b>: {holder} votes for you at {meeting} ({article}). "
        "The mandate {reference} is attached. If that is not right, withdraw it {until}.",
        how=reader.t(WRITINGS[Writing(data["writing"])]),
        **_shown(reader, data),
    )
    return Reply(text, (withdrawing(reader, data),), (mandate(reader, data),))


def proxy_forwarded(reader: Language, data: Data) -> Reply:
    """To the president and the bureau, to whom the writing is due (art. 16), and what became of it."""
    state = ProxyState(data["state"])
    text = reader.t(_FORWARDED[state], **_shown(reader, data))
    return Reply(text, files=(mandate(reader, data),) if state is ProxyState.GIVEN else ())


def proxy_forwarded_mail(reader: Language, data: Data) -> Reply:
    """The same by e-mail."""
    told = proxy_forwarded(reader, data)
    subject = reader.t("Proxy {reference} for {meeting}", **_shown(reader, data))
    return Reply(told.text, files=told.files, subject=str(subject.unescape()))


def proxy_ended(reader: Language, data: Data) -> Reply:
    """To the giver or the holder, of what the other one did, or the bureau for them."""
    shown = _shown(reader, data)
    if data["to"] == data["holder"]["number"]:
        text = reader.t(
            "{giver} no longer gives you their vote for {meeting} (proxy {reference}): <b>you vote for yourself "
            "alone</b>.",
            **shown,
        )
        return Reply(text)
    if data["state"] == ProxyState.DECLINED:
        text = reader.t(
            "<b>{holder} cannot carry your proxy</b> for {meeting} ({article}). Choose somebody else {until}, or come "
            "and vote yourself.",
            **shown,
        )
        return Reply(text, (choosing(reader, data),))
    text = reader.t(
        "<b>The bureau has withdrawn your proxy</b> {reference} for {meeting} ({article}). You can give one again "
        "{until}.",
        **shown,
    )
    return Reply(text, (choosing(reader, data),))


def proxy_fallen(reader: Language, data: Data) -> Reply:
    """To the giver: as things stand it will not count; what to do, and by when."""
    if data["side"] == "holder":
        text = reader.t(
            "<b>Your proxy for {meeting} does not count as things stand</b>: the person chosen can no longer carry it "
            "({article}). Choose somebody else {until}, or come and vote yourself.",
            **_shown(reader, data),
        )
        again = str(reader.t("Withdraw it and choose again"))
        return Reply(text, (withdrawing(reader, data, again),))
    return Reply(_of_giver(reader, data), _recovering(reader, data))


def _of_giver(reader: Language, data: Data) -> Markup:
    shown = _shown(reader, data)
    if data["why"] == Reason.GIVER_NOT_UP_TO_DATE:
        fallen = reader.t(
            "<b>Your proxy for {meeting} does not count as things stand</b>: it takes being up to date ({article}). It "
            "counts again if you are when the meeting opens, on {opens}.",
            **shown,
        )
        return fallen + " " + how_to_recover(reader, data["recovery"])
    if data["why"] == Reason.SUSPENDED:
        return reader.t(
            "<b>Your proxy for {meeting} does not count as things stand</b>: your membership is suspended "
            "({suspension}).",
            suspension=cited(data["suspension"]),
            **shown,
        )
    return reader.t(
        "<b>Your proxy for {meeting} does not count as things stand</b>: proxies are for active members ({article}).",
        **shown,
    )


def _recovering(reader: Language, data: Data) -> tuple[Button, ...]:
    return recovering(reader, data["recovery"]) if data["recovery"] else ()


def _shown(reader: Language, data: Data) -> dict[str, object]:
    return {
        "reference": data["reference"],
        "giver": data["giver"]["name"],
        "giver_number": data["giver"]["number"],
        "holder": data["holder"]["name"],
        "holder_number": data["holder"]["number"],
        "meeting": meeting(reader, data),
        "article": article(data),
        "until": until(reader, data),
        "opens": reader.moment(datetime.fromisoformat(data["meeting"]["starts_at"])),
    }
