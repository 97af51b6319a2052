"""``/seances/{number}/direct/liste``: the situations on which everybody agrees, validated together
before the others are examined.
"""

from collections.abc import Sequence

from fastapi import APIRouter, Response

from entrypoints.web.desks.seances.opening import Number
from entrypoints.web.forms.conflicts import all_told
from entrypoints.web.forms.posted import FormOf, Posted, new_key
from entrypoints.web.pages.seances import situations
from entrypoints.web.pages.seances.situations import ON_LIST
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import Here, Visit
from rules.access.grants import Right
from rules.actors import Who
from rules.refusals import Refusal
from rules.situation import Act
from rules.words import Office, Words
from workflow.reading import tableau
from workflow.reading.tableau import Tableau, TableauLine
from workflow.seances.outcomes import results
from workflow.seances.outcomes.results import Awaited, Given

router = APIRouter(prefix="/seances/{number}/direct/liste")

FAVOURABLE, LINE, DEPUTY = "rendre_favorable", "ligne", "suppleance"


@router.get("")
def show(visit: Here, number: Number) -> Response:
    """The list, ticked where nobody is known to disagree."""
    visit.open_again(Right.SEANCE, number)
    return _page(visit, _tableau(visit, number))


@router.post("")
def validate(visit: Here, number: Number, form: FormOf) -> Response:
    """Gives each ticked line the favourable avis; one that refuses leaves the others. The lines
    that were unticked stay to be examined by everybody."""
    visit.open(Right.SEANCE, number)
    found = _tableau(visit, number)
    asked = list(_ticked(found, form))
    deputy = form.get(DEPUTY)
    missing = []
    if not asked:
        missing.append(
            Refusal(code="rien_de_coche", sentence="Cochez au moins une situation.", field=LINE)
        )
    if situations.deputises(visit) and not deputy:
        missing.append(
            Refusal(
                code="suppleance_sans_motif",
                sentence="Dites pourquoi les résultats ne sont pas saisis par"
                f" {visit.rulebook.words.office(Office.ALI)}.",
                field=DEPUTY,
            )
        )
    if missing:
        return _page(visit, found, form=form, refusals=missing)
    data: dict[str, object] = {"methode": ON_LIST, "accord_accueil": "oui"}
    if deputy:
        data[DEPUTY] = deputy
    act = Act(event=FAVOURABLE, actor=visit.actor, occurred=visit.now, known=visit.now, data=data)
    became = results.give(visit.store, visit.rulebook, act, asked, key=form.key or None)
    given = list(all_told(visit, became))
    return _page(visit, _tableau(visit, number), given=given)


def _tableau(visit: Visit, number: int) -> Tableau:
    return tableau.open_to(visit.store, visit.rulebook, number, visit.bearer)


def _ticked(found: Tableau, form: Posted) -> Sequence[Awaited]:
    """The lines that were ticked, at the version at which they were shown."""
    versions = dict(one.split(".", 1) for one in form.all(LINE) if "." in one)
    return [
        Awaited(
            passage_id=line.id,
            dossier_id=line.dossier_id,
            version=int(versions[str(line.id)]),
            nom=line.nom,
            prenom=line.prenom,
            nature=line.nature,
            methode=line.methode,
            wished=line.wished,
            usual_type=None,
        )
        for line in situations.on_agenda(found)
        if versions.get(str(line.id), "").isdecimal()
    ]


def _page(
    visit: Visit,
    found: Tableau,
    *,
    form: Posted | None = None,
    refusals: Sequence[Refusal] = (),
    given: Sequence[Given] = (),
) -> Response:
    kind = visit.rulebook.kind_held(found.seance)
    lines: list[TableauLine] = situations.on_agenda(found)
    listed = [one for one in lines if situations.may_be_on_list(kind, one)]
    kept = {one.partition(".")[0] for one in form.all(LINE)} if form else None
    ticked = {
        one.id
        for one in listed
        if (situations.agreed(one) if kept is None else str(one.id) in kept)
    }
    shut: tuple[Refusal, ...] = ()
    if listed:
        examination = situations.examination(visit, kind, listed[0])
        if examination.result(FAVOURABLE) is None:
            shut = examination.shut or (_not_theirs(visit.rulebook.words),)
    return page(
        visit,
        "seances/live_list.html",
        status=422 if refusals else 200,
        found=found,
        kind=kind,
        listed=listed,
        ticked=ticked,
        shut=shut,
        number=situations.number_of,
        by_id={one.id: one for one in lines},
        given=given,
        waiting=sum(1 for one in lines if one.state == situations.WAITS),
        deputises=situations.deputises(visit),
        typed={} if form is None else form.values,
        refusals=refusals,
        field=LINE,
        deputy=DEPUTY,
        key=form.key if form is not None and refusals else new_key(),
    )


def _not_theirs(words: Words) -> Refusal:
    return Refusal(
        code="resultat_d_un_autre",
        sentence=f"Les résultats sont saisis par {words.who(Who.ALI_TERRITOIRE)}.",
        remedy=f"{words.at_the_head(Office.BAT)} peut le faire à sa place.",
    )
