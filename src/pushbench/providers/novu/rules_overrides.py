"""Rules over the overrides: places, providers, passthrough, redirected pushes (NOVU020 to NOVU026)."""

from __future__ import annotations

from pushbench.domain.finding import Rule, Severity
from pushbench.domain.json_value import Json
from pushbench.domain.pointer import child
from pushbench.providers.formats.aps_keys import plain
from pushbench.providers.novu.fields import (
    APNS,
    FCM,
    MOST_TOKENS,
    OLD_OVERRIDE_KEYS,
    OVERRIDE_KEYS,
    OVERRIDES,
    PASSTHROUGH,
    PASSTHROUGH_KEYS,
    PROVIDERS,
    PUSH_PROVIDERS,
    REDIRECTING,
    SEVERITIES,
    STEP_KEYS,
    STEPS,
    object_at,
    provider_meant,
)
from pushbench.providers.novu.view import Hits, View, rule

_OVERRIDES = "Novu, Trigger overrides"
_API = "Novu OpenAPI document 3.15"
_PUSH = "Novu, Push providers"


def _unknown(view: View) -> Hits:
    for name, value in view.overrides.items():
        here = child(f"/{OVERRIDES}", name)
        if name in OVERRIDE_KEYS or name in OLD_OVERRIDE_KEYS or name in PUSH_PROVIDERS:
            continue
        meant = provider_meant(name)
        if meant is not None:
            there = f"/{OVERRIDES}/{PROVIDERS}/{meant}"
            is_free = not object_at(view.overrides, PROVIDERS, meant)
            edits: list[tuple[str, Json]] = [(here, None), (there, value)] if is_free else []
            what = f"“{name[:40]}” looks like a provider; did you mean providers.{meant}?"
            yield view.hit(here, what, label=f"Move to providers.{meant}", edits=edits)
            continue
        known = next((key for key in OVERRIDE_KEYS if plain(key) == plain(name) or key.startswith(name)), None)
        rename: list[tuple[str, Json]] = (
            [(here, None), (f"/{OVERRIDES}/{known}", value)] if known and known not in view.overrides else []
        )
        did = f"; did you mean {known}?" if known else "."
        yield view.hit(here, f"Overrides have no “{name[:40]}”{did}", label=f"Rename to {known}", edits=rename)


def _old(view: View) -> Hits:
    for name in OLD_OVERRIDE_KEYS:
        if name in view.overrides:
            yield view.hit(child(f"/{OVERRIDES}", name), f"“{name}” is an old override.")
    for provider in PUSH_PROVIDERS:
        fields = view.overrides.get(provider)
        if fields is None or (provider == FCM and isinstance(fields, dict) and fields.get("type") == "data"):
            continue
        here = child(f"/{OVERRIDES}", provider)
        is_plain = provider not in (FCM, APNS) and not object_at(view.overrides, PROVIDERS, provider)
        edits: list[tuple[str, Json]] = (
            [(here, None), (child(f"/{OVERRIDES}/{PROVIDERS}", provider), fields)] if is_plain else []
        )
        what = f"“{provider}” stands beside providers: the old, free place of overrides."
        yield view.hit(here, what, label=f"Move to providers.{provider}", edits=edits)


def _providers(view: View) -> Hits:
    for pointer, table in view.tables():
        for name, value in table.items():
            here = child(pointer, name)
            if name not in PUSH_PROVIDERS:
                meant = provider_meant(name)
                is_free = meant is not None and meant not in table
                edits: list[tuple[str, Json]] = [(here, None), (child(pointer, str(meant)), value)] if is_free else []
                did = f"; did you mean {meant}?" if meant else "."
                what = f"“{name[:40]}” is no push provider of Novu's{did}"
                yield view.hit(here, what, label=f"Rename to {meant}", edits=edits)
            elif not isinstance(value, dict):
                yield view.hit(here, "A provider's overrides are an object.", severity=Severity.ERROR)


def _steps(view: View) -> Hits:
    steps = view.overrides.get(STEPS)
    for place in (PROVIDERS, STEPS):
        value = view.overrides.get(place, {})
        if not isinstance(value, dict):
            yield view.hit(f"/{OVERRIDES}/{place}", f"“{place}” must be an object.")
    for name, step in steps.items() if isinstance(steps, dict) else ():
        here = child(f"/{OVERRIDES}/{STEPS}", name)
        if not isinstance(step, dict):
            yield view.hit(here, "A step's overrides are an object: {providers: {…}}.")
            continue
        if not isinstance(step.get(PROVIDERS, {}), dict):
            yield view.hit(f"{here}/{PROVIDERS}", "“providers” must be an object.")
        for key, value in step.items():
            if key in STEP_KEYS:
                continue
            edits: list[tuple[str, Json]] = []
            if key in PUSH_PROVIDERS and key not in object_at(step, PROVIDERS):
                edits = [(child(here, key), None), (child(f"{here}/{PROVIDERS}", key), value)]
            what = f"A step's overrides have providers and layoutId, no “{key[:40]}”."
            yield view.hit(child(here, key), what, label=f"Move to providers.{key}", edits=edits)


