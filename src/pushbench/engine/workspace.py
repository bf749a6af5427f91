"""The one facade of both shells: everything that can be done in a home."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pushbench.domain.device import Device
from pushbench.domain.finding import Finding
from pushbench.domain.http import HttpRequest
from pushbench.domain.json_value import Json
from pushbench.domain.message import EMPTY, Message
from pushbench.domain.outcome import DeliveryRecord
from pushbench.domain.ports import Clock, Randomness, Vault
from pushbench.domain.profile import Credentials, Profile, ProfileSet, SecretRef
from pushbench.domain.provider import TestResult
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target
from pushbench.engine.events import PushShown, RunEvent
from pushbench.engine.plan import Composed, Managed, SendOrder, SendPlan
from pushbench.engine.registry import Registry

if TYPE_CHECKING:
    from pushbench.engine.local_sandbox import LocalSandbox
    from pushbench.engine.sending import Run
    from pushbench.store.thread import StoreThread


class Workspace:
    """A home opened for use: store, vault, providers, transports and the local sandbox, wired.

    Everything a user can mend surfaces as ``UserError``. Methods are called on the event loop's thread.
    """

    home: Path | None
    environ: Mapping[str, str]
    registry: Registry
    store: StoreThread
    vault: Vault
    local: LocalSandbox

    @classmethod
    async def open(
        cls,
        home: Path | None,
        *,
        environ: Mapping[str, str],
        clock: Clock | None = None,
        randomness: Randomness | None = None,
        vault: Vault | None = None,
        registry: Registry | None = None,
    ) -> Workspace:
        """Open a home (made when missing); ``None`` keeps everything in memory."""
        raise NotImplementedError

    async def aclose(self) -> None:
        """Stop runs, finish what is in flight, close transports, sandbox and store, in this order."""
        raise NotImplementedError

    # profiles ---------------------------------------------------------------------------------

    async def save_profile(self, profile: Profile, secrets: Mapping[str, Secret | SecretRef] = {}) -> Profile:
        """Store a profile; given secrets are sealed (or referenced) and replace older ones, the others stay.

        Raises UserError for unknown fields, a missing provider, or a vault that is locked.
        """
        raise NotImplementedError

    async def remove_profile(self, name: str) -> None: ...
    async def profiles(self) -> list[Profile]: ...
    async def profile(self, name: str) -> Profile:
        """Return the profile. Raises UserError naming the known ones."""
        raise NotImplementedError

    async def save_set(self, profile_set: ProfileSet) -> None: ...

    async def credentials(self, name: str, *, open_secrets: bool = True) -> Credentials:
        """Return a profile ready for use; gaps of a local one are filled from the running emulator.

        With ``open_secrets=False`` neither the vault nor the emulator is touched: enough for composing.
        """
        raise NotImplementedError

    def check_credentials(self, credentials: Credentials) -> tuple[Finding, ...]:
        """Read credentials offline; pointers are ``/fields/KEY``."""
        raise NotImplementedError

    def test_credentials(self, credentials: Credentials) -> AsyncIterator[TestResult]:
        """Prove credentials step by step; use with ``async for``. Never reaches a user's device."""
        raise NotImplementedError

    def test_profile(self, name: str) -> AsyncIterator[TestResult]:
        """The same for a stored profile, whose last result is kept with it."""
        raise NotImplementedError

    # composing --------------------------------------------------------------------------------

    def compose(
        self,
        message: Message,
        provider_id: str,
        *,
        credentials: Credentials | None = None,
        attributes: Mapping[str, Json] = EMPTY,
        variables: Mapping[str, Json] = EMPTY,
        language: str | None = None,
        variant: str | None = None,
        target: Target | None = None,
    ) -> Composed:
        """Compose and check one message for one provider; quick enough for every key press."""
        raise NotImplementedError

    def check(self, message: Message, providers: Sequence[str] | None = None) -> tuple[Finding, ...]:
        """Check a message for the given providers, by default for all of them."""
        raise NotImplementedError

    async def request_for(
        self,
        message: Message,
        provider_id: str,
        *,
        profile: str | None = None,
        target: str | None = None,
        variables: Mapping[str, Json] = EMPTY,
        language: str | None = None,
        variant: str | None = None,
    ) -> HttpRequest:
        """Return the request that would leave, with its secrets; the caller redacts it.

        Without ``profile``: the only one of that provider, else the only local one, else UserError.
        Without ``target``: one that the provider's own specification gives as its example.
        """
        raise NotImplementedError

    # sending ----------------------------------------------------------------------------------

    async def resolve_targets(
        self, texts: Sequence[str], *, profile: str | None = None, profile_set: str | None = None
    ) -> list[tuple[Target, str, str]]:
        """Return target, provider id and profile name of everything that is addressed, each once."""
        raise NotImplementedError

    async def plan(self, order: SendOrder) -> SendPlan:
        """Compose and check everything; nothing leaves. Raises UserError for targets and profiles."""
        raise NotImplementedError

    def confirm(self, plan: SendPlan, *, yes: bool, allow: int | None = None) -> None:
        """Raise UserError when the guard of production is not satisfied."""
        raise NotImplementedError

    async def dry_run(self, plan: SendPlan) -> list[tuple[DeliveryRecord, HttpRequest]]:
        """Build every request without opening a connection; the requests are redacted."""
        raise NotImplementedError

    def start(self, plan: SendPlan, *, confirmed: bool = False, allow: int | None = None) -> Run:
        """Start sending. Raises UserError for findings of severity error and for an unconfirmed guard."""
        raise NotImplementedError

    async def send_again(self, delivery_id: str) -> SendPlan:
        """Plan one delivery of the history again, from the draft it kept."""
        raise NotImplementedError

    # topics and channels ------------------------------------------------------------------------

    async def subscribe(self, topic: str, *, profile: str, targets: Sequence[str]) -> list[Managed]: ...
    async def unsubscribe(self, topic: str, *, profile: str, targets: Sequence[str]) -> list[Managed]: ...
    async def topics(self, *, profile: str, targets: Sequence[str]) -> list[Managed]: ...
    async def create_channel(self, *, profile: str, stores_newest: bool = False) -> Managed: ...
    async def show_channel(self, channel: str, *, profile: str) -> Managed: ...
    async def channels(self, *, profile: str) -> Managed: ...
    async def delete_channel(self, channel: str, *, profile: str) -> Managed: ...

    # devices, sandbox, first start --------------------------------------------------------------

    async def import_devices(self, text: str) -> object:
        """Read CSV or JSON into the device library."""
        raise NotImplementedError

    async def paste_devices(self, text: str) -> list[Device]:
        """Recognise the tokens in a pasted text; nothing is saved."""
        raise NotImplementedError

    async def use_sandbox(self, ready: Mapping[str, Json]) -> list[str]:
        """Make profiles ``sandbox-<id>`` and devices from a ready object; returns the profiles' names."""
        raise NotImplementedError

    async def ensure_first_start(self) -> None:
        """Make the local profiles, their set and the virtual devices, where they are missing."""
        raise NotImplementedError

    def demo(self) -> AsyncIterator[RunEvent | PushShown]:
        """Send the sample message through every provider to its virtual device; use with ``async for``."""
        raise NotImplementedError
