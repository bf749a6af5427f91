"""The profile a delivery left through, for whatever its service is asked about it later."""

from __future__ import annotations

from typing import Any

from pushbench.domain.errors import UserError
from pushbench.domain.profile import Credentials, Profile
from pushbench.engine.credentials import ready_credentials
from pushbench.engine.parts import Parts


class ProfileGone(UserError):
    """The profile was removed, or leads elsewhere by now."""


async def credentials_as_sent(parts: Parts, provider: str, name: str, environment: str) -> Credentials:
    """Return a profile ready for use if it still is the one that was sent through.

    Raises :class:`ProfileGone` where it is not, and UserError for secrets that cannot be opened now.
    """
    profile = await parts.store.run(lambda db: _profile(db, name))
    if profile is None:
        raise ProfileGone(
            f"Nobody was asked: the profile “{name}” is gone.",
            f"The delivery left through it ({provider}, {environment}), and only its key is known to the service.",
            "Add the profile again under its name and ask by hand, or look at the service's own console.",
        )
    if profile.provider != provider or profile.environment.value != environment:
        raise ProfileGone(
            f"Nobody was asked: the profile “{name}” has changed since.",
            f"The delivery left through {provider}, {environment}.",
            "Give the profile its environment back, or look at the service's own console.",
        )
    return await ready_credentials(parts, profile)


def _profile(db: Any, name: str) -> Profile | None:
    found: Profile | None = db.profiles.get(name)
    return found
