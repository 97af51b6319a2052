"""What a page showed is told apart from what a program or a command read: a colleague is said to
have a dossier open of the first alone. Of what was written before, nobody is said to."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """See the column."""
    op.add_column(
        "consultation", sa.Column("page", sa.Integer(), nullable=False, server_default="0")
    )
