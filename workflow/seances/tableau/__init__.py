"""What is brought before a séance: its lines and points, what services still owe, its cut-off, its
agenda."""
