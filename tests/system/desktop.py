"""What tests of andon-notify share: private session buses, notification services, waiting for a
condition, and the lines of the test protocol. Nothing that was started outlives `finish`."""
import json, os, select, shutil, signal, socket, subprocess, sys, tempfile, time, traceback

import dbus
import dbus.bus

BUILD = os.environ.get("BUILD", "build")
WAIT = 30
work = tempfile.mkdtemp(prefix="andon-notify-")
started = []
count = 0
NOTIFICATIONS = ("org.freedesktop.Notifications", "/org/freedesktop/Notifications")


def pause(seconds=0.01):
    select.select([], [], [], seconds)


def until(condition, what):
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        got = condition()
        if got:
            return got
        pause()
    raise AssertionError("waited in vain: " + what)


def ok(name):
    global count
    count += 1
    print("ok %d - %s" % (count, name), flush=True)


def start(*args, **more):
    p = subprocess.Popen(args, **more)
    started.append(p)
    return p


def end(p, how=signal.SIGTERM):
    if p.poll() is None:
        p.send_signal(how)
    return p.wait(WAIT)


class Bus:
    """A session bus that starts no service by itself."""

    def __init__(self, name):
        self.path = os.path.join(work, name)
        conf = self.path + ".conf"
        with open(conf, "w") as f:
            f.write("""<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd"><busconfig><type>session</type>
<listen>unix:path=%s</listen><auth>EXTERNAL</auth><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"""
                    % self.path)
        self.address = "unix:path=" + self.path
        self.p = start("dbus-daemon", "--nofork", "--config-file=" + conf, stderr=subprocess.DEVNULL)
        until(self.listens, "a bus") # its path is there a little earlier
        self.bus = dbus.bus.BusConnection(self.address)
        self.bus.set_exit_on_disconnect(False) if hasattr(self.bus, "set_exit_on_disconnect") else None

    def listens(self):
        with socket.socket(socket.AF_UNIX) as s:
            return s.connect_ex(self.path) == 0

    def env(self):
        env = dict(os.environ, DBUS_SESSION_BUS_ADDRESS=self.address)
        env.pop("DISPLAY", None)
        return env

    def service(self, caps="body body-markup actions"):
        """The notification service; what it is called with can be asked."""
        p = start("/usr/bin/python3", "-m", "dbusmock", "--session", "--template", "notification_daemon",
                  "--parameters", json.dumps({"capabilities": caps}),
                  env=self.env(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: self.bus.name_has_owner(NOTIFICATIONS[0]), "a notification service")
        return p

    def mock(self):
        return dbus.Interface(self.bus.get_object(*NOTIFICATIONS), "org.freedesktop.DBus.Mock")

    def calls(self, name):
        return [c[2] for c in self.mock().GetCalls() if c[1] == name]

    def emit(self, name, signature, args):
        self.mock().EmitSignal("", name, signature, args)


def notify(bus, *args, **more):
    log = open(os.path.join(work, "notify.log"), "a")
    return start(BUILD + "/andon-notify", *args, env=bus.env(), stderr=log, **more)


def run(main):
    """Exit status of a test program."""
    status = 1
    try:
        main()
        print("%d passed, 0 failed" % count)
        status = 0
    except Exception as e:  # every failure is one line of the protocol
        traceback.print_exc()
        print("not ok %d - %s" % (count + 1, str(e)[:200].replace("\n", " ")), flush=True)
        for name in os.listdir(work):
            if name.endswith(".log"):
                with open(os.path.join(work, name)) as f:
                    sys.stderr.write("--- %s\n%s" % (name, f.read()[-4000:]))
    finally:
        for p in reversed(started):
            if p.poll() is None:
                p.send_signal(signal.SIGCONT)
                p.kill()
                p.wait()
        shutil.rmtree(work)
    return status
