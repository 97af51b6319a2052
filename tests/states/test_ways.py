"""What is possible is what happens: one judgement for the button and for the command."""

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.actors import Actor, may
from rules.fields import Field, Kind
from rules.parameters import Master, Parameters
from rules.refusals import Refused
from rules.seances.guests import Guests
from rules.situation import Act, Situation
from states.decision import decide, ways
from states.graph import by_hand
from states.page import Exit, Machine
from states.procedure import PROCEDURE
from tests.rules.seat_cases import HERE, PARTNER
from tests.rules.seat_cases import KIND as SEATED
from tests.situations import (
    ACTORS,
    ALI,
    BAT,
    BOP,
    CANDIDATE,
    DEMANDE,
    DOSSIER,
    FRANCE_TRAVAIL,
    ICL,
    KIND,
    KIND_APPUI,
    KIND_EP,
    KIND_VISITED,
    NOW,
    PASSAGE,
    SERVICE,
    TODAY,
    asked,
    at,
    fact,
    vary,
)

# The usual answer to a field of each kind, then the others.
ANSWERS: dict[Kind, tuple[object, ...]] = {
    Kind.TEXTE: ("un texte", ""),
    Kind.CODE: ("09:30", "deux mots", ""),
    Kind.LIEU: ("Bobigny, salle 2", "x" * 200, ""),
    Kind.DATE: (TODAY.isoformat(), "08/03/2026", "2026-12-01", "demain"),
    Kind.OUI_NON: ("oui", "non", "peut-être"),
    Kind.ENTIER: (4, "quatre"),
    Kind.SERVICE: (ALI, FRANCE_TRAVAIL, 99),
    Kind.SEANCE: (ICL.id, 99),
    Kind.LIGNES: (str(PASSAGE.id), "99", "une"),
    Kind.HEURE: ("09:30", "9 h 30", "25:00", "midi"),
    Kind.HEURES: (f"{PASSAGE.id}=10:15", "99=10:15", "1=25:00"),
    Kind.COURRIEL: ("prenom.nom@exemple.fr", "pas une adresse"),
    Kind.RANGS: (f"{PASSAGE.id}=1", f"{PASSAGE.id}=7", "99=1", "une=deux"),
}
NOTED = ("rdv_honore", "relance", "diagnostic_realise", "avis_ep_rendu", "recours_recu")


T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """An act tried somewhere."""

    machine: Machine
    situation: Situation
    act: Act


@st.composite
def situations(draw: st.DrawFn, machine: Machine) -> Situation:
    """Any state of the machine, in circumstances mostly fit for it."""

    def mostly(usual: T, *others: T) -> T:
        return usual if draw(st.integers(0, 9)) < 9 else draw(st.sampled_from(others))

    def any_state(of: Machine) -> str:
        return draw(st.sampled_from(sorted(PROCEDURE.nodes[of])))

    kind = draw(st.sampled_from([KIND, KIND_EP, KIND_APPUI, SEATED]))
    seance = replace(
        ICL,
        genre=kind.code,
        state=any_state(Machine.SEANCE),
        circonscription=mostly("C1", None, "C2"),
        held=NOW + timedelta(days=mostly(0, -3, 3)),
    )
    passage = replace(
        PASSAGE,
        state=any_state(Machine.PASSAGE),
        nature=mostly("reorientation", "soutien", "accompagnement_global"),
        methode=mostly(None, "collegiale"),
    )
    state = any_state(Machine.DOSSIER)
    if machine is Machine.PASSAGE:
        state = mostly("inscrit_ep" if kind is KIND_EP else "en_icl", state)
        seance = replace(seance, state=mostly("ouverte", seance.state))
    elif machine is Machine.DOSSIER:
        seance = replace(seance, state=mostly("preparee", seance.state))
    unheard = replace(DEMANDE, consulted=None, accord_accueil=None)
    noted = [fact(code, -2) for code in draw(st.lists(st.sampled_from(NOTED)))]
    return Situation(
        today=TODAY,
        parameters=Parameters(
            ep_obligatoire=draw(st.booleans()),
            deux_niveaux=draw(st.booleans()),
            maitre_decisions=mostly(Master.HERE, Master.WEBRSA),
        ),
        dossier=replace(
            DOSSIER,
            state=state,
            rank=mostly(1, 2, None),
            droit=mostly("ouvert", "suspendu", "ferme"),
            previous_state=draw(st.sampled_from([None, "notifie", "en_icl"])),
        ),
        demande=draw(st.sampled_from([None, DEMANDE, unheard])),
        passage=passage,
        seance=seance,
        kind=kind,
        service=mostly(SERVICE, replace(SERVICE, active=False), None),
        passages=(passage,),
        candidates=(CANDIDATE,),
        guests=Guests(guests=(PARTNER,), allowed=draw(st.sampled_from([None, True, False]))),
        participants=mostly((replace(HERE, id=4),), ()),
        facts=(*noted, *mostly((), (fact("etat:notifie", +2),))),
        other_open_dossier=mostly(False, True),
    )


