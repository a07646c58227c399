// The pages about the Go provider, done as they say, from a state as it writes it. The Go provider itself can not be had here;
// where it has to be installed, this provider stands in for it under its address and an older version.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { GatewayClient } from "../../src/gateway/index";
import { addToMirror, builtProvider, findTerraform, type Platform, startPlatform } from "../../src/rehearsal/index";
import { follow, pageSteps, section } from "../support/page";
import { type Feature, itWith } from "../support/terraform-versions";
import { ADMIN_TOKEN, ALICE } from "../support/workspace";

const ROOT = resolve(__dirname, "../..");
const page = (name: string): string => readFileSync(join(ROOT, "docs/guides", name), "utf8");
const MIGRATE = page("migrate-from-the-go-provider.md");
const SIDE_BY_SIDE = page("both-providers-side-by-side.md");

interface SavedState {
  readonly resources: readonly {
    readonly type: string;
    readonly provider: string;
    readonly instances: readonly {
      readonly attributes: Readonly<Record<string, unknown>>;
      readonly private?: string;
    }[];
  }[];
}

let folder: string;
let platform: Platform;
let registry: string;
let terraform: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-migration-"));
  platform = await startPlatform({ token: ADMIN_TOKEN, gatewayAddresses: [] });
  const binary = await findTerraform(process.env);
  terraform = binary.path;
  registry = binary.product === "OpenTofu" ? "registry.opentofu.org" : "registry.terraform.io";
  const goProvider = builtProvider(join(ROOT, "dist"), "0.6.2");
  addToMirror(join(folder, ".cdktf-agyn/provider-mirror"), goProvider);
});
afterEach(async () => {
  await platform.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Organization and runner on the platform, and the state the Go provider has written for them. */
async function inherit(): Promise<{ id: string; token: string }> {
  const client = new GatewayClient({ url: platform.gateway.url, token: ALICE });
  const organization = await client.organizations.create({ name: "Acme ML" });
  const labels = { team: "ml" };
  const { runner, serviceToken } = await client.runners.register({
    name: "ml-runner",
    organizationId: organization.id,
    labels,
    capabilities: ["docker"],
  });
  await client.close();
  const resource = (type: string, name: string, attributes: object): object => ({
    mode: "managed",
    type,
    name,
    provider: `provider["${registry}/agynio/agyn"]`,
    instances: [{ schema_version: 0, attributes, sensitive_attributes: [] }],
  });
  const state = {
    version: 4,
    terraform_version: "1.5.7",
    serial: 3,
    lineage: "6d0f0a2c-6d0f-4a2c-8a2c-6d0f0a2c6d0f",
    outputs: {},
    resources: [
      resource("agyn_organization", "acme", { id: organization.id, name: organization.name }),
      resource("agyn_runner", "ml", {
        id: runner.id,
        name: runner.name,
        organization_id: organization.id,
        labels,
        capabilities: ["docker"],
        identity_id: runner.identityId,
        service_token: serviceToken,
      }),
    ],
    check_results: null,
  };
  writeFileSync(join(folder, "terraform.tfstate"), JSON.stringify(state));
  return { id: runner.id, token: serviceToken };
}

function followPage(text: string): Promise<number> {
  return follow(pageSteps(text.replaceAll("registry.terraform.io", registry)), {
    folder,
    terraform,
    env: { TF_VAR_agyn_api_url: platform.gateway.url, AGYN_API_TOKEN: ALICE },
  });
}

function savedRunner(): { provider: string; attributes: Readonly<Record<string, unknown>> } {
  const { resources } = JSON.parse(readFileSync(join(folder, "terraform.tfstate"), "utf8")) as SavedState;
  const runner = resources.find(({ type }) => type === "agyn_runner");
  return { provider: runner?.provider ?? "", attributes: runner?.instances[0]?.attributes ?? {} };
}

describe("the page about the move from the Go provider", () => {
  const ways: [title: string, provider: string, needs?: Feature][] = [
    ["The same address", "agynio/agyn"],
    ["Another address, by a command", "registry.example.com/platform/agyn"],
    ["Another address, by moved blocks", "registry.example.com/platform/agyn", "moveAcross"],
  ];

  for (const [title, provider, needs] of ways) {
    itWith(needs, `works as it says: ${title}`, async () => {
      const { id, token } = await inherit();

      const commands = await followPage(`${section(MIGRATE, "Before you start")}\n${section(MIGRATE, title)}`);

      expect(commands).toBeGreaterThanOrEqual(4);
      const saved = savedRunner();
      expect(saved.provider).toContain(`${provider}"]`);
      expect(saved.attributes).toMatchObject({ id, service_token: token });
    });
  }
});

describe("the page about both providers side by side", () => {
  it("works as it says, each object with the provider it names", async () => {
    const [start = ""] = SIDE_BY_SIDE.split("## Hand one object over");

    expect(await followPage(start)).toBe(4);
    expect(savedRunner().provider).toContain("agyn.local/agynio/agyn");
  });

  itWith("moveAcross", "hands one object over, with what its provider remembers of it", async () => {
    await followPage(SIDE_BY_SIDE);

    const { resources } = JSON.parse(readFileSync(join(folder, "terraform.tfstate"), "utf8")) as SavedState;
    expect(resources.map(({ type, provider }) => [type, provider])).toEqual([
      ["agyn_organization", 'provider["agyn.local/agynio/agyn"]'],
      ["agyn_runner", 'provider["agyn.local/agynio/agyn"]'],
    ]);
  });
});
