// Thousands of runners: listing pages through one sorted order, and a big state is read and written whole.
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator } from "../../src/emulator/index.js";
import { Table } from "../../src/emulator/store/table.js";
import { ADMIN, call, newRunner } from "./support.js";

const COUNT = 10_000;

it("starts with ten thousand runners, lists all of them once, and keeps them with one more", async () => {
  const folder = mkdtempSync(join(tmpdir(), "emulator-scale-"));
  const dataFile = join(folder, "state.json");
  const stamp = "2026-08-10T12:00:00.000001Z";
  const runners = Array.from({ length: COUNT }, (_, index) => ({
    id: randomUUID(),
    name: `r-${index}`,
    status: "pending",
    labels: { tier: "gpu" },
    capabilities: ["docker"],
    serviceTokenHash: String(index),
    createdAt: stamp,
    updatedAt: stamp,
  }));
  const tables = { organizations: [], memberships: [], users: [], apiTokens: [], workloads: [], relations: [] };
  const state = { format: "cdktf-agyn gateway state", version: 2, ...tables, runners, sections: {} };
  writeFileSync(dataFile, JSON.stringify(state));
  try {
    const emulator = await startEmulator({ token: ADMIN, dataFile });
    const ids = new Set<string>();
    let calls = 0;
    let pageToken: string | undefined = "";
    while (pageToken !== undefined) {
      const { body } = await call(emulator, "RunnersGateway/ListRunners", { pageSize: 100, pageToken }, ADMIN);
      (body.runners as { identityId: string }[]).forEach(({ identityId }) => ids.add(identityId));
      pageToken = body.nextPageToken as string | undefined;
      calls++;
    }
    await newRunner(emulator, ADMIN);
    await emulator.close();

    expect({ ids: ids.size, calls }).toEqual({ ids: COUNT, calls: COUNT / 100 });
    expect((JSON.parse(readFileSync(dataFile, "utf8")) as { runners: unknown[] }).runners).toHaveLength(COUNT + 1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe("a table", () => {
  const table = new Table([{ id: "c" }, { id: "a" }]);
  const idsAfter = (id: string) => [...table.after(id)].map((row) => row.id);

  it("gives its rows in id order after any id, as they come and go", () => {
    expect(idsAfter("")).toEqual(["a", "c"]);
    table.put({ id: "b" });
    expect([idsAfter("a"), idsAfter("aa"), idsAfter("c")]).toEqual([["b", "c"], ["b", "c"], []]);
    expect([table.delete("b"), table.delete("b")]).toEqual([true, false]);
    expect(idsAfter("")).toEqual(["a", "c"]);
  });
});
