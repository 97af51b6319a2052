"""Every address of the web door, with something of the town in it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlmodel import SQLModel

from entrypoints.diaries import PATH as DIARY
from entrypoints.web.api.protocol.problems import PREFIX as API
from entrypoints.web.serving.failing import LOGIN
from tests.web.paper import IMPORTED
from tests.web.town import OFFICES, Town, mail_of
from tests.workflow.build import ALI, ALI_ELSEWHERE, ELSEWHERE, HERE
from workflow.access.perimeter import WHOLE
from workflow.batches import keeping
from workflow.batches.selection import Ticked
from workflow.tables.accounts import Account, DepositedFile, Errand
from workflow.tables.agents import Agent
from workflow.tables.letters import Letter, LetterBatch
from workflow.tables.post import Gap, MonthlyList, Outbox
from workflow.tables.seats import Lien
from workflow.tables.subjects import Dossier, Offre, Passage, Personne, Seance
from workflow.tables.tableau import Piece
from workflow.tables.trail import DeadlineRow

Which = Literal["here", "elsewhere", "nowhere"]

PUBLIC = {
    *(LOGIN, "/compte/lien/{secret}", DIARY, "/statique/{digest}/{name}"),
    *("/accessibilite", "/aide", "/api", "/donnees"),
    *("/invite", "/invite/{secret}"),
}
"""What is answered to whoever is not logged in; everything else sends them to the login page."""

TO_COME: frozenset[str] = frozenset()
"""What the bar proposes already and nobody serves yet; a page that comes leaves this list."""

_PREPARED = tuple(
    f"/seances/{{number}}/{one}"
    for one in ("tableau", "ordre-du-jour", "participants/convoquer", "relancer")
)
"""The pages of a séance that say most while it is being prepared; the others, once it was held."""

_PARAMETER = re.compile(r"\{\w+(?::\w+)?\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """What a parameter of an address may be: something of the circonscription HERE, the same
    ELSEWHERE, and what does not exist."""

    here: object
    elsewhere: object
    nowhere: object = 999_999


def stand_ins(town: Town) -> Mapping[str, StandIn]:
    """What stands for each parameter of the addresses, by the address up to it, or further: the
    pages of an EP's decisions are not those of the séance of the others. A page whose parameter is
    another thing says it here."""

    def of(model: type[SQLModel]) -> StandIn:
        here, elsewhere = (
            town.rows(model, circonscription=code)[0]["id"] for code in (HERE, ELSEWHERE)
        )
        return StandIn(here=here, elsewhere=elsewhere)

    dossier = of(Dossier)
    oriented = StandIn(here=_oriented(town, HERE), elsewhere=_oriented(town, ELSEWHERE))
    deadline = StandIn(
        here=_watching(town, dossier.here), elsewhere=_watching(town, dossier.elsewhere)
    )
    lot = StandIn(
        here=_selection(town, "referente", ALI),
        elsewhere=_selection(town, "ailleurs", ALI_ELSEWHERE),
    )
    prepared = StandIn(
        here=town.rows(Seance, circonscription=HERE, state="preparee")[0]["id"],
        elsewhere=of(Seance).elsewhere,
    )
    offers = town.rows(Offre)
    event = StandIn(
        here="ouvrir_reorientation", elsewhere="ouvrir_reorientation", nowhere="nul_acte"
    )
    secret = StandIn(here="x" * 43, elsewhere="y" * 43, nowhere="z" * 43)
    sheet = StandIn(here="style.css", elsewhere="style.css", nowhere="rien.css")
    return {
        "/dossiers/{number}": dossier,
        "/dossiers/{number}/actes/{event}": event,
        "/lots/{number}": lot,
        "/lots/{number}/actes/{event}": StandIn(
            here="reaffecter", elsewhere="reaffecter", nowhere="nul_acte"
        ),
        "/lettres/{number}": _of_dossier(town, Letter, oriented),
        "/lettres/{number}/{what}": StandIn(here="envoi", elsewhere="envoi", nowhere="rien"),
        "/lettres/lots/{number}": _alone(town, LetterBatch),
        "/lettres/resultats/{number}": _errand(town, "apercu_lettres"),
        "/listes/{number}": StandIn(
            here=town.rows(MonthlyList, service_id=ALI)[0]["id"],
            elsewhere=town.rows(MonthlyList, service_id=ALI_ELSEWHERE)[0]["id"],
        ),
        "/listes/figees/{number}": _errand(town, "listes_du_mois"),
        "/travaux/{number}": _errand(town, "lettres"),
        "/imports/{number}": _alone(town, DepositedFile),
        "/imports/resultats/{number}": _errand(town, "essai_import"),
        "/imports/fichiers/{sha256}": StandIn(here=IMPORTED, elsewhere="1" * 64, nowhere="2" * 64),
        "/ecarts/{number}": _of_dossier(town, Gap, dossier),
        "/pieces/{number}": _of_dossier(town, Piece, dossier),
        "/courrier/formulaire/{number}": StandIn(
            here=town.rows(Dossier, state="saisine_a_faire")[0]["id"], elsewhere=dossier.elsewhere
        ),
        "/echeances/{number}": deadline,
        "/escalades/{number}": deadline,
        "/seances/{number}": of(Seance),
        "/seances/{number}/actes/{event}": StandIn(
            here="completer_compte_rendu", elsewhere="deplacer", nowhere="nul_acte"
        ),
        **dict.fromkeys(_PREPARED, prepared),
        "/seances/{number}/tableau/lignes/{line}": _of_seance(town, Passage, prepared),
        "/seances/{number}/liens/{link}": _of_seance(town, Lien, of(Seance)),
        "/seances/{number}/decisions": StandIn(
            here=town.rows(Seance, genre="ep")[0]["id"], elsewhere=of(Seance).elsewhere
        ),
        "/seances/{number}/decisions/issue/{errand}": _errand(town, "decisions_ep"),
        "/seances/programme/{kind}": StandIn(here="ics", elsewhere="ics", nowhere="doc"),
        "/invite/{secret}": secret,
        "/services/{number}": StandIn(here=ALI, elsewhere=ALI_ELSEWHERE),
        "/services/offres/{number}": StandIn(here=offers[0]["id"], elsewhere=offers[1]["id"]),
        "/services/offres/{number}/{what}": StandIn(
            here="mettre-a-jour", elsewhere="mettre-a-jour", nowhere="rien"
        ),
        "/parametres/agents/{number}": StandIn(
            here=_agent(town, "referente"), elsewhere=_agent(town, "ailleurs")
        ),
        "/parametres/agents/{number}/{what}": StandIn(
            here="habiliter", elsewhere="habiliter", nowhere="rien"
        ),
        "/parametres/agents/{number}/compte/{what}": StandIn(
            here="inviter", elsewhere="inviter", nowhere="rien"
        ),
        "/parametres/sante/messages/{number}": _alone(town, Outbox),
        "/parametres/sante/messages/{number}/{what}": StandIn(
            here="renvoyer", elsewhere="renvoyer", nowhere="rien"
        ),
        "/parametres/calendriers/essayer/{what}": StandIn(
            here="fermeture", elsewhere="reouverture", nowhere="rien"
        ),
        "/parametres/calendriers/essais/{number}": _errand(town, "essai_calendrier"),
        "/parametres/calendriers/passages/{number}": _errand(town, "passage_calendrier"),
        "/parametres/procedure/{machine}": StandIn(
            here="dossier", elsewhere="seance", nowhere="rien"
        ),
        "/journal/verification/{number}": StandIn(here=999_997, elsewhere=999_998),
        "/personnes/{number}": of(Personne),
        "/circonscriptions/{code}": StandIn(here=HERE, elsewhere=ELSEWHERE, nowhere="99-99"),
        "/agenda/{secret}": secret,
        "/compte/lien/{secret}": secret,
        "/statique/{digest}": secret,
        "/statique/{digest}/{name}": sheet,
    }


def _agent(town: Town, who: str) -> object:
    """That agent of OFFICES."""
    return town.rows(Agent, nom=OFFICES[who].name)[0]["id"]


def _errand(town: Town, kind: str) -> StandIn:
    """What somebody asked for, of that kind; nobody else sees it."""
    return StandIn(here=town.rows(Errand, kind=kind)[0]["id"], elsewhere=999_998)


def _alone(town: Town, model: type[SQLModel]) -> StandIn:
    """The only one of that kind."""
    return StandIn(here=town.rows(model)[0]["id"], elsewhere=999_998)


def _of_dossier(town: Town, model: type[SQLModel], dossier: StandIn) -> StandIn:
    """What each of these dossiers has of that kind."""
    return StandIn(
        here=town.rows(model, dossier_id=dossier.here)[0]["id"],
        elsewhere=town.rows(model, dossier_id=dossier.elsewhere)[0]["id"],
    )


def _oriented(town: Town, place: str) -> object:
    """A dossier there whose letter of orientation left."""
    written = {one["dossier_id"] for one in town.rows(Letter)}
    there = town.rows(Dossier, circonscription=place)
    return next(one["id"] for one in there if one["id"] in written)


def _of_seance(town: Town, model: type[SQLModel], seance: StandIn) -> StandIn:
    """What that séance has of that kind, and what another has."""
    rows = town.rows(model)
    return StandIn(
        here=next(one["id"] for one in rows if one["seance_id"] == seance.here),
        elsewhere=next(one["id"] for one in rows if one["seance_id"] != seance.here),
    )


def _watching(town: Town, dossier: object) -> object:
    """A deadline of that dossier."""
    return town.rows(DeadlineRow, kind="dossier", subject_id=dossier)[0]["id"]


def _selection(town: Town, owner: str, service: int) -> object:
    """Dossiers that an agent ticked, and had looked at for an act."""
    (agent,) = town.rows(Agent, email=mail_of(owner))
    (account,) = town.rows(Account, agent_id=agent["id"])
    dossiers = [
        Ticked(dossier=one["id"])
        for one in town.rows(Dossier, state="accompagnement", service_id=service)
    ]
    return keeping.freeze(town.store, account["id"], WHOLE, "/dossiers", dossiers, town.now)


def routes(app: FastAPI, *methods: str) -> Iterator[str]:
    """The addresses of the pages that take one of these methods, with their parameters between
    braces. The API has tests of its own."""
    for route in iter_route_contexts(app.routes):
        if route.path is None or route.path.startswith(API):
            continue
        if set(methods) & set(route.methods or ()):
            yield route.path


def places(route: str) -> list[str]:
    """The address up to each of its parameters."""
    return [route[: found.end()] for found in _PARAMETER.finditer(route)]


def addresses(
    app: FastAPI, known: Mapping[str, StandIn], method: str, which: Which = "here"
) -> Iterator[tuple[str, str]]:
    """Each of the routes that take this method with its address; those without a parameter are
    the same here, elsewhere and nowhere, and told here only."""
    for route in routes(app, method):
        if set(places(route)) <= set(known) and (which == "here" or places(route)):
            yield route, filled(route, known, which)


def filled(route: str, known: Mapping[str, StandIn], which: Which) -> str:
    """The address of something of the town."""
    return _PARAMETER.sub(
        lambda found: str(getattr(_standing(route, known, route[: found.end()]), which)),
        route,
    )


def _standing(route: str, known: Mapping[str, StandIn], place: str) -> StandIn:
    """What stands there on that route: what says most of the address."""
    told = [
        one
        for one in known
        if route.startswith(one) and one.startswith(place) and "{" not in one[len(place) :]
    ]
    return known[max(told, key=len)]
