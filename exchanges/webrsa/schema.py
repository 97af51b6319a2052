"""The XML Schema of a format, generated from its grammar; what we write is validated with it."""

from functools import cache
from pathlib import Path

from lxml import etree

from exchanges.webrsa import formats
from exchanges.webrsa.grammar import ANY_ORDER, Element
from exchanges.webrsa.values import LEXICON

_BOUNDS = {"": "", "?": ' minOccurs="0"', "*": ' minOccurs="0" maxOccurs="unbounded"'}
_BOUNDS["+"] = ' maxOccurs="unbounded"'

_HEAD = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:simpleType name="flag"><xs:restriction base="xs:integer">
<xs:minInclusive value="0"/><xs:maxInclusive value="1"/></xs:restriction></xs:simpleType>
<xs:simpleType name="instant"><xs:restriction base="xs:string"><xs:pattern
value="\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}(\\.\\d{1,3})?"/></xs:restriction></xs:simpleType>
"""


class InvalidFile(Exception):
    """A file that we wrote does not follow webRSA's format: a fault of ours, it is not kept."""

    def __init__(self, name: str, message: str) -> None:
        self.name = name
        self.message = message
        super().__init__(
            f"Le fichier « {name} » n’a pas été produit : il ne suivrait pas le format d’échange "
            f"de webRSA ({message})."
        )


def xsd(root: Element) -> str:
    """The schema of a format, as text."""
    return f"{_HEAD}{_declared(root)}</xs:schema>\n"


def _declared(element: Element) -> str:
    head = f'<xs:element name="{element.name}"{_BOUNDS[element.occurs]}'
    if element.is_leaf:
        return f'{head} type="{LEXICON[element.kind].schema_type}"/>\n'
    group = "xs:all" if element.kind == ANY_ORDER else "xs:sequence"
    children = "".join(_declared(child) for child in element.children.values())
    attribute = ""
    if element.attribute is not None:
        attribute = f'<xs:attribute name="{element.attribute}" type="xs:string" use="required"/>\n'
    return (
        f"{head}><xs:complexType><{group}>\n{children}</{group}>{attribute}"
        f"</xs:complexType></xs:element>\n"
    )


@cache
def people_schema() -> etree.XMLSchema:
    return _compiled(formats.people())


@cache
def changes_schema() -> etree.XMLSchema:
    return _compiled(formats.changes())


@cache
def referentiel_schema() -> etree.XMLSchema:
    return _compiled(formats.referentiel())


def _compiled(root: Element) -> etree.XMLSchema:
    return etree.XMLSchema(etree.fromstring(xsd(root)))


def check_written(path: Path, schema: etree.XMLSchema, *, name: str) -> None:
    """Validate a file that we wrote. Raises `InvalidFile`; `name` is the name it would have."""
    try:
        schema.assertValid(etree.parse(str(path)))
    except etree.DocumentInvalid as error:
        raise InvalidFile(name, str(error)) from error
