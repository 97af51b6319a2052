"""Coming in and going out: login, the capacity in which one acts, a link, the way home."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from entrypoints.gate import gate_of
from entrypoints.web.forms.posted import FormOf, go, local_address
from entrypoints.web.rendering import navigation
from entrypoints.web.rendering.frame import page, words_of
from entrypoints.web.visitors import cookies
from entrypoints.web.visitors.browsers import family
from entrypoints.web.visitors.visits import LoggedIn, Outside, Visit
from rules.access.policy import HABILITATED_FOR_NOTHING
from rules.accounts.acts import SESSION_EXPIRED, SESSION_OVER
from rules.actors import Actor
from rules.refusals import Refusal, Refused
from rules.wording import quantity
from workflow.accounts import settings
from workflow.accounts.choosing import link_over, use_link
from workflow.accounts.entering import Entry, log_in
from workflow.accounts.sessions import choose, log_out, session_of
from workflow.reading import dossiers

router = APIRouter()

Going = Annotated[str, Query(max_length=2_000)]
Short = Annotated[str, Query(max_length=60)]

_ENDS = {one.code: one for one in (SESSION_OVER, SESSION_EXPIRED)}


@router.get("/")
def home(visit: LoggedIn) -> Response:
    """To the page where the day begins."""
    return RedirectResponse(navigation.home(visit.bearer), status_code=303)


@router.get("/connexion")
def login(visit: Outside, vers: Going = "", fin: Short = "", gardee: Short = "") -> Response:
    """The two fields; whoever is logged in goes home."""
    if visit.signed is not None:
        return RedirectResponse(local_address(vers) or "/", status_code=303)
    return _login(visit, going=local_address(vers), ended=_ENDS.get(fin), kept=gardee)


@router.post("/connexion")
def enter(visit: Outside, form: FormOf) -> Response:
    """Opens a session; what is refused says neither which of the two is wrong nor whether the
    account exists."""
    mail = form.get("adresse")
    try:
        entry = log_in(
            gate_of(visit.assembly),
            mail,
            form.values.get("mot_de_passe", ""),
            visit.now,
            known=cookies.session(visit.request),
            browser=family(visit.request.headers.get("user-agent", "")),
        )
    except Refused as refused:
        return _login(visit, going=form.back, mail=mail, refusals=refused.refusals, status=422)
    response = go(visit, form.back or "/", more=_failures(visit, entry))
    cookies.keep_session(visit.request, response, entry.token)
    account = session_of(gate_of(visit.assembly), entry.token, visit.now).account
    cookies.keep_preferences(visit.request, response, settings.read(visit.store, account))
    return response


@router.post("/deconnexion")
def leave(visit: LoggedIn, form: FormOf) -> Response:
    """Closes the session; the browser stays known."""
    log_out(gate_of(visit.assembly), visit.secret, visit.now)
    return go(visit, "/connexion", "Votre session est fermée.")


@router.get("/qualite")
def capacities(visit: LoggedIn, vers: Going = "") -> Response:
    """The habilitations of the day, one to be chosen."""
    return _capacities(visit, local_address(vers))


@router.post("/qualite")
def take(visit: LoggedIn, form: FormOf) -> Response:
    """From now on they act as that."""
    assert visit.signed is not None  # whoever is logged in
    asked = form.get("qualite")
    actor = next((one for one in visit.signed.actors if _code(one) == asked), None)
    if actor is None:
        return _capacities(visit, form.back, missing=True)
    gate = gate_of(visit.assembly)
    try:
        signed = choose(gate, visit.secret, actor.role, actor.service_id, visit.now)
    except Refused as refused:
        return _capacities(visit, form.back, refusals=refused.refusals)
    return go(visit, form.back or navigation.home(signed.actor))


@router.get("/compte/lien/{secret}")
def link(visit: Outside, secret: str) -> Response:
    """The password that an invitation or a reset lets one choose. Looking at it uses nothing."""
    return _link(visit, secret)


@router.post("/compte/lien/{secret}")
def chosen(visit: Outside, secret: str, form: FormOf) -> Response:
    """The password chosen by that link, which serves once."""
    first, again = (form.values.get(name, "") for name in ("mot_de_passe", "encore"))
    refusals: tuple[Refusal, ...] = (_DIFFERENT,) if first != again else ()
    if not refusals:
        try:
            use_link(gate_of(visit.assembly), secret, first, visit.now)
        except Refused as refused:
            refusals = refused.refusals
    if refusals:
        return _link(visit, secret, refusals)
    return go(visit, "/connexion", "Votre mot de passe est choisi. Connectez-vous.")


def _link(visit: Visit, secret: str, refusals: tuple[Refusal, ...] = ()) -> Response:
    """The form; or why the link opens nothing, said before a password is thought up for it."""
    over = link_over(gate_of(visit.assembly), secret, visit.now)
    status = 422 if refusals else 410 if over else 200
    return page(visit, "link.html", status=status, refusals=refusals, over=over, secret=secret)


_DIFFERENT = Refusal(
    code="mots_de_passe_differents",
    sentence="Les deux mots de passe ne sont pas les mêmes.",
    remedy="Tapez deux fois le même.",
    field="encore",
)


def _login(
    visit: Visit,
    *,
    going: str,
    mail: str = "",
    refusals: tuple[Refusal, ...] = (),
    ended: Refusal | None = None,
    kept: str = "",
    status: int = 200,
) -> Response:
    return page(
        visit,
        "login.html",
        status=status,
        going=going,
        mail=mail,
        refusals=refusals,
        ended=ended,
        kept=kept,
    )


def _capacities(
    visit: Visit, going: str, *, refusals: tuple[Refusal, ...] = (), missing: bool = False
) -> Response:
    assert visit.signed is not None  # whoever is logged in
    actors = visit.signed.actors
    served = dossiers.services(visit.store, [one.service_id for one in actors if one.service_id])
    labels = {one.id: one.label for one in served}
    return page(
        visit,
        "capacities.html",
        status=422 if refusals or missing else 200,
        choices=[(_code(one), _label(visit, one, labels)) for one in actors],
        chosen=None if visit.signed.actor is None else _code(visit.signed.actor),
        going=going,
        refusals=refusals,
        missing=missing,
        nothing=HABILITATED_FOR_NOTHING,
    )


def _code(actor: Actor) -> str:
    return f"{actor.role.value}:{actor.service_id or ''}"


def _label(visit: Visit, actor: Actor, services: dict[int, str]) -> str:
    places = actor.circonscriptions
    where = "" if places is None else f" · {quantity(len(places), 'lieu', 'lieux')}"
    service = "" if actor.service_id is None else f" · {services.get(actor.service_id, '')}"
    return f"{visit.rulebook.words.role(actor.role)}{service}{where}"


def _failures(visit: Visit, entry: Entry) -> str:
    """What their owner is told of the failures before this login."""
    if not entry.failures or entry.failed is None:
        return ""
    attempts = quantity(entry.failures, "essai manqué", "essais manqués")
    last = words_of(visit).instant(entry.failed)
    return f"{attempts} depuis votre dernière connexion, le dernier {last}."
