// What becomes of a runner, an organization and a membership that are created while the gateway, or what is in front of it, fails:
// what was certainly refused is asked for once and leaves nothing; what may have been carried out is never lost without a word.
//
// Each case creates all three at once, in one apply, with the same fault on the three calls.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { GatewayFront } from "../support/gateway-front";
import { signedIdentity } from "../support/private-authority";
import { ALICE, BOB, unwrap, Workspace } from "../support/workspace";

const CREATIONS = ["RegisterRunner", "CreateOrganization", "CreateMembership"] as const;
const SERVICE = "agynio.api.gateway.v1.";
const PATHS: Readonly<Record<string, string>> = {
  RegisterRunner: `${SERVICE}RunnersGateway/RegisterRunner`,
  CreateOrganization: `${SERVICE}OrganizationsGateway/CreateOrganization`,
  CreateMembership: `${SERVICE}OrganizationsGateway/CreateMembership`,
};
const RUNNER = "agyn_runner.ml";
const ORGANIZATION = "agyn_organization.new";
const MEMBERSHIP = "agyn_organization_membership.bob";

const configuration = (organizationId: string): string => `
terraform {
  required_providers {
    agyn = { source = "agynio/agyn" }
  }
}
provider "agyn" {
  max_retries     = 1
  request_timeout = "3s"
}
resource "${RUNNER.replace(".", '" "')}" {
  organization_id = "${organizationId}"
  name            = "ml-runner"
}
resource "${ORGANIZATION.replace(".", '" "')}" {
  name = "Acme Web"
}
resource "${MEMBERSHIP.replace(".", '" "')}" {
  organization_id = "${organizationId}"
  identity_id     = "${BOB.slice("agyn_".length)}"
  role            = "member"
}
`;

/** What one apply came to. */
interface Applied {
  readonly exitCode: number;
  readonly text: string;
  /** The text of each error, by the address it is about. */
  readonly errors: Readonly<Record<string, string>>;
  /** How often each creation was called. */
  readonly calls: Readonly<Record<string, number>>;
  /** Ids in state, by address. */
  readonly inState: Readonly<Record<string, string>>;
  /** Ids of what is in the gateway and was not before. */
  readonly inGateway: Readonly<Record<"runners" | "organizations" | "memberships", readonly string[]>>;
}

