"""Who said that nothing is new can take it back: a further row that names the one it takes back.

Revision: 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

from rollout.migrations.append_only import forbid_changes, permit_changes

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

_TABLE = "affirmation"


def upgrade() -> None:
    permit_changes(_TABLE)
    with op.batch_alter_table(_TABLE) as batch:
        batch.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("fk_affirmation_replaces", _TABLE, ["replaces_id"], ["id"])
        batch.create_unique_constraint(op.f("uq_affirmation_replaces_id"), ["replaces_id"])
        batch.create_check_constraint(op.f("ck_affirmation_undo"), "(replaces_id is not null) = (source = 'undo')")
    forbid_changes(_TABLE)


def downgrade() -> None:
    """The older schema cannot say that something was taken back: there it holds again."""
    permit_changes(_TABLE)
    op.execute("delete from affirmation where replaces_id is not null")
    with op.batch_alter_table(_TABLE) as batch:
        batch.drop_constraint(op.f("ck_affirmation_undo"), type_="check")
        batch.drop_constraint(op.f("uq_affirmation_replaces_id"), type_="unique")
        batch.drop_constraint("fk_affirmation_replaces", type_="foreignkey")
        batch.drop_column("replaces_id")
    forbid_changes(_TABLE)
