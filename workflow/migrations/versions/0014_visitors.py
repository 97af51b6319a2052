"""A line says that nobody comes for it; whoever comes to a séance from outside is named."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """See the tables."""
    op.add_column("passage", sa.Column("sans_invite", sa.Integer(), nullable=True))
    op.add_column("participant", sa.Column("email", sa.Text(), nullable=True))
