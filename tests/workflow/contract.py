"""A hand-computed set of dossiers for the indicators of the State–département contract (S1).

Entered in March and April 2024, looked at on Monday 13 May 2024 at nine. Easter Monday is 1 April,
1, 8 and 9 May are holidays. « En moins de » excludes the last day: two weeks from the 1st end on
the 14th at 23:59, a month from the 5th on the 4th.

Each line below is what one person's file would say; the counts beside are worked out by hand, in
days (jours ouvrés for 4), and summed up in ``expected_shares``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rules.actors import WEBRSA, Actor
from tests.workflow.build import (
    AGENTS,
    ALI,
    ASSOCIATION,
    BOP,
    CHAIN,
    FRANCE_TRAVAIL,
    HERE,
    SERVICE_SOCIAL,
    World,
    insert,
)
from workflow.tables.subjects import Personne

FIRST, LAST, NOW = "2024-03-01", "2024-04-30", "2024-05-13"

FT, SOCIAL = FRANCE_TRAVAIL, SERVICE_SOCIAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A person and what happened to them: ``born`` (day, birth, rang), then acts by day."""

    name: str
    born: tuple[str, str, int | None]
    service: int | None = None
    title: str = "Madame"
    birth: str = "1990-06-15"
    acts: tuple[tuple[str, str, Mapping[str, Any]], ...] = ()


def life(name: str, day: str, *acts: Any, birth: str = "naitre_a_orienter", **more: Any) -> Life:
    """A person whose right is told to the département that day (unless born otherwise)."""
    rank = more.pop("rank", None)
    service = more.pop("service", None)
    if "ne_le" in more:
        more["birth"] = more.pop("ne_le")
    return Life(name=name, born=(day, birth, rank), service=service, acts=acts, **more)


def act(day: str, event: str, **form: Any) -> tuple[str, str, Mapping[str, Any]]:
    """An act, that day of 2024 (month-day)."""
    return f"2024-{day}", event, form


def claim(day: str, nature: str = "initiale") -> Any:
    return act(day, "constater_demande_complete", date=f"2024-{day}", nature=nature)


def rights(day: str) -> Any:
    return act(day, "constater_droits", date=f"2024-{day}")


def oriented(day: str, service: int) -> Any:
    return act(day, "orienter", service=service, type_orientation=5, origine="manuelle")


def told(day: str) -> Any:
    return act(day, "notifier", date=f"2024-{day}", canal="postal")


def fixed(day: str, wanted: str) -> Any:
    return act(day, "fixer_rdv", date_rdv=f"2024-{wanted}")


def held(day: str) -> Any:
    return act(day, "honorer_rdv", date=f"2024-{day}")


def missed(day: str) -> Any:
    return act(day, "manquer_rdv", date=f"2024-{day}")


def signed(day: str, nature: str = "cer") -> Any:
    return act(day, "signer_contrat", date=f"2024-{day}", nature=nature)


def diagnosed(day: str) -> Any:
    return act(day, "constater_diagnostic", date=f"2024-{day}", organisme="Le service")


def shared(day: str, left: str = "non") -> Any:
    return act(
        day,
        "partager_diagnostic",
        date=f"2024-{day}",
        organisme="Un partenaire",
        reste_a_partager=left,
    )


def accompanied(day: str) -> Any:
    return act(day, "prendre_en_charge", contact_effectif=f"2024-{day}")


