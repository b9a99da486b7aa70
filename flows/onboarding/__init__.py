"""Onboarding: a log is looked into, its keeper is asked, and the content remembers the answers.

Values as written are shown to whoever sits at the terminal. They stand in no file, log or page, but for spellings that
are confirmed: these are content.
"""
