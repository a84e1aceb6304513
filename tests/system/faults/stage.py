# What tests of faults share: a broker, the real andond of the press station between it and a shim (shim.c) by which the
# machine's faults come, its socket, its simulated tower. Results as TAP; what it starts it ends by its pid.
import ctypes
import json
import mmap
import os
import random
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

BUILD = os.environ.get("BUILD", "build")
HERE = os.path.dirname(os.path.abspath(__file__))
WAIT_S = 30 * int(os.environ.get("TEST_TIMEOUT_MULTIPLIER", "1"))
TOPIC = "factory/line1/press3/"


class Faults(ctypes.Structure):
    """struct faults of shim.c"""

    _fields_ = [(name, ctypes.c_int64) for name in ("wall_ms", "disk", "struck", "of", "asked", "fail_at", "fail_for")]


class Tap:
    def __init__(self):
        self.count, self.bad = 0, 0

    def result(self, good, name):
        self.count += 1
        self.bad += not good
        print(f"{'ok' if good else 'not ok'} {self.count} - {name}", flush=True)
        return bool(good)

    def skip(self, name, why):
        self.count += 1
        print(f"ok {self.count} - {name} # SKIP {why}", flush=True)


def now():
    return time.monotonic()


def pause(seconds=0.02):
    select.select([], [], [], seconds)


def until(condition, seconds=WAIT_S):
    """What it says once it is true; None: in vain."""
    end = now() + seconds
    while True:
        value = condition()
        if value or now() > end:
            return value or None
        pause()


def dig(document, path):
    for name in path.split("."):
        try:
            document = document[int(name)] if isinstance(document, list) else document[name]
        except (KeyError, IndexError, TypeError):
            return None
    return document


