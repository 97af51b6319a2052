"""Who stands behind a house address: services from the registry, roles from the configuration."""

from entrypoints.configuration.settings import Settings
from rules.actors import Role
from workflow.database.store import Store
from workflow.organisations import referential


class RegistryAddressBook:
    """The address book of the messenger (see ``notifications.dispatch.AddressBook``)."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._settings = settings
        with store.read() as connection:
            self._services = referential.addresses_of_services(connection)

    def addresses(self, recipient: str) -> list[str]:
        """The addresses behind ``service:N``, ``responsable:N``, ``role:R`` or ``role:R:PLACE``; a
        service without an address is the default's business."""
        kind, _, rest = recipient.partition(":")
        book = self._settings.addresses
        if kind == "service" and rest.isdigit():
            found = self._services.get(int(rest))
            return list(book.default) if found is None else [found]
        if kind == "responsable" and rest.isdigit():
            return list(book.of_responsable(int(rest)))
        role, _, place = rest.partition(":")
        if kind == "role" and role in set(Role):
            return list(book.of_role(Role(role), place or None))
        return []
