// The life of a fleet against the embedded gateway, by the client alone.
import { type Emulator, startEmulator } from "../../src/emulator/index.js";
import { GatewayClient, isNotFound } from "../../src/gateway/index.js";
import { failureOf } from "./support.js";

let emulator: Emulator;
let client: GatewayClient;

beforeEach(async () => {
  emulator = await startEmulator({ token: "admin-token" });
  client = new GatewayClient({ url: emulator.url, token: "admin-token" });
});
afterEach(async () => {
  await client.close();
  await emulator.close();
});

it("an organization is made, found by its slug, changed and deleted", async () => {
  const { id } = await client.organizations.create({ name: "Acme ML" });

  expect(await client.organizations.findBySlug("acme-ml")).toMatchObject({ id, name: "Acme ML" });
  expect(await client.organizations.findBySlug("acme")).toBeUndefined();
  await client.organizations.update(id, { sandboxDefaultIdleTimeout: "45m" });
  expect(await client.organizations.get(id)).toMatchObject({ sandboxDefaultIdleTimeout: "45m0s" });
  await client.organizations.delete(id);
  expect(isNotFound(await failureOf(client.organizations.get(id)))).toBe(true);
  expect(await failureOf(client.organizations.delete(id))).toMatchObject({ code: "not_found", sent: "no", tries: 1 });
});

it("a runner is registered, enrolled, changed and deleted", async () => {
  const { id: organizationId } = await client.organizations.create({ name: "Acme" });
  const { runner, serviceToken } = await client.runners.register({
    name: "gpu-eu-1",
    organizationId,
    labels: { tier: "gpu", __proto__x: "1" },
    capabilities: ["gpu"],
  });

  expect(serviceToken).toMatch(/^[0-9a-f]{64}$/);
  expect(runner).toMatchObject({ name: "gpu-eu-1", status: "pending", organizationId });
  await client.runners.enroll(serviceToken);
  expect(await client.runners.update(runner.id, { name: "gpu-eu-2" })).toMatchObject({
    name: "gpu-eu-2",
    status: "enrolled",
    labels: { tier: "gpu", __proto__x: "1" },
  });
  await client.runners.delete(runner.id);
  expect(isNotFound(await failureOf(client.runners.get(runner.id)))).toBe(true);
});

it("250 runners are listed, though a page has 100", async () => {
  const names = Array.from({ length: 250 }, (_, index) => `runner-${index}`);
  await Promise.all(names.map((name) => client.runners.register({ name })));

  const listed: string[] = [];
  for await (const { name } of client.runners.listAll()) listed.push(name);

  expect(listed.sort()).toEqual(names.sort());
});

it("a token that the gateway does not know is told as such", async () => {
  const stranger = new GatewayClient({ url: emulator.url, token: "agyn_unknown" });

  expect(await failureOf(stranger.users.me())).toMatchObject({ code: "unauthenticated", sent: "no", fromServer: true });
  await stranger.close();
});
