"""How documents write amounts, days and people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_name
from markupsafe import Markup

from assistant.domain.ledger import Method
from assistant.domain.meeting_papers import Fact
from assistant.domain.money import EURO, Money
from assistant.domain.papers import Person
from assistant.i18n import Language
from assistant.marks import N_

METHODS: Mapping[Method, str] = {
    Method.TRANSFER: N_("Bank transfer"),
    Method.CHEQUE: N_("Cheque"),
    Method.CASH: N_("Cash"),
}
_MILLION = 1_000_000
MINUS = "\N{MINUS SIGN}"


def amount(reader: Language, cents: int, currency: str) -> str:
    """`1 234,56 €`, `−35,00 €`."""
    return reader.show(Money(cents, currency)).replace("-", MINUS)


def figures(reader: Language, cents: int) -> str:
    """`1 234,56`: an amount in a column that names its currency."""
    shown: str = format_decimal(Decimal(cents).scaleb(-2), "#,##0.00", locale=reader.locale)
    return shown.replace("-", MINUS)


def round_amount(reader: Language, cents: int, currency: str) -> str:
    """`1 235 €`: to the unit, for charts."""
    pattern = str(reader.locale.currency_formats["standard"].pattern).replace("0.00", "0")
    whole = Decimal(cents).scaleb(-2)
    return str(format_currency(whole, currency, pattern, locale=reader.locale, currency_digits=False))


def short_amount(reader: Language, cents: int, currency: str) -> str:
    """`60 €`, `60,01 €`: without cents where there are none."""
    return amount(reader, cents, currency) if cents % 100 else round_amount(reader, cents, currency)


def share(reader: Language, part: int, whole: int) -> str:
    """`86 %`, rounded down, so that 100 % is all of it; a dash where there is no whole."""
    if whole <= 0:
        return "\N{EN DASH}"
    return str(format_percent(Decimal(part * 100 // whole).scaleb(-2), locale=reader.locale))


def day(reader: Language, iso: str) -> str:
    """`5 mars 2026`."""
    return reader.show(date.fromisoformat(iso))


def dated(reader: Language, place: str | None, iso: str) -> str:
    """`Paris, le 5 mars 2026`; without a place, the day."""
    written = day(reader, iso)
    return reader.t("{place}, {day}", place=place, day=written) if place else written


def facts(stated: Sequence[Fact]) -> list[tuple[str, str]]:
    """Each label with its value."""
    return [(fact["label"], fact["value"]) for fact in stated]


def short_day(reader: Language, iso: str) -> str:
    """`05/03/2026`."""
    return reader.short_day(date.fromisoformat(iso))


def short_month(reader: Language, iso: str) -> str:
    """`janv. 2026`, of `2026-01`."""
    return str(format_date(date.fromisoformat(f"{iso}-01"), "LLL y", locale=reader.locale))


def page_of(reader: Language) -> Markup:
    """`Page {page} of {pages}`, for the template to fill."""
    return reader.t("Page {page} of {pages}", page=Markup("{page}"), pages=Markup("{pages}"))


def method(reader: Language, code: str) -> Markup:
    """`Bank transfer`."""
    return reader.t(METHODS[Method(code)])


def member(reader: Language, person: Person) -> Markup:
    """`Awa IBARA, member M012`."""
    return reader.t("{name}, member {number}", name=person["name"], number=person["number"])


def situation(reader: Language, balance: int, currency: str) -> Markup:
    """What a balance comes to: owed, nothing, or ahead."""
    if balance == 0:
        return reader.t("Nothing is owed")
    shown = Markup.escape(amount(reader, abs(balance), currency))
    return reader.t("{amount} owed", amount=shown) if balance < 0 else reader.t("{amount} ahead", amount=shown)


def in_words(reader: Language, cents: int, currency: str) -> Markup:
    """`mille deux cent trente-quatre euros et cinquante-six centimes`; empty in a language not known so well."""
    whole, rest = divmod(cents, 100)
    try:
        if currency != EURO:
            return _of_another_currency(reader, whole, rest, currency)
        parts = [_euros(reader, whole)] if whole or not rest else []
        parts += [_cents(reader, rest)] if rest else []
    except NotImplementedError:
        return Markup("")
    return parts[0] if len(parts) == 1 else reader.t("{euros} and {cents}", euros=parts[0], cents=parts[1])


def _euros(reader: Language, whole: int) -> Markup:
    words = _words(reader, whole)
    if whole and whole % _MILLION == 0:
        return reader.t("{millions} euros", millions=words)
    return reader.tn("{words} euro", "{words} euros", whole, words=words)


def _cents(reader: Language, rest: int) -> Markup:
    return reader.tn("{words} cent", "{words} cents", rest, words=_words(reader, rest))


def _of_another_currency(reader: Language, whole: int, rest: int, currency: str) -> Markup:
    """Its hundredths in figures, since each currency has its own word for them."""
    words, name = _words(reader, whole), get_currency_name(currency, count=whole, locale=reader.locale)
    if whole and whole % _MILLION == 0:
        written = reader.t("{millions} {currency}", millions=words, currency=name)
    else:
        written = reader.t("{words} {currency}", words=words, currency=name)
    return reader.t("{amount} and {hundredths}/100", amount=written, hundredths=f"{rest:02}") if rest else written


def _words(reader: Language, number: int) -> str:
    from num2words import num2words  # noqa: PLC0415 - slow to import, and receipts alone need it

    return str(num2words(number, lang=reader.code))
