"""The one policy, against tables written by hand: role × thing × territory, then role × act."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from rules.access.bearers import Bearer, Employer, Guest, capacities
from rules.access.grants import GRANTS, LABELS, LOGGED, OF_A_LINK, Right
from rules.access.grounds import Ground, Resource
from rules.access.policy import closed, grounds, unseen, untaken
from rules.actors import ROLE_LABELS, SYSTEM, WEBRSA, Actor, Genre, Role, Who
from rules.agents import Habilitation
from rules.seances.sight import Sight
from rules.words import Office, Words
from states.page import Machine
from states.procedure import PROCEDURE

HERE, ELSEWHERE = "93-01", "93-02"
OWN, OTHER, SHOWN = 1, 2, 3
DAY = date(2026, 3, 2)

LETTERS = {
    "R": Role.REFERENT,
    "S": Role.RESPONSABLE_SERVICE,
    "T": Role.BAT,
    "O": Role.BOP,
    "E": Role.EP,
    "P": Role.PRESIDENT,
    "M": Role.MANAGER,
    "A": Role.ADMINISTRATEUR,
}
EVERYBODY = "RSTOEPMA"

# Whoever opens, here: what their service follows; what another follows, shared with nobody in
# particular; the draft of another. Outside their territory, only what has no territory.
EXPECTED: Mapping[str, tuple[str, str, str]] = {
    "voir_dossier": ("RSTOPM", "TOPM", "TOPM"),
    "voir_personne": ("RSTOPM", "TOPM", "TOPM"),
    "voir_demande": ("RSTOPM", "TOPM", ""),
    "voir_seance": ("TOPM", "TOPM", "TOPM"),
    "voir_ligne": ("RSTOPM", "TOPM", "T"),
    "voir_lettre": ("RSOPM", "OPM", "OPM"),
    "voir_message": ("RSTOM", "TOM", "TOM"),
    "voir_piece": ("RSTOPM", "TOPM", "TOPM"),
    "voir_courrier_recu": ("O", "O", "O"),
    "voir_ecart": ("OM", "OM", "OM"),
    "voir_escalade": ("STOM", "TOM", "TOM"),
    "voir_liste_du_mois": ("RSTOM", "TOM", "TOM"),
    "voir_chiffres": ("STOM", "TOM", "TOM"),
    "voir_journal": ("M", "M", "M"),
    "verifier_journal": ("MA", "MA", "MA"),
    "voir_consultations": ("MA", "MA", "MA"),
    "voir_offre": (EVERYBODY, EVERYBODY, EVERYBODY),
    "voir_programme": (EVERYBODY, EVERYBODY, EVERYBODY),
    "voir_calendrier": (EVERYBODY, EVERYBODY, EVERYBODY),
    "essayer_calendrier": ("TOMA", "TOMA", "TOMA"),
    "voir_parametres": (EVERYBODY, EVERYBODY, EVERYBODY),
    "voir_agents": ("SOMA", "OMA", "OMA"),
    "tenir_comptes": ("A", "A", "A"),
    "voir_sante": ("OMA", "OMA", "OMA"),
    "importer": ("OA", "OA", "OA"),
    "exporter_dossiers": ("STOM", "TOM", "TOM"),
    "exporter_tableau": ("TO", "TO", "TO"),
    "exporter_listes": ("RSO", "O", "O"),
    "exporter_chiffres": ("OM", "OM", "OM"),
    "exporter_journal": ("M", "M", "M"),
}
OUTSIDE = {
    "voir_courrier_recu": "O",
    "verifier_journal": "MA",
    "voir_consultations": "A",
    "voir_offre": EVERYBODY,
    "voir_programme": EVERYBODY,
    "voir_calendrier": EVERYBODY,
    "essayer_calendrier": "A",
    "voir_parametres": EVERYBODY,
    "voir_agents": "OMA",
    "tenir_comptes": "A",
    "voir_sante": "OMA",
    "importer": "OA",
}

FOLLOWED = Resource(circonscription=HERE, service=OWN, shared=True)
OF_ANOTHER = replace(FOLLOWED, service=OTHER)
DRAFT = replace(OF_ANOTHER, shared=False)
AWAY = replace(FOLLOWED, circonscription=ELSEWHERE)


def actor(role: Role, *, genre: Genre = Genre.SERVICE_SOCIAL, service: int = OWN) -> Actor:
    """Somebody of that role, in the circonscription HERE alone."""
    within = role in (Role.REFERENT, Role.RESPONSABLE_SERVICE)
    return Actor(
        name=role.value,
        role=role,
        service_id=service if within else None,
        genre=genre if within else None,
        circonscriptions=frozenset({HERE}),
    )


def opens(bearer: Bearer, right: Right, resource: Resource) -> bool:
    """Whether it is open to them."""
    return unseen(bearer, right, resource) == ()


def roles_that_open(right: Right, resource: Resource) -> set[Role]:
    """Those of all roles to whom it is open."""
    return {role for role in Role if opens(actor(role), right, resource)}


def of(letters: str) -> set[Role]:
    """The roles of these letters."""
    return {LETTERS[letter] for letter in letters}


def test_everything_that_can_be_opened_has_its_line_in_every_table() -> None:
    everything = {right.value for right in Right}

    assert set(EXPECTED) == everything
    assert set(LABELS) == set(GRANTS) == set(Right)
    assert LOGGED | set(OF_A_LINK) <= set(Right)
    assert set(ROLE_LABELS) == set(Role)


@pytest.mark.parametrize("right", Right)
def test_each_role_opens_what_the_table_says_and_nothing_else(right: Right) -> None:
    cases = zip((FOLLOWED, OF_ANOTHER, DRAFT), EXPECTED[right.value], strict=True)

    for resource, letters in cases:
        assert roles_that_open(right, resource) == of(letters), resource
    assert roles_that_open(right, AWAY) == of(OUTSIDE.get(right.value, ""))


@pytest.mark.parametrize("right", Right)
def test_nobody_habilitated_for_nothing_opens_anything_nor_does_a_machine(right: Right) -> None:
    assert [one.code for one in unseen(None, right, FOLLOWED)] == ["sans_habilitation"]
    for machine in (SYSTEM, WEBRSA):
        assert [one.code for one in unseen(machine, right, FOLLOWED)] == ["role_sans_acces"]


def test_a_thing_without_a_line_is_open_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    without = {one: line for one, line in GRANTS.items() if one is not Right.OFFRE}
    monkeypatch.setattr("rules.access.policy.GRANTS", without)

    assert roles_that_open(Right.OFFRE, FOLLOWED) == set()


def test_a_thing_that_says_nothing_of_itself_is_open_to_no_service() -> None:
    for right in (Right.DOSSIER, Right.PERSONNE, Right.DEMANDE, Right.SEANCE, Right.LIGNE):
        assert roles_that_open(right, Resource()).isdisjoint(of("RSEA"))


def test_a_dossier_of_no_known_place_is_for_the_offices_and_its_own_service() -> None:
    nowhere = Resource(service=OWN)

    assert roles_that_open(Right.DOSSIER, nowhere) == of("RSTOPM")
    assert roles_that_open(Right.DOSSIER, replace(nowhere, service=None)) == of("TOPM")


def test_a_service_sees_what_nobody_follows_yet_in_its_territory() -> None:
    nobodys = Resource(circonscription=HERE)

    assert of("RS") <= roles_that_open(Right.DOSSIER, nobodys)
    assert not of("RS") & roles_that_open(Right.DOSSIER, replace(nobodys, circonscription="x"))


def test_a_closed_dossier_that_never_had_a_service_is_of_no_service() -> None:
    over = Resource(circonscription=HERE, closed=True, before_ep=True)

    for right in (Right.DOSSIER, Right.PERSONNE):
        assert roles_that_open(right, over) == of("TOEPM")
    assert of("RS") <= roles_that_open(Right.DOSSIER, replace(over, service=OWN))


def test_an_ali_sees_whom_it_is_awaited_by_and_no_other_kind_of_service_does() -> None:
    awaited = replace(OF_ANOTHER, awaits_ali=True)
    ali = actor(Role.REFERENT, genre=Genre.ALI)

    assert opens(ali, Right.DOSSIER, awaited)
    assert not opens(ali, Right.DOSSIER, OF_ANOTHER)
    assert not opens(ali, Right.DOSSIER, replace(awaited, circonscription=ELSEWHERE))
    assert not opens(ali, Right.DOSSIER, replace(awaited, circonscription=None))
    assert not opens(actor(Role.REFERENT), Right.DOSSIER, awaited)


@pytest.mark.parametrize("role", [Role.REFERENT, Role.RESPONSABLE_SERVICE])
@pytest.mark.parametrize(
    ("territory", "served", "met"),
    [
        (None, None, True),
        (None, frozenset({HERE}), True),
        (None, frozenset({ELSEWHERE}), False),
        (frozenset({HERE}), None, True),
        (frozenset({HERE}), frozenset({HERE, ELSEWHERE}), True),
        (frozenset({HERE, ELSEWHERE}), frozenset({ELSEWHERE}), False),
        (frozenset({HERE}), frozenset({ELSEWHERE}), False),
        (frozenset({ELSEWHERE}), frozenset({HERE}), False),
    ],
)
def test_whom_a_service_does_not_follow_it_sees_only_where_it_works(
    role: Role, territory: frozenset[str] | None, served: frozenset[str] | None, met: bool
) -> None:
    ali = replace(actor(role, genre=Genre.ALI), circonscriptions=territory, served=served)
    within = territory is None or HERE in territory

    for right in (Right.DOSSIER, Right.PERSONNE):
        assert opens(ali, right, Resource(circonscription=HERE)) is met
        assert opens(ali, right, replace(OF_ANOTHER, awaits_ali=True)) is met
        assert not opens(ali, right, Resource())
        assert opens(ali, right, FOLLOWED) is within
        assert opens(ali, right, replace(OF_ANOTHER, shown_to=frozenset({OWN}))) is within


def test_a_service_sees_what_is_shown_to_it_in_its_territory_only() -> None:
    shown = replace(OF_ANOTHER, shown_to=frozenset({SHOWN}))
    viewer = actor(Role.REFERENT, service=SHOWN)

    assert opens(viewer, Right.DEMANDE, shown)
    assert not opens(actor(Role.REFERENT), Right.DEMANDE, shown)
    assert not opens(viewer, Right.DEMANDE, replace(shown, circonscription=ELSEWHERE))
    assert opens(viewer, Right.SEANCE, shown)
    assert opens(viewer, Right.EXPORT_TABLEAU, shown)


def test_a_line_is_its_services_own_until_it_shares_it_and_its_coordinations() -> None:
    before = Sight(state="preparee", sitting={OWN, OTHER, SHOWN}, shared=set())
    line = Resource(circonscription=HERE, service=OTHER, sight=before)
    shared = replace(line, sight=replace(before, shared={OTHER}))
    settled = replace(line, sight=replace(before, state="arretee"))

    assert opens(actor(Role.REFERENT, service=OTHER), Right.LIGNE, line)
    assert roles_that_open(Right.LIGNE, line) == of("T")
    assert roles_that_open(Right.LIGNE, shared) == of("RSTOPM")
    assert roles_that_open(Right.LIGNE, settled) == of("RSTOPM")
    assert not opens(actor(Role.REFERENT, service=9), Right.LIGNE, shared)


def test_the_ep_opens_what_an_ep_examines_in_its_territory_and_nothing_before() -> None:
    examined = replace(FOLLOWED, before_ep=True)

    for right in (Right.DOSSIER, Right.DEMANDE, Right.LIGNE, Right.SEANCE, Right.PIECE):
        assert opens(actor(Role.EP), right, examined)
        assert not opens(actor(Role.EP), right, FOLLOWED)
        assert not opens(actor(Role.EP), right, replace(examined, circonscription=ELSEWHERE))


def test_whoever_administers_the_application_reads_no_dossier() -> None:
    everywhere = replace(actor(Role.ADMINISTRATEUR), circonscriptions=None)
    about_somebody = replace(FOLLOWED, before_ep=True, shown_to=frozenset({OWN}))
    read = {right for right in Right if opens(everywhere, right, about_somebody)}

    assert read == {
        *(Right.VERIFICATION, Right.CONSULTATIONS, Right.OFFRE, Right.PROGRAMME),
        *(Right.CALENDRIER, Right.ESSAI_CALENDRIER, Right.PARAMETRES, Right.AGENTS),
        *(Right.COMPTES, Right.SANTE, Right.IMPORTS),
    }


@pytest.mark.parametrize("right", Right)
def test_a_link_opens_its_own_séance_and_lines_and_nothing_else(right: Right) -> None:
    sight = Sight(state="preparee", sitting={OWN}, shared={OTHER})
    line = Resource(circonscription=HERE, service=OTHER, sight=sight, seance=7, line=40)
    service = Guest(link=1, seance=7, circonscription=HERE, service=OWN)
    guest = Guest(link=2, seance=7, lines=frozenset({40}))
    its = right in (Right.SEANCE, Right.LIGNE)

    for bearer in (service, guest):
        assert opens(bearer, right, line) is its
        assert not opens(bearer, right, replace(line, seance=8))
        assert not opens(bearer, right, Resource())
    assert not opens(guest, right, replace(line, line=41))
    assert not opens(service, right, replace(line, service=SHOWN))
    assert opens(guest, right, Resource(seance=7)) is its


def test_what_is_elsewhere_is_told_as_what_does_not_exist() -> None:
    elsewhere = unseen(actor(Role.REFERENT), Right.DOSSIER, AWAY)

    assert elsewhere == unseen(actor(Role.REFERENT), Right.DOSSIER, Resource())
    assert [one.code for one in elsewhere] == ["hors_perimetre"]
    assert all(one.sentence and one.remedy for one in elsewhere)


def test_a_page_that_a_role_never_opens_says_who_does() -> None:
    (refusal,) = closed(actor(Role.REFERENT), Right.JOURNAL)

    assert refusal.code == "role_sans_acces"
    assert "manager" in refusal.remedy
    assert grounds(actor(Role.REFERENT), Right.JOURNAL) == ()
    assert grounds(actor(Role.MANAGER), Right.JOURNAL) == (Ground.TERRITORY,)


# ---- acts: what the procedure lets a capacity do, within what it sees

TAKERS: Mapping[Who, str] = {
    Who.SERVICE_REFERENT: "RS",
    Who.ALI_TERRITOIRE: "",
    Who.SERVICE_TERRITOIRE: "RS",
    Who.BAT: "T",
    Who.BOP: "O",
    Who.EP: "E",
    Who.PRESIDENT: "P",
    Who.IMPORT: "",
    Who.SYSTEME: "",
    Who.ENTRAINE: "",
}
RIGHT_OF = {
    Machine.DOSSIER: Right.DOSSIER,
    Machine.PASSAGE: Right.LIGNE,
    Machine.SEANCE: Right.SEANCE,
}


def acts() -> set[tuple[Right, tuple[Who, ...], str]]:
    """Every act of the procedure, for whom, and by which right what it is upon is opened."""
    found = set()
    for machine, right in RIGHT_OF.items():
        for node in PROCEDURE.nodes[machine].values():
            found |= {(right, tuple(sorted(exit.who)), exit.event) for exit in node.exits}
        births = PROCEDURE.births[machine].values()
        found |= {(right, tuple(sorted(birth.who)), birth.event) for birth in births}
    return found


ACTS = sorted(acts(), key=str)
IN_FULL_SIGHT = replace(FOLLOWED, before_ep=True, shown_to=frozenset({OWN, OTHER}))


@pytest.mark.parametrize(("right", "who", "event"), ACTS)
def test_an_act_is_open_to_its_capacities_within_what_they_see(
    right: Right, who: tuple[Who, ...], event: str
) -> None:
    takers = {role for one in who for role in of(TAKERS[one])}

    for role in Role:
        them = actor(role)
        assert (untaken(them, right, IN_FULL_SIGHT, who) == ()) is (role in takers), role
        for closed_off in (
            replace(IN_FULL_SIGHT, circonscription=ELSEWHERE),
            Resource(circonscription=ELSEWHERE, shared=True),
        ):
            assert untaken(them, right, closed_off, who), role
    assert untaken(None, right, IN_FULL_SIGHT, who)
    unshown = replace(IN_FULL_SIGHT, service=OTHER, shown_to=frozenset())
    for role in of("RS"):
        assert untaken(actor(role), right, unshown, who), role


@pytest.mark.parametrize(("right", "who", "event"), ACTS)
def test_an_ali_takes_in_its_territory_the_acts_of_an_ali(
    right: Right, who: tuple[Who, ...], event: str
) -> None:
    ali = actor(Role.REFERENT, genre=Genre.ALI)
    awaited = replace(OF_ANOTHER, awaits_ali=True, shown_to=frozenset({OWN}))
    hers = {Who.ALI_TERRITOIRE, Who.SERVICE_TERRITOIRE} & set(who)

    assert (untaken(ali, right, awaited, who) == ()) is bool(hers)


@pytest.mark.parametrize(("right", "who", "event"), ACTS)
def test_a_link_takes_in_its_séance_what_a_service_there_does_and_a_guest_nothing(
    right: Right, who: tuple[Who, ...], event: str
) -> None:
    sight = Sight(state="preparee", sitting={OWN}, shared={OTHER})
    line = Resource(circonscription=HERE, service=OTHER, sight=sight, seance=7, line=40)
    service = Guest(link=1, seance=7, circonscription=HERE, service=OWN)
    guest = Guest(link=2, seance=7, circonscription=HERE, lines=frozenset({40}))
    takes = right in OF_A_LINK and Who.SERVICE_TERRITOIRE in who

    assert (untaken(service, right, line, who) == ()) is takes
    assert untaken(service, right, replace(line, seance=8), who)
    assert untaken(guest, right, line, who)


def test_the_acts_of_every_machine_are_tried() -> None:
    assert set(RIGHT_OF) == set(Machine)
    assert len(ACTS) > 100


def test_what_is_not_seen_is_refused_as_unknown_not_as_somebody_elses_act() -> None:
    refusals = untaken(actor(Role.REFERENT), Right.DOSSIER, AWAY, [Who.SERVICE_REFERENT])

    assert [one.code for one in refusals] == ["hors_perimetre"]
    asked = (actor(Role.REFERENT), Right.DOSSIER, FOLLOWED, [Who.BOP, Who.ENTRAINE])
    (refusal,) = untaken(*asked)
    (named,) = untaken(*asked, Words(offices={Office.BOP: "le BOP"}))
    assert refusal.code == "acteur_non_autorise"
    assert refusal.remedy.endswith(": le bureau de l’orientation.")
    assert named.remedy.endswith(": le BOP.")


# ---- what an agent may act as, on a day


def held(
    role: Role, service: int | None, place: str | None, last: str | None = None
) -> Habilitation:
    """A habilitation since January."""
    end = None if last is None else date.fromisoformat(last)
    start = date(2026, 1, 1)
    return Habilitation(
        id=1, role=role, service=service, circonscription=place, start=start, end=end
    )


def test_an_agent_acts_once_for_each_role_and_service_wherever_they_are_habilitated() -> None:
    found = capacities(
        "Mme D.",
        [
            held(Role.REFERENT, OWN, HERE),
            held(Role.REFERENT, OWN, ELSEWHERE),
            held(Role.REFERENT, OTHER, HERE),
            held(Role.BAT, None, HERE),
            held(Role.BAT, None, None),
            held(Role.BAT, None, ELSEWHERE),
        ],
        {OWN: Employer(genre=Genre.ALI, circonscriptions=frozenset({HERE}))},
        DAY,
    )

    told = [
        (one.role, one.service_id, one.circonscriptions, one.genre, one.served) for one in found
    ]
    assert told == [
        (Role.REFERENT, OWN, frozenset({HERE, ELSEWHERE}), Genre.ALI, frozenset({HERE})),
        (Role.REFERENT, OTHER, frozenset({HERE}), None, None),
        (Role.BAT, None, None, None, None),
    ]
    assert {one.name for one in found} == {"Mme D."}


def test_a_habilitation_opens_from_its_first_day_to_its_last_both_included() -> None:
    one = [held(Role.BOP, None, None, "2026-03-02")]

    days = [date(2025, 12, 31), date(2026, 1, 1), DAY, date(2026, 3, 3)]
    assert [len(capacities("x", one, {}, day)) for day in days] == [0, 1, 1, 0]
