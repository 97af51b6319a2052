"""Who may join a file to a dossier or to a line, as what, and take it away: why not."""

from collections.abc import Iterator

from sqlalchemy import bindparam, select

from rules.actors import Who, may
from rules.pieces import Sort
from rules.refusals import Refusal
from rules.situation import Act
from rules.words import Topic, Words
from workflow.acts import sitting
from workflow.acts.cases import Case
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.subjects import Passage, Seance

_OF_THE_DEPARTEMENT = (Who.BAT, Who.BOP, Who.EP)

_PASSAGE, _SEANCE = table(Passage), table(Seance)
_LINE = Statement(
    select(_PASSAGE.c.seance_id, _SEANCE.c.state)
    .join_from(_PASSAGE, _SEANCE, _SEANCE.c.id == _PASSAGE.c.seance_id)
    .where(_PASSAGE.c.id == bindparam("id"), _PASSAGE.c.dossier_id == bindparam("dossier_id"))
)


def not_for(tx: Tx, case: Case, act: Act, line: int | None) -> Iterator[Refusal]:
    """Why this agent joins nothing there: the form and the other files of a line are those of the
    services that see it, those of a dossier its own service's."""
    sight = None
    if line is not None:
        row = tx.one(_LINE, {"id": line, "dossier_id": case.id})
        if row is None:
            yield Refusal(
                code="ligne_inconnue",
                sentence=f"La ligne n° {line} n’est pas de ce dossier.",
                remedy="Choisissez une ligne du dossier, ou joignez la pièce au dossier.",
            )
            return
        sight = sitting.sight(tx, int(row[0]), str(row[1]))
    if _of_the_departement(case, act) or act.actor.service_id == case.dossier["service_id"]:
        return
    owner, own = case.dossier["service_id"], act.actor.service_id
    if sight is not None and own is not None and sight.shows(owner, own):
        return
    yield Refusal(
        code="piece_d_un_autre",
        sentence="Une pièce se joint au dossier par son service référent, et à une ligne par un"
        " service qui siège dans la séance et qui la voit.",
        remedy="Demandez-le au service référent de la personne.",
    )


def not_its_form(words: Words, case: Case, act: Act, sort: Sort) -> Iterator[Refusal]:
    """Why this agent joins no pré-saisine form there: that is the choice of the service that
    presents the person (DOMAIN §0, row 11)."""
    own = act.actor.service_id == case.dossier["service_id"]
    if sort is not Sort.PRESAISINE or own or _of_the_departement(case, act):
        return
    yield Refusal(
        code="presaisine_d_un_autre",
        sentence="La fiche de pré-saisine est celle du service référent de la personne : lui seul"
        " choisit de la joindre, ou le département pour lui.",
        remedy="Joignez ce fichier comme une autre pièce, ou demandez-le au service référent.",
        source=words.text(Topic.PRESAISINE),
    )


def not_removable(
    case: Case, act: Act, service: int | None, removed: int | None, motive: str
) -> Iterator[Refusal]:
    """Why this agent does not take that file away, which ``service`` joined."""
    if removed is not None:
        yield Refusal(
            code="piece_deja_retiree",
            sentence="La pièce est déjà retirée.",
            remedy="Il n’y a rien à faire.",
        )
    own = service is not None and act.actor.service_id == service
    if not own and not _of_the_departement(case, act):
        yield Refusal(
            code="piece_d_un_autre",
            sentence="Une pièce se retire par le service qui l’a jointe, ou par le département.",
            remedy="Demandez-le à l’un d’eux.",
        )
    if not motive:
        yield Refusal(
            code="champ_manquant",
            sentence="Il manque : le motif.",
            remedy="Indiquez « motif ».",
            to_enter=True,
            field="motif",
        )


def unknown(number: int) -> Refusal:
    """No file bears that number."""
    return Refusal(
        code="piece_inconnue",
        sentence=f"La pièce n° {number} n’existe pas.",
        remedy="Vérifiez son numéro : « piece lister ».",
    )


def _of_the_departement(case: Case, act: Act) -> bool:
    here = case.dossier["circonscription"]
    return any(
        may(act.actor, who, service_id=None, circonscription=here) for who in _OF_THE_DEPARTEMENT
    )
