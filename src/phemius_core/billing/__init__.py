"""Plans and money: admission, reservations, the ledger, usage and invoices."""

from phemius_core.billing._admission import Admission, Idempotency
from phemius_core.billing._billing import Billing
from phemius_core.billing._plans import PLANS, Plan
from phemius_core.billing._principal import Principal
from phemius_core.billing._transaction_ledger import TransactionLedger
from phemius_core.billing._usage import DayUsage, Invoice, KeyUsage, Usage

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
    "TransactionLedger",
    "Usage",
]
