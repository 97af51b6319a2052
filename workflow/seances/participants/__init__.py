"""Who sits: the members and their deputies, convoked, answering, present; the links of those who
have no account."""
