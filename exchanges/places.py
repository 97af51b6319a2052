"""In which circonscription the structures and the people of webRSA's files are, on a day."""

from datetime import date

from exchanges.counter import Counter
from exchanges.webrsa.person import Allocataire, PersonRecord
from exchanges.webrsa.referentiel import Referentiel, Structure
from rules.redrawing import stayed
from rules.territory import plain_name
from workflow.acts import placing
from workflow.acts.admissions import Surroundings
from workflow.people.register import KnownPerson, LastDossier


def places_of(
    structure: Structure, codes: Referentiel, counter: Counter, day: date
) -> frozenset[str]:
    """The circonscriptions of a structure: those configured, and what became of them, else those of
    the communes that the lists give when they are all known, else everywhere."""
    territory = counter.rulebook.territory
    said = counter.places.get(structure.identifiant)
    if said is not None:
        return territory.succeeding(said, day)
    communes = [codes.zones.get(zone) for zone in structure.zones]
    places = {None if c is None else territory.of_insee(c.code_insee, day) for c in communes}
    return frozenset() if None in places else frozenset(place for place in places if place)


def only_place(codes: Referentiel, counter: Counter, day: date) -> str | None:
    """The circonscription of the ALI of a file, when it has one only."""
    if codes.ali is None:
        return None
    places = places_of(codes.ali, codes, counter, day)
    there = [code for code in places if counter.rulebook.territory.exists(code, day)]
    return there[0] if len(there) == 1 else None


def sector(
    record: PersonRecord,
    last: LastDossier | None,
    around: Surroundings,
    counter: Counter,
    day: date,
) -> str | None:
    """The sector of the service that follows somebody here, else of that to which webRSA orients
    them, when it has one only (S2): their address says nothing of it."""
    number = None if last is None else last.service_id
    if number is None and record.current_orientation is not None:
        number = record.current_orientation.structure_referente
    service = around.service(number)
    territory = counter.rulebook.territory
    return None if service is None else territory.sector_among(service.circonscriptions, day)


def unplaced(here: str | None, counter: Counter, day: date) -> str | None:
    """The nature of the difference to be listed of somebody whose commune is in no circonscription
    and who is taken ``here``: none in a sector, of which no commune tells."""
    sectors = counter.rulebook.territory.sectors(day)
    if here in sectors:
        return None
    return placing.AWAITED if here is None and sectors else "commune_inconnue"


def place_of_known(
    person: Allocataire, known: KnownPerson, last: LastDossier | None, counter: Counter, day: date
) -> str | None:
    """The circonscription of somebody's commune. When they did not move and the map did, it is
    still that of their dossier: the redrawing takes it along, and it is no déménagement."""
    before = None if last is None else last.circonscription
    same = plain_name(str(known.identity["ville"] or "")) == plain_name(person.ville)
    if (
        before is not None
        and same
        and stayed(counter.rulebook.territory, person.ville, before, day)
    ):
        return before
    return counter.place_of(person.ville, day)
