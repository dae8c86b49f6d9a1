"""Decisions and obstacles with what happened to them, letters, and evidence for both; figures that others published.

Revision: 0007, after 0006. What happened is only added; a letter that was sent is read-only.
"""

import sqlalchemy as sa
from alembic import op

from rollout.migrations.append_only import forbid_changes, permit_changes
from rollout.migrations.refusing import Refusal, forbid_replacing, forget, functions_of, refuse_when

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

_APPEND_ONLY = ("decision", "decision_event", "obstacle", "obstacle_event", "obstacle_site")
_PROVED = "entry_id is not null or step_id is not null or attendance_id is not null or paper_id is not null"
_PROVES = f"{_PROVED} or decision_event_id is not null or obstacle_event_id is not null"
_SENT = "a letter that was sent is read-only"
_REFUSED: tuple[Refusal, ...] = (
    ("letter", "update", "old.state <> 'draft'", _SENT),
    ("letter", "delete", "old.state <> 'draft'", _SENT),
)


def upgrade() -> None:
    op.create_table('published_figure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('topic', sa.String(length=40), nullable=False),
    sa.Column('scope_ar', sa.String(length=500), nullable=False),
    sa.Column('words_ar', sa.String(length=500), nullable=False),
    sa.Column('said', sa.String(length=500), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=True),
    sa.Column('unit_ar', sa.String(length=200), nullable=False),
    sa.Column('qualifier', sa.String(length=10), nullable=False),
    sa.Column('sort', sa.String(length=10), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=True),
    sa.Column('as_of_words', sa.String(length=500), nullable=False),
    sa.Column('indicator', sa.String(length=40), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('explanation', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint("qualifier in ('', 'about', 'more_than', 'less_than')", name=op.f('ck_published_figure_qualifier')),
    sa.CheckConstraint("sort in ('actual', 'target')", name=op.f('ck_published_figure_sort')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['ab_user.id'], name=op.f('fk_published_figure_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_published_figure')),
    sa.UniqueConstraint('source', 'position', name=op.f('uq_published_figure_source_position'))
    )
    op.create_index('ix_published_figure_indicator', 'published_figure', ['indicator', 'as_of'])
    op.create_index(op.f('ix_published_figure_recorded_by_id'), 'published_figure', ['recorded_by_id'])
    op.create_table('obstacle',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=500), nullable=False),
    sa.Column('category', sa.String(length=20), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("category in ('works', 'meters', 'linking', 'supply', 'partners', 'staff', 'land', 'money', 'other')", name=op.f('ck_obstacle_category')),
    sa.CheckConstraint("title <> ''", name=op.f('ck_obstacle_title')),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_obstacle_governorate_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_obstacle')),
    sa.UniqueConstraint('governorate_id', 'number', name=op.f('uq_obstacle_governorate_id_number')),
    sa.UniqueConstraint('id', 'governorate_id', name=op.f('uq_obstacle_id_governorate_id'))
    )
    op.create_index(op.f('ix_obstacle_governorate_id'), 'obstacle', ['governorate_id'])
    op.create_table('decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('obstacle_id', sa.Integer(), nullable=True),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("words <> ''", name=op.f('ck_decision_words')),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_decision_governorate_id')),
    sa.ForeignKeyConstraint(['meeting_id', 'governorate_id'], ['meeting.id', 'meeting.governorate_id'], name='fk_decision_meeting'),
    sa.ForeignKeyConstraint(['obstacle_id', 'governorate_id'], ['obstacle.id', 'obstacle.governorate_id'], name='fk_decision_obstacle'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision')),
    sa.UniqueConstraint('id', 'governorate_id', name=op.f('uq_decision_id_governorate_id')),
    sa.UniqueConstraint('meeting_id', 'number', name=op.f('uq_decision_meeting_id_number'))
    )
    op.create_index(op.f('ix_decision_governorate_id'), 'decision', ['governorate_id'])
    op.create_index('ix_decision_obstacle', 'decision', ['obstacle_id'])
    op.create_table('decision_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=20), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('body', sa.String(length=200), nullable=False),
    sa.Column('post', sa.String(length=200), nullable=False),
    sa.Column('level', sa.String(length=20), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("level in ('', 'committee', 'governor', 'ministry', 'cabinet')", name=op.f('ck_decision_event_level')),
    sa.CheckConstraint("step <> 'extended' or (due_on is not null and note <> '')", name=op.f('ck_decision_event_reason')),
    sa.CheckConstraint("step <> 'taken' or (body <> '' and post <> '' and level <> '')", name=op.f('ck_decision_event_owner')),
    sa.CheckConstraint("step in ('taken', 'progress', 'extended', 'assigned', 'escalated', 'done', 'reopened', 'cancelled')", name=op.f('ck_decision_event_step')),
    sa.ForeignKeyConstraint(['decision_id', 'governorate_id'], ['decision.id', 'decision.governorate_id'], name='fk_decision_event_decision'),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_decision_event_governorate_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['ab_user.id'], name=op.f('fk_decision_event_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision_event')),
    sa.UniqueConstraint('id', 'governorate_id', name=op.f('uq_decision_event_id_governorate_id'))
    )
    op.create_index('ix_decision_event_decision', 'decision_event', ['decision_id', 'happened_on'])
    op.create_index(op.f('ix_decision_event_governorate_id'), 'decision_event', ['governorate_id'])
    op.create_index('ix_decision_event_recorded', 'decision_event', ['recorded_at'])
    op.create_index(op.f('ix_decision_event_recorded_by_id'), 'decision_event', ['recorded_by_id'])
    op.create_table('letter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('obstacle_id', sa.Integer(), nullable=False),
    sa.Column('addressee_id', sa.Integer(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('central', sa.Boolean(), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('subject', sa.String(length=500), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('reply_due_on', sa.Date(), nullable=True),
    sa.Column('sent_on', sa.Date(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'sent') = (sent_on is not null)", name=op.f('ck_letter_sent')),
    sa.CheckConstraint("state in ('draft', 'sent', 'dropped')", name=op.f('ck_letter_state')),
    sa.ForeignKeyConstraint(['addressee_id'], ['addressee.id'], name=op.f('fk_letter_addressee_id')),
    sa.ForeignKeyConstraint(['document_id'], ['issued_document.id'], name=op.f('fk_letter_document_id')),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_letter_governorate_id')),
    sa.ForeignKeyConstraint(['obstacle_id', 'governorate_id'], ['obstacle.id', 'obstacle.governorate_id'], name='fk_letter_obstacle'),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['ab_user.id'], name=op.f('fk_letter_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter')),
    sa.UniqueConstraint('id', 'governorate_id', name=op.f('uq_letter_id_governorate_id'))
    )
    op.create_index(op.f('ix_letter_document_id'), 'letter', ['document_id'])
    op.create_index(op.f('ix_letter_governorate_id'), 'letter', ['governorate_id'])
    op.create_index('ix_letter_obstacle', 'letter', ['obstacle_id'])
    op.create_index(op.f('ix_letter_recorded_by_id'), 'letter', ['recorded_by_id'])
    op.create_table('obstacle_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('obstacle_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=20), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('body', sa.String(length=200), nullable=False),
    sa.Column('post', sa.String(length=200), nullable=False),
    sa.Column('needed', sa.Text(), nullable=False),
    sa.Column('level', sa.String(length=20), nullable=False),
    sa.Column('expected_on', sa.Date(), nullable=True),
    sa.Column('presented_on', sa.Date(), nullable=True),
    sa.Column('letter_id', sa.Integer(), nullable=True),
    sa.Column('number', sa.String(length=200), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("level in ('', 'committee', 'governor', 'ministry', 'cabinet')", name=op.f('ck_obstacle_event_level')),
    sa.CheckConstraint("step <> 'expected' or expected_on is not null", name=op.f('ck_obstacle_event_expected')),
    sa.CheckConstraint("step <> 'opened' or (body <> '' and level <> '')", name=op.f('ck_obstacle_event_owner')),
    sa.CheckConstraint("step in ('opened', 'sites', 'news', 'expected', 'assigned', 'escalated', 'letter', 'reply', 'resolved', 'reopened')", name=op.f('ck_obstacle_event_step')),
    sa.CheckConstraint("step not in ('letter', 'reply') or letter_id is not null", name=op.f('ck_obstacle_event_letter')),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_obstacle_event_governorate_id')),
    sa.ForeignKeyConstraint(['letter_id', 'governorate_id'], ['letter.id', 'letter.governorate_id'], name='fk_obstacle_event_letter'),
    sa.ForeignKeyConstraint(['obstacle_id', 'governorate_id'], ['obstacle.id', 'obstacle.governorate_id'], name='fk_obstacle_event_obstacle'),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['ab_user.id'], name=op.f('fk_obstacle_event_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_obstacle_event')),
    sa.UniqueConstraint('id', 'governorate_id', name=op.f('uq_obstacle_event_id_governorate_id'))
    )
    op.create_index(op.f('ix_obstacle_event_governorate_id'), 'obstacle_event', ['governorate_id'])
    op.create_index('ix_obstacle_event_letter', 'obstacle_event', ['letter_id'])
    op.create_index('ix_obstacle_event_obstacle', 'obstacle_event', ['obstacle_id', 'happened_on'])
    op.create_index('ix_obstacle_event_recorded', 'obstacle_event', ['recorded_at'])
    op.create_index(op.f('ix_obstacle_event_recorded_by_id'), 'obstacle_event', ['recorded_by_id'])
    op.create_table('obstacle_site',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('obstacle_id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('stage', sa.String(length=30), nullable=False),
    sa.Column('held', sa.Boolean(), nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("stage in ('handover', 'utilities', 'linking', 'furnishing', 'training', 'offices', 'service', 'premises', 'network', 'system', 'fitting', 'delivery', 'licensing', 'approval', 'agreement')", name=op.f('ck_obstacle_site_stage')),
    sa.ForeignKeyConstraint(['event_id', 'governorate_id'], ['obstacle_event.id', 'obstacle_event.governorate_id'], name='fk_obstacle_site_event'),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_obstacle_site_governorate_id')),
    sa.ForeignKeyConstraint(['obstacle_id'], ['obstacle.id'], name=op.f('fk_obstacle_site_obstacle_id')),
    sa.ForeignKeyConstraint(['site_id', 'governorate_id'], ['site.id', 'site.governorate_id'], name='fk_obstacle_site_site'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_obstacle_site')),
    sa.UniqueConstraint('event_id', 'site_id', 'stage', name=op.f('uq_obstacle_site_event_id_site_id_stage'))
    )
    op.create_index(op.f('ix_obstacle_site_governorate_id'), 'obstacle_site', ['governorate_id'])
    op.create_index(op.f('ix_obstacle_site_obstacle_id'), 'obstacle_site', ['obstacle_id'])
    op.create_index('ix_obstacle_site_site', 'obstacle_site', ['site_id'])
    permit_changes("evidence")
    with op.batch_alter_table("evidence") as batch:
        for owner in ("decision", "obstacle"):
            batch.add_column(sa.Column(f"{owner}_event_id", sa.Integer(), nullable=True))
            batch.create_foreign_key(
                f"fk_evidence_{owner}", f"{owner}_event", [f"{owner}_event_id", "governorate_id"], ["id", "governorate_id"]
            )
        batch.drop_constraint(op.f("ck_evidence_proves"), type_="check")
        batch.create_check_constraint(op.f("ck_evidence_proves"), _PROVES)
    for owner in ("decision", "obstacle"):
        op.create_index(f"ix_evidence_{owner}", "evidence", [f"{owner}_event_id"])
    forbid_replacing("letter", "state <> 'draft'", _SENT)
    refuse_when(_REFUSED)
    for table in (*_APPEND_ONLY, "evidence"):
        forbid_changes(table)


def downgrade() -> None:
    """Documents that prove nothing but a decision or an obstacle have no place in the older schema: they must not be there."""
    permit_changes("evidence")
    for owner in ("decision", "obstacle"):
        op.drop_index(f"ix_evidence_{owner}", table_name="evidence")
    with op.batch_alter_table("evidence") as batch:
        batch.drop_constraint(op.f("ck_evidence_proves"), type_="check")
        for owner in ("decision", "obstacle"):
            batch.drop_constraint(f"fk_evidence_{owner}", type_="foreignkey")
            batch.drop_column(f"{owner}_event_id")
        batch.create_check_constraint(op.f("ck_evidence_proves"), _PROVED)
    forbid_changes("evidence")
    for table in ("obstacle_site", "obstacle_event", "letter", "decision_event", "decision", "obstacle", "published_figure"):
        op.drop_table(table)
    forget(functions_of(_REFUSED))
