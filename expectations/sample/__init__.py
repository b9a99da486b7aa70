"""Sample logs: clean records first, then the condition in which staff leave them, then files.

``records`` builds the bundled logs after ``design.toml``, so that their figures are those of the published edition;
``random_logs`` draws logs of any size for tests and benchmarks. ``faults`` adds records that validation must set aside,
``mess`` spells all of it the way staff do, ``files`` writes it down. Nobody in them is real.
"""
