"""``/preferences``: how its owner wants the screens, their password, where else they came in."""

from fastapi import APIRouter, Response

from entrypoints.gate import gate_of
from entrypoints.web import cookies
from entrypoints.web.posted import FormOf, go
from entrypoints.web.rendering import page
from entrypoints.web.visits import LoggedIn, Visit
from rules.refusals import Refusal, Refused
from workflow.accounts import settings
from workflow.accounts.choosing import change_password
from workflow.accounts.sessions import revoke_own
from workflow.reading import accounts

router = APIRouter(prefix="/preferences")

CHOICES = {
    cookies.THEME: {"": "selon l’ordinateur", "light": "clair", "dark": "sombre"},
    cookies.DENSITY: {"": "normal", "compact": "compact", "confort": "confort"},
    cookies.SHORTCUTS: {"": "non", "oui": "oui"},
}
"""Each choice with its answers; the empty one is what everybody has who chose nothing."""

_DIFFERENT = Refusal(
    code="mots_de_passe_differents",
    sentence="Les deux mots de passe ne sont pas les mêmes.",
    remedy="Tapez deux fois le même.",
    field="encore",
)


@router.get("")
def show(visit: LoggedIn) -> Response:
    """Their choices, their password, their sessions."""
    return _page(visit)


@router.post("/affichage")
def choose(visit: LoggedIn, form: FormOf) -> Response:
    """Their screens from now on, on every browser where they come in."""
    assert visit.signed is not None  # whoever is logged in
    chosen = {
        name: form.get(name) if form.get(name) in answers else ""
        for name, answers in CHOICES.items()
    }
    for name, value in chosen.items():
        settings.keep(visit.store, visit.signed.account, name, value or None)
    response = go(visit, "/preferences", "Vos préférences sont enregistrées.")
    cookies.keep_preferences(visit.request, response, chosen)
    return response


@router.post("/mot-de-passe")
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
        visit,
        "/preferences",
        "Votre mot de passe est changé.",
        more="Vos autres sessions sont fermées.",
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
    return go(visit, "/preferences", "Cette session est fermée.")


def _page(visit: Visit, *, refusals: tuple[Refusal, ...] = (), status: int = 200) -> Response:
    assert visit.signed is not None  # whoever is logged in
    return page(
        visit,
        "preferences.html",
        status=status,
        choices=CHOICES,
        chosen=settings.read(visit.store, visit.signed.account),
        sessions=accounts.sessions(visit.store, visit.signed.agent),
        mine=visit.signed.session,
        refusals=refusals,
    )
