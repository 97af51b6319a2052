"""Names as they are compared and searched."""

import unicodedata


def folded(*names: str) -> str:
    """Names as they are searched: no accent, no case, no hyphen, words in alphabetical order."""
    letters = unicodedata.normalize("NFKD", " ".join(names).casefold())
    bare = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return " ".join(sorted(bare.split()))
