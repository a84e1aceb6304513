#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A terminal that means harm, for hostile_terminal.test: hostile_terminal.py CONSOLE SOCKET MANNER LIMIT_KIB. Exit
status: 0 the console bore it and ended well when it was told to; else the last line says what was not."""
import fcntl, os, pty, random, select, signal, struct, sys, termios, time

console, path, manner, limit = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
random.seed(int(os.environ.get("SEED", "5")))
reads = True


def start(term, rows=24, columns=80, **environment):
    """Of that size from the first moment on."""
    here, there = pty.openpty()
    resize(here, rows, columns)
    pid = os.fork()
    if pid == 0:
        os.login_tty(there)
        os.environ.update(TERM=term, LC_ALL="C.UTF-8", **environment)
        os.execv(console, [console, "--read-only", "--socket", path])
    os.close(there)
    return pid, here


def resize(fd, rows, columns):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def take(fd, wait):
    """What it shows within the time."""
    seen, end = b"", time.monotonic() + wait
    while (left := end - time.monotonic()) > 0 and select.select([fd], [], [], left)[0]:
        try:
            seen += os.read(fd, 65536)
        except OSError:
            break
    return seen


def give(fd, data):
    """All of it, reading what comes meanwhile as a terminal does."""
    os.set_blocking(fd, False)
    end = time.monotonic() + 60
    while data and time.monotonic() < end:
        readable, writable, _ = select.select([fd], [fd], [], 1)
        try:
            if readable and reads:
                os.read(fd, 65536)
            if writable:
                data = data[os.write(fd, data[:4096]):]
        except BlockingIOError:
            pass
        except OSError:
            return
    if data:
        sys.exit(f"{manner}: {len(data)} bytes were never taken")


def memory(pid):
    with open(f"/proc/{pid}/status") as f:
        return next((int(line.split()[1]) for line in f if line.startswith("VmHWM")), 0)


def until_it_shows(fd):
    seen, end = b"", time.monotonic() + 30
    while b"press3" not in seen and b"Press 3" not in seen:
        if time.monotonic() > end:
            sys.exit(f"{manner}: nothing is shown: {seen[-300:]!r}")
        seen += take(fd, 0.1)


def end_it(pid, fd):
    """It goes when told, with status 0 or by that signal."""
    os.kill(pid, signal.SIGTERM)
    end = time.monotonic() + 30
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            break
        if time.monotonic() > end:
            os.kill(pid, signal.SIGKILL)
            sys.exit(f"{manner}: it does not end")
        if reads:
            take(fd, 0.05)
        else:
            select.select([], [], [], 0.05)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) != signal.SIGTERM:
        sys.exit(f"{manner}: it died of signal {os.WTERMSIG(status)}")


def dances():
    sizes = [(0, 0), (1, 1), (200, 512), (1, 1000), (1000, 1), (24, 80), (3, 7), (300, 900), (65535, 65535)]
    return [random.choice(sizes) for _ in range(400)]


ANSWERS = {
    "garbage": bytes(random.randrange(1, 256) for _ in range(65536)).replace(b"\x03", b"").replace(b"\x1c", b"").replace(b"\x1a", b"").replace(b"Q", b""),
    "endless_escapes": b"\x1b[" + b"1;" * 100000 + b"\x1b]52;c;" + b"A" * 300000 + b"\x1bP" + b"z" * 100000 + b"\x1b" * 20000,
    "answers_unasked": (b"\x1b[?62;22c" + b"\x1b[24;80R" + b"\x1b[I\x1b[O" + b"\x1b[>0;276;0c" + b"\x1b]11;rgb:0/0/0\x07") * 3000,
    "mouse": b"".join(b"\x1b[<%d;%d;%d%c" % (random.choice([0, 64, 65, 999999999, 3]), random.choice([-1, 0, 1, 99999999999, 40]),
                                            random.choice([0, 5, 4294967295, 24]), random.choice(b"Mm")) for _ in range(5000)),
    "paste": b"\x1b[200~" + b"paste me \xf0\x9f\x92\xa5 \x1b[31m" * 50000 + b"\x1b[201~",
    "paste_without_end": b"\x1b[200~" + b"\xff\xfe\x80abc" * 200000,
    "not_utf8": b"/" + b"\xc3\x28\xed\xa0\x80\xf8\x88\x80\x80\x80\xff" * 5000 + b"\r",
}

if manner in ("unknown_term", "dumb_term", "no_term"):
    pid, fd = start({"unknown_term": "no-such-terminal", "dumb_term": "dumb", "no_term": ""}[manner])
    take(fd, 2)
elif manner in ("huge", "huge_lines", "huge_later"):
    if manner == "huge":
        pid, fd = start("xterm-256color", 65535, 65535)
    elif manner == "huge_lines":
        pid, fd = start("xterm-256color", LINES="65535", COLUMNS="99999999999")
    else:
        pid, fd = start("xterm-256color")
    until_it_shows(fd)
    if manner == "huge_later":
        resize(fd, 65535, 65535)
    take(fd, 2)
elif manner == "stalled":
    reads = False
    pid, fd = start("xterm-256color")
    until_it_shows(fd)
    for rows, columns in dances()[:100]:  # each is a whole picture that nobody takes
        resize(fd, rows or 1, columns or 1)
        os.kill(pid, signal.SIGWINCH)
        select.select([], [], [], 0.01)
else:
    pid, fd = start(random.choice(["xterm-256color", "linux", "vt220", "screen"]))
    until_it_shows(fd)
    if manner == "resizes":
        for rows, columns in dances():
            resize(fd, rows, columns)
            take(fd, 0.002)
        resize(fd, 24, 80)
        take(fd, 0.5)
    else:
        give(fd, ANSWERS[manner])
        take(fd, 1)
    ended, status = os.waitpid(pid, os.WNOHANG)
    if ended:
        if os.WIFSIGNALED(status) or os.WEXITSTATUS(status) != 0:
            sys.exit(f"{manner}: it ended with status {status}")
        sys.exit(f"{manner}: it has ended")
peak = 0
try:
    peak = memory(pid)
except FileNotFoundError:
    pass
if peak > limit:
    sys.exit(f"{manner}: it took {peak} KiB")
print(f"{manner}: {peak} KiB at most")
end_it(pid, fd)
