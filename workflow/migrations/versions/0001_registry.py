"""The registry: every table, and the triggers that keep the journal append-only."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# With only the first two, SQLite's INSERT OR REPLACE would rewrite an entry silently.
SQLITE_TRIGGERS = tuple(
    f"""
    CREATE TRIGGER journal_no_{name} BEFORE {event} ON journal {when}
    BEGIN SELECT RAISE(ABORT, 'journal: append-only'); END
    """
    for name, event, when in (
        ("update", "UPDATE", ""),
        ("delete", "DELETE", ""),
        (
            "replace",
            "INSERT",
            "WHEN EXISTS (SELECT 1 FROM journal WHERE kind = NEW.kind"
            " AND subject_id = NEW.subject_id AND seq = NEW.seq)",
        ),
    )
)

# Row triggers do not see TRUNCATE, hence the statement trigger.
POSTGRESQL_TRIGGERS = (
    """
    CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'journal: append-only'; END $$
    """,
    """
    CREATE TRIGGER journal_no_rewrite BEFORE UPDATE OR DELETE ON journal
    FOR EACH ROW EXECUTE FUNCTION journal_append_only()
    """,
    """
    CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only()
    """,
)


def upgrade() -> None:
    op.create_table(
        "circonscription",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("libelle", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_table(
        "code_line",
        sa.Column("liste", sa.Text(), nullable=False),
        sa.Column("identifiant", BIG, nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("libelle", sa.Text(), nullable=False),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("liste", "identifiant"),
    )
    op.create_table(
        "cycle",
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", BIG, nullable=False),
        sa.PrimaryKeyConstraint("month", "kind", "subject_id"),
    )
    op.create_table(
        "deadline",
        sa.Column("id", BIG, nullable=False),
        sa.Column("lineage", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("rule_version", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", BIG, nullable=False),
        sa.Column("child", BIG, nullable=True),
        sa.Column("personne_id", BIG, nullable=True),
        sa.Column("dossier_id", BIG, nullable=True),
        sa.Column("seance_id", BIG, nullable=True),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("opened_at", BIG, nullable=False),
        sa.Column("anchor_at", BIG, nullable=True),
        sa.Column("due_at", BIG, nullable=True),
        sa.Column("rung", sa.Integer(), nullable=True),
        sa.Column("next_at", BIG, nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("born_late", sa.Integer(), nullable=False),
        sa.Column("recorded_at", BIG, nullable=False),
        sa.Column("closed_at", BIG, nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("met_in_time", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(status IN ('ouverte', 'suspendue', 'sans_ancre')) = (closed_at IS NULL)",
            name="closed_when_over",
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "deadline_due",
        "deadline",
        ["next_at", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'ouverte' AND next_at IS NOT NULL"),
        postgresql_where=sa.text("status = 'ouverte' AND next_at IS NOT NULL"),
    )
    op.create_index(
        "deadline_generation",
        "deadline",
        ["lineage", "generation"],
        unique=True,
        sqlite_where=None,
        postgresql_where=None,
    )
    op.create_index(
        "deadline_of_personne",
        "deadline",
        ["personne_id"],
        unique=False,
        sqlite_where=None,
        postgresql_where=None,
    )
    op.create_index(
        "deadline_of_rule",
        "deadline",
        ["rule", "due_at"],
        unique=False,
        sqlite_where=None,
        postgresql_where=None,
    )
    op.create_index(
        "deadline_of_seance",
        "deadline",
        ["seance_id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "deadline_of_subject",
        "deadline",
        ["kind", "subject_id"],
        unique=False,
        sqlite_where=None,
        postgresql_where=None,
    )
    op.create_index(
        "one_current_deadline",
        "deadline",
        ["lineage"],
        unique=True,
        sqlite_where=sa.text("status <> 'remplacee'"),
        postgresql_where=sa.text("status <> 'remplacee'"),
    )
    op.create_table(
        "fact",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", BIG, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("occurred_at", BIG, nullable=False),
        sa.Column("known_at", BIG, nullable=False),
        sa.Column("child", BIG, nullable=True),
        sa.Column("personne_id", BIG, nullable=True),
        sa.Column("seance_id", BIG, nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("annulled_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "subject_id", "seq", "rank"),
    )
    op.create_index(
        "fact_of_personne",
        "fact",
        ["personne_id", "code"],
        unique=False,
        sqlite_where=None,
        postgresql_where=None,
    )
    op.create_table(
        "firing_failure",
        sa.Column("deadline_id", BIG, nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("retry_at", BIG, nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("deadline_id", "rung"),
    )
    op.create_table(
        "journal",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", BIG, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("personal", sa.Text(), nullable=True),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject_id", "seq"),
    )
    op.create_index(
        "journal_by_actor",
        "journal",
        ["actor", "at"],
        unique=False,
        sqlite_where=None,
        postgresql_where=None,
    )
    op.create_index(
        "journal_by_instant",
        "journal",
        ["at"],
        unique=False,
        sqlite_where=None,
        postgresql_where=None,
    )
    op.create_table(
        "outbox",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", BIG, nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("created_at", BIG, nullable=False),
        sa.Column("not_before", BIG, nullable=False),
        sa.Column("lease_until", BIG, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("sent_at", BIG, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("message_id"),
    )
    op.create_index(
        "outbox_due",
        "outbox",
        ["not_before", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'a_envoyer'"),
        postgresql_where=sa.text("status = 'a_envoyer'"),
    )
    op.create_table(
        "personne",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("webrsa_id", BIG, nullable=True),
        sa.Column("civilite", sa.Text(), nullable=True),
        sa.Column("nom", sa.Text(), nullable=False),
        sa.Column("prenom", sa.Text(), nullable=False),
        sa.Column("search_name", sa.Text(), nullable=False),
        sa.Column("date_naissance", sa.Text(), nullable=False),
        sa.Column("numero_caf", sa.Text(), nullable=True),
        sa.Column("numero_demande_rsa", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("adresse", sa.Text(), nullable=True),
        sa.Column("code_postal", sa.Text(), nullable=True),
        sa.Column("ville", sa.Text(), nullable=True),
        sa.Column("telephone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("circonscription", sa.Text(), nullable=True),
        sa.Column("droit", sa.Text(), nullable=False),
        sa.Column("import_digest", sa.Text(), nullable=True),
        sa.Column("seen_in", BIG, nullable=True),
        sa.Column("seen_at", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("webrsa_id"),
    )
    op.create_index(
        op.f("ix_personne_numero_demande_rsa"), "personne", ["numero_demande_rsa"], unique=False
    )
    op.create_index(op.f("ix_personne_search_name"), "personne", ["search_name"], unique=False)
    op.create_table(
        "received_act",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "received_file",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("ali_id", BIG, nullable=True),
        sa.Column("generated_at", BIG, nullable=False),
        sa.Column("imported_at", BIG, nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "seance",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("genre", sa.Text(), nullable=False),
        sa.Column("circonscription", sa.Text(), nullable=True),
        sa.Column("held_at", BIG, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("remplacee_par", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["remplacee_par"],
            ["seance.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "seance_by_place",
        "seance",
        ["circonscription", "genre", "held_at"],
        unique=False,
        sqlite_where=None,
        postgresql_where=None,
    )
    op.create_table(
        "service",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("libelle", sa.Text(), nullable=False),
        sa.Column("genre", sa.Text(), nullable=True),
        sa.Column("type_orientation", BIG, nullable=True),
        sa.Column("circonscriptions", sa.Text(), nullable=False),
        sa.Column("adresse", sa.Text(), nullable=True),
        sa.Column("telephone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "sweep",
        sa.Column("id", BIG, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("fired", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("max_lateness_us", BIG, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_sweep_at"), "sweep", ["at"], unique=False)
    op.create_table(
        "dossier",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("personne_id", BIG, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("previous_state", sa.Text(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("service_id", BIG, nullable=True),
        sa.Column("referent", BIG, nullable=True),
        sa.Column("type_orientation", BIG, nullable=True),
        sa.Column("origine", sa.Text(), nullable=True),
        sa.Column("circonscription", sa.Text(), nullable=True),
        sa.Column("droit", sa.Text(), nullable=False),
        sa.Column("address_changed", sa.Text(), nullable=True),
        sa.Column("webrsa_orientation", BIG, nullable=True),
        sa.Column("previous_id", BIG, nullable=True),
        sa.Column("maitre_id", BIG, nullable=True),
        sa.Column("born_at", BIG, nullable=False),
        sa.Column("closed_at", BIG, nullable=True),
        sa.CheckConstraint(
            "(state IN ('clos_reoriente', 'clos_corrige', 'clos_remplace', 'clos_droit_ferme', 'clos_mutation', 'clos_deces', 'clos_doublon')) = (closed_at IS NOT NULL)",
            name="closed_when_final",
        ),
        sa.ForeignKeyConstraint(
            ["personne_id"],
            ["personne.id"],
        ),
        sa.ForeignKeyConstraint(
            ["previous_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "dossier_by_place",
        "dossier",
        ["circonscription", "state", "id"],
        unique=False,
        sqlite_where=None,
        postgresql_where=None,
    )
    op.create_index(
        "dossier_by_service",
        "dossier",
        ["service_id", "state", "id"],
        unique=False,
        sqlite_where=None,
        postgresql_where=None,
    )
    op.create_index(
        "dossier_of_personne",
        "dossier",
        ["personne_id", "rank"],
        unique=False,
        sqlite_where=None,
        postgresql_where=None,
    )
    op.create_index(
        "one_open_dossier",
        "dossier",
        ["personne_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "firing",
        sa.Column("deadline_id", BIG, nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("due_at", BIG, nullable=False),
        sa.Column("fired_at", BIG, nullable=False),
        sa.Column("lateness_us", BIG, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deadline_id"],
            ["deadline.id"],
        ),
        sa.PrimaryKeyConstraint("deadline_id", "rung"),
    )
    op.create_table(
        "monthly_list",
        sa.Column("id", BIG, nullable=False),
        sa.Column("genre", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("service_id", BIG, nullable=False),
        sa.Column("produced_at", BIG, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "monthly_list_once",
        "monthly_list",
        ["genre", "month", "service_id"],
        unique=True,
        sqlite_where=None,
        postgresql_where=None,
    )
    op.create_table(
        "seance_service",
        sa.Column("seance_id", BIG, nullable=False),
        sa.Column("service_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["seance_id"],
            ["seance.id"],
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
        ),
        sa.PrimaryKeyConstraint("seance_id", "service_id"),
    )
    op.create_table(
        "demande",
        sa.Column("id", BIG, nullable=False),
        sa.Column("dossier_id", BIG, nullable=False),
        sa.Column("personne_id", BIG, nullable=False),
        sa.Column("motif_code", BIG, nullable=True),
        sa.Column("service_souhaite", BIG, nullable=True),
        sa.Column("accord_allocataire", sa.Integer(), nullable=True),
        sa.Column("accord_accueil", sa.Integer(), nullable=True),
        sa.Column("motif_refus_accueil", sa.Text(), nullable=True),
        sa.Column("consulted", sa.Text(), nullable=True),
        sa.Column("consultation_impossible", sa.Integer(), nullable=False),
        sa.Column("urgent", sa.Integer(), nullable=False),
        sa.Column("canal", sa.Text(), nullable=True),
        sa.Column("numero_webrsa", sa.Text(), nullable=True),
        sa.Column("saisie_le", sa.Text(), nullable=True),
        sa.Column("opened_at", BIG, nullable=False),
        sa.Column("issue", sa.Text(), nullable=True),
        sa.Column("closed_at", BIG, nullable=True),
        sa.CheckConstraint("(issue IS NULL) = (closed_at IS NULL)", name="issue_when_closed"),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(
            ["personne_id"],
            ["personne.id"],
        ),
        sa.ForeignKeyConstraint(
            ["service_souhaite"],
            ["service.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "demande_of_dossier",
        "demande",
        ["dossier_id"],
        unique=False,
        sqlite_where=None,
        postgresql_where=None,
    )
    op.create_index(
        "one_open_demande",
        "demande",
        ["personne_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "gap",
        sa.Column("id", BIG, nullable=False),
        sa.Column("personne_id", BIG, nullable=False),
        sa.Column("dossier_id", BIG, nullable=True),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("found_at", BIG, nullable=False),
        sa.Column("settled_at", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(
            ["personne_id"],
            ["personne.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "gap_open",
        "gap",
        ["personne_id"],
        unique=False,
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_table(
        "passage",
        sa.Column("id", BIG, nullable=False),
        sa.Column("seance_id", BIG, nullable=False),
        sa.Column("dossier_id", BIG, nullable=False),
        sa.Column("demande_id", BIG, nullable=True),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("open", sa.Integer(), nullable=False),
        sa.Column("methode", sa.Text(), nullable=True),
        sa.Column("issue", sa.Text(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("inscribed_at", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["demande_id"],
            ["demande.id"],
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(
            ["seance_id"],
            ["seance.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "one_open_line",
        "passage",
        ["dossier_id", "seance_id"],
        unique=True,
        sqlite_where=sa.text("open = 1"),
        postgresql_where=sa.text("open = 1"),
    )
    op.create_index(
        "one_open_reorientation",
        "passage",
        ["dossier_id"],
        unique=True,
        sqlite_where=sa.text("open = 1 AND nature = 'reorientation'"),
        postgresql_where=sa.text("open = 1 AND nature = 'reorientation'"),
    )
    op.create_index(
        "passage_of_dossier",
        "passage",
        ["dossier_id"],
        unique=False,
        sqlite_where=None,
        postgresql_where=None,
    )
    op.create_index(
        "passage_of_seance",
        "passage",
        ["seance_id", "rank"],
        unique=False,
        sqlite_where=None,
        postgresql_where=None,
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    for trigger in SQLITE_TRIGGERS if sqlite else POSTGRESQL_TRIGGERS:
        op.execute(trigger)
