"""Forms that were sent and saved, so that one sent twice is saved once.

Revision: 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('sent_form',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('address', sa.String(length=2000), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], name=op.f('fk_sent_form_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sent_form')),
    sa.UniqueConstraint('user_id', 'fingerprint', name=op.f('uq_sent_form_user_id_fingerprint'))
    )
    op.create_index('ix_sent_form_sent_at', 'sent_form', ['sent_at'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_sent_form_sent_at', table_name='sent_form')
    op.drop_table('sent_form')
