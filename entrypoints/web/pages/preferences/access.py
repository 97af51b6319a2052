"""``/preferences/acces``: their password, where else they came in."""

from fastapi import APIRouter, Response

from entrypoints.gate import gate_of
from entrypoints.web.forms.posted import FormOf, go
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors.visits import LoggedIn, Visit
from rules.refusals import Refusal, Refused
from workflow.accounts.choosing import change_password
from workflow.accounts.sessions import revoke_own
from workflow.reading import accounts

PATH = "/preferences/acces"

router = APIRouter(prefix=PATH)

_DIFFERENT = Refusal(
    code="mots_de_passe_differents",
    sentence="Les deux mots de passe ne sont pas les mêmes.",
    remedy="Tapez deux fois le même.",
    field="encore",
)


@router.get("")
def show(visit: LoggedIn) -> Response:
    """Their password, their sessions."""
    return _page(visit)


@router.post("")
def change(visit: LoggedIn, form: FormOf) -> Response:
    """Another password; their other sessions are closed."""
    new, again = (form.values.get(name, "") for name in ("mot_de_passe", "encore"))
    refusals: tuple[Refusal, ...] = () if new == again else (_DIFFERENT,)
    if not refusals:
        try:
            change_password(
                gate_of(visit.assembly),
                visit.secret,
                form.values.get("actuel", ""),
                new,
                visit.now,
            )
        except Refused as refused:
            refusals = refused.refusals
    if refusals:
        return _page(visit, refusals=refusals, status=422)
    return go(
        visit, PATH, "Votre mot de passe est changé.", more="Vos autres sessions sont fermées."
    )


@router.post("/sessions")
def close(visit: LoggedIn, form: FormOf) -> Response:
    """Closes another of their sessions."""
    number = form.get("session")
    try:
        revoke_own(
            gate_of(visit.assembly),
            visit.secret,
            int(number) if number.isascii() and number.isdigit() else 0,
            visit.now,
        )
    except Refused as refused:
        return _page(visit, refusals=refused.refusals, status=422)
    return go(visit, PATH, "Cette session est fermée.")


def _page(visit: Visit, *, refusals: tuple[Refusal, ...] = (), status: int = 200) -> Response:
    assert visit.signed is not None  # whoever is logged in
    return page(
        visit,
        "preferences/access.html",
        status=status,
        sessions=accounts.sessions(visit.store, visit.signed.agent),
        mine=visit.signed.session,
        refusals=refusals,
    )
