"""Add keys of the HTTP API, answers that are given again, and by which key something was done."""

import sqlalchemy as sa
from alembic import op

import db.types

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('api_keys',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('guild_id', sa.BigInteger(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('access', sa.Enum('read', 'read write', name='access', native_enum=False, length=32), nullable=False),
    sa.Column('key_hash', sa.Text(), nullable=False),
    sa.Column('created_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.BigInteger(), nullable=False),
    sa.Column('last_used_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', db.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('revoked_by', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_keys')),
    sa.UniqueConstraint('key_hash', name=op.f('uq_api_keys_key_hash'))
    )
    op.create_index('ix_api_keys_guild_id', 'api_keys', ['guild_id'], unique=False)
    op.create_table('given_answers',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('api_key_id', sa.BigInteger(), nullable=False),
    sa.Column('name_hash', sa.Text(), nullable=False),
    sa.Column('request_hash', sa.Text(), nullable=False),
    sa.Column('made_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('claimed_at', db.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('status', sa.BigInteger(), nullable=True),
    sa.Column('body', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_given_answers')),
    sa.UniqueConstraint('api_key_id', 'name_hash', name=op.f('uq_given_answers_api_key_id_name_hash'))
    )
    op.create_index('ix_given_answers_made_at', 'given_answers', ['made_at'], unique=False)
    op.add_column('audit_entries', sa.Column('api_key_id', sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column('audit_entries', 'api_key_id')
    op.drop_table('given_answers')
    op.drop_table('api_keys')
