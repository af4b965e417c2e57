"""What a container runs: one cell. It warms up, fetches its descriptors from the host, and confines itself as every other.

The host listens on a socket that is mounted into the container. It is told what the interpreter takes by itself and what
the ground looks like from inside, with a descriptor of the work directory; it answers with the confinement and the five
descriptors that the children of a zygote get.
"""

import gc

gc.disable()

HOST = "/cell/host"
NAMESPACES = ("cgroup", "ipc", "mnt", "net", "pid", "uts")


def ground():
    """What the engine has made of what the host asked it for."""
    import os
    import socket
    import time

    with open("/proc/self/status") as file:
        status = dict(line.rstrip("\n").split(":\t", 1) for line in file)
    size = lambda name: int(status[name].split()[0]) << 10  # noqa: E731
    work, root = os.statvfs("/work"), os.statvfs("/")
    return {
        "data_bytes": size("VmData"),
        "address_bytes": size("VmSize"),
        "resident_bytes": size("VmRSS"),
        "cpu_seconds": int(time.process_time()) + 1,
        "process": os.getpid(),
        "user": os.getuid(),
        "group": os.getgid(),
        "capabilities": status["CapEff"].strip("0") + status["CapBnd"].strip("0"),
        "interfaces": [name for _, name in socket.if_nameindex()],
        "namespaces": {name: os.readlink(f"/proc/self/ns/{name}") for name in NAMESPACES},
        "work_bytes": work.f_blocks * work.f_frsize,
        "work_files": work.f_files,
        "work_flags": work.f_flag,
        "root_flags": root.f_flag,
    }


def serve(control, work):
    import array
    import fcntl
    import json
    import os
    import socket

    import _cell
    import guest

    hello = json.dumps(ground()).encode()
    control.sendmsg([hello], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [work]))])
    message, ancillary, _, _ = control.recvmsg(65536, 256)
    descriptors = array.array("i")
    for _, _, data in ancillary:
        descriptors.frombytes(data)
    if not message:
        # The host has gone.
        os._exit(0)
    # Out of the way of the numbers that they are given, which the socket may have now.
    control.detach()
    sources = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, 16) for descriptor in descriptors]
    for target, source in enumerate(sources):
        os.dup2(source, target)
    _cell.close_from(len(descriptors))
    record = _cell.confine(message, -1, 0)
    gc.enable()
    guest.rehearse()
    os.write(1, record)
    guest.main()


if __name__ == "__main__":
    import os
    import socket

    import zygote

    # What the engine adds to the variables of the host.
    for name in ("HOSTNAME", "PATH"):
        os.environ.pop(name, None)
    control = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    # Some engines give it the mode of the folder that it is mounted on.
    os.chmod("/work", 0o700)
    work = os.open("/work", os.O_RDONLY | os.O_DIRECTORY)
    control.connect(HOST)
    zygote.warm_up()
    gc.collect()
    gc.freeze()
    serve(control, work)
