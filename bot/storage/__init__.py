"""Keeps what must outlive the process, in SQLite or PostgreSQL; the only room that speaks SQL."""
