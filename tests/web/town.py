"""A lived-in département, as its pages show it: people, séances, letters to write, things late.

Nine weeks of the procedure, played by its own acts in two seconds, up to Tuesday 5 May 2026, nine
o'clock; and one agent for each office, who chose their password.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from rules.accounts.acts import INVITED
from rules.actors import Role
from rules.agents import CREATED, HABILITATED
from rules.situation import Act
from tests.web import paper
from tests.workflow.accounts import PASSWORD, Office
from tests.workflow.build import (
    AGENT_ALI,
    ALI,
    ALI_ELSEWHERE,
    ASSOCIATION,
    BAT,
    BOP,
    ELSEWHERE,
    EP,
    FRANCE_TRAVAIL,
    HERE,
    PRESIDENT,
    SERVICE_SOCIAL,
    World,
    execute,
    insert,
    settle,
)
from tests.workflow.journeys import (
    consulted,
    en_icl,
    favorable,
    notifie,
    presaisine,
)
from tests.workflow.staff import say
from tests.workflow.test_offers import published
from workflow.accounts.choosing import use_link
from workflow.accounts.hashing import Cost, Hashing
from workflow.database.store import Store
from workflow.people import words
from workflow.seances.participants import links
from workflow.tables.subjects import Personne

BEGAN, TODAY = "2026-03-02 09:00", "2026-05-05 09:00"

COST = Cost(passes=1, memory_kib=19 * 1024, lanes=1)
"""The least that the configuration allows: here nobody steals a password."""


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody who has an account: their name, and what they are habilitated for."""

    name: str
    capacities: tuple[Mapping[str, Any], ...]


OFFICES: Mapping[str, Agent] = MappingProxyType(
    {
        "referente": Agent("Samira Haddad", ({"role": Role.REFERENT, "service": ALI},)),
        "conseiller": Agent(
            "Karim Le Bihan", ({"role": Role.REFERENT, "service": FRANCE_TRAVAIL},)
        ),
        "ailleurs": Agent("Lucie Moreau", ({"role": Role.REFERENT, "service": ALI_ELSEWHERE},)),
        "responsable": Agent(
            "Odile Fontaine", ({"role": Role.RESPONSABLE_SERVICE, "service": ALI},)
        ),
        "bat": Agent("Bruno Tessier", ({"role": Role.BAT},)),
        "bop": Agent("Brigitte Olivier", ({"role": Role.BOP},)),
        "ep": Agent("Emma Petit", ({"role": Role.EP},)),
        "president": Agent("Pierre Lambert", ({"role": Role.PRESIDENT},)),
        "manager": Agent("Manon Girard", ({"role": Role.MANAGER},)),
        "administrateur": Agent("Adrien Roux", ({"role": Role.ADMINISTRATEUR},)),
        "deux_qualites": Agent("Denise Qasmi", ({"role": Role.BAT}, {"role": Role.BOP})),
        "sans_qualite": Agent("Sami Quentin", ()),
    }
)
"""Who there is, by what their address begins with."""

_PEOPLE = (
    ("BENALI", "Nadia", "SAINT-DENIS"),
    ("DUPONT-AMOUROUX", "Jean-Baptiste", "BOBIGNY"),
    ("N’DIAYE", "Awa", "AUBERVILLIERS"),
    ("LE GOFF", "Yann", "PANTIN"),
    ("DA SILVA FERREIRA", "Maria", "MONTREUIL"),
    ("ÖZTÜRK", "Elif", "DRANCY"),
    ("MARTIN", "Paul", "BONDY"),
    ("NGUYEN", "Thi Mai", "NOISY-LE-SEC"),
)
_SERVICES = {
    ALI: "Agence locale d’insertion de Saint-Denis",
    FRANCE_TRAVAIL: "France Travail Saint-Denis",
    SERVICE_SOCIAL: "Service social départemental de Saint-Denis",
    ASSOCIATION: "Association Le Relais",
    ALI_ELSEWHERE: "Agence locale d’insertion de Bobigny",
}
_PLACES = {HERE: "Saint-Denis", ELSEWHERE: "Bobigny"}


@dataclass(slots=True, kw_only=True)
class Town(World):
    """A world of people who have names."""

    def person(self, circonscription: str = HERE, ville: str | None = None) -> int:
        """Somebody, unknown to every service yet."""
        self.people += 1
        nom, prenom, town = _PEOPLE[self.people % len(_PEOPLE)]
        said = {
            "nom": nom,
            "prenom": prenom,
            "numero_demande_rsa": f"{41_820_000 + self.people:011}",
            "telephone": f"06 12 34 {self.people // 100:02} {self.people % 100:02}",
        }
        number = insert(
            self.store,
            Personne,
            webrsa_id=9_000 + self.people,
            civilite="MME" if self.people % 2 else "MR",
            date_naissance=f"19{60 + self.people % 40}-0{1 + self.people % 9}-15",
            adresse=f"{self.people} RUE DE LA RÉPUBLIQUE",
            code_postal="93200",
            ville=ville or town,
            droit="ouvert",
            circonscription=circonscription,
            version=0,
            seq=0,
            head="",
            **said,
        )
        with self.store.write() as tx:
            words.enter(tx, number, said)
        return number


