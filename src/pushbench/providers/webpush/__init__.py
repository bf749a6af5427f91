"""Web Push: standard pushes to Chrome, Edge, Firefox and Safari."""

from __future__ import annotations

from pushbench.domain.provider import Provider
from pushbench.providers.webpush.provider import WebPush

PROVIDER: Provider = WebPush()
