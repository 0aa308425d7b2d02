"""The one exception that a user's mistake raises anywhere in setpiece."""


class UserError(Exception):
    """Bad input from the user: a config key, a file, a folder, a device.

    The message is the whole report: it names the key or file, what was found and what would be
    accepted. The command line prints it without a traceback and exits with code 2.
    """
