"""Sample logs: clean records first, then their cells as staff write them, then files.

``bundled`` builds the bundled logs after ``design.toml``, so that their figures are those of the published edition.
``faults`` adds records that validation must set aside, ``cells`` and ``logs`` spell all of it the way staff do and
write the files. Nobody in them is real.
"""
