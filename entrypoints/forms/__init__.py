"""The answers in JSON, of the command line and of the API: French keys that do not change."""
