"""The emulated Novu's questions about subscribers, their credentials, topics and integrations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pushbench.sandbox import novu_answers as answers
from pushbench.sandbox.exchange import Answer, Request
from pushbench.sandbox.novu_people import ENVIRONMENT, Integration, People
from pushbench.sandbox.novu_rules import TOPIC_KEY, credential_errors

_MOST_BULK = 500


class PeopleApi:
    """What ``/v1/subscribers``, ``/v2/subscribers``, ``/v2/topics`` and ``/v1/integrations`` do."""

    def __init__(self, people: People, new_id: Callable[[], str]) -> None:
        self._people, self._new_id = people, new_id

    def handle(self, request: Request, area: str, rest: tuple[str, ...], body: Any, now: float) -> Answer | None:
        """Answer a request; None where there is no such route."""
        fields: Mapping[str, Any] = body if isinstance(body, dict) else {}
        if area == "subscribers":
            return self._subscribers(request, rest, fields, now)
        if area == "topics":
            return self._topics(request, rest, fields, now)
        return self._integrations(request, rest, fields, now)

    # Subscribers

    def _subscribers(
        self, request: Request, rest: tuple[str, ...], body: Mapping[str, Any], now: float
    ) -> Answer | None:
        method = request.method
        if rest == ("bulk",) and method == "POST":
            return self._bulk(request, body, now)
        if not rest and method == "POST":
            return self._create(request, body, now)
        if not rest and method == "GET":
            listed = [person.to_json() for person in self._people.subscribers.values()]
            page = {
                "data": listed,
                "next": None,
                "previous": None,
                "totalCount": len(listed),
                "totalCountCapped": False,
            }
            return answers.answer(200, page)
        person = self._people.subscribers.get(rest[0]) if rest else None
        if rest[1:2] == ("credentials",):
            return self._credentials(request, rest, body, now)
        if rest[1:] == ("subscriptions",) and method == "GET":
            own = [key for key, topic in self._people.topics.items() if rest[0] in topic["subscribers"]]
            return answers.answer(200, {"data": [self._subscription(key, rest[0]) for key in own], **_ONE_PAGE})
        if len(rest) != 1 or method not in ("GET", "PATCH", "DELETE"):
            return None
        if person is None:
            return answers.refused(404, f"Subscriber not found for id: {rest[0]}", request.route, now)
        if method == "DELETE":
            self._people.remove(rest[0])
            return answers.data(200, {"acknowledged": True, "status": "deleted"})
        if method == "PATCH":
            self._people.upsert({**body, "subscriberId": rest[0]})
        return answers.data(200, person.to_json())

    def _create(self, request: Request, body: Mapping[str, Any], now: float) -> Answer:
        identity = body.get("subscriberId")
        if not isinstance(identity, str) or not identity:
            message = ["subscriberId should not be empty", "subscriberId must be a string"]
            return answers.invalid({"subscriberId": (message, identity)}, request.route, now)
        if request.query.get("failIfExists") == "true" and identity in self._people.subscribers:
            # The API document answers a conflict with the bare subscriber that is there.
            return answers.answer(409, self._people.subscribers[identity].to_json())
        return answers.data(201, self._people.upsert(body).to_json())

    def _bulk(self, request: Request, body: Mapping[str, Any], now: float) -> Answer:
        wanted = body.get("subscribers")
        if not isinstance(wanted, list) or not wanted or len(wanted) > _MOST_BULK:
            message = f"subscribers must contain 1 to {_MOST_BULK} elements"
            return answers.invalid({"subscribers": ([message], None)}, request.route, now)
        made: dict[str, list[dict[str, Any]]] = {"updated": [], "created": [], "failed": []}
        for item in wanted:
            identity = item.get("subscriberId") if isinstance(item, dict) else None
            if not isinstance(identity, str) or not identity:
                made["failed"].append({"message": "subscriberId must be a string"})
                continue
            made["updated" if identity in self._people.subscribers else "created"].append({"subscriberId": identity})
            self._people.upsert(item)
        return answers.data(201, made)

    def _credentials(
        self, request: Request, rest: tuple[str, ...], body: Mapping[str, Any], now: float
    ) -> Answer | None:
        person = self._people.subscribers.get(rest[0])
        if request.method == "DELETE" and len(rest) == 3:
            if person is None:
                return answers.refused(404, f"SubscriberId: {rest[0]} not found", request.route, now)
            person.channels = [each for each in person.channels if each["providerId"] != rest[2]]
            return Answer(204)
        if request.method not in ("PUT", "PATCH") or len(rest) != 2:
            return None
        wrong = credential_errors(body)
        if wrong:
            return answers.invalid(wrong, request.route, now)
        if person is None:
            return answers.refused(400, f"SubscriberId: {rest[0]} not found", request.route, now)
        integration = self._people.integration(body["providerId"], body.get("integrationIdentifier"))
        if integration is None or not integration.is_active:
            words = f"Subscribers environment ({ENVIRONMENT}) do not have active {body['providerId']} integration."
            return answers.refused(400, words, request.route, now)
        self._people.store(person, body, is_merged=request.method == "PATCH")
        return answers.data(200, person.to_json())

    # Topics

    def _topics(self, request: Request, rest: tuple[str, ...], body: Mapping[str, Any], now: float) -> Answer | None:
        people, method = self._people, request.method
        if not rest and method == "POST":
            key = body.get("key")
            if not isinstance(key, str) or not TOPIC_KEY.fullmatch(key):
                return answers.refused(400, "The topic key is invalid", request.route, now)
            people.topic(key)["name"] = body.get("name") or key
            return answers.data(201, people.topic_json(key))
        if not rest and method == "GET":
            listed = [people.topic_json(key) for key in people.topics]
            return answers.answer(
                200, {"data": listed, **_ONE_PAGE, "totalCount": len(listed), "totalCountCapped": False}
            )
        if not rest or not TOPIC_KEY.fullmatch(rest[0]):
            return answers.refused(400, "The topic key is invalid", request.route, now)
        if rest[1:] == ("subscriptions",):
            return self._topic_subscriptions(request, rest[0], body)
        if len(rest) != 1 or method not in ("GET", "PATCH", "DELETE"):
            return None
        if rest[0] not in people.topics:
            return answers.refused(404, f"Topic {rest[0]} not found", request.route, now)
        if method == "DELETE":
            del people.topics[rest[0]]
            return answers.data(200, {"acknowledged": True})
        if method == "PATCH":
            people.topics[rest[0]]["name"] = body.get("name") or rest[0]
        return answers.data(200, people.topic_json(rest[0]))

    def _topic_subscriptions(self, request: Request, key: str, body: Mapping[str, Any]) -> Answer | None:
        named = body.get("subscriptions") or body.get("subscriberIds")
        named = named if isinstance(named, list) else []
        wanted = [item.get("subscriberId") if isinstance(item, dict) else item for item in named]
        members: list[str] = self._people.topic(key)["subscribers"]
        if request.method == "GET":
            return answers.answer(200, {"data": [self._subscription(key, each) for each in members], **_ONE_PAGE})
        if request.method not in ("POST", "DELETE"):
            return None
        known = [each for each in wanted if isinstance(each, str) and each in self._people.subscribers]
        errors = [
            {
                "subscriberId": str(each),
                "code": "SUBSCRIBER_NOT_FOUND",
                "message": f"Subscriber with ID '{each}' could not be found.",
            }
            for each in wanted
            if each not in known
        ]
        for each in known:
            if request.method == "POST" and each not in members:
                members.append(each)
            elif request.method == "DELETE" and each in members:
                members.remove(each)
        meta = {"totalCount": len(wanted), "successful": len(known), "failed": len(errors)}
        made = {"data": [self._subscription(key, each) for each in known], "meta": meta}
        return answers.answer(
            201 if request.method == "POST" else 200, {**made, **({"errors": errors} if errors else {})}
        )

    def _subscription(self, key: str, identity: str) -> dict[str, Any]:
        topic, person = self._people.topic_json(key), self._people.subscribers[identity]
        mark = {"_id": f"{topic['_id'][:12]}{person.object_id[:12]}", "identifier": f"tk_{key}:si_{identity}"}
        subscriber = {"_id": person.object_id, "subscriberId": identity}
        moment = topic["createdAt"]
        return {**mark, "topic": topic, "subscriber": subscriber, "createdAt": moment, "updatedAt": moment}

    # Integrations

    def _integrations(
        self, request: Request, rest: tuple[str, ...], body: Mapping[str, Any], now: float
    ) -> Answer | None:
        own, method = self._people.integrations, request.method
        if method == "GET" and rest in ((), ("active",)):
            return answers.data(200, [each.to_json() for each in own if each.is_active or not rest])
        if method == "POST" and not rest:
            if not isinstance(body.get("providerId"), str) or body.get("channel") != "push":
                messages = ["providerId should not be empty", "channel must be push in this emulator"]
                return answers.invalid({"providerId": (messages, body.get("providerId"))}, request.route, now)
            provider = body["providerId"]
            identifier = body.get("identifier") or f"{provider}-{len(own)}"
            made = Integration(
                self._new_id(), provider, identifier, body.get("name") or provider, body.get("active", True)
            )
            own.append(made)
            return answers.data(201, made.to_json())
        found = next((each for each in own if rest and rest[0] in (each.id, each.identifier)), None)
        if rest and found is None and method in ("PUT", "DELETE", "POST"):
            return answers.refused(404, f"Integration with id {rest[0]} not found", request.route, now)
        if found is None:
            return None
        return self._integration(method, rest[1:], found, body)

    def _integration(
        self, method: str, rest: tuple[str, ...], found: Integration, body: Mapping[str, Any]
    ) -> Answer | None:
        own = self._people.integrations
        if method == "PUT" and not rest:
            found.name = body.get("name") or found.name
            found.is_active = body.get("active", found.is_active) is True
            return answers.data(200, found.to_json())
        if method == "DELETE" and not rest:
            own.remove(found)
            return answers.data(200, [each.to_json() for each in own])
        if method == "POST" and rest == ("set-primary",):
            for each in own:
                each.is_primary = each is found
            return answers.data(201, found.to_json())
        return None


_ONE_PAGE: Mapping[str, Any] = {"next": None, "previous": None}
