"""The services that take a push: one package each, over the shared tables in ``formats``."""
