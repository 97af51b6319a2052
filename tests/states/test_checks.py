"""Each way in which the procedure can be broken is caught, and said in a sentence."""

import re
from dataclasses import replace
from typing import Any

import pytest

from rules.actors import Who
from rules.choices import deja_oriente, ep_obligatoire
from rules.deadlines.rule import ANCHOR_FACT, LEAVES, Procedure, Scope
from rules.facts import entering
from rules.procedures.catalogue import CATALOGUE
from states import delais
from states.checks import BrokenProcedure, check
from states.page import Birth, BirthsNext, Clears, Drag, Everywhere, Exit, Machine, Page, State
from states.procedure import PAGES

BOP = (Who.BOP,)
DRAGGED = (Who.ENTRAINE,)


def exit(event: str, target: str | None = None, **more: Any) -> Exit:
    return replace(Exit(event=event, label=event, who=BOP, target=target), **more)


def state(code: str, *exits: Exit, **more: Any) -> State:
    return replace(State(code=code, label=code, meaning=code, exits=exits), **more)


def birth(target: str = "attend", event: str = "naitre", **more: Any) -> Birth:
    return replace(Birth(event=event, label=event, target=target, who=BOP), **more)


def page(*states: State, machine: Machine = Machine.DOSSIER, **more: Any) -> Page:
    page = Page(machine=machine, title="Page", source="S0", states=states, births=(birth(),))
    return replace(page, **more)


def rule(code: str = "R", **more: Any) -> Procedure:
    return replace(
        Procedure(
            code=code,
            label="Règle",
            scope=Scope.DOSSIER,
            opens=frozenset({entering("attend")}),
            closes=frozenset({LEAVES}),
        ),
        **more,
    )


END = state("fini", final=True)
WAITS = state("attend", exit("finir", "fini"))
SOUND = page(WAITS, END)


def problems(*pages: Page, catalogue: tuple[Procedure, ...] = (rule(),)) -> list[str]:
    with pytest.raises(BrokenProcedure) as caught:
        check(pages, catalogue)
    return list(caught.value.problems)


def test_the_procedure_and_a_small_sound_one_pass() -> None:
    assert check(PAGES, CATALOGUE).states.keys() >= {"a_orienter", "inscrit", "programmee"}
    assert set(check((SOUND,), (rule(),)).states) == {"attend", "fini"}


def test_an_unreachable_state_is_named() -> None:
    lost = state("perdu", exit("finir", "fini"), resting="ailleurs")

    assert problems(page(WAITS, lost, END)) == ["L’état « perdu » est inatteignable."]


def test_an_open_state_that_only_an_event_from_anywhere_reaches_is_unreachable() -> None:
    lost = state("perdu", exit("finir", "fini"), resting="ailleurs")
    struck = (Everywhere(exit=exit("perdre", "perdu")),)

    assert problems(page(WAITS, lost, END, everywhere=struck)) == [
        "L’état « perdu » est inatteignable."
    ]


