"""Committees and their meetings; documents that were issued, and figures that were approved.

Revision: 0006, after 0005. What was issued or approved is only added; a closed meeting is read-only.
"""

import sqlalchemy as sa
from alembic import op

from rollout.migrations.append_only import forbid_changes
from rollout.migrations.refusing import Refusal, forbid_replacing, forget, functions_of, refuse_when

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

_APPEND_ONLY = ("issued_document", "issued_file", "approval", "restatement")
_SAYS = "a closed meeting is read-only"
_CLOSED = "exists (select 1 from meeting where id = {row}.meeting_id and state = 'closed')"
_REFUSED: tuple[Refusal, ...] = (
    ("meeting", "update", "old.state in ('closed', 'cancelled')", _SAYS),
    ("meeting", "delete", "true", "meetings are cancelled, never removed"),
    *(
        (table, event, _CLOSED.format(row="old" if event == "delete" else "new"), _SAYS)
        for table in ("agenda_item", "attendee")
        for event in ("insert", "update", "delete")
    ),
)


def upgrade() -> None:
    op.create_table('addressee',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name_ar', sa.String(length=200), nullable=False),
    sa.Column('post_ar', sa.String(length=200), nullable=False),
    sa.Column('body_ar', sa.String(length=200), nullable=False),
    sa.Column('honorific', sa.String(length=200), nullable=False),
    sa.Column('gender', sa.String(length=4), nullable=False),
    sa.Column('closing', sa.String(length=200), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint("gender in ('m', 'f', 'body')", name=op.f('ck_addressee_gender')),
    sa.CheckConstraint("post_ar <> ''", name=op.f('ck_addressee_post')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_addressee')),
    sa.UniqueConstraint('code', name=op.f('uq_addressee_code'))
    )

    op.create_table('approval',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('known_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('step', sa.String(length=10), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('figures', sa.LargeBinary(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('capacity', sa.String(length=200), nullable=False),
    sa.Column('paper_number', sa.String(length=200), nullable=False),
    sa.Column('paper_on', sa.Date(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("(paper_number = '') = (paper_on is null) and (paper_number = '' or step = 'approved')", name=op.f('ck_approval_paper')),
    sa.CheckConstraint("(step = 'submitted') = (figures is not null)", name=op.f('ck_approval_figures')),
    sa.CheckConstraint("step <> 'returned' or note <> ''", name=op.f('ck_approval_note')),
    sa.CheckConstraint("step in ('submitted', 'approved', 'accepted', 'returned')", name=op.f('ck_approval_step')),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_approval_governorate_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['ab_user.id'], name=op.f('fk_approval_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_approval')),
    sa.UniqueConstraint('id', 'governorate_id', name=op.f('uq_approval_id_governorate_id'))
    )
    op.create_index(op.f('ix_approval_governorate_id'), 'approval', ['governorate_id'])
    op.create_index('ix_approval_period', 'approval', ['governorate_id', 'as_of', 'recorded_at'])
    op.create_index('ix_approval_recorded', 'approval', ['recorded_at'])
    op.create_index(op.f('ix_approval_recorded_by_id'), 'approval', ['recorded_by_id'])
    op.create_table('committee',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name_ar', sa.String(length=200), nullable=False),
    sa.Column('formed_by', sa.String(length=200), nullable=False),
    sa.Column('decision_number', sa.String(length=200), nullable=False),
    sa.Column('decision_on', sa.Date(), nullable=True),
    sa.Column('cut_off_weekday', sa.Integer(), nullable=False),
    sa.Column('cut_off_at', sa.Time(), nullable=False),
    sa.Column('meets_weekday', sa.Integer(), nullable=False),
    sa.Column('meets_at', sa.Time(), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint('cut_off_weekday between 0 and 6 and meets_weekday between 0 and 6', name=op.f('ck_committee_weekdays')),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_committee_governorate_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['ab_user.id'], name=op.f('fk_committee_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_committee')),
    sa.UniqueConstraint('governorate_id', name=op.f('uq_committee_governorate_id')),
    sa.UniqueConstraint('id', 'governorate_id', name=op.f('uq_committee_id_governorate_id'))
    )
    op.create_index(op.f('ix_committee_governorate_id'), 'committee', ['governorate_id'])
    op.create_index(op.f('ix_committee_recorded_by_id'), 'committee', ['recorded_by_id'])
    op.create_table('meeting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('committee_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('starts_at', sa.Time(), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('known_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('patience', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('previous_id', sa.Integer(), nullable=True),
    sa.Column('next_on', sa.Date(), nullable=True),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by_id', sa.Integer(), nullable=True),
    sa.Column('kept_pack', sa.LargeBinary(), nullable=True),
    sa.Column('kept_minutes', sa.LargeBinary(), nullable=True),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'closed') = (closed_at is not null)", name=op.f('ck_meeting_closed')),
    sa.CheckConstraint("(state in ('open', 'closed')) = (known_at is not null)", name=op.f('ck_meeting_known')),
    sa.CheckConstraint("state in ('planned', 'open', 'closed', 'cancelled')", name=op.f('ck_meeting_state')),
    sa.CheckConstraint('as_of <= held_on', name=op.f('ck_meeting_days')),
    sa.ForeignKeyConstraint(['closed_by_id'], ['ab_user.id'], name=op.f('fk_meeting_closed_by_id')),
    sa.ForeignKeyConstraint(['committee_id', 'governorate_id'], ['committee.id', 'committee.governorate_id'], name='fk_meeting_committee'),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_meeting_governorate_id')),
    sa.ForeignKeyConstraint(['previous_id', 'governorate_id'], ['meeting.id', 'meeting.governorate_id'], name='fk_meeting_previous'),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['ab_user.id'], name=op.f('fk_meeting_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting')),
    sa.UniqueConstraint('committee_id', 'year', 'number', name=op.f('uq_meeting_committee_id_year_number')),
    sa.UniqueConstraint('id', 'governorate_id', name=op.f('uq_meeting_id_governorate_id'))
    )
    op.create_index(op.f('ix_meeting_closed_by_id'), 'meeting', ['closed_by_id'])
    op.create_index(op.f('ix_meeting_governorate_id'), 'meeting', ['governorate_id'])
    op.create_index('ix_meeting_held', 'meeting', ['governorate_id', 'held_on'])
    op.create_index(op.f('ix_meeting_previous_id'), 'meeting', ['previous_id'])
    op.create_index(op.f('ix_meeting_recorded_by_id'), 'meeting', ['recorded_by_id'])
    op.create_table('member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('committee_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.String(length=20), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('capacity', sa.String(length=200), nullable=False),
    sa.Column('body', sa.String(length=200), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint("name <> ''", name=op.f('ck_member_name')),
    sa.CheckConstraint("part in ('chair', 'deputy', 'rapporteur', 'member')", name=op.f('ck_member_part')),
    sa.CheckConstraint('until is null or since is null or since <= until', name=op.f('ck_member_days')),
    sa.ForeignKeyConstraint(['committee_id', 'governorate_id'], ['committee.id', 'committee.governorate_id'], name='fk_member_committee'),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_member_governorate_id')),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], name=op.f('fk_member_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_member'))
    )
    op.create_index('ix_member_committee', 'member', ['committee_id'])
    op.create_index(op.f('ix_member_governorate_id'), 'member', ['governorate_id'])
    op.create_index(op.f('ix_member_user_id'), 'member', ['user_id'])
    op.create_table('agenda_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=500), nullable=False),
    sa.Column('said', sa.Text(), nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("title <> ''", name=op.f('ck_agenda_item_title')),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_agenda_item_governorate_id')),
    sa.ForeignKeyConstraint(['meeting_id', 'governorate_id'], ['meeting.id', 'meeting.governorate_id'], name='fk_agenda_item_meeting'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agenda_item'))
    )
    op.create_index(op.f('ix_agenda_item_governorate_id'), 'agenda_item', ['governorate_id'])
    op.create_index('ix_agenda_item_meeting', 'agenda_item', ['meeting_id'])
    op.create_table('attendee',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('part', sa.String(length=20), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('capacity', sa.String(length=200), nullable=False),
    sa.Column('body', sa.String(length=200), nullable=False),
    sa.Column('came', sa.String(length=10), nullable=False),
    sa.Column('instead_of', sa.String(length=200), nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("came in ('present', 'excused', 'absent')", name=op.f('ck_attendee_came')),
    sa.CheckConstraint("name <> ''", name=op.f('ck_attendee_name')),
    sa.CheckConstraint("part in ('chair', 'deputy', 'rapporteur', 'member', 'guest')", name=op.f('ck_attendee_part')),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_attendee_governorate_id')),
    sa.ForeignKeyConstraint(['meeting_id', 'governorate_id'], ['meeting.id', 'meeting.governorate_id'], name='fk_attendee_meeting'),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_attendee_member_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendee'))
    )
    op.create_index(op.f('ix_attendee_governorate_id'), 'attendee', ['governorate_id'])
    op.create_index('ix_attendee_meeting', 'attendee', ['meeting_id'])
    op.create_index(op.f('ix_attendee_member_id'), 'attendee', ['member_id'])
    op.create_table('issued_document',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(length=40), nullable=False),
    sa.Column('title', sa.String(length=500), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('known_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('meeting_id', sa.Integer(), nullable=True),
    sa.Column('code', sa.String(length=32), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('figures', sa.String(length=64), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('issued_by_id', sa.Integer(), nullable=True),
    sa.Column('issued_as', sa.String(length=200), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_issued_document_governorate_id')),
    sa.ForeignKeyConstraint(['issued_by_id'], ['ab_user.id'], name=op.f('fk_issued_document_issued_by_id')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_issued_document_meeting_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_issued_document')),
    sa.UniqueConstraint('code', name=op.f('uq_issued_document_code')),
    sa.UniqueConstraint('reference', name=op.f('uq_issued_document_reference'))
    )
    op.create_index(op.f('ix_issued_document_governorate_id'), 'issued_document', ['governorate_id'])
    op.create_index('ix_issued_document_issued', 'issued_document', ['issued_at'])
    op.create_index(op.f('ix_issued_document_issued_by_id'), 'issued_document', ['issued_by_id'])
    op.create_index('ix_issued_document_kind', 'issued_document', ['kind', 'governorate_id', 'as_of'])
    op.create_index('ix_issued_document_meeting', 'issued_document', ['meeting_id'])
    op.create_index('ix_issued_document_sha256', 'issued_document', ['sha256'])
    op.create_table('issued_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=True),
    sa.Column('form', sa.String(length=4), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.CheckConstraint("form in ('pdf', 'docx', 'xlsx')", name=op.f('ck_issued_file_form')),
    sa.CheckConstraint('size > 0', name=op.f('ck_issued_file_size')),
    sa.ForeignKeyConstraint(['document_id'], ['issued_document.id'], name=op.f('fk_issued_file_document_id')),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_issued_file_governorate_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_issued_file')),
    sa.UniqueConstraint('document_id', 'form', name=op.f('uq_issued_file_document_id_form'))
    )
    op.create_index(op.f('ix_issued_file_governorate_id'), 'issued_file', ['governorate_id'])
    op.create_index('ix_issued_file_sha256', 'issued_file', ['sha256'])
    op.create_table('restatement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('approval_id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('stage', sa.String(length=30), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_restatement_reason')),
    sa.ForeignKeyConstraint(['approval_id', 'governorate_id'], ['approval.id', 'approval.governorate_id'], name='fk_restatement_approval'),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_restatement_governorate_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['ab_user.id'], name=op.f('fk_restatement_recorded_by_id')),
    sa.ForeignKeyConstraint(['site_id', 'governorate_id'], ['site.id', 'site.governorate_id'], name='fk_restatement_site'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_restatement'))
    )
    op.create_index('ix_restatement_approval', 'restatement', ['approval_id'])
    op.create_index('ix_restatement_recorded', 'restatement', ['recorded_at'])
    op.create_index(op.f('ix_restatement_governorate_id'), 'restatement', ['governorate_id'])
    op.create_index(op.f('ix_restatement_recorded_by_id'), 'restatement', ['recorded_by_id'])
    forbid_replacing("meeting", "true", _SAYS)
    refuse_when(_REFUSED)
    for table in _APPEND_ONLY:
        forbid_changes(table)


def downgrade() -> None:
    for table in ("restatement", "issued_file", "issued_document", "attendee", "agenda_item", "member", "meeting", "committee", "approval", "addressee"):
        op.drop_table(table)
    forget(functions_of(_REFUSED))
