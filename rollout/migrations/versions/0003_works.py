"""The work behind the stages: steps, pairs of centres, training counts, promised dates, parameters; evidence for all of them.

Revision: 0003, after 0002. What is a fact may only be added, as in 0001.
"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from rollout.migrations.append_only import forbid_changes, permit_changes

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

_APPEND_ONLY = ("step_entry", "attendance", "promise", "baseline", "parameter")
_EVIDENCE_RULES = {
    "proves": "entry_id is not null or step_id is not null or attendance_id is not null",
    "reason": "replaces_id is null or reason <> ''",
    "position": "(latitude is null) = (longitude is null) and (accuracy is null or latitude is not null)",
}


def upgrade() -> None:
    op.create_table('course',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name_ar', sa.String(length=200), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('category', sa.String(length=30), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('counts_to_target', sa.Boolean(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint('days between 1 and 60', name=op.f('ck_course_days')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course')),
    sa.UniqueConstraint('code', name=op.f('uq_course_code'))
    )
    op.create_table('baseline',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name_ar', sa.String(length=200), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('approved_on', sa.Date(), nullable=False),
    sa.Column('approved_by', sa.String(length=200), nullable=False),
    sa.Column('source', sa.String(length=500), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['ab_user.id'], name=op.f('fk_baseline_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_baseline')),
    sa.UniqueConstraint('code', name=op.f('uq_baseline_code'))
    )
    op.create_index(op.f('ix_baseline_recorded_by_id'), 'baseline', ['recorded_by_id'], unique=False)
    op.create_table('parameter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('source', sa.String(length=500), nullable=False),
    sa.Column('approved_by', sa.String(length=200), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('value >= 0', name=op.f('ck_parameter_value')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['ab_user.id'], name=op.f('fk_parameter_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_parameter'))
    )
    op.create_index('ix_parameter_fold', 'parameter', ['key', 'effective_on', 'recorded_at', 'id'], unique=False)
    op.create_index(op.f('ix_parameter_recorded_by_id'), 'parameter', ['recorded_by_id'], unique=False)
    op.create_table('training_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('cancelled', sa.Boolean(), nullable=False),
    sa.Column('notes', sa.Text(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint('capacity between 1 and 10000', name=op.f('ck_training_session_capacity')),
    sa.CheckConstraint('starts_on <= ends_on', name=op.f('ck_training_session_days')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_training_session_course_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_session'))
    )
    op.create_index(op.f('ix_training_session_course_id'), 'training_session', ['course_id'], unique=False)
    op.create_index('ix_training_session_days', 'training_session', ['starts_on', 'ends_on'], unique=False)
    op.create_table('attendance',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('counts_to_target', sa.Boolean(), nullable=False),
    sa.Column('body', sa.String(length=40), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=True),
    sa.Column('persons', sa.Integer(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('certified', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('persons >= 0 and certified >= 0 and persons <= seats and certified <= seats', name=op.f('ck_attendance_counts')),
    sa.CheckConstraint('replaces_id <> id', name=op.f('ck_attendance_replaces_itself')),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_attendance_governorate_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['ab_user.id'], name=op.f('fk_attendance_recorded_by_id')),
    sa.ForeignKeyConstraint(['replaces_id', 'governorate_id'], ['attendance.id', 'attendance.governorate_id'], name='fk_attendance_replaces'),
    sa.ForeignKeyConstraint(['session_id'], ['training_session.id'], name=op.f('fk_attendance_session_id')),
    sa.ForeignKeyConstraint(['site_id', 'governorate_id'], ['site.id', 'site.governorate_id'], name='fk_attendance_site'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance')),
    sa.UniqueConstraint('id', 'governorate_id', name=op.f('uq_attendance_id_governorate_id')),
    sa.UniqueConstraint('replaces_id', name=op.f('uq_attendance_replaces_id'))
    )
    op.create_index(op.f('ix_attendance_governorate_id'), 'attendance', ['governorate_id'], unique=False)
    op.create_index('ix_attendance_recorded', 'attendance', ['recorded_at'], unique=False)
    op.create_index(op.f('ix_attendance_recorded_by_id'), 'attendance', ['recorded_by_id'], unique=False)
    op.create_index(op.f('ix_attendance_session_id'), 'attendance', ['session_id'], unique=False)
    op.create_index('ix_attendance_site', 'attendance', ['site_id', 'id'], unique=False)
    op.create_table('centre_pair',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('complex_id', sa.Integer(), nullable=False),
    sa.Column('centre_id', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint('complex_id <> centre_id', name=op.f('ck_centre_pair_itself')),
    sa.ForeignKeyConstraint(['centre_id', 'governorate_id'], ['site.id', 'site.governorate_id'], name='fk_centre_pair_centre'),
    sa.ForeignKeyConstraint(['complex_id', 'governorate_id'], ['site.id', 'site.governorate_id'], name='fk_centre_pair_complex'),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_centre_pair_governorate_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_centre_pair')),
    sa.UniqueConstraint('complex_id', name=op.f('uq_centre_pair_complex_id'))
    )
    op.create_index('ix_centre_pair_centre', 'centre_pair', ['centre_id'], unique=False)
    op.create_index(op.f('ix_centre_pair_governorate_id'), 'centre_pair', ['governorate_id'], unique=False)
    op.create_table('promise',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('stage', sa.String(length=30), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('given_on', sa.Date(), nullable=False),
    sa.Column('given_by', sa.String(length=200), nullable=False),
    sa.Column('reason', sa.String(length=30), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('baseline_id', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['baseline_id'], ['baseline.id'], name=op.f('fk_promise_baseline_id')),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_promise_governorate_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['ab_user.id'], name=op.f('fk_promise_recorded_by_id')),
    sa.ForeignKeyConstraint(['site_id', 'governorate_id'], ['site.id', 'site.governorate_id'], name='fk_promise_site'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_promise'))
    )
    op.create_index(op.f('ix_promise_baseline_id'), 'promise', ['baseline_id'], unique=False)
    op.create_index('ix_promise_fold', 'promise', ['site_id', 'stage', 'given_on', 'recorded_at', 'id'], unique=False)
    op.create_index(op.f('ix_promise_governorate_id'), 'promise', ['governorate_id'], unique=False)
    op.create_index('ix_promise_recorded', 'promise', ['recorded_at'], unique=False)
    op.create_index(op.f('ix_promise_recorded_by_id'), 'promise', ['recorded_by_id'], unique=False)
    op.create_table('step_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('area', sa.String(length=30), nullable=False),
    sa.Column('item', sa.String(length=40), nullable=False),
    sa.Column('step', sa.String(length=30), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('number', sa.String(length=200), nullable=False),
    sa.Column('body', sa.String(length=200), nullable=False),
    sa.Column('person', sa.String(length=200), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=True),
    sa.Column('count', sa.Integer(), nullable=True),
    sa.Column('expected_on', sa.Date(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('withdrawn', sa.Boolean(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("area in ('handover', 'utilities', 'linking', 'furnishing', 'training', 'offices', 'service', 'premises', 'network', 'system', 'fitting', 'delivery', 'licensing', 'approval', 'agreement')", name=op.f('ck_step_entry_area')),
    sa.CheckConstraint("not withdrawn or (replaces_id is not null and note <> '')", name=op.f('ck_step_entry_withdrawn')),
    sa.CheckConstraint('amount >= 0', name=op.f('ck_step_entry_amount')),
    sa.CheckConstraint('count >= 0', name=op.f('ck_step_entry_count')),
    sa.CheckConstraint('replaces_id <> id', name=op.f('ck_step_entry_replaces_itself')),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_step_entry_governorate_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['ab_user.id'], name=op.f('fk_step_entry_recorded_by_id')),
    sa.ForeignKeyConstraint(['replaces_id', 'site_id', 'area', 'item'], ['step_entry.id', 'step_entry.site_id', 'step_entry.area', 'step_entry.item'], name='fk_step_entry_replaces'),
    sa.ForeignKeyConstraint(['site_id', 'governorate_id'], ['site.id', 'site.governorate_id'], name='fk_step_entry_site'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_step_entry')),
    sa.UniqueConstraint('id', 'governorate_id', name=op.f('uq_step_entry_id_governorate_id')),
    sa.UniqueConstraint('id', 'site_id', 'area', 'item', name=op.f('uq_step_entry_id_site_id_area_item')),
    sa.UniqueConstraint('replaces_id', name=op.f('uq_step_entry_replaces_id'))
    )
    op.create_index('ix_step_entry_fold', 'step_entry', ['site_id', 'area', 'happened_on', 'id'], unique=False)
    op.create_index(op.f('ix_step_entry_governorate_id'), 'step_entry', ['governorate_id'], unique=False)
    op.create_index('ix_step_entry_recorded', 'step_entry', ['recorded_at'], unique=False)
    op.create_index(op.f('ix_step_entry_recorded_by_id'), 'step_entry', ['recorded_by_id'], unique=False)

    # SQLite makes the table anew, and its guards go with the old one.
    permit_changes("evidence")
    with op.batch_alter_table("evidence") as batch:
        batch.alter_column("entry_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("step_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("attendance_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("reason", sa.String(length=500), nullable=False, server_default=""))
        for name in ("latitude", "longitude", "accuracy"):
            batch.add_column(sa.Column(name, sa.Double(), nullable=True))
        batch.create_unique_constraint(op.f("uq_evidence_id_governorate_id"), ["id", "governorate_id"])
        batch.create_unique_constraint(op.f("uq_evidence_replaces_id"), ["replaces_id"])
        batch.create_foreign_key("fk_evidence_step", "step_entry", ["step_id", "governorate_id"], ["id", "governorate_id"])
        batch.create_foreign_key("fk_evidence_attendance", "attendance", ["attendance_id", "governorate_id"], ["id", "governorate_id"])
        for name, rule in _EVIDENCE_RULES.items():
            batch.create_check_constraint(op.f(f"ck_evidence_{name}"), rule)
    # Only now does the table have the key that a row names when it replaces another one.
    with op.batch_alter_table("evidence") as batch:
        batch.create_foreign_key("fk_evidence_replaces", "evidence", ["replaces_id", "governorate_id"], ["id", "governorate_id"])
    op.create_index("ix_evidence_step", "evidence", ["step_id"])
    op.create_index("ix_evidence_attendance", "evidence", ["attendance_id"])

    _promise_planned_waves()
    for table in (*_APPEND_ONLY, "evidence"):
        forbid_changes(table)


def _promise_planned_waves() -> None:
    """What the register already plans becomes the first promise of each site: the last day of its wave, known since the site was."""
    bind = op.get_bind()
    tables = {name: sa.Table(name, sa.MetaData(), autoload_with=bind) for name in ("site", "promise")}
    site, rows = tables["site"].c, []
    for row in bind.execute(sa.select(site.id, site.governorate_id, site.planned_on, site.recorded_at).where(site.planned_on.is_not(None))):
        following = (row.planned_on.replace(day=1) + timedelta(days=32)).replace(day=1)
        rows.append(dict(
            site_id=row.id, governorate_id=row.governorate_id, stage="service", due_on=following - timedelta(days=1),
            given_on=row.recorded_at.date(), given_by="", reason="register", note="", recorded_at=row.recorded_at, source="register",
        ))
    if rows:
        bind.execute(sa.insert(tables["promise"]), rows)


def downgrade() -> None:
    """Documents that prove no journal entry have no place in the older schema: they must not be there."""
    permit_changes("evidence")
    op.drop_index("ix_evidence_attendance", table_name="evidence")
    op.drop_index("ix_evidence_step", table_name="evidence")
    with op.batch_alter_table("evidence") as batch:
        batch.drop_constraint("fk_evidence_replaces", type_="foreignkey")
    with op.batch_alter_table("evidence") as batch:
        for name in _EVIDENCE_RULES:
            batch.drop_constraint(op.f(f"ck_evidence_{name}"), type_="check")
        for name in ("fk_evidence_attendance", "fk_evidence_step"):
            batch.drop_constraint(name, type_="foreignkey")
        batch.drop_constraint(op.f("uq_evidence_replaces_id"), type_="unique")
        batch.drop_constraint(op.f("uq_evidence_id_governorate_id"), type_="unique")
        for name in ("accuracy", "longitude", "latitude", "reason", "replaces_id", "attendance_id", "step_id"):
            batch.drop_column(name)
        batch.alter_column("entry_id", existing_type=sa.Integer(), nullable=False)
    forbid_changes("evidence")
    for table in ("step_entry", "promise", "centre_pair", "attendance", "training_session", "parameter", "baseline", "course"):
        op.drop_table(table)
