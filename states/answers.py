"""The refusals that the map itself gives: wrong state, wrong capacity, unknown act."""

from collections.abc import Iterator

from rules.actors import Who, may
from rules.refusals import Refusal
from rules.situation import Act, Situation
from states.graph import Node, by_hand, dragged_only
from states.page import Birth, Exit, Machine
from states.procedure import PROCEDURE

_STANDS = {
    Machine.DOSSIER: "Le dossier est",
    Machine.PASSAGE: "La ligne est",
    Machine.SEANCE: "La séance est",
}


def capacity(
    situation: Situation, act: Act, exit: Exit | Birth, machine: Machine
) -> Refusal | None:
    """Why this actor may not, None when one of the capacities of the exit is held."""
    if dragged_only(exit):
        return Refusal(
            code="acte_entraine",
            sentence=f"« {exit.label} » résulte d’un autre acte : personne ne l’accomplit"
            " directement.",
        )
    if isinstance(exit, Exit) and exit.lot and not act.lot:
        return Refusal(
            code="acte_de_lot",
            sentence=f"« {exit.label} » se fait pour toute une liste ou tout un fichier,"
            " jamais pour un seul dossier.",
            remedy="Produisez la liste ou le fichier : ses dossiers sont marqués en même temps.",
        )
    dossier, seance = situation.dossier, situation.seance
    on_seance = machine is Machine.SEANCE
    service = dossier.service_id if dossier is not None and not on_seance else None
    subject = seance if on_seance else dossier
    here = subject.circonscription if subject is not None else None
    who = exit.who
    if any(may(act.actor, one, service_id=service, circonscription=here) for one in who):
        return None
    if any(may(act.actor, one, service_id=service, circonscription=None) for one in who):
        return Refusal(
            code="hors_territoire",
            sentence=f"La circonscription {here} n’est pas de votre territoire.",
            remedy="Demandez-le à un agent de cette circonscription.",
        )
    *first, last = [one.value for one in who if one is not Who.ENTRAINE]
    allowed = f"{', '.join(first)} ou {last}" if first else last
    return Refusal(
        code="acteur_non_autorise",
        sentence=f"« {exit.label} » ne vous est pas ouvert.",
        remedy=f"Demandez-le à : {allowed}.",
    )


def out_of_state(node: Node, event: str) -> Refusal:
    """Why the event does not exist here, with the acts that the page offers instead."""
    label = PROCEDURE.label(node.machine, event)
    if label is None:
        return unknown_act(event)
    offered = ", ".join(f"« {words} »" for words in _offered(node))
    return Refusal(
        code="hors_etat",
        sentence=f"{_STANDS[node.machine]} « {node.state.label} » :"
        f" « {label} » n’y est pas possible.",
        remedy=f"Actes possibles ici : {offered}."
        if offered
        else "Plus aucun acte n’est possible.",
    )


def _offered(node: Node) -> Iterator[str]:
    """The words of the buttons that the page itself gives, each once."""
    return iter(dict.fromkeys(exit.label for exit in node.own if by_hand(exit)))


def dossier_over(situation: Situation) -> Refusal | None:
    """Nobody is put on the table of a séance once the dossier is closed."""
    dossier = situation.dossier
    if dossier is None or not PROCEDURE.states[dossier.state].final:
        return None
    return Refusal(
        code="dossier_clos",
        sentence=f"Le dossier est « {PROCEDURE.states[dossier.state].label} ».",
        remedy="Agissez sur le dossier ouvert de la personne.",
    )


def unknown_act(event: str) -> Refusal:
    """No machine has such an event."""
    return Refusal(
        code="acte_inconnu",
        sentence=f"« {event} » n’est pas un acte de la procédure.",
        remedy="Consultez la liste des actes possibles.",
    )
