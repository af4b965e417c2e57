"""Start an event loop, which makes a pair of sockets by itself.

gains: sockets made by code that nobody reads
expect: EPERM
unconfined: obtained
"""
import asyncio
async def nothing():
    return "ran"
attempt(lambda: asyncio.run(nothing()))
