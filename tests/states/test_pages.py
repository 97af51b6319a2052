"""The pages against the procedure written by hand, and what every page owes its readers."""

import pytest

from rules.actors import Who
from rules.fields import Kind
from states.drawing import says
from states.graph import Node
from states.page import BirthsNext, ClosesDemande, Exit, Machine
from states.procedure import PROCEDURE
from tests.states import expected, expected_acts


def own(node: Node) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for exit in node.own:
        found.setdefault(exit.event, set()).add(exit.target or node.state.code)
    return found


def effects(kind: type) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for node in PROCEDURE.all_nodes():
        for exit in node.exits:
            brought = [effect for effect in exit.effects if isinstance(effect, kind)]
            if brought:
                found.setdefault(exit.event, []).extend(brought)
    return found


@pytest.mark.parametrize(
    ("machine", "text"),
    [
        (Machine.DOSSIER, expected.DOSSIER),
        (Machine.PASSAGE, expected.PASSAGE),
        (Machine.SEANCE, expected.SEANCE),
    ],
    ids=lambda value: value.value if isinstance(value, Machine) else "",
)
def test_every_exit_is_the_one_written_by_hand_and_there_is_no_other(
    machine: Machine, text: str
) -> None:
    written = expected.table(text)
    drawn = {
        (code, event): targets
        for code, node in PROCEDURE.nodes[machine].items()
        for event, targets in {"": set[str](), **own(node)}.items()
    }

    assert drawn == written


CAPACITIES = {
    Who.SERVICE_REFERENT: "referent",
    Who.ALI_TERRITOIRE: "ali",
    Who.SERVICE_TERRITOIRE: "service",
    **{who: who.name.lower() for who in (Who.BAT, Who.BOP, Who.EP, Who.PRESIDENT)},
    **{who: who.name.lower() for who in (Who.IMPORT, Who.SYSTEME, Who.ENTRAINE)},
}


def test_who_may_under_which_conditions_and_which_facts_are_those_written_by_hand() -> None:
    written = expected_acts.acts()
    used = set()
    for node in PROCEDURE.all_nodes():
        for event, exits in node.by_event.items():
            names = (f"{event}@{node.state.code}", f"{event}@{node.machine.value}", event)
            name = next((name for name in names if name in written), event)
            used.add(name)
            facts = {fact for exit in exits for fact in exit.facts}
            for exit in exits:
                guards = {getattr(guard, "__name__", "") for guard in exit.guards}

                assert {CAPACITIES[who] for who in exit.who} == written[name][0], name
                assert guards == written[name][1], name
            assert facts == written[name][2], name

    assert used == set(written)


def test_what_can_strike_anywhere_strikes_in_every_open_state_but_those_excepted() -> None:
    for node in PROCEDURE.open_nodes(Machine.DOSSIER):
        code = node.state.code
        struck = {exit.event: exit.target or "=" for exit in node.common}
        written = {
            event: target
            for event, target in expected.ANYWHERE.items()
            if code not in expected.EXCEPT.get(event, set())
        }

        assert struck == written, code


def test_what_strikes_anywhere_in_a_seance_changes_the_count_of_its_delays() -> None:
    for node in PROCEDURE.open_nodes(Machine.SEANCE):
        assert {exit.event for exit in node.common} == {
            *("suspendre_delai", "reprendre_delai", "prolonger_delai"),
            *("fixer_echeance", "rendre_delai_au_calcul"),
        }
        assert all(exit.target is None for exit in node.common)


def test_nothing_strikes_in_a_closed_dossier() -> None:
    closed = [node for node in PROCEDURE.all_nodes() if node.state.final]

    assert closed
    assert all(node.common == () for node in closed)


def test_births_are_those_written_by_hand() -> None:
    births = {b.event: b.target for of in PROCEDURE.births.values() for b in of.values()}

    assert births == expected.BIRTHS


def test_each_end_of_a_request_has_its_own_issue() -> None:
    issues = {
        event: {closing.issue for closing in closings if isinstance(closing, ClosesDemande)}
        for event, closings in effects(ClosesDemande).items()
    }

    assert issues == {event: {issue} for event, issue in expected.ISSUES.items()}


def test_a_request_without_reorientation_nor_refusal_says_so_in_a_fact() -> None:
    for node in PROCEDURE.all_nodes():
        for exit in node.exits:
            issues = {e.issue for e in exit.effects if isinstance(e, ClosesDemande)}
            silent = issues - {"acceptee", "refusee"}

            assert ("demande_sans_suite" in exit.facts) == bool(silent), exit.event


def test_a_decision_gives_birth_to_the_next_dossier_with_its_origin() -> None:
    born = {
        event: {(e.state, e.origin) for e in found if isinstance(e, BirthsNext)}
        for event, found in effects(BirthsNext).items()
    }

    assert born == {event: {next_} for event, next_ in expected.NEXT.items()}


