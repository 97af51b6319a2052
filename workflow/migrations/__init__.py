"""How the tables came to be, revision by revision (alembic). A released one is never edited."""
