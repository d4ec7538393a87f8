"""`/candidature`: the bureau notes what a candidate has handed in, and its own decision (art. 3 and 4)."""

from __future__ import annotations

from markupsafe import Markup

from assistant.chat import Button, Choice, Day, Option, Reply, Turn
from assistant.domain.members import FORM_FIELDS, Application
from assistant.services import admission
from assistant.services.admission import Item
from handlers.people import a_candidate


def application(turn: Turn) -> Reply:
    """Which candidate, which part of the file, since which day; then what is still missing."""
    waiting = admission.candidates(turn.work, turn.actor)
    if not waiting:
        return Reply(turn.t("Nobody is waiting for admission."))
    candidate = turn.ask("candidate", a_candidate(turn, turn.t("Whose application is it?"), waiting))
    file = admission.application(turn.work, candidate)
    missing = tuple(Option(item, str(label)) for item, label in _labels(turn).items() if not _there(file, item))
    if not missing and "item" not in turn.answers:
        return Reply(turn.t("This application is complete."), buttons=(_admit(turn, candidate),))
    item = Item(turn.ask("item", Choice(turn.t("What has arrived?"), missing or _all(turn))))
    today = Option("today", str(turn.t("Today")))
    day = turn.ask("date", Day(turn.t("Since which day?"), (today,), latest=turn.work.today))
    file = admission.record(turn.work, turn.actor, candidate, item, day)
    return _noted(turn, candidate, file)


def _labels(turn: Turn) -> dict[Item, Markup]:
    return {
        Item.QUESTIONNAIRE: turn.t("The questionnaire"),
        Item.FORM: turn.t("The form: name, first name, address, telephone, e-mail"),
        Item.FAMILY: turn.t("The family information"),
        Item.TEXTS: turn.t("The statutes and the bylaws were read"),
        Item.ACCEPTED: turn.t("The bureau accepts the application"),
    }


def _all(turn: Turn) -> tuple[Option, ...]:
    return tuple(Option(item, str(label)) for item, label in _labels(turn).items())


def _there(file: Application, item: Item) -> bool:
    return {
        Item.QUESTIONNAIRE: file.questionnaire,
        Item.FORM: file.form_fields >= FORM_FIELDS,
        Item.FAMILY: file.family_info,
        Item.TEXTS: file.texts_acknowledged_on is not None,
        Item.ACCEPTED: file.bureau_accepted_on is not None,
    }[item]


def _noted(turn: Turn, candidate: str, file: Application) -> Reply:
    missing = [str(label) for item, label in _labels(turn).items() if not _there(file, item)]
    result = {"candidate": candidate, "missing": [item.value for item in Item if not _there(file, item)]}
    if not missing:
        text = turn.t("Noted. The application is complete: the candidate can be admitted once the admission is paid.")
        return Reply(text, buttons=(_admit(turn, candidate),), result=result)
    text = turn.t("Noted. Still missing:") + Markup("").join(Markup("\n• {}").format(label) for label in missing)
    more = Button(str(turn.t("Note another part")), "application", (candidate,))
    return Reply(text, buttons=(more,), result=result)


def _admit(turn: Turn, candidate: str) -> Button:
    return Button(str(turn.t("Admit")), "admit", (candidate,))
