"""Each operation, as each office, here and elsewhere: whatever nothing grants is refused."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from entrypoints.gate import gate_of
from rules.access.grants import Right
from rules.access.policy import closed
from rules.actors import Actor
from tests.web.addresses import stand_ins
from tests.web.api.calling import calling
from tests.web.api.test_generated import operations
from tests.web.served import Served
from tests.web.town import OFFICES, mail_of
from tests.workflow.accounts import PASSWORD
from workflow.access.resources import refused
from workflow.accounts.entering import log_in
from workflow.accounts.sessions import session_of

WHO = [who for who in OFFICES if who not in {"deux_qualites", "sans_qualite"}]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """What an operation asks for: of a whole ``kind`` of things, and of the ``thing`` whose number
    its address bears (a deadline is its dossier's)."""

    kind: Right | None = None
    thing: Right | None = None


_DOSSIER, _SEANCE = Asks(thing=Right.DOSSIER), Asks(thing=Right.SEANCE)
_LINES = Asks(thing=Right.SEANCE, kind=Right.LIGNE)
_OFFER, _AGENTS = Asks(kind=Right.OFFRE), Asks(kind=Right.AGENTS)

TABLE: Mapping[str, Asks] = {
    "get /api/journee": Asks(kind=Right.DOSSIER),
    "get /api/escalades": Asks(kind=Right.ESCALADE),
    "put /api/escalades/{numero}/prise": Asks(thing=Right.ESCALADE),
    "get /api/ecarts": Asks(kind=Right.ECART),
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
    "get /api/seances/{numero}": _SEANCE,
    "get /api/seances/{numero}/lignes": _LINES,
    "get /api/seances/{numero}/ordre-du-jour": _LINES,
    "get /api/seances/{numero}/completude": _SEANCE,
    "get /api/seances/{numero}/actes": _SEANCE,
    "post /api/seances/{numero}/actes/{acte}": _SEANCE,
    "post /api/seances/{numero}/actes/{acte}/essai": _SEANCE,
    "get /api/chiffres": Asks(kind=Right.CHIFFRES),
    "get /api/listes": Asks(kind=Right.LISTE_DU_MOIS),
    "get /api/regles": Asks(kind=Right.PARAMETRES),
    "get /api/pieces/{numero}/contenu": Asks(thing=Right.PIECE),
    "get /api/offres": _OFFER,
    "post /api/offres": _OFFER,
    "post /api/offres/{numero}/actes/{acte}": _OFFER,
    "get /api/agents": _AGENTS,
    "post /api/agents": _AGENTS,
    "get /api/agents/{numero}": _AGENTS,
    "post /api/agents/{numero}/actes/{acte}": _AGENTS,
}
OF_ONESELF = {
    *("post /api/session", "delete /api/session", "put /api/session/qualite", "get /api/moi"),
}
_ACTS = {
    "/api/dossiers/{numero}": "ouvrir_reorientation",
    "/api/seances/{numero}": "deplacer",
    "/api/offres/{numero}": "retirer",
    "/api/agents/{numero}": "absence",
}


def test_every_operation_says_what_it_opens() -> None:
    found = {f"{method} {path}" for method, path in operations()}

    assert found == set(TABLE) | OF_ONESELF


@pytest.mark.parametrize("where", ["here", "elsewhere", "nowhere"])
@pytest.mark.parametrize("who", WHO)
def test_whatever_nothing_grants_is_refused(looked_at: Served, who: str, where: str) -> None:
    gate = gate_of(looked_at.app.state.assembly)
    entry = log_in(gate, mail_of(who), PASSWORD, looked_at.town.now)
    actor = session_of(gate, entry.token, looked_at.town.now).actor
    assert actor is not None
    known = stand_ins(looked_at.town)
    wrong = []
    with calling(looked_at, who) as client:
        for operation, asks in TABLE.items():
            method, path = operation.split()
            stem = path.partition("{numero}")[0].removeprefix("/api")
            thing = known.get(f"{stem}{{number}}")
            number = 999_999 if thing is None else getattr(thing, where)
            about = number
            if path.startswith("/api/echeances"):
                about = getattr(known["/dossiers/{number}"], where)
            act = next((one for start, one in _ACTS.items() if path.startswith(start)), "")
            said = {"motif": "erreur de saisie"} if path.endswith("corrections") else {}
            expected = _expected(looked_at, actor, asks, about)
            answer = client.request(
                method,
                path.format(numero=number, acte=act),
                json=said if method == "post" else None,
                headers={"If-Match": "*"},
            )
            if answer.status_code not in expected:
                wrong.append(f"{operation} ({where}) : {answer.status_code}, pas {expected}")

    assert wrong == []


def _expected(served: Served, actor: Actor, asks: Asks, number: int) -> set[int]:
    """403 when their role opens nothing of that kind, 404 when that one is not theirs; else it is
    answered: done, or refused by the procedure."""
    if asks.thing is not None and closed(actor, asks.thing):
        return {403}
    if asks.thing is not None and refused(served.town.store, actor, asks.thing, number):
        return {404}
    if asks.kind is not None and closed(actor, asks.kind):
        return {403}
    return {200, 422} if asks.thing is not None else {200, 404, 422}
