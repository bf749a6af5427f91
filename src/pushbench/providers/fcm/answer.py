"""Reads Google's error bodies, whatever stands in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pushbench.domain.http import HttpResponse
from pushbench.domain.json_value import Json
from pushbench.providers.formats.json_body import read_json

_MOST = 20
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class ServiceError:
    """What an error body says; empty where it says nothing."""

    code: int | None = None
    status: str = ""
    message: str = ""
    fcm_code: str = ""
    """FCM's own code (``UNREGISTERED``)."""
    apns_reason: str = ""
    apns_status: int | None = None
    info_reason: str = ""
    """``SERVICE_DISABLED`` and the like."""
    metadata: Mapping[str, str] = field(default_factory=dict)
    violations: tuple[tuple[str, str], ...] = ()
    """Field and description."""

    @property
    def word(self) -> str:
        """The service's own word for the error: the most telling one it gave."""
        return self.fcm_code or self.info_reason or self.status


def read_error(body: bytes) -> ServiceError | None:
    """Return the error in a body, or None where there is none. Total."""
    return error_in(read_json(body).value)


def error_in(value: Json) -> ServiceError | None:
    """Return the error in a body that is read already, or None where there is none. Total."""
    if isinstance(value, list) and value:
        value = value[0]
    error = value.get("error") if isinstance(value, dict) else None
    if isinstance(error, str) and error:
        described = value.get("error_description") if isinstance(value, dict) else None
        return ServiceError(status=_text(error), message=_text(described))
    if isinstance(error, dict):
        return _with_details(error)
    return _in_results(value)


def _in_results(value: Json) -> ServiceError | None:
    """The legacy API and the topic batches answer one result a token, 200 or not."""
    results = value.get("results") if isinstance(value, dict) else None
    first = results[0] if isinstance(results, list) and results else None
    word = _text(first.get("error")) if isinstance(first, dict) else ""
    return ServiceError(status=word) if word else None


def _with_details(error: Mapping[str, Json]) -> ServiceError:
    details = error.get("details")
    found = [detail for detail in details[:_MOST] if isinstance(detail, dict)] if isinstance(details, list) else []
    apns, info = _detail(found, "fcm.v1.ApnsError"), _detail(found, "rpc.ErrorInfo")
    return ServiceError(
        code=_number(error.get("code")),
        status=_text(error.get("status")),
        message=_text(error.get("message")),
        fcm_code=_first(_detail(found, "fcm.v1.FcmError"), "errorCode", "error_code"),
        apns_reason=_first(apns, "reason", "error_code", "errorCode"),
        apns_status=_number(apns.get("statusCode", apns.get("status_code"))),
        info_reason=_first(info, "reason"),
        metadata=dict(_texts(info.get("metadata"))),
        violations=tuple(_violations(found)),
    )


def _detail(details: list[dict[str, Json]], name: str) -> Mapping[str, Json]:
    return next((item for item in details if _text(item.get("@type")).endswith(f".{name}")), {})


def _violations(details: list[dict[str, Json]]) -> Iterator[tuple[str, str]]:
    for detail in details:
        listed = detail.get("fieldViolations", detail.get("field_violations"))
        if not isinstance(listed, list):
            listed = detail.get("violations")
        for item in listed[:_MOST] if isinstance(listed, list) else ():
            if isinstance(item, dict):
                yield _first(item, "field", "subject"), _text(item.get("description"))


def _texts(value: Json) -> Iterator[tuple[str, str]]:
    for key, text in list(value.items())[:_MOST] if isinstance(value, dict) else ():
        if isinstance(text, str):
            yield key, _text(text)


def _first(detail: Mapping[str, Json], *keys: str) -> str:
    return next((text for key in keys if (text := _text(detail.get(key)))), "")


def _text(value: Json) -> str:
    """Return a text on one line and not too long for a person; anything else is empty."""
    if not isinstance(value, str):
        return ""
    line = " ".join(
        "".join(character if character.isprintable() else " " for character in value[: 4 * _LONGEST]).split()
    )
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _number(value: Json) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10_000 else None


def is_front_door_refusal(response: HttpResponse) -> bool:
    """Tell whether Google refused the access token, not Apple or a browser's push service their credentials."""
    if response.status != 401:
        return False
    error = read_error(response.body)
    return error is None or not (error.fcm_code or error.apns_reason)
