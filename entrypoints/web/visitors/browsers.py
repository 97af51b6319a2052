"""What is kept of a browser: its family, nothing that would single it out."""

_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def family(agent: str) -> str:
    """« Firefox, Linux », of what a browser says of itself; « navigateur » when it says nothing
    known."""
    found = [
        next((label for sign, label in signs if sign in agent), None)
        for signs in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(one for one in found if one) or "navigateur"
