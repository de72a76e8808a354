"""Alembic's entry: run inside a connection that `db.upgrade` hands over."""

from alembic import context

import db.api_rows
import db.appeal_rows
import db.models
import db.money
import db.proof_rows
import db.records  # noqa: F401  likewise
from db.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
