// A queue that lends its tasks: who takes one has it for the seconds that it asks for; when they are over and nobody said that it is
// done, the next gets it. So do Redis queues with a visibility timeout.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { PodClock } from "./clock";

/** A queue on this machine, with one task. */
export class TaskQueue {
  /** Who got it, in order. */
  readonly handed: string[] = [];
  /** How often it was said to be done. */
  done = 0;
  #isWaiting = true;
  readonly #server: Server;

  private constructor(clock: PodClock, taskSeconds: number) {
    let endLease = (): void => undefined;
    this.#server = createServer((asked, response) => {
      const { pathname, searchParams } = new URL(asked.url ?? "", "http://queue");
      asked.resume();
      response.setHeader("connection", "close");
      if (pathname === "/done") {
        endLease();
        this.#isWaiting = false;
        this.done += 1;
      } else if (this.#isWaiting) {
        this.#isWaiting = false;
        this.handed.push(searchParams.get("by") ?? "");
        endLease = clock.after(Number(searchParams.get("visible")), () => (this.#isWaiting = true));
        return void response.end(String(taskSeconds));
      }
      return void response.writeHead(204).end();
    });
  }

  /** A queue with a task that takes seconds. */
  static async start(clock: PodClock, taskSeconds: number): Promise<TaskQueue> {
    const queue = new TaskQueue(clock, taskSeconds);
    await new Promise<void>((resolve) => queue.#server.listen(0, "127.0.0.1", resolve));
    return queue;
  }

  /** Where it is. */
  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Ends it. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
