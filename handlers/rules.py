"""`/reglement`: an article by its number, or the articles that speak of something."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from assistant.bylaws import show
from assistant.bylaws.reglement import Reglement, ReglementArticle, from_bylaws
from assistant.chat import Button, FreeText, Reply, Turn
from assistant.words import visible
from handlers.citing import article as cited
from handlers.figures import lines

LONGEST = 3000
AT_MOST = 6


def rules_of(reglement: Reglement | None) -> Callable[[Turn], Reply]:
    """The handler, over the association's own text where it is given, else over the titles in the bylaws."""

    def rules(turn: Turn) -> Reply:
        asked = " ".join(turn.arguments)
        turn.arguments.clear()
        if not asked:
            prompt = turn.t("Which article? Give its number, or a word such as “proxy”.")
            asked = turn.ask("article", FreeText(prompt))
        number = show.find(turn.work.bylaws, asked)
        if number is not None:
            return _article(turn, reglement, number)
        return _found(turn, reglement, asked)

    return rules


def _article(turn: Turn, reglement: Reglement | None, number: str) -> Reply:
    sheet = show.describe(turn.work.bylaws, number, turn.work.today)
    own = reglement.find(number) if reglement else None
    title = (
        own.title if own and own.title else sheet.titles.get(turn.language.code) or next(iter(sheet.titles.values()))
    )
    parts = [_heading(sheet.reference, title)]
    if own and own.text:
        parts.append(Markup("{}").format(_shortened(own.text)))
    parts += lines(sheet.figures, turn.language, turn.work.bylaws.currency)
    return Reply(Markup("\n").join(parts), result={"article": sheet.reference}, personal=False)


def _heading(reference: str, title: str) -> Markup:
    """`Art. 8 – Être à jour`."""
    name = cited(reference)
    return Markup("<b>{}</b> – {}").format(name[:1].upper() + name[1:], visible(title))


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + " …"


def _found(turn: Turn, reglement: Reglement | None, asked: str) -> Reply:
    text = reglement or from_bylaws(turn.work.bylaws, turn.language.code)
    found = text.search(asked)[:AT_MOST]
    if not found:
        sorry = turn.t("I found nothing about “{words}”. Try another word, or an article's number.", words=asked)
        return Reply(sorry, result={"articles": []}, personal=False)
    if len(found) == 1 and show.find(turn.work.bylaws, found[0].number):
        return _article(turn, reglement, found[0].number)
    first = turn.t("These articles speak of “{words}”:", words=asked)
    listed = [_heading(turn.work.bylaws.reference(one.number), one.title) for one in found]
    buttons = tuple(_button(turn, one) for one in found)
    result = {"articles": [turn.work.bylaws.reference(one.number) for one in found]}
    return Reply(Markup("\n").join([first, *listed]), buttons, result=result, personal=False)


def _button(turn: Turn, article: ReglementArticle) -> Button:
    label = (
        turn.t("Art. {number}", number=article.number) if article.number.isdigit() else Markup.escape(article.number)
    )
    return Button(str(label), "rules", (article.number,))
