"""What the assistant says and asks: one file a family of commands, and the route table."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assistant.bylaws.reglement import Reglement
from assistant.chat import Command, Routes
from assistant.domain.payee import Payee
from assistant.marks import N_
from assistant.services.permissions import Action
from handlers.absence_commands import of_absences
from handlers.admission import admit
from handlers.announce import announce
from handlers.application import application
from handlers.arrears import show_arrears
from handlers.balance import balance_of
from handlers.bank import bank_date
from handlers.cash import show_cash
from handlers.claims import decide_claims
from handlers.deliveries import show_deliveries
from handlers.elsewhere import group, stranger
from handlers.entry import enter
from handlers.event import event
from handlers.expenses import claim
from handlers.free_text import free_text_for
from handlers.fund import show_fund
from handlers.help import cancel, help_for, privacy
from handlers.language import choose_language
from handlers.meeting_commands import of_convening, of_proxies, of_the_room, of_writing_to_many
from handlers.meetings import meetings
from handlers.mydata import my_data
from handlers.notices import renderers
from handlers.orders import decide_orders
from handlers.pausing import pause_reminders
from handlers.pay import pay
from handlers.payments import decide_payments
from handlers.proofs import note_proof
from handlers.reconcile import reconcile
from handlers.refusals import explain
from handlers.requests import answer_requests
from handlers.rules import rules_of
from handlers.settings import settings
from handlers.start import start
from handlers.statement import show_statement
from handlers.support import support
from handlers.undo_entry import undo
from handlers.warn import warn

__all__ = ["renderers", "routes"]


def routes(reglement: Reglement | None = None, payee: Payee | None = None) -> Routes:
    """Every command, its words, its line in the menus, who may use it."""
    table = Routes(
        commands=(
            *_of_members(reglement, payee),
            *_of_mutual_aid(),
            *of_proxies(),
            *of_the_room(),
            *_of_offices(),
            *of_convening(),
            *of_writing_to_many(),
            *of_absences(),
            *_of_reminding(),
            *_of_the_books(),
            *_of_anyone(lambda: table),
        ),
        free_text=free_text_for(lambda: table),
        stranger=stranger,
        group=group,
        explain=explain,
    )
    return table


def _of_members(reglement: Reglement | None, payee: Payee | None) -> Iterator[Command]:
    """One's own file, and the bylaws."""
    own = Action.USE_OWN_FILE
    yield Command(
        "balance",
        {"fr": "solde"},
        N_("What you owe, and whether you are up to date"),
        balance_of(payee),
        own,
        gives=("balance", "overdue", "pending", "status", "articles"),
    )
    yield Command("pay", {"fr": "payer"}, N_("Declare a payment"), pay, own, gives=("payment", "state"))
    yield Command(
        "expense",
        {"fr": "depense"},
        N_("Propose an expense, or send its receipt"),
        claim,
        Action.CLAIM_EXPENSE,
        gives=("expense", "state"),
    )
    yield Command("statement", {"fr": "releve"}, N_("The lines of your account"), show_statement, own, gives=("lines",))
    yield Command(
        "meetings",
        {"fr": "reunions"},
        N_("The meetings ahead, and whether you come; past minutes"),
        meetings,
        own,
        gives=("meeting", "rsvp", "member", "meetings", "minutes"),
    )
    yield Command(
        "rules",
        {"fr": "reglement"},
        N_("An article of the bylaws"),
        rules_of(reglement),
        own,
        gives=("article", "articles"),
    )
    yield Command(
        "settings",
        {"fr": "reglages"},
        N_("Your settings"),
        settings,
        own,
        gives=("language", "quiet_from", "quiet_until", "reminders"),
    )
    yield Command(
        "mydata", {"fr": "mesdonnees"}, N_("Everything that is held about you"), my_data, own, gives=("file",)
    )


def _of_mutual_aid() -> Iterator[Command]:
    """What happens in members' lives, and what the association does then."""
    yield Command(
        "event",
        {"fr": "evenement"},
        N_("Declare a death, a birth or another event"),
        event,
        Action.USE_OWN_FILE,
        gives=("claim", "payout", "levy", "consent", "state", "claims"),
    )
    yield Command(
        "announce",
        {"fr": "annoncer"},
        N_("Tell the members of an event"),
        announce,
        Action.DECIDE_CLAIMS,
        gives=("claim", "recipients"),
    )
    yield Command(
        "fund",
        {"fr": "fonds"},
        N_("What mutual aid has paid, called and received"),
        show_fund,
        Action.SEE_FUND,
        gives=("year", "paid", "called", "received", "due", "balance", "events"),
    )
    yield Command(
        "claims",
        {"fr": "demandes"},
        N_("Decide on claims to mutual aid"),
        decide_claims,
        Action.DECIDE_CLAIMS,
        gives=("claim", "votes", "state"),
    )
    yield Command(
        "support",
        {"fr": "soutien"},
        N_("Write to the social commission"),
        support,
        Action.USE_OWN_FILE,
        gives=("help", "state"),
    )
    yield Command(
        "requests",
        {"fr": "soutiens"},
        N_("Answer those who wrote to the social commission"),
        answer_requests,
        Action.ANSWER_HELP,
        gives=("help", "state", "order"),
    )


