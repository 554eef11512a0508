from tests.status.conftest import authority, catalog, making

__all__ = ["authority", "catalog", "making"]
