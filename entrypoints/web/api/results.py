"""``/api/seances/{numero}/resultats`` and ``/decisions``: what is given to many lines at once.

Each line is a transaction of its own, at the version of its dossier that was read: one that refuses
leaves the others. Sent again under its key, what was done is told again and the rest goes on.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Depends

from entrypoints.forms import acts as forms_of_acts
from entrypoints.forms.registry import Forms, Json
from entrypoints.web import deciding
from entrypoints.web.api.acting import act_of
from entrypoints.web.api.answers.ep import EpLines, Ruling, Rulings, RulingsDone
from entrypoints.web.api.answers.lines import Result, Results, ResultsDone
from entrypoints.web.api.callers import Here, Key, Of, Operation, forms_of, json_only
from entrypoints.web.deciding import Judged, Ticked
from entrypoints.web.levels import Level, level_of
from entrypoints.web.visits import Visit
from rules.access.grants import Right
from rules.refusals import Refusal, Refused
from rules.seances.kinds import Body
from rules.wording import numbered, quoted
from workflow.acts.commands import StaleDossier
from workflow.acts.recording import Outcome
from workflow.reading import before_ep, tableau
from workflow.reading.before_ep import EpLine
from workflow.reading.tableau import Tableau
from workflow.seances.outcomes import results
from workflow.seances.outcomes.given import RESULTS
from workflow.seances.outcomes.results import Awaited, Given

router = APIRouter(prefix="/seances/{numero}", route_class=Operation, tags=["Résultats"])

MANY_REFUSED: dict[int | str, dict[str, Any]] = {status: {} for status in (400, 411, 413, 415)}
_RESULTS, _DECISIONS = "resultats", "decisions"

_NOT_AN_EP = Refusal(
    code="pas_une_ep",
    sentence="Cette séance n’est pas une EP : aucune décision n’y est prise.",
    remedy="Ses résultats se donnent par POST /api/seances/{numero}/resultats.",
)
_AN_EP = Refusal(
    code="ep",
    sentence="Une EP ne rend pas de résultats : elle décide.",
    remedy="Voyez POST /api/seances/{numero}/decisions.",
)
_ONLY_LOOKS = Refusal(
    code="acteur_non_autorise",
    sentence="Décider en EP n’est pas ouvert à votre rôle.",
    remedy="Demandez-le à l’EP, au bureau de l’orientation ou au président.",
)


@router.post(
    "/resultats",
    response_model=ResultsDone,
    responses=MANY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Donner les résultats de plusieurs lignes",
)
def give(visit: Here, number: Of, told: Results, key: Key = None) -> Json:
    """Chaque dossier pour lui-même : ce qui est refusé à l’un laisse les autres. « version » est
    celle du dossier, que porte sa ligne."""
    lines = _awaited(visit, number, told)
    done = [
        _told(forms_of(visit), said, lines[said.ligne].dossier_id, one)
        for said in told.resultats
        for one in results.give(
            visit.store,
            visit.rulebook,
            act_of(visit, said.acte, dict(said.champs.root)),
            [lines[said.ligne]],
            key=key,
        )
    ]
    return {"resultats": done}


@router.post(
    "/resultats/essai",
    response_model=ResultsDone,
    responses=MANY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Essayer les résultats de plusieurs lignes, sans rien écrire",
)
def try_results(visit: Here, number: Of, told: Results) -> Json:
    """Ce que chacun rencontrerait maintenant."""
    lines = _awaited(visit, number, told)
    would = [
        _told(forms_of(visit), said, lines[said.ligne].dossier_id, one)
        for said in told.resultats
        for one in results.preview(
            visit.store,
            visit.rulebook,
            act_of(visit, said.acte, dict(said.champs.root)),
            [lines[said.ligne]],
        )
    ]
    return {"resultats": would}


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
                "accorde": one.grants,
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
    responses=MANY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Décider de plusieurs lignes d’une EP",
)
def decide(visit: Here, number: Of, told: Rulings, key: Key = None) -> Json:
    """L’avis de l’EP, ou la décision du président : selon qui le demande. Chaque dossier pour
    lui-même : ce qui est refusé à l’un laisse les autres."""
    return _decided(visit, number, told, key, trial=False)


@router.post(
    "/decisions/essai",
    response_model=RulingsDone,
    responses=MANY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Essayer les décisions d’une EP, sans rien écrire",
)
def try_decisions(visit: Here, number: Of, told: Rulings) -> Json:
    """Ce que chacune rencontrerait maintenant."""
    return _decided(visit, number, told, None, trial=True)


def _decided(visit: Visit, number: int, told: Rulings, key: str | None, *, trial: bool) -> Json:
    _ep(visit, number)
    level = level_of(visit)
    if level is None:
        raise Refused(_DECISIONS, (_ONLY_LOOKS,))
    lines = before_ep.lines(visit.store, visit.bearer, number)
    known = {one.passage_id for one in lines}
    refusals = [*_unknown(_DECISIONS, told.decisions, known), *_not_of(level, told.decisions)]
    if refusals:
        raise Refused(_DECISIONS, tuple(refusals))
    asked = _granted(visit, level, number, lines, told.decisions)
    motives = {one.ligne: one.motif for one in told.decisions if one.motif is not None}
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
            _told(forms, said, found[said.ligne].line.dossier_id, found[said.ligne])
            for said in told.decisions
        ]
    }


def _granted(
    visit: Visit, level: Level, number: int, lines: Sequence[EpLine], told: Sequence[Ruling]
) -> list[tuple[EpLine, Ticked]]:
    """What is asked of each line: what is not said of what it grants is what is proposed."""
    said = {one.ligne: one for one in told}
    ticked = {
        one.ligne: Ticked(passage_id=one.ligne, event=one.acte, version=one.version) for one in told
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
    if _tableau(visit, number).body != Body.DECISION:
        raise Refused(_DECISIONS, (_NOT_AN_EP,))


def _tableau(visit: Visit, number: int) -> Tableau:
    return tableau.open_to(visit.store, visit.rulebook, number, visit.bearer)


def _awaited(visit: Visit, number: int, told: Results) -> Mapping[int, Awaited]:
    """The lines that are named, of a séance that is opened. Raises Closed, Refused."""
    visit.open(Right.SEANCE, number)
    visit.enter(Right.LIGNE)
    shown = _tableau(visit, number)
    if shown.body == Body.DECISION:
        raise Refused(_RESULTS, (_AN_EP,))
    known = {one.id: one for one in shown.lines}
    refusals = [*_unknown(_RESULTS, told.resultats, known), *_no_result(told.resultats)]
    if refusals:
        raise Refused(_RESULTS, tuple(refusals))
    return {
        one.ligne: tableau.awaited(known[one.ligne], version=one.version) for one in told.resultats
    }


def _unknown(
    name: str, told: Sequence[Result | Ruling], known: Mapping[int, object] | set[int]
) -> Iterator[Refusal]:
    """The lines that are none of the séance, and those that are named twice."""
    times = Counter(one.ligne for one in told)
    for rank, one in enumerate(told):
        field = f"{name}.{rank}.ligne"
        if one.ligne not in known:
            yield Refusal(
                code="ligne_inconnue",
                sentence=f"La ligne {numbered(one.ligne)} n’est pas de cette séance.",
                field=field,
            )
        elif times[one.ligne] > 1:
            yield Refusal(
                code="ligne_dite_deux_fois",
                sentence=f"La ligne {numbered(one.ligne)} est dite {times[one.ligne]} fois.",
                remedy="Ne la dites qu’une.",
                field=field,
            )


def _not_of(level: Level, told: Sequence[Ruling]) -> Iterator[Refusal]:
    choices = ", ".join(quoted(one.event) for one in level.choices)
    for rank, one in enumerate(told):
        if level.choice(one.acte) is None:
            yield Refusal(
                code="acte_inconnu",
                sentence=f"{quoted(one.acte)} n’est pas une décision que vous prenez.",
                remedy=f"Les vôtres : {choices}.",
                field=f"{_DECISIONS}.{rank}.acte",
            )


def _no_result(told: Sequence[Result]) -> Iterator[Refusal]:
    for rank, one in enumerate(told):
        if one.acte not in RESULTS:
            yield Refusal(
                code="acte_inconnu",
                sentence=f"{quoted(one.acte)} n’est pas le résultat d’une ligne.",
                remedy="Ceux d’une ligne sont à /api/lignes/{numero}/actes.",
                field=f"{_RESULTS}.{rank}.acte",
            )


def _told(forms: Forms, said: Result | Ruling, dossier: int, one: Given | Judged) -> Json:
    return {
        "ligne": said.ligne,
        "dossier": dossier,
        "acte": said.acte,
        "issue": issue(one.outcome, one.refusals, one.stale, failed=one.failed),
        "refus": [forms_of_acts.refusal(each) for each in one.refusals],
        "conflit": None if one.stale is None else forms_of_acts.conflict(one.stale),
        "resultat": None if one.outcome is None else forms_of_acts.outcome(forms, one.outcome),
    }


def issue(
    outcome: Outcome | None,
    refusals: Sequence[Refusal],
    stale: StaleDossier | None,
    *,
    failed: bool = False,
) -> str:
    """What became of one of many, in a word."""
    if failed:
        return "echec"
    if stale is not None:
        return "change"
    if refusals:
        return "refus"
    if outcome is None:
        return "possible"
    return "deja_fait" if outcome.repeated else "fait"


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
