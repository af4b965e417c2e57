"""Ask how long the machine has been running.

gains: when the host was last patched
expect: obtained
unconfined: obtained
accepted: monotonic clocks count from the start of the machine; the call does not enter the kernel, so that no filter sees it
"""
import time
attempt(lambda: time.clock_gettime(time.CLOCK_MONOTONIC), lambda: time.clock_gettime(time.CLOCK_BOOTTIME))
