"""Look in the interpreter and its settings for the paths it was built with.

gains: where the host's Python lies, and whose it is
expect: obtained
unconfined: obtained
accepted: the interpreter is the machine's own, bit for bit, and says where it was built; Assay's own paths and the user's files are not among them
"""
import sysconfig
attempt(lambda: (sysconfig.get_config_var("prefix"), sysconfig.get_config_var("LIBDIR"), sysconfig.get_config_var("CONFIG_ARGS")))
