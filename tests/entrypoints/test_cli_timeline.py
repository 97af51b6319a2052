"""What an act changed and when it happened: told by the act, kept in the journal of the dossier."""

from tests.entrypoints.door import Door
from tests.workflow import journeys


def appealed(door: Door) -> int:
    """A dossier whose recours of the end of February is answered on 2 March."""
    dossier = door.world.dossier()
    act = ("dossier", "agir", dossier)
    door(*act, "recevoir_recours", "--role", "bop", "--champ", "date=2026-03-02")
    door(
        *act,
        "repondre_recours",
        *("--role", "bop", "--champ", "issue=rejete", "--champ", "motif=tardif"),
    )
    return dossier


def test_an_act_gives_programmes_each_deadline_that_it_changed(door: Door) -> None:
    dossier = door.world.dossier()
    done = door.json(
        *("dossier", "agir", dossier, "recevoir_recours"),
        *("--role", "bop", "--champ", "date=2026-03-02"),
    )
    (listed,) = door.json("echeance", "lister", "--regle", "L-RAPO")["echeances"]
    (changed,) = (one for one in done["echeances"] if one["regle"] == "L-RAPO")

    assert changed == {name: listed[name] for name in ("regle", "version_regle", "statut", "terme")}
    assert changed["terme"] == "2026-05-02T23:59:00+02:00"


def test_a_seance_gives_them_for_each_of_its_lines(door: Door) -> None:
    stage = journeys.en_icl(door.world, "2026-04-09")
    done = door.json(
        *("seance", "agir", stage.icl, "reporter", "--role", "bat"),
        *("--champ", f"seance_remplacante={door.world.seance('2026-05-12')}"),
        *("--champ", "motif=salle fermée"),
    )

    changed = [one for line in done["lignes"] for one in line["echeances"]]
    assert changed != []
    assert all(one.keys() == {"regle", "version_regle", "statut", "terme"} for one in changed)


def test_an_act_of_another_day_says_which_beside_that_of_its_entry(door: Door) -> None:
    dossier = door.world.dossier(occurred=door.world.now)
    door.world.wait(days=3)
    door(
        *("dossier", "agir", dossier, "recevoir_recours", "--role", "bop"),
        *("--champ", "date=2026-03-04"),
    )
    screen = door("dossier", "voir", dossier)
    answer = door.json("dossier", "voir", dossier)

    (born, received) = answer["journal"]
    assert screen.count("fait le") == 1
    assert "fait le 4 mars 2026" in screen
    assert (received["survenu_le"][:10], received["su_le"][:10]) == ("2026-03-04", "2026-03-05")
    assert born["survenu_le"] == born["su_le"]
    assert "fait le 4 mars 2026" in door("journal", "lister", "--dossier", dossier)


def test_the_issue_of_a_recours_is_told_where_its_answer_is(door: Door) -> None:
    dossier = appealed(door)
    answer = door.json("dossier", "voir", dossier)["journal"][-1]

    assert "issue du recours : rejeté · motif : tardif" in door("dossier", "voir", dossier)
    assert answer["formulaire"] == {"issue": "rejete"}
    assert answer["personnel"] == {"motif": "tardif"}


def test_what_was_chosen_is_told_in_words(door: Door) -> None:
    stage = journeys.saisine_recue(door.world)
    told = " ".join(door("dossier", "voir", stage.dossier, "--tout").split())

    assert "méthode d’examen : liste" in told
    assert "canal de la saisine : " in told


def test_a_closed_dossier_whose_recours_waits_too_long_is_late_and_said_to_be_closed(
    door: Door,
) -> None:
    world = door.world
    dossier = world.dossier()
    act = ("dossier", "agir", dossier)
    day = ("--champ", "date=2026-03-02")
    door(*act, "muter", "--role", "bop", *day)
    door(*act, "recevoir_recours", "--role", "bop", *day)
    before = door.json("dossier", "lister", "--en-retard")["dossiers"]
    world.until("2026-05-04")
    (late,) = door.json("dossier", "lister", "--en-retard")["dossiers"]

    assert before == []
    assert (late["dossier"], late["etat"], late["en_retard"]) == (dossier, "clos_mutation", True)
    assert late["clos_le"] == "2026-03-02T09:00:00+01:00"
    assert "Clos : " in door("dossier", "lister", "--en-retard")
    assert door.json("dossier", "lister", "--en-retard", "--ouverts")["dossiers"] == []
