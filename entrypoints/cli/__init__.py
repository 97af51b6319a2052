"""The command `reorientation`, in French: a file per group of commands, and their screens."""
