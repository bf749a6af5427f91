"""The first database: library, profiles, sealed secrets, settings and the history's rows."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_STATEMENTS = (
    """CREATE TABLE devices (
        folded TEXT NOT NULL, name TEXT NOT NULL, provider TEXT NOT NULL, token TEXT NOT NULL,
        token_check INTEGER NOT NULL, platform TEXT NOT NULL, token_kind TEXT NOT NULL, app TEXT, environment TEXT,
        tags TEXT NOT NULL, locale TEXT, time_zone TEXT, attributes TEXT NOT NULL, search TEXT NOT NULL,
        is_retired BOOLEAN NOT NULL, retired_reason TEXT, created_at FLOAT NOT NULL, last_outcome TEXT,
        last_status INTEGER, last_reason TEXT, last_seen_at FLOAT, PRIMARY KEY (folded, name)) WITHOUT ROWID""",
    "CREATE INDEX devices_token ON devices (token_check)",
    "CREATE TABLE device_tags (tag TEXT NOT NULL, device TEXT NOT NULL, PRIMARY KEY (tag, device)) WITHOUT ROWID",
    "CREATE INDEX device_tags_device ON device_tags (device)",
    "CREATE TABLE groups (name TEXT NOT NULL, PRIMARY KEY (name))",
    """CREATE TABLE group_devices (
        group_name TEXT NOT NULL, position INTEGER NOT NULL, device TEXT NOT NULL, PRIMARY KEY (group_name, position),
        FOREIGN KEY(group_name) REFERENCES groups (name) ON DELETE CASCADE)""",
    "CREATE INDEX group_devices_device ON group_devices (device)",
    """CREATE TABLE profiles (
        name TEXT NOT NULL, provider TEXT NOT NULL, environment TEXT NOT NULL, fields TEXT NOT NULL,
        secrets TEXT NOT NULL, tested_at FLOAT, test_result TEXT, test_ok BOOLEAN, PRIMARY KEY (name))""",
    "CREATE TABLE profile_sets (name TEXT NOT NULL, profiles TEXT NOT NULL, PRIMARY KEY (name))",
    "CREATE TABLE secrets (record TEXT NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (record))",
    """CREATE TABLE tokens (
        "key" TEXT NOT NULL, sealed BLOB NOT NULL, expires_at FLOAT NOT NULL, PRIMARY KEY ("key"))""",
    'CREATE TABLE settings ("key" TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY ("key"))',
    """CREATE TABLE runs (
        id TEXT NOT NULL, at FLOAT NOT NULL, message_name TEXT NOT NULL, message_text TEXT NOT NULL,
        profile_or_set TEXT NOT NULL, total INTEGER NOT NULL, finished_at FLOAT, counts TEXT NOT NULL,
        PRIMARY KEY (id))""",
    """CREATE TABLE deliveries (
        sequence INTEGER NOT NULL, id TEXT NOT NULL, run_id TEXT NOT NULL, at FLOAT NOT NULL, provider TEXT NOT NULL,
        profile TEXT NOT NULL, environment TEXT NOT NULL, target TEXT NOT NULL, target_kind TEXT NOT NULL,
        token TEXT NOT NULL, outcome TEXT NOT NULL, status INTEGER, reason TEXT, provider_id TEXT,
        attempts INTEGER NOT NULL, latency_ms FLOAT, message_name TEXT NOT NULL, title TEXT NOT NULL,
        body TEXT NOT NULL, language TEXT, variant TEXT, PRIMARY KEY (sequence), UNIQUE (id))""",
    "CREATE INDEX deliveries_run ON deliveries (run_id)",
    "CREATE INDEX deliveries_target ON deliveries (target)",
    "CREATE INDEX deliveries_provider ON deliveries (provider)",
    "CREATE INDEX deliveries_outcome ON deliveries (outcome)",
    "CREATE INDEX deliveries_status ON deliveries (status)",
    "CREATE INDEX deliveries_environment ON deliveries (environment)",
    """CREATE TABLE delivery_details (
        sequence INTEGER NOT NULL, detail TEXT NOT NULL, PRIMARY KEY (sequence),
        FOREIGN KEY(sequence) REFERENCES deliveries (sequence) ON DELETE CASCADE)""",
)


def upgrade() -> None:
    """Make the tables."""
    for statement in _STATEMENTS:
        op.execute(statement)
