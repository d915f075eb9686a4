"""The tests. tests/settings.py starts the servers they need; tests/conftest.py makes the database."""
