"""Search one's own memory for a secret of the host.

gains: what the host had in memory when it started us
expect: absent
unconfined: obtained
"""
import re
pattern = re.compile(b"-terces-tset-yassa"[::-1] + b"[0-9a-f]{32}")
search(found for page in own_memory() for found in pattern.findall(page))
