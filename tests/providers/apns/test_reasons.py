"""A dialogue for every documented reason."""

from __future__ import annotations

import pytest
from tests.providers.apns.samples import context, credentials, draft, token_target
from tests.providers.dialogue import Play, answer

from pushbench.domain.outcome import OutcomeKind, Reason, Retry, StepKind
from pushbench.providers.apns import PROVIDER
from pushbench.providers.apns.reasons import reason_for

ROWS = [(reason, status) for reason in PROVIDER.reasons for status in reason.statuses]

DOCUMENTED = """
400 BadCollapseId BadDeviceToken BadExpirationDate BadMessageId BadPriority BadTopic DeviceTokenNotForTopic
    DuplicateHeaders IdleTimeout InvalidPushType MissingDeviceToken MissingTopic PayloadEmpty TopicDisallowed
    FeatureNotEnabled MissingChannelId BadChannelId ChannelNotRegistered BadRequestParams BadRequestPayload
    MissingPushType CannotCreateChannelConfig MissingChannelQueueSize
403 BadCertificate BadCertificateEnvironment ExpiredProviderToken Forbidden InvalidProviderToken MissingProviderToken
    UnrelatedKeyIdInToken BadEnvironmentKeyIdInToken BadEnvironmentKeyInToken InvalidSigningKey TopicMismatch
404 BadPath
405 MethodNotAllowed
410 ExpiredToken Unregistered
413 PayloadTooLarge
429 TooManyProviderTokenUpdates TooManyRequests
500 InternalServerError
503 ServiceUnavailable Shutdown
"""


def test_every_documented_reason_has_its_row() -> None:
    status, expected = 0, {}
    for word in DOCUMENTED.split():
        if word.isdigit():
            status = int(word)
        else:
            expected[word] = status
    assert {reason.code: reason.statuses[0] for reason in PROVIDER.reasons} == expected


@pytest.mark.parametrize(("reason", "status"), ROWS, ids=lambda value: getattr(value, "code", str(value)))
def test_each_reason_is_a_rejection_that_explains_itself(reason: Reason, status: int) -> None:
    outcome = (
        Play(PROVIDER.exchange(draft(push_type="alert"), token_target(), credentials(), context()))
        .sees(StepKind.DELIVER, method="POST")
        .answers(answer(status, {"reason": reason.code}, apns_id="8E58"))
        .outcome
    )
    assert outcome.kind is OutcomeKind.REJECTED
    assert (outcome.status, outcome.reason, outcome.provider_id) == (status, reason.code, "8E58")
    assert outcome.explain is not None
    if reason.code != "ExpiredProviderToken":  # a fresh token that is called expired: see the sign-in's tests
        assert outcome.explain == reason.explain()
        assert outcome.retry is reason.retry


@pytest.mark.parametrize("reason", PROVIDER.reasons, ids=lambda reason: reason.code)
def test_each_row_is_written_out(reason: Reason) -> None:
    for text in (reason.meaning, reason.cause, reason.fix):
        assert text[0].isupper() or text.startswith(("apns-", "message-storage-policy"))
        assert text.endswith(".")
    assert reason.source
    assert reason.is_unsure == (
        reason.code in ("BadEnvironmentKeyInToken", "InvalidSigningKey", "MissingChannelQueueSize")
    )


def test_only_a_410_proves_a_token_dead() -> None:
    assert {reason.code for reason in PROVIDER.reasons if reason.is_target_dead} == {"Unregistered", "ExpiredToken"}
    for code in ("BadDeviceToken", "DeviceTokenNotForTopic"):
        row = reason_for(code)
        assert row is not None
        assert row.retry is Retry.NEVER
        assert "does not prove" in row.fix


def test_what_may_be_sent_again_and_how() -> None:
    again = {reason.code: reason.retry for reason in PROVIDER.reasons if reason.retry is not Retry.NEVER}
    assert again == {
        "IdleTimeout": Retry.RECONNECT,
        "ExpiredProviderToken": Retry.RECONNECT,
        "UnrelatedKeyIdInToken": Retry.RECONNECT,
        "Shutdown": Retry.RECONNECT,
        "TooManyProviderTokenUpdates": Retry.LATER,
        "TooManyRequests": Retry.LATER,
        "InternalServerError": Retry.LATER,
        "ServiceUnavailable": Retry.LATER,
    }


@pytest.mark.parametrize("spelling", ["ServiceUnavailable", "Service Unavailable", "serviceunavailable"])
def test_both_printed_spellings_are_one_reason(spelling: str) -> None:
    row = reason_for(spelling)
    assert row is not None
    assert row.code == "ServiceUnavailable"
