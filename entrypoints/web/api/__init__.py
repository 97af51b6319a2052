"""The API: what the pages do, for programs, through the same gate. It knows nothing of HTML."""
