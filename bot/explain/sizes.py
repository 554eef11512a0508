"""Names sizes for people; knows no language, since units have none."""

UNITS = ("B", "KiB", "MiB", "GiB", "TiB")
STEP = 1024


def name_size(octets: int) -> str:
    """A size for people, in binary units with one decimal above bytes."""
    size = float(octets)
    for unit in UNITS:
        if size < STEP or unit == UNITS[-1]:
            break
        size /= STEP
    return f"{octets} B" if unit == "B" else f"{size:.1f} {unit}"
