"""Reads Expo's answers, whatever stands in them: whole-request errors, and errors of one ticket or receipt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from pushbench.domain.json_value import Json, compact
from pushbench.domain.outcome import Explain, Reason
from pushbench.providers.expo.reasons import BY_CODE, INNER

_LONGEST = 400
_MOST = 20


@dataclass(frozen=True, slots=True)
class ServiceError:
    """What one error says; empty where it says nothing."""

    code: str = ""
    """Expo's own word, verbatim."""
    message: str = ""
    inner: str = ""
    """Apple's or Google's own word."""
    facts: tuple[tuple[str, str], ...] = ()
    projects: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Project to its tokens, where one request mixed several."""

    @property
    def row(self) -> Reason | None:
        """The row of the reasons table, or None for a word it does not list."""
        return BY_CODE.get(self.code)

    def explain(self, fallback: Reason | None = None) -> Explain:
        """Return the three parts, Expo's own words included."""
        row = self.row or fallback
        base = (
            row.explain()
            if row
            else Explain(
                "Expo refused the message.",
                "It gave an error that its documentation does not list.",
                "Read its words and try again.",
            )
        )
        inner = INNER.get(self.inner)
        if inner is not None and self.code != "DeviceNotRegistered":
            base = inner
        words = f" Expo said: “{self.message}”" if self.message else ""
        return replace(base, why=base.why + words)


def request_error(value: Json) -> ServiceError | None:
    """Return the error of a whole request, or None where there is none. Total."""
    if not isinstance(value, dict):
        return None
    errors = value.get("errors")
    if isinstance(errors, list) and errors:
        others = tuple(
            ("further error", _text(other.get("message"))) for other in errors[1:_MOST] if isinstance(other, dict)
        )
        first = errors[0]
        if not isinstance(first, dict):
            return ServiceError(message=_text(first))
        return _request_error(first, others)
    word = value.get("error")
    if isinstance(word, str) and word:
        return ServiceError(_text(word), _text(value.get("error_description")))
    return None


def _request_error(error: Mapping[str, Json], others: tuple[tuple[str, str], ...]) -> ServiceError:
    code, details = _text(error.get("code")), error.get("details")
    projects = _projects(details) if code == "PUSH_TOO_MANY_EXPERIENCE_IDS" else {}
    facts = tuple(
        (project, f"{len(tokens)} tokens: {', '.join(tokens[:3])}"[:_LONGEST]) for project, tokens in projects.items()
    )
    return ServiceError(code, _text(error.get("message")), "", (*facts[:_MOST], *others), projects)


def _projects(details: Json) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(details, dict):
        return {}
    return {
        name: tuple(token for token in tokens if isinstance(token, str))
        for name, tokens in details.items()
        if isinstance(tokens, list)
    }


def item_error(item: Mapping[str, Json]) -> ServiceError:
    """Return the error of a ticket or receipt whose status is not ``ok``. Total."""
    details = item.get("details")
    known: Mapping[str, Json] = details if isinstance(details, dict) else {}
    return ServiceError(
        code=_text(known.get("error")),
        message=_text(item.get("message")),
        inner=_inner(known),
        facts=tuple(_facts(known)),
    )


def _inner(details: Mapping[str, Json]) -> str:
    apns, fcm = details.get("apns"), details.get("fcm")
    if isinstance(apns, dict) and apns.get("reason"):
        return _text(apns["reason"])
    return _text(fcm.get("error")) if isinstance(fcm, dict) else ""


def _facts(details: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    for key, label in (
        ("apns", "APNs"),
        ("fcm", "FCM"),
        ("fault", "fault"),
        ("expoPushToken", "token"),
        ("sentAt", "sent at"),
    ):
        value = details.get(key)
        if isinstance(value, dict):
            yield label, _text(_compact(value))
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            yield label, _text(str(value))


def _compact(value: Json) -> str:
    try:
        return compact(value)
    except (ValueError, RecursionError):
        return ""


def _text(value: Json) -> str:
    """A text of the service as one line, not too long for a person; anything else is empty."""
    if not isinstance(value, str):
        return ""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in value[: 4 * _LONGEST]).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
