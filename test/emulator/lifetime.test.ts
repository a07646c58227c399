// Starting, stopping, the state file, ports, identities, the log and the doors for other layers.
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLUSTER_ADMIN_IDENTITY_ID, type EmulatorOptions, startEmulator } from "../../src/emulator/index.js";
import { GatewayClient } from "../../src/gateway/index.js";
import { ADMIN, call, newOrganization, newRunner, USER, withEmulator } from "./support.js";

let folder: string;
let dataFile: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "emulator-"));
  dataFile = join(folder, "state.json");
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("the state file", () => {
  it("continues where it stopped: same rows, same rights, same token, same port", async () => {
    let made = { organizationId: "", id: "", serviceToken: "", port: 0 };
    await withEmulator(
      async (emulator) => {
        const organizationId = await newOrganization(emulator, USER);
        const runner = await newRunner(emulator, USER, { organizationId, labels: { a: "b" } });
        made = { organizationId, ...runner, port: emulator.port };
      },
      { dataFile },
    );

    expect(statSync(dataFile).mode & 0o777).toBe(0o600);
    expect(existsSync(`${dataFile}.lock`)).toBe(false);
    const text = readFileSync(dataFile, "utf8");
    expect(text).not.toContain(made.serviceToken);
    expect(text).not.toContain(ADMIN);

    await withEmulator(
      async (emulator) => {
        expect(emulator.port).toBe(made.port);
        expect(emulator.snapshot()).toEqual({ organizations: 1, runners: 1, workloads: 0 });
        // A client of its own: fetch would try the connection it kept to the old server on the same port.
        const client = new GatewayClient({ url: emulator.url, token: USER });
        expect(await client.runners.get(made.id)).toMatchObject({
          id: made.id,
          organizationId: made.organizationId,
          labels: { a: "b" },
        });
        expect((await client.runners.enroll(made.serviceToken)).serviceName).toBe(`runner-${made.id}`);
        await client.close();
      },
      { dataFile },
    );
  });

  it("is written soon after a change, without a stop", async () => {
    await withEmulator(
      async (emulator) => {
        const { id } = await newRunner(emulator, ADMIN);
        for (let i = 0; i < 100 && !(existsSync(dataFile) && readFileSync(dataFile, "utf8").includes(id)); i++) {
          await new Promise((done) => setTimeout(done, 10));
        }
        expect(readFileSync(dataFile, "utf8")).toContain(id);
      },
      { dataFile },
    );
  });

  it("is made private when it was not, and a link to it stays a link", async () => {
    const link = join(folder, "link.json");
    await withEmulator(
      async (emulator) => {
        await newRunner(emulator, ADMIN);
      },
      { dataFile },
    );
    chmodSync(dataFile, 0o644);
    symlinkSync(dataFile, link);
    await withEmulator(
      async (emulator) => {
        await newRunner(emulator, ADMIN);
      },
      { dataFile: link, port: 0 }, // on the old port fetch would try the connection it kept
    );

    expect(statSync(dataFile).mode & 0o777).toBe(0o600);
    expect((JSON.parse(readFileSync(dataFile, "utf8")) as { runners: unknown[] }).runners).toHaveLength(2);
  });

  it.each([
    ["not whole", '{"format":"cdktf-agyn gateway state","versi', "state_file_corrupt", "is not whole JSON"],
    ["empty", "", "state_file_corrupt", "is not whole JSON"],
    [
      "somebody else's",
      '{"version":4,"terraform_version":"1.11.0"}',
      "state_file_foreign",
      "is not a state file of the embedded gateway",
    ],
    ["a list", "[]", "state_file_foreign", "is not a state file"],
    [
      "newer",
      '{"format":"cdktf-agyn gateway state","version":3}',
      "state_file_foreign",
      "has version 3; this release reads versions 1 and 2",
    ],
    [
      "without tables",
      '{"format":"cdktf-agyn gateway state","version":1}',
      "state_file_corrupt",
      "organizations is not a list",
    ],
    [
      "with a broken row",
      '{"format":"cdktf-agyn gateway state","version":1,"organizations":[{"id":7}],"runners":[],"relations":[],"sections":{}}',
      "state_file_corrupt",
      'organizations[0] lacks the text "id"',
    ],
  ])("is refused and left alone when it is %s", async (_name, content, code, text) => {
    writeFileSync(dataFile, content);

    const starting = startEmulator({ token: ADMIN, dataFile });

    await expect(starting).rejects.toMatchObject({ name: "EmulatorError", code });
    await expect(starting).rejects.toThrow(text);
    expect(readFileSync(dataFile, "utf8")).toBe(content);
    expect(existsSync(`${dataFile}.lock`)).toBe(false);
  });

  it("of version 1 is read: its organizations belong to the cluster, and the file is of version 2 from then on", async () => {
    const organization = {
      id: "11111111-2222-4333-8444-555555555555",
      name: "Old",
      slug: "old",
      sandboxDefaultIdleTimeout: "30m",
      sandboxDefaultTtl: "72h",
      sandboxMaxIdleTimeout: "24h",
      createdAt: "2026-08-10T12:00:00.000001Z",
      updatedAt: "2026-08-10T12:00:00.000001Z",
    };
    const old = { organizations: [organization], runners: [], relations: [], sections: { a: 1 }, lastPort: 0 };
    writeFileSync(dataFile, JSON.stringify({ format: "cdktf-agyn gateway state", version: 1, ...old }));

    await withEmulator(
      async (emulator) => {
        const members = { organizationId: organization.id };
        expect((await call(emulator, "OrganizationsGateway/ListMembers", members, ADMIN)).status).toBe(200);
        expect(emulator.store.section("a").get()).toBe(1);
      },
      { dataFile },
    );

    expect(JSON.parse(readFileSync(dataFile, "utf8"))).toMatchObject({ version: 2, organizations: [{ slug: "old" }] });
  });

  it("has one gateway at a time, and outlives one that was killed", async () => {
    await withEmulator(
      async () => {
        await expect(startEmulator({ token: ADMIN, dataFile })).rejects.toMatchObject({ code: "state_file_in_use" });
      },
      { dataFile },
    );
    writeFileSync(`${dataFile}.lock`, "2147483646\n");

    await withEmulator(() => Promise.resolve(), { dataFile });
  });

  it("holds the data of other layers", async () => {
    await withEmulator(
      async ({ store }) => {
        expect(store.section("cluster").get()).toBeUndefined();
        store.section("cluster").set({ releases: ["a"] });
        return Promise.resolve();
      },
      { dataFile },
    );
    await withEmulator(
      async ({ store }) => {
        expect(store.section("cluster").get()).toEqual({ releases: ["a"] });
        return Promise.resolve();
      },
      { dataFile },
    );
  });
});

