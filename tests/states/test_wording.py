"""The words of an act: those of the exit that is taken, when one event has several."""

import pytest

from states.page import Machine
from states.procedure import PROCEDURE

DOSSIER, SEANCE = Machine.DOSSIER, Machine.SEANCE


@pytest.mark.parametrize(
    ("machine", "event", "source", "target", "words"),
    [
        (DOSSIER, "orienter", "a_orienter", "a_notifier", "Orienter vers un service référent"),
        (
            DOSSIER,
            "orienter",
            "diagnostic_realise",
            "a_notifier",
            "Orienter vers un autre service référent",
        ),
        (DOSSIER, "ep_accepte", "inscrit_ep", "attente_decision", "Avis favorable de l’EP"),
        (DOSSIER, "ep_accepte", "inscrit_ep", "clos_reoriente", "Réorientation acceptée en EP"),
        (
            DOSSIER,
            "constater_npai",
            "notifie",
            "adresse_a_retrouver",
            "Constater le pli revenu (NPAI)",
        ),
        (
            SEANCE,
            "fixer_venue",
            "programmee",
            "programmee",
            "Dire à qui intervient s’il ou elle est attendu·e",
        ),
        (
            SEANCE,
            "fixer_venue",
            "programmee",
            "annulee",
            "Décommander qui intervient et annuler la séance",
        ),
        (SEANCE, "reporter", "programmee", "reportee", "Reporter à une autre séance"),
        (SEANCE, "programmer", "", "programmee", PROCEDURE.births[SEANCE]["programmer"].label),
    ],
)
def test_an_act_that_was_done_is_told_in_the_words_of_the_way_it_took(
    machine: Machine, event: str, source: str, target: str, words: str
) -> None:
    assert PROCEDURE.taken(machine, event, source, target) == words


def test_every_way_is_told_in_its_own_words() -> None:
    for node in PROCEDURE.all_nodes():
        for exit in node.exits:
            code, target = node.state.code, exit.target or node.state.code
            assert PROCEDURE.taken(node.machine, exit.event, code, target) == exit.label
    for machine, births in PROCEDURE.births.items():
        for birth in births.values():
            assert PROCEDURE.taken(machine, birth.event, "", birth.target) == birth.label


def test_an_event_of_which_the_way_is_not_known_is_told_in_the_words_of_all() -> None:
    both = "Avis favorable de l’EP ou réorientation acceptée en EP"
    assert PROCEDURE.label(DOSSIER, "ep_accepte") == both
    assert PROCEDURE.taken(DOSSIER, "ep_accepte", "inscrit_ep", "un_etat_retire") == both
    assert PROCEDURE.label(DOSSIER, "sans_nom") is None
    assert PROCEDURE.taken(DOSSIER, "sans_nom", "notifie", "notifie") is None
