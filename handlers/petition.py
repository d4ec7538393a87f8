"""`/petition`: members ask for an extraordinary assembly (art. 20), and see how many have signed."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from assistant.chat import Button, Choice, FreeText, Option, Reply, Turn, phrases
from assistant.domain.meetings import Purpose
from assistant.domain.petitions import Petition, PetitionState
from assistant.marks import N_
from assistant.services.meetings import petitioning
from assistant.services.meetings.petitioning import LONGEST, Progress
from handlers.citing import article as cited
from handlers.meeting_words import PURPOSES, purpose
from handlers.people import apart, listed
from handlers.petition_notices import signed_so_far, to_convene

NEW = "new"
OTHER = "other"
_STANDS = {
    PetitionState.REACHED: N_("<b>Enough have signed</b>: the bureau has to convene the assembly."),
    PetitionState.CONVENED: N_("<b>The assembly has been convened.</b>"),
    PetitionState.WITHDRAWN: N_("<b>This request was taken back.</b>"),
}


def petition(turn: Turn) -> Reply:
    """One of those open, to sign it or take the signature back; or a new one."""
    known = _chosen(turn)
    return _begin(turn) if known is None else _look(turn, known)


def _chosen(turn: Turn) -> Petition | None:
    """The one named by its number, open or not; or chosen of those that are open."""
    if "petition" not in turn.answers and turn.arguments and turn.arguments[0].isdecimal():
        named = petitioning.get(turn.work, turn.actor, int(turn.arguments[0][:18]))
        if named is not None:
            turn.arguments.pop(0)
            turn.answers["petition"] = str(named.id)
    waiting = petitioning.open_requests(turn.work, turn.actor)
    if "petition" not in turn.answers and (not waiting or "purpose" in turn.answers):
        return None
    answer = turn.ask("petition", Choice(_listed(turn, waiting), _options(turn, waiting)))
    return None if answer == NEW else petitioning.get(turn.work, turn.actor, int(answer))


def _listed(turn: Turn, waiting: Sequence[Petition]) -> Markup:
    head = turn.tn(
        "<b>{n} request for an extraordinary assembly is open</b> ({article}).",
        "<b>{n} requests for an extraordinary assembly are open</b> ({article}).",
        len(waiting),
        article=_article(turn),
    )
    return Markup("\n").join([head, *(_line(turn, each) for each in waiting)])


def _line(turn: Turn, known: Petition) -> Markup:
    count = petitioning.progress(turn.work, known)
    return turn.t(
        "• No. {number} ({purpose}): members {members} of {members_needed}, bureau {bureau} of {bureau_needed}",
        number=known.id,
        purpose=purpose(turn.language, known.purpose),
        members=count.members,
        members_needed=count.members_needed,
        bureau=count.bureau,
        bureau_needed=count.bureau_needed,
    )


def _options(turn: Turn, waiting: Sequence[Petition]) -> tuple[Option, ...]:
    offered = (Option(str(each.id), str(turn.t("Look at no. {number}", number=each.id))) for each in waiting)
    return (*offered, Option(NEW, str(turn.t("Ask for another assembly"))))


def _begin(turn: Turn) -> Reply:
    """What for, in which words; then the request as others will read it."""
    chosen = turn.ask("purpose", _purposes(turn))
    wanted = None if chosen == OTHER else Purpose(chosen)
    petitioning.check(turn.work, turn.actor, wanted)
    prompt = turn.t("What shall the assembly decide? Write it as the members will read it.")
    words = turn.ask("words", FreeText(prompt, maximum=LONGEST))
    summary = turn.t(
        "<b>You ask for an extraordinary assembly</b> ({article}). {purpose}: “{words}”\nYour signature is the first. "
        "The bureau learns of the request, and of the names only once enough have signed.",
        purpose=purpose(turn.language, chosen),
        article=_article(turn),
        words=words,
    )
    if not turn.confirm(summary):
        return Reply(phrases.cancelled(turn.language), result={"cancelled": "petition"})
    begun = petitioning.begin(turn.work, turn.actor, wanted, words)
    return _begun(turn, begun)


def _purposes(turn: Turn) -> Choice:
    prompt = turn.t(
        "What for? An extraordinary assembly can be asked for these reasons ({article}).", article=_article(turn)
    )
    options = tuple(Option(each.value, purpose(turn.language, each)) for each in PURPOSES)
    return Choice(prompt, (*options, Option(OTHER, str(turn.t("Another reason")))))


def _begun(turn: Turn, begun: Petition) -> Reply:
    count = petitioning.progress(turn.work, begun)
    result = _result(turn, begun, count)
    if begun.state is not PetitionState.OPEN:
        return Reply(turn.t(_STANDS[begun.state]), result=result)
    text = turn.t(
        "<b>Your request is no. {number}.</b> {count} Members sign with <cmd>petition</cmd> {number}: pass it on, for "
        "nobody else is written to.",
        number=begun.id,
        count=signed_so_far(turn.language, _counts(count)),
    )
    shared = turn.t(
        "A request for an extraordinary assembly is open ({article}). To read it and sign, write to the assistant: "
        "petition {number}",
        article=_article(turn),
        number=begun.id,
    )
    return Reply(text, (Button(str(turn.t("Copy the text to share")), copy=str(shared.unescape())),), result=result)


def _look(turn: Turn, known: Petition) -> Reply:
    """The request with its counts, and what the actor may do with it."""
    if known.state is not PetitionState.OPEN:
        text = Markup("\n").join([_shown(turn, known), turn.t(_STANDS[known.state]), *_names(turn, known)])
        result = _result(turn, known, petitioning.progress(turn.work, known))
        return Reply(text, _to_convene(turn, known), result=result)
    action = turn.ask("action", Choice(_shown(turn, known), _actions(turn, known)))
    match action:
        case "sign":
            after, said = petitioning.sign(turn.work, turn.actor, known.id), turn.t("Your signature is noted.")
        case "unsign":
            after, said = petitioning.unsign(turn.work, turn.actor, known.id), turn.t("Your signature is taken back.")
        case _:
            after, said = petitioning.withdraw(turn.work, turn.actor, known.id), turn.t("Your request is taken back.")
    count = petitioning.progress(turn.work, after)
    stands = signed_so_far(turn.language, _counts(count))
    if after.state is not PetitionState.OPEN:
        stands = turn.t(_STANDS[after.state])
    text = said if after.state is PetitionState.WITHDRAWN else Markup("<b>{}</b> {}").format(said, stands)
    return Reply(text, _to_convene(turn, after), result=_result(turn, after, count))


def _shown(turn: Turn, known: Petition) -> Markup:
    head = turn.t(
        "<b>Request no. {number} for an extraordinary assembly</b> ({article}). {purpose}: “{words}”",
        number=known.id,
        purpose=purpose(turn.language, known.purpose),
        article=_article(turn),
        words=known.words,
    )
    if known.state is not PetitionState.OPEN:
        return head
    return head + "\n" + signed_so_far(turn.language, _counts(petitioning.progress(turn.work, known)))


def _names(turn: Turn, known: Petition) -> list[Markup]:
    """For the bureau, once there are enough."""
    people = petitioning.signers(turn.work, turn.actor, known)
    if not people:
        return []
    turn.office = True
    return [turn.t("Signed by: {names}.", names=listed(turn.language, list(apart(people).values())))]


def _to_convene(turn: Turn, known: Petition) -> tuple[Button, ...]:
    """For the bureau, once there are enough."""
    if known.state is not PetitionState.REACHED or not petitioning.signers(turn.work, turn.actor, known):
        return ()
    return (to_convene(turn.language, str(known.id), known.purpose),)


def _actions(turn: Turn, known: Petition) -> tuple[Option, ...]:
    own = turn.actor.member.number if turn.actor.member else ""
    options = []
    if own in known.signers:
        options.append(Option("unsign", str(turn.t("Take my signature back"))))
    else:
        options.append(Option("sign", str(turn.t("Sign"))))
    if own == known.begun_by:
        options.append(Option("withdraw", str(turn.t("Take the request back"))))
    return tuple(options)


def _result(turn: Turn, known: Petition, count: Progress) -> dict[str, object]:
    own = turn.actor.member.number if turn.actor.member else ""
    return {
        "petition": str(known.id),
        "state": known.state,
        "signed": own in known.signers,
        **_counts(count),
        "articles": list(count.decision.articles),
    }


def _counts(count: Progress) -> dict[str, int]:
    return {
        "bureau_signed": count.bureau,
        "bureau_needed": count.bureau_needed,
        "members_signed": count.members,
        "members_needed": count.members_needed,
    }


def _article(turn: Turn) -> str:
    return cited(turn.work.bylaws.cite("extraordinary_assembly"))
