"""Parameters packed and unpacked: every bit as it was, whatever number it belongs to."""

import struct
from math import inf, nan
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.training.snapshots import Shelf, Snapshot

NUMBERS = st.floats() | st.sampled_from([nan, -nan, inf, -inf, 0.0, -0.0, 5e-324, -5e-324])
PATTERNS = st.integers(0, 2**64 - 1).map(lambda bits: struct.unpack("d", bits.to_bytes(8, "little"))[0])


def bits(state):
    return struct.pack(f"{len(state)}d", *state)


@given(st.lists(st.tuples(NUMBERS | PATTERNS, NUMBERS | PATTERNS), max_size=40))
def test_any_parameters_come_back_to_the_bit(pairs):
    before, after = [one for one, _ in pairs], [other for _, other in pairs]
    whole, other = Snapshot.of(after), Snapshot.of(before)
    assert bits(whole.state()) == bits(after)
    assert bits(whole.next_to(other).state()) == bits(after)


@pytest.mark.parametrize("share", [0.0, 1e-6, 1e-3])
def test_parameters_that_changed_little_take_less(share):
    random = Random(0)
    before = [random.gauss(0, 0.1) for _ in range(2000)]
    after = [number * (1 + share * random.random()) for number in before]
    snapshot = Snapshot.of(after).next_to(Snapshot.of(before))
    assert bits(snapshot.state()) == bits(after)
    assert snapshot.bytes < {0.0: 0.02, 1e-6: 0.7, 1e-3: 0.85}[share] * 8 * len(after)


def test_parameters_with_nothing_in_common_are_kept_whole():
    random = Random(0)
    before, after = ([random.uniform(-1, 1) ** 9 for _ in range(64)] for _ in range(2))
    noise = Snapshot(random.randbytes(512))
    snapshot = Snapshot.of(after).next_to(noise)
    assert not snapshot.changes
    assert snapshot.bytes == 8 * len(before)
    assert bits(snapshot.state()) == bits(after)


def test_changes_to_changes_are_changes_to_the_same_whole():
    states = [[1.0 + step * 1e-12] * 100 for step in range(3)]
    first, second, third = map(Snapshot.of, states)
    second = second.next_to(first)
    third = third.next_to(second)
    assert third.whole is first.whole
    assert bits(third.state()) == bits(states[2])


@given(st.lists(st.tuples(st.sampled_from(["put", "drop", "farthest", "until"]), st.integers(0, 9)), max_size=40))
def test_a_shelf_finds_what_stands_on_it(actions):
    shelf, there = Shelf(), {}
    for count, (action, position) in enumerate(actions):
        if action == "put":
            shelf.put(position, Snapshot.of([0.0] * count))
            there[position] = count
        elif action == "drop":
            shelf.drop(position)
            there.pop(position, None)
        elif action == "farthest" and there:
            shelf.drop_farthest(position)
            del there[max(sorted(there), key=lambda at: abs(at - position))]
        elif action == "until":
            shelf = shelf.until(position)
            there = {at: size for at, size in there.items() if at <= position}
        assert list(shelf.positions) == sorted(there)
        assert {at: len(shelf[at].state()) for at in shelf.positions} == there
        assert shelf.bytes == 8 * sum(there.values())
        assert len(shelf) == len(there)
        for at in range(10):
            assert shelf.latest(at) == max((one for one in there if one <= at), default=None)
            assert (at in shelf) == (at in there)
