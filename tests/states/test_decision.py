"""What is possible is what happens: one judgement for the button and for the command."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from rules.actors import WEBRSA
from rules.parameters import Master, Parameters
from rules.refusals import Refused
from rules.situation import Act, Situation
from states.answers import out_of_state
from states.decision import Decision, born, decide, follow, ways
from states.page import Machine
from states.procedure import PROCEDURE
from tests.situations import (
    ACTORS,
    AGENT_ALI,
    ALI,
    BAT,
    BOP,
    DEMANDE,
    DOSSIER,
    EP,
    HERE,
    ICL,
    KIND,
    KIND_EP,
    NOW,
    PASSAGE,
    PRESIDENT,
    REFERENT,
    SITUATION,
    TODAY,
    act,
    at,
    fact,
    vary,
)

IN_ICL = at("en_icl", demande=DEMANDE, seance=replace(ICL, held=NOW, state="ouverte"), kind=KIND)
RETAINED = replace(IN_ICL, passage=replace(PASSAGE, state="retenu"))
EP_SITTING = replace(ICL, genre="ep", held=NOW, state="ouverte")
IN_EP = replace(
    RETAINED,
    dossier=replace(DOSSIER, state="inscrit_ep"),
    seance=EP_SITTING,
    kind=KIND_EP,
)
FAVORABLE = {"methode": "liste", "accord_accueil": "oui"}


def refusals(situation: Situation, act: Act, machine: Machine = Machine.DOSSIER) -> dict[str, str]:
    """Code → sentence of what an act is refused with."""
    with pytest.raises(Refused) as caught:
        decide(situation, act, machine)
    return {refusal.code: refusal.sentence for refusal in caught.value.refusals}


def path(decision: Decision) -> list[tuple[str, str, str, str]]:
    return [(m.machine.value, m.exit.event, m.source, m.target) for m in decision.moves]


# --- refusals


def test_an_event_that_the_state_does_not_know_is_refused_with_the_steps_where_it_is_done() -> None:
    with pytest.raises(Refused) as caught:
        decide(at("a_notifier"), act("inscrire"))

    (refusal,) = caught.value.refusals
    assert refusal.code == "hors_etat"
    assert refusal.sentence == (
        "Le dossier est « À notifier » (l’orientation est décidée, le courrier est à envoyer) :"
        " « Inscrire au tableau d’une instance de concertation » n’y est pas possible."
    )
    assert refusal.remedy == (
        "Cet acte se fait à l’étape « Pré-saisine » ou « À réinscrire en concertation »."
    )
    assert caught.value.event == "inscrire"


@pytest.mark.parametrize(
    ("machine", "state", "event", "remedy"),
    [
        (
            *(Machine.SEANCE, "programmee", "lever"),
            "Cet acte se fait à l’étape « Ouverte » ; d’ici y mènent « Ouvrir le tableau aux"
            " services », puis « Arrêter l’ordre du jour », puis « Ouvrir la séance ».",
        ),
        (
            *(Machine.SEANCE, "reportee", "annuler"),
            "C’est une étape finale ; cet acte se fait avant, à l’étape « Programmée »,"
            " « En préparation » ou « Ordre du jour arrêté ».",
        ),
        (
            *(Machine.SEANCE, "ouverte", "programmer"),
            "Cet acte ne se fait que pour une nouvelle séance.",
        ),
        (
            *(Machine.DOSSIER, "accompagnement", "inscrire"),
            "Cet acte se fait à l’étape « Pré-saisine » ou « À réinscrire en concertation » ;"
            " d’ici y mène « Ouvrir une demande de réorientation ».",
        ),
    ],
)
def test_what_is_impossible_here_is_told_with_the_way_to_where_it_is_done(
    machine: Machine, state: str, event: str, remedy: str
) -> None:
    assert out_of_state(PROCEDURE.node(machine, state), event).remedy == remedy


def test_no_refusal_out_of_state_is_a_list_of_acts() -> None:
    """Each fits in a few lines, and names no more acts than a séance needs to come there."""
    told = [
        out_of_state(node, event)
        for node in PROCEDURE.all_nodes()
        for event in {e for one in PROCEDURE.nodes[node.machine].values() for e in one.by_event}
        if event not in node.by_event
    ]

    assert max(one.remedy.count("«") for one in told) <= 4 + 3
    assert max(len(f"{one.sentence} {one.remedy}") for one in told) < 400


def test_a_closed_dossier_offers_only_what_its_last_letter_and_its_delays_may_bring() -> None:
    offered = [way.exit.label for way in ways(at("clos_deces"), act(""))]

    assert offered == [
        *("Enregistrer un recours administratif préalable", "Enregistrer la réponse au recours"),
        "Enregistrer l’envoi d’un courrier parti avant la fin du dossier",
        "Enregistrer la première présentation d’un courrier",
        "Enregistrer la réception d’un courrier par la personne",
        "Constater un pli non réclamé ou refusé",
        "Constater le retour d’une lettre (NPAI)",
        *("Suspendre un délai", "Reprendre un délai suspendu", "Prolonger un délai"),
        *("Fixer une échéance à la main", "Rendre au calcul une échéance fixée à la main"),
    ]


def test_an_ended_line_offers_nothing() -> None:
    ended = replace(at("en_icl"), passage=replace(PASSAGE, state="favorable"))
    assert ways(ended, act(""), Machine.PASSAGE) == ()


@pytest.mark.parametrize("event", ["to_clos_reoriente", "", "forcer"])
def test_an_act_that_does_not_exist_is_refused(event: str) -> None:
    assert set(refusals(at("a_notifier"), act(event))) == {"acte_inconnu"}


def test_nobody_forces_what_only_another_act_brings() -> None:
    for actor in ACTORS:
        assert "acte_entraine" in refusals(IN_ICL, act("icl_favorable", actor))


def test_every_reason_is_told_at_once() -> None:
    stranger = replace(REFERENT, service_id=42)
    situation = at(
        "presaisine",
        demande=replace(DEMANDE, consulted=None),
        seance=replace(ICL, genre="ep", circonscription="C2", state="arretee"),
        kind=KIND_EP,
    )
    assert situation.dossier is not None
    situation = replace(situation, dossier=replace(situation.dossier, droit="suspendu"))

    assert set(refusals(situation, act("inscrire", stranger, seance=3, motif="non"))) == {
        "champ_inconnu",
        "acteur_non_autorise",
        "seance_d_un_autre_genre",
        "seance_incompetente",
        "seance_arretee",
        "consultation_absente",
        "droit_non_ouvert",
    }


def test_another_service_is_told_who_may() -> None:
    stranger = replace(REFERENT, service_id=42)

    with pytest.raises(Refused) as caught:
        decide(at("presaisine"), act("consulter", stranger, date=TODAY, accord="oui"))

    (refusal,) = caught.value.refusals
    assert refusal.code == "acteur_non_autorise"
    assert refusal.remedy == "Demandez-le à : le service référent de la personne."


def test_an_agent_of_elsewhere_is_told_that_it_is_not_their_territory() -> None:
    elsewhere = replace(BAT, circonscriptions=frozenset({"C2"}))

    found = refusals(at("desaccord"), act("reexaminer", elsewhere))

    assert found == {"hors_territoire": "La circonscription C1 n’est pas de votre territoire."}
    assert decide(at("desaccord"), act("reexaminer", BAT)).moves[0].target == "a_reinscrire"


def test_the_territory_of_a_seance_is_its_own() -> None:
    elsewhere = replace(ICL, circonscription="C2")

    assert "hors_territoire" in refusals(
        vary(seance=elsewhere, kind=KIND), act("arreter", BAT), Machine.SEANCE
    )


def test_an_act_of_tomorrow_is_refused() -> None:
    early = replace(act("constater_npai", BOP), occurred=NOW + timedelta(days=1))

    assert set(refusals(at("notifie"), early)) == {"date_a_venir"}


def test_a_field_that_tells_the_past_is_not_later_than_the_act() -> None:
    late = {"date": (TODAY + timedelta(days=1)).isoformat(), "canal": "postal"}

    assert set(refusals(at("a_notifier"), act("notifier", BOP, late))) == {"date_a_venir"}


def test_no_act_is_older_than_the_person_it_is_of() -> None:
    young = at("notifie", born=TODAY + timedelta(days=1))

    assert set(refusals(young, act("constater_npai", BOP))) == {"date_avant_naissance"}


def test_a_change_of_state_is_not_older_than_the_last_but_a_note_may_be() -> None:
    entered = (fact("etat:a_notifier", -9), fact("etat:notifie", +3))
    situation = at("notifie", facts=entered)

    assert "date_anterieure" in refusals(situation, act("constater_npai", BOP))
    assert decide(situation, act("fixer_rdv", date_rdv=TODAY)).moves[0].target == "notifie"


def test_a_line_too_is_dated_after_the_last_state_of_its_dossier() -> None:
    situation = replace(RETAINED, facts=(fact("etat:en_icl", +3),))

    assert "date_anterieure" in refusals(
        situation, act("rendre_favorable", AGENT_ALI, FAVORABLE), Machine.PASSAGE
    )


def test_a_machine_without_its_subject_is_the_callers_mistake() -> None:
    with pytest.raises(LookupError):
        decide(SITUATION, act("retirer"), Machine.PASSAGE)


# --- what an act drags


def test_joining_a_seance_gives_birth_to_the_line() -> None:
    decision = decide(
        at("presaisine", demande=DEMANDE, seance=ICL, kind=KIND), act("inscrire", seance="3")
    )

    assert decision.values == {"seance": 3}
    assert path(decision) == [
        ("dossier", "inscrire", "presaisine", "en_icl"),
        ("passage", "inscrire", "", "inscrit"),
    ]


def test_a_favourable_avis_moves_the_dossier_on() -> None:
    decision = decide(RETAINED, act("rendre_favorable", AGENT_ALI, FAVORABLE), Machine.PASSAGE)

    assert path(decision) == [
        ("passage", "rendre_favorable", "retenu", "favorable"),
        ("dossier", "icl_favorable", "en_icl", "saisine_a_faire"),
    ]


@pytest.mark.parametrize(
    ("two", "reached"), [(True, "attente_decision"), (False, "clos_reoriente")]
)
def test_the_avis_of_the_ep_decides_only_where_there_is_one_level(two: bool, reached: str) -> None:
    situation = replace(IN_EP, parameters=Parameters(deux_niveaux=two))

    decision = decide(situation, act("accepter", EP, type_orientation=1), Machine.PASSAGE)

    assert path(decision)[1] == ("dossier", "ep_accepte", "inscrit_ep", reached)


def test_decisions_taken_in_webrsa_are_not_typed_here_but_read_from_its_file() -> None:
    elsewhere = Parameters(maitre_decisions=Master.WEBRSA)
    situation = replace(IN_EP, parameters=elsewhere)
    file = act("constater_decision_webrsa", WEBRSA, service=ALI, type_orientation=1)

    for event in ("accepter", "refuser", "annuler_ligne"):
        assert "decision_dans_webrsa" in refusals(situation, act(event, EP), Machine.PASSAGE)
    decided = at("attente_decision", parameters=elsewhere, demande=DEMANDE)
    for event in ("decider_accepter", "decider_refuser", "renvoyer_ep"):
        assert "decision_dans_webrsa" in refusals(decided, act(event, PRESIDENT))
    assert path(decide(situation, file)) == [
        ("dossier", "constater_decision_webrsa", "inscrit_ep", "clos_reoriente"),
        ("passage", "retirer", "retenu", "retire"),
    ]


def test_a_death_takes_the_open_line_with_it_and_needs_none() -> None:
    died = act("deceder", BOP, date=TODAY)

    assert path(decide(RETAINED, died))[1:] == [("passage", "retirer", "retenu", "retire")]
    assert path(decide(at("accompagnement"), died)) == [
        ("dossier", "deceder", "accompagnement", "clos_deces")
    ]


def test_a_withdrawn_request_leaves_a_soutien_line_alone() -> None:
    soutien = replace(PASSAGE, nature="soutien", demande_id=None)
    situation = at("presaisine", demande=DEMANDE, passage=soutien, seance=ICL, kind=KIND)

    decision = decide(situation, act("retirer_demande", motif="à la demande de la personne"))

    assert path(decision) == [("dossier", "retirer_demande", "presaisine", "accompagnement")]


def test_a_soutien_that_is_adjourned_moves_no_dossier() -> None:
    soutien = replace(PASSAGE, nature="soutien", demande_id=None, state="retenu")
    situation = replace(RETAINED, dossier=DOSSIER, passage=soutien)

    decision = decide(situation, act("ajourner", AGENT_ALI, motif="absence"), Machine.PASSAGE)

    assert path(decision) == [("passage", "ajourner", "retenu", "ajourne")]


def test_a_soutien_becomes_a_request_only_once_one_is_open_and_the_person_consulted() -> None:
    soutien = replace(PASSAGE, nature="soutien", demande_id=None)
    ready = at("presaisine", demande=DEMANDE, passage=soutien, seance=ICL, kind=KIND)
    converted = act("convertir")

    assert path(decide(ready, converted, Machine.PASSAGE)) == [
        ("passage", "convertir", "inscrit", "inscrit"),
        ("dossier", "rejoindre_tableau", "presaisine", "en_icl"),
    ]
    assert "hors_etat" in refusals(replace(ready, dossier=DOSSIER), converted, Machine.PASSAGE)
    unheard = replace(ready, demande=replace(DEMANDE, consulted=None))
    assert "consultation_absente" in refusals(unheard, converted, Machine.PASSAGE)


@pytest.mark.parametrize(
    ("territory", "moves"),
    [
        (
            "C1",
            [
                ("dossier", "demenager_intra", "inscrit_ep", "attente_ep"),
                ("passage", "reporter_sans_suite", "retenu", "reporte"),
            ],
        ),
        (None, [("dossier", "demenager_intra", "inscrit_ep", "inscrit_ep")]),
    ],
)
def test_a_move_reroutes_a_request_only_from_an_ep_that_is_territorial(
    territory: str | None, moves: list[tuple[str, str, str, str]]
) -> None:
    situation = replace(IN_EP, seance=replace(EP_SITTING, circonscription=territory))

    decision = decide(situation, act("demenager_intra", BOP, circonscription="C2", date=TODAY))

    assert path(decision) == moves


def test_the_lines_of_a_seance_are_left_to_the_caller_and_follow_one_by_one() -> None:
    cancelled = act("annuler", BAT, motif="salle indisponible")
    seance = vary(seance=ICL, kind=KIND, passages=(PASSAGE,))
    line = replace(IN_ICL, passage=PASSAGE)

    assert path(decide(seance, cancelled, Machine.SEANCE)) == [
        ("seance", "annuler", "preparee", "annulee")
    ]
    assert path(follow(line, act("reporter", BAT), Machine.PASSAGE)) == [
        ("passage", "reporter", "inscrit", "reporte"),
        ("dossier", "remettre", "en_icl", "a_reinscrire"),
    ]


def test_what_follows_is_still_refused_where_it_cannot_be() -> None:
    over = replace(IN_ICL, passage=replace(PASSAGE, state="favorable"))
    astray = replace(IN_ICL, dossier=DOSSIER, passage=PASSAGE)

    for situation in (over, astray):
        with pytest.raises(Refused, match="n’y est pas possible"):
            follow(situation, act("reporter", BAT), Machine.PASSAGE)


# --- births


def test_a_dossier_is_born_of_an_import_once() -> None:
    new = vary(dossier=None)
    imported = act(
        "importer_oriente", WEBRSA, service=ALI, type_orientation=1, origine="cohorte", rang=1
    )

    assert path(born(new, imported)) == [("dossier", "importer_oriente", "", "notifie")]
    with pytest.raises(Refused, match="déjà un dossier ouvert"):
        born(replace(new, other_open_dossier=True), imported)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (act("importer_oriente", WEBRSA, service=ALI), "champ_manquant"),
        (act("naitre_a_orienter", REFERENT), "acteur_non_autorise"),
        (act("naitre_de_webrsa", WEBRSA), "acte_entraine"),
        (act("naitre", WEBRSA), "acte_inconnu"),
        (
            replace(act("naitre_a_orienter", BOP), occurred=NOW + timedelta(days=1)),
            "date_a_venir",
        ),
    ],
)
def test_a_birth_is_refused_like_any_act(wrong: Act, code: str) -> None:
    with pytest.raises(Refused) as caught:
        born(vary(dossier=None), wrong)

    assert code in {refusal.code for refusal in caught.value.refusals}


def test_the_birth_that_another_act_brings_asks_nobody() -> None:
    decision = born(vary(dossier=None), act("naitre_de_correction", AGENT_ALI), dragged=True)

    assert path(decision) == [("dossier", "naitre_de_correction", "", "a_notifier")]


def test_a_soutien_line_is_put_on_the_table_of_an_open_dossier_only() -> None:
    asking = act("inscrire_ligne", AGENT_ALI, seance=3, nature="soutien")

    decision = born(vary(seance=ICL, kind=KIND), asking, Machine.PASSAGE)

    assert decision.values == {"seance": 3, "nature": "soutien"}
    with pytest.raises(Refused, match="Clos : décès"):
        born(at("clos_deces", seance=ICL, kind=KIND), asking, Machine.PASSAGE)


def test_the_ali_of_another_circonscription_writes_no_result() -> None:
    other = replace(AGENT_ALI, circonscriptions=frozenset({"C2"}))
    referent: dict[str, Any] = {"situation": RETAINED, "machine": Machine.PASSAGE}

    assert AGENT_ALI.circonscriptions == HERE
    assert "hors_territoire" in refusals(act=act("rendre_favorable", other, FAVORABLE), **referent)
    assert "acteur_non_autorise" in refusals(
        act=act("rendre_favorable", REFERENT, FAVORABLE), **referent
    )
