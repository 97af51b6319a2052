"""``/api/imports``: a file brought, tried, imported."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from entrypoints.forms.registry import Forms, Json
from entrypoints.web.api.answers.errands import Errand
from entrypoints.web.api.answers.imports import (
    Deposit,
    DepositSheet,
    FileToImport,
    HowToRead,
    ImportReport,
    Imports,
)
from entrypoints.web.api.protocol.callers import Here, Operation, forms_of, json_only
from entrypoints.web.api.protocol.contents import decoded
from entrypoints.web.api.protocol.following import followed
from entrypoints.web.api.protocol.parameters import Key, Of
from entrypoints.web.api.protocol.refusing import BODY_REFUSED
from entrypoints.web.desks.errands import account_of
from entrypoints.web.desks.files import importing
from exchanges.tables.columns import known_columns
from exchanges.webrsa.problems import UnreadableFile
from rules.access.grants import Right
from rules.refusals import Refusal, Refused
from rules.wording import quoted
from workflow.accounts import deposits
from workflow.accounts.deposits import Choices
from workflow.accounts.deposits import Deposit as Kept
from workflow.reading import received
from workflow.reading.received import Imported

router = APIRouter(prefix="/imports", route_class=Operation, tags=["Imports"])

Digest = Annotated[str, Path(pattern="^[0-9a-f]{64}$", examples=["9f86d081884c7d65" * 4])]


@router.get("", response_model=Imports, summary="Les fichiers à importer, et les derniers importés")
def listed(visit: Here) -> Json:
    """Ceux qui attendent sont à qui les a apportés, un jour au plus."""
    visit.enter(Right.IMPORTS)
    forms = forms_of(visit)
    return {
        "en_attente": [
            _deposit(forms, one) for one in deposits.waiting(visit.store, account_of(visit))
        ],
        "importes": [_imported(forms, one) for one in received.latest(visit.store)],
    }


@router.post(
    "",
    response_model=Deposit,
    responses=BODY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Apporter un fichier",
)
def bring(visit: Here, told: FileToImport) -> Json:
    """Il attend d’être essayé, puis importé ; rien n’en est encore lu."""
    visit.enter(Right.IMPORTS)
    number = deposits.keep(
        visit.store,
        account_of(visit),
        told.nom.replace("\\", "/").rpartition("/")[2] or "fichier",
        decoded(told.contenu),
        visit.now,
        told.organisation,
    )
    return _deposit(forms_of(visit), importing.own(visit, number))


@router.get(
    "/fichiers/{sha256}", response_model=ImportReport, summary="Relire le rapport d’un import"
)
def of_before(visit: Here, sha256: Digest) -> Json:
    """Celui d’un fichier importé un jour, par qui que ce soit ; « rapport » a les clés de
    « importer --json »."""
    visit.enter(Right.IMPORTS)
    found = received.file(visit.store, sha256)
    return {**_imported(forms_of(visit), found), "rapport": found.report}


@router.get("/{numero}", response_model=DepositSheet, summary="Lire un fichier à importer")
def show(visit: Here, number: Of) -> Json:
    """Ses titres, s’il est un tableau, et les nôtres pour lesquels ils sont pris."""
    visit.enter(Right.IMPORTS)
    file = importing.own(visit, number)
    try:
        headings = importing.table_of(visit, file)
    except UnreadableFile as error:
        raise Refused(importing.TRIAL, (importing.unreadable(error),)) from error
    told = None
    if headings is not None:
        told = [
            {
                "rang": one.place,
                "titre": one.words,
                "exemples": list(one.samples),
                "colonne": one.ours or None,
            }
            for one in headings
        ]
    return {**_deposit(forms_of(visit), file), "titres": told}


@router.post(
    "/{numero}/essai",
    response_model=Errand,
    status_code=202,
    responses=BODY_REFUSED,
    dependencies=[Depends(json_only)],
    summary="Essayer un import",
)
def try_it(visit: Here, response: Response, number: Of, told: HowToRead) -> Json:
    """Ce que l’import ferait, ligne par ligne ; n’en est gardé que la façon de lire. D’un tableau,
    dites de qui il vient."""
    visit.enter(Right.IMPORTS)
    file = importing.own(visit, number)
    try:
        table = importing.table_of(visit, file) is not None
    except UnreadableFile as error:
        raise Refused(importing.TRIAL, (importing.unreadable(error),)) from error
    if table:
        refusals = [_unknown(name) for name in told.colonnes or () if name not in known_columns()]
        if told.organisation not in importing.senders(visit):
            refusals.insert(0, importing.NO_SENDER)
        if refusals:
            raise Refused(importing.TRIAL, tuple(refusals))
        choices = Choices(
            organisation=told.organisation,
            columns={**file.choices.columns, **(told.colonnes or {})},
            creates=told.creer,
            again=told.reprendre,
        )
        deposits.say(visit.store, number, choices)
    return followed(visit, response, importing.run(visit, number, trial=True))


@router.post(
    "/{numero}/import", response_model=Errand, status_code=202, summary="Importer un fichier"
)
def take_in(visit: Here, response: Response, number: Of, key: Key = None) -> Json:
    """Comme il a été essayé ; le fichier lui-même est ensuite oublié."""
    visit.enter(Right.IMPORTS)
    return followed(visit, response, importing.run(visit, number, trial=False, key=key or ""))


@router.delete("/{numero}", status_code=204, summary="Oublier un fichier")
def give_up(visit: Here, number: Of) -> None:
    """Rien n’en est importé."""
    visit.enter(Right.IMPORTS)
    deposits.drop(visit.store, importing.own(visit, number).id)


def _deposit(forms: Forms, one: Kept) -> Json:
    return {
        "depot": one.id,
        "recu_le": forms.instant(one.at),
        "nom": one.name,
        "taille": one.size,
        "sha256": one.sha256,
        "organisation": one.choices.organisation,
        "colonnes": dict(one.choices.columns),
        "creer": one.choices.creates,
        "reprendre": one.choices.again,
    }


def _imported(forms: Forms, one: Imported) -> Json:
    return {
        "sha256": one.sha256,
        "nom": one.name,
        "flux": one.flow,
        "importe_le": forms.instant(one.imported),
    }


def _unknown(name: str) -> Refusal:
    return Refusal(
        code="colonne_inconnue",
        sentence=f"{quoted(name)} n’est aucune de nos colonnes.",
        remedy="Voyez « reorientation colonne lister ».",
        field=f"colonnes.{name}",
    )
