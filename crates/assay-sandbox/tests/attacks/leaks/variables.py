"""Read the environment.

gains: tokens and paths that were passed as variables
expect: absent
unconfined: obtained
"""
import re
telling = re.compile("secret|token|key|password|cargo|ssh|home|user|logname|pwd|path", re.I)
search((name, value) for name, value in os.environ.items() if telling.search(name) and not value.startswith(("/work", "/cell", "/lib")))
