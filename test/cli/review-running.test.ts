// What `review --gateway` asks: a real client against the embedded gateway.
import { runningWork } from "../../src/cli/review/running";
import { type Emulator, startEmulator } from "../../src/emulator/index";
import { GatewayClient } from "../../src/gateway/index";
import type { Digest, RunnerChange } from "../../src/review/index";
import { digestSample } from "../support/digest-sample";

const STRANGER = "agyn_7d1f1c9e-5a0f-4d63-9d0e-3a7c6f1b2e44";

let emulator: Emulator;
let client: GatewayClient;
let ids: { readonly own: string; readonly shared: string; readonly kept: string };

beforeAll(async () => {
  emulator = await startEmulator({ token: "admin" });
  client = new GatewayClient({ url: emulator.url, token: emulator.token });
  const { id: acme } = await client.organizations.create({ name: "Acme", slug: "acme" });
  const { id: beta } = await client.organizations.create({ name: "Beta", slug: "beta" });
  const register = async (name: string, organizationId?: string): Promise<string> => {
    const { runner } = await client.runners.register({
      name,
      labels: {},
      capabilities: [],
      ...(organizationId === undefined ? {} : { organizationId }),
    });
    return runner.id;
  };
  ids = { own: await register("own", acme), shared: await register("shared"), kept: await register("kept", acme) };
  emulator.workloads.create({ runnerId: ids.own, status: "running" });
  emulator.workloads.create({ runnerId: ids.own, status: "starting" });
  emulator.workloads.create({ runnerId: ids.own, status: "stopped" });
  emulator.workloads.create({ runnerId: ids.kept, status: "running" });
  for (const organizationId of [acme, beta])
    emulator.workloads.create({ runnerId: ids.shared, organizationId, status: "running" });
});
afterAll(async () => {
  await client.close();
  await emulator.close();
});

function digest(): Digest {
  const runner = (name: string, id: string, action: RunnerChange["action"]): RunnerChange => ({
    address: `agyn_runner.${name}`,
    action,
    before: { name, labels: {}, id },
  });
  const runners = [
    runner("own", ids.own, "delete"),
    runner("shared", ids.shared, "delete-create"),
    runner("kept", ids.kept, "update"),
    runner("unknown", "9b6f1c9e-5a0f-4d63-9d0e-3a7c6f1b2e44", "delete"),
  ];
  return { ...digestSample, runners };
}

describe("what runs on runners that go", () => {
  it("is counted over all organizations, and asked only of runners whose life ends", async () => {
    const running = await runningWork([digest()], emulator.url, { AGYN_API_TOKEN: emulator.token });

    expect([...running]).toEqual([
      [ids.own, 2],
      [ids.shared, 2],
    ]);
  });

  it("is not known, rather than none, where the token may not see it", async () => {
    expect(await runningWork([digest()], emulator.url, { AGYN_API_TOKEN: STRANGER })).toEqual(new Map());
  });

  it("is an error where nobody answers, with the token in no word of it", async () => {
    const asked = runningWork([digest()], "http://127.0.0.1:9", { AGYN_API_TOKEN: STRANGER });

    await expect(asked).rejects.toThrow(/^review: the gateway at http:\/\/127\.0\.0\.1:9 can't be asked: /);
    await expect(asked).rejects.not.toThrow(STRANGER);
  });
});
