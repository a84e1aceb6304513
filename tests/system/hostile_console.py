#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A client of the socket that means harm, for hostile_console.test: hostile_console.py SOCKET MANNER. Exit status: 0 it
was borne as it should be; else the last line says what was not. Commands and members are read from the daemon's sources,
so that a new one is tried, too."""
import json, os, random, re, select, socket, sys, time

path, manner = sys.argv[1], sys.argv[2]
random.seed(int(os.environ.get("SEED", "11")))
HELLO = b'{"hello":{"protocol":1,"program":"hostile"}}\n'


def commands():
    with open("andon/commands.c") as f:
        return re.findall(r'^    \{"([a-z-]+)", PERSON_([A-Z]+),', f.read(), re.M)


def members():
    found = set()
    for folder in ("andon", "data/model", "data/model/andon", "andon/engine/people"):
        for name in sorted(os.listdir(folder)):
            if name.endswith(".c"):
                with open(os.path.join(folder, name)) as f:
                    found |= set(re.findall(r'(?:json_object_get\([a-z_>-]+, |\{)"([a-z_]{2,16})"', f.read()))
    return sorted(found - {"file", "cmd", "id", "hello"})


class Client:
    def __init__(self, hello=True):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(30)
        end = time.monotonic() + 30
        while True:  # as a blocking one waits while others have filled the queue
            try:
                self.sock.connect(path)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    raise
                select.select([], [], [], 0.02)
        self.data, self.gone = b"", False
        if hello:
            self.send(HELLO)
            self.line()

    def send(self, raw):
        try:
            self.sock.sendall(raw)
        except OSError:
            self.gone = True

    def line(self, wait=30):
        end = time.monotonic() + wait
        while b"\n" not in self.data:
            if time.monotonic() > end or not select.select([self.sock], [], [], max(0, end - time.monotonic()))[0]:
                return None
            try:
                more = self.sock.recv(1 << 20)
            except OSError:
                more = b""
            if not more:
                self.gone = True
                return None
            self.data += more
        line, self.data = self.data.split(b"\n", 1)
        return json.loads(line)

    def ask(self, request):
        """The answer with this request's id; None when cut off."""
        raw = request if isinstance(request, bytes) else json.dumps(request).encode()
        self.send(raw + b"\n")
        while True:
            answer = self.line()
            if answer is None or answer.get("id") == (request.get("id") if isinstance(request, dict) else None):
                return answer


def served():
    """Another one is, with a whole snapshot. While all places are taken it is told busy, and comes again."""
    end = time.monotonic() + 20
    while True:
        client = Client()
        answer = client.ask({"cmd": "status", "id": 1})
        if answer or time.monotonic() > end:
            break
        client.sock.close()
        select.select([], [], [], 0.05)
    if not answer or not answer.get("ok") or "machine" not in json.dumps(answer):
        sys.exit(f"{manner}: another client is not served: {str(answer)[:200]}")


def wrong_types():
    names, tries, asked = members(), [], 0
    values = [None, True, -1, 0, 1e308, 9223372036854775807, -9223372036854775808, "", "x" * 5000, "\u202e\x1b[2J", "P1D",
              [], [[]], {}, {"id": 1}, [None] * 50, "../../../etc/passwd", "%s%n", "2026-13-45T99:99:99Z", 1.5]
    for name, _ in commands():
        if name in ("unwatch",):
            continue
        wrong = values if name != "backup" else [v for v in values if not isinstance(v, str)]
        for member in names + ["file"] * (name == "backup"):
            request = {"cmd": name, "id": len(tries) + 1, member: random.choice(wrong)}
            for more in random.sample(names, 3):
                request.setdefault(more, random.choice(wrong))
            tries.append(request)
        tries.append({"cmd": name, "id": len(tries) + 1, **{m: random.choice(wrong) for m in names}})
    random.shuffle(tries)
    tries = tries[:int(os.environ.get("TRIES", "2500"))]
    clients = [Client() for _ in range(30)]
    for i, client in enumerate(clients):
        mine = tries[i::len(clients)]
        client.waiting = {r["id"]: r for r in mine}
        client.send(b"".join(json.dumps(r).encode() + b"\n" for r in mine))
    for client in clients:
        while client.waiting:
            answer = client.line()
            if answer is None:
                first = json.dumps(next(iter(client.waiting.values())))[:300]
                sys.exit(f"{manner}: {len(client.waiting)} requests have no answer, gone: {client.gone}; the first: {first}")
            if "id" in answer and "ok" in answer and not answer.get("more"):
                client.waiting.pop(answer["id"], None)
                asked += 1
    print(f"{asked} requests of {len(commands())} commands and {len(names)} members were answered")


