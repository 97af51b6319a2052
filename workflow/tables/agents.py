"""The agents: what they are habilitated for, when they are away, how they want to be told."""

from sqlmodel import Field, SQLModel

from workflow.tables.columns import big, identity, index, ref, words
from workflow.tables.subjects import Chained, Service


class Agent(Chained, table=True):
    """Somebody who works on the procedure. ``email``, in small letters, is theirs alone."""

    __tablename__ = "agent"

    id: int | None = identity()
    nom: str = words()
    email: str = words(unique=True)
    actif: int = Field(default=1)


class Habilitation(SQLModel, table=True):
    """What an agent may act as, between two days (``au`` included; None: open-ended):
    a role, for a service when it is of one, in a circonscription or in all. ``recoit``: whether
    the messages to that capacity reach them."""

    __tablename__ = "habilitation"

    id: int | None = identity()
    agent_id: int = ref("agent.id")
    role: str = words()
    service_id: int | None = ref(Service, null=True)
    circonscription: str | None = words(null=True)
    du: str = words()
    au: str | None = words(null=True)
    recoit: int = Field(default=1)


class Absence(SQLModel, table=True):
    """An agent who is away, both days included, and who is told in their place."""

    __tablename__ = "absence"

    id: int | None = identity()
    agent_id: int = ref("agent.id")
    du: str = words()
    au: str = words()
    suppleant_id: int | None = ref("agent.id", null=True)


class Preference(SQLModel, table=True):
    """A channel by which an agent wants to be told, and how often. Without any: by mail, as things
    happen."""

    __tablename__ = "preference"

    agent_id: int = big(primary_key=True, foreign_key="agent.id")
    canal: str = words(primary_key=True)
    rythme: str = words()


index("habilitation_of_agent", Habilitation, "agent_id")
index("absence_of_agent", Absence, "agent_id", "au")
