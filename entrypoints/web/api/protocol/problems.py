"""Why the API cannot: ``application/problem+json`` (RFC 9457), which carries every refusal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import Field
from starlette.exceptions import HTTPException

from entrypoints.forms.acts import conflict as conflict_form
from entrypoints.forms.acts import refusal
from entrypoints.forms.registry import Json
from entrypoints.web.api.answers.leaves import Answer, Conflict, Reason, Sentence
from entrypoints.web.forms import conflicts
from entrypoints.web.forms.posted import ForeignForm
from entrypoints.web.visitors.visits import Closed, NoCapacityChosen, NotLoggedIn, Visit
from rules.access.policy import OUTSIDE
from rules.fields import MISSING, NOT_ASKED, UNREADABLE
from rules.refusals import Refusal, Refused
from rules.wording import quoted
from workflow.acts.commands import StaleDossier
from workflow.agents.commands import StaleAgent
from workflow.organisations.offers import StaleOffer
from workflow.reading.cursors import BadCursor
from workflow.seances.commands import StaleSeance
from workflow.trail.journal import UnknownVersion

PREFIX = "/api/"
MEDIA_TYPE = "application/problem+json"
_KEY_TAKEN = "cle_deja_utilisee"

CAPACITY_TO_CHOOSE = Refusal(
    code="qualite_a_choisir",
    sentence="Vous avez plusieurs habilitations : il faut dire laquelle vous exercez.",
    remedy="Choisissez-la par PUT /api/session/qualite.",
)
CONNECTION_ASKED = Refusal(
    code="connexion_demandee",
    sentence="Cette opération demande une session.",
    remedy="Ouvrez-la par POST /api/session, puis donnez son jeton : « Authorization: Bearer … ».",
)
FOREIGN = Refusal(
    code="jeton_etranger",
    sentence="Cette demande ne vient pas d’une page de votre session : rien n’a été enregistré.",
    remedy="Avec un cookie, donnez le jeton des formulaires dans l’en-tête « X-Jeton ».",
)
VERSION_ASKED = Refusal(
    code="version_demandee",
    sentence="Il manque la version de ce que vous avez lu.",
    remedy="Donnez dans « If-Match » l’ETag de la lecture ; « * » agit quoi qu’il ait changé.",
    field="If-Match",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of problem. ``code`` is its anchor in the page of the API."""

    code: str
    title: str


KINDS: Mapping[int, Kind] = {
    400: Kind(code="illisible", title="La demande n’est pas lisible"),
    401: Kind(code="connexion", title="Une session est demandée"),
    403: Kind(code="ferme", title="Ce n’est pas ouvert à votre habilitation"),
    404: Kind(code="hors-perimetre", title="Cela n’existe pas, ou pas dans votre périmètre"),
    405: Kind(code="methode", title="Cette adresse ne prend pas cette méthode"),
    409: Kind(code="cle", title="La clé a servi à un autre acte"),
    411: Kind(code="longueur", title="La longueur de ce qui est envoyé n’est pas dite"),
    412: Kind(code="version", title="Ce que vous avez lu a changé"),
    413: Kind(code="trop-lourd", title="Ce qui a été envoyé est trop lourd"),
    415: Kind(code="format", title="Il faut du JSON"),
    422: Kind(code="refus", title="La demande est refusée"),
    428: Kind(code="version-demandee", title="La version de ce que vous avez lu est demandée"),
    500: Kind(code="erreur", title="Une erreur s’est produite, rien n’a été enregistré"),
}


class Problem(Answer):
    """Why it was not done: each of the reasons in ``refus``."""

    type: Annotated[
        str, Field(examples=["/api#refus"], json_schema_extra={"format": "uri-reference"})
    ]
    title: Annotated[str, Field(examples=["La demande est refusée"])]
    status: Annotated[int, Field(examples=[422])]
    detail: Sentence
    refus: list[Reason]
    conflit: Conflict | None = None


def is_api(request: Request) -> bool:
    """Whether a program asks, and is answered as one."""
    return request.url.path.startswith(PREFIX)


def problem(
    status: int,
    refusals: Sequence[Refusal] = (),
    *,
    detail: str | None = None,
    conflict: Json | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer. ``detail``: in one sentence, when it is not those of the refusals."""
    kind = KINDS.get(status, KINDS[400])
    told = detail or " ".join(one.sentence for one in refusals) or f"{kind.title}."
    content = {
        "type": f"/api#{kind.code}",
        "title": kind.title,
        "status": status,
        "detail": told,
        "refus": [refusal(one) for one in refusals],
        **({} if conflict is None else {"conflit": conflict}),
    }
    return JSONResponse(content, status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def answer(error: Exception) -> Response | None:
    """The problem that an error is; None when nobody foresaw it."""
    match error:
        case NotLoggedIn():
            reasons = error.refusals or (CONNECTION_ASKED,)
            return problem(401, reasons, headers={"WWW-Authenticate": "Bearer"})
        case NoCapacityChosen():
            return problem(403, (CAPACITY_TO_CHOOSE,))
        case ForeignForm():
            return problem(403, (FOREIGN,))
        case Closed():
            return _outside() if error.hides else problem(403, error.refusals)
        case Refused():
            taken = any(one.code == _KEY_TAKEN for one in error.refusals)
            return problem(409 if taken else 422, error.refusals)
        case StaleSeance():
            return problem(412, detail=str(error), conflict=conflict_form(error))
        case UnknownVersion() | StaleOffer() | StaleAgent():
            return problem(412, detail=str(error))
        case BadCursor():
            return problem(422, (_wrong("apres", UNREADABLE, str(error)),))
        case RequestValidationError():
            return _invalid(error)
        case HTTPException():
            reasons = (VERSION_ASKED,) if error.status_code == 428 else ()
            return problem(error.status_code, reasons, headers=error.headers)
        case LookupError() if type(error) not in (KeyError, IndexError):
            return _outside()
    return None


def overtaken(visit: Visit, stale: StaleDossier) -> Response:
    """The dossier has changed: what was done of it, as far as it is open to whoever asks."""
    told = conflicts.told(visit, stale)
    return problem(412, detail=str(told), conflict=conflict_form(told))


def _outside() -> Response:
    return problem(404, (OUTSIDE,))


_CODES = {"missing": MISSING, "extra_forbidden": NOT_ASKED}
_SENTENCES = {
    MISSING: "Il manque {}.",
    NOT_ASKED: "{} n’est pas demandé ici.",
    UNREADABLE: "{} n’est pas lisible.",
}


def _invalid(error: RequestValidationError) -> Response:
    """What does not have its form: JSON that is none, keys that nobody asks for, wrong types."""
    found = error.errors()
    if any(one["type"] == "json_invalid" for one in found):
        return problem(400)
    refusals = []
    for one in found:
        field = ".".join(str(part) for part in one["loc"][1:]) or "corps"
        code = _CODES.get(one["type"], UNREADABLE)
        refusals.append(_wrong(field, code, _SENTENCES[code].format(quoted(field))))
    return problem(422, tuple(dict.fromkeys(refusals)))


def _wrong(field: str, code: str, sentence: str) -> Refusal:
    return Refusal(code=code, sentence=sentence, remedy="Voyez /api/openapi.json.", field=field)
