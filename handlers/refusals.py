"""A refusal in words: kind, exact, with its article and what to do."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from assistant.domain.decisions import Decision, Reason
from assistant.domain.members import Role
from assistant.domain.money import Money
from assistant.i18n import Language
from assistant.marks import N_
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
    Reason.ALREADY_WARNED: N_("This member was warned on {warned_on} already. <cmd>warn</cmd> shows it."),
    Reason.ALREADY_NOTED: N_("That is noted already. <cmd>warn</cmd> shows how and when."),
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
    Reason.COMMISSION_VACANT: N_("Nobody else sits on the social commission at present. Speak to the bureau."),
}
_KNOWN = N_("This is for members, and you are none at present. If that is not right, write to the bureau.")
_OF_THE_COMMISSION = N_("This belongs to the social commission. To ask for help yourself, write <cmd>support</cmd>.")
ALREADY: Mapping[str, str] = {
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
    """By the reason; who has left is known all the same, and not every office is the bureau's."""
    if decision.reason is Reason.NOT_A_MEMBER and decision.figures.get("known"):
        return _KNOWN
    if decision.reason is Reason.NOT_AUTHORISED and decision.figures.get("holders") == [Role.SOCIAL]:
        return _OF_THE_COMMISSION
    return WORDS.get(decision.reason, OTHER) if decision.reason else OTHER


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
