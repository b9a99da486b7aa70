"""Sample logs: clean records first, then their cells as staff write them, then files.

``records`` builds the bundled logs after ``design.toml``, so that their figures are those of the published edition;
``random_logs`` draws logs of any size for tests and benchmarks. ``faults`` adds records that validation must set aside,
``logs`` and ``cells`` spell all of it the way staff do, ``files`` writes the files. Nobody in them is real.
"""
