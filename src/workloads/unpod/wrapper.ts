// A small program that starts an Unpod runner and ends it well: the SDK installs no handler of SIGTERM, so as process 1 of a container a
// runner takes calls until it is killed, and elsewhere it dies at once; and it answers no probe and shows no metric.
//
// The program's text is a file of the pod's ConfigMap. It needs Python 3.10 or newer and nothing beside its standard library.
//
// Source: facts 1.1 (SDK 0.2.1): `start()` is `asyncio.run(run())`; `shutdown()` sleeps its whole timeout while a call is active, so
// what is in flight is asked of `stats()` instead; a registry entry lives 30 s; `queued` is always 0, and what is called the last hour
// are counters of a lifetime.

/** Where the program lies in the container, and on a machine of its own. */
export const WRAPPER_PATH = "/etc/unpod-runner/wrapper.py";
/** Where it answers probes and shows metrics, when nothing else is said. */
export const WRAPPER_PORT = 8081;
/** Variable that says at which address it answers; without it at every one. */
export const WRAPPER_HOST_VARIABLE = "UNPOD_WRAPPER_HOST";
/** With what it leaves when the runner is not what is declared: EX_CONFIG of sysexits(3). */
export const WRAPPER_REFUSES = 78;
/** How long an orchestrator may still send calls to a runner that has gone, seconds. */
export const REGISTRY_SECONDS = 30;

/** The runner that the program starts. */
export interface UnpodWrapper {
  /** Where the runner object is, or a function that makes it, as `agent.main:runner`. */
  readonly runner: string;

  /**
   * The interpreter, by name or path.
   *
   * @default "python3"
   */
  readonly python?: string;

  /**
   * Port for probes (/livez, /readyz) and metrics (/metrics).
   *
   * @default 8081
   */
  readonly port?: number;
}

/** The command that starts a runner by the program. */
export function wrapperCommand({ runner, python = "python3" }: UnpodWrapper): readonly string[] {
  return [python, "-u", WRAPPER_PATH, runner];
}

/** Variables that the program reads. */
export function wrapperEnvironment(
  { port = WRAPPER_PORT }: UnpodWrapper,
  drainSeconds: number,
): Readonly<Record<string, string>> {
  return {
    UNPOD_WRAPPER_PORT: String(port),
    UNPOD_WRAPPER_DRAIN_SECONDS: String(drainSeconds),
    UNPOD_WRAPPER_LINGER_SECONDS: String(Math.min(REGISTRY_SECONDS, drainSeconds)),
  };
}

