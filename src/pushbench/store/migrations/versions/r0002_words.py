"""Full-text search over the history, filled from the deliveries that are there."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STATEMENTS = (
    """CREATE VIRTUAL TABLE delivery_words USING fts5(
        title, body, target, token, id, reason, content='deliveries', content_rowid='sequence', prefix='2 3 4 5 6')""",
    "CREATE TABLE unindexed (sequence INTEGER NOT NULL, PRIMARY KEY (sequence))",
    """CREATE TRIGGER deliveries_removed AFTER DELETE ON deliveries BEGIN
        INSERT INTO delivery_words(delivery_words, rowid, title, body, target, token, id, reason)
        SELECT 'delete', old.sequence, old.title, old.body, old.target, old.token, old.id, old.reason
        WHERE NOT EXISTS (SELECT 1 FROM unindexed WHERE sequence = old.sequence);
        DELETE FROM unindexed WHERE sequence = old.sequence; END""",
    "INSERT INTO delivery_words(delivery_words) VALUES ('rebuild')",
)


def upgrade() -> None:
    """Make the index and fill it."""
    for statement in _STATEMENTS:
        op.get_bind().exec_driver_sql(statement)
