import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Block, environment, helmValues, resources } from "../constructs/support";
import { addressesOf, runApp } from "./support";

// Stacks import the package by name, which is what was built; the tests want the sources.
jest.mock<object>("cdktf-agyn", () => jest.requireActual("../../src/constructs/index"), { virtual: true });

const synthFleet = () => runApp(() => jest.requireActual("../../stacks/main"));

const fleet = synthFleet();
const everyStack = Object.values(fleet.stacks);
const all = (type: string): readonly Block[] => everyStack.flatMap((stack) => resources(stack, type));
const textOf = (path: string): string => fleet.files.get(path) ?? "";

describe("the Acme fleet", () => {
  it("has the stacks users know, the organizations first", () => {
    const manifest = JSON.parse(textOf("manifest.json")) as { stacks: Record<string, { dependencies: string[] }> };

    expect(
      Object.fromEntries(Object.entries(manifest.stacks).map(([id, { dependencies }]) => [id, dependencies])),
    ).toEqual({
      organizations: [],
      "us-east-1": ["organizations"],
      "eu-west-1": ["organizations"],
    });
  });

  it("has 8 runners with exactly these labels and capabilities", () => {
    const runners = all("agyn_runner").map(({ name, labels, capabilities, provider }) => ({
      name,
      labels,
      capabilities,
      provider,
    }));

    const standard = (region: string, team: string, provider: string) => ({
      name: `${team === "platform" ? "shared" : `${team}-standard`}-${region}-0`,
      labels: { region, team, tier: "standard" },
      capabilities: ["docker"],
      provider,
    });
    const gpu = (index: number) => ({
      name: `ml-gpu-us-east-1-${index}`,
      labels: { region: "us-east-1", team: "ml", tier: "gpu-nvidia-a100" },
      capabilities: ["docker", "gpu"],
      provider: "agyn.ml",
    });
    const everywhere = (region: string) => [
      standard(region, "ml", "agyn.ml"),
      standard(region, "platform", "agyn"),
      standard(region, "web", "agyn.web"),
    ];
    expect(runners).toHaveLength(8);
    expect(runners).toEqual(
      expect.arrayContaining([gpu(0), gpu(1), ...everywhere("us-east-1"), ...everywhere("eu-west-1")]),
    );
  });

  it("makes each organization with its team's own token, so that the team owns it", () => {
    expect(all("agyn_organization")).toEqual([
      { name: "Acme ML", slug: "acme-ml", provider: "agyn.ml" },
      { name: "Acme Web", slug: "acme-web", provider: "agyn.web" },
    ]);
  });

  it("finds organizations by slug and reads no other stack's state", () => {
    const lookUps = everyStack.flatMap((stack) => Object.values(stack.data?.agyn_organization ?? {}));

    expect(lookUps.map(({ slug, provider }) => JSON.stringify([provider, slug])).sort()).toEqual([
      '["agyn.ml","acme-ml"]',
      '["agyn.ml","acme-ml"]',
      '["agyn.web","acme-web"]',
      '["agyn.web","acme-web"]',
    ]);
    expect([...fleet.files.values()].join()).not.toContain("terraform_remote_state");
  });

  it("reaches the gateway in the cluster in us-east-1 and through TLS in eu-west-1", () => {
    const releases = all("helm_release").filter(({ chart }) => chart === "k8s-runner");
    const addresses = releases.map((release) => [
      (release.name as string).replace(/^.*?((us|eu)-\w+-\d)-\d$/, "$1"),
      environment(release).GATEWAY_ADDRESS,
      (helmValues(release).extraContainers as readonly Block[] | undefined)?.map(({ name }) => name),
    ]);

    expect(new Set(addresses.map((address) => JSON.stringify(address)))).toEqual(
      new Set([
        '["us-east-1","gateway.platform.svc.cluster.local:8080",null]',
        '["eu-west-1","127.0.0.1:15051",["gateway-tls-proxy"]]',
      ]),
    );
  });

  it("refuses GPUs in every namespace but the GPU pool's", () => {
    const gpus = all("kubernetes_resource_quota_v1").map(({ metadata, spec }) => [
      (metadata as { namespace: string }).namespace,
      (spec as { hard: Record<string, string> }).hard["requests.nvidia.com/gpu"],
    ]);

    expect(gpus.filter(([, count]) => count !== "0")).toEqual([["agyn-ml-gpu-workloads", "8"]]);
    expect(gpus).toHaveLength(7);
  });

  it("keeps its addresses: a change here replaces resources of those who use it", () => {
    expect(addressesOf(fleet)).toBe(readFileSync(join(__dirname, "addresses.txt"), "utf8"));
  });

  it("writes the same bytes every time, and from fleet.yaml the same as from TypeScript", () => {
    const fromYaml = runApp(() => jest.requireActual("../../examples/acme-fleet/main"));

    expect(fromYaml.files).toEqual(fleet.files);
    expect(textOf("fleet.json")).toContain('"formatVersion": "1"');
  });

  it("has in fleet.json the runners that it registers", () => {
    const { pools } = JSON.parse(textOf("fleet.json")) as {
      pools: Record<string, { runners: string[]; labels: object; capabilities: string[] }>;
    };
    const declared = Object.values(pools).flatMap(({ runners, labels, capabilities }) =>
      runners.map((name) => ({ name, labels, capabilities: capabilities.toSorted() })),
    );

    expect(declared).toHaveLength(8);
    expect(declared).toEqual(
      expect.arrayContaining(
        all("agyn_runner").map(({ name, labels, capabilities }) => ({ name, labels, capabilities })),
      ),
    );
  });

  it("holds tokens as references only", () => {
    for (const text of fleet.files.values()) {
      const mentions = text.match(/"[^"]*(service_token|api_token|agyn_token_)[^"]*"(: ("[^"]*"|\{))?/g) ?? [];
      const allowed = [
        /^"api_token": "\$\{var\.agyn_token_(ml|web)\}"$/,
        /^"agyn_token_(ml|web)": \{$/,
        /^"token": "\$\{agyn_runner\.[\w-]+\.service_token\}"$/,
        /^"\$\{agyn_runner\.[\w-]+\.service_token(_revision( != null)?)?\}"$/,
      ];
      expect(mentions.filter((mention) => !allowed.some((pattern) => pattern.test(mention)))).toEqual([]);
      expect(text).not.toMatch(/[0-9a-f]{64}/);
    }
    expect(
      everyStack.flatMap((stack) => Object.values(stack.variable ?? {})).every(({ sensitive }) => sensitive === true),
    ).toBe(true);
  });

  it("holds no path of the machine that synthesized it", () => {
    const text = [...fleet.files.values()].join("\n");

    expect(text).not.toContain(process.cwd());
    expect(text).not.toMatch(/"(\/(home|root|work|tmp|Users)\/|[A-Z]:\\)/);
  });

  it("has no warnings", () => {
    expect(fleet.warnings).toEqual([]);
  });
});
