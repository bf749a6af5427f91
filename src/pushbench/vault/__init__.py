"""Where secrets rest: the system keychain, a file encrypted with a passphrase, or memory alone."""

from __future__ import annotations

from pushbench.vault.home_vault import HomeVault, open_vault
from pushbench.vault.memory import LockedVault, MemoryVault
from pushbench.vault.opening import ExplainedVault

__all__ = ["ExplainedVault", "HomeVault", "LockedVault", "MemoryVault", "open_vault"]
