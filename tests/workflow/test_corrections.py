"""A mistake is corrected by a compensating act: the dates come back with the state."""

import pytest

from rules.actors import Actor
from rules.refusals import Refused
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, BAT, BOP, ELSEWHERE, EP, PRESIDENT, World
from tests.workflow.crashes import Crash, crash_at, everything
from tests.workflow.invariants import broken, reconciled
from workflow.acts import dossier_locks
from workflow.tables.subjects import Demande, Dossier, Passage
from workflow.tables.trail import DeadlineRow, FactRow, JournalRow
from workflow.trail import journal
from workflow.trail.journal import Entry


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes of the reasons given."""
    return [refusal.code for refusal in refused.value.refusals]


def test_a_line_that_comes_back_is_counted_from_its_seance_again(world: World) -> None:
    stage = journeys.before_ep(world)
    world.act(stage.dossier, "accepter", EP, type_orientation="5")

    outcome = world.correct(stage.dossier)

    watched = world.rows(DeadlineRow, rule="I-RESULTAT-LIGNE", seance_id=stage.ep, status="ouverte")
    assert outcome.state == "inscrit_ep"
    assert [row["due_at"] is not None for row in watched] == [True]
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_a_move_undone_aims_at_the_seance_of_before(world: World) -> None:
    here = world.seance("2026-04-09")
    world.seance("2026-04-23", circonscription=ELSEWHERE)
    dossier = journeys.presaisine(world)
    world.act(dossier, "demenager_intra", BOP, circonscription=ELSEWHERE, date="2026-03-02")

    world.correct(dossier)

    assert world.deadline("I-INSCRIRE", dossier_id=dossier)["seance_id"] == here
    assert reconciled(world) == []


def test_what_the_act_created_ends_and_stays_in_the_trail(world: World) -> None:
    stage = journeys.en_icl(world)

    world.correct(stage.dossier)
    world.correct(stage.dossier)
    world.correct(stage.dossier)

    annulled = [row["code"] for row in world.rows(FactRow) if row["annulled_by"] is not None]
    assert world.state(stage.dossier) == "accompagnement"
    assert [row["state"] for row in world.rows(Passage)] == ["retire"]
    assert [row["issue"] for row in world.rows(Demande)] == ["annulee"]
    assert annulled == [
        *("etat:presaisine", "demande_ouverte", "consultation_faite", "etat:en_icl"),
    ]
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_a_corrected_deadline_runs_again_under_the_same_lineage(world: World) -> None:
    dossier = journeys.presaisine(world)
    world.act(dossier, "retirer_demande", AGENT_ALI, motif="x")

    world.correct(dossier)

    rows = world.rows(DeadlineRow, rule="D27-UN-MOIS")
    assert [(row["generation"], row["status"]) for row in rows] == [
        (1, "remplacee"),
        (2, "ouverte"),
    ]
    assert len({row["lineage"] for row in rows}) == 1


def test_a_dossier_does_not_come_back_while_another_is_open(world: World) -> None:
    person = world.person()
    dossier = world.dossier(personne=person)
    world.act(dossier, "muter", BOP, date="2026-03-02")
    world.wait(days=1).dossier(personne=person, rank=2)

    with pytest.raises(Refused) as refused:
        world.correct(dossier)

    assert codes(refused) == ["dossier_deja_ouvert"]
    assert world.state(dossier) == "clos_mutation"


def test_a_decision_that_opened_another_dossier_is_not_undone(world: World) -> None:
    first, second = journeys.reoriente(world)

    with pytest.raises(Refused) as refused:
        world.correct(first)

    assert codes(refused) == ["dossier_suivant_ouvert"]
    assert world.row(Dossier, second)["state"] == "a_notifier"


@pytest.mark.parametrize("actor", [AGENT_ALI, BAT, PRESIDENT])
def test_only_the_bop_corrects_and_says_why(world: World, actor: Actor) -> None:
    dossier = journeys.presaisine(world)

    with pytest.raises(Refused) as refused:
        world.correct(dossier, actor, motif="")

    assert codes(refused) == ["acteur_non_autorise", "champ_manquant"]


def test_nothing_is_left_to_correct_before_the_first_act(world: World) -> None:
    dossier = world.dossier()

    with pytest.raises(Refused) as refused:
        world.correct(dossier)

    assert codes(refused) == ["rien_a_corriger"]


def test_a_crash_at_any_statement_of_a_correction_leaves_nothing_behind(world: World) -> None:
    stage = journeys.en_icl(world)
    before = everything(world.store)
    crashed = 0

    while True:
        try:
            with crash_at(crashed + 1):
                world.correct(stage.dossier)
        except Crash:
            crashed += 1
            assert everything(world.store) == before, f"statement {crashed}"
        else:
            break

    assert crashed >= 5


def test_an_act_of_an_earlier_release_whose_columns_are_gone_is_not_undone_by_half(
    world: World,
) -> None:
    stage = journeys.en_icl(world)
    (line,) = world.rows(Passage)
    modifs = {"dossier": {}, f"passage:{line['id']}": {"invites": [None, 1]}}
    with world.store.write() as tx:
        case, _ = dossier_locks.load(tx, stage.dossier)
        entry = Entry(
            act="annoncer_invites",
            actor=AGENT_ALI,
            occurred=world.now,
            known=world.now,
            body={"de": None, "vers": None, "modifs": modifs, "crees": {}, "faits": []},
        )
        journal.append(tx, case.chain, entry)

    with pytest.raises(Refused, match="ne se garde plus ainsi : invites") as refused:
        world.correct(stage.dossier)

    (reason,) = refused.value.refusals
    assert reason.code == "acte_d_une_version_anterieure"
    assert world.rows(JournalRow, act="corriger") == []
    assert world.rows(Passage) == [line]
