"""Start workers with multiprocessing and concurrent.futures.

gains: every core of the host
expect: EPERM
unconfined: obtained
"""
import multiprocessing
def start(method):
    worker = multiprocessing.get_context(method).Process(target=int)
    worker.start()
    worker.join()
    return method
attempt(lambda: start("fork"), lambda: start("spawn"), lambda: start("forkserver"))
