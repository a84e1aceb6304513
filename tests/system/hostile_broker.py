#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A broker that means harm, for hostile_broker.test: hostile_broker.py PORT ORDERS LOG. Each line of ORDERS (a pipe) is
the manner of the connections from then on; each connection writes "MANNER: what happened" to LOG."""
import os, random, select, socket, struct, sys, threading, time

port, orders, log = int(sys.argv[1]), sys.argv[2], sys.argv[3]
manner, seed = "refuse", int(os.environ.get("SEED", "7"))
ROOT = "andon/v1/acme/monterrey/stamping/line1/press3/"
PRESS = "factory/line1/press3/"
lock, heard = threading.Lock(), {}


def note(text):
    with lock, open(log, "a") as f:
        f.write(text + "\n")


def varint(n):
    out = b""
    while True:
        n, low = n // 128, n % 128
        out += bytes([low | (128 if n else 0)])
        if not n:
            return out


def packet(kind, body):
    return bytes([kind]) + varint(len(body)) + body


def text(t):
    raw = t if isinstance(t, bytes) else t.encode()
    return struct.pack(">H", len(raw)) + raw


class Peer:
    def __init__(self, sock):
        self.sock, self.data, self.version = sock, b"", 4
        sock.settimeout(20)

    def read(self):
        """The next packet: kind and body; None at the end."""
        while True:
            size = shift = 0
            for i in range(1, min(5, len(self.data))):
                size |= (self.data[i] & 127) << shift
                shift += 7
                if not self.data[i] & 128:
                    if len(self.data) >= 1 + i + size:
                        kind, body = self.data[0], self.data[1 + i:1 + i + size]
                        self.data = self.data[1 + i + size:]
                        return kind, body
                    break
            more = self.sock.recv(65536)
            if not more:
                return None
            self.data += more

    def connect(self):
        got = self.read()
        if got is None or got[0] >> 4 != 1:
            return False
        self.version = got[1][6]
        return True

    def connack(self):
        self.sock.sendall(packet(0x20, b"\0\0" + (b"\0" if self.version == 5 else b"")))

    def suback(self, code=1):
        """Answers the next SUBSCRIBE; other packets before it are passed over (PUBLISH of QoS 1 is answered)."""
        while True:
            got = self.read()
            if got is None:
                return False
            kind, body = got
            if kind >> 4 == 8:
                rest = body[2:]
                if self.version == 5:
                    rest = rest[1 + rest[0]:]
                count = 0
                while rest:
                    rest = rest[2 + struct.unpack(">H", rest[:2])[0] + 1:]
                    count += 1
                self.sock.sendall(packet(0x90, body[:2] + (b"\0" if self.version == 5 else b"") + bytes([code]) * count))
                return True
            self.answer(kind, body)

    def answer(self, kind, body):
        if kind >> 4 == 3 and kind & 6:
            size = struct.unpack(">H", body[:2])[0]
            for word in (b"epoch", b"nonce"):  # it hears what a forger needs to know
                if b'"' + word + b'":"' in body:
                    heard[word.decode()] = body.split(b'"' + word + b'":"')[1].split(b'"')[0].decode()
            self.sock.sendall(packet(0x40, body[2 + size:4 + size]))
        elif kind >> 4 == 12:
            self.sock.sendall(b"\xd0\0")

    def publish(self, topic, payload, flags=0, number=None):
        raw = payload if isinstance(payload, bytes) else payload.encode()
        self.sock.sendall(packet(0x30 | flags, text(topic) + (struct.pack(">H", number) if number else b"")
                                 + (b"\0" if self.version == 5 else b"") + raw))

    def hold(self, seconds):
        """Answers what comes, as a broker does."""
        end = threading.Event()
        timer = threading.Timer(seconds, end.set)
        timer.start()
        while not end.is_set():
            if select.select([self.sock], [], [], 0.1)[0]:
                got = self.read()
                if got is None:
                    return
                self.answer(*got)

    def up(self):
        return self.connect() and (self.connack() or True) and self.suback()


def refuse(p):
    p.connect()


def garbage(p):
    p.connect()
    p.sock.sendall(bytes(random.randrange(256) for _ in range(4096)))


def short_connack(p):
    p.connect()
    p.sock.sendall(random.choice([b"\x20\x00", b"\x20\x01\x00", b"\x20\x02\xff\xff", b"\x2f\x02\0\0", b"\x20\x03\0\0\x7f"]))


def bad_properties(p):
    p.connect()
    p.sock.sendall(packet(0x20, b"\0\0" + varint(200) + b"\x26\xff\xff" + b"x" * 20))


def huge_length(p):
    p.connect()
    p.sock.sendall(b"\x20\xff\xff\xff\x7f")
    for _ in range(256):
        p.sock.sendall(b"x" * 65536)


def endless_length(p):
    p.connect()
    p.sock.sendall(b"\x20" + b"\xff" * 64)


def huge_publish(p):
    if p.up():
        p.sock.sendall(b"\x30\xff\xff\xff\x7f" + text(PRESS + "state"))
        for _ in range(128):
            p.sock.sendall(b"x" * 65536)


def drip(p):
    p.connect()
    for byte in packet(0x20, b"\0\0\0"):
        p.sock.sendall(bytes([byte]))
        threading.Event().wait(0.2)


def no_suback(p):
    if p.connect():
        p.connack()
        p.hold(3)


def refused_subscription(p):
    if p.connect():
        p.connack()
        p.suback(0x87 if p.version == 5 else 0x80)
        p.hold(2)


def close_after_suback(p):
    p.up()


def answers_nobody_waits_for(p):
    if p.up():
        for kind in (0x40, 0x50, 0x62, 0x70, 0x90, 0xb0, 0xd0, 0x20, 0xf0, 0xe0, 0x00, 0x10, 0x82, 0xa2, 0xc0):
            p.sock.sendall(packet(kind, struct.pack(">H", random.randrange(65536)) + b"\0" * random.randrange(4)))
        p.hold(1)


def bad_publishes(p):
    if not p.up():
        return
    for topic in (b"", b"\0", b"a\x1b]0;x\x07b", b"\xff\xfe", b"#", b"+/+", b"a" * 65535, b"\xed\xa0\x80",
                  ROOT.encode() + b"\x1b[2J", PRESS.encode() + b"\x9b31m"):
        try:
            p.publish(topic, b"\0\xff" * 50)
        except OSError:
            return
    p.sock.sendall(packet(0x36, text(PRESS + "state") + b"\0\1\0x"))  # QoS 3
    p.sock.sendall(packet(0x32, text(PRESS + "state")))  # no packet id
    p.sock.sendall(packet(0x30, b"\xff\xff"))  # a topic longer than the packet
    p.sock.sendall(packet(0x30, b""))
    p.hold(1)


def forgeries(p):
    """What a broker may not forge, and what cannot be read."""
    if not p.up():
        return
    p.publish("andon/v1/hub/evil/status", '{"online":true,"version":"1","ts":1}', flags=1)
    p.hold(2)  # the status and a batch of records are said meanwhile
    note("heard " + " ".join(sorted(heard)))
    deep = "[" * 20000
    zero, epoch = "0" * 64, heard.get("epoch", "0" * 16)
    now = int(time.time() * 1000)
    for mac in ("", ',"mac":"' + zero + '"'):
        p.publish(ROOT + "ack", '{"epoch":"%s","first":1,"last":1%s}' % (epoch, mac))
        p.publish(ROOT + "ack", '{"epoch":"%s","first":1,"last":100000%s}' % (epoch, mac))
        p.publish(ROOT + "command", '{"v":1,"visit":"%s","n":1,"ts":%d,"nonce":"%s","hub":"evil","person":"a",'
                  '"role":"supervisor","what":"open","line":""%s}' % ("0" * 32, now, heard.get("nonce", ""), mac))
    for topic, payload in (
            ("ack", '{"epoch":"' + "0" * 16 + '","first":1,"last":9007199254740993}'),
            ("ack", '{"epoch":"x","first":-1,"last":1,"parked":[' + "1," * 9000 + "1]}"),
            ("ack", '{"epoch":"x","first":1,"last":99,"mac":"' + zero + '"}'), ("ack", deep), ("ack", b"\xff" * 4096),
            ("command", '{"n":1,"nonce":"x","ts":1,"visit":"' + "0" * 32 + '","person":"a","role":"supervisor","mac":"' + zero
             + '","line":"{}"}'), ("command", deep), ("command", b"\0" * 300),
            ("job", '{"rev":9223372036854775807,"jobs":[{"id":"\\u001b[2J","product":"x","quantity":1e308}]}'),
            ("job", '{"rev":1,"jobs":[' + '{"id":"a","product":"b","quantity":1},' * 3000 + "{}]}"), ("job", deep),
            ("prediction/bearing", '{"probability":1e999,"horizon":-1,"text":"\\u202e"}'), ("prediction/" + "x" * 300, "{}"),
            ("prediction/bearing", deep), ("workorder/P1/answer", '{"state":"done","text":"' + "\\u0007" * 9000 + '"}'),
            ("workorder/../../etc/answer", "{}"), ("config", "[station]\nname=evil\n"), ("told", deep), ("history/ack", deep)):
        p.publish(ROOT + topic, payload, flags=1)
    for topic, payload in (("total", "1e400"), ("total", "-1"), ("total", '{"value":"' + "9" * 5000 + '"}'), ("state", deep),
                           ("state", '{"state":"\\u001b]52;c;AAAA\\u0007","code":"' + "\\u009b" * 500 + '"}'),
                           ("alive", b"\xff\xfe"), ("state", b"\0" * 20000)):
        p.publish(PRESS + topic, payload)
    p.hold(2)


def flood(p):
    if not p.up():
        return
    state = '{"state":"RUN","code":"","ts":1}'
    block = b"".join(packet(0x30, text(PRESS + "noise/%d" % i) + (b"\0" if p.version == 5 else b"") + b"n" * 200)
                     + packet(0x30, text(PRESS + "state") + (b"\0" if p.version == 5 else b"") + state.encode()) for i in range(200))
    for _ in range(150):
        p.sock.sendall(block)
    p.hold(0.5)


def retained_flood(p):
    if not p.up():
        return
    p.sock.sendall(b"".join(packet(0x31, text(ROOT + "prediction/m%d" % i) + (b"\0" if p.version == 5 else b"") +
                                   b'{"v":1,"mode":"m","probability":0.9,"horizon":"PT1H"}') for i in range(20000)))
    p.sock.sendall(b"".join(packet(0x31, text(ROOT + "workorder/P%d/answer" % i) + (b"\0" if p.version == 5 else b"") +
                                   b'{"state":"done"}') for i in range(20000)))
    p.hold(0.5)


def silent(p):
    p.connect()
    p.read()


def serve(sock):
    mine = manner
    how = globals()[mine]
    try:
        how(Peer(sock))
        note(mine + ": over")
    except (OSError, IndexError, struct.error) as why:
        note(f"{mine}: {type(why).__name__}")
    finally:
        sock.close()


def listen():
    here = socket.socket()
    here.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    here.bind(("127.0.0.1", port))
    here.listen(50)
    note("listening")
    while True:
        sock, _ = here.accept()
        threading.Thread(target=serve, args=(sock,), daemon=True).start()


random.seed(seed)
threading.Thread(target=listen, daemon=True).start()
with open(orders) as f:
    for line in f:
        manner = line.strip()
        if manner == "end":
            break
        note("manner " + manner)
