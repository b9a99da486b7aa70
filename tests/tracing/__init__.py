"""Tracing the numerals of a finished page, place by place: what may stand where, worked out from the data files.

A page is read into places; each place has one rule, and a place without a rule is not traced.
"""
