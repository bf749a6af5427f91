"""Minted and fetched tokens, kept between starts and shared by the processes of one home.

Apple limits how often a token may change (once in 20 minutes), so a fresh one for each command would be refused.
"""

from __future__ import annotations

import asyncio
import json
import logging

from pushbench.domain.errors import UserError
from pushbench.domain.exchange import CachedToken
from pushbench.domain.ports import Clock, Vault
from pushbench.domain.secret import Secret
from pushbench.domain.tasks import TaskScope
from pushbench.store.thread import StoreThread

log = logging.getLogger(__name__)

MARGIN_SECONDS = 60.0
"""A kept token that ends sooner is not worth taking up."""


class StoredTokens:
    """A :class:`~pushbench.domain.exchange.TokenCache` over the store; in memory only without a persistent vault.

    ``get`` and ``put`` never wait. A token that memory lacks is noted, and :meth:`look_up` fetches it: the
    dispatcher calls that before the first request of an exchange leaves, and begins it again with what was found.
    """

    def __init__(self, store: StoreThread, vault: Vault, clock: Clock, scope: TaskScope) -> None:
        self._store = store
        self._vault = vault
        self._clock = clock
        self._scope = scope
        self._tokens: dict[str, CachedToken] = {}
        self._missed: set[str] = set()
        self._unsaved: set[str] = set()
        self._saving: set[asyncio.Future[None]] = set()
        self._refused: set[Secret] = set()
        """Tokens that a service turned down; the store may still hold them for a moment."""

    def get(self, key: str) -> CachedToken | None:
        token = self._tokens.get(key)
        if token is None or token.expires_at <= self._clock.now():
            self._missed.add(key)
            return None
        return token

    def put(self, key: str, token: CachedToken) -> None:
        self._tokens[key] = token
        self._unsaved.add(key)
        if key not in self._missed:
            self._save_soon()

    def drop(self, key: str) -> None:
        dropped = self._tokens.pop(key, None)
        if dropped is not None:
            self._refused.add(dropped.token)
        self._unsaved.discard(key)
        self._missed.discard(key)
        self._start(f"drop {key}", self._remove(key))

    async def look_up(self) -> bool:
        """Fetch what was missed; return whether a token was found that another start or process made."""
        missed, self._missed = self._missed, set()
        found = False
        for key in missed:
            token = await self._load(key)
            if token is not None and token.token not in self._refused:
                self._tokens[key] = token
                self._unsaved.discard(key)
                found = True
        if self._unsaved:
            self._save_soon()
        return found

    async def aclose(self) -> None:
        """Wait until everything is saved."""
        self._missed.clear()
        if self._unsaved:
            self._save_soon()
        while self._saving:
            await asyncio.wait(self._saving)

    @property
    def has_missed(self) -> bool:
        """Whether :meth:`look_up` has something to do."""
        return bool(self._missed)

    def _save_soon(self) -> None:
        keys, self._unsaved = self._unsaved, set()
        for key in keys:
            self._start(f"save {key}", self._save(key, self._tokens[key]))

    def _start(self, name: str, work: object) -> None:
        task: asyncio.Future[None] = self._scope.start(name, work)  # type: ignore[arg-type]
        self._saving.add(task)
        task.add_done_callback(self._saving.discard)

    async def _load(self, key: str) -> CachedToken | None:
        if not await self._is_kept():
            return None
        kept = await self._store.run(lambda db: db.tokens.get(key))
        if kept is None:
            return None
        try:
            plain = await asyncio.to_thread(self._vault.unseal, _record(key), kept[0])
            values = json.loads(plain)
            token = CachedToken(Secret(values["token"]), float(values["minted_at"]), float(values["expires_at"]))
        except (UserError, ValueError, KeyError, TypeError):
            log.info("a kept token cannot be read and is made anew")
            return None
        return token if token.expires_at > self._clock.now() + MARGIN_SECONDS else None

    async def _save(self, key: str, token: CachedToken) -> None:
        if not await self._is_kept():
            return
        values = {"token": token.token.reveal(), "minted_at": token.minted_at, "expires_at": token.expires_at}
        try:
            sealed = await asyncio.to_thread(self._vault.seal, _record(key), json.dumps(values).encode())
        except UserError:
            return
        await self._store.run(lambda db: db.tokens.put(key, sealed, token.expires_at))

    async def _remove(self, key: str) -> None:
        await self._store.run(lambda db: db.tokens.drop(key))

    async def _is_kept(self) -> bool:
        # Looking for a keychain takes its time, so the vault is asked off the event loop.
        return await asyncio.to_thread(lambda: self._vault.is_persistent)


def _record(key: str) -> str:
    return f"token/{key}"
