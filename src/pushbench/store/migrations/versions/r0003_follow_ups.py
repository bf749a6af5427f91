"""What services say later: events of deliveries, the questions still to be put, and each delivery's last word."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_STATEMENTS = (
    "ALTER TABLE deliveries ADD COLUMN fate TEXT",
    "CREATE INDEX deliveries_fate ON deliveries (fate) WHERE fate IS NOT NULL",
    """CREATE TABLE delivery_events (
        number INTEGER NOT NULL, delivery TEXT NOT NULL, at FLOAT NOT NULL, fate TEXT NOT NULL, reason TEXT,
        detail TEXT NOT NULL, PRIMARY KEY (number),
        FOREIGN KEY(delivery) REFERENCES deliveries (id) ON DELETE CASCADE)""",
    "CREATE INDEX delivery_events_delivery ON delivery_events (delivery)",
    """CREATE TABLE follow_ups (
        delivery TEXT NOT NULL, due_at FLOAT NOT NULL, asked INTEGER NOT NULL, PRIMARY KEY (delivery),
        FOREIGN KEY(delivery) REFERENCES deliveries (id) ON DELETE CASCADE)""",
    "CREATE INDEX follow_ups_due ON follow_ups (due_at)",
)


def upgrade() -> None:
    """Make column, tables and indexes."""
    for statement in _STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
