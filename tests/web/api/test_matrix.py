"""Each operation, as each office, here and elsewhere: whatever nothing grants is refused."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from entrypoints.gate import gate_of
from rules.access.grants import Right
from rules.access.policy import closed
from rules.actors import Actor
from tests.web.addresses import StandIn, stand_ins
from tests.web.api.calling import calling
from tests.web.api.test_generated import operations
from tests.web.served import Served
from tests.web.town import OFFICES, Town, mail_of
from tests.workflow.accounts import PASSWORD
from workflow.access.resources import refused
from workflow.accounts.entering import log_in
from workflow.accounts.sessions import session_of
from workflow.tables.subjects import Passage, Seance

WHO = [who for who in OFFICES if who not in {"deux_qualites", "sans_qualite"}]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """What an operation asks for: of a whole ``kind`` of things, and of the ``thing`` whose number
    its address bears (a deadline is its dossier's). ``first``: of the kind that is
    asked for before the thing. ``may_lack``: what it gives of that thing may not exist, or not for
    them yet; ``may_be_another``: reading that kind is not yet doing this of it."""

    kind: Right | None = None
    thing: Right | None = None
    first: Right | None = None
    may_lack: bool = False
    may_be_another: bool = False


_DOSSIER, _SEANCE = Asks(thing=Right.DOSSIER), Asks(thing=Right.SEANCE)
_LINES, _LINE = Asks(thing=Right.SEANCE, kind=Right.LIGNE), Asks(thing=Right.LIGNE)
_WRITTEN = Asks(thing=Right.SEANCE, may_lack=True)
_TRAVELS = Asks(thing=Right.SEANCE, kind=Right.LIGNE, may_lack=True)
_OFFER, _AGENTS = Asks(kind=Right.OFFRE), Asks(kind=Right.AGENTS)
_LOT, _IMPORT = Asks(kind=Right.DOSSIER), Asks(kind=Right.IMPORTS)

TABLE: Mapping[str, Asks] = {
    "get /api/journee": Asks(kind=Right.DOSSIER),
    "get /api/escalades": Asks(kind=Right.ESCALADE),
    "put /api/escalades/{numero}/prise": Asks(thing=Right.ESCALADE),
    "get /api/ecarts": Asks(kind=Right.ECART),
    "post /api/ecarts/{numero}/reglement": Asks(thing=Right.ECART),
    "get /api/consultations": Asks(kind=Right.CONSULTATIONS),
    "post /api/journal/verification": Asks(kind=Right.VERIFICATION),
    "post /api/personnes": Asks(kind=Right.DOSSIER),
    "post /api/personnes/semblables": Asks(kind=Right.DOSSIER),
    "post /api/dossiers/{numero}/pieces": Asks(thing=Right.DOSSIER, kind=Right.PIECE),
    "post /api/pieces/{numero}/retrait": Asks(thing=Right.PIECE),
    "get /api/saisines": Asks(kind=Right.COURRIER_RECU),
    "post /api/dossiers/{numero}/saisines": Asks(thing=Right.DOSSIER, first=Right.COURRIER_RECU),
    "get /api/recours": Asks(kind=Right.COURRIER_RECU),
    "get /api/lots": _LOT,
    "post /api/lots": _LOT,
    "get /api/lots/{numero}": _LOT,
    "get /api/lots/{numero}/actes": _LOT,
    "post /api/lots/{numero}/actes/{acte}/apercu": _LOT,
    "post /api/lots/{numero}/faire": _LOT,
    "post /api/lots/{numero}/reprise": _LOT,
    "get /api/journal": Asks(kind=Right.JOURNAL),
    "get /api/dossiers": Asks(kind=Right.DOSSIER),
    "get /api/dossiers/{numero}": _DOSSIER,
    "get /api/dossiers/{numero}/echeances": _DOSSIER,
    "get /api/dossiers/{numero}/journal": _DOSSIER,
    "get /api/dossiers/{numero}/lettres": Asks(thing=Right.DOSSIER, kind=Right.LETTRE),
    "get /api/dossiers/{numero}/messages": Asks(thing=Right.DOSSIER, kind=Right.MESSAGE),
    "get /api/dossiers/{numero}/pieces": Asks(thing=Right.DOSSIER, kind=Right.PIECE),
    "get /api/dossiers/{numero}/actes": _DOSSIER,
    "post /api/dossiers/{numero}/actes/{acte}": _DOSSIER,
    "post /api/dossiers/{numero}/actes/{acte}/essai": _DOSSIER,
    "post /api/dossiers/{numero}/corrections": _DOSSIER,
    "get /api/echeances/{numero}": _DOSSIER,
    "get /api/seances": Asks(kind=Right.SEANCE),
    "post /api/seances": Asks(kind=Right.PROGRAMME),
    "get /api/seances/{numero}": _SEANCE,
    "get /api/seances/{numero}/lignes": _LINES,
    "post /api/seances/{numero}/lignes": _TRAVELS,
    "post /api/seances/{numero}/tableau/export": Asks(
        thing=Right.SEANCE, kind=Right.EXPORT_TABLEAU, may_lack=True
    ),
    "post /api/seances/{numero}/tableau/reprise": _TRAVELS,
    "post /api/seances/{numero}/tableau/reprise/essai": _TRAVELS,
    "get /api/seances/{numero}/syntheses": _WRITTEN,
    "get /api/seances/{numero}/ordre-du-jour": _LINES,
    "get /api/seances/{numero}/completude": _SEANCE,
    "get /api/seances/{numero}/actes": _SEANCE,
    "post /api/seances/{numero}/actes/{acte}": _SEANCE,
    "post /api/seances/{numero}/actes/{acte}/essai": _SEANCE,
    "get /api/seances/{numero}/participants": _SEANCE,
    "get /api/seances/{numero}/liens": _WRITTEN,
    "post /api/seances/{numero}/liens": _WRITTEN,
    "post /api/seances/{numero}/liens/{lien}/revocation": _WRITTEN,
    "post /api/seances/{numero}/relances": _SEANCE,
    "post /api/seances/{numero}/resultats": _LINES,
    "post /api/seances/{numero}/resultats/essai": _LINES,
    "get /api/seances/{numero}/decisions": _LINES,
    "post /api/seances/{numero}/decisions": _LINES,
    "post /api/seances/{numero}/decisions/essai": _LINES,
    "get /api/seances/{numero}/compte-rendu": _WRITTEN,
    "get /api/seances/{numero}/compte-rendu/versions": _SEANCE,
    "get /api/seances/{numero}/compte-rendu/contenu": _WRITTEN,
    "get /api/comptes-rendus": Asks(kind=Right.SEANCE),
    "get /api/lignes/{numero}": _LINE,
    "get /api/lignes/{numero}/actes": _LINE,
    "post /api/lignes/{numero}/actes/{acte}": _LINE,
    "post /api/lignes/{numero}/actes/{acte}/essai": _LINE,
    "get /api/ep/seances": Asks(kind=Right.SEANCE),
    "get /api/ep/saisines": Asks(kind=Right.DOSSIER),
    "post /api/ep/inscriptions": Asks(kind=Right.DOSSIER),
    "post /api/ep/inscriptions/essai": Asks(kind=Right.DOSSIER),
    "get /api/chiffres": Asks(kind=Right.CHIFFRES),
    "get /api/listes": Asks(kind=Right.LISTE_DU_MOIS),
    "post /api/listes/gel": Asks(kind=Right.LISTE_DU_MOIS),
    "get /api/listes/{numero}": Asks(thing=Right.LISTE_DU_MOIS),
    "get /api/listes/{numero}/contenu": Asks(thing=Right.LISTE_DU_MOIS, first=Right.EXPORT_LISTES),
    "get /api/lettres": Asks(kind=Right.LETTRE),
    "get /api/lettres/lots": Asks(kind=Right.LETTRE),
    "get /api/lettres/lots/{numero}/contenu": Asks(kind=Right.LETTRE),
    "get /api/lettres/lots/{numero}/envois": Asks(kind=Right.LETTRE),
    "post /api/lettres/{numero}/reimpression": Asks(thing=Right.LETTRE, may_be_another=True),
    "post /api/lettres/lots/{numero}/depart": Asks(kind=Right.LETTRE, may_be_another=True),
    "post /api/lettres/apercu": Asks(kind=Right.LETTRE, may_be_another=True),
    "post /api/lettres/impression": Asks(kind=Right.LETTRE, may_be_another=True),
    "get /api/lettres/{numero}": Asks(thing=Right.LETTRE),
    "get /api/lettres/{numero}/contenu": Asks(thing=Right.LETTRE),
    "post /api/lettres/{numero}/nouvelles/{nouvelle}": Asks(thing=Right.LETTRE),
    "get /api/imports": _IMPORT,
    "post /api/imports": _IMPORT,
    "get /api/imports/{numero}": _IMPORT,
    "post /api/imports/{numero}/essai": _IMPORT,
    "post /api/imports/{numero}/import": _IMPORT,
    "delete /api/imports/{numero}": _IMPORT,
    "get /api/imports/fichiers/{sha256}": _IMPORT,
    "get /api/regles": Asks(kind=Right.PARAMETRES),
    "get /api/procedure": Asks(kind=Right.PARAMETRES),
    "get /api/procedure/dessins/{dessin}": Asks(kind=Right.PARAMETRES),
    "get /api/habilitations": Asks(kind=Right.PARAMETRES),
    "get /api/programme": Asks(kind=Right.PROGRAMME),
    "get /api/programme/contenu": Asks(kind=Right.PROGRAMME),
    "post /api/programme": Asks(kind=Right.PROGRAMME),
    "post /api/programme/essai": Asks(kind=Right.PROGRAMME),
    "get /api/calendriers": Asks(kind=Right.CALENDRIER),
    "post /api/calendriers/essais/{changement}": Asks(kind=Right.ESSAI_CALENDRIER),
    "post /api/calendriers/passages": Asks(kind=Right.ESSAI_CALENDRIER),
    "get /api/sante": Asks(kind=Right.SANTE),
    "post /api/sante/messages/{numero}/actes/{acte}": Asks(kind=Right.SANTE),
    "get /api/pieces/{numero}/contenu": Asks(thing=Right.PIECE),
    "get /api/offres": _OFFER,
    "post /api/offres": _OFFER,
    "post /api/offres/{numero}/actes/{acte}": _OFFER,
    "get /api/services": _OFFER,
    "put /api/services/{numero}/horaires": _OFFER,
    "get /api/agents": _AGENTS,
    "post /api/agents": _AGENTS,
    "get /api/agents/{numero}": _AGENTS,
    "post /api/agents/{numero}/actes/{acte}": _AGENTS,
    "post /api/agents/{numero}/compte/{acte}": Asks(kind=Right.COMPTES),
}
OF_ONESELF = {
    *("post /api/session", "delete /api/session", "put /api/session/qualite", "get /api/moi"),
    "get /api/travaux/{numero}",
}
_ACTS = {
    "/api/dossiers/{numero}": "ouvrir_reorientation",
    "/api/seances/{numero}": "deplacer",
    "/api/offres/{numero}": "retirer",
    "/api/agents/{numero}/actes": "absence",
    "/api/agents/{numero}/compte": "fermer-sessions",
    "/api/lots/{numero}": "reaffecter",
    "/api/lignes/{numero}": "ajourner",
    "/api/sante/messages/{numero}": "renvoyer",
}
_OTHERS: Mapping[str, object] = {
    "lien": 999_999,
    "nouvelle": "envoi",
    "sha256": "0" * 64,
    "dessin": "etapes",
    "changement": "reouverture",
}
"""What stands for what an address bears besides."""
_SAID: Mapping[str, object] = {
    "corrections": {"motif": "erreur de saisie"},
    "resultats": {"resultats": [{"ligne": 1, "acte": "nul_acte", "version": 1, "champs": {}}]},
    "decisions": {"decisions": [{"ligne": 1, "acte": "nul_acte", "version": 1}]},
    "inscriptions": {"dossiers": [999_999]},
    "reglement": {"motif": "erreur de saisie"},
    "retrait": {"motif": "erreur de saisie"},
    "pieces": {"nom": "rien", "contenu": ""},
    "saisines": {"recu_le": "2026-05-04", "champs": {}},
    "personnes": {"champs": {}},
    "lots": {"dossiers": [{"dossier": 999_999}]},
    "imports": {"nom": "rien", "contenu": "="},
    "horaires": {"horaires": ""},
    "lignes": {"dossier": 999_999, "champs": {}},
    "reprise": {"contenu": "AAAA"},
    "programme": {"annee": 2027, "genre": "nul"},
}
"""What is sent, by the last word of the address, tried or done: in its form, and refused."""


def test_every_operation_says_what_it_opens() -> None:
    found = {f"{method} {path}" for method, path in operations()}

    assert found == set(TABLE) | OF_ONESELF


@pytest.fixture(scope="module")
def known(looked_at: Served) -> Mapping[str, StandIn]:
    """What stands for a number, as the town was before anybody acted in it."""
    return {**stand_ins(looked_at.town), "/lignes/{number}": _lines(looked_at.town)}


@pytest.mark.parametrize("where", ["here", "elsewhere", "nowhere"])
@pytest.mark.parametrize("who", WHO)
def test_whatever_nothing_grants_is_refused(
    looked_at: Served, known: Mapping[str, StandIn], who: str, where: str
) -> None:
    gate = gate_of(looked_at.app.state.assembly)
    entry = log_in(gate, mail_of(who), PASSWORD, looked_at.town.now)
    actor = session_of(gate, entry.token, looked_at.town.now).actor
    assert actor is not None
    wrong = []
    with calling(looked_at, token=entry.token) as client:
        for operation, asks in TABLE.items():
            method, path = operation.split()
            if where != "here" and "{numero}" not in path:
                continue  # the same everywhere
            stem = path.partition("{numero}")[0].removeprefix("/api")
            thing = known.get(f"{stem}{{number}}")
            number = 999_999 if thing is None else getattr(thing, where)
            about = number
            if path.startswith("/api/echeances"):
                about = getattr(known["/dossiers/{number}"], where)
            act = next((one for start, one in _ACTS.items() if path.startswith(start)), "")
            said = _SAID.get(path.removesuffix("/essai").rpartition("/")[2], {})
            expected = _expected(looked_at, actor, asks, about)
            answer = client.request(
                method,
                path.format(numero=number, acte=act, **_OTHERS),
                json=said if method in {"post", "put"} else None,
                headers={"If-Match": "*"},
            )
            if answer.status_code not in expected:
                wrong.append(f"{operation} ({where}) : {answer.status_code}, pas {expected}")

    assert wrong == []


def _lines(town: Town) -> StandIn:
    """A line of a séance of the circonscription, and one of an EP, which has none."""
    genres = {one["id"]: one["genre"] for one in town.rows(Seance)}
    icl, ep = (
        next(one["id"] for one in town.rows(Passage) if genres[one["seance_id"]] == genre)
        for genre in ("icl", "ep")
    )
    return StandIn(here=icl, elsewhere=ep)


def _expected(served: Served, actor: Actor, asks: Asks, number: int) -> set[int]:
    """403 when their role opens nothing of that kind, 404 when that one is not theirs; else it is
    answered: done, or refused by the procedure."""
    if any(one is not None and closed(actor, one) for one in (asks.first, asks.thing)):
        return {403}
    if asks.thing is not None and refused(served.town.store, actor, asks.thing, number):
        return {404}
    if asks.kind is not None and closed(actor, asks.kind):
        return {403}
    if asks.may_be_another:
        return {200, 202, 403, 404, 422}
    whole = asks.thing is not None and not asks.may_lack
    return {200, 202, 422} if whole else {200, 202, 204, 404, 422}
