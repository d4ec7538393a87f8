"""The convocation as a letter, the same for every member: what is decided, who votes, how to answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from markupsafe import Markup

from assistant.chat import Attachment
from assistant.domain.meeting_papers import ConvocationPaper
from assistant.domain.money import Money
from assistant.i18n import Language
from handlers import meeting_words
from handlers.citing import article as cited
from handlers.letters import plain
from handlers.meeting_words import Data


def letter(reader: Language, data: Data) -> Attachment:
    """The PDF."""
    paper = ConvocationPaper(
        association=data["association"],
        title=plain(heading(reader, data)),
        to=plain(reader.t("To all members")),
        issued_on=data["issued_on"],
        facts=meeting_words.facts(reader, data),
        agenda=meeting_words.agenda_titles(reader, data),
        paragraphs=[plain(paragraph) for paragraph in terms(reader, data)],
        signed_by=meeting_words.signature(reader, data),
    )
    return Attachment("convocation", f"convocation-{data['on']}.pdf", paper)


def heading(reader: Language, data: Data) -> Markup:
    """`Convocation à l’assemblée générale ordinaire`, with the article."""
    meeting = meeting_words.title(reader, data["kind"], second=data["second"])
    return reader.t("Notice of {meeting} ({article})", meeting=meeting, article=cited(data["articles"]["session"]))


def terms(reader: Language, data: Data) -> Iterator[Markup]:
    """What comes below the agenda: why a second one, the meal, who votes, how to be represented, how to answer."""
    articles = {topic: cited(reference) for topic, reference in data["articles"].items()}
    if data["second"]:
        yield again(reader, data)
    yield reader.t(
        "All active members are expected. Members who are up to date vote; decisions need the quorum ({vote} and "
        "{quorum}).",
        vote=articles["vote"],
        quorum=articles["quorum"],
    )
    if data["proxies"]:
        yield reader.tn(
            "Who cannot come may give a proxy in writing to a member who will be there; both must be up to date, and "
            "nobody holds more than {n} proxy ({article}).",
            "Who cannot come may give a proxy in writing to a member who will be there; both must be up to date, and "
            "nobody holds more than {n} proxies ({article}).",
            data["proxies_each"],
            article=articles["proxy"],
        )
    if data["meal"]:
        yield meal(reader, data)
    yield reader.t("Please tell the bureau whether you are coming, in the chat or in writing.")


def again(reader: Language, data: Data) -> Markup:
    """Why a second assembly is held, and what has to be done anew (art. 18)."""
    shown = {"day": date.fromisoformat(data["first_on"]), "article": cited(data["articles"]["second"])}
    said = reader.t("The assembly of {day} had no quorum: this one has the same agenda ({article}).", **shown)
    return said + " " + reader.t("Proxies are to be given again.") if data["proxies_again"] else said


def meal(reader: Language, data: Data) -> Markup:
    """What each member contributes, and by when an absence told costs nothing, while there is time (art. 15)."""
    amount, article = Money(data["meal"], data["currency"]), cited(data["articles"]["meal"])
    if data["meal_until"] < data["issued_on"]:
        return reader.t("Meal: {amount} from each member ({article}).", amount=amount, article=article)
    return reader.t(
        "Meal: {amount} from each member, nothing for whoever says by {day} that they are not coming ({article}).",
        amount=amount,
        day=date.fromisoformat(data["meal_until"]),
        article=article,
    )
