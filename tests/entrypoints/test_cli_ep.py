"""``ep inscrire`` and ``ep decider``, as the BOP and the président's delegate use them."""

from rules.wording import NBSP, day_of_month
from tests.entrypoints.door import Door
from tests.workflow import journeys
from tests.workflow.build import BOP, EP

LE_BOP = ("--role", "bop", "--acteur", "B. O. P.")
LE_PRESIDENT = ("--role", "president", "--acteur", "par délégation")


def waiting(door: Door) -> int:
    """A recevable saisine that waits for an EP."""
    stage = journeys.saisine_recue(door.world)
    door.world.act(stage.dossier, "declarer_recevable", BOP)
    return stage.dossier


def avis(door: Door, accepts: bool = True) -> tuple[int, int]:
    """An EP that gave its avis on a line; its dossier."""
    stage = journeys.before_ep(door.world)
    if accepts:
        door.world.act(stage.dossier, "accepter", EP, type_orientation="5")
    else:
        door.world.act(stage.dossier, "refuser", EP, motif="projet en cours")
    return stage.ep, stage.dossier


def test_what_waits_is_inscribed_and_what_cannot_be_says_why(door: Door) -> None:
    dossier = waiting(door)

    none = door("ep", "inscrire", *LE_BOP)
    failed = door.json("ep", "inscrire", *LE_BOP, "--dossier", dossier, code=1)
    ep = door.world.seance("2026-04-28", genre="ep", circonscription=None)
    tried = door("ep", "inscrire", *LE_BOP, "--essai")
    before = door.world.state(dossier)
    told = door("ep", "inscrire", *LE_BOP)

    assert "Aucune EP compétente" in none
    assert "1 saisine attend encore." in none
    assert [one["code"] for one in failed["saisines"][0]["refus"]] == ["aucune_ep_competente"]
    assert "essai, rien n’est écrit" in tried
    assert (before, door.world.state(dossier)) == ("attente_ep", "inscrit_ep")
    assert f"séance n° {ep}" in told
    assert "Aucune saisine n’attend d’EP." in door("ep", "inscrire", *LE_BOP)
    assert f"Le dossier n° {dossier} n’attend pas d’EP." in door.shown(
        "ep", "inscrire", *LE_BOP, "--dossier", dossier, code=1
    )


def test_a_decision_takes_the_terms_of_the_avis_and_leaves_the_contrary_ones(door: Door) -> None:
    ep, dossier = avis(door)
    refused = door.json("ep", "decider", ep, "decider_refuser", *LE_PRESIDENT, "--tous")
    data = door.json("ep", "decider", ep, "decider_accepter", *LE_PRESIDENT, "--tous")
    (done,) = data["decisions"]

    assert (refused["decisions"], refused["laissees"]) == ([], [dossier])
    assert (done["dossier"], done["avis"], done["fait"]["etat"]) == (
        *(dossier, "accepte", "clos_reoriente"),
    )


def test_a_decision_against_the_avis_is_taken_by_name(door: Door) -> None:
    ep, dossier = avis(door)
    told = door(
        *("ep", "decider", ep, "decider_refuser", *LE_PRESIDENT, "--dossier", dossier),
        *("--champ", "motif=projet en cours"),
    )

    assert "favorable" in told
    assert door.world.state(dossier) == "refus_a_notifier"


def test_a_decision_that_refuses_makes_the_command_fail(door: Door) -> None:
    ep, dossier = avis(door)
    day = door.world.now.date().isoformat()
    door.world.act(dossier, "suspendre_droit", BOP, date=day)
    data = door.json("ep", "decider", ep, "decider_accepter", *LE_PRESIDENT, "--tous", code=1)

    assert [one["code"] for one in data["decisions"][0]["refus"]] == ["droit_non_ouvert"]
    assert door.world.state(dossier) == "attente_decision"


def test_dossiers_are_named_or_all_taken_and_must_await_a_decision(door: Door) -> None:
    ep, dossier = avis(door, accepts=False)
    asked = ("ep", "decider", ep)

    assert "--dossier N" in door(*asked, "decider_refuser", *LE_PRESIDENT, code=2)
    assert "n’est pas une décision" in door(*asked, "accepter", *LE_PRESIDENT, "--tous", code=2)
    assert "n’attend pas de décision" in door.shown(
        *asked, "decider_refuser", *LE_PRESIDENT, "--dossier", dossier + 1, code=1
    )
    assert "La séance n° 99 n’existe pas." in door(
        "ep", "decider", 99, "decider_refuser", *LE_PRESIDENT, "--tous", code=3
    )


def test_a_dossier_that_awaits_no_ep_is_told_and_the_others_are_inscribed(door: Door) -> None:
    dossier = waiting(door)
    door.world.seance("2026-04-28", genre="ep", circonscription=None)
    asked = ("ep", "inscrire", *LE_BOP, "--dossier", dossier, "--dossier", 99)
    done, unknown = door.json(*asked, code=1)["saisines"]

    assert (done["dossier"], done["refus"]) == (dossier, [])
    assert (unknown["dossier"], unknown["fait"], unknown["seance"]) == (99, None, None)
    assert [one["code"] for one in unknown["refus"]] == ["dossier_non_attendu"]
    assert door.world.state(dossier) == "inscrit_ep"


def test_a_dossier_that_awaits_no_decision_is_told_and_the_others_are_decided(door: Door) -> None:
    ep, dossier = avis(door)
    asked = ("ep", "decider", ep, "decider_accepter", *LE_PRESIDENT)
    data = door.json(*asked, "--dossier", 99, "--dossier", dossier, code=1)
    done, unknown = data["decisions"]

    assert (done["dossier"], done["refus"]) == (dossier, [])
    assert (unknown["dossier"], unknown["avis"], unknown["fait"]) == (99, None, None)
    assert [one["code"] for one in unknown["refus"]] == ["dossier_non_attendu"]
    assert door.world.state(dossier) == "clos_reoriente"


def test_a_seance_that_decides_nothing_says_so_and_names_its_own_command(door: Door) -> None:
    stage = journeys.before_icl(door.world)
    asked = ("ep", "decider", stage.icl, "decider_accepter", *LE_PRESIDENT, "--tous")
    told = door(*asked, code=1)
    data = door.json(*asked, code=1)

    assert "est une instance de concertation, pas une EP" in told
    assert f"« seance resultat {stage.icl} »" in told
    assert [one["code"] for one in data["refus"]] == ["seance_d_un_autre_genre"]


def test_somebody_whose_right_closed_this_morning_gets_their_sentence(door: Door) -> None:
    stage = journeys.before_ep(door.world)
    day = door.world.now.date()
    door.world.act(stage.dossier, "fermer_droit", BOP, date=day.isoformat())
    told = door(
        *("dossier", "agir", stage.dossier, "accepter", "--role", "ep"),
        *("--champ", "type_orientation=5"),
        code=1,
    )

    assert f"Le droit au RSA est fermé depuis le {day_of_month(day).replace(NBSP, ' ')}" in told
    assert "rouvrez le dossier" in told
