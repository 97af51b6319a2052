"""``/preferences``: how its owner wants the screens."""

from fastapi import APIRouter, Response

from entrypoints.web.forms.posted import FormOf, go
from entrypoints.web.rendering.frame import page
from entrypoints.web.visitors import cookies
from entrypoints.web.visitors.visits import LoggedIn
from workflow.accounts import settings

router = APIRouter(prefix="/preferences")

CHOICES = {
    cookies.THEME: {"": "selon l’ordinateur", "light": "clair", "dark": "sombre"},
    cookies.DENSITY: {"": "normal", "compact": "compact", "confort": "confort"},
    cookies.SHORTCUTS: {"": "non", "oui": "oui"},
}
"""Each choice with its answers; the empty one is what everybody has who chose nothing."""


@router.get("")
def show(visit: LoggedIn) -> Response:
    """Their choices."""
    assert visit.signed is not None  # whoever is logged in
    return page(
        visit,
        "preferences/screens.html",
        choices=CHOICES,
        chosen=settings.read(visit.store, visit.signed.account),
    )


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
