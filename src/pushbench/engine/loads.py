"""What leaves in one request: one delivery, or several of one profile where the service takes them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pushbench.domain.errors import UserError
from pushbench.domain.outcome import Outcome
from pushbench.domain.profile import Credentials
from pushbench.domain.provider import Batch, Parcel
from pushbench.engine.dispatcher import Begin
from pushbench.engine.plan import PlannedDelivery
from pushbench.engine.registry import Registry


@dataclass(frozen=True, slots=True)
class Load:
    """Deliveries that share a request, in plan order; ``batch`` is None for one that goes by itself."""

    deliveries: tuple[PlannedDelivery, ...]
    batch: Batch | None = None

    @property
    def profile(self) -> str:
        return self.deliveries[0].profile

    def alone(self) -> list[Load]:
        """Return every delivery as a load of its own."""
        return [Load((delivery,)) for delivery in self.deliveries]


def loads_of(deliveries: Sequence[PlannedDelivery], registry: Registry) -> list[Load]:
    """Pack a plan's deliveries. A load stands where its first delivery stood; one that stays alone is no batch."""
    places: list[list[PlannedDelivery]] = []
    batches: dict[int, Batch] = {}
    open_places: dict[str, int] = {}
    for delivery in deliveries:
        batch = registry.provider(delivery.provider).batch
        place = None if batch is None else open_places.get(delivery.profile)
        if place is not None:
            places[place].append(delivery)
        else:
            place = len(places)
            places.append([delivery])
        if batch is not None:
            batches[place] = batch
            open_places[delivery.profile] = place
            if len(places[place]) >= batch.most:
                del open_places[delivery.profile]
    return [
        Load(tuple(packed), batches.get(number) if len(packed) > 1 else None) for number, packed in enumerate(places)
    ]


def begin_load(load: Load, batch: Batch, credentials: Credentials) -> Begin:
    """Return how the one exchange of several deliveries is begun."""
    parcels = tuple(_parcel(delivery) for delivery in load.deliveries)
    return lambda context: batch.exchange(parcels, credentials, context)


def _parcel(delivery: PlannedDelivery) -> Parcel:
    if delivery.draft is None:
        raise delivery.trouble or UserError("There is nothing to send.", "Composing failed.", "Check the message.")
    return Parcel(delivery.draft, delivery.target)


def outcomes_of(load: Load, outcome: Outcome) -> tuple[Outcome, ...]:
    """Return the outcome of each delivery: its part of the answer, or the fate that the whole request shared."""
    if not outcome.parts:
        return (outcome,) * len(load.deliveries)
    if len(outcome.parts) != len(load.deliveries):
        raise ValueError(f"{len(load.deliveries)} deliveries left and {len(outcome.parts)} were answered for")
    return outcome.parts