def live_in(store: Store) -> None:
    """Plays the nine weeks on a fresh migrated base."""
    settle(store)
    _name(store)
    town = town_of(store, now=BEGAN)
    _staff(town)
    _march(town)
    _april(town)
    town.until("2026-05-04 08:00").tick()
    paper.keep(town)
    town.until(TODAY).tick()


def town_of(store: Store, now: str = TODAY) -> Town:
    """The world of a base where that was played."""
    town = Town(store=store)
    town.until(now)
    town.people = len(town.rows(Personne))
    return town


def mail_of(name: str) -> str:
    """The address of an agent of OFFICES."""
    return f"{name}@cd93.example"


def _staff(town: Town) -> None:
    """Every agent of OFFICES chose PASSWORD."""
    office = Office(world=town, hashing=Hashing(COST))
    for who, agent in OFFICES.items():
        nom, courriel = agent.name, mail_of(who)
        if agent.capacities == ({"role": Role.ADMINISTRATEUR},):
            office.first(nom=nom, courriel=courriel)
            continue
        number = say(town, CREATED, nom=nom, courriel=courriel).agent_id
        for capacity in agent.capacities:
            say(town, HABILITATED, number, du="2026-01-01", **capacity)
        token = office.keep(INVITED, number).token
        assert token is not None
        use_link(office.gate, token, PASSWORD, town.now)


def _name(store: Store) -> None:
    """Services and circonscriptions as their signs say."""
    for number, label in _SERVICES.items():
        execute(
            store,
            f"UPDATE service SET libelle = '{label}', adresse = '{number} RUE DU PORT',"
            f" telephone = '01 48 00 00 0{number}' WHERE id = {number}",
        )
    for code, label in _PLACES.items():
        execute(store, f"UPDATE circonscription SET libelle = '{label}' WHERE code = '{code}'")


def _march(town: Town) -> None:
    """Some are followed, some are waited for, some go before the ICL-I of April."""
    for service in (ALI, ALI, FRANCE_TRAVAIL, SERVICE_SOCIAL, ASSOCIATION):
        town.dossier(service=service)
    for _ in range(2):
        town.dossier(service=ALI_ELSEWHERE, circonscription=ELSEWHERE)
    notifie(town)
    for place, service in ((HERE, ALI), (ELSEWHERE, ALI_ELSEWHERE)):
        _orient(town, place, service)
    published(town, libelle="Un pas de plus", circonscription=HERE)
    icl = town.seance("2026-04-09")
    lines = [en_icl(town, seance=icl).dossier for _ in range(6)]
    town.tick()
    link_to(town, icl)
    town.convene(icl, "convoquer")
    town.sit(icl)
    for dossier in lines[:-1]:
        favorable(town, dossier)
    town.act(lines[-1], "ajourner", AGENT_ALI, motif="référente absente")
    town.convene(icl, "lever")
    town.wait(days=1)
    for dossier in lines[:4]:
        town.act(dossier, "deposer_saisine", AGENT_ALI, canal="mail")
    _ep(town, lines[:3])


def link_to(town: Town, seance: int, service: int = FRANCE_TRAVAIL) -> str:
    """A link to the séance for a service that sits; its secret."""
    act = Act(event=links.CREATE, actor=BAT, occurred=town.now, known=town.now)
    return links.create(town.store, town.rulebook, act, seance, service=service).token


def _orient(town: Town, place: str, service: int) -> None:
    """One was oriented here, in no file of webRSA; the letter is to be written."""
    dossier = town.dossier("naitre_a_orienter", service=None, rank=None, circonscription=place)
    town.act(dossier, "orienter", BOP, service=service, type_orientation="5", origine="manuelle")


def _ep(town: Town, lines: Sequence[int]) -> None:
    """One is decided and to be notified, one waits for the decision, one was refused."""
    town.wait(days=3)
    ep = town.seance("2026-04-23", genre="ep", circonscription=None)
    for dossier in lines:
        town.act(dossier, "declarer_recevable", BOP)
        town.act(dossier, "inscrire_ep", BOP, seance=ep)
    town.sit(ep, BOP)
    decided, waiting, refused = lines
    for dossier in (decided, waiting):
        town.act(dossier, "accepter", EP, type_orientation="5")
    town.act(refused, "refuser", EP, motif="accompagnement à poursuivre")
    town.convene(ep, "lever", BOP)
    town.act(decided, "decider_accepter", PRESIDENT, type_orientation="5")


def _april(town: Town) -> None:
    """What is under way: each stage has somebody in it, and séances are to come."""
    town.until("2026-04-24 10:00").tick()
    notifie(town)
    notifie(town, service=ALI)
    published(town, libelle="Bobigny mobilité", circonscription=ELSEWHERE)
    town.dossier("naitre_a_orienter", service=None)
    town.dossier("importer_diagnostic")
    for _ in range(2):
        presaisine(town)
        consulted(town)
    soon = town.seance("2026-05-12")
    for _ in range(3):
        en_icl(town, seance=soon)
    town.convene(soon, "preparer")
    town.convene(soon, "partager_tableau", AGENT_ALI, service=ALI)
    en_icl(town, seance=town.seance("2026-06-09"))
    link_to(town, town.seance("2026-05-26", circonscription=ELSEWHERE))
    town.seance("2026-05-28", genre="ep", circonscription=None)
    town.wait(days=3).tick()
