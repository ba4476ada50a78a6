"""What takes too long for every day: ``nox -s stress``, or ``python -m tests.stress threads --minutes 1`` for a part.

A part is a module with ``run(size)``, which gives one line of figures or fails. `test_stress.py` of the contract tests
runs each of them small.
"""
