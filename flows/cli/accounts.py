"""The part of the command line for the accounts of the editions site."""

import argparse
import getpass
import sys
from typing import Any

from flows.cli.help import add_command
from flows.cli.terminal import say
from tasks.model.errors import UsageError


def add_accounts(commands: Any) -> None:
    """Add the command for accounts."""
    user = add_command(commands, "user")
    doing = user.add_subparsers(required=True, metavar="what", dest="what")
    added = doing.add_parser("add", help="make an account; the password is asked for")
    added.add_argument(
        "--role",
        dest="roles",
        action="append",
        default=[],
        choices=["reader", "editor", "translator", "approver"],
        help="can be given several times (default: reader)",
    )
    changed = doing.add_parser("password", help="set another password; all sessions of the account end")
    removed = doing.add_parser("remove", help="remove an account; its sessions end")
    for each in (added, changed, removed):
        each.add_argument("name", metavar="NAME")
    doing.add_parser("list", help="who has an account, and which roles")
    user.set_defaults(run=_user, reads_content=False)


def _user(options: argparse.Namespace) -> int:
    from flows.desk import accounts

    by = getpass.getuser()
    match options.what:
        case "list":
            say(*(f"{each.name}: {', '.join(sorted(each.roles))}" for each in accounts.accounts()))
        case "add":
            roles = frozenset(map(accounts.Role, options.roles)) | {accounts.Role.READER}
            accounts.add(options.name, _password(), roles, by)
            say(f"{options.name} can sign in now.")
        case "remove":
            accounts.remove(options.name, by)
            say(f"{options.name} is removed.")
        case "password":
            accounts.set_password(options.name, _password(), by)
            say(f"The password of {options.name} is changed; whoever was signed in by it is not any more.")
    return 0


def _password() -> str:
    """Asked for twice on a terminal; else the first line of what comes in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first, second = getpass.getpass("Password: "), getpass.getpass("Once more: ")
    if first != second:
        raise UsageError("The two are not the same.", remedy="Try again.")
    return first