/** The program. */
export const UNPOD_WRAPPER = String.raw`"""Starts an Unpod runner, and ends it on SIGTERM when its calls are done.

    python3 wrapper.py <module>:<attribute>

The attribute is the runner, or a function without arguments that makes it. Settings, all in the environment:

    UNPOD_WRAPPER_DRAIN_SECONDS   how long calls in flight may take after SIGTERM (60)
    UNPOD_WRAPPER_LINGER_SECONDS  how long it stays at least, while the orchestrator still knows it (30)
    UNPOD_WRAPPER_PORT            port of /livez, /readyz and /metrics; 0 for none (8081)
    UNPOD_WRAPPER_HOST            address at which it answers them (every one of the machine, which a kubelet needs)
    AGENT_ID, AGENT_TRANSPORT, AGENT_IN_FLIGHT_LIMIT
                                  what was declared of the runner; another id, transport or number of calls is refused

Exits 0 when all calls were done or none was taken yet, 1 when calls were cut or the runner ended by itself, and 78 (EX_CONFIG) when the
runner is not what is declared, which no other start would mend.
"""
import os
import signal

if __name__ == "__main__":
    # until the runner runs nothing can be cut; as process 1 the signal would be lost
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))

import asyncio
import importlib
import inspect
import json
import sys

POLL_SECONDS = 0.05
SHUTDOWN_SECONDS = 0.5
REQUEST_SECONDS = 5
CONFIGURATION_ERROR = ${WRAPPER_REFUSES}


def log(message, **fields):
    print(json.dumps({"source": "unpod-wrapper", "message": message, **fields}), file=sys.stderr, flush=True)


class Refused(Exception):
    """The runner can't be started as it is declared."""


class Left(Exception):
    """The runner called sys.exit()."""


def seconds(name, default):
    text = os.environ.get(name, "")
    try:
        value = float(text) if text else float(default)
    except ValueError:
        raise Refused(f"{name} is no number of seconds")
    if not 0 <= value < float("inf"):
        raise Refused(f"{name} is no number of seconds")
    return value


def load(place):
    module, colon, attribute = place.partition(":")
    if not (module and colon and attribute):
        raise Refused(f"{place!r} is not of the form module:attribute")
    sys.path.insert(0, os.getcwd())
    try:
        found = importlib.import_module(module)
        for name in attribute.split("."):
            found = getattr(found, name)
    except (ImportError, AttributeError) as error:
        raise Refused(f"{place} is not there: {error}")
    except SystemExit:
        raise Refused(f"{module} leaves the program when it is imported")
    if not hasattr(found, "run") and callable(found):
        found = found()
    for name in ("run", "shutdown", "stats"):
        if not callable(getattr(found, name, None)):
            raise Refused(f"{place} has no {name}(), so it is no runner of unpod 0.2")
    return found


def check(runner):
    """Compares the runner with what was declared of it: arguments of its constructor beat the environment."""
    for name, attribute in (("AGENT_ID", "agent_id"), ("AGENT_TRANSPORT", "transport")):
        declared, actual = os.environ.get(name), getattr(runner, attribute, None)
        actual = getattr(actual, "value", actual)
        if declared and isinstance(actual, str) and actual != declared:
            raise Refused(f"the runner has {attribute} {actual!r}, and {declared!r} is declared")
    declared, actual = os.environ.get("AGENT_IN_FLIGHT_LIMIT"), statistics(runner).get("capacity")
    if declared and isinstance(actual, int) and str(actual) != declared:
        raise Refused(f"the runner takes {actual} calls, and {declared} are declared, by which models and scalers are reckoned; "
                      "give max_sessions=int(os.environ['AGENT_IN_FLIGHT_LIMIT'])")
    if os.path.exists(".env"):
        log("there is a .env file in the working directory, and the SDK reads it; take it out of the image")


def statistics(runner):
    """The runner's numbers as a dict, whatever kind of object has them; empty when they can't be had."""
    try:
        stats = runner.stats()
    except Exception as error:
        log("stats() failed", error=type(error).__name__)
        return {}
    if isinstance(stats, dict):
        return stats
    if hasattr(stats, "model_dump"):
        return stats.model_dump()
    return dict(getattr(stats, "__dict__", {}))


class Wrapper:
    def __init__(self, runner):
        self.runner = runner
        self.drain = seconds("UNPOD_WRAPPER_DRAIN_SECONDS", 60)
        self.linger = min(self.drain, seconds("UNPOD_WRAPPER_LINGER_SECONDS", 30))
        self.port = int(seconds("UNPOD_WRAPPER_PORT", 8081))
        self.leaving = asyncio.Event()
        self.running = False
        self.own = set()  # tasks that are neither the runner nor a call

    def in_flight(self):
        """Calls in flight; unknown counts as one, so that nothing is cut for want of a number."""
        value = statistics(self.runner).get("in_flight")
        return value if isinstance(value, int) else 1

    def on_signal(self, number):
        if self.leaving.is_set() and number == signal.SIGINT:
            log("left by hand", in_flight=self.in_flight())
            os._exit(128 + number)
        if self.leaving.is_set():
            # a kubelet that starts anew sends SIGTERM again
            log("still draining; another signal changes nothing", signal=number, in_flight=self.in_flight())
            return
        log("draining", signal=number, in_flight=self.in_flight(), seconds=self.drain)
        self.leaving.set()

    async def main(self):
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.on_signal, number)
        server = None
        if self.port:
            server = await asyncio.start_server(self.answer, os.environ.get("UNPOD_WRAPPER_HOST") or None, self.port)
        run = asyncio.ensure_future(self.run())
        self.running = True
        log("started", port=self.port)
        leave = asyncio.ensure_future(self.leaving.wait())
        self.own |= {asyncio.current_task(), leave}
        await asyncio.wait({run, leave}, return_when=asyncio.FIRST_COMPLETED)
        self.running = False
        ended_by_itself = not self.leaving.is_set()
        if ended_by_itself:
            # a supervisor starts it anew: the serve transport does not connect a second time
            log("the runner ended by itself", error=fault(run))
            done = await self.drained(run, 0)
        else:
            done = await self.shut_down(run)
        log("leaving", in_flight=0 if done else self.in_flight())
        if server is not None:
            server.close()
        leave.cancel()
        run.cancel()
        return 0 if done and not ended_by_itself else 1

    async def run(self):
        try:
            await self.runner.run()
        except SystemExit:  # which would end the loop, and calls with it
            raise Left()

    async def shut_down(self, run):
        """Stops dispatch, and waits for calls rather than for shutdown(), which sleeps its whole timeout."""
        stop = asyncio.ensure_future(self.stop())
        self.own.add(stop)
        await asyncio.wait({stop}, timeout=SHUTDOWN_SECONDS)
        done = await self.drained(run, self.linger)
        stop.cancel()
        return done

    async def stop(self):
        try:
            result = self.runner.shutdown()
            if inspect.isawaitable(result):
                await result
        except Exception as error:
            log("shutdown() failed", error=type(error).__name__)

    async def drained(self, run, least):
        """Waits until nothing is in flight, for the drain at most; whether that came to be.

        When the runner has ended nobody sends to it any more, and what it says of calls that no task works on stays as it is.
        """
        loop = asyncio.get_running_loop()
        begun = loop.time()
        while loop.time() - begun < self.drain:
            if self.in_flight() == 0 and (run.done() or loop.time() - begun >= least):
                return True
            if run.done() and not asyncio.all_tasks() - self.own:
                return False
            await asyncio.sleep(POLL_SECONDS)
        return self.in_flight() == 0

    async def answer(self, reader, writer):
        self.own.add(asyncio.current_task())
        try:
            parts = await asyncio.wait_for(self.request(reader), REQUEST_SECONDS)
            path = parts[1].split("?")[0] if len(parts) > 1 else ""
            status, body = self.page(path)
            head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            writer.write((head + body).encode())
            await asyncio.wait_for(writer.drain(), REQUEST_SECONDS)
        except (asyncio.TimeoutError, ConnectionError, ValueError):
            pass
        finally:
            self.own.discard(asyncio.current_task())
            writer.close()

    async def request(self, reader):
        """Words of the first line. The rest is read too: a socket that is closed over unread bytes is reset."""
        first = await reader.readline()
        while (await reader.readline()).strip():
            pass
        return first.decode("latin-1").split()

    def page(self, path):
        if path == "/livez":
            return "200 OK", "ok\n"  # while it drains, too: nobody is to kill it then
        if path == "/readyz":
            return ("200 OK", "ok\n") if self.running else ("503 Service Unavailable", "draining\n")
        if path == "/metrics":
            return "200 OK", self.metrics()
        return "404 Not Found", "not found\n"

    def metrics(self):
        stats = statistics(self.runner)
        rows = (
            ("in_flight", "gauge", "Calls in flight.", stats.get("in_flight")),
            ("capacity", "gauge", "Most calls at a time.", stats.get("capacity")),
            ("calls_completed_total", "counter", "Calls that completed.", stats.get("completed_last_hour")),
            ("calls_failed_total", "counter", "Calls that failed.", stats.get("failed_last_hour")),
            ("call_duration_mean_seconds", "gauge", "Mean duration of a call.", stats.get("mean_call_duration_s")),
            ("draining", "gauge", "Whether it is leaving.", int(self.leaving.is_set())),
        )
        lines = []
        for name, kind, text, value in rows:
            if isinstance(value, (int, float)):
                lines += [f"# HELP unpod_runner_{name} {text}", f"# TYPE unpod_runner_{name} {kind}", f"unpod_runner_{name} {value}"]
        return "\n".join(lines) + "\n"


def fault(task):
    error = task.exception() if task.done() and not task.cancelled() else None
    return None if error is None else type(error).__name__


async def start(runner):
    return await Wrapper(runner).main()


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return CONFIGURATION_ERROR
    try:
        runner = load(sys.argv[1])
        check(runner)
        return asyncio.run(start(runner))
    except Refused as error:
        log("refused", why=str(error))
        return CONFIGURATION_ERROR
    except SystemExit:
        log("the program was left by sys.exit(), which cuts its calls")
        return 1


if __name__ == "__main__":
    sys.exit(main())
`;
