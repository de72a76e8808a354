"""Alembic's entry: run inside a connection that `db.upgrade` hands over."""

from alembic import context

import db.tables  # noqa: F401  they are compared with
from db.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
