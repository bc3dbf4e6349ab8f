import asyncio
from contextlib import suppress

import pytest

from pipeline.admission import Admission, NotAdmittedError


async def test_who_is_in_is_counted():
    """From admission to leaving, however the call ended."""
    admission = Admission()
    with admission.admit():
        with suppress(ValueError), admission.admit():
            assert len(admission) == 2
            raise ValueError
        assert len(admission) == 1
    assert len(admission) == 0


async def test_a_closed_admission_refuses_and_lets_stay():
    """It says when to ask again, and is empty when the last one has left."""
    admission = Admission()
    with admission.admit():
        admission.close()
        assert admission.closed
        with pytest.raises(NotAdmittedError) as refusal, admission.admit():
            pass
        assert refusal.value.retryable
        emptied = asyncio.create_task(admission.emptied())
        await asyncio.sleep(0)
        assert not emptied.done()
    await emptied


async def test_there_are_so_many_calls_at_once():
    """One more is told when to ask again; a request that is no call is let in all the same."""
    admission = Admission(max_calls=2)
    with admission.admit(), admission.admit():
        with pytest.raises(NotAdmittedError, match="MAX_CALLS") as refusal, admission.admit():
            pass
        assert (refusal.value.code, refusal.value.retry_after) == ("server_full", 3)
        with admission.admit_request():
            assert len(admission) == 3
        assert len(admission) == 2
    with admission.admit():
        assert len(admission) == 1


async def test_who_is_about_to_come_holds_half_of_the_places_at_most():
    """However many they are."""
    admission = Admission(max_calls=4)
    with admission.admit():
        admission.check_room(coming=100)
        with admission.admit():
            admission.check_room(coming=1)
            with pytest.raises(NotAdmittedError):
                admission.check_room(coming=2)
