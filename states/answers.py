"""The refusals that the map itself gives: wrong state, wrong capacity, unknown act."""

from rules.actors import Who, may
from rules.refusals import Refusal
from rules.situation import Act, Situation
from rules.wording import listed
from states.graph import Node, dragged_only
from states.page import Birth, Exit, Machine
from states.procedure import PROCEDURE

_STANDS = {
    Machine.DOSSIER: "Le dossier est",
    Machine.PASSAGE: "La ligne est",
    Machine.SEANCE: "La séance est",
}
_NEW = {
    Machine.DOSSIER: "un nouveau dossier",
    Machine.PASSAGE: "une nouvelle ligne",
    Machine.SEANCE: "une nouvelle séance",
}
_MOST_STEPS = 4
"""Beyond, they are counted: « possibles » lists what a state offers."""


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
    *first, last = [situation.words.who(one) for one in who if one is not Who.ENTRAINE]
    allowed = f"{', '.join(first)} ou {last}" if first else last
    return Refusal(
        code="acteur_non_autorise",
        sentence=f"« {exit.label} » ne vous est pas ouvert.",
        remedy=f"Demandez-le à : {allowed}.",
    )


def out_of_state(node: Node, event: str) -> Refusal:
    """Why the event does not exist here: what the state means, at which steps the act is done, and
    how to come to one of them."""
    label = PROCEDURE.label(node.machine, event)
    if label is None:
        return unknown_act(event)
    state = node.state
    return Refusal(
        code="hors_etat",
        sentence=f"{_STANDS[node.machine]} « {state.label} » ({state.meaning}) :"
        f" « {label} » n’y est pas possible.",
        remedy=_elsewhere(node, event),
    )


def _elsewhere(node: Node, event: str) -> str:
    steps = [one.state.label for one in PROCEDURE.steps_of(node.machine, event) if one != node]
    if not steps:
        return f"Cet acte ne se fait que pour {_NEW[node.machine]}."
    named = listed([f"« {label} »" for label in steps[:_MOST_STEPS]], "ou")
    where = f"à l’étape {named}"
    if len(steps) > _MOST_STEPS:
        where = f"à {len(steps)} autres étapes, dont « {steps[0]} »"
    leading = [f"« {exit.label} »" for exit in PROCEDURE.route(node, event)]
    if leading:
        verb = "mène" if len(leading) == 1 else "mènent"
        return f"Cet acte se fait {where} ; d’ici y {verb} {', puis '.join(leading)}."
    if node.state.final:
        return f"C’est une étape finale ; cet acte se fait avant, {where}."
    return f"Cet acte se fait {where}."


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
