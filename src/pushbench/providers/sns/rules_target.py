"""Rules over target and profile (SNS060 to SNS062)."""

from __future__ import annotations

from pushbench.domain.finding import CheckContext, Draft, Hit, Rule, Severity
from pushbench.providers.sns.arn import ArnKind, arn_of
from pushbench.providers.sns.request import region_of
from pushbench.providers.sns.targets import target_trouble
from pushbench.providers.sns.view import Hits, View


def _malformed(draft: Draft, context: CheckContext) -> Hits:
    trouble = target_trouble(context.target, context.credentials) if context.target is not None else None
    if trouble is not None:
        yield Hit("", trouble.what, trouble.why, trouble.fix)


def _region(draft: Draft, context: CheckContext) -> Hits:
    arn = View.of(draft, context).target_arn
    region = region_of(context.credentials) if context.credentials is not None else ""
    if arn is not None and region and arn.region and arn.region != region:
        yield Hit("", f"The target lies in {arn.region}, the profile calls {region}.")


def _other_application(draft: Draft, context: CheckContext) -> Hits:
    arn, credentials = View.of(draft, context).target_arn, context.credentials
    home = arn_of(credentials.text("platform_application_arn"), ArnKind.APPLICATION) if credentials else None
    if arn is None or home is None or arn.kind is not ArnKind.ENDPOINT:
        return
    if (arn.account, arn.platform, arn.name) != (home.account, home.platform, home.name):
        yield Hit("", f"The endpoint belongs to {arn.platform}/{arn.name}, not to {home.platform}/{home.name}.")


TARGET_RULES: tuple[Rule, ...] = (
    Rule(
        "SNS060",
        Severity.ERROR,
        "Target cannot be addressed",
        "SNS takes endpoint and topic ARNs, and tokens through a platform application.",
        "Correct the target or the profile.",
        _malformed,
        "Amazon SNS API reference, Publish",
    ),
    Rule(
        "SNS061",
        Severity.ERROR,
        "Target in another region",
        "SNS finds only what lies in the region that is called (InvalidParameter: TargetArn).",
        "Use a profile of the target's region.",
        _region,
        "Amazon SNS API reference, Publish",
    ),
    Rule(
        "SNS062",
        Severity.NOTE,
        "Endpoint of another application",
        "The push goes to the endpoint's own application; the profile's is needed for tokens alone.",
        "Nothing to do if that is meant.",
        _other_application,
        "Amazon SNS API reference, Publish",
    ),
)
