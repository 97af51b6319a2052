"""One module per page or family of pages, each with its router and its templates."""
