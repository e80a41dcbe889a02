"""What is done for the person behind an account: a copy of all that is stored, and erasure."""

from phemius_core.privacy._erasure import ErasedAccount, Erasures
from phemius_core.privacy._export import export_account

__all__ = ["ErasedAccount", "Erasures", "export_account"]
