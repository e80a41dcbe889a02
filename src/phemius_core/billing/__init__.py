"""Plans and money: admission of requests, reservations, the ledger, usage and invoices."""

from phemius_core.billing._admission import Admission
from phemius_core.billing._billing import Billing
from phemius_core.billing._idempotency import Idempotency
from phemius_core.billing._invoices import Invoice
from phemius_core.billing._plans import PLANS, Plan, find_plan
from phemius_core.billing._principal import Principal
from phemius_core.billing._reservations import Reservation
from phemius_core.billing._settlement_journal import SettlementJournal
from phemius_core.billing._transaction_ledger import TransactionLedger
from phemius_core.billing._usage import DayUsage, KeyUsage, Usage

__all__ = [
    "PLANS",
    "Admission",
    "Billing",
    "DayUsage",
    "Idempotency",
    "Invoice",
    "KeyUsage",
    "Plan",
    "Principal",
    "Reservation",
    "SettlementJournal",
    "TransactionLedger",
    "Usage",
    "find_plan",
]
