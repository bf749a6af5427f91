"""Topic subscriptions: the v1 API, and the deprecated Instance ID API where a profile asks for it.

Source: FCM v1 discovery document, ``projects.registrations.topicSubscriptions`` (query names as
firebase-admin 7.7.0 sends them); *Instance ID server reference*.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

from pushbench.domain.errors import UserError
from pushbench.domain.exchange import Exchange, SendContext, Step
from pushbench.domain.http import HttpRequest, HttpResponse
from pushbench.domain.json_value import Json
from pushbench.domain.outcome import Explain, Outcome, OutcomeKind, Retry, StepKind
from pushbench.domain.profile import Credentials
from pushbench.domain.secret import Secret
from pushbench.domain.target import Target
from pushbench.providers.fcm.access import authorised
from pushbench.providers.fcm.account import sign_in
from pushbench.providers.fcm.answer import read_error
from pushbench.providers.fcm.reasons import BY_CODE
from pushbench.providers.fcm.request import HOST, call
from pushbench.providers.fcm.response import parse, rejected
from pushbench.providers.fcm.targets import address
from pushbench.providers.formats.fcm_values import topic_trouble
from pushbench.providers.formats.json_body import body_bytes, read_json

IID_HOST = "https://iid.googleapis.com"
_IID_HEADERS = (("access_token_auth", "true"),)
_PAGE_SIZE = 1000
_MOST_PAGES = 10
"""A device has at most 2,000 topics: two pages."""


class FcmTopics:
    """The provider's :class:`pushbench.domain.provider.Topics`."""

    def subscribe(self, topic: str, target: Target, credentials: Credentials, context: SendContext) -> Exchange:
        return _change(topic, target, credentials, context, is_new=True)

    def unsubscribe(self, topic: str, target: Target, credentials: Credentials, context: SendContext) -> Exchange:
        return _change(topic, target, credentials, context, is_new=False)

    def list(self, target: Target, credentials: Credentials, context: SendContext) -> Exchange:
        """The outcome's ``facts`` hold one ``("topic", NAME)`` each."""
        return (
            _listed_iid(target, credentials, context)
            if uses_iid(credentials)
            else _listed(target, credentials, context)
        )


TOPICS = FcmTopics()


def uses_iid(credentials: Credentials) -> bool:
    """Tell whether the profile asks for the deprecated API."""
    return credentials.text("topic_api", "v1") == "iid"


def _registration(target: Target) -> str:
    field, value = address(target)
    if field not in ("token", "fid"):
        raise UserError(
            "Only devices can subscribe to a topic.",
            f"“{target.label[:60]}” is a {field}.",
            "Choose a device, token: or fid:.",
        )
    return value


def _checked(topic: str) -> str:
    trouble = topic_trouble(topic)
    if trouble:
        raise UserError(f"“{topic[:60]}” is no topic.", trouble, "Write for example news.")
    return topic


def _change(topic: str, target: Target, credentials: Credentials, context: SendContext, *, is_new: bool) -> Exchange:
    registration, name, signer = _registration(target), _checked(topic), sign_in(credentials)
    project = signer.project_id

    def step(token: Secret) -> Step:
        build = _batch if uses_iid(credentials) else _subscription
        return Step(StepKind.DELIVER, build(project, registration, name, credentials, token, is_new=is_new))

    answer = yield from authorised(signer, credentials, context, step)
    if isinstance(answer, Outcome):
        return answer
    if uses_iid(credentials):
        return read_batch(answer)
    return read_subscribed(answer) if is_new else read_unsubscribed(answer)


def subscriptions_url(project: str, registration: str) -> str:
    """Return the collection of a registration's subscriptions."""
    return (
        f"{HOST}/v1/projects/{quote(project, safe=':')}/registrations/{quote(registration, safe='')}/topicSubscriptions"
    )


def _subscription(
    project: str, registration: str, topic: str, credentials: Credentials, token: Secret, *, is_new: bool
) -> HttpRequest:
    url, name = subscriptions_url(project, registration), quote(topic, safe="")
    if is_new:
        return call("POST", f"{url}?topic_name={name}", credentials, token, body=b"{}")
    return call("DELETE", f"{url}/{name}?allow_missing=true", credentials, token)


def _batch(
    project: str, registration: str, topic: str, credentials: Credentials, token: Secret, *, is_new: bool
) -> HttpRequest:
    """Build the deprecated call, whose address names no project."""
    verb = "batchAdd" if is_new else "batchRemove"
    body = body_bytes({"to": f"/topics/{topic}", "registration_tokens": [registration]})
    return call("POST", f"{IID_HOST}/iid/v1:{verb}", credentials, token, body=body, extra=_IID_HEADERS)


def read_subscribed(response: HttpResponse) -> Outcome:
    """Read the answer to a subscription; one that stands already is as good as a new one. Total."""
    error = read_error(response.body)
    if response.status == 409 and (error is None or error.status in ("", "ALREADY_EXISTS")):
        facts = (("subscription", "was there already"),)
        return Outcome(OutcomeKind.ACCEPTED, status=409, reason="ALREADY_EXISTS", facts=facts)
    return read_topic_answer(response, lambda value: isinstance(value.get("name"), str))


