// Listings: what is in them, for whom, and how they are paged.
import { type Emulator, startEmulator } from "../../src/emulator/index.js";
import { ADMIN, call, newOrganization, newRunner, OTHER_USER, USER } from "./support.js";

const LIST = "RunnersGateway/ListRunners";

let emulator: Emulator;
beforeEach(async () => {
  emulator = await startEmulator({ token: ADMIN });
});
afterEach(async () => {
  await emulator.close();
});

async function page(message: object, token?: string) {
  const { body } = await call(emulator, LIST, message, token);
  const runners = (body.runners ?? []) as { identityId: string }[];
  return { ids: runners.map(({ identityId }) => identityId), next: body.nextPageToken as string | undefined };
}

async function register(count: number, organizationId?: string, token = ADMIN): Promise<string[]> {
  const made = await Promise.all(Array.from({ length: count }, () => newRunner(emulator, token, { organizationId })));
  return made.map(({ id }) => id);
}

describe("paging", () => {
  it.each([
    [0, 50],
    [-3, 50],
    [7, 7],
    [100, 100],
    [1000, 100],
  ])("gives for pageSize %i a page of %i, in id order", async (pageSize, expected) => {
    const ids = (await register(105)).sort();

    const { ids: found, next } = await page({ pageSize }, ADMIN);

    expect(found).toEqual(ids.slice(0, expected));
    expect(next).toBe(Buffer.from(found.at(-1) ?? "").toString("base64url"));
  });

  it("goes through everything once, and leaves the token out at the end", async () => {
    const ids = (await register(6)).sort();
    const first = await page({ pageSize: 3 }, ADMIN);
    const second = await page({ pageSize: 3, pageToken: first.next }, ADMIN);

    expect([...first.ids, ...second.ids]).toEqual(ids);
    expect(second.next).toBeUndefined();
  });

  it.each([
    ["!!!", "decode token: illegal base64 data at input byte 0"],
    ["abc!", "decode token: illegal base64 data at input byte 3"],
    ["YQ==", "decode token: illegal base64 data at input byte 2"],
    ["abcde", "decode token: illegal base64 data at input byte 4"],
  ])("refuses the token %j", async (pageToken, problem) => {
    const message = `invalid page_token: ${problem}`;

    expect(await call(emulator, LIST, { pageToken }, ADMIN)).toMatchObject({
      status: 400,
      code: "invalid_argument",
      message,
    });
    expect(await call(emulator, "OrganizationsGateway/ListOrganizations", { pageToken }, ADMIN)).toMatchObject({
      message,
    });
  });

  it("refuses a token that holds no id", async () => {
    const { status, message } = await call(emulator, LIST, { pageToken: "YWJj" }, ADMIN);

    expect(status).toBe(400);
    expect(message).toMatch(/^invalid page_token: /);
  });
});

describe("ListRunners", () => {
  it("by organization holds that organization's and the cluster's, for members only", async () => {
    const organizationId = await newOrganization(emulator, USER);
    const other = await newOrganization(emulator, OTHER_USER);
    const own = await register(2, organizationId, USER);
    const shared = await register(1);
    await register(1, other, OTHER_USER);

    expect((await page({ organizationId }, USER)).ids).toEqual([...own, ...shared].sort());
    expect((await page({ organizationId })).ids).toEqual([...own, ...shared].sort());
    expect(await call(emulator, LIST, { organizationId, pageToken: "!" }, OTHER_USER)).toMatchObject({
      status: 403,
      message: "permission denied",
    });
    expect((await call(emulator, LIST, { organizationId }, ADMIN)).status).toBe(403);
    expect(await call(emulator, LIST, { organizationId: "x" }, ADMIN)).toMatchObject({
      message: "organization_id: invalid UUID length: 1",
    });
  });

  it("without one drops what the caller may not see after the cut, so that pages run short with a token", async () => {
    const organizationId = await newOrganization(emulator, USER);
    const hidden = await register(8, organizationId, USER);
    const shared = await register(2);
    const all = [...hidden, ...shared].sort();

    const seen: string[] = [];
    const sizes: number[] = [];
    let pageToken: string | undefined = "";
    while (pageToken !== undefined) {
      const { ids, next } = await page({ pageSize: 1, pageToken }, OTHER_USER);
      seen.push(...ids);
      sizes.push(ids.length);
      pageToken = next;
    }

    expect(seen).toEqual([...shared].sort());
    expect(sizes).toEqual(all.map((id) => (shared.includes(id) ? 1 : 0)));
    expect((await page({}, USER)).ids).toEqual(all);
    expect((await page({})).ids).toEqual(all);
  });
});

describe("organizations", () => {
  it("are listed whole for the cluster admin only", async () => {
    const ids = [await newOrganization(emulator, USER), await newOrganization(emulator, ADMIN, "B")].sort();
    const list = (token?: string) => call(emulator, "OrganizationsGateway/ListOrganizations", {}, token);

    const organizations = (await list(ADMIN)).body.organizations as { id: string }[];
    expect(organizations.map(({ id }) => id)).toEqual(ids);
    expect(await list(USER)).toMatchObject({ status: 403, message: "missing permission to list organizations" });
  });

  it("are listed to each caller as far as they belong to them", async () => {
    const mine = await newOrganization(emulator, USER);
    await newOrganization(emulator, OTHER_USER, "Theirs");
    const list = (token?: string) =>
      call(emulator, "OrganizationsGateway/ListAccessibleOrganizations", { identityId: OTHER_USER.slice(5) }, token);

    expect((await list(USER)).body.organizations).toMatchObject([{ id: mine }]);
    expect((await list()).status).toBe(401);
  });
});
