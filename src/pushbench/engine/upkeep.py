"""What is settled for a workspace and what is done to the whole of it; the Settings screen is a shell over this."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pushbench.domain.errors import UserError
from pushbench.domain.secret import Secret
from pushbench.engine import settings
from pushbench.engine.parts import Parts
from pushbench.engine.settings import ProxyMode, ProxySetting, Retention, Settings

if TYPE_CHECKING:
    from pushbench.engine.retention import Progress, Pruned
    from pushbench.engine.secret_places import SecretPlace
    from pushbench.engine.sizes import Sizes
    from pushbench.engine.workspace_export import Exported
    from pushbench.engine.workspace_file import WorkspaceFile
    from pushbench.engine.workspace_import import Clash, ImportPlan, Merged

PROXY_PASSWORD = "settings/proxy-password"  # a record's name
PRUNE_EVERY_SECONDS = 86400.0


class Upkeep:
    """The verbs of Settings over an open workspace. Whatever a user can mend is raised as UserError."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._settings = Settings()

    @property
    def settings(self) -> Settings:
        """What is settled, as last read or written."""
        return self._settings

    async def load(self) -> Settings:
        """Read the settings and let proxy and sandbox follow them."""
        self._take(settings.read_settings(await self.parts.store.run(lambda db: db.settings.get(settings.KEY))))
        return self._settings

    async def _save(self, changed: Settings) -> Settings:
        document = settings.settings_document(changed)
        await self.parts.store.run(lambda db: db.settings.put(settings.KEY, document))
        self._take(changed)
        return changed

    def _take(self, changed: Settings) -> None:
        self._settings = changed
        self.parts.local.preferred_port = changed.sandbox_port
        self.parts.transports.proxy.settle(changed.proxy, self._proxy_password if changed.proxy.has_password else None)

    async def use_settings(self, changed: Settings) -> Settings:
        """Keep imported settings, which say themselves whether the stored password is still theirs."""
        return await self._save(changed)

    # history --------------------------------------------------------------------------------------

    async def keep_history(self, retention: Retention) -> Settings:
        """Settle how much history is kept; nothing is removed until :meth:`prune`."""
        return await self._save(replace(self._settings, retention=retention))

    async def due(self) -> int:
        """Return how many deliveries the next pruning removes."""
        from pushbench.engine.retention import due

        return await due(self.parts.store, self._settings.retention, self.parts.clock.now())

    async def prune(self, progress: Progress | None = None) -> Pruned:
        """Remove what is no longer kept, in slices."""
        from pushbench.engine.retention import prune

        now = self.parts.clock.now()
        return await prune(self.parts.store, self._settings.retention, now, progress or _nothing)

    async def prune_daily(self, told: Callable[[Pruned], object]) -> None:
        """Prune now and once a day for as long as the window is open; ``told`` is called with what was removed."""
        while True:
            pruned = await self.prune()
            if pruned.deliveries:
                told(pruned)
            await self.parts.clock.sleep(PRUNE_EVERY_SECONDS)

    async def clear_history(self, progress: Progress | None = None) -> Pruned:
        """Remove every delivery and run, but for those under way."""
        from pushbench.engine.retention import clear

        return await clear(self.parts.store, progress or _nothing)

    async def free_bytes(self) -> int:
        """Return how much of the database could be given back to the disk."""
        return (await self.parts.store.run(lambda db: db.pruning.size())).free_bytes

    async def shrink(self) -> int:
        """Give the database's free room back to the disk; return the bytes freed."""
        from pushbench.engine.retention import shrink

        return await shrink(self.parts.store, is_asked=True)

    async def deliveries(self) -> int:
        """Return how many deliveries the history holds."""
        from pushbench.store.history import HistoryQuery

        return await self.parts.store.run(lambda db: db.history.count(HistoryQuery()))

    async def sizes(self) -> Sizes:
        """Return what the home takes up; in memory that is the database's pages alone."""
        from pushbench.engine.sizes import Sizes, measure

        home = self.parts.home
        if home is None:
            return Sizes((await self.parts.store.run(lambda db: db.pruning.size())).bytes)
        return await asyncio.to_thread(measure, home)

    # secrets --------------------------------------------------------------------------------------

    async def secret_place(self) -> SecretPlace:
        """Say where secrets rest and what else there is."""
        from pushbench.engine.secret_places import secret_place

        return await secret_place(self.parts)

    async def unlock(self, passphrase: Secret) -> None:
        """Open the home's secrets with a typed passphrase, for this process."""
        from pushbench.engine.secret_places import unlock

        await unlock(self.parts, passphrase)

    async def change_passphrase(self, old: Secret, new: Secret) -> None:
        """Let the home's secrets open with another passphrase."""
        from pushbench.engine.secret_places import change_passphrase

        await change_passphrase(self.parts, old, new)

    async def move_secrets(self, kind: str, passphrase: Secret | None = None) -> int:
        """Move every secret to another place, all of them or none; return how many."""
        from pushbench.engine.secret_places import move_secrets

        return await move_secrets(self.parts, kind, passphrase)

    # network --------------------------------------------------------------------------------------

    async def choose_proxy(self, mode: ProxyMode) -> Settings:
        """Settle which proxy profiles without one of their own go through; a typed address is remembered."""
        return await self._save(replace(self._settings, proxy=replace(self._settings.proxy, mode=mode)))

    async def set_proxy(self, address: str, user: str = "", password: Secret | None = None) -> Settings:
        """Settle a proxy of one's own. ``password`` None keeps the stored one, an empty one takes it away.

        User and password may also stand in the address. Raises UserError for a wrong one and for a locked vault.
        """
        from pushbench.engine.default_proxy import read_address

        url, typed_user, typed_password = read_address(address)
        user, password = typed_user or user.strip(), typed_password or password
        has_password = self._settings.proxy.has_password if password is None else bool(password)
        if password:
            sealed = await self.parts.seal(PROXY_PASSWORD, password.reveal_bytes())
            await self.parts.store.run(lambda db: db.secrets.put(PROXY_PASSWORD, sealed))
        elif not has_password or not user:
            has_password = False
            await self.parts.store.run(lambda db: db.secrets.remove(PROXY_PASSWORD))
        proxy = ProxySetting(ProxyMode.URL, url, user, has_password and bool(user))
        return await self._save(replace(self._settings, proxy=proxy))

    async def _proxy_password(self) -> Secret | None:
        sealed = await self.parts.store.run(lambda db: db.secrets.get(PROXY_PASSWORD))
        if sealed is None:
            return None
        return Secret((await self.parts.unseal(PROXY_PASSWORD, sealed)).decode("utf-8", "surrogateescape"))

    # sandbox --------------------------------------------------------------------------------------

    async def set_sandbox_port(self, text: str) -> Settings:
        """Settle the port that the sandbox's next start asks for. Raises UserError for what is no port."""
        return await self._save(replace(self._settings, sandbox_port=settings.check_port(text)))

    async def start_sandbox(self, *, with_window: bool) -> Settings:
        """Settle whether the sandbox starts with the window."""
        return await self._save(replace(self._settings, is_sandbox_started=with_window))

    async def is_port_free(self, port: int) -> bool:
        """Whether nobody listens on a port of this computer; the own sandbox counts as nobody."""
        ready = self.parts.local.current
        if ready is not None and str(ready.get("control_url", "")).endswith(f":{port}"):
            return True
        return await asyncio.to_thread(_is_free, port)

    # the whole workspace --------------------------------------------------------------------------

    async def export(self, file: Path, *, with_history: bool = False) -> Exported:
        """Write the workspace without secrets into one file."""
        from pushbench.engine.workspace_export import export_workspace

        return await export_workspace(self, file, with_history=with_history)

    async def read_file(self, file: Path) -> WorkspaceFile:
        """Read an exported workspace; nothing comes in yet."""
        from pushbench.engine.workspace_file import read_workspace_file

        return await asyncio.to_thread(read_workspace_file, file)

    async def compare(self, found: WorkspaceFile) -> ImportPlan:
        """Say what of a file is new, changed or the same here."""
        from pushbench.engine.workspace_import import compare

        return await compare(self, found)

    async def merge(self, found: WorkspaceFile, clash: Clash) -> Merged:
        """Take a file's content in; names that mean something else here are dealt with as ``clash`` says."""
        from pushbench.engine.workspace_import import merge

        return await merge(self, found, clash)

    # the folder ---------------------------------------------------------------------------------------

    @property
    def why_home_fixed(self) -> str:
        """Why the workspace cannot be moved from here, or nothing."""
        from pushbench.engine.home import why_fixed

        home = self.parts.home
        return "Nothing is kept: this window works in memory." if home is None else why_fixed(home, self.parts.environ)

    async def copy_home(self, chosen: str, progress: Progress | None = None) -> Path:
        """Copy the workspace to another folder, which the next start switches to; return that folder.

        ``progress`` is called on another thread. Raises UserError; then nothing of the copy stays.
        """
        from pushbench.engine.home_moving import copy_home, target_of

        home = self._home()
        target = await asyncio.to_thread(target_of, home, chosen)
        await asyncio.to_thread(copy_home, home, target, progress or _nothing)
        return target

    async def moving_to(self) -> Path | None:
        """Return the folder that the next start switches to, if a move waits for it."""
        from pushbench.engine.home_moving import moving_to

        return None if self.parts.home is None else await asyncio.to_thread(moving_to, self.parts.home)

    async def cancel_move(self) -> None:
        """Stay in this folder after all; the copy goes."""
        from pushbench.engine.home_moving import cancel_move

        await asyncio.to_thread(cancel_move, self._home())

    async def plan_reset(self) -> Path:
        """Let the next start begin anew; return the folder that everything will lie in."""
        from pushbench.engine.reset import plan_reset

        return await asyncio.to_thread(plan_reset, self._home(), self.parts.clock.now())

    async def take_note(self) -> str:
        """Return what a move or reset at this start has to tell, once."""
        from pushbench.engine.pending import take_note

        return await asyncio.to_thread(take_note, self.parts.home)

    def _home(self) -> Path:
        if self.parts.home is None:
            raise UserError(
                "There is no folder.", "Nothing is kept: this window works in memory.", "Start with a home."
            )
        return self.parts.home

    async def reset_settings(self) -> Settings:
        """Forget every setting of the workspace; the proxy's password too. Nothing else changes."""
        await self.parts.store.run(lambda db: db.settings.remove(settings.KEY))
        await self.parts.store.run(lambda db: db.secrets.remove(PROXY_PASSWORD))
        self._take(Settings())
        return self._settings


def _nothing(_done: int, _total: int) -> None:
    return


def _is_free(port: int) -> bool:
    import socket

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