def read_unsubscribed(response: HttpResponse) -> Outcome:
    """Read the answer to the end of a subscription: an empty object. Total."""
    return read_topic_answer(response, lambda value: True)


def read_topic_answer(response: HttpResponse, is_good: Callable[[dict[str, Json]], bool]) -> Outcome:
    """Read any answer of the v1 topic calls. Total."""
    error = read_error(response.body)
    if error is None and 200 <= response.status < 300:
        value = read_json(response.body).value
        if isinstance(value, dict) and is_good(value):
            name = value.get("name")
            return Outcome(OutcomeKind.ACCEPTED, response.status, provider_id=name if isinstance(name, str) else None)
        return _unreadable(response)
    outcome = parse(response) if error is None else rejected(response, error)
    if error is not None and error.word == "NOT_FOUND":
        words = Explain(
            "FCM does not know this registration.",
            "The app was removed, or the token belongs to another project.",
            "Register again from the app, and compare the project.",
        )
        return replace(outcome, explain=words)
    if error is not None and "TOO_MANY_TOPICS" in (error.word, error.message):
        return replace(outcome, explain=BY_CODE["TOO_MANY_TOPICS"].explain(), retry=Retry.NEVER)
    return outcome


def _unreadable(response: HttpResponse) -> Outcome:
    return Outcome(
        OutcomeKind.UNCLEAR,
        status=response.status,
        explain=Explain(
            f"Nobody can say what became of it: the answer {response.status} is not of FCM's shape.",
            "Something between here and FCM may have answered.",
            "List the device's topics, and check base URL and proxy of the profile.",
        ),
    )


def read_batch(response: HttpResponse) -> Outcome:
    """Read the answer of the deprecated API: one result for the one token asked for. Total."""
    error = read_error(response.body)
    if error is not None or not 200 <= response.status < 300:
        return read_topic_answer(response, lambda value: False)
    value = read_json(response.body).value
    results = value.get("results") if isinstance(value, dict) else None
    if isinstance(results, list) and len(results) == 1 and results[0] == {}:
        return Outcome(OutcomeKind.ACCEPTED, response.status)
    return _unreadable(response)


def _listed(target: Target, credentials: Credentials, context: SendContext) -> Exchange:
    signer = sign_in(credentials)
    url = subscriptions_url(signer.project_id, _registration(target))
    topics: list[str] = []
    page, status = "", 200
    for _ in range(_MOST_PAGES):
        query = f"pageSize={_PAGE_SIZE}" + (f"&pageToken={quote(page, safe='')}" if page else "")
        step = _get(f"{url}?{query}", credentials)
        answer = yield from authorised(signer, credentials, context, step)
        if isinstance(answer, Outcome):
            return answer
        outcome = read_topic_answer(answer, lambda value: isinstance(value.get("topicSubscriptions", []), list))
        if outcome.kind is not OutcomeKind.ACCEPTED:
            return outcome
        names, following = _page(answer)
        topics += names
        status = answer.status
        if not following or following == page:
            break
        page = following
    return _with_topics(status, topics)


def _get(url: str, credentials: Credentials) -> Callable[[Secret], Step]:
    return lambda token: Step(StepKind.DELIVER, call("GET", url, credentials, token))


def _page(response: HttpResponse) -> tuple[list[str], str]:
    value = read_json(response.body).value
    listed = value.get("topicSubscriptions", []) if isinstance(value, dict) else []
    following = value.get("nextPageToken") if isinstance(value, dict) else None
    names = [_topic_of(item) for item in listed] if isinstance(listed, list) else []
    return [name for name in names if name], following if isinstance(following, str) else ""


def _topic_of(item: Json) -> str:
    if not isinstance(item, dict):
        return ""
    name = item.get("topicName", item.get("topic_name"))
    if isinstance(name, str) and name:
        return name
    resource = item.get("name")
    return resource.rpartition("/")[2] if isinstance(resource, str) else ""


def _with_topics(status: int, topics: list[str]) -> Outcome:
    facts = tuple(("topic", topic) for topic in dict.fromkeys(topics))
    return Outcome(OutcomeKind.ACCEPTED, status=status, facts=facts)


def _listed_iid(target: Target, credentials: Credentials, context: SendContext) -> Exchange:
    signer, registration = sign_in(credentials), _registration(target)
    url = f"{IID_HOST}/iid/info/{quote(registration, safe=':')}?details=true"

    def step(token: Secret) -> Step:
        return Step(StepKind.DELIVER, call("GET", url, credentials, token, extra=_IID_HEADERS))

    answer = yield from authorised(signer, credentials, context, step)
    return answer if isinstance(answer, Outcome) else read_info(answer)


def read_info(response: HttpResponse) -> Outcome:
    """Read what the deprecated API knows of a token: its topics and its app. Total."""
    outcome = read_topic_answer(response, lambda value: "application" in value or "rel" in value)
    if outcome.kind is not OutcomeKind.ACCEPTED:
        return outcome
    value = read_json(response.body).value
    rel = value.get("rel") if isinstance(value, dict) else None
    topics = rel.get("topics") if isinstance(rel, dict) else None
    return _with_topics(response.status, list(topics) if isinstance(topics, dict) else [])
