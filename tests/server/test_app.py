"""Web application: how its routes stand to one another."""

from tests.product import PRODUCT


def test_routes_import_no_routes() -> None:
    """What two of them share stands in a module of its own, beside the folder."""
    routes = [module for module in PRODUCT if str(module).startswith("server/routes/")]
    assert routes
    wrong = [
        f"{module}:{line} imports {name}"
        for module in routes
        for name, line in module.imports
        if name.startswith("server.routes")
    ]
    assert not wrong
