"""The drawings tell what the pages and the catalogue say, in an order that never changes."""

import re
import subprocess
import sys
from collections.abc import Callable, Sequence

import pytest

from rules.choices import Returned
from rules.deadlines.rule import Procedure
from rules.guards.droit import droit_ouvert
from rules.procedures.catalogue import CATALOGUE
from states.drawing import dot, mermaid, says, tables
from states.graph import Graph, gather
from states.page import Machine
from states.procedure import PAGES, PROCEDURE

Draw = Callable[[Graph, Machine, Sequence[Procedure]], str]

BOTH = pytest.mark.parametrize("draw", [mermaid, dot])
EVERY = pytest.mark.parametrize("machine", Machine)


def unfolded(text: str) -> str:
    """The drawing with its words on one line each, as the pages have them."""
    return text.replace("\\n", " ").replace("\N{NO-BREAK SPACE}", " ")


@BOTH
@EVERY
def test_every_state_and_every_change_of_state_is_drawn(draw: Draw, machine: Machine) -> None:
    text = unfolded(draw(PROCEDURE, machine, CATALOGUE))
    arrows = set(re.findall(r"^ +(\w+) -\.?-?>(?:\|.*\|)? (\w+)", text, re.MULTILINE))

    for code, node in PROCEDURE.nodes[machine].items():
        assert node.state.label in text
        for exit in node.own:
            if exit.target is not None:
                assert (code, exit.target) in arrows
                assert exit.label in text
    assert {target for source, target in arrows if source == "naissance"} == {
        birth.target for birth in PROCEDURE.births[machine].values()
    }


@EVERY
def test_the_lines_of_a_drawing_are_short_enough_for_a_page(machine: Machine) -> None:
    labels = re.findall(r'label="([^"]*)"', dot(PROCEDURE, machine, CATALOGUE))
    lines = [line for label in labels for line in label.split("\\n")]

    assert max(map(len, lines)) <= 22
    assert not [line for line in lines if line.startswith(("»", ":")) or line.endswith(("«", "·"))]


@BOTH
def test_what_strikes_anywhere_is_drawn_once(draw: Draw) -> None:
    text = draw(PROCEDURE, Machine.DOSSIER, CATALOGUE)

    assert len(re.findall(r"partout --?>.*clos_deces", text)) == 1
    assert "partout" not in draw(PROCEDURE, Machine.SEANCE, CATALOGUE)


@BOTH
def test_the_deadlines_of_the_catalogue_stand_on_the_states_they_watch(draw: Draw) -> None:
    text = draw(PROCEDURE, Machine.DOSSIER, CATALOGUE)
    (line,) = [line for line in unfolded(text).splitlines() if "Diagnostic attendu" in line]

    assert "· Réaliser l’entretien de diagnostic" in line
    assert "· " not in draw(PROCEDURE, Machine.DOSSIER, ())


@BOTH
@EVERY
def test_two_drawings_of_the_same_pages_are_the_same(draw: Draw, machine: Machine) -> None:
    assert draw(gather(PAGES), machine, CATALOGUE) == draw(PROCEDURE, machine, CATALOGUE)


def test_the_drawing_does_not_depend_on_the_process() -> None:
    code = (
        "import hashlib; from rules.procedures.catalogue import CATALOGUE as c;"
        "from states.drawing import tables; from states.procedure import PROCEDURE as p;"
        "print(hashlib.sha256(tables(p, c).encode()).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(seen) == 1


def test_the_table_tells_of_each_state_its_exits_who_may_and_on_which_conditions() -> None:
    text = tables(PROCEDURE, CATALOGUE)

    for node in PROCEDURE.all_nodes():
        assert f"#### {node.state.label} (`{node.state.code}`)" in text
        for exit in node.exits:
            assert f"{exit.label} (`{exit.event}`)" in text
            assert all(says(guard) in text for guard in exit.guards)
    assert "sauf depuis `en_icl` ou `inscrit_ep`" in text
    assert "si l’avis de l’EP est obligatoire" in text
    assert "la demande ouverte se clôt : retiree" in text
    assert "un dossier naît : `a_notifier`, origine reorientation" in text
    assert "chaque ligne ouverte : `reporter`" in text
    assert "une alerte si le service initial ou le service proposé répond" in text
    assert "Lieu de repos : le service référent accompagne" in text
    assert "Déposer la saisine après l’avis favorable (`I-SAISIR`)" in text


def test_every_row_of_a_table_has_the_same_cells() -> None:
    rows = [line for line in tables(PROCEDURE, CATALOGUE).splitlines() if line.startswith("|")]

    assert len(rows) > 100
    assert {row.count("|") for row in rows} == {7}


def test_a_condition_is_the_french_that_opens_the_docstring() -> None:
    assert says(droit_ouvert) == "le droit au RSA est ouvert"
    assert says(Returned("notifie", ("notifie",))) == "l’état quitté était « notifie »"
