"""A line without request that leaves a séance unexamined: on the next one at once, or it waits."""

import json
from dataclasses import dataclass, replace
from typing import Any

import pytest

from rules.refusals import Refused
from rules.seances.kinds import Kinds
from tests.situations import KIND_GRENOBLE, KIND_VISITED
from tests.workflow.build import AGENT_ALI, AGENTS, ALI, BAT, BOP, World
from tests.workflow.invariants import broken, reconciled
from workflow.acts.passed import successors
from workflow.seances.outcomes import recorded
from workflow.tables.post import Outbox
from workflow.tables.subjects import Passage
from workflow.tables.trail import DeadlineRow

RULE = "I-REINSCRIRE"


@dataclass(slots=True)
class Line:
    """A soutien technique before the instance of April."""

    world: World
    dossier: int
    april: int

    def lines(self) -> list[tuple[int, str]]:
        """(séance, state) of the lines of the dossier, oldest first."""
        rows = self.world.rows(Passage, dossier_id=self.dossier)
        return [(row["seance_id"], row["state"]) for row in rows]

    def waits(self) -> list[str]:
        """The statuses of its deadlines « à réinscrire », oldest first."""
        rows = self.world.rows(DeadlineRow, rule=RULE, dossier_id=self.dossier)
        return [row["status"] for row in rows]

    def told(self) -> list[str | None]:
        """Which day each message « reportée » gives, oldest first."""
        rows = self.world.rows(Outbox, occasion="ligne_reportee", subject_id=self.dossier)
        days = [json.loads(row["data"]).get("nouvelle_date") for row in rows]
        return [None if day is None else day[:10] for day in days]

    def leave(self, how: str) -> None:
        """The line leaves the instance of April unexamined, that way."""
        world = self.world
        match how:
            case "ajourner":
                world.sit(self.april)
                world.act(self.dossier, "ajourner", BAT, motif="référent absent")
            case "reporter":
                world.act(self.dossier, "reporter", BAT, motif="dossier incomplet")
            case "annuler":
                world.convene(self.april, "annuler", BAT, motif="salle inondée")
            case "demenager_intra":
                form: dict[str, Any] = {"circonscription": "93-02", "date": "2026-03-20"}
                world.act(self.dossier, "demenager_intra", BOP, **form)


WAYS = ("ajourner", "reporter", "annuler")


@pytest.fixture
def line(world: World) -> Line:
    kinds = Kinds.of([*world.rulebook.kinds, KIND_GRENOBLE, KIND_VISITED])
    world.rulebook = replace(world.rulebook, kinds=kinds)
    april = world.seance("2026-04-09", genre="instance")
    world.until("2026-03-20")
    dossier = world.dossier(service=ALI)
    world.act(dossier, "inscrire_ligne", AGENT_ALI, seance=april, nature="soutien")
    return Line(world, dossier, april)


@pytest.mark.parametrize("how", WAYS)
def test_it_goes_at_once_to_the_next_seance_of_its_kind_and_its_service_is_told_the_day(
    line: Line, how: str
) -> None:
    may = line.world.seance("2026-05-12", genre="instance")
    line.world.seance("2026-04-28", genre="psychologue")
    line.leave(how)

    assert [seance for seance, _ in line.lines()] == [line.april, may]
    assert line.lines()[1][1] == "inscrit"
    assert line.told() == ["2026-05-12"]
    assert line.waits() == ["tenue"]
    assert broken(line.world) == []


@pytest.mark.parametrize("how", WAYS)
def test_without_a_next_seance_it_waits_under_a_deadline_until_it_is_inscribed_again(
    line: Line, how: str
) -> None:
    line.leave(how)

    assert line.told() == [None]
    assert line.waits() == ["ouverte"]
    may = line.world.seance("2026-05-12", genre="instance")
    line.world.act(line.dossier, "inscrire_ligne", AGENT_ALI, seance=may, nature="soutien")
    assert line.waits() == ["tenue"]
    assert reconciled(line.world) == []


def test_a_line_for_another_kind_of_seance_does_not_stand_for_the_one_that_waits(
    line: Line,
) -> None:
    line.leave("reporter")
    other = line.world.seance("2026-05-12", genre="psychologue")
    line.world.act(line.dossier, "inscrire_ligne", AGENT_ALI, seance=other, nature="soutien")

    assert line.waits() == ["ouverte"]


def test_whoever_moves_takes_their_line_to_a_seance_of_their_new_territory(line: Line) -> None:
    there = line.world.seance("2026-04-02", genre="instance", circonscription="93-02")
    line.world.convene(line.april, "preparer")
    line.leave("demenager_intra")

    assert line.lines() == [(line.april, "reporte"), (there, "inscrit")]
    assert line.told() == ["2026-04-02"]


def test_the_service_renounces_a_line_that_waits_with_a_motive_and_the_bat_is_told(
    line: Line,
) -> None:
    world = line.world
    number = world.rows(Passage, dossier_id=line.dossier)[0]["id"]
    with pytest.raises(Refused, match="n’attend d’être réinscrit"):
        world.act(line.dossier, "renoncer_ligne", AGENTS[ALI], ligne=str(number), motif="réglé")
    line.leave("annuler")
    world.act(line.dossier, "renoncer_ligne", AGENTS[ALI], ligne=str(number), motif="réglé")

    assert line.waits() == ["tenue"]
    (told,) = world.rows(Outbox, occasion="ligne_abandonnee")
    assert told["recipient"] == "role:bat:93-01"


def test_a_dossier_that_ends_awaits_no_line(line: Line) -> None:
    line.leave("annuler")
    line.world.act(line.dossier, "muter", BOP, date="2026-03-20")

    assert line.waits() == ["annulee"]


def test_the_compte_rendu_gives_the_next_seance_of_that_line_and_of_no_other(line: Line) -> None:
    world = line.world
    psychologist = world.seance("2026-04-28", genre="psychologue")
    world.act(line.dossier, "inscrire_ligne", AGENT_ALI, seance=psychologist, nature="soutien")
    world.convene(line.april, "preparer", BAT)
    world.convene(line.april, "arreter", BAT)
    number = world.rows(Passage, dossier_id=line.dossier)[0]["id"]
    world.act(line.dossier, "reporter", BAT, passage=number, motif="référent absent")

    with world.store.write() as tx:
        minutes = recorded.recorded(tx, world.rulebook, line.april)
        assert successors(tx, line.april) == {}
    assert minutes is not None
    (written,) = minutes.lines
    assert written.next_held is None
    assert "arbitrage" not in written.told
