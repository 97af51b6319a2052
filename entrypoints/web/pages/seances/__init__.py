"""The pages of the séances: the year, each séance, its tableau, the links of its guests."""
