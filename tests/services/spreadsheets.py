"""The spreadsheets of tests/data, and short ones written in a test."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from assistant.domain.actors import OPERATOR
from assistant.files import read_balances, read_members, read_payments
from assistant.ports import UnitOfWork
from assistant.services.imports import ImportReport, import_balances, import_members, import_payments

DATA = Path(__file__).parents[1] / "data"
SHEET_DAY = date(2025, 12, 31)
MEMBER_HEADER = "numero;nom;prenom;telephone;courriel;date_adhesion;statut;role;section;conjoint;langue;statut_depuis"


def members(work: UnitOfWork, *lines: str, dry_run: bool = False) -> ImportReport:
    """Import members written as lines, or those of the data file."""
    content = "\n".join((MEMBER_HEADER, *lines)).encode() if lines else (DATA / "members.csv").read_bytes()
    return import_members(work, OPERATOR, read_members("members.csv", content), dry_run=dry_run)


def balances(work: UnitOfWork, *lines: str, on: date = SHEET_DAY, dry_run: bool = False) -> ImportReport:
    """Import balances written as lines, or those of the data file."""
    whole = (DATA / "balances-2025-12-31.csv").read_bytes()
    content = "\n".join(("numero;solde", *lines)).encode() if lines else whole
    return import_balances(work, OPERATOR, read_balances("balances.csv", content), on, dry_run=dry_run)


def payments(work: UnitOfWork, *lines: str, dry_run: bool = False) -> ImportReport:
    """Import payments written as lines, or those of the data file."""
    whole = (DATA / "payments-2026.csv").read_bytes()
    content = "\n".join(("date;numero;montant;mode;reference", *lines)).encode() if lines else whole
    return import_payments(work, OPERATOR, read_payments("payments.csv", content), dry_run=dry_run)


def everything(work: UnitOfWork) -> None:
    """The three data files, in their order."""
    members(work)
    balances(work)
    payments(work)
