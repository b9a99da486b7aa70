"""Statistical disclosure control: what counting, protecting, reconciling and verifying share.

``relations``, ``questions``, ``edit_rules`` and ``tables`` say which published numbers are one and the same and which
add up to which (linked tables); ``attacker`` and ``prior_constraints`` what anyone can derive from them;
``alternatives`` holds the tables that prove how little that is; ``invariants`` what every published figure obeys.
``series``, ``windows``, ``printed`` and ``ledger`` deal with time: how it is cut, summed up again, and what was
published of it before.
"""
