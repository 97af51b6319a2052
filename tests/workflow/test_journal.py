"""The trail: nobody rewrites it, and whoever gets past the lock is found out."""

import json
import re

import pytest
import sqlalchemy as sa

from rules.refusals import Refused
from rules.subjects import Subject, SubjectKind
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, BOP, World, execute
from workflow.tables.columns import table
from workflow.tables.subjects import Dossier
from workflow.tables.trail import FactRow, JournalRow
from workflow.trail import verification
from workflow.trail.journal import link

TRIGGERS = {
    "sqlite": {
        name: f"DROP TRIGGER {name}"
        for name in ("journal_no_update", "journal_no_delete", "journal_no_replace")
    },
    "postgresql": {
        name: f"DROP TRIGGER {name} ON journal"
        for name in ("journal_no_rewrite", "journal_no_truncate")
    },
}
FIRST = "kind = 'dossier' AND subject_id = 1 AND seq = 1"


@pytest.fixture
def dossier(world: World) -> int:
    """A dossier with four entries, the last one with personal data beside it."""
    key = journeys.consulted(world)
    world.act(key, "retirer_demande", AGENT_ALI, motif="MOTIF-SECRET")
    return key


def unlocked(world: World, *statements: str) -> None:
    """What the owner of the database may do: without the triggers, which come back afterwards."""
    dialect = world.store.dialect
    with (
        world.store.engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
    ):
        kept = []
        if dialect == "sqlite":
            kept = list(
                connection.execute(
                    sa.text(
                        "SELECT sql FROM sqlite_master"
                        " WHERE type = 'trigger' AND tbl_name = 'journal'"
                    )
                ).scalars()
            )
            for drop in TRIGGERS[dialect].values():
                connection.execute(sa.text(drop))
        else:
            connection.execute(sa.text("ALTER TABLE journal DISABLE TRIGGER ALL"))
            kept = ["ALTER TABLE journal ENABLE TRIGGER ALL"]
        for statement in [*statements, *kept]:
            connection.exec_driver_sql(statement.replace("%", "%%"))


def first_flaw(world: World) -> tuple[int | None, str]:
    """The entry that a verification names, and why."""
    (flaw,) = verification.verify(world.store).flaws
    assert flaw.subject == Subject(SubjectKind.DOSSIER, 1)
    return flaw.seq, flaw.sentence


@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE journal SET actor = 'x'",
        f"UPDATE journal SET personal = NULL WHERE {FIRST}",
        f"DELETE FROM journal WHERE {FIRST}",
    ],
)
def test_the_database_refuses_to_rewrite_an_entry(world: World, dossier: int, attempt: str) -> None:
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        execute(world.store, attempt)

    assert world.flaws() == []


def test_the_database_refuses_to_insert_over_an_entry(world: World, dossier: int) -> None:
    replacing = {
        "sqlite": f"INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE {FIRST}",
        "postgresql": f"INSERT INTO journal SELECT * FROM journal WHERE {FIRST}"
        " ON CONFLICT (kind, subject_id, seq) DO UPDATE SET actor = 'x'",
    }

    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        execute(world.store, replacing[world.store.dialect])

    assert world.flaws() == []


def test_the_database_refuses_to_empty_the_journal(world: World, dossier: int) -> None:
    emptying = {"sqlite": "DELETE FROM journal", "postgresql": "TRUNCATE journal"}

    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        execute(world.store, emptying[world.store.dialect])

    assert world.flaws() == []


def test_a_journal_nobody_touched_is_whole(world: World, dossier: int) -> None:
    verdict = verification.verify(world.store)

    assert (verdict.entries, verdict.chains, verdict.flaws) == (4, 1, ())


def test_every_trigger_that_is_missing_is_named(world: World, dossier: int) -> None:
    drops = TRIGGERS[world.store.dialect]
    execute(world.store, *drops.values())

    assert world.flaws() == [
        f"Le déclencheur « {name} » manque : le journal n’est plus protégé."
        for name in sorted(drops)
    ]


@pytest.mark.parametrize(
    ("tampering", "seq", "reason"),
    [
        (
            "UPDATE journal SET body = replace(body, 'presaisine', 'en_icl') WHERE seq = 2",
            2,
            "son empreinte ne suit pas",
        ),
        ("UPDATE journal SET hash = 'x' WHERE seq = 1", 1, "son empreinte ne suit pas"),
        ("DELETE FROM journal WHERE seq = 2", 3, "l’entrée n° 2 manque"),
        ("DELETE FROM journal WHERE seq = 1", 2, "l’entrée n° 1 manque"),
        (
            "DELETE FROM journal WHERE seq = 4",
            3,
            "la dernière entrée du journal est la n° 3, la dernière connue du registre est n° 4",
        ),
        ("DELETE FROM journal", 1, "ses 4 entrées ont disparu"),
        ("UPDATE journal SET actor = 'x' WHERE seq = 3", 3, "ses colonnes ne disent pas"),
        ("UPDATE journal SET role = 'bop' WHERE seq = 3", 3, "ses colonnes ne disent pas"),
        ("UPDATE journal SET act = 'muter' WHERE seq = 2", 2, "ses colonnes ne disent pas"),
        ("UPDATE journal SET at = at + 1 WHERE seq = 2", 2, "ses colonnes ne disent pas"),
        ("UPDATE journal SET version = 9 WHERE seq = 4", 4, "ses colonnes ne disent pas"),
        (
            "UPDATE journal SET personal = replace(personal, 'SECRET', 'INVENTE') WHERE seq = 4",
            4,
            "les données personnelles jointes ne sont pas celles d’origine",
        ),
        (
            "UPDATE journal SET personal = '{}' WHERE seq = 2",
            2,
            "les données personnelles jointes ne sont pas celles d’origine",
        ),
    ],
)
def test_a_verification_names_the_first_entry_that_was_tampered_with(
    world: World, dossier: int, tampering: str, seq: int, reason: str
) -> None:
    unlocked(world, tampering)

    assert first_flaw(world)[0] == seq
    assert reason in first_flaw(world)[1]


