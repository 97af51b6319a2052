"""``offre`` and the yearly programme, as they are typed and told."""

from tests.entrypoints.door import Door
from tests.workflow.build import FRANCE_TRAVAIL, HERE

BOP = ("--role", "bop", "--acteur", "B. O.")
BAT = ("--role", "bat", "--acteur", "B. A.")
REFERENT = ("--role", "referent", "--service", FRANCE_TRAVAIL, "--acteur", "R. F.")
OFFER = (
    *("--champ", "libelle=Accompagnement global", "--champ", "genre=accompagnement_global"),
    *("--champ", "capacite=40", "--champ", "places=6"),
)


def test_an_offer_is_published_updated_withdrawn_and_listed_with_its_share(door: Door) -> None:
    first = door.json("offre", "publier", *REFERENT, *OFFER)
    told = door("offre", "mettre-a-jour", first["offre"], *REFERENT, "--champ", "places=2")
    listed = door.json("offre", "lister")

    assert first == {"offre": 1, "version": 1, "deja_fait": False}
    assert "Offre n° 1 (version 2)" in told
    (offer,) = listed["offres"]
    assert (offer["operateur"], offer["places"], offer["contingent"]) == ("Service 2", 2, True)
    assert listed["part"] == {"au": "2026-03-02", "visibles": 1, "a_jour": 1, "part": 100.0}
    table = door("offre", "lister", "--circonscription", HERE)
    assert "2 sur 40" in table
    assert "1 offre, 1 à jour, soit 100 %" in table
    door("offre", "retirer", 1, *BOP)
    assert "Aucune offre." in door("offre", "lister")
    assert "retirée le 2 mars 2026" in door("offre", "lister", "--retirees")


def test_the_share_of_a_past_day_is_that_of_its_stock(door: Door) -> None:
    door("offre", "publier", *REFERENT, *OFFER)
    door.world.until("2026-07-01")

    assert "1 offre, 0 à jour, soit 0 %" in door("offre", "lister")
    assert "1 offre, 1 à jour" in door("offre", "lister", "--au", "2026-03-31")
    assert "Aucune offre visible le 1er mars 2026" in door("offre", "lister", "--au", "2026-03-01")


def test_an_offer_refused_says_why_and_one_that_is_not_there_too(door: Door) -> None:
    refused = door.json(
        "offre", "publier", *BOP, "--champ", "libelle=x", "--champ", "genre=emploi", code=1
    )
    listed = door("offre", "lister", "--genre", "empl", code=2)

    assert {one["champ"] for one in refused["refus"]} >= {"capacite", "operateur"}
    assert "Vouliez-vous dire « emploi »" in listed
    assert "n° 9 n’existe pas" in door("offre", "retirer", 9, *BOP, code=3)
    door("offre", "publier", *REFERENT, *OFFER)
    stale = door("offre", "mettre-a-jour", 1, *BOP, "--version", 5, code=4)
    assert "a changé depuis que vous l’avez lue. Rien n’a été enregistré" in stale


def test_the_programme_of_the_year_is_told_published(door: Door) -> None:
    refused = door("seance", "publier-programme", 2026, *BAT, "--circonscription", HERE, code=1)
    door.world.seance("2026-04-09")
    told = door("seance", "publier-programme", 2026, *BAT, "--circonscription", HERE)
    again = door.json("seance", "publier-programme", 2026, *BAT, "--circonscription", HERE)

    assert "programme_vide" in refused
    assert f"{HERE} : 1 séance" in told
    assert again["programme"] == [{"circonscription": HERE, "seances": 1}]
