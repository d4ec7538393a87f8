"""Opens the database and joins routes, intake, dispatch and outbox around it."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import handlers
import storage
from assistant import bylaws
from assistant.bylaws import reglement
from assistant.channels import console
from assistant.chat import Channel, Routes
from assistant.chat.compose import Composer
from assistant.chat.flood import FloodGate
from assistant.clocks import SystemClock
from assistant.dispatch import Dispatcher
from assistant.documents.account_statement import account_statement
from assistant.documents.arrears_sheet import arrears_sheet
from assistant.documents.attendance_sheet import attendance_sheet
from assistant.documents.calendar import calendar
from assistant.documents.charts import arrears_chart, dues_chart
from assistant.documents.convocation import convocation
from assistant.documents.delivery_sheet import delivery_sheet
from assistant.documents.fund_sheet import fund_sheet
from assistant.documents.fund_summary import fund_summary
from assistant.documents.json_file import json_file
from assistant.documents.letter import letter
from assistant.documents.mandate import mandate
from assistant.documents.markdown_page import markdown_page
from assistant.documents.minutes import minutes
from assistant.documents.receipt import receipt
from assistant.documents.sepa_code import sepa_png
from assistant.domain.bylaws import Bylaws
from assistant.domain.errors import BylawsError, SettingsError
from assistant.domain.messages import Incoming
from assistant.files.proofs import read_proof
from assistant.files.statements import read_sent_statement
from assistant.intake import Intake
from assistant.making import Maker
from assistant.outbox import Sender
from assistant.ports import Clock, Database, UnitOfWork
from assistant.reading import FileReading, Reader
from assistant.services.accrual import ACCRUED_ON
from assistant.services.tick import TickReport, tick
from assistant.settings import Settings

DEFAULT_BYLAWS = "ndzouana"
READERS: Mapping[str, Reader] = {"proof": read_proof, "statement": read_sent_statement}
MAKERS: Mapping[str, Maker] = {
    "json": json_file,
    "receipt": receipt,
    "account_statement": account_statement,
    "letter": letter,
    "sepa_code": sepa_png,
    "arrears_chart": arrears_chart,
    "dues_chart": dues_chart,
    "arrears_sheet": arrears_sheet,
    "delivery_sheet": delivery_sheet,
    "fund_sheet": fund_sheet,
    "fund_summary": fund_summary,
    "convocation": convocation,
    "mandate": mandate,
    "attendance_sheet": attendance_sheet,
    "minutes": minutes,
    "markdown_page": markdown_page,
    "calendar": calendar,
}
"""By the name that an attachment gives; `assistant.domain.papers` says what each is made of."""


@dataclass(slots=True)
class Assistant:
    """Everything joined, on one open database."""

    settings: Settings
    database: Database
    routes: Routes
    intake: Intake
    sender: Sender

    async def tick(self) -> TickReport:
        """Do what is owed by now, and wake the outbox."""
        report = await self.database.run(tick)
        self.sender.wake.set()
        return report

    async def speak(self, incoming: Incoming) -> Mapping[str, Any] | None:
        """One message handled at once, its effects sent: the console's way in."""
        outcome = await self.intake.speak(incoming)
        return outcome.result


def routes_for(settings: Settings) -> Routes:
    """The route table, with the association's own règlement where one is given."""
    text = settings.reglement.read_text(encoding="utf-8") if settings.reglement else None
    return handlers.routes(reglement.parse(text) if text else None, settings.payee)


async def choose_bylaws(settings: Settings, source: str) -> None:
    """Record the choice of `init --bylaws`; dues are compared anew under it."""

    def keep(work: UnitOfWork) -> None:
        work.book.put("bylaws", source)
        work.book.put(ACCRUED_ON, None)

    database = open_database(settings, SystemClock(), bylaws.load(source))
    try:
        await database.run(keep)
    finally:
        await database.close()


def open_database(
    settings: Settings, clock: Clock, bylaws_in_force: Bylaws, *, console_reaches_all: bool = False
) -> Database:
    """The association's database. MbongiError where it is missing or was made by another version."""
    return storage.open_database(
        settings.database_url,
        bylaws=bylaws_in_force,
        clock=clock,
        timezone=settings.timezone,
        fallback_channel=console.NAME if console_reaches_all else None,
        secret_key=settings.secret_key,
        can_mail=settings.mail is not None,
    )


def bylaws_set(source: str) -> Bylaws:
    """The bylaws that the variable names. SettingsError where they are unsound."""
    try:
        return bylaws.load(source)
    except BylawsError as error:
        raise SettingsError(f"ASSISTANT_BYLAWS: {error}") from error


async def bylaws_of(settings: Settings) -> Bylaws:
    """The bylaws in force: the variable's, else those chosen at `init`, else the shipped ones."""
    if settings.bylaws:
        return bylaws_set(settings.bylaws)
    shipped = bylaws.load(DEFAULT_BYLAWS)
    database = open_database(settings, SystemClock(), shipped)
    try:
        chosen = await database.run(lambda work: work.book.get("bylaws"))
    finally:
        await database.close()
    return bylaws.load(chosen) if chosen and chosen != DEFAULT_BYLAWS else shipped


@asynccontextmanager
async def opened(
    settings: Settings, clock: Clock, channels: Mapping[str, Channel], *, console_reaches_all: bool = False
) -> AsyncIterator[Assistant]:
    """The assistant on its open database, closed in the end."""
    in_force = await bylaws_of(settings)
    database = open_database(settings, clock, in_force, console_reaches_all=console_reaches_all)
    try:
        yield join(settings, database, channels)
    finally:
        await database.close()


def join(settings: Settings, database: Database, channels: Mapping[str, Channel]) -> Assistant:
    """Intake, dispatch and outbox around a database."""
    routes = routes_for(settings)
    composer = Composer(routes, handlers.renderers(settings.payee), settings.locale)
    sender = Sender(database, channels, composer, MAKERS, owner=secrets.token_hex(8))
    dispatcher = Dispatcher(routes, settings.locale, composer.heading, FloodGate(frozenset({console.NAME})))
    intake = Intake(database, dispatcher, sender, FileReading(READERS))
    return Assistant(settings, database, routes, intake, sender)
