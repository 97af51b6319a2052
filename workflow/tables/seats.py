"""Who sits in séances: members, those awaited at one of them, the guests of a line, links."""

from sqlmodel import Field, SQLModel

from workflow.tables.columns import big, identity, index, instant, ref, words
from workflow.tables.subjects import Chained, Passage, Seance, Service


class Membre(Chained, table=True):
    """Somebody who holds a seat of a kind of séance (``genre``), or who may take the place of a
    member (``suppleant_de``), between two days (``au`` included; None: open-ended), in a
    circonscription or in all. ``service_id`` None: somebody of no service."""

    __tablename__ = "membre"

    id: int | None = identity()
    genre: str = words()
    siege: str = words()
    circonscription: str | None = words(null=True)
    service_id: int | None = ref(Service, null=True)
    suppleant_de: int | None = ref("membre.id", null=True)
    nom: str = words()
    qualite: str | None = words(null=True)
    email: str | None = words(null=True)
    du: str = words()
    au: str | None = words(null=True)


class Participant(SQLModel, table=True):
    """Somebody awaited in a séance, or who came. ``membre_id`` None: a service that sends whom it
    wants, or, on the seat of whoever presents a line, the référent of that service (``referent``:
    their number in webRSA). ``nom`` is told of somebody who came without being awaited, and with
    ``email`` of whoever comes from outside (see ``rules.seances.visitors``).

    ``sits`` is 0 once they no longer do. ``reponse`` is what was answered for the séance as it now
    stands, ``remplacant_id`` the member who takes their place, ``remplacant`` the name of another.
    ``arrivee`` and ``depart`` are hours, « 10:15 », when they were not there for all of it.
    """

    __tablename__ = "participant"

    id: int | None = identity()
    seance_id: int = ref(Seance)
    siege: str = words()
    membre_id: int | None = ref("membre.id", null=True)
    service_id: int | None = ref(Service, null=True)
    referent: int | None = big(default=None, nullable=True)
    nom: str | None = words(null=True)
    email: str | None = words(null=True)
    sits: int = Field(default=1)
    invited_at: int | None = instant(null=True)
    reponse: str | None = words(null=True)
    remplacant_id: int | None = ref("membre.id", null=True)
    remplacant: str | None = words(null=True)
    presence: str | None = words(null=True)
    arrivee: str | None = words(null=True)
    depart: str | None = words(null=True)


class Invite(SQLModel, table=True):
    """A guest of a line: a partner of no service, or the allocataire (``qui``). It follows what the
    line asks for from one séance to the next; ``passage_id`` is the line on which it was declared.
    ``nom`` None: only how many came was ever told. ``confirmed_for`` is the séance for which the
    partner was written to, ``present_at`` the last one to which they came."""

    __tablename__ = "invite"

    id: int | None = identity()
    passage_id: int = ref(Passage)
    qui: str = words()
    nom: str | None = words(null=True)
    qualite: str | None = words(null=True)
    email: str | None = words(null=True)
    declared_at: int = instant()
    withdrawn_at: int | None = instant(null=True)
    confirmed_for: int | None = ref(Seance, null=True)
    present_at: int | None = ref(Seance, null=True)


class Lien(SQLModel, table=True):
    """A link to one séance for a service or for a guest, who have no account. Of its token only
    the SHA-256 is kept. ``expires_at`` None: as long after the séance as its kind says."""

    __tablename__ = "lien"

    id: int | None = identity()
    seance_id: int = ref(Seance)
    service_id: int | None = ref(Service, null=True)
    invite_id: int | None = ref("invite.id", null=True)
    token_hash: str = words(unique=True)
    created_at: int = instant()
    expires_at: int | None = instant(null=True)
    revoked_at: int | None = instant(null=True)


class LienOuvert(SQLModel, table=True):
    """A use of a link, and what it answered: ouvert, expire or revoque."""

    __tablename__ = "lien_ouvert"

    id: int | None = identity()
    lien_id: int = ref("lien.id")
    at: int = instant()
    answer: str = words()


index("membre_of_genre", Membre, "genre", "circonscription", "du")
index("membre_deputies", Membre, "suppleant_de")
index("participant_of_seance", Participant, "seance_id", "id")
index("one_participant_a_member", Participant, "seance_id", "membre_id", unique=True)
index("invite_of_passage", Invite, "passage_id")
index("lien_of_seance", Lien, "seance_id")
index("lien_ouvert_of_lien", LienOuvert, "lien_id")
