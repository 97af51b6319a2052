"""``/api/seances/{numero}/decisions``: what an EP advises and its president decides, line by line.

Each line is a transaction of its own, at the version of its dossier that was read: one that refuses
leaves the others. Sent again under its key, what was done is told again and the rest goes on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fastapi import APIRouter, Depends

from entrypoints.forms.registry import Forms, Json
from entrypoints.web.api.answers.ep import EpLines, Ruling, Rulings, RulingsDone
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of, json_only
from entrypoints.web.api.protocol.parameters import Key, Of
from entrypoints.web.api.protocol.refusing import BODY_REFUSED
from entrypoints.web.api.seances.outcomes import told, unknown
from entrypoints.web.desks.seances import deciding
from entrypoints.web.desks.seances.deciding import Judged, Ticked
from entrypoints.web.desks.seances.levels import Level, level_of
from entrypoints.web.visitors.visits import Visit
from rules.access.grants import Right
from rules.fields import NOT_ASKED
from rules.refusals import Refusal, Refused
from rules.seances.kinds import Body
from rules.wording import quoted
from workflow.reading import before_ep, tableau
from workflow.reading.before_ep import EpLine

router = APIRouter(prefix="/seances/{numero}", route_class=Operation, tags=["Résultats"])

_DECISIONS = "decisions"

_NOT_AN_EP = Refusal(
    code="pas_une_ep",
    sentence="Cette séance n’est pas une EP : aucune décision n’y est prise.",
    remedy="Ses résultats se donnent par POST /api/seances/{numero}/resultats.",
)
_ONLY_LOOKS = Refusal(
    code="acteur_non_autorise",
    sentence="Décider en EP n’est pas ouvert à votre rôle.",
    remedy="Demandez-le à l’EP, au bureau de l’orientation ou au président.",
)


@router.get("/decisions", response_model=EpLines, summary="Ce qu’une EP a à décider")
def to_decide(visit: Here, number: Of) -> Json:
    """Les lignes de l’EP, ce que qui demande peut en décider, et ce qui en est proposé."""
    _ep(visit, number)
    level, forms = level_of(visit), forms_of(visit)
    return {
        "seance": number,
        "niveau": None if level is None else level.code,
        "choix": []
        if level is None
        else [
            {
                "acte": one.event,
                "libelle": one.verb,
                "motif": one.motive,
                "accorde": list(one.grants),
            }
            for one in level.choices
        ],
        "lignes": [
            _line(forms, level, one) for one in before_ep.lines(visit.store, visit.bearer, number)
        ],
    }


@router.post(
    "/decisions",
    response_model=RulingsDone,
    responses=BODY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Décider de plusieurs lignes d’une EP",
)
def decide(visit: Here, number: Of, rulings: Rulings, key: Key = None) -> Json:
    """L’avis de l’EP, ou la décision du président : selon qui le demande. Chaque dossier pour
    lui-même : ce qui est refusé à l’un laisse les autres."""
    return _decided(visit, number, rulings, key, trial=False)


@router.post(
    "/decisions/essai",
    response_model=RulingsDone,
    responses=BODY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Essayer les décisions d’une EP, sans rien écrire",
)
def try_decisions(visit: Here, number: Of, rulings: Rulings) -> Json:
    """Ce que chacune rencontrerait maintenant."""
    return _decided(visit, number, rulings, None, trial=True)


def _decided(visit: Visit, number: int, rulings: Rulings, key: str | None, *, trial: bool) -> Json:
    _ep(visit, number)
    level = level_of(visit)
    if level is None:
        raise Refused(_DECISIONS, (_ONLY_LOOKS,))
    lines = before_ep.lines(visit.store, visit.bearer, number)
    known = {one.passage_id for one in lines}
    refusals = [
        *unknown(_DECISIONS, rulings.decisions, known),
        *_not_of(level, rulings.decisions),
        *_not_asked(level, rulings.decisions),
    ]
    if refusals:
        raise Refused(_DECISIONS, tuple(refusals))
    asked = _granted(visit, level, number, lines, rulings.decisions)
    motives = {one.ligne: one.motif for one in rulings.decisions if one.motif is not None}
    found: dict[int, Judged] = {}
    for choice in level.choices:
        of_choice = [(line, one) for line, one in asked if one.event == choice.event]
        judged = (
            deciding.rehearse(visit, level, choice, of_choice, motives)
            if trial
            else deciding.take(visit, level, choice, of_choice, motives, key or "")
        )
        found |= {one.line.passage_id: one for one in judged}
    forms = forms_of(visit)
    return {
        "decisions": [
            told(forms, said, found[said.ligne].line.dossier_id, found[said.ligne])
            for said in rulings.decisions
        ]
    }


def _granted(
    visit: Visit, level: Level, number: int, lines: Sequence[EpLine], ruled: Sequence[Ruling]
) -> list[tuple[EpLine, Ticked]]:
    """What is asked of each line: what is not said of what it grants is what is proposed."""
    said = {one.ligne: one for one in ruled}
    ticked = {
        one.ligne: Ticked(passage_id=one.ligne, event=one.acte, version=one.version)
        for one in ruled
    }
    found = []
    for line, one in deciding.granting(visit, level, number, lines, ticked):
        own = said[line.passage_id]
        found.append(
            (
                line,
                replace(
                    one,
                    type_orientation=own.type_orientation or one.type_orientation,
                    service=own.service or one.service,
                ),
            )
        )
    return found


def _ep(visit: Visit, number: int) -> None:
    """Opens an EP. Raises Closed, Refused."""
    visit.open(Right.SEANCE, number)
    visit.enter(Right.LIGNE)
    if tableau.open_to(visit.store, visit.rulebook, number, visit.bearer).body != Body.DECISION:
        raise Refused(_DECISIONS, (_NOT_AN_EP,))


def _not_of(level: Level, ruled: Sequence[Ruling]) -> Iterator[Refusal]:
    choices = ", ".join(quoted(one.event) for one in level.choices)
    for rank, one in enumerate(ruled):
        if level.choice(one.acte) is None:
            yield Refusal(
                code="acte_inconnu",
                sentence=f"{quoted(one.acte)} n’est pas une décision que vous prenez.",
                remedy=f"Les vôtres : {choices}.",
                field=f"{_DECISIONS}.{rank}.acte",
            )


def _not_asked(level: Level, ruled: Sequence[Ruling]) -> Iterator[Refusal]:
    """What a decision does not take: said, it would be lost."""
    for rank, one in enumerate(ruled):
        choice = level.choice(one.acte)
        told = {
            "type_orientation": one.type_orientation,
            "service": one.service,
            "motif": one.motif,
        }
        for name in (name for name, value in told.items() if value is not None):
            if choice is not None and name not in choice.takes:
                yield Refusal(
                    code=NOT_ASKED,
                    sentence=f"{quoted(name)} n’est pas demandé avec {quoted(one.acte)}.",
                    remedy=f"Retirez {quoted(name)}.",
                    field=f"{_DECISIONS}.{rank}.{name}",
                )


def _line(forms: Forms, level: Level | None, one: EpLine) -> Json:
    return {
        "ligne": one.passage_id,
        "dossier": one.dossier_id,
        "version": one.version,
        "rang": one.rank,
        "etat": one.state,
        "nom": one.nom,
        "prenom": one.prenom,
        "droit": one.droit,
        "service": one.service,
        "service_souhaite": one.wished_id,
        "libelle_service_souhaite": one.wished,
        "type_orientation": one.usual_type,
        "motif": one.motive,
        "avis_concertation": one.heard,
        "terme": forms.instant(one.due),
        "reports": one.put_off,
        "attend": one.waits or one.awaits if level is None else level.awaits(one),
        "propose": None if level is None else level.proposed(one),
    }
