"""Make files and folders in the root and beside the work folder.

gains: a place that a later run or the host may read
expect: EROFS
unconfined: not run: it would litter the machine's root
"""
attempt(lambda: os.mkdir("/planted"), lambda: os.mkdir("/etc/planted"), lambda: open("/planted.txt", "w").write("here"))
