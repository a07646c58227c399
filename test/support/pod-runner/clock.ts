// The clock of pods that run here: it stands while anybody works and jumps to the next time that somebody waits for, so that 45 seconds
// of grace are 45 seconds to all that takes part, take no time, and come out the same on any machine.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Stillness } from "./stillness";

interface Timer {
  readonly at: number;
  readonly action: () => void;
}

/** Waits that can be given up. */
export interface Wait {
  readonly over: Promise<void>;
  readonly cancel: () => void;
}

/** Seconds as pods know them. */
export class PodClock {
  #now = 0;
  #timers: readonly Timer[] = [];
  #isRunning = false;
  #isStopped = false;
  readonly #server: Server;
  readonly #stillness: Stillness;

  private constructor(stillness: Stillness, server: Server) {
    this.#stillness = stillness;
    this.#server = server;
  }

  /** A clock at 0. Programs wait on it by `GET <address>/sleep/<seconds>`. */
  static async start(stillness: Stillness): Promise<PodClock> {
    const server = createServer();
    const clock = new PodClock(stillness, server);
    server.on("request", (request, response) => {
      const seconds = Number(/^\/sleep\/([\d.]+)$/.exec(request.url ?? "")?.[1] ?? Number.NaN);
      response.setHeader("connection", "close");
      if (Number.isNaN(seconds)) return void response.writeHead(404).end();
      response.on(
        "close",
        clock.after(seconds, () => response.end(String(clock.now))),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return clock;
  }

  /** Where programs reach it. */
  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Seconds since its start. */
  get now(): number {
    return this.#now;
  }

  /** Does something when seconds have passed; the answer gives it up. */
  after(seconds: number, action: () => void): () => void {
    const timer = { at: this.#now + seconds, action };
    this.#timers = [...this.#timers, timer].sort((a, b) => a.at - b.at); // stable: who asked first is first
    void this.#run();
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  /** A wait that can be given up. */
  wait(seconds: number): Wait {
    const { promise, resolve } = withResolvers();
    return { over: promise, cancel: this.after(seconds, resolve) };
  }

  /** Resolves when seconds have passed; 0: when nobody works any more. */
  sleep(seconds: number): Promise<void> {
    return this.wait(seconds).over;
  }

  /** Lets nobody wait any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timers = [];
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (this.#timers.length > 0 && !this.#isStopped) {
      await this.#stillness.reached();
      const [next, ...others] = this.#timers;
      if (next === undefined) break;
      this.#timers = others;
      this.#now = Math.max(this.#now, next.at);
      next.action();
    }
    this.#isRunning = false;
  }
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
