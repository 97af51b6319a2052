"""``/api/seances/{numero}/resultats``: the results that are given to many lines at once.

Each line is a transaction of its own, at the version of its dossier that was read: one that refuses
leaves the others. Sent again under its key, what was done is told again and the rest goes on.
"""

from collections.abc import Iterator, Mapping, Sequence

from fastapi import APIRouter, Depends

from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.lines import Result, Results, ResultsDone
from entrypoints.web.api.protocol.acting import act_of
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of, json_only
from entrypoints.web.api.protocol.parameters import Key, Of
from entrypoints.web.api.protocol.refusing import BODY_REFUSED
from entrypoints.web.api.seances.outcomes import told, unknown
from entrypoints.web.forms.conflicts import all_told
from entrypoints.web.visitors.visits import Visit
from rules.access.grants import Right
from rules.refusals import Refusal, Refused
from rules.seances.kinds import Body
from rules.wording import quoted
from workflow.reading import tableau
from workflow.seances.outcomes import results
from workflow.seances.outcomes.given import RESULTS
from workflow.seances.outcomes.results import Awaited

router = APIRouter(prefix="/seances/{numero}", route_class=Operation, tags=["Résultats"])

_RESULTS = "resultats"

_AN_EP = Refusal(
    code="ep",
    sentence="Une EP ne rend pas de résultats : elle décide.",
    remedy="Voyez POST /api/seances/{numero}/decisions.",
)


@router.post(
    "/resultats",
    response_model=ResultsDone,
    responses=BODY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Donner les résultats de plusieurs lignes",
)
def give(visit: Here, number: Of, asked: Results, key: Key = None) -> Json:
    """Chaque dossier pour lui-même : ce qui est refusé à l’un laisse les autres. « version » est
    celle du dossier, que porte sa ligne."""
    lines = _awaited(visit, number, asked)
    done = [
        told(forms_of(visit), said, lines[said.ligne].dossier_id, one)
        for said in asked.resultats
        for one in all_told(
            visit,
            results.give(
                visit.store,
                visit.rulebook,
                act_of(visit, said.acte, dict(said.champs.root)),
                [lines[said.ligne]],
                key=key,
            ),
        )
    ]
    return {"resultats": done}


@router.post(
    "/resultats/essai",
    response_model=ResultsDone,
    responses=BODY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Essayer les résultats de plusieurs lignes, sans rien écrire",
)
def try_results(visit: Here, number: Of, asked: Results) -> Json:
    """Ce que chacun rencontrerait maintenant."""
    lines = _awaited(visit, number, asked)
    would = [
        told(forms_of(visit), said, lines[said.ligne].dossier_id, one)
        for said in asked.resultats
        for one in all_told(
            visit,
            results.preview(
                visit.store,
                visit.rulebook,
                act_of(visit, said.acte, dict(said.champs.root)),
                [lines[said.ligne]],
            ),
        )
    ]
    return {"resultats": would}


def _awaited(visit: Visit, number: int, asked: Results) -> Mapping[int, Awaited]:
    """The lines that are named, of a séance that is opened. Raises Closed, Refused."""
    visit.open(Right.SEANCE, number)
    visit.enter(Right.LIGNE)
    shown = tableau.open_to(visit.store, visit.rulebook, number, visit.bearer)
    if shown.body == Body.DECISION:
        raise Refused(_RESULTS, (_AN_EP,))
    known = {one.id: one for one in shown.lines}
    refusals = [*unknown(_RESULTS, asked.resultats, known), *_no_result(asked.resultats)]
    if refusals:
        raise Refused(_RESULTS, tuple(refusals))
    return {
        one.ligne: tableau.awaited(known[one.ligne], version=one.version) for one in asked.resultats
    }


def _no_result(asked: Sequence[Result]) -> Iterator[Refusal]:
    for rank, one in enumerate(asked):
        if one.acte not in RESULTS:
            yield Refusal(
                code="acte_inconnu",
                sentence=f"{quoted(one.acte)} n’est pas le résultat d’une ligne.",
                remedy="Ceux d’une ligne sont à /api/lignes/{numero}/actes.",
                field=f"{_RESULTS}.{rank}.acte",
            )