def not_json():
    for raw in (b"\n" * 1000, b"null\n", b"[]\n", b'"x"\n', b"{\n", b"{}\n", b'{"cmd":null}\n', b'{"cmd":{}}\n', b'{"cmd":"status","id":{}}\n',
                b"\xff\xfe\n", b'{"cmd":"\x00"}\n', b'{"cmd":"status","cmd":"ack","id":1}\n', b"[" * 100000 + b"\n",
                b'{"a":' * 50000 + b"\n", b'{"id":1e999,"cmd":"status"}\n', b'{"cmd":"' + b"\\u0000" * 1000 + b'"}\n',
                b'{"cmd":"no-such-thing","id":1}\n', b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"):
        Client().send(raw)
        client = Client(hello=False)
        client.send(raw)
        client.line(0.05)


def long_lines():
    for size in (1 << 18, 1 << 20):
        client = Client()
        client.send(b'{"cmd":"' + b"x" * size)
        client.send(b'"}\n')
    client = Client(hello=False)
    client.send(b"y" * (1 << 20))


def half_lines():
    """Held open while others are served."""
    held = [Client(hello=i % 2 == 0) for i in range(50)]
    for i, client in enumerate(held):
        client.send(b'{"cmd":"status","id":1'[:1 + i % 20])
    served()
    for client in held:
        client.sock.close()


def not_reading():
    held = []
    for _ in range(20):
        client = Client()
        client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        client.send(b'{"cmd":"watch","id":1}\n' + b'{"cmd":"status","id":2}\n' * 2000)
        held.append(client)
    served()


def closing():
    for i in range(300):
        client = Client(hello=i % 3 != 0)
        client.send(b'{"cmd":"export","what":"log","id":1}\n{"cmd":"log","id":2}\n{"cmd":"status","id":3}\n')
        if i % 2:
            client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        client.sock.close()


def thousands():
    for _ in range(20):
        held = []
        for _ in range(150):
            sock = socket.socket(socket.AF_UNIX)
            sock.setblocking(False)
            try:
                sock.connect(path)
            except OSError:
                pass
            held.append(sock)
        for sock in held:
            sock.close()


def flood():
    clients = [Client() for _ in range(10)]
    for client in clients:
        client.sock.setblocking(False)
        try:
            client.sock.send(b'{"cmd":"status","id":1}\n{"cmd":"lamps","id":2}\n' * 2000)
        except OSError:
            pass
    served()


def descriptors():
    """With a message: they are not ours to keep."""
    client = Client()
    socket.send_fds(client.sock, [b'{"cmd":"status","id":1}\n'], [0] * 50)
    if not client.line():
        sys.exit("no answer beside descriptors")


def stranger():
    """Another user, in none of the groups: looks, and changes nothing."""
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    client = Client()
    for number, (name, role) in enumerate(commands(), 1):
        if role == "VIEWER":
            continue
        answer = client.ask({"cmd": name, "id": number, "role": "supervisor", "uid": 0})
        if not answer or answer["ok"] or answer["error"]["code"] != "forbidden":
            sys.exit(f"{name}: a stranger is answered {answer}")
    for raw in (b'{"hello":{"protocol":1,"program":"x","role":"supervisor","uid":0}}\n',):
        again = Client(hello=False)
        again.send(raw)
        if again.line().get("role", "viewer") not in ("viewer",):
            sys.exit("a role that was claimed is believed")


globals()[manner]()
if manner != "stranger":
    served()
