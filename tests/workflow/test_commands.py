"""The current of a command: all of it or none, one answer per key, a conflict that says why."""

import json
from typing import Any

import pytest

from rules.refusals import Refused
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    AGENT_FT,
    ALI,
    BOP,
    FRANCE_TRAVAIL,
    PRESIDENT,
    SERVICE_SOCIAL,
    World,
)
from tests.workflow.crashes import Crash, crash_at, everything
from workflow.acts.cases import UnknownDossier
from workflow.acts.commands import StaleDossier
from workflow.tables.post import Outbox, ReceivedAct
from workflow.tables.subjects import Demande, Dossier, Personne
from workflow.tables.trail import DeadlineRow, FactRow, JournalRow


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes of the reasons given."""
    return [refusal.code for refusal in refused.value.refusals]


def test_a_crash_at_any_statement_of_a_decision_leaves_nothing_behind(world: World) -> None:
    stage = journeys.attente_decision(world)
    before = everything(world.store)
    crashed = 0

    while True:
        try:
            with crash_at(crashed + 1):
                world.act(
                    stage.dossier, "decider_accepter", PRESIDENT, key="k1", type_orientation="5"
                )
        except Crash:
            crashed += 1
            assert everything(world.store) == before, f"statement {crashed}"
        else:
            break

    assert crashed >= 8
    assert world.state(stage.dossier) == "clos_reoriente"
    assert world.flaws() == []


def test_a_crash_between_a_refusal_and_its_entry_leaves_nothing_behind(world: World) -> None:
    dossier = journeys.presaisine(world)
    before = everything(world.store)

    with pytest.raises(Crash), crash_at(1):
        world.act(dossier, "inscrire", AGENT_ALI, seance=99)

    assert everything(world.store) == before


def test_an_act_moves_the_state_the_facts_the_deadlines_the_journal_and_the_messages_together(
    world: World,
) -> None:
    stage = journeys.before_icl(world)
    journeys.favorable(world, stage.dossier)

    outcome = world.act(stage.dossier, "deposer_saisine", AGENT_ALI, canal="mail")

    entry = world.rows(JournalRow, kind="dossier", subject_id=stage.dossier, seq=outcome.seq)[0]
    body = json.loads(entry["body"])
    written = world.rows(FactRow, kind="dossier", subject_id=stage.dossier, seq=outcome.seq)
    assert (outcome.state, world.state(stage.dossier)) == ("saisine_recue", "saisine_recue")
    assert [row["code"] for row in written] == ["etat:saisine_recue", "saisine_deposee"]
    assert body["faits"] == ["etat:saisine_recue", "saisine_deposee"]
    assert (body["de"], body["vers"]) == ("saisine_a_faire", "saisine_recue")
    assert any(line.startswith("I-SAISIR@") and " tenue " in line for line in body["echeances"])
    assert world.deadline("I-RECEVABILITE")["status"] == "ouverte"
    told = [row["occasion"] for row in world.rows(Outbox)][-2:]
    assert told == ["saisine_accusee", "saisine_deposee"]


def test_a_conflict_says_who_changed_what_and_when_and_writes_nothing(world: World) -> None:
    dossier = world.dossier()
    seen = world.row(Dossier, dossier)["version"]
    world.act(dossier, "fixer_rdv", AGENT_ALI, date_rdv="2026-03-20")
    before = everything(world.store)

    with pytest.raises(StaleDossier) as conflict:
        world.act(dossier, "relancer", BOP, expected_version=seen, nature="appel")

    assert (conflict.value.seen, conflict.value.found) == (seen, seen + 1)
    assert conflict.value.meanwhile is not None
    assert conflict.value.meanwhile.by == AGENT_ALI.name
    said = str(conflict.value).replace("\N{NO-BREAK SPACE}", " ")
    assert "« Fixer un rendez-vous » par agent 1, le lundi 2 mars 2026 à 9 h." in said
    assert everything(world.store) == before


def test_the_conflict_names_the_first_change_that_the_operator_did_not_see(world: World) -> None:
    dossier = world.dossier()
    seen = world.row(Dossier, dossier)["version"]
    with pytest.raises(Refused):
        world.act(dossier, "relancer", BOP, nature="appel")
    world.act(dossier, "relancer", AGENT_ALI, nature="appel")
    world.act(dossier, "suspendre_droit", BOP, date="2026-03-02")

    with pytest.raises(StaleDossier) as conflict:
        world.act(dossier, "relancer", AGENT_ALI, expected_version=seen, nature="appel")

    assert conflict.value.meanwhile is not None
    assert conflict.value.meanwhile.act == "Relancer la personne"


def test_a_refusal_is_an_entry_of_its_own_and_leaves_the_form_fresh(world: World) -> None:
    dossier = journeys.presaisine(world)
    before = world.row(Dossier, dossier)

    with pytest.raises(Refused) as refused:
        world.act(dossier, "inscrire", AGENT_FT, seance=99)

    after = world.row(Dossier, dossier)
    entry = world.rows(JournalRow, kind="dossier", subject_id=dossier)[-1]
    body = json.loads(entry["body"])
    assert codes(refused) == ["acteur_non_autorise", "seance_inconnue", "consultation_absente"]
    assert (after["version"], after["seq"]) == (before["version"], before["seq"] + 1)
    assert (entry["act"], body["evenement"], body["refus"]) == ("refus", "inscrire", codes(refused))
    assert entry["actor"] == AGENT_FT.name


def test_reminders_leave_the_form_fresh(world: World) -> None:
    dossier = journeys.presaisine(world)
    seen = world.row(Dossier, dossier)

    world.wait(days=40).tick()

    after = world.row(Dossier, dossier)
    assert after["version"] == seen["version"]
    outcome = world.act(
        dossier, "retirer_demande", AGENT_ALI, expected_version=seen["version"], motif="x"
    )
    assert outcome.state == "accompagnement"


def test_a_repeated_command_returns_the_first_answer_and_does_nothing_more(world: World) -> None:
    dossier = world.dossier()

    first = world.act(dossier, "relancer", AGENT_ALI, key="k1", nature="appel")
    before = everything(world.store)
    second = world.act(dossier, "relancer", AGENT_ALI, key="k1", nature="appel")

    assert (first.repeated, second.repeated) == (False, True)
    assert (second.version, second.seq, second.changes, second.moves) == (
        first.version,
        first.seq,
        first.changes,
        first.moves,
    )
    assert everything(world.store) == before


def test_a_repeated_command_gets_its_answer_even_on_a_stale_form(world: World) -> None:
    dossier = world.dossier()
    seen = world.row(Dossier, dossier)["version"]
    form: dict[str, Any] = {"key": "k1", "expected_version": seen, "nature": "appel"}

    world.act(dossier, "relancer", AGENT_ALI, **form)
    world.act(dossier, "relancer", AGENT_ALI, nature="sms")

    assert world.act(dossier, "relancer", AGENT_ALI, **form).repeated


@pytest.mark.parametrize(
    ("event", "form"), [("relancer", {"nature": "sms"}), ("fixer_rdv", {"date_rdv": "2026-04-01"})]
)
def test_a_key_that_served_for_another_act_is_refused(
    world: World, event: str, form: dict[str, Any]
) -> None:
    dossier = world.dossier()
    world.act(dossier, "relancer", AGENT_ALI, key="k1", nature="appel")

    with pytest.raises(Refused) as refused:
        world.act(dossier, event, AGENT_ALI, key="k1", **form)

    assert codes(refused) == ["cle_deja_utilisee"]
    assert len(world.rows(ReceivedAct)) == 1


def test_a_refused_act_may_be_tried_again_with_the_same_key(world: World) -> None:
    dossier = world.dossier()
    with pytest.raises(Refused):
        world.act(dossier, "repondre_souhait", AGENT_ALI, key="k1", reponse="x")
    world.act(
        dossier,
        "exprimer_souhait",
        AGENT_ALI,
        date="2026-03-02",
        canal="entretien",
        recueilli_par="x",
        paroles="x",
    )

    assert not world.act(dossier, "repondre_souhait", AGENT_ALI, key="k1", reponse="x").repeated


def test_a_person_has_one_open_request_at_a_time(world: World) -> None:
    dossier = journeys.presaisine(world)

    with pytest.raises(Refused) as refused:
        world.act(
            dossier,
            "ouvrir_reorientation",
            AGENT_ALI,
            motif_code="3",
            service_souhaite=SERVICE_SOCIAL,
        )

    assert codes(refused) == ["hors_etat"]
    assert len(world.rows(Demande, closed_at=None)) == 1


def test_a_request_that_failed_leaves_room_for_another(world: World) -> None:
    dossier = journeys.presaisine(world)
    world.act(dossier, "retirer_demande", AGENT_ALI, motif="x")

    journeys.presaisine(world, dossier, wished=SERVICE_SOCIAL)

    assert [row["issue"] for row in world.rows(Demande)] == ["retiree", None]


@pytest.mark.parametrize("key", [None, "k1"])
def test_an_act_on_a_dossier_that_does_not_exist_says_so(world: World, key: str | None) -> None:
    with pytest.raises(UnknownDossier, match="Le dossier n° 77 n’existe pas"):
        world.act(77, "relancer", AGENT_ALI, key=key, nature="appel")

    assert world.rows(JournalRow) == []


def test_a_day_in_the_past_dates_the_facts_and_their_deadlines(world: World) -> None:
    dossier = world.dossier("importer_diagnostic")
    world.wait(days=10)

    world.act(dossier, "realiser_diagnostic", AGENT_ALI, date="2026-03-04", organisme="CCAS")

    (done,) = [one for one in world.facts(dossier) if one.code == "diagnostic_realise"]
    local = done.occurred.astimezone(world.rulebook.calendar.tz)
    noon = local.replace(microsecond=0).isoformat()  # then its place in the order of the day
    assert (noon, done.known) == ("2026-03-04T12:00:00+01:00", world.now)
    assert world.deadline("4-DIAGNOSTIC-PARTAGE")["born_late"] == 1


def test_no_act_happens_before_the_last_change_of_state(world: World) -> None:
    dossier = world.dossier("importer_diagnostic")

    with pytest.raises(Refused) as refused:
        world.act(dossier, "realiser_diagnostic", AGENT_ALI, date="2026-02-20", organisme="CCAS")

    assert codes(refused) == ["date_anterieure"]


def test_what_is_possible_is_what_is_accepted(world: World) -> None:
    dossier = world.dossier("importer_diagnostic")

    ways = {way.exit.event: way for _, way in world.ways(dossier, AGENT_ALI)}

    assert ways["realiser_diagnostic"].to_enter
    assert not ways["realiser_diagnostic"].possible
    assert {r.code for r in ways["fermer_droit"].refusals} == {
        "acteur_non_autorise",
        "champ_manquant",
    }


def test_asking_what_is_possible_writes_nothing(world: World) -> None:
    dossier = journeys.presaisine(world)
    before = everything(world.store)

    world.ways(dossier, AGENT_ALI)

    assert everything(world.store) == before


def test_the_person_is_locked_with_the_dossier_so_that_two_dossiers_never_open_at_once(
    world: World,
) -> None:
    person = world.person()
    world.dossier(personne=person, service=ALI)

    with pytest.raises(Exception, match=r"(?i)unique"):
        world.dossier(personne=person, service=FRANCE_TRAVAIL)

    assert len(world.rows(Dossier, personne_id=person)) == 1
    assert len(world.rows(Personne)) == 1
    assert world.rows(DeadlineRow, kind="dossier", subject_id=2) == []