def _passthrough(view: View) -> Hits:
    for pointer, table in view.tables():
        for provider in table:
            found = object_at(table, provider)
            if PASSTHROUGH not in found:
                continue
            here = f"{child(pointer, provider)}/{PASSTHROUGH}"
            value = found[PASSTHROUGH]
            if not isinstance(value, dict):
                yield view.hit(here, "“_passthrough” must be an object of body, headers and query.")
                continue
            for key, inner in value.items():
                if key not in PASSTHROUGH_KEYS:
                    edits: list[tuple[str, Json]] = []
                    if key not in object_at(value, "body"):
                        edits = [(child(here, key), None), (child(f"{here}/body", key), inner)]
                    what = f"“_passthrough” holds body, headers and query, no “{key[:40]}”."
                    yield view.hit(child(here, key), what, label="Move into body", edits=edits)
                elif not isinstance(inner, dict):
                    yield view.hit(child(here, key), f"“{key}” must be an object.")


def _severity(view: View) -> Hits:
    value = view.overrides.get("severity")
    if "severity" in view.overrides and value not in SEVERITIES:
        here = f"/{OVERRIDES}/severity"
        meant = next((word for word in SEVERITIES if isinstance(value, str) and word == value.strip().lower()), None)
        edits: list[tuple[str, Json]] = [(here, meant)] if meant else []
        yield view.hit(here, f"“severity” is one of {', '.join(SEVERITIES)}.", label=f"Set to {meant}", edits=edits)


def _redirected(view: View) -> Hits:
    for native in view.natives():
        for name in REDIRECTING.get(native.provider, ("deviceTokens",)):
            if name not in native.fields:
                continue
            here = child(native.pointer, name)
            what = f"“{name}” sends to somebody else than the chosen target."
            yield view.hit(here, what, label=f"Remove {name}", edits=[(here, None)])
            tokens = native.fields[name]
            if name in ("deviceTokens", "tokens") and (
                not isinstance(tokens, list)
                or len(tokens) > MOST_TOKENS
                or not all(isinstance(t, str) and t for t in tokens)
            ):
                what = f"“{name}” must be an array of at most {MOST_TOKENS} strings."
                yield view.hit(here, what, severity=Severity.ERROR)


OVERRIDE_RULES: tuple[Rule, ...] = (
    rule(
        20,
        Severity.WARNING,
        "Unknown override",
        "Overrides have providers, steps, channels and severity; Novu drops others.",
        "Write native fields into overrides.providers.ID.",
        _unknown,
        _OVERRIDES,
    ),
    rule(
        21,
        Severity.NOTE,
        "Old place of overrides",
        "Novu still reads it; its official clients leave it out of triggers, and its fields may have other names.",
        "Write native fields into overrides.providers.ID.",
        _old,
        _OVERRIDES,
    ),
    rule(
        22,
        Severity.WARNING,
        "Unknown push provider",
        "Overrides are read by the provider's id.",
        f"Use one of {', '.join(PUSH_PROVIDERS)}.",
        _providers,
        _OVERRIDES,
    ),
    rule(
        23,
        Severity.ERROR,
        "Step's overrides cannot be used",
        "overrides.steps is an object of step ids, each with providers. Whether a step id exists, only Novu knows.",
        "Write {steps: {STEP: {providers: {ID: {…}}}}}.",
        _steps,
        _OVERRIDES,
    ),
    rule(
        24,
        Severity.ERROR,
        "_passthrough has another shape",
        "Novu adds its body, headers and query to the provider's request.",
        "Write {body: {…}, headers: {…}, query: {…}}.",
        _passthrough,
        _OVERRIDES,
    ),
    rule(
        25,
        Severity.ERROR,
        "Unknown severity",
        "Novu refuses other words (422).",
        "Use high, medium, low or none.",
        _severity,
        _API,
    ),
    rule(
        26,
        Severity.WARNING,
        "Override addresses other devices",
        "Tokens, topics and conditions in overrides go before the subscriber's own tokens; history tells the chosen target.",
        "Take it out, and choose a target.",
        _redirected,
        _PUSH,
    ),
)
