"""The families under which the acts on a dossier are read."""

from entrypoints.words.families import FAMILIES, OF_THE_STAGE, by_family
from states.page import Machine
from states.procedure import PROCEDURE


def test_every_act_of_any_stage_has_its_family_and_every_family_its_acts() -> None:
    common = {
        exit.event for node in PROCEDURE.nodes[Machine.DOSSIER].values() for exit in node.common
    }
    named = [event for events in FAMILIES.values() for event in events]

    assert common <= set(named)
    assert len(named) == len(set(named))
    assert all(PROCEDURE.label(Machine.DOSSIER, event) for event in named)


def test_the_acts_of_the_stage_come_first_and_the_others_in_the_order_of_their_use() -> None:
    found = by_family(["fermer_droit", "honorer_rdv", "inscrire", "fixer_rdv"], str)

    assert [(one.name, one.acts) for one in found] == [
        (OF_THE_STAGE, ("inscrire",)),
        ("Le rendez-vous et le contact", ("honorer_rdv", "fixer_rdv")),
        ("Le droit au RSA", ("fermer_droit",)),
    ]
