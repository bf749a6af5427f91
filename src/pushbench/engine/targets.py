"""Typed targets looked up: in the device library, and in what each provider takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from pushbench.domain.device import Device
from pushbench.domain.errors import UserError
from pushbench.domain.provider import Provider
from pushbench.domain.target import Target, TargetKind, parse_target
from pushbench.engine.known_names import known_names
from pushbench.engine.parts import Parts
from pushbench.engine.slices import in_slices

if TYPE_CHECKING:
    from pushbench.store.database import Database

Addressed: TypeAlias = tuple[Target, str, str]
"""Target, provider id, profile name."""
_PAGE = 2000


async def resolve_targets(parts: Parts, texts: Sequence[str], profiles: Mapping[str, str]) -> list[Addressed]:
    """Return everything that is addressed, each once, in the order it was typed.

    ``profiles``: provider id -> profile name; empty: any provider. Raises UserError for a target that is
    malformed, unknown, or not for one of the providers.
    """
    found: dict[object, Addressed] = {}
    for text in texts:
        target = parse_target(text)
        resolved = (
            await _from_library(parts, target, profiles)
            if target.kind.is_library
            else [_direct(parts, target, profiles)]
        )
        await in_slices(resolved, lambda addressed: found.setdefault(_identity(addressed), addressed))
    return list(found.values())


def _identity(addressed: Addressed) -> object:
    target, provider, _ = addressed
    kind = TargetKind.TOKEN if target.kind is TargetKind.DEVICE else target.kind
    return (provider, kind, target.value, target.device.app if target.device else None)


async def _from_library(parts: Parts, target: Target, profiles: Mapping[str, str]) -> list[Addressed]:
    if target.kind is TargetKind.DEVICE:
        devices = [await _device(parts, target.value)]
    elif target.kind is TargetKind.GROUP:
        devices = await _group(parts, target.value)
    else:
        devices = await _tag(parts, target.value)
    return await in_slices(devices, lambda device: _of_device(parts, device, profiles))


async def _device(parts: Parts, name: str) -> Device:
    found: Device | None = await parts.store.run(lambda db: db.devices.get(name))
    if found is None:
        near = await parts.store.run(lambda db: _near(db, name))
        hint = f"Similar: {', '.join(near)}." if near else "The device library has nothing like it."
        raise UserError(
            f"There is no device “{name}”.",
            hint,
            "Write a device's name, @group, tag:x, token:VALUE or topic:news.",
        )
    return found


def _near(db: Any, name: str) -> list[str]:
    from pushbench.store.devices import DeviceQuery

    words = [word for word in name.split() if word] or [name]
    page = db.devices.page(DeviceQuery(search=words[0]), after=None, limit=3)
    return [device.name for device in page.items]


async def _group(parts: Parts, name: str) -> list[Device]:
    group = await parts.store.run(lambda db: db.groups.get(name))
    if group is None:
        known = [item.name for item in await parts.store.run(lambda db: list(db.groups.list()))]
        listed = known_names([f"@{item}" for item in known])
        raise UserError(f"There is no group “@{name}”.", f"This home has: {listed}.", "Add the group first.")
    return _alive(await _get_many(parts, list(group.devices)), f"The group “@{name}”")


async def _tag(parts: Parts, tag: str) -> list[Device]:
    from pushbench.store.devices import DeviceQuery

    names = await parts.store.run(lambda db: db.devices.names(DeviceQuery(tag=tag)))
    return _alive(await _get_many(parts, names), f"The tag “{tag}”")


async def _get_many(parts: Parts, names: Sequence[str]) -> list[Device]:
    found: list[Device] = []
    for start in range(0, len(names), _PAGE):
        found.extend(await parts.store.run(_page(names[start : start + _PAGE])))
    return found


def _page(names: Sequence[str]) -> Callable[[Database], list[Device]]:
    return lambda db: db.devices.get_many(names)


def _alive(devices: Iterable[Device], what: str) -> list[Device]:
    """Leave out devices whose tokens were proven dead; whoever names one itself still reaches it."""
    every = list(devices)
    kept = [device for device in every if not device.is_retired]
    if not kept:
        why = "All of its devices are retired." if every else "No device of the library belongs to it."
        raise UserError(f"{what} stands for no device.", why, "Add a device, or name one by itself.")
    return kept


def _of_device(parts: Parts, device: Device, profiles: Mapping[str, str]) -> Addressed:
    if profiles and device.provider not in profiles:
        named = ", ".join(f"“{name}” ({provider})" for provider, name in profiles.items())
        raise UserError(
            f"The device “{device.name}” cannot be reached with this.",
            f"Its token belongs to {device.provider}; chosen is {named}.",
            f"Choose a profile for {device.provider}, or a set that holds one.",
        )
    target = Target(kind=TargetKind.DEVICE, value=device.token, label=device.name, device=device)
    trouble = token_trouble(parts.registry.provider(device.provider), device)
    if trouble is not None:
        raise trouble
    return target, device.provider, profiles.get(device.provider, "")


def token_trouble(provider: Provider, device: Device) -> UserError | None:
    """Return what is wrong with a device's token for its provider, or None."""
    spec = provider.spec.target(TargetKind.TOKEN)
    why = None if spec is None else spec.check(device.token)
    if why is None:
        return None
    return UserError(
        f"The token of the device “{device.name}” is no token of {provider.spec.short_title}.",
        why,
        "Copy the token from the device again.",
    )


