"""The emulated OneSignal's reading of a create request: targets, channels, content, schedule."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pushbench.sandbox import onesignal_answers as answers
from pushbench.sandbox.onesignal_users import Audience, Subscription, User, pushes

UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
MOST_DATA = 2048
MOST_IDS = 20_000
MOST_FILTERS = 200
TOKENS: Mapping[str, str] = {
    "include_ios_tokens": "iOSPush",
    "include_android_reg_ids": "AndroidPush",
    "include_amazon_reg_ids": "FireOSPush",
    "include_wp_wns_uris": "WindowsPush",
    "include_chrome_reg_ids": "ChromeExtensionPush",
    "include_chrome_web_reg_ids": "ChromePush",
}
FAMILIES: tuple[tuple[str, ...], ...] = (
    ("include_aliases",),
    ("include_subscription_ids",),
    ("included_segments",),
    ("filters", "tags"),
    ("include_player_ids",),
    ("include_external_user_ids",),
    tuple(TOKENS),
)
OTHERS = ("email_to", "include_email_tokens", "include_phone_numbers")
_OTHER_FIELDS = ("email_subject", "email_body", "sms_from")
_LANGUAGES = frozenset(
    [
        "en",
        "ar",
        "bs",
        "bg",
        "ca",
        "zh-Hans",
        "zh-Hant",
        "zh",
        "hr",
        "cs",
        "da",
        "nl",
        "et",
        "fi",
        "fr",
        "ka",
        "de",
        "el",
        "hi",
        "he",
        "hu",
        "id",
        "it",
        "ja",
        "ko",
        "lv",
        "lt",
        "ms",
        "nb",
        "pl",
        "fa",
        "pt",
        "pa",
        "ro",
        "ru",
        "sr",
        "sk",
        "es",
        "sv",
        "th",
        "tr",
        "uk",
        "vi",
    ]
)
_MAPS = ("contents", "headings", "subtitle")
_FLAGS = {
    "ios": ("isIos",),
    "android": ("isAndroid", "isHuawei", "isAdm"),
    "web": ("isAnyWeb", "isChromeWeb", "isFirefox", "isSafari"),
}
_RELATIONS = (
    *("=", "!=", ">", "<", "exists", "not_exists", "in_array", "not_in_array", "time_elapsed_gt", "time_elapsed_lt"),
)


@dataclass(slots=True)
class Reached:
    """Whom a message reaches, and what was skipped."""

    subscriptions: list[Subscription] = field(default_factory=list)
    """Subscribed ones."""
    unsubscribed: list[Subscription] = field(default_factory=list)
    skipped: dict[str, Any] = field(default_factory=dict)
    """The object-shaped errors of an accepted message."""


def target_trouble(body: Mapping[str, Any]) -> str | None:
    """Return the words of a 400 about the target, or None."""
    families = [names for names in FAMILIES if any(body.get(name) for name in names)]
    others = [name for name in OTHERS if body.get(name)]
    if not families and not others:
        return answers.NO_TARGET
    if others and (families or len(others) > 1):
        return answers.MIXED
    if len(families) > 1:
        return "You may only use one targeting parameter (players, aliases, segments, filters or tokens) at a time."
    if any(body.get(name) for name in _OTHER_FIELDS) and families:
        return answers.MIXED
    return next(_malformed(body), None)


def _malformed(body: Mapping[str, Any]) -> Iterator[str]:
    for name, word in (("include_subscription_ids", "subscription_id"), ("include_player_ids", "player_id")):
        ids = body.get(name) or []
        if not isinstance(ids, list):
            yield f"{name} must be an array."
            continue
        if len(ids) > MOST_IDS:
            yield f"{name} must contain at most {MOST_IDS} entries."
        for each in ids:
            if not isinstance(each, str) or not UUID.fullmatch(each):
                yield f"Incorrect {word} format in {name} (not a valid UUID): {each}"
    aliases = body.get("include_aliases")
    if aliases is not None and (
        not isinstance(aliases, dict) or not all(isinstance(i, list) for i in aliases.values())
    ):
        yield "include_aliases must be an object of arrays."
    if aliases and body.get("target_channel") not in ("push", "email", "sms"):
        yield "target_channel must be one of push, email or sms."
    for name in ("included_segments", "excluded_segments", "include_external_user_ids", *TOKENS):
        if body.get(name) is not None and not isinstance(body[name], list):
            yield f"{name} must be an array."
    yield from _filters(body.get("filters"))


def _filters(filters: Any) -> Iterator[str]:
    if filters is None:
        return
    if not isinstance(filters, list) or not all(isinstance(item, dict) for item in filters):
        yield "filters must be an array of objects."
        return
    if len(filters) > MOST_FILTERS:
        yield f"filters must contain at most {MOST_FILTERS} entries."
    for item in filters:
        if "operator" in item and item["operator"] not in ("OR", "AND"):
            yield f"Unknown filter operator: {item['operator']}"
        if "operator" not in item and item.get("field") != "location" and item.get("relation") not in _RELATIONS:
            yield f"Invalid relation for filter on {item.get('field')}: {item.get('relation')}"
    if filters and "operator" in filters[-1]:
        yield "filters must not end with an operator."


def content_trouble(body: Mapping[str, Any], now: float) -> str | None:
    """Return the words of a 400 about everything else, or None."""
    return next(_content(body, now), None)


def _content(body: Mapping[str, Any], now: float) -> Iterator[str]:
    for name in _MAPS:
        texts = body.get(name)
        if texts is None:
            continue
        if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
            yield f"{name} must be an object of language codes and strings."
            return
        for key in texts:
            if key not in _LANGUAGES:
                yield f"{name.capitalize()} contains an invalid language code: {key}"
    is_quiet = body.get("content_available") is True and not body.get("contents") and not body.get("headings")
    has_english = bool((body.get("contents") or {}).get("en"))
    if not (has_english or body.get("template_id") or is_quiet or body.get("apns_alert")):
        yield answers.NO_ENGLISH
    data = body.get("data")
    if data is not None and not isinstance(data, dict):
        yield "Data must be an object."
    elif (
        data and len(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")) > MOST_DATA
    ):
        yield answers.DATA_TOO_LONG
    yield from _options(body, now)


def _options(body: Mapping[str, Any], now: float) -> Iterator[str]:
    for name, most in (("buttons", 3), ("web_buttons", 2)):
        buttons = body.get(name)
        if buttons is not None and (not isinstance(buttons, list) or not all(isinstance(b, dict) for b in buttons)):
            yield f"{name} must be an array of objects."
        elif buttons and len(buttons) > most:
            yield f"{name} must contain at most {most} entries."
    ttl = body.get("ttl")
    if ttl is not None and (isinstance(ttl, bool) or not isinstance(ttl, int) or not 0 <= ttl <= 2_419_200):
        yield "ttl must be an integer between 0 and 2419200."
    if body.get("priority") not in (None, 5, 10):
        yield "priority must be 5 or 10."
    if body.get("ios_interruption_level") not in (None, "active", "passive", "time_sensitive", "critical"):
        yield "ios_interruption_level must be one of active, passive, time_sensitive or critical."
    if body.get("apns_push_type_override") not in (None, "voip"):
        yield "apns_push_type_override must be voip."
    if len(str(body.get("collapse_id") or "")) > 64:
        yield "collapse_id must be at most 64 characters."
    if body.get("url") and (body.get("web_url") or body.get("app_url")):
        yield "url cannot be combined with web_url or app_url."
    if body.get("delayed_option") and rate_of(body):
        yield "delayed_option cannot be combined with throttling."
    for name in ("idempotency_key", "external_id"):
        if body.get(name) is not None and not (isinstance(body[name], str) and UUID.fullmatch(body[name])):
            yield f"{name} must be a valid UUID."
    if body.get("send_after") is not None:
        at = moment(body["send_after"])
        if at is None:
            yield "send_after is not a valid date."
        elif at < now - 60:
            yield answers.IN_THE_PAST


def moment(value: Any) -> float | None:
    """Return Unix seconds of ``send_after``, UTC where it names no offset, or None."""
    if not isinstance(value, str):
        return None
    text = re.sub(r" ?GMT([+-]\d{2}):?(\d{2})", r"\1:\2", value.strip())
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


def rate_of(body: Mapping[str, Any]) -> int:
    """Return the throttle per minute; 0 is none."""
    try:
        return max(0, int(body.get("throttle_rate_per_minute") or 0))
    except (TypeError, ValueError):
        return 0


def reached(body: Mapping[str, Any], audience: Audience) -> Reached:
    """Resolve the target against the stored users."""
    made = Reached()
    named = [each for each in _named(body, audience, made) if _is_wanted(body, each.platform)]
    made.subscriptions = [each for each in named if each.is_subscribed]
    made.unsubscribed = [each for each in named if not each.is_subscribed]
    if made.unsubscribed and (body.get("include_subscription_ids") or body.get("include_player_ids")):
        made.skipped["invalid_player_ids"] = [each.id for each in made.unsubscribed]
    return made


def _named(body: Mapping[str, Any], audience: Audience, made: Reached) -> list[Subscription]:
    ids = body.get("include_subscription_ids") or body.get("include_player_ids")
    if ids:
        # An id the app does not know is not reported at all.
        found = [audience.subscription(each) for each in dict.fromkeys(ids)]
        return [pair[1] for pair in found if pair is not None]
    for name, kind in TOKENS.items():
        if body.get(name):
            return [audience.by_token(kind, str(token))[1] for token in body[name]]
    return list(pushes(_users(body, audience, made)))


def _users(body: Mapping[str, Any], audience: Audience, made: Reached) -> list[User]:
    if body.get("included_segments"):
        out = [user.onesignal_id for name in body.get("excluded_segments") or [] for user in audience.in_segment(name)]
        inside = [user for name in body["included_segments"] for user in audience.in_segment(str(name))]
        return [user for user in inside if user.onesignal_id not in out]
    if body.get("filters"):
        return audience.matching(body["filters"])
    aliases = body.get("include_aliases") or {"external_id": body.get("include_external_user_ids") or []}
    users: list[User] = []
    unknown: dict[str, list[Any]] = {}
    for label, identities in aliases.items():
        for identity in identities:
            user = audience.by_alias(label, str(identity))
            if user is None or not any(pushes([user])):
                unknown.setdefault(label, []).append(identity)
            else:
                users.append(user)
    if unknown:
        legacy = unknown.get("external_id") if body.get("include_external_user_ids") else None
        made.skipped.update({"invalid_external_user_ids": legacy} if legacy else {"invalid_aliases": unknown})
    return users


def _is_wanted(body: Mapping[str, Any], platform: str) -> bool:
    own = [body.get(flag) for flag in _FLAGS.get(platform, ())]
    if any(flag is True for flag in own):
        return True
    is_some = any(body.get(flag) is True for flags in _FLAGS.values() for flag in flags)
    return not is_some and own[:1] != [False]
