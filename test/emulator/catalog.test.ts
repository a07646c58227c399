// Runner catalogs: a report replaces what was there, and the listings show it.
import { type Emulator, startEmulator } from "../../src/emulator/index.js";
import { ADMIN, call, newOrganization, newRunner, OTHER_USER, USER } from "./support.js";

const R = "RunnersGateway";
const resources = { requestsCpu: "1", requestsMemory: "1Gi", limitsCpu: "2", limitsMemory: "2Gi" };

let emulator: Emulator;
beforeEach(async () => {
  emulator = await startEmulator({ token: ADMIN });
});
afterEach(async () => {
  await emulator.close();
});

const report = async (serviceToken: string, catalog: object) =>
  await call(emulator, `${R}/ReportRunnerCatalog`, { serviceToken, ...catalog });
const flavors = async (message: object = {}, token: string | undefined = USER) =>
  ((await call(emulator, `${R}/ListFlavors`, message, token)).body.flavors ?? []) as Record<string, unknown>[];
const runner = async (id: string) => (await call(emulator, `${R}/GetRunner`, { id }, ADMIN)).body.runner;

it("overwrites the capabilities, whoever set them, and the entries of the last report", async () => {
  const { id, serviceToken } = await newRunner(emulator, ADMIN, { capabilities: ["by-hand"] });

  const first = await report(serviceToken, {
    runnerId: id,
    flavors: [{ name: "small", resources, default: true }],
    storageClasses: [{ name: "ssd" }],
    capabilities: [" docker ", "gpu"],
  });
  expect(first).toMatchObject({ status: 200, body: { flavorCount: 1, storageClassCount: 1, capabilityCount: 2 } });
  expect(await runner(id)).toMatchObject({ capabilities: ["docker", "gpu"] });

  expect((await report(serviceToken, {})).body).toEqual({});
  expect(await runner(id)).not.toHaveProperty("capabilities");
  expect(await flavors()).toEqual([]);
});

it("is rejected as a whole: one bad entry leaves everything as it was", async () => {
  const { id, serviceToken } = await newRunner(emulator, ADMIN);
  await report(serviceToken, { flavors: [{ name: "small", resources }], capabilities: ["docker"] });

  expect((await report(serviceToken, { flavors: [], capabilities: ["Bad"] })).status).toBe(400);
  expect(await runner(id)).toMatchObject({ capabilities: ["docker"] });
  expect(await flavors()).toHaveLength(1);
});

it("is listed by runner name, then entry name, without ids, without pages, without what is deprecated", async () => {
  const b = await newRunner(emulator, ADMIN, { name: "b" });
  const a = await newRunner(emulator, ADMIN, { name: "a" });
  await report(b.serviceToken, { flavors: [{ name: "x", resources }] });
  const old = { name: "a-old", resources, deprecated: true };
  await report(a.serviceToken, { flavors: [{ name: "z", resources }, { name: "y", resources, default: true }, old] });

  const names = (entries: Record<string, unknown>[]) => entries.map(({ name }) => name);
  expect(names(await flavors({ pageSize: 1, pageToken: "!" }))).toEqual(["y", "z", "x"]);
  expect(names(await flavors({ includeDeprecated: true }))).toEqual(["a-old", "y", "z", "x"]);
  expect(await flavors({ runnerId: a.id })).toEqual([
    { runnerId: a.id, runnerName: "a", name: "y", default: true, resources },
    { runnerId: a.id, runnerName: "a", name: "z", resources },
  ]);
});

it("is shown per organization with the cluster's, for members; without one to everybody", async () => {
  const organizationId = await newOrganization(emulator, USER);
  const own = await newRunner(emulator, USER, { name: "own", organizationId });
  const shared = await newRunner(emulator, ADMIN, { name: "shared" });
  for (const { serviceToken } of [own, shared]) {
    await report(serviceToken, { storageClasses: [{ name: "ssd", default: true }] });
  }
  const list = async (message: object, token?: string) =>
    await call(emulator, `${R}/ListStorageClasses`, message, token);

  const all = [
    { runnerId: own.id, runnerName: "own", organizationId, name: "ssd", default: true },
    { runnerId: shared.id, runnerName: "shared", name: "ssd", default: true },
  ];
  expect((await list({ organizationId }, USER)).body.storageClasses).toEqual(all);
  expect((await list({ organizationId: " " }, OTHER_USER)).body.storageClasses).toEqual(all);
  expect((await list({ organizationId })).body.storageClasses).toEqual(all);
  expect((await list({ organizationId }, OTHER_USER)).status).toBe(403);
});
