"""What an entry of the journal changed, in words: a label for each column, before, after."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import SQLModel

from entrypoints.words.differences import (
    COLUMNS,
    ERASED,
    Difference,
    Names,
    difference_words,
    differences,
)
from entrypoints.words.dossiers import ISSUES
from rules.subjects import Subject, SubjectKind
from rules.wording import local_instant
from states.page import ClosesDemande
from states.procedure import PROCEDURE
from workflow.reading.journal import JournalEntry
from workflow.tables.columns import table
from workflow.tables.letters import Letter
from workflow.tables.subjects import Demande, Dossier, Passage, Personne, Seance

NOW = datetime(2026, 5, 4, 7, tzinfo=UTC)
NAMES = Names(
    services={1939: "ALI de Bobigny", 1942: "France Travail Bobigny"},
    places={"93-01": "Bobigny", "93-02": "Saint-Denis"},
    tz=ZoneInfo("Europe/Paris"),
)
MACHINERY = {
    *(
        "id",
        "version",
        "seq",
        "head",
        "written_at",
        "open",
        "previous_state",
        "personne_id",
        "dossier_id",
    ),
    *("demande_id", "seance_id", "passage_id", "membre_id", "invite_id", "lot_id"),
    *("born_at", "opened_at", "due_at", "inscribed_at", "printed_at", "annulled_at"),
    *("webrsa_id", "import_digest", "seen_in", "seen_at", "creneau", "instance"),
    *("modele", "entree", "source", "sha256", "produced_at", "produced_by", "produced_seq"),
    *("decidee_le", "arbitrage", "hors_delai"),
}
"""Columns that nobody types or that the entry tells otherwise: its reasons, its lateness."""


def entry(personal: dict[str, Any] | None = None, **body: Any) -> JournalEntry:
    return JournalEntry(
        subject=Subject(SubjectKind.DOSSIER, 12),
        seq=3,
        event="reaffecter",
        refused=False,
        occurred=NOW,
        known=NOW,
        actor="ana",
        role="bop",
        service_id=None,
        version=3,
        before="accompagnement",
        after="accompagnement",
        body=body,
        personal=personal,
        erased="champs" in body and personal is None,
        digest="00",
    )


@pytest.mark.parametrize("subject", [Personne, Dossier, Demande, Passage, Seance, Letter])
def test_each_column_has_its_words_or_is_known_to_be_of_the_machinery(
    subject: type[SQLModel],
) -> None:
    unknown = {one.name for one in table(subject).columns} - set(COLUMNS) - MACHINERY

    assert unknown == set()


def test_every_end_of_a_request_has_its_words() -> None:
    ends = {
        effect.issue
        for node in PROCEDURE.all_nodes()
        for exits in node.by_event.values()
        for exit in exits
        for effect in exit.effects
        if isinstance(effect, ClosesDemande)
    }

    assert set(ISSUES) == ends


def test_what_an_act_changed_is_told_by_name_before_and_after() -> None:
    told = differences(
        entry(
            modifs={
                "dossier": {"service_id": [1939, 1942], "circonscription": [None, "93-02"]},
                "demande:7": {"accord_accueil": [None, 0], "closed_at": [None, 1777877880000000]},
                "lettre:4": {"canal": [None, "postal"], "envoyee_le": [None, "2026-05-04"]},
            }
        ),
        NAMES,
    )

    assert told == [
        Difference(of="", label="service", before="ALI de Bobigny", after="France Travail Bobigny"),
        Difference(of="", label="circonscription", before="", after="Saint-Denis"),
        Difference(
            of="demande n°\N{NO-BREAK SPACE}7",
            label="accord du service demandé",
            before="",
            after="non",
        ),
        Difference(
            of="demande n°\N{NO-BREAK SPACE}7",
            label="clos le",
            before="",
            after=local_instant(datetime(2026, 5, 4, 8, 58, tzinfo=NAMES.tz)),
        ),
        Difference(
            of="lettre n°\N{NO-BREAK SPACE}4", label="canal", before="", after="lettre simple"
        ),
        Difference(
            of="lettre n°\N{NO-BREAK SPACE}4",
            label="envoyée le",
            before="",
            after="4\N{NO-BREAK SPACE}mai\N{NO-BREAK SPACE}2026",
        ),
    ]


def test_the_state_that_the_entry_tells_and_the_machinery_are_left_out() -> None:
    changed = {"dossier": {"state": ["a", "b"], "version": [1, 2], "previous_state": ["c", "a"]}}

    assert differences(entry(modifs=changed), NAMES) == []


def test_what_was_personal_is_told_until_it_is_erased() -> None:
    moved = {"modifs": {"ville": ["Bobigny", "Bagnolet"]}}
    (told,) = differences(entry(personal=moved, champs=["ville"]), NAMES)
    (erased,) = differences(entry(champs=["ville"]), NAMES)

    assert (told.before, told.after) == ("Bobigny", "Bagnolet")
    assert (erased.label, erased.before, erased.after) == ("ville", ERASED, ERASED)


def test_a_difference_in_one_line_says_rien_where_there_was_nothing() -> None:
    one = Difference(of="ligne n° 3", label="méthode", before="", after="collégiale")

    assert difference_words(one).replace("\N{NO-BREAK SPACE}", " ") == (
        "ligne n° 3, méthode : rien → « collégiale »"
    )
