from collections.abc import Collection


def differences(where: str, told: Collection[str], wanted: Collection[str]) -> list[str]:
    """What a page lacks and has too much, a line each, for who has just added something."""
    return [
        *(f"{where}: {one} is missing" for one in sorted({*wanted} - {*told})),
        *(f"{where}: {one} is nothing that there is" for one in sorted({*told} - {*wanted})),
    ]
