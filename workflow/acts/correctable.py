"""What an act must be to be undone: every reason why it cannot."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rules.actors import Role
from rules.refusals import Refusal
from rules.rulebook import Rulebook
from rules.situation import Act
from rules.subjects import SubjectKind
from rules.words import Office, Topic
from workflow.acts import dossier_locks, priorities, rows
from workflow.acts.cases import Case
from workflow.database.store import Tx
from workflow.trail.wording import words

CORRECTS = Role.BOP
"""Who corrects what was recorded."""

_WILL_NOT_SIT = frozenset({"annulee", "reportee"})

_READ = {
    "passage": rows.read_line,
    "demande": rows.read_demande,
    "invite": rows.read_guest,
    "lettre": rows.read_letter,
}
"""How the row of each kind is read: its columns that an act may change."""

Body = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class LastAct:
    """The last act of a dossier that still counts: its entry, its event, what it wrote; ``body``
    None when there is none left."""

    seq: int = 0
    event: str = ""
    body: Body | None = None


def objections(tx: Tx, rulebook: Rulebook, case: Case, act: Act, last: LastAct) -> list[Refusal]:
    """Every reason why that act is not undone; its séances are locked, so that they stay as they
    were seen."""
    found = (
        _not_allowed(rulebook, act),
        _no_motive(motive_of(act)),
        _not_correctable(case, last.seq, last.event, last.body),
        _kept_otherwise(tx, case, last.seq, last.event, last.body),
        *_seances_over(tx, last.body),
        *_places_taken(tx, rulebook, case, last.body),
    )
    return [one for one in found if one is not None]


def motive_of(act: Act) -> str:
    """Why it is corrected."""
    return str((act.data or {}).get("motif", "")).strip()


def row_of(tx: Tx, name: str) -> dict[str, object]:
    """The row of that name: « passage:12 »."""
    kind, _, key = name.partition(":")
    return _READ[kind](tx, int(key))


def _not_allowed(rulebook: Rulebook, act: Act) -> Refusal | None:
    if act.actor.role is CORRECTS:
        return None
    return Refusal(
        code="acteur_non_autorise",
        sentence="Un acte déjà enregistré n’est corrigé que par"
        f" {rulebook.words.office(Office.BOP)}.",
        remedy=f"Demandez la correction {rulebook.words.to(Office.BOP)}, avec le motif.",
    )


def _no_motive(motive: str) -> Refusal | None:
    if motive:
        return None
    return Refusal(
        code="champ_manquant",
        sentence="Il manque : le motif de la correction.",
        remedy="Indiquez « motif ».",
        to_enter=True,
        field="motif",
    )


def _not_correctable(case: Case, seq: int, event: str, body: Body | None) -> Refusal | None:
    if body is None:
        return Refusal(
            code="rien_a_corriger",
            sentence="Il ne reste aucun acte à corriger dans ce dossier.",
            remedy="Si la personne n’aurait pas dû avoir ce dossier, déclarez-le en double.",
        )
    label = words(SubjectKind.DOSSIER, event, body)
    if body.get("suivant") is not None:
        return Refusal(
            code="dossier_suivant_ouvert",
            sentence=f"« {label} » a ouvert le dossier n° {body['suivant']} :"
            " la correction se fait dans ce dossier.",
            remedy=f"Ouvrez le dossier n° {body['suivant']}.",
        )
    if case.other_open and "closed_at" in body["modifs"]["dossier"]:
        return Refusal(
            code="dossier_deja_ouvert",
            sentence="La personne a depuis un autre dossier ouvert.",
            remedy="Agissez sur le dossier ouvert.",
        )
    stale = [
        name
        for name, (_, after) in body["modifs"]["dossier"].items()
        if case.dossier.get(name) != after
    ]
    if stale:
        return Refusal(
            code="dossier_modifie_depuis",
            sentence=f"Ce que « {label} » (entrée n° {seq}) avait enregistré a changé depuis :"
            f" {', '.join(stale)}.",
            remedy="Enregistrez l’acte qui rétablit la situation.",
        )
    return None


def _kept_otherwise(tx: Tx, case: Case, seq: int, event: str, body: Body | None) -> Refusal | None:
    """What an act of an earlier release changed may be kept elsewhere since: giving the rest back
    would undo the act by half, and say that it is undone."""
    gone = sorted(
        column
        for name, columns in ({} if body is None else body["modifs"]).items()
        for column in columns.keys()
        - (case.dossier if name == "dossier" else row_of(tx, name)).keys()
    )
    if not gone:
        return None
    label = words(SubjectKind.DOSSIER, event, body or {}) or event
    return Refusal(
        code="acte_d_une_version_anterieure",
        sentence=f"« {label} » (entrée n° {seq}) date d’une version antérieure du logiciel, et ce"
        f" qu’il avait changé ne se garde plus ainsi : {', '.join(gone)}.",
        remedy="Enregistrez l’acte qui rétablit la situation.",
    )


def _seances_over(tx: Tx, body: Body | None) -> Iterator[Refusal]:
    """One refusal per line that would come back to a séance that will not sit: nobody could give
    it a result there. The séance is locked, so that it stays as it was seen."""
    for name, columns in ({} if body is None else body["modifs"]).items():
        kind, _, key = name.partition(":")
        if kind != "passage" or columns.get("open") != [1, 0]:
            continue
        seance = dossier_locks.seance(tx, rows.seance_of_line(tx, int(key)))
        if seance is not None and seance.state in _WILL_NOT_SIT:
            yield Refusal(
                code="seance_terminee",
                sentence=f"La séance n° {seance.id} n’aura pas lieu : la ligne ne peut y revenir.",
                remedy="Inscrivez la demande à une autre séance.",
            )


def _places_taken(tx: Tx, rulebook: Rulebook, case: Case, body: Body | None) -> Iterator[Refusal]:
    """One refusal per line that would have again the place of another of its service: two lines of
    a service have not the same priority in a séance (S2, D15)."""
    for name, columns in ({} if body is None else body["modifs"]).items():
        kind, _, key = name.partition(":")
        if kind != "passage" or not {"priorite", "open"} & columns.keys():
            continue
        again = {**row_of(tx, name), **{column: old for column, (old, _) in columns.items()}}
        place, seance = again["priorite"], rows.seance_of_line(tx, int(key))
        if not (again["open"] and isinstance(place, int)):
            continue
        holder = priorities.holder(tx, seance, case.dossier, place)
        if holder is not None:
            yield Refusal(
                code="priorite_prise",
                sentence=f"La ligne n° {key} aurait de nouveau la priorité {place} dans la séance"
                f" n° {seance}, que la ligne n° {holder} du même service a prise depuis.",
                remedy=f"Donnez d’abord une autre place à la ligne n° {holder}, par « prioriser »,"
                " ou gardez l’ordre d’aujourd’hui.",
                source=rulebook.words.text(Topic.PRIORITES),
            )
