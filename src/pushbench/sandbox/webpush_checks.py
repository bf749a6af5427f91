"""What a push service can see of a Web Push request without opening it: path, TTL, Topic, Urgency, encoding."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from pushbench.sandbox.exchange import Request
from pushbench.sandbox.webpush_crypto import header_parameter

URGENCIES = ("very-low", "low", "normal", "high")


@dataclass(frozen=True, slots=True)
class Address:
    """Which service and which subscription a path names."""

    personality: str
    subscription: str


class Refusal(Exception):
    """A problem's name, to be worded by the personality."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def address_of(request: Request) -> Address | None:
    """Read service and subscription from the path; None for a path no service has."""
    segments = request.segments
    if len(segments) == 3 and segments[0] == "wpush" and segments[1] in ("v1", "v2"):
        return Address("mozilla", segments[2])
    if len(segments) == 3 and segments[:2] == ("fcm", "send"):
        return Address("fcm", segments[2])
    if len(segments) == 2 and segments[0] in ("wp", "apple", "push"):
        return Address({"wp": "fcm", "apple": "apple", "push": "rfc"}[segments[0]], segments[1])
    if segments == ("w",):
        token = parse_qs(urlsplit(request.path).query).get("token", [""])[0]
        return Address("wns", token)
    return None


def check_ttl(request: Request) -> int:
    """Return the TTL in seconds. Raises :class:`Refusal`."""
    text = request.header("ttl")
    if text is None:
        raise Refusal("ttl_missing")
    if re.fullmatch(r"-\d{1,18}", text.strip()):
        raise Refusal("ttl_negative")
    if not re.fullmatch(r"\d{1,18}", text.strip(), re.ASCII):
        raise Refusal("ttl_invalid")
    return min(int(text), 2**31)


def check_topic_and_urgency(request: Request, personality: str) -> list[str]:
    """Check both optional headers, and say what was found. Raises :class:`Refusal`."""
    said: list[str] = []
    topic, urgency = request.header("topic"), request.header("urgency")
    if topic is not None:
        _check_topic(topic, personality)
        said.append(f"Topic {topic} replaces a waiting push of the same topic")
    if urgency is not None:
        if urgency not in URGENCIES:
            raise Refusal("urgency")
        said.append(f"Urgency {urgency}")
    return said


def _check_topic(topic: str, personality: str) -> None:
    allowed = r"[0-9A-Za-z\-_]+=*" if personality == "mozilla" else r"[0-9A-Za-z\-_]+"
    if not re.fullmatch(allowed, topic):
        raise Refusal("topic_alphabet")
    if len(topic) > 32:
        raise Refusal("topic_length")
    if personality == "apple" and len(topic) % 4 == 1:
        raise Refusal("topic_alphabet")


def check_encoding(request: Request) -> None:
    """Check that the encryption headers fit each other. Raises :class:`Refusal`."""
    encoding = request.header("content-encoding")
    if not request.body and encoding is None:
        return
    if encoding is None:
        raise Refusal("encoding_missing")
    crypto_key = request.header("crypto-key") or ""
    if encoding == "aes128gcm":
        if header_parameter(crypto_key, "dh") is not None:
            raise Refusal("dh_forbidden")
        return
    if encoding != "aesgcm":
        raise Refusal("encoding_unknown")
    encryption = request.header("encryption")
    if encryption is None:
        raise Refusal("encryption_missing")
    if not header_parameter(encryption, "salt"):
        raise Refusal("salt_missing")
    if not header_parameter(crypto_key, "dh"):
        raise Refusal("dh_missing")


def is_subject_refused(subject: object) -> bool:
    """Whether Apple would refuse the contact: absent, not a mail or https address, or on localhost."""
    if not isinstance(subject, str) or not re.match(r"(mailto:.+@.+|https://.+)", subject):
        return True
    return "localhost" in subject


def is_malformed(body: bytes) -> bool:
    """Whether the body cannot be an RFC 8291 message, as far as anyone can see without keys."""
    return len(body) < 86 or body[20] != 65 or int.from_bytes(body[16:20], "big") < 18
