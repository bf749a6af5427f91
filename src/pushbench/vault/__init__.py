"""Where secrets rest: the system keychain, a file encrypted with a passphrase, or memory alone."""

from __future__ import annotations

from pushbench.vault.memory import LockedVault, MemoryVault
from pushbench.vault.opening import ExplainedVault, open_vault

__all__ = ["ExplainedVault", "LockedVault", "MemoryVault", "open_vault"]
