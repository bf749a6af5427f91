"""Every documented error of the push services, the table behind "explain this error"."""

from __future__ import annotations

from pushbench.domain.outcome import Reason
from pushbench.providers.webpush.reasons_apple import APPLE
from pushbench.providers.webpush.reasons_fcm import FCM
from pushbench.providers.webpush.reasons_http import HTTP
from pushbench.providers.webpush.reasons_mozilla import MOZILLA
from pushbench.providers.webpush.reasons_wns import WNS

REASONS: tuple[Reason, ...] = (*MOZILLA, *FCM, *APPLE, *WNS, *HTTP)
