"""FastAPI adapter of Phemius."""