LIVES = (
    life(
        "Ana, tout à temps",
        "2024-03-04",
        claim("03-01"),  # 1a: 3 days
        rights("03-04"),
        oriented("03-11", ALI),
        told("03-18"),  # 1b: 14
        fixed("03-20", "03-28"),  # 2: 9
        held("03-28"),
        diagnosed("03-28"),
        accompanied("03-28"),  # 3: 24
        signed("04-02"),  # 3b: 5
        shared("04-03"),  # 4: 29 March, 2 and 3 April, so 3
        ne_le="2000-03-05",  # 23 on the day of the flow, 24 the day after
    ),
    life(
        "Bruno, toujours un jour trop tard",
        "2024-03-05",
        claim("03-01"),
        rights("03-15"),  # 1a: 14, one too many for two weeks, not for three
        oriented("03-29", SOCIAL),
        told("04-05"),  # 1b: 31, late by a day
        fixed("04-12", "04-22"),  # 2: 14, late by a day
        missed("04-22"),
        diagnosed("04-24"),  # 4: never shared, missed since 29 April
        act("05-07", "relancer", nature="courrier"),  # 3a: 15, in time; 3: missed since 5 May
        title="Monsieur",
    ),
    life(
        "Chloé, oubliée",
        "2024-03-06",
        claim("03-02"),  # 1a: missed, both; 1b: missed; 3: missed since 6 May
    ),
    life(
        "David, révision puis droit fermé",
        "2024-03-07",
        claim("03-04", "revision"),  # not an initial claim: outside 1a
        rights("03-25"),
        act("04-02", "fermer_droit", date="2024-04-02"),  # 1b and 3: cancelled in time
        title="Monsieur",
    ),
    life(
        "Emma, déjà accompagnée : le stock",
        "2024-03-08",
        held("03-25"),
        signed("03-26"),  # 3b: stock, in time
        diagnosed("03-25"),
        shared("04-10"),  # 4: stock, late
        birth="importer_accompagne",
        service=ALI,
        rank=1,
    ),
    life(
        "Farid, connu de France Travail il y a peu",
        "2024-03-11",
        claim("03-05"),
        rights("03-26"),  # 1a: 21, late for two weeks, the last day of three
        oriented("03-21", FT),
        act("03-21", "constater_suivi_ft", dernier_contact="2024-02-10"),  # 2: excepted
        act("03-26", "demander_contact", date="2024-03-26", demandeur="personne"),  # not old
        told("03-27"),  # 1b: 16
        act("04-03", "etablir_contact", date="2024-04-03", canal="telephone"),
        act("04-05", "designer_referent", date="2024-04-05"),  # 3: 25
        signed("04-10", "ppae"),  # 3b: 7, from the first effective contact
        title="Monsieur",
    ),
    life(
        "Gina, connue de France Travail il y a longtemps",
        "2024-03-12",
        oriented("03-22", FT),
        act("03-22", "constater_suivi_ft", dernier_contact="2023-11-01"),  # 2: excepted
        told("03-25"),  # 1b: 13
        act("03-28", "demander_contact", date="2024-03-28", demandeur="personne"),
        fixed("04-10", "04-20"),  # 2, second exception: 13
        act("05-12", "designer_referent", date="2024-05-12"),  # 3: 61, the last day
    ),
    life(
        "Hugo, première inscription à France Travail",
        "2024-03-13",
        oriented("03-25", FT),
        act("03-25", "constater_inscription_a_faire"),  # 2: excepted
        told("03-28"),  # 1b: 15
        act("04-02", "constater_inscription_ft", date="2024-04-02"),
        fixed("04-20", "04-25"),  # 2, first exception: 18, three weeks on average
        signed("04-24", "ppae"),
        held("04-25"),  # 3b: signed the day before, 0; 3: open until tonight
        title="Monsieur",
    ),
    life(
        "Inès, absente et laissée là",
        "2024-03-14",
        oriented("03-20", ALI),
        fixed("03-25", "04-04"),  # 2: 5, before the letter
        told("04-02"),  # 1b: 19
        missed("04-04"),  # 3a: missed since 19 April; 3: open
    ),
    life(
        "Jean, absent puis un nouveau rendez-vous à temps",
        "2024-03-15",
        oriented("03-22", ASSOCIATION),
        fixed("04-05", "04-16"),  # 2: 14, late
        told("04-14"),  # 1b: 30, the last day
        missed("04-16"),
        fixed("04-26", "05-06"),  # 3a: cancelled on the tenth day; 3: open
        title="Monsieur",
    ),
    life(
        "Karim, absent puis un nouveau rendez-vous trop tard",
        "2024-03-18",
        oriented("03-26", ALI),
        fixed("03-29", "04-10"),  # 2: 3
        missed("04-10"),
        diagnosed("04-12"),
        shared("04-12"),  # 4: the same day, 0
        told("04-18"),  # 1b: 31, late
        fixed("05-02", "05-10"),  # 3a: missed on 25 April, ended since; 3: open
        title="Monsieur",
    ),
    life(
        "Léa, transmise la veille de la période",
        "2024-02-29",  # 1b and 3: outside
        oriented("03-01", SOCIAL),
        told("03-04"),
        fixed("03-14", "03-20"),  # 2: 13, the last day
        held("03-20"),  # 3b: nothing signed, missed since 27 March
        diagnosed("04-26"),
        shared("04-30", "oui"),
        shared("05-03"),  # 4: 29 and 30 April, 2 and 3 May, so 4: late, to the last of them
    ),
    life("Marc, transmis le lendemain de la période", "2024-05-01", title="Monsieur"),
    life(
        "Nora, délai suspendu dix jours",
        "2024-03-20",
        act(
            "03-25",
            "suspendre_delai",
            regle="1B-ORIENTATION",
            du="2024-03-25",
            au="2024-04-03",
            nature="personne_empechee",
        ),
        oriented("04-15", ALI),
        act(
            "04-22",
            "suspendre_delai",
            regle="2-RDV",
            du="2024-04-20",
            nature="personne_empechee",
        ),
        told("04-26"),  # 1b: 37 less 10, so 27; 2: suspended still; 3: open
    ),
    life("Olga, au délai non échu", "2024-04-20"),  # 1b and 3: open
    life(
        "Paul, réorienté avant notre service : le stock",
        "2024-03-10",  # 2: stock, missed
        birth="importer_oriente",
        service=ALI,
        rank=2,
        title="Monsieur",
    ),
)


def live(world: World) -> dict[str, int]:
    """Everybody's life, act by act; the dossiers by first name."""
    found = {}
    for one in LIVES:
        day, event, rank = one.born
        world.until(day)
        dossier = world.dossier(event, service=one.service, personne=person(world, one), rank=rank)
        name = one.name.split(",")[0]
        found[name] = dossier
        service = one.service
        for when, what, form in sorted(one.acts, key=lambda each: each[0]):
            world.until(when)
            world.act(dossier, what, _who(what, service), **form)
            service = form.get("service", service)
    world.until(NOW)
    return found


def person(world: World, one: Life) -> int:
    """The person in the registry."""
    world.people += 1
    return insert(
        world.store,
        Personne,
        webrsa_id=20_000 + world.people,
        civilite=one.title,
        nom="NOM",
        prenom=one.name.split(",")[0],
        date_naissance=one.birth,
        demande_le="2023-09-15",
        situation_familiale="Célibataire",
        enfants=0,
        niveau_etude="Niveau V : CAP ou BEP",
        adresse="1 rue",
        droit="ouvert",
        circonscription=HERE,
        **CHAIN,
    )


_OF_THE_DEPARTEMENT = frozenset(
    {
        *("constater_demande_complete", "constater_droits", "orienter", "notifier"),
        *("suspendre_delai", "fermer_droit", "demander_contact"),
    }
)


def _who(event: str, service: int | None) -> Actor:
    if event in _OF_THE_DEPARTEMENT:
        return BOP
    return WEBRSA if service is None else AGENTS[service]
