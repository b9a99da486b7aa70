"""Reconcile: hold the figures of an edition against each other, and stop the build where two of them disagree.

It runs twice: on the raw counts before they are protected, and on the figures that will be published. No setting turns
a check off.
"""

from tasks.reconcile.checks import CHECKS, Check, reconcile, reconcile_published

__all__ = ["CHECKS", "Check", "reconcile", "reconcile_published"]
