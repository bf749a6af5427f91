"""Hands the emulated Novu's pushes on: to whom a token belongs, and what a service says to a stranger's."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

from pushbench.domain.ports import Clock, Randomness
from pushbench.sandbox.exchange import Received
from pushbench.sandbox.novu_feed import Notification
from pushbench.sandbox.novu_handing import Handed, Push, handed, web_of

WEBHOOK_NAME = "Virtual webhook (Novu)"


def make_tokens(keys: dict[str, str], randomness: Randomness) -> dict[str, str]:
    """Return the push tokens there are, those of dead devices included; new ones are added to ``keys``."""

    def google(name: str) -> str:
        return keys.setdefault(f"novu.{name}", f"{randomness.bytes(11).hex()}:APA91b{randomness.bytes(67).hex()}")

    return {
        "iphone": keys.setdefault("novu.iphone", randomness.bytes(32).hex()),
        "pixel": google("pixel"),
        "browser": google("browser"),
        "expo_token": keys.setdefault("novu.expo", f"ExponentPushToken[{randomness.bytes(11).hex()}]"),
        "one-signal_token": keys.setdefault("novu.one_signal", randomness.uuid()),
        "pushpad_token": "pushpad-demo",
        "push-webhook_token": "webhook-demo",
        "pusher-beams_token": "beams-demo",
        "dead_apns": keys.setdefault("novu.dead_apns", randomness.bytes(32).hex()),
        "dead_fcm": google("dead_fcm"),
    }


class Sender:
    """Sends one push to its service."""

    def __init__(
        self,
        tokens: Mapping[str, str],
        webhook_secret: str,
        clock: Clock,
        deliver: Callable[[Received], None],
        hand_on: Callable[[Received], str | None],
    ) -> None:
        self._tokens, self._webhook_secret, self._clock = tokens, webhook_secret, clock
        self.deliver, self.hand_on = deliver, hand_on

    def send(self, notification: Notification, push: Push) -> str | None:
        """Hand one push to its service; return the refusal in Novu's words, or None."""
        trouble = self._stranger(push)
        if trouble:
            return trouble
        made = handed(push, self._webhook_secret)
        if push.provider == "push-webhook":
            self.deliver(self._received(notification, push, made, "novu", WEBHOOK_NAME))
            return None
        provider, body = made.provider, made.body
        if push.provider == "fcm" and push.token == self._tokens["browser"]:
            made = replace(made, provider="webpush", body=web_of(body["message"]))
            provider = "webpush"
        refused = self.hand_on(self._received(notification, push, made, provider, ""))
        if refused is None:
            return None
        return (
            f"{push.token} failed for reason: {refused}"
            if provider == "apns"
            else f'Sending message failed due to "{refused}"'
        )

    def _stranger(self, push: Push) -> str:
        """Return what a service says to a token it does not know, or an empty text."""
        known = {
            "apns": (self._tokens["iphone"],),
            "fcm": (self._tokens["pixel"], self._tokens["browser"]),
        }.get(push.provider, (self._tokens.get(f"{push.provider}_token", ""),))
        if push.token in known:
            return ""
        if push.provider == "apns":
            reason = "Unregistered" if push.token == self._tokens["dead_apns"] else "BadDeviceToken"
            return f"{push.token} failed for reason: {reason}"
        if push.provider == "fcm":
            is_dead = push.token == self._tokens["dead_fcm"]
            words = (
                "Requested entity was not found."
                if is_dead
                else "The registration token is not a valid FCM registration token"
            )
            return f'Sending message failed due to "{words}"'
        if push.provider == "expo":
            return f'"{push.token}" is not a registered push notification recipient (DeviceNotRegistered)'
        return (
            "All included players are not subscribed"
            if push.provider == "one-signal"
            else "Request failed with status code 404"
        )

    def _received(self, notification: Notification, push: Push, made: Handed, provider: str, device: str) -> Received:
        return Received(
            provider=provider,
            device=device,
            token=notification.subscriber.id,
            at=self._clock.now(),
            path=notification.path,
            headers=tuple(made.headers.items()),
            wire_body=notification.wire_body,
            payload=json.dumps(made.body, ensure_ascii=False, separators=(",", ":")).encode(
                "utf-8", "backslashreplace"
            ),
            title=made.title or push.title,
            body=made.text or push.body,
            checks=(
                "Signed in with the environment's secret key",
                f"Workflow {notification.workflow.identifier}, step {push.step}: templates filled",
                f"Stored as {push.provider} token of {notification.subscriber.id}",
                f"Transaction {notification.transaction}",
            ),
        )
