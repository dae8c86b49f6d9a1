"""The furniture and equipment contract with its papers: suppliers, lots, lines, kits, stores, papers, signatures.

Revision: 0004, after 0003. A closed paper is read-only, a signature is only added.
"""

import sqlalchemy as sa
from alembic import op

from rollout.migrations.append_only import forbid_changes, permit_changes
from rollout.migrations.books import close_papers, drop_papers

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

_APPEND_ONLY = ("form_title", "signature")
_PROVES = "entry_id is not null or step_id is not null or attendance_id is not null"


def upgrade() -> None:
    op.create_table('supplier',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name_ar', sa.String(length=200), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('tax_number', sa.String(length=200), nullable=False),
    sa.Column('address', sa.String(length=500), nullable=False),
    sa.Column('phone', sa.String(length=200), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supplier')),
    sa.UniqueConstraint('code', name=op.f('uq_supplier_code'))
    )
    op.create_table('contract',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('number', sa.String(length=200), nullable=False),
    sa.Column('name_ar', sa.String(length=200), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('buyer', sa.String(length=200), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.Column('value_note', sa.Text(), nullable=False),
    sa.Column('advance', sa.BigInteger(), nullable=False),
    sa.Column('recovery', sa.Integer(), nullable=False),
    sa.Column('retention', sa.Integer(), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint('advance >= 0 and advance <= value', name=op.f('ck_contract_advance')),
    sa.CheckConstraint('ends_on is null or ends_on >= signed_on', name=op.f('ck_contract_days')),
    sa.CheckConstraint('retention between 0 and 10000 and recovery between 0 and 10000', name=op.f('ck_contract_rates')),
    sa.CheckConstraint('value > 0', name=op.f('ck_contract_value')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contract')),
    sa.UniqueConstraint('code', name=op.f('uq_contract_code'))
    )
    op.create_table('form_title',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('form', sa.String(length=200), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['ab_user.id'], name=op.f('fk_form_title_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_form_title'))
    )
    op.create_index('ix_form_title_fold', 'form_title', ['kind', 'recorded_at', 'id'])
    op.create_index(op.f('ix_form_title_recorded_by_id'), 'form_title', ['recorded_by_id'])
    op.create_table('lot',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('supplier_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name_ar', sa.String(length=200), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_lot_contract_id')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_lot_supplier_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lot')),
    sa.UniqueConstraint('contract_id', 'code', name=op.f('uq_lot_contract_id_code')),
    sa.UniqueConstraint('id', 'contract_id', name=op.f('uq_lot_id_contract_id'))
    )
    op.create_index(op.f('ix_lot_supplier_id'), 'lot', ['supplier_id'])
    op.create_table('contract_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('lot_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name_ar', sa.String(length=200), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('specification', sa.Text(), nullable=False),
    sa.Column('unit', sa.String(length=20), nullable=False),
    sa.Column('unit_price', sa.BigInteger(), nullable=False),
    sa.Column('essential', sa.Boolean(), nullable=False),
    sa.Column('has_serials', sa.Boolean(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint("unit in ('piece', 'set', 'pair', 'device', 'roll', 'metre', 'square_metre', 'kilogram')", name=op.f('ck_contract_line_unit')),
    sa.CheckConstraint('unit_price > 0', name=op.f('ck_contract_line_unit_price')),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_contract_line_contract_id')),
    sa.ForeignKeyConstraint(['lot_id', 'contract_id'], ['lot.id', 'lot.contract_id'], name='fk_contract_line_lot'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contract_line')),
    sa.UniqueConstraint('contract_id', 'code', name=op.f('uq_contract_line_contract_id_code'))
    )
    op.create_index('ix_contract_line_lot', 'contract_line', ['lot_id'])
    op.create_table('kit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name_ar', sa.String(length=200), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_kit_contract_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kit')),
    sa.UniqueConstraint('contract_id', 'code', name=op.f('uq_kit_contract_id_code'))
    )
    op.create_table('kit_part',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kit_id', sa.Integer(), nullable=False),
    sa.Column('line_id', sa.Integer(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_kit_part_quantity')),
    sa.ForeignKeyConstraint(['kit_id'], ['kit.id'], name=op.f('fk_kit_part_kit_id')),
    sa.ForeignKeyConstraint(['line_id'], ['contract_line.id'], name=op.f('fk_kit_part_line_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kit_part')),
    sa.UniqueConstraint('kit_id', 'line_id', name=op.f('uq_kit_part_kit_id_line_id'))
    )
    op.create_index(op.f('ix_kit_part_line_id'), 'kit_part', ['line_id'])
    op.create_table('store',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name_ar', sa.String(length=200), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('keeper', sa.String(length=200), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_store_governorate_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_store')),
    sa.UniqueConstraint('code', name=op.f('uq_store_code')),
    sa.UniqueConstraint('id', 'governorate_id', name=op.f('uq_store_id_governorate_id'))
    )
    op.create_index(op.f('ix_store_governorate_id'), 'store', ['governorate_id'])
    op.create_table('paper',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('own_number', sa.String(length=200), nullable=False),
    sa.Column('own_folded', sa.String(length=200), nullable=False),
    sa.Column('store_id', sa.Integer(), nullable=True),
    sa.Column('supplier_id', sa.Integer(), nullable=True),
    sa.Column('about_id', sa.Integer(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('printed', sa.JSON(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by_id', sa.Integer(), nullable=True),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'closed') = (number is not null) and (number is null) = (closed_at is null)", name=op.f('ck_paper_closed')),
    sa.CheckConstraint("kind in ('signing', 'increase', 'decrease', 'allotment', 'deallotment', 'order', 'delivery', 'replacement', 'receipt', 'inspection', 'addition', 'issue', 'installation', 'service', 'rejection', 'withdrawal', 'transfer', 'return', 'restoration', 'write_off', 'audit', 'found', 'surplus_back', 'surplus_kept', 'counter')", name=op.f('ck_paper_kind')),
    sa.CheckConstraint("state in ('draft', 'closed', 'dropped')", name=op.f('ck_paper_state')),
    sa.ForeignKeyConstraint(['about_id'], ['paper.id'], name=op.f('fk_paper_about_id')),
    sa.ForeignKeyConstraint(['closed_by_id'], ['ab_user.id'], name=op.f('fk_paper_closed_by_id')),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_paper_contract_id')),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_paper_governorate_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['ab_user.id'], name=op.f('fk_paper_recorded_by_id')),
    sa.ForeignKeyConstraint(['store_id', 'governorate_id'], ['store.id', 'store.governorate_id'], name='fk_paper_store'),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_paper_supplier_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper')),
    sa.UniqueConstraint('id', 'governorate_id', name=op.f('uq_paper_id_governorate_id'))
    )
    op.create_index('ix_paper_about', 'paper', ['about_id'])
    op.create_index('ix_paper_closed', 'paper', ['closed_at'])
    op.create_index(op.f('ix_paper_closed_by_id'), 'paper', ['closed_by_id'])
    op.create_index('ix_paper_contract', 'paper', ['contract_id', 'kind', 'day'])
    op.create_index(op.f('ix_paper_governorate_id'), 'paper', ['governorate_id'])
    op.create_index(op.f('ix_paper_recorded_by_id'), 'paper', ['recorded_by_id'])
    op.create_index('ix_paper_store', 'paper', ['store_id'])
    op.create_index(op.f('ix_paper_supplier_id'), 'paper', ['supplier_id'])
    op.create_index('uq_paper_governorate', 'paper', ['kind', 'governorate_id', 'year', 'number'], unique=True, sqlite_where=sa.text('store_id IS NULL AND governorate_id IS NOT NULL'), postgresql_where=sa.text('store_id IS NULL AND governorate_id IS NOT NULL'))
    op.create_index('uq_paper_national', 'paper', ['kind', 'year', 'number'], unique=True, sqlite_where=sa.text('store_id IS NULL AND governorate_id IS NULL'), postgresql_where=sa.text('store_id IS NULL AND governorate_id IS NULL'))
    op.create_index('uq_paper_own', 'paper', ['kind', 'supplier_id', 'own_folded', 'day'], unique=True, sqlite_where=sa.text("own_folded != '' AND state != 'dropped'"), postgresql_where=sa.text("own_folded != '' AND state != 'dropped'"))
    op.create_index('uq_paper_store', 'paper', ['kind', 'store_id', 'year', 'number'], unique=True, sqlite_where=sa.text('store_id IS NOT NULL'), postgresql_where=sa.text('store_id IS NOT NULL'))
    op.create_table('paper_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('paper_id', sa.Integer(), nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('line_id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=True),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('accepted', sa.BigInteger(), nullable=True),
    sa.Column('rejected', sa.BigInteger(), nullable=True),
    sa.Column('short', sa.BigInteger(), nullable=False),
    sa.Column('surplus', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('drawn', sa.String(length=20), nullable=False),
    sa.Column('to_site_id', sa.Integer(), nullable=True),
    sa.Column('to_store_id', sa.Integer(), nullable=True),
    sa.Column('about_id', sa.Integer(), nullable=True),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.CheckConstraint("rejected is null or rejected = 0 or reason <> ''", name=op.f('ck_paper_line_reason')),
    sa.CheckConstraint('(accepted is null) = (rejected is null)', name=op.f('ck_paper_line_verdict')),
    sa.CheckConstraint('(site_id is null) = (governorate_id is null)', name=op.f('ck_paper_line_site')),
    sa.CheckConstraint('accepted is null or accepted + rejected + short = quantity', name=op.f('ck_paper_line_parts')),
    sa.CheckConstraint('quantity + short + surplus > 0', name=op.f('ck_paper_line_something')),
    sa.CheckConstraint('quantity >= 0 and accepted >= 0 and rejected >= 0 and short >= 0 and surplus >= 0', name=op.f('ck_paper_line_quantities')),
    sa.ForeignKeyConstraint(['about_id'], ['paper_line.id'], name=op.f('fk_paper_line_about_id')),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_paper_line_governorate_id')),
    sa.ForeignKeyConstraint(['line_id'], ['contract_line.id'], name=op.f('fk_paper_line_line_id')),
    sa.ForeignKeyConstraint(['paper_id'], ['paper.id'], name=op.f('fk_paper_line_paper_id')),
    sa.ForeignKeyConstraint(['site_id', 'governorate_id'], ['site.id', 'site.governorate_id'], name='fk_paper_line_site'),
    sa.ForeignKeyConstraint(['to_site_id'], ['site.id'], name=op.f('fk_paper_line_to_site_id')),
    sa.ForeignKeyConstraint(['to_store_id'], ['store.id'], name=op.f('fk_paper_line_to_store_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_line')),
    sa.UniqueConstraint('paper_id', 'position', name=op.f('uq_paper_line_paper_id_position'))
    )
    op.create_index('ix_paper_line_about', 'paper_line', ['about_id'])
    op.create_index(op.f('ix_paper_line_governorate_id'), 'paper_line', ['governorate_id'])
    op.create_index('ix_paper_line_line', 'paper_line', ['line_id', 'site_id'])
    op.create_table('signatory',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('paper_id', sa.Integer(), nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=True),
    sa.Column('part', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('capacity', sa.String(length=200), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("name <> ''", name=op.f('ck_signatory_name')),
    sa.CheckConstraint("part in ('chair', 'technical', 'user', 'finance', 'storekeeper', 'supplier', 'receiver', 'site_manager', 'authority')", name=op.f('ck_signatory_part')),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_signatory_governorate_id')),
    sa.ForeignKeyConstraint(['paper_id'], ['paper.id'], name=op.f('fk_signatory_paper_id')),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], name=op.f('fk_signatory_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signatory'))
    )
    op.create_index(op.f('ix_signatory_governorate_id'), 'signatory', ['governorate_id'])
    op.create_index('ix_signatory_paper', 'signatory', ['paper_id'])
    op.create_index(op.f('ix_signatory_user_id'), 'signatory', ['user_id'])
    op.create_table('signature',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('signatory_id', sa.Integer(), nullable=False),
    sa.Column('governorate_id', sa.Integer(), nullable=True),
    sa.Column('strokes', sa.JSON(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('held_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['governorate_id'], ['governorate.id'], name=op.f('fk_signature_governorate_id')),
    sa.ForeignKeyConstraint(['held_by_id'], ['ab_user.id'], name=op.f('fk_signature_held_by_id')),
    sa.ForeignKeyConstraint(['signatory_id'], ['signatory.id'], name=op.f('fk_signature_signatory_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signature')),
    sa.UniqueConstraint('signatory_id', name=op.f('uq_signature_signatory_id'))
    )
    op.create_index(op.f('ix_signature_governorate_id'), 'signature', ['governorate_id'])
    op.create_index(op.f('ix_signature_held_by_id'), 'signature', ['held_by_id'])

    permit_changes("evidence")
    with op.batch_alter_table("evidence") as batch:
        batch.add_column(sa.Column("paper_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("fk_evidence_paper", "paper", ["paper_id", "governorate_id"], ["id", "governorate_id"])
        batch.drop_constraint(op.f("ck_evidence_proves"), type_="check")
        batch.create_check_constraint(op.f("ck_evidence_proves"), f"{_PROVES} or paper_id is not null")
    op.create_index("ix_evidence_paper", "evidence", ["paper_id"])

    close_papers()
    for table in (*_APPEND_ONLY, "evidence"):
        forbid_changes(table)


def downgrade() -> None:
    """Documents that prove nothing but a paper have no place in the older schema: they must not be there."""
    permit_changes("evidence")
    op.drop_index("ix_evidence_paper", table_name="evidence")
    with op.batch_alter_table("evidence") as batch:
        batch.drop_constraint("fk_evidence_paper", type_="foreignkey")
        batch.drop_constraint(op.f("ck_evidence_proves"), type_="check")
        batch.create_check_constraint(op.f("ck_evidence_proves"), _PROVES)
        batch.drop_column("paper_id")
    forbid_changes("evidence")
    for table in ("signature", "signatory", "paper_line", "paper", "store", "kit_part", "kit", "contract_line", "lot", "form_title", "contract", "supplier"):
        op.drop_table(table)
    drop_papers()
