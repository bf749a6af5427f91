"""Topics of the emulated FCM: who subscribed to what, over the v1 API and the old Instance ID API."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from pushbench.domain.ports import Clock
from pushbench.sandbox import fcm_errors as errors
from pushbench.sandbox.exchange import Answer, Request
from pushbench.sandbox.fcm_account import PROJECT, PROJECT_NUMBER, Account
from pushbench.sandbox.fcm_rules import TOPIC, is_token_text

MAX_TOPICS = 2000
BATCH_VERBS = ("batchAdd", "batchRemove", "batchImport")


class TopicBook:
    """Topic subscriptions per registration token, with the Unix second of each."""

    def __init__(self, clock: Clock, is_known: Callable[[str], bool]) -> None:
        self._clock = clock
        self.is_known = is_known
        self._topics: dict[str, dict[str, float]] = {}

    def of(self, token: str) -> dict[str, float]:
        """Return the token's topics; changes to the answer are kept."""
        return self._topics.setdefault(token, {})

    def add(self, token: str, topic: str) -> float:
        """Subscribe, and return since when."""
        return self.of(token).setdefault(topic, self._clock.now())

    def tokens(self, matches: Callable[[frozenset[str]], bool]) -> list[str]:
        """Return the tokens whose topics match."""
        return [token for token, topics in self._topics.items() if matches(frozenset(topics))]

    def clear(self) -> None:
        self._topics.clear()


class TopicApi:
    """``/v1/projects/P/registrations/TOKEN/topicSubscriptions[/TOPIC]``."""

    def __init__(self, book: TopicBook) -> None:
        self._book = book

    def handle(self, request: Request, segments: tuple[str, ...]) -> Answer:
        """Answer a signed-in call."""
        registration = segments[4]
        if not is_token_text(registration):
            return errors.error(400, "The registration token is not a valid FCM registration token")
        if not self._book.is_known(registration):
            return errors.front_door("NOT_FOUND", PROJECT)
        if len(segments) == 6:
            return self._all(request, registration, self._book.of(registration))
        return self._one(request, registration, segments[6], self._book.of(registration))

    def _all(self, request: Request, registration: str, topics: dict[str, float]) -> Answer:
        if request.method == "GET":
            listed = [_subscription(registration, topic, at) for topic, at in sorted(topics.items())]
            return errors.success({"topicSubscriptions": listed} if listed else {})
        if request.method != "POST":
            return errors.page_not_found()
        topic = request.query.get("topicName") or request.query.get("topic_name") or ""
        if not TOPIC.fullmatch(topic):
            return errors.bad_request([("topic_name", "Malformed topic name")], is_fcm=False)
        if topic in topics:
            return errors.front_door("ALREADY_EXISTS", PROJECT)
        if len(topics) >= MAX_TOPICS:
            return errors.error(429, "TOO_MANY_TOPICS")
        at = self._book.add(registration, topic)
        return errors.success(_subscription(registration, topic, at))

    def _one(self, request: Request, registration: str, topic: str, topics: dict[str, float]) -> Answer:
        allows_missing = "true" in (request.query.get("allowMissing"), request.query.get("allow_missing"))
        if request.method == "PATCH" and allows_missing:
            self._book.add(registration, topic)
        if topic not in topics:
            may_miss = request.method == "DELETE" and allows_missing
            return errors.success({}) if may_miss else errors.front_door("NOT_FOUND", PROJECT)
        if request.method == "DELETE":
            del topics[topic]
            return errors.success({})
        if request.method not in ("GET", "PATCH"):
            return errors.page_not_found()
        return errors.success(_subscription(registration, topic, topics[topic]))


class InstanceIdApi:
    """``/iid/...``: the deprecated API that official clients still use for topics."""

    def __init__(self, book: TopicBook, account: Account, token: str) -> None:
        self._book = book
        self._account = account
        self._token = token

    def handle(self, request: Request) -> Answer:
        """Answer any ``/iid`` call, sign-in included."""
        trouble = self._trouble(request)
        if trouble:
            return trouble
        segments = request.segments
        verb = segments[1].partition(":")[2] if len(segments) == 2 else ""
        if verb in BATCH_VERBS:
            return self._batch(request, verb)
        if segments[1:2] == ("info",) and len(segments) == 3:
            return self._info(request, segments[2])
        if segments[1:2] == ("v1",) and len(segments) == 6 and segments[3:5] == ("rel", "topics"):
            return self._single(request, segments[2], segments[5])
        return errors.page_not_found()

    def _trouble(self, request: Request) -> Answer | None:
        if self._account.judge(request.header("authorization")) is not None:
            return _instance_error(401, "Unauthorized")
        if request.header("access_token_auth") != "true":
            return _instance_error(401, "Unauthorized: access_token_auth header is missing")
        return None

    def _batch(self, request: Request, verb: str) -> Answer:
        try:
            document = json.loads(request.body)
        except (ValueError, RecursionError):
            return _instance_error(400, "INVALID_ARGUMENT")
        if not isinstance(document, dict):
            return _instance_error(400, "INVALID_ARGUMENT")
        if verb == "batchImport":
            return self._import(document)
        tokens, topic = document.get("registration_tokens"), str(document.get("to", "")).removeprefix("/topics/")
        if not isinstance(tokens, list) or not 0 < len(tokens) <= 1000 or not TOPIC.fullmatch(topic):
            return _instance_error(400, "INVALID_ARGUMENT")
        return errors.success({"results": [self._result(token, topic, verb) for token in tokens]})

    def _result(self, token: object, topic: str, verb: str) -> dict[str, str]:
        if not isinstance(token, str) or not is_token_text(token):
            return {"error": "INVALID_ARGUMENT"}
        if not self._book.is_known(token):
            return {"error": "NOT_FOUND"}
        if verb == "batchAdd":
            self._book.add(token, topic)
        else:
            self._book.of(token).pop(topic, None)
        return {}

    def _import(self, document: Mapping[str, Any]) -> Answer:
        tokens = document.get("apns_tokens")
        if not isinstance(tokens, list) or len(tokens) > 100 or not isinstance(document.get("application"), str):
            return _instance_error(400, "INVALID_ARGUMENT")
        results = [
            {"apns_token": token, "status": "OK", "registration_token": f"{self._token}-ios"} for token in tokens
        ]
        return errors.success({"results": results})

    def _info(self, request: Request, token: str) -> Answer:
        if not is_token_text(token):
            return _instance_error(400, "InvalidToken")
        if not self._book.is_known(token):
            return _instance_error(404, "No information found about this instance id.")
        body: dict[str, Any] = {
            "application": "dev.pushbench.demo",
            "authorizedEntity": PROJECT_NUMBER,
            "platform": "ANDROID",
        }
        if request.query.get("details") == "true":
            dates = {topic: {"addDate": _day(at)} for topic, at in self._book.of(token).items()}
            body["rel"] = {"topics": dates}
        return errors.success(body)

    def _single(self, request: Request, token: str, topic: str) -> Answer:
        result = self._result(token, topic, "batchRemove" if request.method == "DELETE" else "batchAdd")
        return errors.success({}) if not result else _instance_error(400, result["error"])


def _subscription(registration: str, topic: str, at: float) -> dict[str, str]:
    name = f"projects/{PROJECT}/registrations/{registration}/topicSubscriptions/{topic}"
    return {"name": name, "topicName": topic, "createTime": datetime.fromtimestamp(at, UTC).isoformat()}


def _instance_error(status: int, word: str) -> Answer:
    return Answer(status, errors.JSON_HEADERS, json.dumps({"error": word}).encode())


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()
