"""The spaces that a line never breaks at: set where a page is written, once for every template."""

import re
from collections.abc import Iterator

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from rules.wording import NBSP

_TIGHT = re.compile(r" (?=[:;?!»])|(?<=«) |(?<=[nN]°) ")
_PROSE = frozenset({"data", "string"})


def fine(text: str) -> str:
    """A sentence typed with plain spaces, as it is printed: « : », « ; » and « » » stay with the
    word before them. Never what an agent typed and a form gives back."""
    return _TIGHT.sub(NBSP, text)


class FineSpaces(Extension):
    """What templates say by themselves is ``fine``, when they are compiled."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The tokens of a template, its prose and its quoted words made fine."""
        for token in stream:
            prose = token.type in _PROSE
            yield Token(token.lineno, token.type, fine(token.value)) if prose else token
