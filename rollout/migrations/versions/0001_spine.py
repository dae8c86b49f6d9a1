"""The spine: accounts, register, journal, evidence.

Revision: 0001, the first. Entries, affirmations and evidence may only be added; the database itself refuses to change or remove one.
"""

import sqlalchemy as sa
from alembic import op

from rollout.migrations.append_only import forbid_changes

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


_SORT_KEY = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")
_APPEND_ONLY = ("progress_entry", "affirmation", "evidence")


def upgrade() -> None:

    op.create_table('ab_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('label', sa.String(length=150), nullable=True),
    sa.Column('description', sa.String(length=512), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ab_group')),
    sa.UniqueConstraint('name', name=op.f('uq_ab_group_name'))
    )
    op.create_table('ab_permission',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ab_permission')),
    sa.UniqueConstraint('name', name=op.f('uq_ab_permission_name'))
    )
    op.create_table('ab_register_user',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('first_name', sa.String(length=64), nullable=False),
    sa.Column('last_name', sa.String(length=64), nullable=False),
    sa.Column('username', sa.String(length=128), nullable=False),
    sa.Column('password', sa.String(length=256), nullable=True),
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('registration_date', sa.DateTime(), nullable=True),
    sa.Column('registration_hash', sa.String(length=256), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ab_register_user')),
    sa.UniqueConstraint('email', name=op.f('uq_ab_register_user_email')),
    sa.UniqueConstraint('username', name=op.f('uq_ab_register_user_username'))
    )
    op.create_table('ab_role',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ab_role')),
    sa.UniqueConstraint('name', name=op.f('uq_ab_role_name'))
    )
    op.create_table('ab_user',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('first_name', sa.String(length=64), nullable=False),
    sa.Column('last_name', sa.String(length=64), nullable=False),
    sa.Column('username', sa.String(length=128), nullable=False),
    sa.Column('password', sa.String(length=256), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=True),
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('last_login', sa.DateTime(), nullable=True),
    sa.Column('login_count', sa.Integer(), nullable=True),
    sa.Column('fail_login_count', sa.Integer(), nullable=True),
    sa.Column('created_on', sa.DateTime(), nullable=True),
    sa.Column('changed_on', sa.DateTime(), nullable=True),
    sa.Column('created_by_fk', sa.Integer(), nullable=True),
    sa.Column('changed_by_fk', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['changed_by_fk'], ['ab_user.id'], name=op.f('fk_ab_user_changed_by_fk')),
    sa.ForeignKeyConstraint(['created_by_fk'], ['ab_user.id'], name=op.f('fk_ab_user_created_by_fk')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ab_user')),
    sa.UniqueConstraint('email', name=op.f('uq_ab_user_email')),
    sa.UniqueConstraint('username', name=op.f('uq_ab_user_username'))
    )
    op.create_table('ab_view_menu',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=250), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ab_view_menu')),
    sa.UniqueConstraint('name', name=op.f('uq_ab_view_menu_name'))
    )
    op.create_table('governorate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name_ar', sa.String(length=200), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('capital_ar', sa.String(length=200), nullable=False),
    sa.Column('region_ar', sa.String(length=200), nullable=False),
    sa.Column('in_phase1', sa.Boolean(), nullable=False),
    sa.Column('sort_key', _SORT_KEY, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_governorate')),
    sa.UniqueConstraint('code', name=op.f('uq_governorate_code'))
    )
    op.create_table('login_failure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account', sa.String(length=64), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('blocked_until', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_login_failure')),
    sa.UniqueConstraint('account', name=op.f('uq_login_failure_account'))
    )
    op.create_table('office_setting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_office_setting')),
    sa.UniqueConstraint('key', name=op.f('uq_office_setting_key'))
    )
    op.create_table('programme',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name_ar', sa.String(length=200), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('partner_ar', sa.String(length=200), nullable=False),
    sa.Column('partner_en', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme')),
    sa.UniqueConstraint('code', name=op.f('uq_programme_code'))
    )
    op.create_table('ab_api_key',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('uuid', sa.String(length=36), nullable=False),
    sa.Column('name', sa.String(length=256), nullable=False),
    sa.Column('key_hash', sa.String(length=256), nullable=False),
    sa.Column('lookup_hash', sa.String(length=256), nullable=True),
    sa.Column('key_prefix', sa.String(length=16), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('scopes', sa.Text(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_on', sa.DateTime(), nullable=True),
    sa.Column('expires_on', sa.DateTime(), nullable=True),
    sa.Column('revoked_on', sa.DateTime(), nullable=True),
    sa.Column('last_used_on', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], name=op.f('fk_ab_api_key_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ab_api_key')),
    sa.UniqueConstraint('lookup_hash', name=op.f('uq_ab_api_key_lookup_hash')),
    sa.UniqueConstraint('uuid', name=op.f('uq_ab_api_key_uuid'))
    )
    op.create_index('idx_api_key_lookup_hash', 'ab_api_key', ['lookup_hash'], unique=True)
    op.create_index('idx_api_key_prefix', 'ab_api_key', ['key_prefix'], unique=False)
    op.create_index('idx_api_key_user_id', 'ab_api_key', ['user_id'], unique=False)

    op.create_table('ab_group_role',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.Column('role_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['group_id'], ['ab_group.id'], name=op.f('fk_ab_group_role_group_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['role_id'], ['ab_role.id'], name=op.f('fk_ab_group_role_role_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ab_group_role')),
    sa.UniqueConstraint('group_id', 'role_id', name=op.f('uq_ab_group_role_group_id_role_id'))
    )
    op.create_index('idx_group_id', 'ab_group_role', ['group_id'], unique=False)
    op.create_index('idx_group_role_id', 'ab_group_role', ['role_id'], unique=False)

    op.create_table('ab_permission_view',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('permission_id', sa.Integer(), nullable=False),
    sa.Column('view_menu_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['permission_id'], ['ab_permission.id'], name=op.f('fk_ab_permission_view_permission_id')),
    sa.ForeignKeyConstraint(['view_menu_id'], ['ab_view_menu.id'], name=op.f('fk_ab_permission_view_view_menu_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ab_permission_view')),
    sa.UniqueConstraint('permission_id', 'view_menu_id', name=op.f('uq_ab_permission_view_permission_id_view_menu_id'))
    )
    op.create_index('idx_permission_id', 'ab_permission_view', ['permission_id'], unique=False)
    op.create_index('idx_view_menu_id', 'ab_permission_view', ['view_menu_id'], unique=False)

    op.create_table('ab_user_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['group_id'], ['ab_group.id'], name=op.f('fk_ab_user_group_group_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], name=op.f('fk_ab_user_group_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ab_user_group')),
    sa.UniqueConstraint('user_id', 'group_id', name=op.f('uq_ab_user_group_user_id_group_id'))
    )
    op.create_index('idx_user_group_id', 'ab_user_group', ['group_id'], unique=False)
    op.create_index('idx_user_id', 'ab_user_group', ['user_id'], unique=False)

    op.create_table('ab_user_role',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('role_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['role_id'], ['ab_role.id'], name=op.f('fk_ab_user_role_role_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], name=op.f('fk_ab_user_role_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ab_user_role')),
    sa.UniqueConstraint('user_id', 'role_id', name=op.f('uq_ab_user_role_user_id_role_id'))
    )
    op.create_table('import_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('original_name', sa.String(length=200), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('sites_added', sa.Integer(), nullable=False),
    sa.Column('entries_added', sa.Integer(), nullable=False),
    sa.Column('rows_skipped', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['ab_user.id'], name=op.f('fk_import_run_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_run'))
    )
    op.create_index(op.f('ix_import_run_recorded_by_id'), 'import_run', ['recorded_by_id'], unique=False)
    op.create_index(op.f('ix_import_run_sha256'), 'import_run', ['sha256'], unique=False)

    op.create_table('markaz',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name_ar', sa.String(length=200), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('folded', sa.String(length=200), nullable=False),
    sa.Column('sort_key', _SORT_KEY, nullable=False),
    sa.Column('in_phase1', sa.Boolean(), nullable=False),
    sa.Column('source_note', sa.String(length=500), nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_markaz_governorate_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_markaz')),
    sa.UniqueConstraint('governorate_id', 'folded', name=op.f('uq_markaz_governorate_id_folded')),
    sa.UniqueConstraint('id', 'governorate_id', name=op.f('uq_markaz_id_governorate_id'))
    )
    op.create_index(op.f('ix_markaz_governorate_id'), 'markaz', ['governorate_id'], unique=False)

    op.create_table('officer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('capacity', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], name=op.f('fk_officer_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_officer')),
    sa.UniqueConstraint('user_id', name=op.f('uq_officer_user_id'))
    )
    op.create_table('officer_governorate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.Column('capture', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_officer_governorate_governorate_id')),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], name=op.f('fk_officer_governorate_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_officer_governorate')),
    sa.UniqueConstraint('user_id', 'governorate_id', name=op.f('uq_officer_governorate_user_id_governorate_id'))
    )
    op.create_index(op.f('ix_officer_governorate_governorate_id'), 'officer_governorate', ['governorate_id'], unique=False)
    op.create_index(op.f('ix_officer_governorate_user_id'), 'officer_governorate', ['user_id'], unique=False)

    op.create_table('sign_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], name=op.f('fk_sign_in_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_sign_in_token_hash'))
    )
    op.create_index('ix_sign_in_user', 'sign_in', ['user_id', 'ended_at'], unique=False)

    op.create_table('ab_permission_view_role',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('permission_view_id', sa.Integer(), nullable=True),
    sa.Column('role_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['permission_view_id'], ['ab_permission_view.id'], name=op.f('fk_ab_permission_view_role_permission_view_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['role_id'], ['ab_role.id'], name=op.f('fk_ab_permission_view_role_role_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ab_permission_view_role')),
    sa.UniqueConstraint('permission_view_id', 'role_id', name=op.f('uq_ab_permission_view_role_permission_view_id_role_id'))
    )
    op.create_index('idx_permission_view_id', 'ab_permission_view_role', ['permission_view_id'], unique=False)
    op.create_index('idx_role_id', 'ab_permission_view_role', ['role_id'], unique=False)

    op.create_table('local_unit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('markaz_id', sa.Integer(), nullable=False),
    sa.Column('name_ar', sa.String(length=200), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('folded', sa.String(length=200), nullable=False),
    sa.Column('sort_key', _SORT_KEY, nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_local_unit_governorate_id')),
    sa.ForeignKeyConstraint(['markaz_id', 'governorate_id'], ['markaz.id', 'markaz.governorate_id'], name=op.f('fk_local_unit_markaz_id_governorate_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_local_unit')),
    sa.UniqueConstraint('id', 'governorate_id', name=op.f('uq_local_unit_id_governorate_id')),
    sa.UniqueConstraint('markaz_id', 'folded', name=op.f('uq_local_unit_markaz_id_folded'))
    )
    op.create_index(op.f('ix_local_unit_governorate_id'), 'local_unit', ['governorate_id'], unique=False)
    op.create_index(op.f('ix_local_unit_markaz_id'), 'local_unit', ['markaz_id'], unique=False)

    op.create_table('site',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('markaz_id', sa.Integer(), nullable=True),
    sa.Column('local_unit_id', sa.Integer(), nullable=True),
    sa.Column('programme_id', sa.Integer(), nullable=True),
    sa.Column('name_ar', sa.String(length=200), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('aliases', sa.Text(), nullable=False),
    sa.Column('latitude', sa.Double(), nullable=True),
    sa.Column('longitude', sa.Double(), nullable=True),
    sa.Column('executing_body', sa.String(length=200), nullable=False),
    sa.Column('planned_on', sa.Date(), nullable=True),
    sa.Column('notes', sa.Text(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.Column('sort_key', _SORT_KEY, nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind in ('complex', 'fixed_centre', 'headquarters_centre', 'mobile_centre', 'misr_centre')", name=op.f('ck_site_kind')),
    sa.CheckConstraint('latitude between 21 and 33', name=op.f('ck_site_latitude')),
    sa.CheckConstraint('longitude between 24 and 38', name=op.f('ck_site_longitude')),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_site_governorate_id')),
    sa.ForeignKeyConstraint(['local_unit_id', 'governorate_id'], ['local_unit.id', 'local_unit.governorate_id'], name='fk_site_local_unit'),
    sa.ForeignKeyConstraint(['markaz_id', 'governorate_id'], ['markaz.id', 'markaz.governorate_id'], name='fk_site_markaz'),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_site_programme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_site')),
    sa.UniqueConstraint('code', name=op.f('uq_site_code')),
    sa.UniqueConstraint('id', 'governorate_id', name=op.f('uq_site_id_governorate_id'))
    )
    op.create_index('ix_site_edition', 'site', ['governorate_id', 'row_version'], unique=False)
    op.create_index(op.f('ix_site_governorate_id'), 'site', ['governorate_id'], unique=False)
    op.create_index('ix_site_governorate_order', 'site', ['governorate_id', 'sort_key', 'id'], unique=False)
    op.create_index(op.f('ix_site_kind'), 'site', ['kind'], unique=False)
    op.create_index(op.f('ix_site_local_unit_id'), 'site', ['local_unit_id'], unique=False)
    op.create_index(op.f('ix_site_markaz_id'), 'site', ['markaz_id'], unique=False)
    op.create_index('ix_site_order', 'site', ['sort_key', 'id'], unique=False)
    op.create_index(op.f('ix_site_programme_id'), 'site', ['programme_id'], unique=False)
    op.create_index('ix_site_recorded', 'site', ['recorded_at'], unique=False)
    op.create_index('ix_site_withdrawn', 'site', ['withdrawn_at'], unique=False)

    op.create_table('affirmation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('news_on', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('import_run_id', sa.Integer(), nullable=True),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_affirmation_governorate_id')),
    sa.ForeignKeyConstraint(['import_run_id'], ['import_run.id'], name=op.f('fk_affirmation_import_run_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['ab_user.id'], name=op.f('fk_affirmation_recorded_by_id')),
    sa.ForeignKeyConstraint(['site_id', 'governorate_id'], ['site.id', 'site.governorate_id'], name='fk_affirmation_site'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_affirmation'))
    )
    op.create_index(op.f('ix_affirmation_governorate_id'), 'affirmation', ['governorate_id'], unique=False)
    op.create_index(op.f('ix_affirmation_import_run_id'), 'affirmation', ['import_run_id'], unique=False)
    op.create_index('ix_affirmation_recorded', 'affirmation', ['recorded_at'], unique=False)
    op.create_index(op.f('ix_affirmation_recorded_by_id'), 'affirmation', ['recorded_by_id'], unique=False)
    op.create_index('ix_affirmation_site', 'affirmation', ['site_id', 'recorded_at', 'news_on'], unique=False)

    op.create_table('progress_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('stage', sa.String(length=30), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('done', sa.Integer(), nullable=True),
    sa.Column('wanted', sa.Integer(), nullable=True),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('news_on', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('waiver_by', sa.String(length=200), nullable=False),
    sa.Column('waiver_reason', sa.String(length=500), nullable=False),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('import_run_id', sa.Integer(), nullable=True),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("(waiver_by = '') = (waiver_reason = '')", name=op.f('ck_progress_entry_waiver')),
    sa.CheckConstraint("stage in ('handover', 'utilities', 'linking', 'furnishing', 'training', 'offices', 'service', 'premises', 'network', 'system', 'fitting', 'delivery', 'licensing', 'approval', 'agreement')", name=op.f('ck_progress_entry_stage')),
    sa.CheckConstraint("state <> 'not_applicable' or reason <> ''", name=op.f('ck_progress_entry_reason')),
    sa.CheckConstraint("state in ('not_started', 'in_progress', 'stalled', 'done', 'not_applicable')", name=op.f('ck_progress_entry_state')),
    sa.CheckConstraint('done >= 0 and wanted >= 0 and done <= wanted', name=op.f('ck_progress_entry_units')),
    sa.CheckConstraint('effective_on <= news_on', name=op.f('ck_progress_entry_news')),
    sa.CheckConstraint('replaces_id <> id', name=op.f('ck_progress_entry_replaces_itself')),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_progress_entry_governorate_id')),
    sa.ForeignKeyConstraint(['import_run_id'], ['import_run.id'], name=op.f('fk_progress_entry_import_run_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['ab_user.id'], name=op.f('fk_progress_entry_recorded_by_id')),
    sa.ForeignKeyConstraint(['replaces_id', 'site_id', 'stage'], ['progress_entry.id', 'progress_entry.site_id', 'progress_entry.stage'], name='fk_progress_entry_replaces'),
    sa.ForeignKeyConstraint(['site_id', 'governorate_id'], ['site.id', 'site.governorate_id'], name='fk_progress_entry_site'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_progress_entry')),
    sa.UniqueConstraint('id', 'governorate_id', name=op.f('uq_progress_entry_id_governorate_id')),
    sa.UniqueConstraint('id', 'site_id', 'stage', name=op.f('uq_progress_entry_id_site_id_stage')),
    sa.UniqueConstraint('replaces_id', name=op.f('uq_progress_entry_replaces_id'))
    )
    op.create_index('ix_progress_entry_fold', 'progress_entry', ['site_id', 'stage', 'effective_on', 'recorded_at', 'id'], unique=False)
    op.create_index(op.f('ix_progress_entry_governorate_id'), 'progress_entry', ['governorate_id'], unique=False)
    op.create_index(op.f('ix_progress_entry_import_run_id'), 'progress_entry', ['import_run_id'], unique=False)
    op.create_index('ix_progress_entry_recorded', 'progress_entry', ['recorded_at'], unique=False)
    op.create_index(op.f('ix_progress_entry_recorded_by_id'), 'progress_entry', ['recorded_by_id'], unique=False)

    op.create_table('evidence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('original_name', sa.String(length=200), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('size > 0', name=op.f('ck_evidence_size')),
    sa.ForeignKeyConstraint(['entry_id', 'governorate_id'], ['progress_entry.id', 'progress_entry.governorate_id'], name='fk_evidence_entry'),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_evidence_governorate_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['ab_user.id'], name=op.f('fk_evidence_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence'))
    )
    op.create_index('ix_evidence_entry', 'evidence', ['entry_id', 'recorded_at'], unique=False)
    op.create_index(op.f('ix_evidence_governorate_id'), 'evidence', ['governorate_id'], unique=False)
    op.create_index('ix_evidence_recorded', 'evidence', ['recorded_at'], unique=False)
    op.create_index(op.f('ix_evidence_recorded_by_id'), 'evidence', ['recorded_by_id'], unique=False)
    op.create_index('ix_evidence_sha256', 'evidence', ['sha256'], unique=False)

    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "create function append_only() returns trigger language plpgsql as "
            "$$ begin raise exception '% is append-only', tg_table_name; end $$"
        )
    for table in _APPEND_ONLY:
        forbid_changes(table)


def downgrade() -> None:
    for table in (
        "evidence",
        "progress_entry",
        "affirmation",
        "site",
        "local_unit",
        "ab_permission_view_role",
        "sign_in",
        "officer_governorate",
        "officer",
        "markaz",
        "import_run",
        "ab_user_role",
        "ab_user_group",
        "ab_permission_view",
        "ab_group_role",
        "ab_api_key",
        "programme",
        "office_setting",
        "login_failure",
        "governorate",
        "ab_view_menu",
        "ab_user",
        "ab_role",
        "ab_register_user",
        "ab_permission",
        "ab_group",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop function append_only()")
