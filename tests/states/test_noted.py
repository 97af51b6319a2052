"""Which act notes which fact: what files of facts, and entry by hand, rely on."""

from rules.facts import FACTS
from states.noted import NOTED
from states.page import Machine
from states.procedure import PROCEDURE

ASKED = {
    # DOMAIN.md §3.5, by indicator
    "1a": {"demande_complete", "droits_notifies"},
    "1b": {"flux_transmis"},
    "2": {"rdv_fixe", "sans_premier_rdv", "inscription_ft_a_faire", "inscription_ft"},
    "2, exceptions": {"connu_ft", "contact_demande", "contact_etabli", "contact_tente"},
    "3": {"referent_designe", "referent_fini"},
    "3a": {"rdv_manque", "rdv_deplace", "relance"},
    "3b": {"rdv_honore", "contrat_signe", "contrat_reactive", "contrat_revise"},
    "4": {"diagnostic_realise", "diagnostic_partage"},
    "L3": {"diagnostic_conjoint", "recherche_emploi_engagee", "situation_empechement"},
    "S1": {"rdv_orientation_fixe", "rdv_orientation_tenu", "souhait_exprime"},
}

ELSEWHERE = {"pli_revenu": {"notifie"}}
"""Where a fact is told by an act that moves the dossier."""


def test_every_fact_that_the_indicators_ask_for_is_noted_by_an_act() -> None:
    asked = {fact for facts in ASKED.values() for fact in facts}

    assert asked <= NOTED.keys()
    assert NOTED.keys() <= FACTS.keys()


def test_the_act_moves_nothing_and_writes_that_fact_alone_in_every_open_state() -> None:
    for code, exit in NOTED.items():
        without = {
            node.state.code
            for node in PROCEDURE.open_nodes(Machine.DOSSIER)
            if exit not in node.by_event.get(exit.event, ())
        }

        assert exit.target is None
        assert exit.facts == (code,)
        assert without <= ELSEWHERE.get(code, {"diagnostic_attendu", "en_icl", "inscrit_ep"}), code


def test_a_fact_of_the_path_may_be_dated_and_an_import_may_note_it() -> None:
    for code in {fact for facts in ASKED.values() for fact in facts}:
        assert "date" in {field.name for field in NOTED[code].asks}, code
        assert "IMPORT" in {who.name for who in NOTED[code].who}, code


def test_where_two_acts_note_one_fact_the_first_page_has_it() -> None:
    assert NOTED["referent_designe"].event == "designer_referent"
