"""Files of chance end in a programme or in problems; ``python -m benchmarks.fuzzing`` reads ten thousand of them."""

from __future__ import annotations

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import SORTS
from tests.test_reading_anything import reads


@given(st.sampled_from(sorted(SORTS)), st.randoms(use_true_random=False))
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_a_folder_of_chance_is_read_or_refused(sort: str, chance: Random) -> None:
    with TemporaryDirectory() as folder:
        SORTS[sort](Path(folder), chance)
        reads(Path(folder))
