"""What the bureau can say or do about a claim besides its yes or no.

While it is declared: look at the document, say what the text leaves open, which claims are about one event, since when
the association knew. Once it is decided: cancel it, or note that what was paid is back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from markupsafe import Markup

from assistant.chat import Attachment, Button, Day, FreeText, Option, Reply, Turn
from assistant.chat.replies import KEPT
from assistant.domain.aid import DEATHS, EventKind
from assistant.domain.claims import ClaimState, FiledClaim
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import RefusedError
from assistant.i18n import Language
from assistant.services.aid import cancelling, deciding, news
from assistant.services.permissions import Action, may
from assistant.words import fold
from handlers.claim_cards import headline, order_amount, outcome
from handlers.claim_conditions import perhaps_same, title
from handlers.event_data import Data, money_of
from handlers.payment_cards import SUFFIXES

SEE, APART, ANNOUNCED = "see", "apart", "announced"
AS, SAME = "as_", "same_"
CANCEL, REPAID = "cancel", "repaid"
UNDOING: Mapping[str, str] = {
    "cancel": CANCEL,
    "annuler": CANCEL,
    "repaid": REPAID,
    "rembourse": REPAID,
}
"""What may be written after a claim's number, once it is decided."""
Done = tuple[Markup, tuple[Attachment, ...]]
"""What was done, in words, and what is shown with it."""


def options(reader: Language, data: Data) -> Iterator[Option]:
    """What else can be said about a declared claim, where it applies."""
    if data["documents"]:
        yield Option(SEE, str(reader.t("See the document")), also=("document", "pièce"))
    for kind in data["choices"]:
        yield Option(f"{AS}{kind}", str(_as(reader, data, kind)))
    for row in perhaps_same(data):
        label = reader.t("Same event as No. {claim}, {name}", claim=row["claim"], name=row["name"])
        yield Option(f"{SAME}{row['claim']}", str(label))
    if any(row["same"] for row in data["others"]):
        yield Option(APART, str(reader.t("An event of its own")))
    if data["taken_for"] in DEATHS and data["event_on"] < data["declared_on"]:
        yield Option(ANNOUNCED, str(reader.t("Announced earlier")))


def act(turn: Turn, filed: FiledClaim, said: str) -> Done:
    """Do what was chosen; the bureau votes after it."""
    if said == SEE:
        return _see(turn, filed)
    if said == ANNOUNCED:
        return _date_announcement(turn, filed)
    if said == APART:
        deciding.part(turn.work, turn.actor, filed.id)
        return turn.t("Noted: this is an event of its own."), ()
    if said.startswith(SAME):
        other = int(said.removeprefix(SAME))
        deciding.link(turn.work, turn.actor, filed.id, other)
        return turn.t("Noted: the same event as No. {claim}. Its contribution is called once.", claim=other), ()
    kind = EventKind(said.removeprefix(AS))
    deciding.rule(turn.work, turn.actor, filed.id, kind)
    return turn.t("Noted: it counts for “{kind}”.", kind=title(turn.language, kind)), ()


def buttons(turn: Turn, filed: FiledClaim, data: Data) -> tuple[Button, ...]:
    """What can be done about a decided claim."""
    return tuple(_buttons(turn, filed, data))


def cancel(turn: Turn, filed: FiledClaim, data: Data) -> Reply:
    """Why, then what will be undone, then it is."""
    try:
        cancelling.check(turn.work, turn.actor, filed.id)
    except RefusedError as refusal:
        return _not_to_cancel(turn, data, refusal.decision)
    why = turn.ask("reason", FreeText(_why(turn, data)))
    if not turn.confirm(_undone(turn, filed, data)):
        return Reply(turn.t("Nothing has been changed."), result={"cancelled": "claims"})
    done = cancelling.cancel(turn.work, turn.actor, filed.id, why)
    after = news.card_of(turn.work, done)
    text = Markup("\n").join([turn.t("Cancelled, and everybody concerned is told."), headline(turn.language, after)])
    return Reply(text, buttons(turn, done, after), result=result_of(turn, done))


def repaid(turn: Turn, filed: FiledClaim, data: Data) -> Reply:
    """A treasurer has what was paid back at the bank."""
    if may(turn.actor, Action.PAY_TRANSFER) and cancelling.to_come_back(turn.work, filed) is None:
        text = turn.t("Nothing is to come back for this claim, or no longer.")
        return refused(text, Decision(allowed=False, reason=Reason.NOT_CONFIRMED))
    if may(turn.actor, Action.PAY_TRANSFER) and not turn.confirm(_back(turn, data)):
        return Reply(turn.t("Nothing has been changed."), result={"cancelled": "claims"})
    done = cancelling.repaid(turn.work, turn.actor, filed.id)
    text = turn.t("Noted: {amount} is back at the bank.", amount=order_amount(data))
    return Reply(text, result=result_of(turn, done))


UNDO: Mapping[str, Callable[[Turn, FiledClaim, Data], Reply]] = {CANCEL: cancel, REPAID: repaid}