def _direct(parts: Parts, target: Target, profiles: Mapping[str, str]) -> Addressed:
    """Find the provider that a raw token, topic or the like is for."""
    providers = [parts.registry.provider(key) for key in (profiles or parts.registry.ids)]
    taking = [provider for provider in providers if provider.spec.target(target.kind) is not None]
    if not taking:
        raise _not_taken(target, providers)
    fitting = [provider for provider in taking if _complaint(provider, target) is None]
    if not fitting:
        why = _complaint(taking[0], target) or ""
        raise UserError(
            f"The target “{_short(target.label)}” is malformed.",
            why,
            f"{taking[0].spec.short_title} takes for example {_example(taking[0], target.kind)}.",
        )
    provider = fitting[0] if len(fitting) == 1 else _best(fitting, target)
    return replace(target, label=_short(target.label)), provider.spec.id, profiles.get(provider.spec.id, "")


def _complaint(provider: Provider, target: Target) -> str | None:
    spec = provider.spec.target(target.kind)
    return "It is not taken." if spec is None else spec.check(target.value)


def _best(providers: Sequence[Provider], target: Target) -> Provider:
    """Choose by the shape of a token; two that are equally likely are a question for the user."""
    guesses = [(guess.certainty, index) for index, p in enumerate(providers) if (guess := p.recognise(target.value))]
    ranked = sorted(guesses, reverse=True)
    if ranked and (len(ranked) == 1 or ranked[0][0] > ranked[1][0]):
        return providers[ranked[0][1]]
    names = ", ".join(provider.spec.short_title for provider in providers)
    raise UserError(
        f"It is not clear whom “{_short(target.label)}” is for.",
        f"It could belong to {names}.",
        "Choose a single profile instead of a set, or add it to the device library.",
    )


def _not_taken(target: Target, providers: Sequence[Provider]) -> UserError:
    titles = ", ".join(provider.spec.short_title for provider in providers)
    kinds = sorted({spec.kind.value for provider in providers for spec in provider.spec.targets})
    return UserError(
        f"“{_short(target.label)}” cannot be sent to with this.",
        f"{titles} has no targets of the kind {target.kind.value}.",
        f"It takes: {', '.join(kinds)}.",
    )


def _example(provider: Provider, kind: TargetKind) -> str:
    spec = provider.spec.target(kind)
    return "" if spec is None else _short(spec.example)


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:100]}…{text[-12:]}"
