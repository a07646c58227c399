// The values that constructs synthesize, through the real helm and charts that read them as the published and the documented chart
// do: what a runner finds in its Deployment.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { RunnerChart, RunnerPool, RunnerTier } from "../../src/constructs/index";
import { type Block, helmValues, region, resources, type StackJson, synthStack } from "../constructs/support";
import { CHARTS, components } from "./harness";

interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: { readonly replicas: number; readonly template: PodTemplate };
}
interface PodTemplate {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
  readonly spec: {
    readonly serviceAccountName: string;
    readonly containers: readonly { readonly name: string; readonly env: readonly { readonly name: string }[] }[];
  };
}

const REVISION = "1763748391123";

function synthPool(chart: RunnerChart, tier: RunnerTier): StackJson {
  return synthStack((stack) => {
    new RunnerPool(stack, "ml", { region, tier, chart, capabilities: ["docker"] });
  });
}

/** Renders the release of a stack with the real helm. */
function render(chart: string, stack: StackJson): readonly Rendered[] {
  const release = resources(stack, "helm_release").find((one) => one["chart"] === "k8s-runner") ?? {};
  const folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-values-"));
  try {
    const values = join(folder, "values.json");
    writeFileSync(values, JSON.stringify(helmValues(release)));
    const sets = (release["set"] as readonly Block[]).flatMap(({ name, type }) => {
      expect(type).toBe("string");
      return ["--set-string", `${name as string}=${REVISION}`]; // Terraform knows the revision, not the synthesized JSON
    });
    const where = ["--namespace", release["namespace"] as string];
    const { status, stdout, stderr } = spawnSync(
      components.helm,
      ["template", release["name"] as string, chart, ...where, "--values", values, ...sets],
      { encoding: "utf8", env: { PATH: process.env.PATH, HOME: folder } },
    );
    if (status !== 0) throw new Error(stderr);
    return parseAllDocuments(stdout).map((document) => document.toJS() as Rendered);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe.each([
  ["env list", CHARTS["k8s-runner"], RunnerChart.envList(), "gateway.platform.svc.cluster.local:8080"],
  [
    "documented",
    CHARTS["documented-k8s-runner"],
    RunnerChart.documented({ version: "1.0.0" }),
    "http://gateway.platform.svc.cluster.local:8080",
  ],
])("a chart that reads the %s layout", (layout, chart, runnerChart, gateway) => {
  const stack = synthPool(runnerChart, RunnerTier.standard());
  const objects = render(chart, stack);
  const deployment = objects.find(({ kind }) => kind === "Deployment")?.spec;
  const pod = deployment?.template.spec;
  const environment = Object.fromEntries(
    (pod?.containers.find(({ name }) => name === "k8s-runner")?.env ?? []).map(({ name, ...rest }) => [name, rest]),
  );

  it("gives the runner the gateway's address, its namespace, and the token from the Secret", () => {
    expect(environment).toMatchObject({
      GATEWAY_ADDRESS: { value: gateway },
      KUBE_NAMESPACE: { value: "agyn-ml-workloads" },
      ZITI_ENABLED: { value: "true" },
      SERVICE_TOKEN: { valueFrom: { secretKeyRef: { name: "ml-us-east-1-0-token", key: "token" } } },
    });
    expect(resources(stack, "kubernetes_secret_v1")).toMatchObject([
      { metadata: { name: "ml-us-east-1-0-token", namespace: "agyn-ml" } },
    ]);
  });

  it("runs the pod by the account that the pool's own binding names, and makes no rights of its own", () => {
    expect(pod?.serviceAccountName).toBe("ml-us-east-1-0");
    expect(resources(stack, "kubernetes_role_binding_v1")).toMatchObject([
      { subject: [{ kind: "ServiceAccount", name: "ml-us-east-1-0", namespace: "agyn-ml" }] },
    ]);
    expect(objects.map(({ kind }) => kind).filter((kind) => /Role/.test(kind))).toEqual([]);
    expect(objects.filter(({ kind }) => kind === "ServiceAccount").map(({ metadata }) => metadata.name)).toEqual([
      "ml-us-east-1-0",
    ]);
  });

  it("runs one replica, which restarts when the token changes", () => {
    expect(deployment?.replicas).toBe(1);
    expect(deployment?.template.metadata.annotations).toMatchObject({ "agyn.dev/service-token-revision": REVISION });
  });

  it("is told the capabilities", () => {
    const told =
      layout === "documented"
        ? (JSON.parse((environment["CAPABILITIES"] as { value: string }).value) as unknown)
        : (parse(catalogOf(objects)) as { capabilities: unknown }).capabilities;
    expect(told).toEqual(["docker"]);
  });
});

describe("a chart that reads a catalog", () => {
  it("gets the tier's flavors and storage classes", () => {
    const tier = RunnerTier.standard({
      flavors: [
        {
          name: "s",
          default: true,
          resources: { requestsCpu: "1", requestsMemory: "1Gi", limitsCpu: "2", limitsMemory: "2Gi" },
        },
      ],
      storageClasses: [{ name: "fast", storageClassName: "gp3", default: true }],
    });
    const catalog = parse(catalogOf(render(CHARTS["k8s-runner"], synthPool(RunnerChart.envList(), tier)))) as object;

    expect(catalog).toMatchObject({
      flavors: [{ name: "s", default: true, resources: { requestsCpu: "1", limitsMemory: "2Gi" } }],
      storageClasses: [{ name: "fast", storageClassName: "gp3", default: true }],
    });
  });
});

function catalogOf(objects: readonly Rendered[]): string {
  const found = objects.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name.endsWith("-catalog"));
  return found?.data?.["catalog.yaml"] ?? "";
}
