"""The emulated Apple Push Notification service, development environment.

Endpoints: ``base_url`` takes ``/3/device/TOKEN`` and ``/4/broadcasts/apps/BUNDLE``,
``manage_base_url`` the channel operations; anything else is ``BadPath``.

Order of checks for a push: repeated headers, apns-id, method, path, sender (certificate or provider
token), token present, push type, topic, topic against sender, collapse id, priority, expiration,
device token, payload. Apple does not publish its own order; the sender comes early because that is
where a careful server looks first.

SETTINGS allow one stream until a connection's first valid provider token, then 1000; with a client
certificate 1000 at once.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from pushbench.domain.json_value import Json
from pushbench.domain.ports import Clock, Randomness
from pushbench.sandbox import apns_certificates as certificates
from pushbench.sandbox import apns_headers as headers
from pushbench.sandbox.apns_channels import BROADCAST_BYTES, Channels
from pushbench.sandbox.apns_keys import KeyRing
from pushbench.sandbox.apns_payload import limit_of, parse_object, read_payload
from pushbench.sandbox.apns_reading import read
from pushbench.sandbox.apns_reasons import STATUSES, Refused, refusal, usual_reason
from pushbench.sandbox.apns_sender import Gate, Sender
from pushbench.sandbox.apns_tokens import APP, OTHER_APP, SUFFIXES, DeviceToken, DeviceTokens
from pushbench.sandbox.authority import Authority
from pushbench.sandbox.exchange import Answer, Endpoint, Received, Request, VirtualDevice

DEVICE_NAME = "Virtual iPhone"
STREAMS = 1000
_BODY_LIMIT = 8192
_MANAGE = "manage_base_url"
_BROADCASTS = "/4/broadcasts/apps/"
_DEVICE = "/3/device/"


@dataclass(frozen=True, slots=True)
class Push:
    """A device send that passed every rule."""

    device: DeviceToken
    topic: headers.Topic
    push_type: str | None
    priority: int
    expiration: int | None
    collapse_id: str | None
    payload: dict[str, Json]


class ApnsService:
    """Answers as APNs does and hands accepted pushes to the virtual iPhone."""

    provider = "apns"
    endpoints: tuple[Endpoint, ...] = (
        Endpoint("base_url", True, True, _BODY_LIMIT, first_streams=1, max_streams=STREAMS),
        Endpoint(_MANAGE, True, True, _BODY_LIMIT, first_streams=1, max_streams=STREAMS),
    )

    def __init__(self, keys: dict[str, str], clock: Clock, randomness: Randomness) -> None:
        self.origins: Mapping[str, str] = {}
        self.deliver: Callable[[Received], None] = lambda received: None
        self.authority = Authority(keys)
        self.ring = KeyRing(keys, clock.now, randomness, topic=OTHER_APP)
        self.tokens = DeviceTokens(keys.setdefault("apns.seed", randomness.bytes(32).hex()), clock.now())
        self.channels = Channels(randomness)
        self._passphrase = keys.setdefault("apns.passphrase", randomness.bytes(9).hex())
        self._certificate = certificates.issue(self.authority, APP, team_id=self.ring.main.team_id)
        self._gate = Gate(self.ring, clock.now)
        self._clock = clock
        self._randomness = randomness
        self._collapsed: set[tuple[str, str, str]] = set()

    async def handle(self, request: Request) -> Answer:
        """Answer one request. Never raises for anything a client can send."""
        try:
            answer = self._route(request)
        except Refused as refused:
            answer = refusal(refused.reason, refused.status, self._ids(request), refused.timestamp)
        else:
            answer = replace(answer, headers=(*self._ids(request), *answer.headers))
        if self._gate.is_known(request.connection):
            answer = replace(answer, raise_streams_to=STREAMS)
        return answer

    def token_of(self, request: Request) -> str | None:
        """Return the device token in the path, or the channel of a broadcast or channel operation."""
        if request.route.startswith(_DEVICE):
            return request.route.removeprefix(_DEVICE) or None
        return request.header("apns-channel-id")

    def fault_answer(
        self, request: Request, reason: str | None, status: int | None, retry_after: float | None
    ) -> Answer:
        """Word a reason set on demand as APNs would; an unknown reason comes with 400 unless a status is given."""
        chosen = status or STATUSES.get(reason or "", 400)
        ids = self._ids(request)
        if retry_after is not None:
            ids = (*ids, ("retry-after", f"{retry_after:g}"))
        return refusal(reason or usual_reason(chosen), chosen, ids, self._clock.now())

    def profile(self) -> Mapping[str, str]:
        main = self.ring.main
        return {"key": main.pem, "key_id": main.key_id, "team_id": main.team_id, "bundle_id": APP}

    def extras(self) -> Mapping[str, Json]:
        """Return ``certificate_profile``, every device token by name, and every provider key by name."""
        p12 = certificates.to_p12(self._certificate, self._passphrase)
        return {
            "certificate_profile": {
                "certificate": base64.b64encode(p12).decode("ascii"),
                "passphrase": self._passphrase,
                "bundle_id": APP,
            },
            "tokens": {token.name: token.value for token in self.tokens.all},
            "keys": {
                key.name: {"key": key.pem, "key_id": key.key_id, "team_id": key.team_id} for key in self.ring.keys
            },
        }

    def devices(self) -> tuple[VirtualDevice, ...]:
        return (VirtualDevice(DEVICE_NAME, self.provider, "ios", self.tokens.device.value),)

    def reset(self) -> None:
        """Forget channels and collapse ids."""
        self.channels.clear()
        self._collapsed.clear()

    def _route(self, request: Request) -> Answer:
        headers.check_duplicates(request)
        headers.read_id(request, self._id_name(request))
        if request.endpoint == _MANAGE:
            return self.channels.manage(request, self._gate.admit)
        if request.method != "POST":
            raise Refused("MethodNotAllowed")
        if request.route.startswith(_BROADCASTS):
            return self._broadcast(request)
        if not request.route.startswith(_DEVICE):
            raise Refused("BadPath")
        return self._send(request)

    def _send(self, request: Request) -> Answer:
        sender = self._gate.admit(request)
        push = self._read_push(request, sender)
        reading = read(push.payload, push.push_type, push.device.name)
        checks = (*sender.checks, *self._sentences(push, len(request.body)), *filter(None, [reading.remark]))
        self._deliver(request, push.device.value, reading.title, reading.body, checks)
        return Answer(200, (("apns-unique-id", self._randomness.uuid()),))

    def _read_push(self, request: Request, sender: Sender) -> Push:
        token = request.route.removeprefix(_DEVICE)
        if not token:
            raise Refused("MissingDeviceToken")
        push_type = headers.read_push_type(request)
        topic = sender.topic(request)
        headers.check_topic_fits(topic, push_type)
        if not sender.may_send(topic):
            raise Refused("TopicDisallowed")
        collapse_id = headers.read_collapse_id(request)
        priority = headers.read_priority(request, push_type)
        expiration = headers.read_expiration(request)
        device = self.tokens.find(token, topic.text)
        payload = read_payload(request, topic.suffix)
        return Push(device, topic, push_type, priority, expiration, collapse_id, payload)

    def _sentences(self, push: Push, size: int) -> list[str]:
        said = [
            f"JSON is valid, {size:,} of {limit_of(push.topic.suffix):,} B",
            f"Push type {push.push_type}, priority {push.priority}"
            if push.push_type
            else f"No push type, priority {push.priority}: watchOS needs apns-push-type",
            f"Token known to the sandbox, topic {push.topic.text} is its own",
        ]
        if push.expiration is not None and 0 < push.expiration < self._clock.now():
            said.append("apns-expiration lies in the past: a device that is offline would never get this")
        if push.collapse_id is not None:
            key = (push.device.value, push.topic.text, push.collapse_id)
            is_replacing = key in self._collapsed
            self._collapsed.add(key)
            said.append(f"Collapse id {push.collapse_id}" + (" replaces the push before" if is_replacing else ""))
        return said

    def _broadcast(self, request: Request) -> Answer:
        bundle_id = request.route.removeprefix(_BROADCASTS)
        if not bundle_id or "/" in bundle_id:
            raise Refused("BadPath")
        sender = self._gate.admit(request)
        broadcast = self.channels.read_broadcast(request, bundle_id, sender)
        reading = read(broadcast.payload, "liveactivity", "channel")
        checks = (
            *sender.checks,
            f"JSON is valid, {len(request.body):,} of {BROADCAST_BYTES:,} B",
            f"Broadcast to a channel of {bundle_id}, priority {broadcast.priority}",
            *filter(None, [reading.remark]),
        )
        self._deliver(request, broadcast.channel, reading.title, reading.body, checks)
        return Answer(200, (("apns-unique-id", self._randomness.uuid()),))

    def _deliver(self, request: Request, token: str, title: str, body: str, checks: tuple[str, ...]) -> None:
        self.deliver(
            Received(
                provider=self.provider,
                device=DEVICE_NAME,
                token=token,
                at=self._clock.now(),
                path=request.path,
                headers=tuple(pair for pair in request.headers if pair[0] != "authorization"),
                wire_body=request.body,
                payload=request.body,
                title=title,
                body=body,
                checks=checks,
            )
        )

    def take_in(self, received: Received) -> Received | str:
        """Take a push that another service hands on, with the APNs headers it sends."""
        sent = dict(received.headers)
        push_type = sent.get("apns-push-type", "alert")
        if len(received.payload) > limit_of(SUFFIXES["voip"] if push_type == "voip" else ""):
            return "PayloadTooLarge"
        payload = parse_object(received.payload)
        if payload is None:
            return "PayloadEmpty"
        reading = read(payload, push_type, _token_name(push_type, payload))
        checks = (*received.checks, f"JSON is valid, {len(received.payload):,} B", *filter(None, [reading.remark]))
        return replace(received, device=DEVICE_NAME, title=reading.title, body=reading.body, checks=checks)

    def _id_name(self, request: Request) -> str:
        is_device = request.endpoint != _MANAGE and not request.route.startswith("/4/")
        return "apns-id" if is_device else "apns-request-id"

    def _ids(self, request: Request) -> tuple[tuple[str, str], ...]:
        """Echo the request's id, or make one where none or no valid one was sent."""
        name = self._id_name(request)
        sent = request.header(name)
        is_valid = sent is not None and headers.UUID.fullmatch(sent) is not None
        return ((name, sent if sent is not None and is_valid else self._randomness.uuid()),)


def _token_name(push_type: str, payload: Mapping[str, Json]) -> str:
    """Return which of the app's tokens a relay of the developer's would have addressed."""
    if push_type != "liveactivity":
        return "device" if push_type in ("alert", "background") else push_type
    aps = payload.get("aps")
    return "push_to_start" if isinstance(aps, dict) and aps.get("event") == "start" else "live_activity"


def make(keys: dict[str, str], clock: Clock, randomness: Randomness) -> ApnsService:
    """Return the service; what it generates is added to ``keys``."""
    return ApnsService(keys, clock, randomness)