describe("a port that is taken", () => {
  const taken = createServer();
  let port: number;
  beforeAll(async () => {
    await new Promise<void>((done) => taken.listen(0, "127.0.0.1", done));
    port = (taken.address() as AddressInfo).port;
  });
  afterAll(() => void taken.close());

  it("gives way to a free one", async () => {
    await withEmulator(
      async (emulator) => {
        expect(emulator.port).not.toBe(port);
        expect((await call(emulator, "UsersGateway/GetMe", {}, ADMIN)).status).toBe(200);
      },
      { port },
    );
  });

  it("fails the start with exactPort", async () => {
    await expect(startEmulator({ token: ADMIN, port, exactPort: true })).rejects.toMatchObject({ code: "port_taken" });
  });
});

it.each<[string, Partial<EmulatorOptions>, string]>([
  ["an empty token", { token: "" }, "token has to be"],
  ["a token with a blank", { token: "a b" }, "token has to be"],
  ["a port that is none", { port: 65_536 }, "port is 65536; allowed"],
  ["a latency that is none", { latencyMs: -1 }, "latencyMs is -1; allowed"],
])("fails when it is given %s", async (_name, options, text) => {
  const starting = startEmulator({ token: ADMIN, ...options });

  await expect(starting).rejects.toMatchObject({ code: "bad_option" });
  await expect(starting).rejects.toThrow(text);
});