def test_a_trap_is_seen_behind_the_events_that_can_strike_anywhere() -> None:
    trap = state("piege", resting="ailleurs")
    waits = state("attend", exit("finir", "fini"), exit("tomber", "piege"))
    death = (Everywhere(exit=exit("deceder", "mort")),)
    pages = page(waits, trap, END, state("mort", final=True), everywhere=death)

    assert problems(pages) == ["L’état « piege » est un piège : aucune issue n’en mène à une fin."]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {}),
        ({"when": deja_oriente}, {"unless": ep_obligatoire}),
        ({"when": deja_oriente}, {"when": deja_oriente}),
        ({"when": deja_oriente}, {}),
    ],
)
def test_two_exits_of_one_event_exclude_each_other_by_one_choice(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    waits = state("attend", exit("finir", "fini", **one), exit("finir", "attend", **other))

    assert any("« finir » depuis « attend » est ambigu" in p for p in problems(page(waits, END)))


def test_a_choice_without_its_contrary_is_ambiguous() -> None:
    waits = state("attend", exit("finir", "fini", when=deja_oriente))

    assert any("ambigu" in problem for problem in problems(page(waits, END)))


def test_an_event_of_a_page_that_also_strikes_anywhere_is_ambiguous() -> None:
    pages = page(WAITS, END, everywhere=(Everywhere(exit=exit("finir", "fini")),))

    assert any("ambigu" in problem for problem in problems(pages))


def test_a_return_that_lists_a_state_twice_is_ambiguous() -> None:
    end = state("fini", exit("rouvrir", back_to=("attend", "attend")), final=True)

    assert any("« rouvrir » depuis « fini » est ambigu" in p for p in problems(page(WAITS, end)))


@pytest.mark.parametrize(
    "broken",
    [
        page(state("attend", exit("finir", "fini"), exit("partir", "nulle_part")), END),
        page(WAITS, END, births=(birth(), birth("nulle_part", "venir"))),
        page(WAITS, END, everywhere=(Everywhere(exit=exit("partir", "nulle_part")),)),
        page(WAITS, END, everywhere=(Everywhere(exit=exit("x"), except_in=("nulle_part",)),)),
    ],
)
def test_an_unknown_state_is_named(broken: Page) -> None:
    assert any("inconnu « nulle_part »" in problem for problem in problems(broken))


def test_a_code_used_twice_is_named_even_in_two_machines() -> None:
    other = page(END, machine=Machine.SEANCE, births=(birth("fini", "programmer"),))

    assert "L’état « fini » est défini 2 fois." in problems(SOUND, other)


def test_a_birth_defined_twice_is_named() -> None:
    twice = page(WAITS, END, births=(birth(), birth()))

    assert problems(twice) == ["La naissance « naitre » est définie 2 fois."]


@pytest.mark.parametrize(
    "broken",
    [
        page(state("attend", exit("finir", "fini", facts=("chose",))), END),
        page(WAITS, END, births=(birth(facts=("chose",)),)),
    ],
)
def test_an_unknown_fact_is_named(broken: Page) -> None:
    assert any("écrit le fait inconnu « chose »" in problem for problem in problems(broken))


def test_an_unknown_fact_that_keeps_a_column_is_named() -> None:
    kept = exit("finir", "fini", effects=(Clears(column="referent", unless_after="chose"),))

    assert problems(page(state("attend", kept), END)) == [
        "« finir » depuis « attend » attend le fait inconnu « chose »."
    ]


@pytest.mark.parametrize(
    "broken",
    [
        page(replace(WAITS, label=" "), END),
        page(replace(WAITS, meaning=""), END),
        page(state("attend", exit("finir", "fini", label="")), END),
    ],
)
def test_a_state_or_an_exit_without_words_is_named(broken: Page) -> None:
    assert any("n’a pas de libellé" in problem for problem in problems(broken))


# --- what one machine drags in another

TAKE = Drag(machine=Machine.PASSAGE, event="inscrire")
END_LINE = Drag(machine=Machine.PASSAGE, event="retirer")
MOVE = Drag(machine=Machine.DOSSIER, event="avancer")


def lines(*states: State) -> Page:
    ends = state("retire", final=True)
    births = (birth("ligne", "inscrire", who=DRAGGED),)
    return page(*states, ends, machine=Machine.PASSAGE, births=births)


def line(*exits: Exit, code: str = "ligne") -> State:
    return state(code, *exits, follows=Machine.SEANCE)


RETIRE = exit("retirer", "retire", who=DRAGGED)
WAITS_LINE = line(RETIRE, exit("rendre", "retire", drags=(MOVE,)))
HOLDS = state(
    "devant",
    exit("avancer", "fini", who=DRAGGED),
    exit("abandonner", "fini", drags=(END_LINE,)),
    resting="ailleurs",
)
TAKES = state("attend", exit("inscrire", "devant", drags=(TAKE,)))


def test_a_dossier_and_its_line_that_move_together_pass() -> None:
    check((page(TAKES, HOLDS, END), lines(WAITS_LINE)), (rule(),))


def test_whoever_leaves_a_state_that_holds_a_line_must_dispose_of_it() -> None:
    holds = replace(HOLDS, exits=(*HOLDS.exits, exit("fuir", "fini")))

    assert problems(page(TAKES, holds, END), lines(WAITS_LINE)) == [
        "« fuir » depuis « devant » laisse ouverte la ligne de la demande."
    ]


def test_a_death_too_must_dispose_of_the_line() -> None:
    death = (Everywhere(exit=exit("deceder", "fini")),)

    assert problems(page(TAKES, HOLDS, END, everywhere=death), lines(WAITS_LINE)) == [
        "« deceder » depuis « devant » laisse ouverte la ligne de la demande."
    ]


def test_a_line_that_stays_open_does_not_move_its_dossier_on() -> None:
    stays = line(RETIRE, exit("rendre", drags=(MOVE,)))

    assert problems(page(TAKES, HOLDS, END), lines(stays)) == [
        "« avancer » depuis « devant » laisse ouverte la ligne de la demande."
    ]


def test_an_event_dragged_where_a_line_may_stand_and_does_not_know_it_is_named() -> None:
    deaf = line(exit("rendre", "retire", drags=(MOVE,)), code="sourde")
    heard = line(*WAITS_LINE.exits, exit("avancer_ligne", "sourde"))

    assert problems(page(TAKES, HOLDS, END), lines(heard, deaf)) == [
        "« abandonner » depuis « devant » entraîne « retirer » (passage), impossible dans l’état"
        " « sourde » où il peut frapper."
    ]


def test_a_seance_that_ends_must_dispose_of_its_lines_in_every_state() -> None:
    deaf = line(exit("rendre", "retire", drags=(MOVE,)), RETIRE, code="sourde")
    heard = line(
        *WAITS_LINE.exits,
        exit("avancer_ligne", "sourde"),
        exit("liberer", "retire", who=DRAGGED),
    )
    free = Drag(machine=Machine.PASSAGE, event="liberer", each_open=True)
    seances = page(
        state("prevue", exit("annuler", "annulee", drags=(free,)), resting="ailleurs"),
        state("annulee", final=True),
        machine=Machine.SEANCE,
        births=(birth("prevue", "programmer"),),
    )

    assert problems(page(TAKES, HOLDS, END), lines(heard, deaf), seances) == [
        "« annuler » depuis « prevue » entraîne « liberer » (passage), impossible dans l’état"
        " « sourde » où il peut frapper."
    ]


def test_the_end_of_a_line_cannot_drag_what_its_dossier_does_not_know() -> None:
    deaf = replace(HOLDS, exits=HOLDS.exits[1:])
    known = state("attend", *TAKES.exits, exit("avancer", "fini", who=DRAGGED))

    assert problems(page(known, deaf, END), lines(WAITS_LINE)) == [
        "« rendre » depuis « ligne » entraîne « avancer » (dossier), impossible dans l’état"
        " « devant » où il peut frapper."
    ]


def test_a_dragged_event_that_does_not_exist_is_named() -> None:
    broken = state("attend", exit("finir", "fini", drags=(END_LINE,)))

    assert problems(page(broken, END)) == [
        "« finir » depuis « attend » entraîne « retirer » (passage), qui n’existe pas."
    ]


def test_an_event_is_dragged_only_if_it_admits_it() -> None:
    proud = line(replace(RETIRE, who=BOP), *WAITS_LINE.exits[1:])

    assert problems(page(TAKES, HOLDS, END), lines(proud)) == [
        "« abandonner » depuis « devant » entraîne « retirer » (passage), qui n’admet pas d’être"
        " entraîné."
    ]


def test_an_exit_that_is_nobodys_must_be_dragged_by_something() -> None:
    waits = state("attend", *WAITS.exits, exit("glisser", "fini", who=DRAGGED))

    assert problems(page(waits, END)) == [
        "« glisser » depuis « attend » n’est à personne et aucun acte ne l’entraîne."
    ]


@pytest.mark.parametrize("births", [(), (birth(event="a", origins=("x",)),) * 2])
def test_the_birth_of_the_next_dossier_must_have_one_answer(births: tuple[Birth, ...]) -> None:
    decides = state(
        "attend", exit("decider", "fini", effects=(BirthsNext(state="attend", origin="x"),))
    )
    twins = tuple(replace(one, event=f"{one.event}{rank}") for rank, one in enumerate(births))
    found = problems(page(decides, END, births=(birth(), *twins)))

    assert found == [
        "« decider » depuis « attend » fait naître un dossier « attend » d’origine « x » :"
        f" {len(births)} naissances y répondent, il en faut une."
    ]


# --- rules and states


def test_a_waiting_state_that_no_deadline_watches_is_named() -> None:
    assert problems(SOUND, catalogue=()) == ["Aucune échéance ne veille sur l’état « attend »."]


def test_a_state_is_watched_through_a_fact_that_every_way_into_it_writes() -> None:
    by_fact = rule(opens=frozenset({"rdv_fixe"}))
    always = page(WAITS, END, births=(birth(facts=("rdv_fixe",)),))
    sometimes = page(WAITS, END, births=(birth(facts=("rdv_fixe",)), birth(event="venir")))

    check((always,), (by_fact,))
    assert problems(sometimes, catalogue=(by_fact,)) == [
        "Aucune échéance ne veille sur l’état « attend »."
    ]


@pytest.mark.parametrize("more", [{"resting": "ici"}, {"follows": Machine.SEANCE}])
def test_a_resting_place_or_a_state_that_follows_a_seance_needs_no_watch(
    more: dict[str, Any],
) -> None:
    check((page(replace(WAITS, **more), END),), ())


@pytest.mark.parametrize(
    "more",
    [
        {"opens": frozenset({"etat:attend", "chose"})},
        {"opens": frozenset({"etat:attend", "etat:chose"})},
        {"closes": frozenset({"chose"})},
        {"cancels": frozenset({"chose"})},
        {"anchors": (ANCHOR_FACT + "chose",)},
    ],
)
def test_a_rule_that_names_an_unknown_fact_or_state_is_refused(more: dict[str, Any]) -> None:
    (problem,) = problems(SOUND, catalogue=(rule(**more),))

    assert re.match("La règle « R » nomme le fait ou l’état inconnu « (etat:)?chose »", problem)


def test_a_rule_both_met_and_cancelled_by_one_fact_is_refused() -> None:
    both = rule(cancels=frozenset({LEAVES}))

    assert problems(SOUND, catalogue=(both,)) == [
        "La règle « R » est à la fois tenue et annulée par « quitte »."
    ]


def test_a_rule_defined_twice_is_refused() -> None:
    assert problems(SOUND, catalogue=(rule(), rule())) == ["La règle « R » est définie 2 fois."]


def test_a_rule_may_only_make_the_scheduler_attempt_its_own_acts() -> None:
    assert problems(SOUND, catalogue=(rule(act="finir"),)) == [
        "La règle « R » fait tenter « finir », qui n’est pas un acte du planificateur."
    ]


def test_all_breaches_are_told_at_once_in_one_message() -> None:
    broken = page(WAITS, state("perdu", resting="ailleurs"), END)

    with pytest.raises(BrokenProcedure, match="inatteignable") as caught:
        check((broken,), ())

    assert len(caught.value.problems) == 3
    assert "piège" in str(caught.value)
    assert "ne veille" in str(caught.value)


@pytest.mark.parametrize("rank", range(len(PAGES)), ids=lambda rank: PAGES[rank].title)
def test_no_page_of_the_procedure_is_superfluous(rank: int) -> None:
    """Without any one of them the rest does not hold: a state, or a fact, is missing. Save those
    that only change a count: every rule runs without."""
    rest = [page for page in PAGES if page is not PAGES[rank]]

    if PAGES[rank] in (delais.PAGE, delais.PAGE_DE_LA_SEANCE):
        check(rest, CATALOGUE)
    else:
        assert problems(*rest, catalogue=CATALOGUE)


def test_two_ways_to_one_state_under_two_names_are_named() -> None:
    twice = (
        exit("finir", "fini", label="Finir", when=deja_oriente),
        exit("finir", "fini", label="Achever", unless=deja_oriente),
    )
    assert problems(page(state("attend", *twice), END)) == [
        "« finir » depuis « attend » mène au même état sous deux libellés : le journal ne dirait"
        " pas lequel."
    ]
