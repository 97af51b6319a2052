"""Who stands behind a house address when no agent does: services from the registry, roles from the
configuration."""

from datetime import date

from entrypoints.configuration.settings import Settings
from rules.actors import Role
from workflow.database.store import Store
from workflow.organisations import referential
from workflow.reading import members


class RegistryAddressBook:
    """The address book of the messenger (see ``notifications.routing.AddressBook``)."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._settings = settings
        with store.read() as connection:
            self._services = referential.addresses_of_services(connection)
            self._people = members.addresses(connection)

    def addresses(self, recipient: str) -> list[str]:
        """The addresses behind ``service:N``, ``responsable:N``, ``membre:N``, ``invite:N``,
        ``role:R``, ``role:R:PLACE``, ``intervenant:N`` or ``intervenant:GENRE:PLACE:DAY``; a
        service or a member without an address is the default's business."""
        kind, _, rest = recipient.partition(":")
        book = self._settings.addresses
        if kind == "service" and rest.isdigit():
            found = self._services.get(int(rest))
            return list(book.default) if found is None else [found]
        if kind == "responsable" and rest.isdigit():
            return list(book.of_responsable(int(rest)))
        if kind == "invite" or (kind == "intervenant" and rest.isdigit()):
            return [self._people[recipient]] if recipient in self._people else []
        if kind == "membre":
            found = self._people.get(recipient)
            return list(book.default) if found is None else [found]
        if kind == "intervenant":
            return self._of_visitor(*rest.split(":"))
        role, _, place = rest.partition(":")
        if kind == "role" and role in set(Role):
            return list(book.of_role(Role(role), place or None))
        return []

    def by_post(self, recipient: str) -> bool:
        """Whether a member or a partner has no address of mail, theirs or their service's."""
        return recipient.startswith(("membre:", "invite:")) and recipient not in self._people

    def _of_visitor(self, genre: str, place: str, day: str) -> list[str]:
        kinds = self._settings.rulebook.kinds
        kind = kinds.at(genre, date.fromisoformat(day), place or None)
        return [] if kind is None or kind.visitor is None else list(kind.visitor.addresses)