describe("an identity", () => {
  const me = async (authorization: string | undefined) => {
    let result: { status: number; body: unknown } = { status: 0, body: {} };
    await withEmulator(async (emulator) => {
      const response = await fetch(`${emulator.url}/agynio.api.gateway.v1.UsersGateway/GetMe`, {
        method: "POST",
        headers: { "content-type": "application/json", ...(authorization === undefined ? {} : { authorization }) },
        body: "{}",
      });
      result = { status: response.status, body: await response.json() };
    });
    return result;
  };
  const admin = { user: { meta: { id: CLUSTER_ADMIN_IDENTITY_ID } }, clusterRole: "CLUSTER_ROLE_ADMIN" };
  const nobody = "identity not available: x-identity-id not found in metadata";

  it.each<[string, string | undefined, number, object]>([
    ["the admin token", `Bearer ${ADMIN}`, 200, admin],
    ["the admin token, scheme in other case", `bEARER  ${ADMIN}`, 200, admin],
    ["a user", `Bearer ${USER}`, 200, { user: { meta: { id: USER.slice(5) } } }],
    [
      "another bearer",
      "Bearer eyJhbGciOi",
      401,
      { code: "unauthenticated", message: "oidc resolver is not configured" },
    ],
    ["agyn_ without an id", "Bearer agyn_x", 401, { code: "unauthenticated", message: "invalid api token" }],
    ["agyn_ with the admin's id", `Bearer agyn_${CLUSTER_ADMIN_IDENTITY_ID}`, 401, { message: "invalid api token" }],
    ["nothing", undefined, 401, { message: nobody }],
    ["another scheme", `Basic ${ADMIN}`, 401, { message: nobody }],
    ["three words", `Bearer ${ADMIN} x`, 401, { message: nobody }],
  ])("of %s", async (_name, authorization, status, body) => {
    expect(await me(authorization)).toMatchObject({ status, body });
  });

  it("of a user has no cluster role in the JSON", async () => {
    expect((await me(`Bearer ${USER}`)).body).not.toHaveProperty("clusterRole");
  });
});

it("moves updatedAt under a clock that stands still, with six digits", async () => {
  await withEmulator(
    async (emulator) => {
      const { id } = await newRunner(emulator, ADMIN);
      const { body } = await call(emulator, "RunnersGateway/UpdateRunner", { id }, ADMIN);

      // The first stamp is that of the caller's user record.
      expect((body.runner as { meta: object }).meta).toMatchObject({
        createdAt: "2026-08-10T12:00:00.000002Z",
        updatedAt: "2026-08-10T12:00:00.000003Z",
      });
    },
    { clock: () => new Date("2026-08-10T12:00:00Z") },
  );
});

it("asks the given handlers first", async () => {
  await withEmulator(
    async (emulator) => {
      expect(await (await fetch(`${emulator.url}/cluster/x`)).text()).toBe("mine");
      expect((await call(emulator, "UsersGateway/GetMe", {}, ADMIN)).status).toBe(200);
    },
    {
      handlers: [
        () => false,
        (request, response) => {
          const mine = request.url?.startsWith("/cluster/") === true;
          if (mine) {
            response.end("mine");
          }
          return mine;
        },
      ],
    },
  );
});

it("finishes calls under way when it is closed, and can be closed twice", async () => {
  const emulator = await startEmulator({ token: ADMIN });
  const held = emulator.faults.hold("GetMe");
  const pending = call(emulator, "UsersGateway/GetMe", {}, ADMIN);
  await held.reached;

  const closing = Promise.all([emulator.close(), emulator.close()]);
  held.release();
  await closing;

  expect((await pending).status).toBe(200);
  await expect(fetch(emulator.url)).rejects.toThrow();
});
