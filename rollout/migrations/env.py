"""How Alembic reaches the database: one transaction for all steps, so that a failed one leaves nothing behind."""

from alembic import context
from flask_appbuilder import Model
from flask_appbuilder.security.sqla import models as accounts  # noqa: F401  (defines the account tables on the same metadata)
from sqlalchemy import create_engine, pool

import models  # noqa: F401  (defines every table on the metadata)

engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()
