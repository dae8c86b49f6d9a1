"""What belongs to one user: views of lists, favourites, notices, guides; and the record of looking through another's eyes.

Revision: 0008, after 0007. A look that has ended is read-only, and none is ever deleted.
"""

import sqlalchemy as sa
from alembic import op

from rollout.migrations.refusing import Refusal, forbid_replacing, forget, functions_of, refuse_when

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

_ON_RECORD = "a look through another user''s eyes stays on record"
_SAME = " or ".join(f"new.{column} <> old.{column}" for column in ("by_id", "user_id", "sign_in_id", "reason", "started_at"))
_REFUSED: tuple[Refusal, ...] = (
    ("view_as", "update", f"old.ended_at is not null or new.ended_at is null or {_SAME}", _ON_RECORD),
    ("view_as", "delete", "old.id is not null", _ON_RECORD),
)


def upgrade() -> None:
    op.create_table('favourite',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('ref', sa.String(length=500), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind in ('site', 'page')", name=op.f('ck_favourite_kind')),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], name=op.f('fk_favourite_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_favourite')),
    sa.UniqueConstraint('user_id', 'kind', 'ref', name=op.f('uq_favourite_user_id_kind_ref'))
    )
    op.create_table('guide_seen',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('guide', sa.String(length=40), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], name=op.f('fk_guide_seen_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guide_seen')),
    sa.UniqueConstraint('user_id', 'guide', name=op.f('uq_guide_seen_user_id_guide'))
    )
    op.create_table('notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('about_id', sa.Integer(), nullable=True),
    sa.Column('address', sa.String(length=500), nullable=False),
    sa.Column('facts', sa.Text(), nullable=False),
    sa.Column('on_day', sa.Date(), nullable=False),
    sa.Column('page', sa.Boolean(), nullable=False),
    sa.Column('mail', sa.Boolean(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['about_id'], ['governorate.id'], name=op.f('fk_notice_about_id')),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], name=op.f('fk_notice_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice')),
    sa.UniqueConstraint('user_id', 'key', name=op.f('uq_notice_user_id_key'))
    )
    op.create_index(op.f('ix_notice_about_id'), 'notice', ['about_id'])
    op.create_index('ix_notice_unread', 'notice', ['user_id', 'read_at'])
    op.create_index('ix_notice_unsent', 'notice', ['mail', 'sent_at'])
    op.create_table('notice_choice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('page', sa.Boolean(), nullable=False),
    sa.Column('mail', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], name=op.f('fk_notice_choice_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_choice')),
    sa.UniqueConstraint('user_id', 'kind', name=op.f('uq_notice_choice_user_id_kind'))
    )
    op.create_table('saved_view',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('page', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('query', sa.String(length=2000), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("name <> ''", name=op.f('ck_saved_view_name')),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], name=op.f('fk_saved_view_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_view')),
    sa.UniqueConstraint('user_id', 'page', 'name', name=op.f('uq_saved_view_user_id_page_name'))
    )
    op.create_table('view_as',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('sign_in_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_view_as_reason')),
    sa.CheckConstraint('by_id <> user_id', name=op.f('ck_view_as_another')),
    sa.ForeignKeyConstraint(['by_id'], ['ab_user.id'], name=op.f('fk_view_as_by_id')),
    sa.ForeignKeyConstraint(['sign_in_id'], ['sign_in.id'], name=op.f('fk_view_as_sign_in_id')),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], name=op.f('fk_view_as_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_view_as'))
    )
    op.create_index(op.f('ix_view_as_by_id'), 'view_as', ['by_id'])
    op.create_index(op.f('ix_view_as_sign_in_id'), 'view_as', ['sign_in_id'])
    op.create_index('ix_view_as_user', 'view_as', ['user_id', 'started_at'])

    forbid_replacing("view_as", "id is not null", _ON_RECORD)
    refuse_when(_REFUSED)


def downgrade() -> None:
    for table in ("view_as", "saved_view", "notice_choice", "notice", "guide_seen", "favourite"):
        op.drop_table(table)
    forget(functions_of(_REFUSED))
