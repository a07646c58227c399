// The test's end of the lines that processes of `life-fixture.ts` hold: the kernel ends a line with its process.
import { createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";

/** Hears the plugins of a test. */
export class LifeLine {
  readonly heard: string[] = [];
  private readonly lines = new Set<Socket>();
  private readonly server: Server;
  private started = 0;
  private changed = (): void => undefined;

  constructor(readonly path: string) {
    this.server = createServer((socket) => {
      this.started++;
      this.lines.add(socket);
      socket.on("error", () => undefined); // a killed process; followed by close
      socket.on("close", () => {
        this.lines.delete(socket);
        this.changed();
      });
      createInterface(socket).on("line", (text) => {
        this.heard.push(text);
        this.changed();
      });
    }).listen(path);
  }

  /** Waits until so many lines that begin so have come. */
  async until(beginning: string, times = 1): Promise<void> {
    while (this.heard.filter((text) => text.startsWith(beginning)).length < times) await this.change();
  }

  /** Waits until a plugin was started, and every one that was is gone. */
  async gone(): Promise<void> {
    while (this.started === 0 || this.lines.size > 0) await this.change();
  }

  /** The pid of the plugin that was started last. */
  get pid(): number {
    return Number(this.heard.findLast((text) => text.startsWith("pid "))?.slice(4));
  }

  close(): void {
    for (const socket of this.lines) socket.destroy();
    this.server.close();
  }

  private change(): Promise<void> {
    return new Promise((resolve) => (this.changed = resolve));
  }
}
