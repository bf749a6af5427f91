"""Keeps the emulator's keys in the vault, so that its authority, credentials and devices stay the same."""

from __future__ import annotations

import json

from pushbench.domain.errors import UserError
from pushbench.domain.ports import Vault
from pushbench.store.thread import StoreThread

RECORD = "sandbox-keys"


class EmulatorKeys:
    """Loads and saves the keys where a vault is open; otherwise each start makes its own."""

    def __init__(self, store: StoreThread, vault: Vault) -> None:
        self._store = store
        self._vault = vault

    async def load(self) -> dict[str, str]:
        """Return the kept keys; empty when there are none or they cannot be opened (new ones are made then)."""
        if not self._vault.is_persistent:
            return {}
        sealed = await self._store.run(lambda db: db.secrets.get(RECORD))
        if sealed is None:
            return {}
        try:
            kept = json.loads(self._vault.unseal(RECORD, sealed))
        except (UserError, ValueError):
            return {}
        return {str(name): str(value) for name, value in kept.items()} if isinstance(kept, dict) else {}

    async def save(self, keys: dict[str, str]) -> None:
        """Seal the keys. Does nothing without a persistent vault."""
        if not self._vault.is_persistent:
            return
        sealed = self._vault.seal(RECORD, json.dumps(keys).encode())
        await self._store.run(lambda db: db.secrets.put(RECORD, sealed))
