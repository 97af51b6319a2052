"""Who sits: convoked, chased for what misses, come or not; the links of who has no account."""
