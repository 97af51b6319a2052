"""A file brought to be imported: its columns, a trial, the import, its report."""
