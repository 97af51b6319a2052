"""Codes typed by hand are those of webRSA's lists, as soon as a file has given them."""

import pytest

from rules.refusals import Refused
from tests.workflow.build import AGENT_ALI, BOP, FRANCE_TRAVAIL, World
from workflow.database.statements import insert_into
from workflow.tables.subjects import CodeLine, Demande, Dossier

_INSERT = insert_into(CodeLine, "liste", "identifiant", "libelle", "active", "extra")


def teach(world: World, codes: str, *lines: tuple[int, str, int]) -> None:
    """The referential gives that list: number, words, whether it is in use."""
    with world.store.write() as tx:
        for number, words, active in lines:
            tx.run(
                _INSERT,
                {
                    "liste": codes,
                    "identifiant": number,
                    "libelle": words,
                    "active": active,
                    "extra": "{}",
                },
            )


def ask(world: World, dossier: int, motive: int) -> None:
    """A request for réorientation of that motive."""
    world.act(
        dossier,
        "ouvrir_reorientation",
        AGENT_ALI,
        motif_code=motive,
        service_souhaite=FRANCE_TRAVAIL,
    )


def test_a_motive_must_be_one_in_use_and_the_refusal_gives_them(world: World) -> None:
    dossier = world.dossier()
    teach(
        world,
        "reorientation_motifs",
        (7, "Problème de santé", 1),
        (8, "Déménagement", 1),
        (9, "Ancien motif", 0),
    )

    for number in (4, 9):
        with pytest.raises(Refused) as refused:
            ask(world, dossier, number)
        (refusal,) = refused.value.refusals
        assert (refusal.code, refusal.field) == ("code_inconnu", "motif_code")
        assert refusal.sentence == f"Le motif de réorientation n° {number} n’existe pas."
        assert refusal.remedy == "Choix : 7 (Problème de santé), 8 (Déménagement)."
    ask(world, dossier, 7)

    assert world.rows(Demande)[0]["motif_code"] == 7
    assert world.flaws() == []


def test_any_code_is_taken_as_long_as_its_list_is_unknown(world: World) -> None:
    dossier = world.dossier()
    teach(world, "referents", (2041, "X", 1))

    ask(world, dossier, 4)

    assert world.rows(Demande)[0]["motif_code"] == 4


def test_a_long_list_is_named_and_not_given(world: World) -> None:
    dossier = world.dossier()
    teach(world, "referents", *((number, "X", 1) for number in range(100, 140)))

    with pytest.raises(Refused) as refused:
        world.act(dossier, "reaffecter", BOP, referent=4)
    world.act(dossier, "reaffecter", BOP, referent=100)

    assert refused.value.refusals[0].remedy == "Choisissez un code en usage de la liste de webRSA."
    assert world.row(Dossier, dossier)["referent"] == 100
