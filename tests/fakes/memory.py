"""What a piece of work takes of memory, as Python's own allocator counts it; other threads count as well.

The size of the whole process tells too little: a collection, or what a test before gave back, weighs more than most
of what is measured.
"""

import contextlib
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass
class Taken:
    """`most` is the peak within the block, in bytes above what there was at its begin; known when the block is over."""

    most: int = 0


@contextlib.contextmanager
def memory_taken() -> Iterator[Taken]:
    """Count within the block."""
    taken = Taken()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    try:
        yield taken
        taken.most = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
