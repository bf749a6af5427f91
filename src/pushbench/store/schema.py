"""The database's tables as they are now; ``migrations`` leads older files here.

A test holds both against each other. Names travel as text, JSON as text, times as Unix seconds.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

from pushbench.store.schema_revisions import HEAD as HEAD
from pushbench.store.schema_revisions import REVISIONS as REVISIONS

metadata = MetaData()

devices = Table(
    "devices",
    metadata,
    Column("folded", Text, nullable=False),  # the name without case: the library's order
    Column("name", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("token", Text, nullable=False),
    Column("token_check", Integer, nullable=False),  # CRC-32 of the token: a small index finds it
    Column("platform", Text, nullable=False),
    Column("token_kind", Text, nullable=False),
    Column("app", Text),
    Column("environment", Text),
    Column("tags", Text, nullable=False),
    Column("locale", Text),
    Column("time_zone", Text),
    Column("attributes", Text, nullable=False),
    Column("search", Text, nullable=False),  # everything that a search looks into, without case
    Column("is_retired", Boolean(create_constraint=False), nullable=False),
    Column("retired_reason", Text),
    Column("created_at", Float, nullable=False),
    Column("last_outcome", Text),
    Column("last_status", Integer),
    Column("last_reason", Text),
    Column("last_seen_at", Float),
    PrimaryKeyConstraint("folded", "name"),
    Index("devices_token", "token_check"),
    sqlite_with_rowid=False,
)

device_tags = Table(
    "device_tags",
    metadata,
    Column("tag", Text, nullable=False),
    Column("device", Text, nullable=False),
    PrimaryKeyConstraint("tag", "device"),
    Index("device_tags_device", "device"),
    sqlite_with_rowid=False,
)

groups = Table("groups", metadata, Column("name", Text, primary_key=True))

group_devices = Table(
    "group_devices",
    metadata,
    Column("group_name", Text, ForeignKey("groups.name", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("device", Text, nullable=False),
    PrimaryKeyConstraint("group_name", "position"),
    Index("group_devices_device", "device"),
)

profiles = Table(
    "profiles",
    metadata,
    Column("name", Text, primary_key=True),
    Column("provider", Text, nullable=False),
    Column("environment", Text, nullable=False),
    Column("fields", Text, nullable=False),
    Column("secrets", Text, nullable=False),  # references, never secrets
    Column("tested_at", Float),
    Column("test_result", Text),
    Column("test_ok", Boolean(create_constraint=False)),
)

profile_sets = Table(
    "profile_sets",
    metadata,
    Column("name", Text, primary_key=True),
    Column("profiles", Text, nullable=False),
)

secrets = Table(
    "secrets",
    metadata,
    Column("record", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("key", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires_at", Float, nullable=False),
)

settings = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", Float, nullable=False),
    Column("message_name", Text, nullable=False),
    Column("message_text", Text, nullable=False),
    Column("profile_or_set", Text, nullable=False),
    Column("total", Integer, nullable=False),
    Column("finished_at", Float),
    Column("counts", Text, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),  # by time, see history_store
    Column("id", Text, nullable=False, unique=True),
    Column("run_id", Text, nullable=False),
    Column("at", Float, nullable=False),
    Column("provider", Text, nullable=False),
    Column("profile", Text, nullable=False),
    Column("environment", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("target_kind", Text, nullable=False),
    Column("token", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("status", Integer),
    Column("reason", Text),
    Column("provider_id", Text),
    Column("attempts", Integer, nullable=False),
    Column("latency_ms", Float),
    Column("message_name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("language", Text),
    Column("variant", Text),
    Column("fate", Text),  # what the service said last, when it was asked later
    Index("deliveries_run", "run_id"),
    Index("deliveries_target", "target"),
    Index("deliveries_provider", "provider"),
    Index("deliveries_outcome", "outcome"),
    Index("deliveries_status", "status"),
    Index("deliveries_environment", "environment"),
    Index("deliveries_fate", "fate", sqlite_where=text("fate IS NOT NULL")),
)

delivery_details = Table(
    "delivery_details",
    metadata,
    Column(
        "sequence",
        Integer,
        ForeignKey("deliveries.sequence", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("detail", Text, nullable=False),  # outcome, attempts and draft: apart, so that lists stay narrow
)

delivery_events = Table(
    "delivery_events",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("delivery", Text, ForeignKey("deliveries.id", ondelete="CASCADE"), nullable=False),
    Column("at", Float, nullable=False),
    Column("fate", Text, nullable=False),
    Column("reason", Text),
    Column("detail", Text, nullable=False),  # explanation, facts and attempts
    Index("delivery_events_delivery", "delivery"),
)

follow_ups = Table(
    "follow_ups",
    metadata,
    Column("delivery", Text, ForeignKey("deliveries.id", ondelete="CASCADE"), primary_key=True),
    Column("due_at", Float, nullable=False),
    Column("asked", Integer, nullable=False),  # how many of the planned questions were put
    Index("follow_ups_due", "due_at"),
)
"""Questions that are still to be put."""

WORD_INDEX: tuple[str, ...] = (
    """CREATE VIRTUAL TABLE delivery_words USING fts5(
        title, body, target, token, id, reason, content='deliveries', content_rowid='sequence', prefix='2 3 4 5 6')""",
    "CREATE TABLE unindexed (sequence INTEGER NOT NULL, PRIMARY KEY (sequence))",
    """CREATE TRIGGER deliveries_removed AFTER DELETE ON deliveries BEGIN
        INSERT INTO delivery_words(delivery_words, rowid, title, body, target, token, id, reason)
        SELECT 'delete', old.sequence, old.title, old.body, old.target, old.token, old.id, old.reason
        WHERE NOT EXISTS (SELECT 1 FROM unindexed WHERE sequence = old.sequence);
        DELETE FROM unindexed WHERE sequence = old.sequence; END""",
)
"""Full-text search over the short texts of deliveries; ``unindexed`` names those whose words are still to come."""


def create_all(connection: Connection) -> None:
    """Make every table of a brand-new database."""
    metadata.create_all(connection)
    for statement in WORD_INDEX:
        connection.exec_driver_sql(statement)