def _of_offices() -> Iterator[Command]:
    """What the bureau and the treasurers decide."""
    yield Command(
        "application",
        {"fr": "candidature"},
        N_("A candidate's file"),
        application,
        Action.ADMIT,
        gives=("candidate", "missing"),
    )
    yield Command(
        "admit",
        {"fr": "admettre"},
        N_("Admit a candidate"),
        admit,
        Action.ADMIT,
        gives=("member", "admitted_on", "waiting_ends_on", "articles"),
    )
    yield Command(
        "deliveries",
        {"fr": "envois"},
        N_("What could not be delivered"),
        show_deliveries,
        Action.SEND_AGAIN,
        gives=("unsure", "dead", "unreachable"),
    )
    yield Command(
        "payments",
        {"fr": "paiements"},
        N_("Decide declared payments"),
        decide_payments,
        Action.DECIDE_PAYMENTS,
        gives=("payment", "state"),
    )
    yield Command(
        "orders",
        {"fr": "ordres"},
        N_("Vote on payments out, and note those made"),
        decide_orders,
        Action.VOTE_ORDER,
        gives=("order", "votes", "state", "receipt"),
    )


def _of_reminding() -> Iterator[Command]:
    """Who is reminded or warned of unpaid dues, and who is left in peace."""
    yield Command(
        "reminders",
        {"fr": "relances"},
        N_("Leave a member without dues reminders"),
        pause_reminders,
        Action.PAUSE_REMINDERS,
        gives=("member", "paused", "reason", "until"),
    )
    yield Command(
        "warn",
        {"fr": "avertir"},
        N_("Warn a member in writing about unpaid dues"),
        warn,
        Action.WARN,
        gives=("member", "warning", "overdue", "pay_by", "state", "articles"),
    )
    yield Command(
        "proof",
        {"fr": "preuve"},
        N_("Note how a written warning reached the member"),
        note_proof,
        Action.WARN,
        gives=("member", "warning", "told_by", "told_on"),
    )


def _of_the_books() -> Iterator[Command]:
    """What the treasurers compare, see and enter."""
    yield Command(
        "reconcile",
        {"fr": "rapprocher"},
        N_("Compare the bank's statement with the books"),
        reconcile,
        Action.RECONCILE,
        gives=("matched", "doubtful", "unmatched"),
    )
    yield Command(
        "bank",
        {"fr": "banque"},
        N_("The bank is entered up to a day"),
        bank_date,
        Action.SET_BANK_DATE,
        gives=("bank_entered_until",),
    )
    yield Command(
        "arrears", {"fr": "impayes"}, N_("Who owes what"), show_arrears, Action.SEE_ARREARS, gives=("members", "total")
    )
    yield Command(
        "cash",
        {"fr": "caisse"},
        N_("Bank, cash box and mutual-aid fund"),
        show_cash,
        Action.SEE_CASH,
        gives=("bank", "cash", "fund", "on"),
    )
    yield Command(
        "entry",
        {"fr": "ecriture"},
        N_("Enter a charge, a credit or an opening balance"),
        enter,
        Action.ENTER,
        gives=("entry", "transfer", "account", "amount", "date"),
    )
    yield Command(
        "undo-entry",
        {"fr": "annuler-ecriture"},
        N_("Undo an entry by hand"),
        undo,
        Action.UNDO_ENTRY,
        menu=False,
        gives=("entry", "transfer"),
    )


def _of_anyone(table: Callable[[], Routes]) -> Iterator[Command]:
    """What nobody needs to be known for."""
    yield Command("language", {"fr": "langue"}, N_("The language I answer in"), choose_language, gives=("language",))
    yield Command("privacy", {"fr": "confidentialite"}, N_("What is kept, and who sees it"), privacy)
    yield Command("help", {"fr": "aide"}, N_("What you can ask me"), help_for(table))
    yield Command("cancel", {"fr": "annuler"}, N_("Leave a question"), cancel)
    yield Command("start", {"fr": "start"}, N_("Begin"), start, menu=False, gives=("member",))