describe("a creation over a gateway that fails", () => {
  let workspace: Workspace;
  let organizationId: string;
  beforeAll(async () => {
    workspace = await Workspace.create({ kept: true });
    organizationId = (await workspace.client().organizations.create({ name: "Acme ML" })).id;
    // the platform knows a user who has called it
    await workspace.client(BOB).users.me();
    await workspace.write(configuration(organizationId));
  });
  afterEach(async () => {
    workspace.gateway.faults.clear();
    const client = workspace.client();
    const { runners, organizations, memberships } = await created();
    for (const id of runners) await client.runners.delete(id);
    for (const id of organizations) await client.organizations.delete(id);
    for (const id of memberships) await client.memberships.delete(id);
    rmSync(join(workspace.directory, "terraform.tfstate"), { force: true });
  });
  afterAll(() => workspace.dispose());

  async function created(): Promise<Applied["inGateway"]> {
    const client = workspace.client();
    const runners: string[] = [];
    for await (const { id } of client.runners.listAll({ organizationId })) runners.push(id);
    const memberships: string[] = [];
    for await (const { id, identityId } of client.memberships.listAll(organizationId)) {
      if (identityId === BOB.slice("agyn_".length)) memberships.push(id);
    }
    const organizations = (await client.organizations.listAccessible()).map(({ id }) => id);
    return { runners, memberships, organizations: organizations.filter((id) => id !== organizationId) };
  }

  /** Applies with a fault on every creation; `CALL` in it is the path of the call. */
  async function applyWith(fault: string, env: Readonly<Record<string, string>> = {}): Promise<Applied> {
    for (const method of CREATIONS) {
      workspace.gateway.faults.add(`${method}:${fault.replace("CALL", PATHS[method] ?? "")}`);
    }
    workspace.gateway.clearRequests();
    const args = ["-auto-approve", "-input=false", "-no-color", "-refresh=false"];
    const { exitCode, stdout, stderr } = await workspace.run("apply", args, env);
    const text = unwrap(`${stdout}\n${stderr}`);
    const count = (method: string): number =>
      workspace.gateway.requests.filter(({ rpc }) => rpc.endsWith(`/${method}`)).length;
    const calls = Object.fromEntries(CREATIONS.map((method) => [method, count(method)]));
    const [, ...told] = text.split("Error: ");
    const errors = told.map((error) => [/ with (agyn_\w+\.\w+)/.exec(error)?.[1] ?? "", error] as const);
    workspace.gateway.faults.clear();
    return {
      ...{ exitCode, text, calls },
      errors: Object.fromEntries(errors),
      inState: stateOf(workspace),
      inGateway: await created(),
    };
  }

  /** What holds however a call fails. */
  async function expectNothingLost({ text, errors, inState, inGateway }: Applied): Promise<void> {
    // what is in the gateway is in state, or the user is told of it by its id
    for (const id of Object.values(inGateway).flat()) {
      expect(Object.values(inState).includes(id) || text.includes(id)).toBe(true);
    }
    // what is in state is in the gateway
    expect(Object.values(inGateway).flat()).toEqual(expect.arrayContaining(Object.values(inState)));
    // a resource fails with one error, or is in state
    for (const address of [RUNNER, ORGANIZATION, MEMBERSHIP]) {
      expect([address, address in errors]).toEqual([address, !(address in inState)]);
    }
    expect(text.split("Error: ")).toHaveLength(Object.keys(errors).length + 1);
    expect(text).not.toMatch(/defect of the provider|\bat .*\.(c?js|ts):\d+/);
    expect(text).not.toMatch(/[0-9a-f]{64}/);
    expect(text).not.toContain(ALICE);
    if (!(RUNNER in inState)) return;
    const token = attributesIn(workspace)[RUNNER]?.["service_token"];
    await workspace.client().runners.enroll(String(token));
  }

  it.each<[string, string, string, string, number]>([
    ["401", "error=unauthenticated", "Agyn does not accept the token", "AGYN_API_TOKEN", 1],
    ["400", "error=invalid_argument", "Agyn refused a value", "injected fault: invalid_argument", 1],
    ["409 of what is taken", "error=already_exists", "Already taken", "HTTP 409", 1],
    ["412", "error=failed_precondition", "Agyn could not carry out the call", "failed_precondition", 1],
    ["the 401 page of a proxy", "html=401", "Answer is not from an Agyn gateway", "one of headers", 1],
    ["the 404 page of a proxy", "html=404", "Answer is not from an Agyn gateway", "Nothing reached the platform.", 1],
    ["the 429 page of a proxy", "html=429", "Agyn is not available", "Nothing reached the platform.", 2],
    [
      "a redirect to https",
      "redirect=https://gateway.example/CALL",
      "Gateway redirects elsewhere",
      "Nothing reached the platform.",
      1,
    ],
  ])("that answers with %s leaves nothing, and is believed", async (_name, fault, title, detail, calls) => {
    const applied = await applyWith(fault);

    await expectNothingLost(applied);
    expect(applied.exitCode).toBe(1);
    expect(Object.keys(applied.errors).sort()).toEqual([ORGANIZATION, MEMBERSHIP, RUNNER].sort());
    for (const error of Object.values(applied.errors)) {
      expect(error.startsWith(title)).toBe(true);
      expect(error).toContain(detail);
    }
    expect(applied.text).not.toMatch(/left behind|may have|all the same|second time|Warning/);
    expect(applied.calls).toEqual({ RegisterRunner: calls, CreateOrganization: calls, CreateMembership: calls });
    expect(applied.inGateway).toEqual({ runners: [], organizations: [], memberships: [] });
  });

  it("that answers with 403 names both readings where there are two", async () => {
    const applied = await applyWith("error=permission_denied");

    await expectNothingLost(applied);
    for (const error of Object.values(applied.errors)) expect(error).toMatch(/^Agyn refused permission/);
    for (const address of [RUNNER, MEMBERSHIP]) {
      expect(applied.errors[address]).toMatch(/Either the identity .* or the organization does not exist/);
      expect(applied.errors[address]).toContain("Check organization_id");
    }
    expect(applied.errors[ORGANIZATION]).toContain("Any identity may create organizations");
    expect(applied.calls).toEqual({ RegisterRunner: 1, CreateOrganization: 1, CreateMembership: 1 });
  });

  const LOST = "Connection to the gateway was lost";
  const FOREIGN = "Answer is not from an Agyn gateway";
  const AWAY = "Agyn is not available";
  const LATE = "Gateway did not answer in time";
  const SSO = "redirect=https://sso.example/login";
  it.each<[string, string, string, "carried out" | "not carried out"]>([
    ["429 with Retry-After", "rate-limit=2", "Agyn asks to slow down", "not carried out"],
    ["409 of a collision", "error=aborted", "Agyn could not carry out the call", "not carried out"],
    ["500", "error=internal,carried-out", "Agyn could not carry out the call", "carried out"],
    ["503", "error=unavailable", AWAY, "not carried out"],
    ["the 502 page of a proxy", "html=502", AWAY, "not carried out"],
    ["the 504 page of a proxy", "html=504,carried-out", AWAY, "carried out"],
    ["another content type", "content-type=text/html", FOREIGN, "carried out"],
    ["a filter's 403 page", "html=403,carried-out", FOREIGN, "carried out"],
    ["a redirect to a page", SSO, "Gateway redirects elsewhere", "not carried out"],
    ["a redirect to a page in place of the answer", `${SSO},carried-out`, "Gateway redirects elsewhere", "carried out"],
    ["truncated JSON", "truncated", FOREIGN, "carried out"],
    ["an answer of 100 MB", "giant=100MiB,carried-out", FOREIGN, "carried out"],
    ["a gzip bomb", "gzip-bomb=100MiB", FOREIGN, "not carried out"],
    ["no answer", "never,carried-out", LATE, "carried out"],
    ["an answer without end", "drip=1s", LATE, "carried out"],
    ["a connection that is cut", "cut-before-send", LOST, "not carried out"],
  ])("that answers with %s loses nothing and repeats nothing blindly", async (_name, fault, title, what) => {
    const carriedOut = what === "carried out";

    const applied = await applyWith(`${fault},times=1`);

    await expectNothingLost(applied);
    const { calls, errors, inState, inGateway, text } = applied;
    // a runner is registered once more, with a warning where the first one is there too
    expect(calls["RegisterRunner"]).toBe(2);
    expect(inGateway.runners).toHaveLength(carriedOut ? 2 : 1);
    expect(inGateway.runners).toContain(inState[RUNNER]);
    expect(text.includes("Warning: A runner may have been left behind")).toBe(carriedOut);
    // an organization is not: names repeat freely, and a second one would go unnoticed
    expect(calls["CreateOrganization"]).toBe(1);
    expect(inGateway.organizations).toHaveLength(carriedOut ? 1 : 0);
    expect(errors[ORGANIZATION]).toContain(title);
    expect(errors[ORGANIZATION]?.includes("terraform import ADDRESS ID")).toBe(carriedOut);
    expect(errors[ORGANIZATION]).toContain(
      carriedOut
        ? `It may have been created all the same: ${inGateway.organizations[0] ?? ""} (slug "acme-web")`
        : "No organization was found that this left behind",
    );
    // an identity is in an organization once, so that a membership is found again, or asked for once more
    expect(calls["CreateMembership"]).toBe(carriedOut ? 1 : 2);
    expect(inGateway.memberships).toEqual([inState[MEMBERSHIP]]);
  });

  it("that shows a certificate nobody knows is sent nothing", async () => {
    const front = await GatewayFront.start(workspace.gateway.url, { identity: signedIdentity("good") });
    const applied = await applyWith("error=internal", { AGYN_API_URL: front.url }).finally(front.close);

    await expectNothingLost(applied);
    expect(Object.keys(applied.errors)).toHaveLength(3);
    for (const error of Object.values(applied.errors)) {
      expect(error).toMatch(/^No trusted connection .* signed by an unknown authority .* Nothing was sent\. Give the/);
    }
    expect(applied.calls).toEqual({ RegisterRunner: 0, CreateOrganization: 0, CreateMembership: 0 });
    expect(applied.text).not.toMatch(/left behind|may have|all the same|second time|Warning/);
  });

  it("that is answered by something else altogether says so, and does not send the user looking for what is not there", async () => {
    for (const method of ["ListRunners", "ListAccessibleOrganizations", "ListMembers"]) {
      workspace.gateway.faults.add(`${method}:${SSO}`);
    }

    const applied = await applyWith(SSO);

    await expectNothingLost(applied);
    expect(applied.errors[RUNNER]).toContain("most likely no gateway was reached at all");
    expect(applied.errors[RUNNER]).toContain("https://sso.example/login");
    expect(applied.calls).toEqual({ RegisterRunner: 2, CreateOrganization: 1, CreateMembership: 1 });
  });
});

interface State {
  readonly resources?: readonly {
    readonly type: string;
    readonly name: string;
    readonly instances: readonly { readonly attributes: Readonly<Record<string, unknown>> }[];
  }[];
}

/** Attributes in the state file, by address. */
function attributesIn({ directory }: Workspace): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const { resources = [] } = JSON.parse(readFileSync(join(directory, "terraform.tfstate"), "utf8")) as State;
  return Object.fromEntries(
    resources.flatMap(({ type, name, instances }) =>
      instances.map(({ attributes }) => [`${type}.${name}`, attributes] as const),
    ),
  );
}

function stateOf(workspace: Workspace): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(attributesIn(workspace)).map(([address, { id }]) => [address, String(id)] as const),
  );
}