def test_every_way_into_a_closed_dossier_says_that_it_closes() -> None:
    for node in PROCEDURE.open_nodes(Machine.DOSSIER):
        for exit in node.exits:
            final = exit.target is not None and PROCEDURE.states[exit.target].final

            assert ("cloture" in exit.facts) == final, (node.state.code, exit.event)


def test_only_what_replaces_a_dossier_ends_it_without_the_fact_of_leaving() -> None:
    leaving = {"clos_droit_ferme", "clos_mutation", "clos_deces", "clos_doublon"}
    for node in PROCEDURE.open_nodes(Machine.DOSSIER):
        for exit in node.exits:
            born = any(isinstance(effect, BirthsNext) for effect in exit.effects)
            closes = exit.target is not None and PROCEDURE.states[exit.target].final

            assert ("sortie" in exit.facts) == (exit.target in leaving)
            assert closes == (born or exit.target in leaving), exit.event


def test_an_orientation_is_validated_once_on_its_way_to_the_letter() -> None:
    """By the exit that stays in the dossier, or by the birth of the next, never by both."""
    for entry in PROCEDURE.entries(Machine.DOSSIER, "a_notifier"):
        corrected_address = entry.event == "retrouver_adresse"
        reopened = entry.event == "rouvrir"

        assert ("orientation_validee" in entry.facts) != (corrected_address or reopened)
    for node in PROCEDURE.all_nodes():
        for exit in node.exits:
            if any(isinstance(effect, BirthsNext) for effect in exit.effects):
                assert "orientation_validee" not in exit.facts


def test_no_scheduler_decides_about_a_person() -> None:
    """It may freeze an agenda, move a line to a séance, release a visitor whom nobody awaits, write
    that a list was published, have a dossier follow the map, or the only sector of its service."""
    system = {
        exit.event
        for node in PROCEDURE.all_nodes()
        for exit in node.exits
        if Who.SYSTEME in exit.who
    }

    assert system == {
        *("inscrire", "reporter", "preparer", "arreter", "clore"),
        *("publier_liste", "exporter_saisine", "exporter_orientation"),
        *("redecouper", "attribuer_secteur", "fixer_venue"),
    }


def test_results_are_written_by_the_ali_or_its_deputy_and_never_by_the_bat_alone() -> None:
    retained = PROCEDURE.node(Machine.PASSAGE, "retenu")
    events = ("rendre_favorable", "rendre_desaccord", "rendre_soutien")
    for event in events:
        (exit,) = retained.by_event[event]

        assert exit.who == (Who.ALI_TERRITOIRE, Who.BAT)
        assert "suppleance" in {field.name for field in exit.asks}


def test_a_soutien_asks_neither_accord_nor_method() -> None:
    (exit,) = PROCEDURE.node(Machine.PASSAGE, "retenu").by_event["rendre_soutien"]

    assert {field.name for field in exit.asks} == {"preconisations", "suppleance"}
    assert exit.drags == ()


_NAMES = frozenset({Kind.TEXTE, Kind.COURRIEL})
"""What could name somebody."""


def test_free_words_are_personal_whatever_they_say() -> None:
    forms = [exit.asks for node in PROCEDURE.all_nodes() for exit in node.exits]
    forms += [birth.asks for births in PROCEDURE.births.values() for birth in births.values()]
    free = [field for asks in forms for field in asks if field.kind in _NAMES]

    assert len({field.name for field in free}) > 10
    assert [field.name for field in free if not field.personal] == []


def test_every_guard_and_choice_says_its_condition_in_french() -> None:
    exits: list[Exit] = [exit for node in PROCEDURE.all_nodes() for exit in node.exits]
    guards = {guard for exit in exits for guard in exit.guards}
    choices = {c for exit in exits for c in (exit.when, exit.unless) if c is not None}

    assert all(says(guard) for guard in guards)
    assert all(says(choice) for choice in choices)


def test_an_unknown_birth_of_the_next_dossier_is_an_error() -> None:
    with pytest.raises(KeyError):
        PROCEDURE.birth_of(BirthsNext(state="a_notifier", origin="webrsa"))


def test_the_next_dossier_is_born_according_to_its_origin() -> None:
    births = {
        (state, origin): PROCEDURE.birth_of(BirthsNext(state=state, origin=origin)).event
        for state, origin in set(expected.NEXT.values())
    }

    assert births == {
        ("a_notifier", "signalement"): "naitre_de_correction",
        ("a_notifier", "diagnostic"): "naitre_de_correction",
        ("a_notifier", "reorientation"): "naitre_de_reorientation",
        ("notifie", "reorientation"): "naitre_de_webrsa",
        ("notifie", "webrsa"): "naitre_de_webrsa",
    }
