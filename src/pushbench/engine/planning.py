"""Makes a plan of an order: targets looked up, payloads composed and checked, the guard set; nothing leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pushbench.compose.draft import make_draft
from pushbench.compose.resolve import ResolvedMessage, choose_variant, resolve
from pushbench.domain.errors import UserError
from pushbench.domain.finding import Draft, Finding
from pushbench.domain.message import EMPTY, Content, Message
from pushbench.domain.profile import Credentials, Profile
from pushbench.domain.target import Target
from pushbench.engine.checks import DraftChecks
from pushbench.engine.collector import full_collections_put_off
from pushbench.engine.composing import message_findings, worst_first
from pushbench.engine.credentials import needs_emulator, ready_credentials
from pushbench.engine.dispatcher import Begin
from pushbench.engine.guard import allow_lists, make_guard
from pushbench.engine.parts import Parts
from pushbench.engine.personal import Personalisation
from pushbench.engine.plan import PlannedDelivery, SendOrder, SendPlan
from pushbench.engine.profiles import choose_profiles
from pushbench.engine.slices import in_slices
from pushbench.engine.targets import Addressed, resolve_targets


async def make_plan(parts: Parts, order: SendOrder) -> SendPlan:
    """Return the plan of an order. Raises UserError for profiles, secrets and targets that cannot be used."""
    with full_collections_put_off():
        return await _make_plan(parts, order)


async def _make_plan(parts: Parts, order: SendOrder) -> SendPlan:
    profiles = await choose_profiles(parts, order.profile, order.profile_set)
    if any(needs_emulator(profile) for profile in profiles.values()):
        await parts.local.start()  # first of all: it gives its devices their tokens
    names = {provider: profile.name for provider, profile in profiles.items()}
    addressed = await resolve_targets(parts, order.targets, names)
    used = {provider: profiles[provider] for _, provider, _ in addressed}
    credentials = {provider: await ready_credentials(parts, profile) for provider, profile in used.items()}
    desk = _Desk(parts, order, used, credentials)
    deliveries = await in_slices(addressed, desk.plan)
    deliveries = await asyncio.to_thread(_rehearse, parts, deliveries, credentials)
    findings = await asyncio.to_thread(_all_findings, order.message, deliveries)
    guard = await asyncio.to_thread(make_guard, deliveries, await allow_lists(parts, used.values()))
    return SendPlan(parts.randomness.uuid(), order, tuple(deliveries), findings, guard)


def _all_findings(message: Message, deliveries: list[PlannedDelivery]) -> tuple[Finding, ...]:
    groups = {id(delivery.findings): delivery.findings for delivery in deliveries}
    return worst_first([*message_findings(message), *(found for group in groups.values() for found in group)])


@dataclass(slots=True)
class _Page:
    """One draft and everyone who gets it."""

    draft: Draft | None
    resolved: ResolvedMessage
    checks: DraftChecks | None
    trouble: UserError | None = None
    shared: dict[object, tuple[Finding, ...]] = field(default_factory=dict)
    """Equal findings as one object, so that ten thousand deliveries do not hold ten thousand lists."""


class _Desk:
    """Composes the deliveries of one order; drafts are shared by all who read the same."""

    def __init__(
        self, parts: Parts, order: SendOrder, profiles: Mapping[str, Profile], credentials: Mapping[str, Credentials]
    ) -> None:
        self._parts = parts
        self._order = order
        self._profiles = profiles
        self._credentials = credentials
        self._now = parts.clock.now()
        self._personal = Personalisation(order.message)
        self._pages: dict[object, _Page] = {}

    def plan(self, addressed: Addressed) -> PlannedDelivery:
        target, provider_id, profile = addressed
        page = self._page(target, provider_id)
        content = page.resolved.message.content if page.draft is not None else Content()
        return PlannedDelivery(
            id=self._parts.randomness.uuid(),
            target=target,
            provider=provider_id,
            profile=profile,
            draft=page.draft,
            findings=self._findings(page, target),
            trouble=page.trouble,
            language=page.resolved.language,
            variant=page.resolved.variant,
            title=content.title or "",
            body=content.body or "",
            environment=self._profiles[provider_id].environment.value,
        )

    def _page(self, target: Target, provider_id: str) -> _Page:
        order, device = self._order, target.device
        attributes = device.attributes if device is not None else EMPTY
        language = order.language or (device.locale if device is not None else None)
        variant = order.variant or choose_variant(order.message, target.label)
        key = (provider_id, language, variant, self._personal.key(attributes))
        page = self._pages.get(key)
        if page is None:
            resolved = resolve(
                order.message,
                attributes=attributes,
                variables=order.variables,
                language=language,
                variant=variant,
            )
            page = self._pages[key] = self._compose(resolved, provider_id)
        return page

    def _compose(self, resolved: ResolvedMessage, provider_id: str) -> _Page:
        provider, credentials = self._parts.registry.provider(provider_id), self._credentials[provider_id]
        try:
            draft = make_draft(provider, resolved.message, credentials, self._now)
        except UserError as trouble:
            return _Page(None, resolved, None, trouble)
        return _Page(draft, resolved, DraftChecks(provider, draft, credentials, self._now))

    def _findings(self, page: _Page, target: Target) -> tuple[Finding, ...]:
        common, own = page.checks.of(target) if page.checks is not None else ((), [])
        key = (id(common), *((finding.rule, finding.pointer, finding.what) for finding in own))
        known = page.shared.get(key)
        if known is None:
            known = page.shared[key] = worst_first([*page.resolved.findings, *common, *own])
        return known


def _rehearse(
    parts: Parts, deliveries: list[PlannedDelivery], credentials: Mapping[str, Credentials]
) -> list[PlannedDelivery]:
    """Build the first request of each profile, so that a broken key stops the run before anything leaves."""
    troubles: dict[str, UserError] = {}
    for provider_id in credentials:
        first = next((item for item in deliveries if item.provider == provider_id and item.draft is not None), None)
        if first is None:
            continue
        try:
            parts.transports.rehearsal().dry_run(begin_delivery(parts, first, credentials[provider_id]))
        except UserError as trouble:
            troubles[provider_id] = trouble
    if not troubles:
        return deliveries
    return [
        replace(item, trouble=item.trouble or troubles[item.provider]) if item.provider in troubles else item
        for item in deliveries
    ]


def begin_delivery(parts: Parts, delivery: PlannedDelivery, credentials: Credentials) -> Begin:
    """Return how a delivery's exchange is begun. Raises UserError for one without a draft."""
    draft = delivery.draft
    if draft is None:
        raise delivery.trouble or UserError("There is nothing to send.", "Composing failed.", "Check the message.")
    provider = parts.registry.provider(delivery.provider)
    return lambda context: provider.exchange(draft, delivery.target, credentials, context)
