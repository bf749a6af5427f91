"""What the credential tools show, as one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pushbench.domain.errors import UserError

if TYPE_CHECKING:
    from pushbench.engine.doctor import Diagnosis
    from pushbench.engine.doctor_jwt import JwtReport
    from pushbench.providers.apns.delivery_log import DeliveryLog
    from pushbench.wire.keys import VapidPair

CREDENTIAL, VAPID, JWT, LOG = "credential", "vapid", "jwt", "delivery-log"
TOOLS = (CREDENTIAL, VAPID, JWT, LOG)


@dataclass(frozen=True, slots=True)
class DoctorState:
    """One tool at a time; what each of them found stays until it is asked anew."""

    tool: str = ""
    """Which of :data:`TOOLS` is open; empty: none."""
    is_reading: bool = False
    found: Diagnosis | None = None
    trouble: UserError | None = None
    """Why a file could not be read at all."""
    pair: VapidPair | None = None
    report: JwtReport | None = None
    jwt_trouble: UserError | None = None
    log: DeliveryLog | None = None
    log_trouble: UserError | None = None
