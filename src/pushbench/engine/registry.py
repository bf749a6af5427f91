"""The providers there are: an explicit tuple. A new one is a folder and one line here."""

from __future__ import annotations

from collections.abc import Iterator

from pushbench.domain.errors import Trouble, UserError
from pushbench.domain.provider import Provider
from pushbench.providers import airship, apns, expo, fcm, novu, onesignal, sns, webhook, webpush

PROVIDERS: tuple[Provider, ...] = (
    apns.PROVIDER,
    fcm.PROVIDER,
    webpush.PROVIDER,
    expo.PROVIDER,
    onesignal.PROVIDER,
    sns.PROVIDER,
    airship.PROVIDER,
    novu.PROVIDER,
    webhook.PROVIDER,
)


class Registry:
    """Looks providers up by id, by default among :data:`PROVIDERS` as it is now."""

    def __init__(self, providers: tuple[Provider, ...] | None = None) -> None:
        self.providers = PROVIDERS if providers is None else providers
        self._by_id = {provider.spec.id: provider for provider in self.providers}

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids in the order in which shells list them."""
        return tuple(self._by_id)

    def __iter__(self) -> Iterator[Provider]:
        return iter(self.providers)

    def __contains__(self, provider_id: object) -> bool:
        return provider_id in self._by_id

    def provider(self, provider_id: str) -> Provider:
        """Return the provider of that id. Raises UserError naming the known ones."""
        found = self._by_id.get(provider_id)
        if found is None:
            raise UserError(
                f"There is no provider “{provider_id}”.",
                "Pushbench does not know a service of that name.",
                f"Use one of: {', '.join(self._by_id)}.",
                trouble=Trouble.USAGE,
            )
        return found


def provider(provider_id: str) -> Provider:
    """Return one of :data:`PROVIDERS`. Raises UserError naming the known ones."""
    return Registry().provider(provider_id)
