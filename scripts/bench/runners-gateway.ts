// The embedded gateway of `runners.ts`, in a process of its own: it takes its latency from its parent, and tells it which calls
// came, on how many connections.
import { startEmulator } from "../../src/emulator/index.js";

/** What the parent asks for; the counts begin anew. */
export interface Command {
  readonly latencyMs: number;
}

/** What came since the command before. */
export interface Counts {
  readonly requests: number;
  /** Connections opened, and the most that were open at once. */
  readonly opened: number;
  readonly mostAtOnce: number;
}

async function main(): Promise<void> {
  const open = new Set<unknown>();
  let opened = 0;
  let mostAtOnce = 0;
  const emulator = await startEmulator({
    token: process.argv[2] ?? "",
    port: 0,
    handlers: [
      ({ socket }) => {
        if (!open.has(socket)) {
          open.add(socket);
          opened++;
          mostAtOnce = Math.max(mostAtOnce, open.size);
          socket.once("close", () => open.delete(socket));
        }
        return false;
      },
    ],
  });
  process.on("message", ({ latencyMs }: Command) => {
    const counts: Counts = { requests: emulator.requests.length, opened, mostAtOnce };
    opened = 0;
    mostAtOnce = 0;
    emulator.clearRequests();
    emulator.faults.clear();
    if (latencyMs > 0) emulator.faults.add(`*:latency=${latencyMs}ms`);
    process.send?.(counts);
  });
  process.once("disconnect", () => void emulator.close());
  process.send?.(emulator.url);
}

void main();