class Client:
    """One connection to a daemon's socket."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(WAIT_S)
        self.socket.connect(path)
        self.text, self.id = b"", 0
        self.say({"hello": {"protocol": 1, "program": "faults", "version": "0"}})

    def say(self, message):
        self.socket.sendall(json.dumps(message).encode() + b"\n")

    def ask(self, command, **more):
        """The answer; None: the connection is gone."""
        self.id += 1
        try:
            self.say({"cmd": command, "id": self.id, **more})
            while True:
                data = self.socket.recv(1 << 20)
                if not data:
                    return None
                *lines, self.text = (self.text + data).split(b"\n")
                for line in lines:
                    message = json.loads(line)
                    if message.get("id") == self.id:
                        return message
        except OSError:
            return None

    def close(self):
        self.socket.close()


class Stage:
    """A directory, a broker and a station; `memory`: the shim stands before the allocator, too."""

    def __init__(self, memory=False):
        self.dir = tempfile.mkdtemp(prefix="andon-faults.")
        self.processes, self.tap = [], Tap()
        self.broker = self.daemon = self.client = None
        self.memory = memory
        for name in "run", "data", "layer":
            os.mkdir(self.path(name))
        self.shim = self.path("shim.so")
        flags = ["-DSHIM_MEMORY"] if memory else []
        compiler = os.environ.get("CC", "cc").split()
        argv = [*compiler, "-D_GNU_SOURCE", "-O1", "-g", "-shared", "-fPIC", *flags, "-o", self.shim, f"{HERE}/shim.c", "-ldl"]
        subprocess.run(argv, check=True)
        with open(self.path("faults"), "wb") as f:
            f.write(bytes(ctypes.sizeof(Faults)))
        with open(self.path("faults"), "r+b") as f:
            self.map = mmap.mmap(f.fileno(), ctypes.sizeof(Faults))
        self.faults = Faults.from_buffer(self.map)

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def environment(self, loads=False):
        """`loads`: it loads libraries as it runs, and what the linker allocates through the shim is no leak."""
        sanitizer = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
        if loads and self.memory:
            sanitizer += ":fast_unwind_on_malloc=0"  # who called is seen through the shim: slow
        return dict(os.environ, LD_PRELOAD=self.shim, TEST_FAULTS=self.path("faults"), ASAN_OPTIONS=sanitizer)

    def start(self, argv, log, **more):
        with open(self.path(log), "ab") as out:
            more.setdefault("stderr", out)
            process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, **more)
        self.processes.append(process)
        return process

    def end(self, process, number=signal.SIGTERM):
        """Its exit status; None: it did not end."""
        if process.poll() is None:
            process.send_signal(signal.SIGCONT)
            process.send_signal(number)
        try:
            return process.wait(WAIT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return None

    def log(self, name="andond.log"):
        try:
            with open(self.path(name), errors="replace") as f:
                return f.read()
        except FileNotFoundError:
            return ""

    def close(self):
        if self.tap.bad:
            for name in sorted(os.listdir(self.dir)):
                if name.endswith(".log"):
                    print(*[f"# {name}: {line}" for line in self.log(name).splitlines()[-25:]], sep="\n")
        for process in reversed(self.processes):
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
                process.wait()
        shutil.rmtree(self.dir, ignore_errors=True)

    # ---- the broker ----

    def start_broker(self, port=None):
        program = shutil.which("mosquitto", path=os.environ["PATH"] + ":/usr/sbin")
        for _ in range(8):
            self.port = port or random.randint(10000, 32000)
            with open(self.path("mosquitto.conf"), "w") as f:
                f.write(f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence false\n")
                f.write("user root\n" if os.getuid() == 0 else "")
            self.broker = self.start([program, "-c", self.path("mosquitto.conf")], "broker.log")
            if until(lambda: self.broker.poll() is not None or self.accepts()) and self.broker.poll() is None:
                return
        raise RuntimeError("no broker would start")

    def accepts(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        except OSError:
            return False

    def press(self, topic, message):
        """The press says something, retained as a gateway does."""
        text = message if isinstance(message, str) else json.dumps(message)
        argv = ["mosquitto_pub", "-h", "127.0.0.1", "-p", str(self.port), "-q", "1", "-t", TOPIC + topic, "-m", text]
        return subprocess.run(argv, capture_output=True).returncode == 0

    def runs(self):
        """What is said before the station listens is lost: it is waited for."""
        return (self.says("snapshot.sync.link", "up") and self.press("alive", "online")
                and self.press("state", {"state": "RUN", "code": ""}))

    # ---- the station ----

    def start_andond(self, broker=None, extra="", keepalive=20, **more):
        """Where it is between ten and eleven in the morning, and no shift ends meanwhile."""
        west = time.gmtime().tm_hour - 10
        zone = f"Etc/GMT{west - 24 if west > 12 else west:+d}"
        with open(self.path("layer", "faults.ini"), "w") as f:
            f.write(f"[site]\ntimezone = {zone}\n[broker plant]\nurl = {broker or f'mqtt://127.0.0.1:{self.port}'}\n"
                    f"retry_min = 100 ms\nretry_max = 300 ms\nkeepalive = {keepalive} s\n[station]\nsmall_stop = 1 s\ntarget_oee = 0 %\n"
                    "[signal total]\nrate_max = 0\n[signal scrap]\nrate_max = 0\n"
                    "[shift early]\nbreaks =\n[shift late]\nbreaks =\n[shift night]\nbreaks =\n" + extra)
        argv = [f"{BUILD}/andond", "--config", "layouts/stations/press", "--config", self.path("layer")]
        argv += ["--run", self.path("run"), "--data", self.path("data"), "--foreground"]
        self.daemon = self.start(argv, "andond.log", env=self.environment(loads=True), **more)
        return self.connect()

    def connect(self):
        def try_it():
            try:
                self.client = Client(self.path("run", "andond.sock"))
            except OSError:
                return None
            return self.client.ask("status")
        return until(lambda: self.daemon.poll() is not None or try_it()) and self.daemon.poll() is None

    def says(self, path, value):
        """The status at `path` becomes that, or what a function makes of it true."""
        test = value if callable(value) else lambda x: x == value
        return until(lambda: self.alive() and test(dig(self.client.ask("status"), path)))

    def alive(self):
        return self.daemon.poll() is None

    def lamp(self, name, value="1"):
        """The line of the simulated tower becomes that: what a person sees."""
        def is_so():
            try:
                with open(self.path("run", "tower")) as f:
                    rows = dict(line.split(" ", 1) for line in f.read().splitlines() if " " in line)
            except OSError:
                return False
            return f"set={value}" in rows.get(name, "")
        return until(is_so)

    def enters(self):
        """Somebody cleans and is done with it; true when both entries are said to be kept."""
        for mode in "cleaning", "production":
            said = self.client.ask("mode", mode=mode)
            if not said or not said.get("ok"):
                print(f"# {mode}: {said}")
                return False
        return True

    def truth(self, total):
        """Light and figures are as the machine is: it runs, and made `total` since the first reading."""
        return (self.says("snapshot.machine.state", "running") and self.says("snapshot.counts.total", total)
                and self.lamp("green"))

    def verifies(self):
        argv = [f"{BUILD}/andonctl", "verify", "--data", self.path("data")]
        done = subprocess.run(argv, capture_output=True, text=True)
        if done.returncode != 0:
            print(*[f"# {line}" for line in (done.stdout + done.stderr).splitlines()], sep="\n")
        return done.returncode == 0


def run(test, memory=False):
    """A test is a function of the stage; the result is the program's status."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    stage = Stage(memory)
    try:
        test(stage)
    except (RuntimeError, OSError, subprocess.SubprocessError) as e:
        stage.tap.result(False, f"it went through: {e}")
    finally:
        stage.close()
    print(f"1..{stage.tap.count}")
    sys.exit(1 if stage.tap.bad or not stage.tap.count else 0)
