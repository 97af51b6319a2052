"""What agents chose about their screens: a theme, a density, lists under a name of theirs."""

from sqlalchemy import bindparam, select

from workflow.database.statements import Statement, insert_into
from workflow.database.store import Store
from workflow.tables.accounts import AccountSetting
from workflow.tables.columns import table

LONGEST_NAME, LONGEST_VALUE, MOST = 120, 2_000, 60
"""Letters of a name and of a value, and how many of them an account keeps."""

_SETTING = table(AccountSetting)
_READ = Statement(
    select(_SETTING.c.name, _SETTING.c.value)
    .where(_SETTING.c.account_id == bindparam("account"))
    .order_by(_SETTING.c.name)
)
_DROP = Statement(
    _SETTING.delete().where(
        _SETTING.c.account_id == bindparam("account"), _SETTING.c.name == bindparam("of_name")
    )
)
_KEEP = insert_into(AccountSetting, "account_id", "name", "value")


class TooMany(ValueError):
    """The account keeps as many settings as it can, or one that is too long."""

    def __init__(self) -> None:
        super().__init__(
            f"Ce compte garde déjà {MOST} réglages, ou celui-ci est trop long : retirez-en un."
        )


def read(store: Store, account: int) -> dict[str, str]:
    """Every setting of an account, by name."""
    with store.glance() as tx:
        return dict(tx.all(_READ, {"account": account}))


def keep(store: Store, account: int, name: str, value: str | None) -> None:
    """Keeps a setting in the place of the one of that name; None drops it. Raises TooMany."""
    if len(name) > LONGEST_NAME or len(value or "") > LONGEST_VALUE:
        raise TooMany
    with store.write() as tx:
        tx.run(_DROP, {"account": account, "of_name": name})
        if value is None:
            return
        if len(tx.all(_READ, {"account": account})) >= MOST:
            raise TooMany
        tx.write(_KEEP, {"account_id": account, "name": name, "value": value})
