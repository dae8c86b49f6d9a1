"""The ledger of the contract and its money: devices, accounts, movements, entitlements, securities, invoices, certificates, payments.

Revision: 0005, after 0004. The database carries the balances and refuses one below nothing; facts are only added.
"""

import sqlalchemy as sa
from alembic import op

from rollout.migrations.append_only import forbid_changes
from rollout.migrations.books import drop_books, keep_books

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

_APPEND_ONLY = (
    "movement", "security", "security_event", "invoice", "certificate", "certificate_item", "payment", "compensation",
)


def upgrade() -> None:
    op.create_table('asset',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('line_id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('serial', sa.String(length=200), nullable=False),
    sa.Column('tag', sa.String(length=200), nullable=False),
    sa.Column('condition', sa.String(length=20), nullable=False),
    sa.Column('paper_line_id', sa.Integer(), nullable=True),
    sa.Column('left_on', sa.Date(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint("condition in ('new', 'used', 'damaged', 'idle', 'scrap')", name=op.f('ck_asset_condition')),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_asset_governorate_id')),
    sa.ForeignKeyConstraint(['line_id'], ['contract_line.id'], name=op.f('fk_asset_line_id')),
    sa.ForeignKeyConstraint(['paper_line_id'], ['paper_line.id'], name=op.f('fk_asset_paper_line_id')),
    sa.ForeignKeyConstraint(['site_id', 'governorate_id'], ['site.id', 'site.governorate_id'], name='fk_asset_site'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_asset')),
    sa.UniqueConstraint('line_id', 'serial', name=op.f('uq_asset_line_id_serial')),
    sa.UniqueConstraint('tag', name=op.f('uq_asset_tag'))
    )
    op.create_index(op.f('ix_asset_governorate_id'), 'asset', ['governorate_id'])
    op.create_index(op.f('ix_asset_paper_line_id'), 'asset', ['paper_line_id'])
    op.create_index('ix_asset_site', 'asset', ['site_id'])
    op.create_table('account',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('line_id', sa.Integer(), nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=True),
    sa.Column('site_id', sa.Integer(), nullable=True),
    sa.Column('store_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('accepted', sa.Boolean(), nullable=False),
    sa.Column('balance', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("(site_id is null) = (state in ('contracted', 'moving', 'moving_accepted', 'origin'))", name=op.f('ck_account_pooled')),
    sa.CheckConstraint("accepted = (state in ('accepted', 'in_service', 'installed', 'issued', 'moving_accepted', 'returned', 'stock', 'unexplained', 'written_off'))", name=op.f('ck_account_accepted')),
    sa.CheckConstraint("balance >= 0 or state = 'origin'", name=op.f('ck_account_balance')),
    sa.CheckConstraint("state in ('accepted', 'allotted', 'contracted', 'custody', 'dispatched', 'in_service', 'installed', 'issued', 'moving', 'moving_accepted', 'ordered', 'origin', 'rejected', 'returned', 'short', 'stock', 'surplus', 'unexplained', 'withdrawn', 'written_off')", name=op.f('ck_account_state')),
    sa.CheckConstraint("store_id is null or state in ('accepted', 'custody', 'rejected', 'stock', 'surplus')", name=op.f('ck_account_store')),
    sa.CheckConstraint('(site_id is null) = (governorate_id is null)', name=op.f('ck_account_site')),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_account_governorate_id')),
    sa.ForeignKeyConstraint(['line_id'], ['contract_line.id'], name=op.f('fk_account_line_id')),
    sa.ForeignKeyConstraint(['site_id', 'governorate_id'], ['site.id', 'site.governorate_id'], name='fk_account_site'),
    sa.ForeignKeyConstraint(['store_id', 'governorate_id'], ['store.id', 'store.governorate_id'], name='fk_account_store'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
    sa.UniqueConstraint('id', 'line_id', name=op.f('uq_account_id_line_id'))
    )
    op.create_index(op.f('ix_account_governorate_id'), 'account', ['governorate_id'])
    op.create_index('ix_account_site', 'account', ['site_id', 'state'])
    op.create_index('ix_account_store', 'account', ['store_id', 'state'])
    op.create_index('uq_account_pool', 'account', ['line_id', 'state'], unique=True, sqlite_where=sa.text('site_id IS NULL'), postgresql_where=sa.text('site_id IS NULL'))
    op.create_index('uq_account_site', 'account', ['line_id', 'site_id', 'state'], unique=True, sqlite_where=sa.text('site_id IS NOT NULL AND store_id IS NULL'), postgresql_where=sa.text('site_id IS NOT NULL AND store_id IS NULL'))
    op.create_index('uq_account_store', 'account', ['line_id', 'site_id', 'store_id', 'state'], unique=True, sqlite_where=sa.text('store_id IS NOT NULL'), postgresql_where=sa.text('store_id IS NOT NULL'))
    op.create_table('movement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=True),
    sa.Column('line_id', sa.Integer(), nullable=False),
    sa.Column('paper_line_id', sa.Integer(), nullable=False),
    sa.Column('from_id', sa.Integer(), nullable=False),
    sa.Column('to_id', sa.Integer(), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('moved_on', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('corrects_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('corrects_id <> id', name=op.f('ck_movement_corrects_itself')),
    sa.CheckConstraint('from_id <> to_id', name=op.f('ck_movement_accounts')),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_movement_quantity')),
    sa.ForeignKeyConstraint(['corrects_id', 'line_id'], ['movement.id', 'movement.line_id'], name='fk_movement_corrects'),
    sa.ForeignKeyConstraint(['from_id', 'line_id'], ['account.id', 'account.line_id'], name='fk_movement_from'),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_movement_governorate_id')),
    sa.ForeignKeyConstraint(['line_id'], ['contract_line.id'], name=op.f('fk_movement_line_id')),
    sa.ForeignKeyConstraint(['paper_line_id'], ['paper_line.id'], name=op.f('fk_movement_paper_line_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['ab_user.id'], name=op.f('fk_movement_recorded_by_id')),
    sa.ForeignKeyConstraint(['to_id', 'line_id'], ['account.id', 'account.line_id'], name='fk_movement_to'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_movement')),
    sa.UniqueConstraint('id', 'line_id', name=op.f('uq_movement_id_line_id'))
    )
    op.create_index('ix_movement_corrects', 'movement', ['corrects_id'])
    op.create_index('ix_movement_from', 'movement', ['from_id', 'moved_on'])
    op.create_index(op.f('ix_movement_governorate_id'), 'movement', ['governorate_id'])
    op.create_index('ix_movement_line', 'movement', ['line_id', 'moved_on'])
    op.create_index('ix_movement_moved', 'movement', ['moved_on'])
    op.create_index(op.f('ix_movement_paper_line_id'), 'movement', ['paper_line_id'])
    op.create_index('ix_movement_recorded', 'movement', ['recorded_at'])
    op.create_index(op.f('ix_movement_recorded_by_id'), 'movement', ['recorded_by_id'])
    op.create_index('ix_movement_to', 'movement', ['to_id', 'moved_on'])
    op.create_table('entitlement',
    sa.Column('line_id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('accepted', sa.BigInteger(), nullable=False),
    sa.Column('certified', sa.BigInteger(), nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('certified >= 0 and certified <= accepted', name=op.f('ck_entitlement_payable')),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_entitlement_governorate_id')),
    sa.ForeignKeyConstraint(['line_id'], ['contract_line.id'], name=op.f('fk_entitlement_line_id')),
    sa.ForeignKeyConstraint(['site_id', 'governorate_id'], ['site.id', 'site.governorate_id'], name='fk_entitlement_site'),
    sa.PrimaryKeyConstraint('line_id', 'site_id', name=op.f('pk_entitlement'))
    )
    op.create_index(op.f('ix_entitlement_governorate_id'), 'entitlement', ['governorate_id'])
    op.create_table('security',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('supplier_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(length=20), nullable=False),
    sa.Column('bank', sa.String(length=200), nullable=False),
    sa.Column('number', sa.String(length=200), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("purpose in ('provisional', 'final', 'advance', 'retention')", name=op.f('ck_security_purpose')),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_security_contract_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['ab_user.id'], name=op.f('fk_security_recorded_by_id')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_security_supplier_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_security')),
    sa.UniqueConstraint('bank', 'number', name=op.f('uq_security_bank_number'))
    )
    op.create_index('ix_security_contract', 'security', ['contract_id'])
    op.create_index(op.f('ix_security_recorded_by_id'), 'security', ['recorded_by_id'])
    op.create_index(op.f('ix_security_supplier_id'), 'security', ['supplier_id'])
    op.create_table('security_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('security_id', sa.Integer(), nullable=False),
    sa.Column('event', sa.String(length=20), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("event in ('issued', 'extended', 'reduced', 'released', 'forfeited')", name=op.f('ck_security_event_event')),
    sa.CheckConstraint("event not in ('issued', 'extended') or expires_on is not null", name=op.f('ck_security_event_expiry')),
    sa.CheckConstraint('value >= 0', name=op.f('ck_security_event_value')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['ab_user.id'], name=op.f('fk_security_event_recorded_by_id')),
    sa.ForeignKeyConstraint(['security_id'], ['security.id'], name=op.f('fk_security_event_security_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_security_event'))
    )
    op.create_index('ix_security_event_fold', 'security_event', ['security_id', 'happened_on', 'id'])
    op.create_index('ix_security_event_recorded', 'security_event', ['recorded_at'])
    op.create_index(op.f('ix_security_event_recorded_by_id'), 'security_event', ['recorded_by_id'])
    op.create_table('invoice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('supplier_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=200), nullable=False),
    sa.Column('dated', sa.Date(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('amount > 0', name=op.f('ck_invoice_amount')),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_invoice_contract_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['ab_user.id'], name=op.f('fk_invoice_recorded_by_id')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_invoice_supplier_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invoice')),
    sa.UniqueConstraint('supplier_id', 'number', name=op.f('uq_invoice_supplier_id_number'))
    )
    op.create_index(op.f('ix_invoice_contract_id'), 'invoice', ['contract_id'])
    op.create_index(op.f('ix_invoice_recorded_by_id'), 'invoice', ['recorded_by_id'])
    op.create_table('certificate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('supplier_id', sa.Integer(), nullable=False),
    sa.Column('invoice_id', sa.Integer(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('gross', sa.BigInteger(), nullable=False),
    sa.Column('recovery', sa.BigInteger(), nullable=False),
    sa.Column('retention', sa.BigInteger(), nullable=False),
    sa.Column('compensation', sa.BigInteger(), nullable=False),
    sa.Column('other', sa.BigInteger(), nullable=False),
    sa.Column('other_note', sa.String(length=500), nullable=False),
    sa.Column('net', sa.BigInteger(), nullable=False),
    sa.Column('corrects_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("other = 0 or other_note <> ''", name=op.f('ck_certificate_other')),
    sa.CheckConstraint('corrects_id is not null or (gross > 0 and net >= 0)', name=op.f('ck_certificate_gross')),
    sa.CheckConstraint('corrects_id is not null or (recovery >= 0 and retention >= 0 and compensation >= 0 and other >= 0)', name=op.f('ck_certificate_deductions')),
    sa.CheckConstraint('net = gross - recovery - retention - compensation - other', name=op.f('ck_certificate_net')),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_certificate_contract_id')),
    sa.ForeignKeyConstraint(['corrects_id'], ['certificate.id'], name=op.f('fk_certificate_corrects_id')),
    sa.ForeignKeyConstraint(['invoice_id'], ['invoice.id'], name=op.f('fk_certificate_invoice_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['ab_user.id'], name=op.f('fk_certificate_recorded_by_id')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_certificate_supplier_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate')),
    sa.UniqueConstraint('contract_id', 'number', name=op.f('uq_certificate_contract_id_number')),
    sa.UniqueConstraint('corrects_id', name=op.f('uq_certificate_corrects_id'))
    )
    op.create_index(op.f('ix_certificate_invoice_id'), 'certificate', ['invoice_id'])
    op.create_index('ix_certificate_recorded', 'certificate', ['recorded_at'])
    op.create_index(op.f('ix_certificate_recorded_by_id'), 'certificate', ['recorded_by_id'])
    op.create_index('ix_certificate_supplier', 'certificate', ['supplier_id', 'day'])
    op.create_table('certificate_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('certificate_id', sa.Integer(), nullable=False),
    sa.Column('line_id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('quantity <> 0', name=op.f('ck_certificate_item_quantity')),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificate.id'], name=op.f('fk_certificate_item_certificate_id')),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_certificate_item_governorate_id')),
    sa.ForeignKeyConstraint(['line_id', 'site_id'], ['entitlement.line_id', 'entitlement.site_id'], name='fk_certificate_item_entitlement'),
    sa.ForeignKeyConstraint(['site_id', 'governorate_id'], ['site.id', 'site.governorate_id'], name='fk_certificate_item_site'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_item')),
    sa.UniqueConstraint('certificate_id', 'line_id', 'site_id', name=op.f('uq_certificate_item_certificate_id_line_id_site_id'))
    )
    op.create_index(op.f('ix_certificate_item_governorate_id'), 'certificate_item', ['governorate_id'])
    op.create_index('ix_certificate_item_place', 'certificate_item', ['line_id', 'site_id'])
    op.create_table('payment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('certificate_id', sa.Integer(), nullable=False),
    sa.Column('paid_on', sa.Date(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('reference', sa.String(length=200), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('amount <> 0', name=op.f('ck_payment_amount')),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificate.id'], name=op.f('fk_payment_certificate_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['ab_user.id'], name=op.f('fk_payment_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment'))
    )
    op.create_index('ix_payment_certificate', 'payment', ['certificate_id', 'paid_on'])
    op.create_index('ix_payment_recorded', 'payment', ['recorded_at'])
    op.create_index(op.f('ix_payment_recorded_by_id'), 'payment', ['recorded_by_id'])
    op.create_table('compensation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('order_line_id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('late_value', sa.BigInteger(), nullable=False),
    sa.Column('weeks', sa.Integer(), nullable=False),
    sa.Column('rate', sa.Integer(), nullable=False),
    sa.Column('cap', sa.Integer(), nullable=False),
    sa.Column('proposed', sa.BigInteger(), nullable=False),
    sa.Column('decided', sa.BigInteger(), nullable=False),
    sa.Column('decided_by', sa.String(length=200), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("decided = proposed or reason <> ''", name=op.f('ck_compensation_reason')),
    sa.CheckConstraint('late_value >= 0 and weeks >= 0 and rate >= 0 and cap >= 0 and proposed >= 0 and decided >= 0', name=op.f('ck_compensation_values')),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_compensation_contract_id')),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_compensation_governorate_id')),
    sa.ForeignKeyConstraint(['order_line_id'], ['paper_line.id'], name=op.f('fk_compensation_order_line_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['ab_user.id'], name=op.f('fk_compensation_recorded_by_id')),
    sa.ForeignKeyConstraint(['replaces_id'], ['compensation.id'], name=op.f('fk_compensation_replaces_id')),
    sa.ForeignKeyConstraint(['site_id', 'governorate_id'], ['site.id', 'site.governorate_id'], name='fk_compensation_site'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_compensation')),
    sa.UniqueConstraint('replaces_id', name=op.f('uq_compensation_replaces_id'))
    )
    op.create_index(op.f('ix_compensation_contract_id'), 'compensation', ['contract_id'])
    op.create_index(op.f('ix_compensation_governorate_id'), 'compensation', ['governorate_id'])
    op.create_index('ix_compensation_order', 'compensation', ['order_line_id'])
    op.create_index('ix_compensation_recorded', 'compensation', ['recorded_at'])
    op.create_index(op.f('ix_compensation_recorded_by_id'), 'compensation', ['recorded_by_id'])
    keep_books()
    for table in _APPEND_ONLY:
        forbid_changes(table)


def downgrade() -> None:
    for table in ("compensation", "payment", "certificate_item", "certificate", "invoice", "security_event", "security", "entitlement", "movement", "account", "asset"):
        op.drop_table(table)
    drop_books()