@st.composite
def forms(draw: st.DrawFn, fields: tuple[Field, ...]) -> dict[str, object] | None:
    """A form mostly well filled; sometimes not opened yet."""
    if draw(st.integers(0, 19)) == 19:
        return None
    filled: dict[str, object] = {}
    for field in fields:
        usual, *others = field.choices or ANSWERS[field.kind]
        answer = draw(st.integers(0, 19))
        if answer < 19:
            filled[field.name] = usual if answer < 16 else draw(st.sampled_from([*others, usual]))
    if draw(st.integers(0, 19)) == 19:
        filled["autre"] = "inconnu"
    return filled


def holders(exit: Exit, situation: Situation) -> list[Actor]:
    """Who may take the exit, and failing that everybody."""
    dossier = situation.dossier
    service = dossier.service_id if dossier is not None else None
    held = [
        actor
        for actor in ACTORS
        if any(may(actor, who, service_id=service, circonscription="C1") for who in exit.who)
    ]
    return held or list(ACTORS)


@st.composite
def attempts(draw: st.DrawFn) -> Attempt:
    """Somebody, mostly who may, tries an exit that is shown."""
    machine = draw(st.sampled_from(Machine))
    situation = draw(situations(machine).filter(lambda one: bool(ways(one, asked(), machine))))
    exit = draw(st.sampled_from(ways(situation, asked(), machine))).exit
    anyone = draw(st.integers(0, 9)) == 9
    actor = draw(st.sampled_from(ACTORS if anyone else holders(exit, situation)))
    act = Act(event=exit.event, actor=actor, occurred=NOW, known=NOW, data=draw(forms(exit.asks)))
    return Attempt(machine=machine, situation=situation, act=act)


@settings(max_examples=500, deadline=None)
@given(attempts())
def test_a_way_shown_open_is_taken_and_a_way_shown_shut_is_refused_with_the_same_reasons(
    attempt: Attempt,
) -> None:
    situation, act, machine = attempt.situation, attempt.act, attempt.machine
    (way,) = [w for w in ways(situation, act, machine) if w.exit.event == act.event]

    if way.possible:
        decision = decide(situation, act, machine)

        assert decision.moves[0].exit is way.exit
        assert decision.moves[0].target == way.target
        assert all(move.target == (move.exit.target or move.source) for move in decision.moves)
    else:
        with pytest.raises(Refused) as caught:
            decide(situation, act, machine)

        assert caught.value.refusals == way.refusals


@settings(max_examples=150, deadline=None)
@given(data=st.data(), machine=st.sampled_from(Machine))
def test_each_event_is_shown_once_and_what_only_follows_is_not_shown(
    data: st.DataObject, machine: Machine
) -> None:
    situation = data.draw(situations(machine))
    shown = [way.exit.event for way in ways(situation, asked(BOP), machine)]
    views = (situation.dossier, situation.passage, situation.seance)
    (state,) = [v.state for v, one in zip(views, Machine, strict=True) if v and one is machine]
    exits = PROCEDURE.node(machine, state).exits

    assert len(shown) == len(set(shown))
    assert set(shown) == {exit.event for exit in exits if by_hand(exit)}


def test_a_button_pressed_by_nobody_yet_only_asks_for_its_fields() -> None:
    way = next(w for w in ways(at("presaisine"), asked()) if w.exit.event == "consulter")

    assert not way.possible
    assert way.to_enter
    assert [refusal.field for refusal in way.refusals] == ["date", "accord"]


def test_a_button_that_is_refused_for_more_than_its_fields_is_dead() -> None:
    way = next(w for w in ways(at("presaisine"), asked(BAT)) if w.exit.event == "consulter")

    assert not way.to_enter


# --- every exit is reachable


def reach(exit: Exit) -> Situation:
    """A situation in which the choice of the exit picks it."""
    for rank, ep, two, territory, left, kind in product(
        (None, 1),
        (True, False),
        (True, False),
        ("C1", None),
        (None, exit.target),
        (KIND, KIND_VISITED),
    ):
        tried = vary(
            dossier=replace(DOSSIER, rank=rank, previous_state=left),
            parameters=Parameters(ep_obligatoire=ep, deux_niveaux=two),
            seance=replace(ICL, circonscription=territory),
            kind=kind,
        )
        when = exit.when is None or exit.when(tried)
        if when and (exit.unless is None or not exit.unless(tried)):
            return tried
    raise AssertionError(exit)


def test_every_exit_of_every_state_can_be_picked_and_leads_where_it_says() -> None:
    for node in PROCEDURE.all_nodes():
        for exit in node.exits:
            situation = reach(exit)
            assert situation.dossier is not None
            code = node.state.code
            placed = {
                Machine.DOSSIER: replace(
                    situation, dossier=replace(situation.dossier, state=code), passage=PASSAGE
                ),
                Machine.PASSAGE: replace(situation, passage=replace(PASSAGE, state=code)),
                Machine.SEANCE: replace(situation, seance=replace(ICL, state=code)),
            }[node.machine]
            shown = {way.exit: way.target for way in ways(placed, asked(), node.machine)}

            assert not by_hand(exit) or shown[exit] == (exit.target or code)
