"""Reach the network through Python's own libraries.

gains: the internet, by the shortest way
expect: EPERM
unconfined: ENETUNREACH
"""
import socket
def fetch():
    import urllib.error
    import urllib.request
    try:
        return urllib.request.urlopen("http://127.0.0.1:9/", timeout=1).read()
    except urllib.error.URLError as error:
        raise error.reason from None
attempt(fetch, lambda: socket.create_connection(("127.0.0.1", 9), timeout=1))