def asked_for(turn: Turn) -> str | None:
    """`cancel` or `repaid` after the claim's number, kept among the answers."""
    if "vote" not in turn.answers and turn.arguments and fold(turn.arguments[0]) in UNDOING:
        turn.answers["vote"] = UNDOING[fold(turn.arguments.pop(0))]
    said = turn.answers.get("vote")
    return said if said in UNDO else None


def already(turn: Turn, data: Data, decision: Decision) -> Reply:
    """What a button of yesterday meets: who decided, and when."""
    said = [turn.t("That is done already."), headline(turn.language, data), *outcome(turn.language, data)]
    return refused(Markup("\n").join(said), decision)


def refused(text: Markup, decision: Decision) -> Reply:
    """A no in words."""
    return Reply(text, result={"refused": str(decision.reason), "articles": list(decision.articles)})


def result_of(turn: Turn, filed: FiledClaim) -> dict[str, object]:
    """The claim, its votes, where it stands."""
    counts = deciding.stand(turn.work, filed).counts
    return {"claim": str(filed.id), "votes": counts, "state": filed.state.value}


def _as(reader: Language, data: Data, kind: str) -> Markup:
    if kind == data["taken_for"]:
        return reader.t("It is no duplicate")
    return reader.t("Count it for: {kind}", kind=title(reader, kind))


def _see(turn: Turn, filed: FiledClaim) -> Done:
    """Decrypted for this message alone; who has seen it stands on every card."""
    shown = deciding.see(turn.work, turn.actor, filed.id)
    files = tuple(
        Attachment(KEPT, f"document-{filed.id}-{place}.{SUFFIXES[document.media_type]}", {"document": document.id})
        for place, document in enumerate(shown, start=1)
    )
    if not files:
        return turn.t("Nothing is kept of the documents any more."), ()
    return turn.t("Here it is. It is noted that you have looked at it."), files


def _date_announcement(turn: Turn, filed: FiledClaim) -> Done:
    prompt = turn.t(
        "When did the association learn of it, by whatever way? What was paid from that day on betters nothing."
    )
    first = min(filed.told.event_on, filed.declared_on)
    day = turn.ask("date", Day(prompt, latest=filed.declared_on, earliest=first))
    deciding.date_announcement(turn.work, turn.actor, filed.id, day)
    return turn.t("Noted: announced on {day}.", day=day), ()


def _buttons(turn: Turn, filed: FiledClaim, data: Data) -> Iterator[Button]:
    claim = str(filed.id)
    if filed.state is ClaimState.APPROVED:
        if data["consent"] and not data["announced_at"]:
            yield Button(str(turn.t("Announce")), "announce", (claim,))
        yield Button(str(turn.t("Cancel the decision")), "claims", (claim, CANCEL))
    if may(turn.actor, Action.PAY_TRANSFER) and cancelling.to_come_back(turn.work, filed) is not None:
        yield Button(str(turn.t("The money is back")), "claims", (claim, REPAID))


def _not_to_cancel(turn: Turn, data: Data, decision: Decision) -> Reply:
    if decision.reason is not Reason.NOT_CONFIRMED:
        return already(turn, data, decision)
    text = turn.t("The bureau has not decided on it yet: refuse it, or ask who declared it to withdraw it.")
    return refused(text, decision)


def _why(turn: Turn, data: Data) -> Markup:
    """Who will read it: that guards what is written."""
    if data["called"]:
        return turn.t(
            "Why is it cancelled? {name} will read your reason, and so will all who were asked for the contribution.",
            name=data["declared_by"],
        )
    return turn.t("Why is it cancelled? {name} will read your reason.", name=data["declared_by"])


def _undone(turn: Turn, filed: FiledClaim, data: Data) -> Markup:
    """What cancelling takes back, a line each."""
    lines = [turn.t("<b>This is undone:</b>"), headline(turn.language, data), *_consequences(turn, filed, data)]
    return Markup("\n").join([*lines, turn.t("Is the decision to be cancelled?")])


def _consequences(turn: Turn, filed: FiledClaim, data: Data) -> Iterator[Markup]:
    if data["order"] is not None and data["order"]["state"] == "approved":
        yield turn.t("• the payment of {amount}, not made yet;", amount=order_amount(data))
    elif data["order"] is not None and data["order"]["state"] == "paid":
        yield turn.t("• the {amount} paid: the treasurers are asked to get it back;", amount=order_amount(data))
    event = turn.work.claims.event(filed.event)
    if event is not None and event.call is not None and not _held(data):
        amount = money_of(data, event.call.cents)
        yield turn.t("• the contribution of {amount}: each who was asked for it is told;", amount=amount)
    if event is not None and event.announcement is not None and not _held(data):
        yield turn.t("• the announcement: each who read it is told;")
    if filed.told.kind is EventKind.DEATH_MEMBER:
        yield turn.t("• the death on the register: {name} is a member again.", name=data["name"])


def _held(data: Data) -> bool:
    """Whether another approved claim keeps the event's contribution and announcement."""
    return any(row["same"] and row["state"] == ClaimState.APPROVED for row in data["others"])


def _back(turn: Turn, data: Data) -> Markup:
    asked = turn.t("Is the {amount} that was paid back at the bank?", amount=order_amount(data))
    return headline(turn.language, data) + Markup("\n") + asked
