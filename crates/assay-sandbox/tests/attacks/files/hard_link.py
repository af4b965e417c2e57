"""Link a file of the work folder under a second name, and a file of the runtime into the work folder.

gains: a host that changes one file when it cleans another (CVE-2024-28189)
expect: EPERM
unconfined: obtained
"""
open("one", "w").write("")
attempt(lambda: os.link("one", "two"), lambda: os.link(os.__file__, "runtime"))
