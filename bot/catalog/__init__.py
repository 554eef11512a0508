"""Turns knowledge files into a Catalog, proves and searches them; kept empty so that `catalog.search` stays pure."""
