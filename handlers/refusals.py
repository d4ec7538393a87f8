"""A refusal in words: kind, exact, with its article and what to do."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from assistant.domain.decisions import Decision, Reason
from assistant.domain.members import Role
from assistant.domain.money import Money
from assistant.i18n import Language
from assistant.marks import N_
from handlers import session_refusals
from handlers.citing import article as cited

WORDS: Mapping[Reason, str] = {
    Reason.NOT_A_MEMBER: N_("I do not know you yet. Write <cmd>start</cmd> with the code that the bureau gave you."),
    Reason.NOT_AUTHORISED: N_("This belongs to the bureau or the treasurer. If you need it, write to the bureau."),
    Reason.INVITATION_INVALID: N_("This code is not valid, or no longer. Ask the bureau for a new one."),
    Reason.TOO_MANY_ATTEMPTS: N_("Too many tries. Please wait until {until}, or ask the bureau for help."),
    Reason.CONTACT_NOT_OWN: N_("This contact is somebody else's. Share your own with the button, or use your code."),
    Reason.CONTACT_UNKNOWN: N_("This number is not on the register. Ask the bureau for a code."),
    Reason.NOT_A_CANDIDATE: N_("This person is not waiting for admission."),
    Reason.FUTURE_DATE: N_("That day has not come yet. Give today or a day before."),
    Reason.BAD_AMOUNT: N_("The amount must be more than zero, and not beyond what can be entered here at once."),
    Reason.BEFORE_MEMBERSHIP: N_("You became a member on {first}: a payment cannot be of an earlier day."),
    Reason.METHOD_NOT_ACCEPTED: N_("Payments are made by transfer or cheque, and in cash as an exception."),
    Reason.NOT_TREASURER: N_("Only the treasurer and the deputy decide on payments."),
    Reason.SELF_CONFIRMATION: N_("You do not decide on your own payment: the other treasurer does."),
    Reason.NOT_CONFIRMED: N_("Only a confirmed payment can be undone."),
    Reason.REASON_REQUIRED: N_("A reason is needed."),
    Reason.SUSPENDED: N_("Your membership is suspended: this is open to you again when the suspension ends."),
    Reason.BUREAU_APPROVAL_REQUIRED: N_("The bureau agrees first: nothing is bought or paid before its yes."),
    Reason.RECEIPT_REQUIRED: N_("The receipt is still to come: it shows what was bought and where."),
    Reason.RECEIPT_INCOMPLETE: N_("The receipt must show what was bought and where. Send another one."),
    Reason.TRAVEL_NOT_COVERED: N_("Travel is not refunded, save for performances and projects."),
    Reason.MISSION_REQUIRED: N_("Only a mission that the association has given is refunded. Ask the bureau for one."),
    Reason.ALREADY_WARNED: N_("This member was warned on {warned_on} already."),
    Reason.ALREADY_NOTED: N_("That is noted already."),
    Reason.PAST_DATE: N_("That day is too early. Give a later one."),
    Reason.RADIATED: N_("A radiated person cannot be admitted again."),
    Reason.TEXTS_NOT_ACKNOWLEDGED: N_("Not yet: the candidate must first have read the statutes and the bylaws."),
    Reason.INCOMPLETE_APPLICATION: N_("Not yet: the application is not complete (questionnaire, form, family)."),
    Reason.BUREAU_DECISION_REQUIRED: N_("Not yet: the bureau has to decide first."),
    Reason.ADMISSION_FEE_DUE: N_("Not yet: {missing} of the admission is still to be paid."),
    Reason.NOT_UP_TO_DATE: N_("This is for members who are up to date."),
    Reason.LONG_ARREARS_WAIT: N_("After long arrears this opens again when the wait is over."),
    Reason.EVENT_NOT_COVERED: N_("The bylaws provide no sum for such an event."),
    Reason.IN_WAITING_PERIOD: N_("Mutual aid opens when the waiting period after admission is over."),
    Reason.MISSING_DOCUMENT: N_("A document that the bylaws ask for is still to come."),
    Reason.NO_CEREMONY_OR_INVITATION: N_("The bylaws ask for a ceremony to which the members are invited."),
    Reason.DUPLICATE_EVENT: N_("This event has been declared already."),
    Reason.POSSIBLE_DUPLICATE: N_("The same event seems to be declared already. The bureau first says what is paid."),
    Reason.DEADLINE_PASSED: N_("The last day for this is over."),
    Reason.JUDGED_AGAIN: N_("The bylaws say something else by now. Look at the new card, then answer."),
    Reason.CONSENT_REQUIRED: N_("The family has not agreed that the members be told: nothing is announced without it."),
    Reason.ALREADY_ANNOUNCED: N_("The members have been told already, on {at}."),
    Reason.TOO_MANY_OPEN: N_(
        "{waiting} of your declarations wait for the bureau, and {limit} is the most at once. Withdraw one that no "
        "longer stands, or wait for an answer."
    ),
    Reason.NOT_IN_MARCH: N_("The ordinary general assembly is not held in that month."),
    Reason.NO_MEETING_MONTH: N_(
        "There is no monthly meeting in that month. Another month is possible, or an exceptional meeting."
    ),
    Reason.ALREADY_SCHEDULED: N_(
        "That meeting is in the calendar already. Change that one, or convene an exceptional meeting."
    ),
    Reason.PURPOSE_NOT_ALLOWED: N_("An extraordinary assembly needs one of the purposes that the bylaws name."),
    Reason.THRESHOLD_NOT_REACHED: N_("Not enough have asked for it so far."),
    Reason.TOO_MANY_REQUESTS: N_("Your request number {petition} is still open: take it back before another."),
    Reason.REQUEST_CLOSED: N_("This request collects no signatures any more. <cmd>petition</cmd> {petition} shows it."),
    Reason.ALREADY_SIGNED: N_("You have signed this request already; it counts once."),
    Reason.NOT_SIGNED: N_("You have not signed this request."),
    Reason.NOT_ABSENT: N_(
        "There is nothing to judge: the member was there, represented or not convened, or the meeting is not over."
    ),
    Reason.OWN_CASE: N_("Somebody else of the bureau decides on your own absences."),
    Reason.HOST_NOT_ACTIVE: N_("Only an active member can receive the meeting. Name somebody else, or nobody."),
    Reason.AGENDA_INCOMPLETE: N_("The agenda needs a point at least, and keeps those that the bylaws put on it."),
    Reason.AGENDA_CHANGED: N_("A second assembly has the agenda of the first one, word for word."),
    Reason.QUORUM_WAS_REACHED: N_("The quorum was reached: there is nothing to convene again."),
    Reason.RECONVENE_TOO_LATE: N_("A second assembly is held by {latest} at the latest."),
    Reason.SECOND_YES_REQUIRED: N_(
        "You have said yes already. Somebody else of the bureau has to agree before it leaves."
    ),
    Reason.MEETING_CHANGED: N_("This meeting has been changed since. Look at the newest card, then answer."),
    Reason.AUDIENCE_EMPTY: N_("Nobody is in this audience at present: nothing was sent."),
    Reason.AUDIENCE_CHANGED: N_("Those whom this is for have changed: nothing was sent. Look once more, then send it."),
    Reason.TOO_MANY_VOTES: N_("That is more than the {votes} votes in the room. Count again."),
    Reason.MINUTES_NOT_APPROVED: N_(
        "These minutes are not approved yet: they are sent once those present at a later meeting have approved them."
    ),
    Reason.NAMES_SOMEBODY: N_("This names somebody, or leads to somebody: outside of the association nobody is named."),
    Reason.COMMISSION_VACANT: N_("Nobody else sits on the social commission at present. Speak to the bureau."),
    **session_refusals.WORDS,
}
_KNOWN = N_("This is for members, and you are none at present. If that is not right, write to the bureau.")
_TOLD_BEFORE = N_("That is noted already. <cmd>broadcasts</cmd> shows who was reached.")
_OF_THE_COMMISSION = N_("This belongs to the social commission. To ask for help yourself, write <cmd>support</cmd>.")
_BEGUN = N_(
    "This meeting began on {begins_at}: it can no longer be answered here. If you stayed away, tell the bureau why."
)
_READ_LATER = N_("Not yet: the minutes of {held} are approved at a later meeting. Come back when it is open.")
_NOT_BEGUN = N_("Not yet: minutes begin when the meeting does, on {starts_at}.")
_NOT_CARRIED = N_("These minutes are not approved: there are not more votes for than against. They stay a draft.")
_READ_THERE = N_(
    "The minutes are written by the bureau. The approved ones are there for every member to read: <cmd>meetings</cmd>, "
    "then “Past minutes”."
)
_BEHIND: Mapping[tuple[Reason, str], str] = {
    (Reason.ALREADY_NOTED, "broadcast"): _TOLD_BEFORE,
    (Reason.DEADLINE_PASSED, "begins_at"): _BEGUN,
    (Reason.NOT_AUTHORISED, "approved_are_open"): _READ_THERE,
    (Reason.NOT_YET, "held"): _READ_LATER,
    (Reason.NOT_YET, "starts_at"): _NOT_BEGUN,
    (Reason.MINUTES_NOT_APPROVED, "against"): _NOT_CARRIED,
    **{(reason, "name"): message for reason, message in session_refusals.OF_ANOTHER.items()},
}
"""Where a figure beside the reason says more."""
ALREADY: Mapping[str, str] = {
    "minutes_approved": N_("These minutes are approved since {at}: they no longer change."),
    "minutes_sent": N_("That is done already: minutes sent to the members by {by} on {at}."),
    "confirmed": N_("That is done already: payment confirmed by {by} on {at}."),
    "rejected": N_("That is done already: payment rejected by {by} on {at}."),
    "withdrawn": N_("This was withdrawn on {at}."),
    "reversed": N_("That is done already: payment undone by {by} on {at}."),
    "approved": N_("The bureau has agreed already, on {at}."),
    "refused": N_("The bureau has decided already, on {at}: it did not agree."),
    "documented": N_("The receipt is there already; the payment comes next."),
    "paid": N_("That is done already: payment noted by {by} on {at}."),
    "cancelled": N_("This was taken back on {at}."),
    "proposed": N_("That is done already: {by} has proposed a sum to the bureau, on {at}."),
    "declined": N_("That is done already: {by} has answered, on {at}."),
    "meeting_proposed": N_("It was proposed on {at} and waits for the bureau."),
    "meeting_convened": N_("That is done already: convened by {by} on {at}."),
    "meeting_open": N_("The meeting has begun already, on {at}."),
    "meeting_closed": N_("The meeting is over, since {at}."),
    "meeting_called_off": N_("That is done already: called off by {by} on {at}."),
    "broadcast_proposed": N_("It is before the bureau already: {by} has written it."),
    "broadcast_planned": N_("That is done already, by {by}: it leaves on {at}."),
    "broadcast_sent": N_("It has left already, on {at}, with the word of {by}."),
    "broadcast_stopped": N_("{by} has stopped it: it is not sent."),
    "vote_closed": N_("This vote was counted on {at}."),
    "vote_dropped": N_("This vote was taken back on {at}; nothing was decided."),
    "cast": N_("{by} has voted already, on {at}; that vote is left as it is."),
    "meeting_off": N_("This meeting was called off on {at}: there is nothing left to answer."),
    "excused": N_("That is decided already: {by} has excused this absence, on {at}."),
    "not_excused": N_("That is decided already: {by} has not excused this absence, on {at}."),
    "undone": N_("That is done already: entry undone by {by} on {at}."),
}
OTHER = N_("This cannot be done as things stand. Write to the bureau if you think it should be.")


def explain(language: Language, decision: Decision) -> Markup:
    """One or two sentences; the articles in brackets, at the end of the first."""
    if decision.reason is Reason.ALREADY_DECIDED:
        return _already(language, decision)
    message = _words(decision)
    text = language.t(message, **_figures(decision))
    if not decision.articles:
        return text
    articles = Markup(" ({}).").format(", ".join(map(cited, decision.articles)))
    first, stop, more = text.partition(". ")
    return first + articles + " " + more if stop else text.removesuffix(".") + articles


def _words(decision: Decision) -> str:
    """By the reason; for some of them also by what stands behind it."""
    if decision.reason in {Reason.NOT_A_MEMBER, Reason.NOT_AUTHORISED} and decision.figures.get("known"):
        return _KNOWN
    if decision.reason is Reason.NOT_AUTHORISED and decision.figures.get("holders") == [Role.SOCIAL]:
        return _OF_THE_COMMISSION
    behind = (
        message
        for (reason, figure), message in _BEHIND.items()
        if reason is decision.reason and figure in decision.figures
    )
    usual = WORDS.get(decision.reason, OTHER) if decision.reason else OTHER
    return next(behind, usual)


def _already(language: Language, decision: Decision) -> Markup:
    """Who decided, how and when: what the second of two reads."""
    figures = decision.figures
    by = figures.get("by") or str(language.t("the operator"))
    return language.t(ALREADY[str(figures["state"])], by=by, at=figures["at"])


def _figures(decision: Decision) -> dict[str, object]:
    """The figures that a sentence may name, as values to be written out."""
    figures = dict(decision.figures)
    missing = figures.pop("missing_cents", None)
    return {**figures, "missing": Money(missing)} if isinstance(missing, int) else figures
