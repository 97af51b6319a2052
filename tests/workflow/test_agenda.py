"""The agenda of a séance: arbitrated, adjusted, settled; who is put off, and where to."""

import json
from dataclasses import replace
from typing import Any

import pytest

from rules.actors import SYSTEM
from rules.refusals import Refused
from rules.seances import reasons
from rules.seances.kinds import Kinds
from tests.situations import KIND_GRENOBLE
from tests.workflow import journeys
from tests.workflow.build import (
    AGENTS,
    ALI,
    ASSOCIATION,
    BAT,
    FRANCE_TRAVAIL,
    SERVICE_SOCIAL,
    World,
)
from tests.workflow.crashes import Crash, crash_at, everything
from tests.workflow.invariants import broken, reconciled
from workflow.seances import conduct
from workflow.seances.commands import SeanceCommand
from workflow.tables.post import Outbox
from workflow.tables.subjects import Passage, Seance
from workflow.tables.trail import JournalRow


@pytest.fixture
def grenoble(world: World) -> World:
    """The département of the tests, with an instance of S2 and an ICL-I of its capacity."""
    icl = next(kind for kind in world.rulebook.kinds if kind.code == "icl")
    counted = replace(icl, capacity=KIND_GRENOBLE.capacity)
    others = [kind for kind in world.rulebook.kinds if kind.code != "icl"]
    kinds = Kinds.of([*others, counted, KIND_GRENOBLE])
    world.rulebook = replace(world.rulebook, kinds=kinds)
    return world


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes of the reasons given."""
    return [refusal.code for refusal in refused.value.refusals]


def instance(world: World, day: str = "2026-04-09", *, prepared: bool = True) -> int:
    """An instance d’insertion on the programme, whose tableau is open."""
    seance = world.seance(day, genre="instance")
    if prepared:
        world.convene(seance, "preparer")
    return seance


def ask(world: World, seance: int, service: int = ASSOCIATION, **said: Any) -> int:
    """A line of that service, asked for now; its number."""
    dossier = world.dossier(service=service)
    outcome = world.act(
        dossier, "inscrire_ligne", AGENTS[service], seance=seance, nature="soutien", **said
    )
    assert outcome.passage_id is not None
    return outcome.passage_id


def invite(world: World, line: int, nom: str = "Un partenaire") -> None:
    """A partner is invited for that line."""
    partner: dict[str, Any] = {"qui": "partenaire", "nom": nom}
    world.act(dossier_of(world, line), "inviter", AGENTS[ASSOCIATION], **partner)


def seven(world: World, seance: int) -> list[int]:
    """Seven lines for six places, in the order in which they are asked."""
    services = (ALI, ALI, FRANCE_TRAVAIL, FRANCE_TRAVAIL, SERVICE_SOCIAL, SERVICE_SOCIAL)
    found = [ask(world.wait(days=1), seance, service) for service in services]
    return [*found, ask(world.wait(days=1), seance, ASSOCIATION)]


def ranks(world: World, seance: int) -> dict[int, int | None]:
    """The rank of each line of the séance that is still open."""
    return {row["id"]: row["rank"] for row in world.rows(Passage, seance_id=seance, open=1)}


def dossier_of(world: World, line: int) -> int:
    return int(world.row(Passage, line)["dossier_id"])


def again(world: World, seance: int, line: int) -> dict[str, Any]:
    """The line of the same dossier in that other séance."""
    (found,) = world.rows(Passage, seance_id=seance, dossier_id=dossier_of(world, line))
    return found


def test_an_agenda_that_everything_fits_in_is_settled_in_the_order_of_the_requests(
    grenoble: World,
) -> None:
    seance = instance(grenoble)
    first, second = ask(grenoble, seance), ask(grenoble.wait(days=1), seance)
    grenoble.act(
        dossier_of(grenoble, second), "apprecier_urgence", BAT, urgent="oui", motif="expulsion"
    )
    outcome = grenoble.convene(seance, "arreter")

    assert ranks(grenoble, seance) == {first: 2, second: 1}
    assert outcome.agenda is not None
    assert [one.line for one in outcome.agenda.retained] == [second, first]
    assert "urgente" in reasons.told(reasons.read(grenoble.row(Passage, second)["arbitrage"]))


def test_what_does_not_fit_is_put_off_to_the_next_seance_where_it_comes_first(
    grenoble: World,
) -> None:
    seance, following = instance(grenoble), instance(grenoble, "2026-05-12", prepared=False)
    lines = seven(grenoble, seance)
    outcome = grenoble.convene(seance, "arbitrer")

    assert outcome.following == following
    assert ranks(grenoble, seance) == {line: n for n, line in enumerate(lines[:6], 1)}
    late = grenoble.row(Passage, lines[6])
    assert (late["state"], late["rank"]) == ("reporte", None)
    assert again(grenoble, following, lines[6])["state"] == "inscrit"

    ask(grenoble, following, ALI)
    ask(grenoble, following, FRANCE_TRAVAIL)
    grenoble.convene(following, "preparer")
    grenoble.convene(following, "arreter")
    assert again(grenoble, following, lines[6])["rank"] == 1
    assert broken(grenoble) == reconciled(grenoble) == grenoble.flaws() == []


def test_a_request_that_is_put_off_keeps_its_seniority_and_stays_before_the_icl(
    grenoble: World,
) -> None:
    icl = grenoble.seance("2026-04-09")
    following = grenoble.seance("2026-05-12")
    dossiers = [journeys.en_icl(grenoble.wait(days=1), seance=icl).dossier for _ in range(7)]
    grenoble.convene(icl, "preparer")
    grenoble.convene(icl, "arbitrer")

    (line,) = grenoble.rows(Passage, dossier_id=dossiers[6], seance_id=following)
    assert (line["state"], line["demande_id"] is not None) == ("inscrit", True)
    assert grenoble.entered(dossiers[6])[-3:] == ["en_icl", "a_reinscrire", "en_icl"]
    ways = grenoble.convene(following, "preparer")
    settled = grenoble.convene(following, "arreter").agenda
    assert ways.state == "preparee"
    assert settled is not None
    told = settled.retained[0].sentence.replace("\N{NO-BREAK SPACE}", " ")
    assert told == "retenue 1re : déjà reportée une fois, demande du 9 mars 2026"
    assert broken(grenoble) == reconciled(grenoble) == []


def test_the_entry_of_each_dossier_keeps_the_reasons_and_that_of_the_seance_the_load(
    grenoble: World,
) -> None:
    seance, following = grenoble.seance("2026-04-09"), grenoble.seance("2026-05-12")
    grenoble.convene(seance, "preparer")
    lines = seven(grenoble, seance)
    grenoble.convene(seance, "transmettre_tableau", AGENTS[ALI], service=ALI)
    grenoble.until("2026-04-08")
    grenoble.convene(seance, "arbitrer", deplacer=f"{lines[5]}=1", motif="la référente part à 10 h")

    def entry(kind: str, subject: int, act: str) -> dict[str, Any]:
        (row,) = grenoble.rows(JournalRow, kind=kind, subject_id=subject, act=act)
        body: dict[str, Any] = json.loads(row["body"])
        return body | {"personnel": json.loads(row["personal"] or "{}")}

    first = entry("dossier", dossier_of(grenoble, lines[0]), "retenir")
    late = entry("dossier", dossier_of(grenoble, lines[6]), "reporter_faute_de_place")
    arbitrated = entry("seance", seance, "arbitrer")
    assert first["valeurs"] == {
        "rang_seance": 2,
        "arbitrage": "demande:2026-03-03",
        "hors_delai": "partage",
    }
    assert late["valeurs"]["arbitrage"].startswith("capacite:0,demande:2026-03-09")
    assert arbitrated["ordre_du_jour"] == {
        "situations": 6,
        "minutes": 180,
        "duree": 180,
        "permanence": None,
    }
    assert arbitrated["valeurs"] == {"deplacer": [[lines[5], 1]]}
    assert arbitrated["personnel"]["motif"] == "la référente part à 10 h"
    assert following


def test_adjustments_move_what_they_name_and_need_a_motive(grenoble: World) -> None:
    seance, following = instance(grenoble), instance(grenoble, "2026-05-12", prepared=False)
    lines = seven(grenoble, seance)
    asked: dict[str, Any] = {
        "retenir": str(lines[6]),
        "reporter": str(lines[0]),
        "deplacer": f"{lines[6]}=1",
    }
    with pytest.raises(Refused) as unexplained:
        grenoble.convene(seance, "arbitrer", **asked)
    with pytest.raises(Refused) as unknown:
        grenoble.convene(seance, "arbitrer", retenir="999", motif="x")
    grenoble.convene(seance, "arbitrer", **asked, motif="la personne part en formation")

    assert codes(unexplained) == ["ajustement_sans_motif"]
    assert codes(unknown) == ["ligne_absente"]
    assert ranks(grenoble, seance) == {
        lines[6]: 1,
        **{line: n for n, line in enumerate(lines[1:6], 2)},
    }
    assert again(grenoble, following, lines[0])["state"] == "inscrit"


def test_the_coordinator_who_does_not_arbitrate_is_told_by_how_much_the_demand_overflows(
    grenoble: World,
) -> None:
    seance = instance(grenoble)
    seven(grenoble, seance)

    with pytest.raises(Refused) as refused:
        grenoble.convene(seance, "arreter")

    (refusal,) = refused.value.refusals
    assert refusal.code == "capacite_depassee"
    assert refusal.sentence.replace("\N{NO-BREAK SPACE}", " ") == (
        "La demande dépasse la séance de 30 min : 7 situations, 3 h 30 sur 3 h."
    )


def test_at_the_cut_off_nobody_is_put_off_and_the_coordinator_is_told(grenoble: World) -> None:
    seance = instance(grenoble)
    lines = seven(grenoble, seance)
    grenoble.convene(seance, "arreter", SYSTEM)

    (told,) = grenoble.rows(Outbox, occasion="ordre_du_jour_depasse")
    assert ranks(grenoble, seance) == {line: n for n, line in enumerate(lines, 1)}
    assert told["recipient"] == "role:bat:93-01"
    assert json.loads(told["data"])["minutes"] == 210
    last = reasons.told(reasons.read(grenoble.row(Passage, lines[6])["arbitrage"]))
    assert last.endswith("au-delà de la capacité, gardée faute d’arbitrage")


def test_an_agenda_settled_at_the_cut_off_is_arbitrated_before_the_seance(grenoble: World) -> None:
    seance, following = instance(grenoble), instance(grenoble, "2026-05-12", prepared=False)
    lines = seven(grenoble, seance)
    grenoble.convene(seance, "arreter", SYSTEM)
    outcome = grenoble.convene(seance, "arbitrer", deplacer=f"{lines[1]}=1", motif="départ à 10 h")

    assert outcome.state == "arretee"
    assert ranks(grenoble, seance) == {
        lines[1]: 1,
        lines[0]: 2,
        **{line: n for n, line in enumerate(lines[2:6], 3)},
    }
    assert again(grenoble, following, lines[6])["state"] == "inscrit"
    assert broken(grenoble) == reconciled(grenoble) == []


def test_nobody_is_put_off_to_a_seance_that_is_not_on_the_programme(grenoble: World) -> None:
    seance = instance(grenoble)
    lines = seven(grenoble, seance)
    instance(grenoble, "2026-04-02")  # before: no place to go
    grenoble.seance("2026-05-12", genre="icl")  # of another kind

    with pytest.raises(Refused) as refused:
        grenoble.convene(seance, "arbitrer")
    kept = grenoble.convene(seance, "arbitrer", retenir=str(lines[6]), motif="un quart d’heure")

    assert codes(refused) == ["aucune_seance_suivante"]
    assert kept.agenda is not None
    assert kept.agenda.load.excess == 30
    assert len(ranks(grenoble, seance)) == 7


def test_a_line_put_off_twice_is_signalled_and_rises(grenoble: World) -> None:
    months = ("2026-04-09", "2026-05-12", "2026-06-09")
    first, second, third = (instance(grenoble, day, prepared=False) for day in months)
    line = ask(grenoble, first)
    for seance in (first, second):
        grenoble.convene(seance, "preparer")
        (waiting,) = grenoble.rows(Passage, seance_id=seance, open=1)
        grenoble.convene(seance, "arbitrer", reporter=str(waiting["id"]), motif="référente absente")

    (told,) = grenoble.rows(Outbox, occasion="ligne_souvent_reportee")
    assert json.loads(told["data"])["nombre"] == 2
    assert told["recipient"] == "role:bat:93-01"

    ask(grenoble, third, ALI)
    grenoble.convene(third, "preparer")
    settled = grenoble.convene(third, "arreter").agenda
    assert settled is not None
    assert (settled.retained[0].dossier, settled.retained[0].reports) == (
        *(dossier_of(grenoble, line), 2),
    )


def test_a_seance_that_is_postponed_twice_signals_its_lines_too(grenoble: World) -> None:
    months = ("2026-04-09", "2026-05-12", "2026-06-09")
    first, second, third = (instance(grenoble, day, prepared=False) for day in months)
    ask(grenoble, first)
    grenoble.convene(first, "reporter", motif="neige", seance_remplacante=second)
    assert grenoble.rows(Outbox, occasion="ligne_souvent_reportee") == []
    grenoble.convene(second, "reporter", motif="neige", seance_remplacante=third)

    assert len(grenoble.rows(Outbox, occasion="ligne_souvent_reportee")) == 1


def test_what_was_said_of_a_line_still_holds_in_the_next_seance(grenoble: World) -> None:
    first, second = instance(grenoble), instance(grenoble, "2026-05-12", prepared=False)
    line = ask(grenoble, first)
    invite(grenoble, line)
    other = ask(grenoble, first)
    grenoble.act(dossier_of(grenoble, other), "apprecier_urgence", BAT, urgent="oui", motif="loyer")
    grenoble.convene(first, "arbitrer", reporter=f"{line},{other}", motif="salle indisponible")
    grenoble.convene(second, "preparer")
    settled = grenoble.convene(second, "arreter").agenda

    assert settled is not None
    assert [one.dossier for one in settled.retained] == [
        dossier_of(grenoble, other),
        dossier_of(grenoble, line),
    ]
    assert (settled.retained[1].guests, settled.load.minutes) == (1, 75)


def test_from_its_third_line_on_a_service_says_its_priority_and_may_change_it(
    grenoble: World,
) -> None:
    """S2: « ordre de priorité si une structure propose plus de 2 dossiers »."""
    seance = instance(grenoble)
    first, second = ask(grenoble, seance, ALI), ask(grenoble.wait(days=1), seance, ALI)
    ask(grenoble, seance, FRANCE_TRAVAIL)
    with pytest.raises(Refused) as refused:
        ask(grenoble.wait(days=1), seance, ALI)
    third = ask(grenoble, seance, ALI, priorite="3")
    grenoble.act(dossier_of(grenoble, second), "prioriser", AGENTS[ALI], priorite="1")
    with pytest.raises(Refused) as none:
        grenoble.act(dossier_of(grenoble, second), "prioriser", AGENTS[ALI], priorite="0")
    grenoble.convene(seance, "arreter")

    assert codes(refused) == ["priorite_manquante"]
    assert codes(none) == ["champ_invalide"]
    found = ranks(grenoble, seance)
    own = sorted((first, second, third), key=lambda line: found[line] or 0)
    assert own == [second, first, third]


def test_guests_make_the_situation_longer(grenoble: World) -> None:
    """S2, D18 and D19."""
    seance = instance(grenoble)
    line = ask(grenoble, seance)
    invite(grenoble, line)
    invite(grenoble, line, "Une éducatrice")
    settled = grenoble.convene(seance, "arreter").agenda

    assert settled is not None
    assert settled.load.minutes == 45


def test_an_instance_with_fewer_than_two_situations_tells_the_services_of_the_first_hour(
    grenoble: World,
) -> None:
    """S2, D20."""
    seance = instance(grenoble)
    ask(grenoble, seance)
    grenoble.convene(seance, "arreter")
    told = json.loads(grenoble.rows(Outbox, occasion="ordre_du_jour_arrete")[0]["data"])

    assert (told["situations"], told["permanence"]) == (1, 60)


def test_reopening_the_agenda_takes_the_ranks_back(grenoble: World) -> None:
    seance = instance(grenoble)
    line = ask(grenoble, seance)
    grenoble.convene(seance, "arreter")
    grenoble.convene(seance, "rouvrir_agenda", motif="une ligne oubliée")

    row = grenoble.row(Passage, line)
    assert (row["state"], row["rank"], row["arbitrage"]) == ("inscrit", None, None)


def test_a_rehearsal_answers_what_the_act_would_and_leaves_nothing(grenoble: World) -> None:
    seance = instance(grenoble)
    instance(grenoble, "2026-05-12", prepared=False)
    seven(grenoble, seance)
    before = everything(grenoble.store)
    command = SeanceCommand(seance_id=seance, act=grenoble.asked("arbitrer", BAT, {}))
    rehearsed = conduct.rehearse(grenoble.store, grenoble.rulebook, command)

    assert everything(grenoble.store) == before
    assert rehearsed.agenda == grenoble.convene(seance, "arbitrer").agenda


def test_an_arbitration_sent_twice_under_one_key_gives_its_agenda_back(grenoble: World) -> None:
    seance = instance(grenoble)
    instance(grenoble, "2026-05-12", prepared=False)
    seven(grenoble, seance)
    first = grenoble.convene(seance, "arbitrer", key="k1")
    second = grenoble.convene(seance, "arbitrer", key="k1")

    assert second == replace(first, repeated=True)


def test_a_crash_at_any_statement_of_an_arbitration_leaves_nothing_behind(grenoble: World) -> None:
    seance = instance(grenoble)
    instance(grenoble, "2026-05-12", prepared=False)
    seven(grenoble, seance)
    before = everything(grenoble.store)
    crashed = 0

    while True:
        try:
            with crash_at(crashed + 1):
                grenoble.convene(seance, "arbitrer")
        except Crash:
            crashed += 1
            assert everything(grenoble.store) == before, f"statement {crashed}"
        else:
            break

    assert crashed > 40
    assert grenoble.row(Seance, seance)["state"] == "arretee"


def test_a_kind_whose_time_is_not_counted_keeps_everybody_in_order(world: World) -> None:
    icl = world.seance("2026-04-09")
    lines = [journeys.soutien(world.wait(days=1), icl)[1] for _ in range(9)]
    world.convene(icl, "preparer")
    outcome = world.convene(icl, "arreter")

    assert ranks(world, icl) == {line: n for n, line in enumerate(lines, 1)}
    assert outcome.agenda is not None
    assert outcome.agenda.load.minutes is None