def test_entries_that_changed_places_are_found(world: World, dossier: int) -> None:
    unlocked(
        world,
        "UPDATE journal SET seq = -2 WHERE seq = 2",
        "UPDATE journal SET seq = 2 WHERE seq = 3",
        "UPDATE journal SET seq = 3 WHERE seq = -2",
    )

    assert first_flaw(world)[0] == 2


def test_an_entry_added_at_the_end_is_found(world: World, dossier: int) -> None:
    (last,) = world.rows(JournalRow, seq=4)
    body = last["body"].replace('"seq":4', '"seq":5')
    forged = {**last, "seq": 5, "body": body, "hash": link(last["hash"], body)}
    _append(world, forged)

    assert first_flaw(world) == (
        5,
        "Dossier 1 : la dernière entrée du journal est la n° 5, la dernière connue du registre"
        " est n° 4.",
    )


def test_an_entry_of_another_chain_is_found_where_it_was_spliced_in(
    world: World, dossier: int
) -> None:
    other = journeys.consulted(world)
    unlocked(
        world,
        "UPDATE journal SET seq = 5, subject_id = 1, kind = 'dossier'"
        f" WHERE subject_id = {other} AND seq = 3",
        f"DELETE FROM journal WHERE subject_id = {other}",
        f"UPDATE dossier SET seq = 0, head = '' WHERE id = {other}",
    )

    assert first_flaw(world)[0] == 5


def test_a_tail_hashed_again_does_not_meet_the_head_on_the_subject(
    world: World, dossier: int
) -> None:
    head, changes = "", []
    for row in world.rows(JournalRow):
        body = row["body"].replace("presaisine", "en_icl")
        head = link(head, body)
        quoted = body.replace("'", "''")
        changes.append(
            f"UPDATE journal SET body = '{quoted}', hash = '{head}' WHERE seq = {row['seq']}"
        )
    unlocked(world, *changes)

    assert "la dernière connue du registre" in first_flaw(world)[1]


def test_personal_data_may_be_erased_without_breaking_the_chain(world: World, dossier: int) -> None:
    (before,) = world.rows(JournalRow, seq=4)
    unlocked(world, "UPDATE journal SET personal = NULL")

    assert "MOTIF-SECRET" in before["personal"]
    assert world.flaws() == []


def test_one_verification_names_the_first_flaw_of_every_chain(world: World, dossier: int) -> None:
    other = journeys.consulted(world)
    unlocked(world, "UPDATE journal SET hash = 'x'")

    flaws = verification.verify(world.store).flaws

    assert [(flaw.subject.id, flaw.seq) for flaw in flaws if flaw.subject] == [(1, 1), (other, 1)]


def test_nothing_that_names_a_person_is_hashed_into_the_trail_nor_kept_in_the_facts(
    world: World,
) -> None:
    dossier = world.dossier("importer_oriente", service=2, origine="algorithme")
    world.act(
        dossier,
        "exprimer_souhait",
        BOP,
        date="2026-03-02",
        canal="courrier",
        recueilli_par="QUI-SECRET",
        paroles="PAROLES-SECRETES",
    )
    world.act(dossier, "constater_npai", BOP)
    world.act(dossier, "retrouver_adresse", BOP, adresse="ADRESSE-SECRETE")
    with pytest.raises(Refused):
        world.act(dossier, "repondre_recours", BOP, issue="rejete", motif="REFUS-SECRET")

    beside = " ".join(row["personal"] or "" for row in world.rows(JournalRow))
    hashed = " ".join(row["body"] for row in world.rows(JournalRow))
    known = " ".join(row["data"] for row in world.rows(FactRow))
    assert re.findall(r"[A-Z]+-SECRET\w*", hashed + known) == []
    assert re.findall(r"[A-Z]+-SECRET\w*", beside) == [
        "QUI-SECRET",
        "PAROLES-SECRETES",
        "ADRESSE-SECRETE",
    ]


def test_the_same_words_are_hashed_with_another_salt_each_time(world: World) -> None:
    digests = []
    for _ in range(2):
        dossier = journeys.presaisine(world)
        world.act(dossier, "retirer_demande", AGENT_ALI, motif="le même motif")
        (entry,) = world.rows(JournalRow, act="retirer_demande", subject_id=dossier)
        digests.append(json.loads(entry["body"])["personnel"])

    assert digests[0] != digests[1]


def test_an_entry_tells_who_when_the_act_and_where_it_led(world: World, dossier: int) -> None:
    (entry,) = world.rows(JournalRow, seq=2)
    body = json.loads(entry["body"])

    assert {key: body[key] for key in ("acteur", "role", "service", "acte", "de", "vers")} == {
        "acteur": AGENT_ALI.name,
        "role": "referent",
        "service": 1,
        "acte": "ouvrir_reorientation",
        "de": "accompagnement",
        "vers": "presaisine",
    }
    assert (body["survenu"], body["su"]) == (world.now.isoformat(), world.now.isoformat())
    assert world.row(Dossier, dossier)["seq"] == 4


def _append(world: World, row: dict[str, object]) -> None:
    with (
        world.store.engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
    ):
        connection.execute(table(JournalRow).insert().values(**row))
