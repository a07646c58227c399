import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { parse } from "yaml";
import { TerraformVariable } from "cdktf";
import { Exposure, type ModelGatewayProps, type Peer, SecretKey } from "../../../src/workloads/index";
import { keyVariables } from "../../../src/workloads/model-gateway/config";
import { leavesOf, textsIn } from "../../../src/workloads/description/leaves";
import { resources } from "../../constructs/support";
import { everyGateway } from "../rules/examples/example";
import { found, synthWorkloads } from "../support";
import { gatewayAndAgent, named, providerBudgets } from "./support";
import { inside } from "../synthesized";

const rightModels = everyGateway.models;
const budgets = { budgets: providerBudgets };
const synthesized = synthWorkloads((setting) => void gatewayAndAgent(setting), budgets);
const output = () => synthesized;

test("no rule finds anything in a gateway that is right, with an agent that goes through it", () => {
  expect(found((setting) => void gatewayAndAgent(setting), budgets)).toEqual([]);
});

describe("the file of a gateway", () => {
  const config = () => {
    const map = named(output(), "kubernetes_config_map_v1", "models-files");
    return parse(inside(map, "data", "file-0") as string) as Record<string, Record<string, unknown>>;
  };

  it("has each deployment with its limits, its timeout, and its key by the name of a variable", () => {
    expect(config()["model_list"]).toEqual([
      {
        model_name: "smart",
        litellm_params: {
          model: "openai/gpt-5",
          api_key: "os.environ/OPENAI_API_KEY",
          rpm: 1000,
          tpm: 1000000,
          timeout: 10,
        },
      },
      {
        model_name: "smart-elsewhere",
        litellm_params: {
          model: "anthropic/claude-5",
          api_key: "os.environ/ANTHROPIC_API_KEY",
          rpm: 1000,
          tpm: 1000000,
          timeout: 10,
        },
      },
    ]);
  });

  it("has limits that hold over all processes, fallbacks, and an end for calls that hang", () => {
    expect(config()["router_settings"]).toEqual({
      routing_strategy: "simple-shuffle",
      num_retries: 0,
      timeout: 10,
      enable_pre_call_checks: true,
      optional_pre_call_checks: ["enforce_model_rate_limits"],
      fallbacks: [{ smart: ["smart-elsewhere"] }],
      redis_host: "os.environ/REDIS_HOST",
      redis_port: "os.environ/REDIS_PORT",
      redis_password: "os.environ/REDIS_PASSWORD",
    });
    expect(config()["litellm_settings"]).toMatchObject({ request_timeout: 10, callbacks: ["prometheus"] });
  });

  it("waits at a path of its own while it drains, asks no model to be healthy, and lets the drill force a fallback", () => {
    expect(config()["general_settings"]).toEqual({
      master_key: "os.environ/LITELLM_MASTER_KEY",
      background_health_checks: false,
      enable_drain_endpoint: true,
      dangerously_allow_mock_testing_request_params: true,
      database_url: "os.environ/DATABASE_URL",
      database_connection_pool_limit: 10,
      database_connection_timeout: 60,
      proxy_batch_write_at: 60,
    });
  });

  it("counts the variables of a provider with two accounts, and shares one between models of one account", () => {
    const model = { name: "smart", requestsPerMinute: 1, tokensPerMinute: 1 };
    const models = [
      { ...model, target: "azure/a", apiKey: SecretKey.of("east", "key") },
      { ...model, target: "azure/b", apiKey: SecretKey.of("west", "key") },
      { ...model, target: "azure/c", apiKey: SecretKey.of("east", "key") },
    ];
    expect([...keyVariables(models).values()].map(([name, key]) => [name, String(key)])).toEqual([
      ["AZURE_API_KEY", "east/key"],
      ["AZURE_API_KEY_2", "west/key"],
    ]);
  });
});

describe("the pods of a gateway", () => {
  const spec = () => inside(named(output(), "kubernetes_deployment_v1", "models"), "spec", "template", "spec");
  const container = () => inside(spec(), "container", 0);
  const hook = () => inside(container(), "lifecycle", "pre_stop", 0, "exec", "command") as readonly string[];

  it("have every secret by reference, and what they write in a volume", () => {
    const env = inside(container(), "env") as readonly { name: string; value_from: object }[];
    expect(Object.fromEntries(env.map(({ name, value_from: from }) => [name, from]))).toEqual({
      LITELLM_MASTER_KEY: { secret_key_ref: { name: "litellm", key: "master-key" } },
      LITELLM_SALT_KEY: { secret_key_ref: { name: "litellm", key: "salt-key" } },
      DATABASE_URL: { secret_key_ref: { name: "postgres", key: "url" } },
      REDIS_PASSWORD: { secret_key_ref: { name: "redis", key: "password" } },
      OPENAI_API_KEY: { secret_key_ref: { name: "openai", key: "api-key" } },
      ANTHROPIC_API_KEY: { secret_key_ref: { name: "anthropic", key: "api-key" } },
    });
    expect(inside(named(output(), "kubernetes_config_map_v1", "models"), "data")).toMatchObject({
      LITELLM_MODE: "PRODUCTION",
      LITELLM_LOG: "ERROR",
      LITELLM_NON_ROOT: "true",
      LITELLM_MIGRATION_DIR: "/tmp/litellm/migrations",
      LITELLM_UI_PATH: "/tmp/litellm/ui",
      XDG_CACHE_HOME: "/tmp/litellm/cache",
      DISABLE_SCHEMA_UPDATE: "true",
      GRACEFUL_SHUTDOWN_TIMEOUT: "20",
      REDIS_HOST: "redis.stores",
      REDIS_PORT: "6379",
    });
    expect(inside(container(), "security_context", "read_only_root_filesystem")).toBe(true);
  });

  it("wait as long as others send to them, drain at a path for as long as a call and its fallback may take, and once more after SIGTERM, before they are killed", () => {
    expect(hook().slice(0, 2)).toEqual(["python", "-c"]);
    expect(hook()[2]).toMatch(/time\.sleep\(10\)[^]*http:\/\/127\.0\.0\.1:4000\/health\/drain/);
    expect(inside(spec(), "termination_grace_period_seconds")).toBe(10 + 20 + 20 + 15);
  });

  it("ask the endpoint by a program that runs, past any proxy, with its token where there is one", async () => {
    const asked: unknown[] = [];
    const server = createServer(({ url, headers }, answer) => {
      asked.push([url, headers["x-drain-token"]]);
      answer.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const here = `:${(server.address() as AddressInfo).port}/`;
      const program = (hook()[2] ?? "").replace(":4000/", here).replace("sleep(10)", "sleep(0)");
      const proxied = { ...process.env, http_proxy: "http://127.0.0.1:1", HTTP_PROXY: "http://127.0.0.1:1" };
      const run = promisify(execFile);
      await run("python3", ["-c", program], { env: proxied });
      await run("python3", ["-c", program], { env: { ...proxied, DRAIN_ENDPOINT_TOKEN: "of-the-test" } });
    } finally {
      server.close();
    }
    expect(asked).toEqual([
      ["/health/drain", ""],
      ["/health/drain", "of-the-test"],
    ]);
  });

  it("are asked nothing that costs, and live through a drain in which they answer 503", () => {
    const probe = (kind: string) => inside(container(), kind, "http_get", "path");
    expect([probe("startup_probe"), probe("liveness_probe"), probe("readiness_probe")]).toEqual([
      "/health/readiness",
      "/health/liveliness",
      "/health/readiness",
    ]);
    const [period, failures] = ["period_seconds", "failure_threshold"].map((key) =>
      Number(inside(container(), "liveness_probe", key)),
    );
    expect((period ?? 0) * ((failures ?? 0) - 1)).toBeGreaterThan(10 + 20 + 20 + 15);
  });

  it("sleep before SIGTERM where their image has no such path, and what stands before them waits as long as a call may take", () => {
    const exposure = Exposure.ingress({
      host: "models.example.com",
      className: "nginx",
      controller: "nginx",
      tlsSecret: "models-tls",
      fromNamespace: "ingress-nginx",
      allowedCidrs: ["203.0.113.0/24"],
    });
    const change = { drainEndpoint: false, retries: 2, exposure };
    const all = synthWorkloads((setting) => void gatewayAndAgent(setting, change), budgets);
    const pod = inside(named(all, "kubernetes_deployment_v1", "models"), "spec", "template", "spec");
    const longest = 2 * (3 * 10 + 2 * 8);
    expect(inside(pod, "container", 0, "lifecycle", "pre_stop", 0)).toEqual({ exec: { command: ["sleep", "10"] } });
    expect(inside(pod, "termination_grace_period_seconds")).toBe(10 + longest + 15);
    expect(inside(named(all, "kubernetes_ingress_v1", "models"), "metadata", "annotations")).toMatchObject({
      "nginx.ingress.kubernetes.io/proxy-read-timeout": String(longest + 15),
    });
    const map = named(all, "kubernetes_config_map_v1", "models-files");
    const { general_settings: general } = parse(inside(map, "data", "file-0") as string) as Record<string, object>;
    expect(general).not.toHaveProperty("enable_drain_endpoint");
  });

  it("have no stores, no migration and no limits of others where there is one process and no database", () => {
    const change = { redis: undefined, database: undefined, scaling: undefined, replicas: 1 };
    expect(found((setting) => void gatewayAndAgent(setting, change), budgets)).toEqual([]);
    const all = synthWorkloads((setting) => void gatewayAndAgent(setting, change), budgets);
    expect(resources(all.stacks["test"] ?? { terraform: {} }, "kubernetes_job_v1")).toEqual([]);
    const text = JSON.stringify([
      named(all, "kubernetes_config_map_v1", "models-files"),
      named(all, "kubernetes_config_map_v1", "models"),
      named(all, "kubernetes_deployment_v1", "models"),
    ]);
    expect(text).not.toMatch(/redis|database|DISABLE_SCHEMA_UPDATE|SALT/i);
  });

  it("are scaled by what they have in flight", () => {
    const release = releaseOf(output(), "models-scaler");
    expect(JSON.stringify(release)).toContain("sum(litellm_in_flight_requests");
  });

  it("come after the migration of their version, which alone changes the schema", () => {
    const all = output();
    const job = named(all, "kubernetes_job_v1", "models-migrate-" + migrationOf(all));
    // what is reported is that the Job failed, and no timeout
    expect(inside(job, "timeouts", "create")).toBe("1875s");
    expect(job).toMatchObject({ wait_for_completion: true, spec: { backoff_limit: 4 } });
    const own = inside(job, "spec", "template", "spec", "container", 0);
    expect(inside(own, "command")).toEqual(["python", "litellm/proxy/prisma_migration.py"]);
    expect(inside(named(all, "kubernetes_config_map_v1", "models-migrate"), "data")).toMatchObject({
      DISABLE_SCHEMA_UPDATE: "false",
    });
    const depends = inside(named(all, "kubernetes_deployment_v1", "models"), "depends_on") as readonly string[];
    expect(depends.filter((name) => name.startsWith("kubernetes_job_v1."))).toHaveLength(1);
  });

  it("are migrated anew by another image, and not by another model", () => {
    const withImage = (change: object) =>
      migrationOf(synthWorkloads((setting) => void gatewayAndAgent(setting, change), budgets));
    const before = migrationOf(output());
    expect(withImage({ image: `ghcr.io/berriai/litellm-non_root:1.97.0@sha256:${"b2".repeat(32)}` })).not.toBe(before);
    expect(withImage({ retries: 5 })).toBe(before);
  });

  it("are migrated by a Job that Terraform names, where it knows the image when it applies", () => {
    const all = synthWorkloads((setting) => {
      const { stringValue: image } = new TerraformVariable(setting.stack, "image", { type: "string" });
      gatewayAndAgent(setting, { image, drill: undefined, fallbacks: {} });
    }, budgets);
    const [job] = resources(all.stacks["test"] ?? { terraform: {} }, "kubernetes_job_v1");
    expect(inside(job, "metadata", "name")).toMatch(
      /^models-migrate-\$\{substr\(sha256\(jsonencode\(.*\)\), 0, 8\)\}$/,
    );
  });

  it("are migrated by a Job whose pods can't change with its configuration: a Job can't be changed", () => {
    const job = named(output(), "kubernetes_job_v1", "models-migrate-" + migrationOf(output()));
    const annotations = inside(job, "spec", "template", "metadata", "annotations");
    expect(annotations ?? {}).toEqual({});
  });

  it("have variables that are secrets of your own, as what parameters of models name", () => {
    const secrets = { AWS_SECRET_ACCESS_KEY: SecretKey.of("aws", "secret") };
    const [first, second] = rightModels;
    const models = [{ ...first, parameters: { aws_secret_access_key: "os.environ/AWS_SECRET_ACCESS_KEY" } }, second];
    const change = { secrets, models } as Partial<ModelGatewayProps>;
    expect(found((setting) => void gatewayAndAgent(setting, change), budgets)).toEqual([]);
    const all = synthWorkloads((setting) => void gatewayAndAgent(setting, change), budgets);
    const env = inside(
      named(all, "kubernetes_deployment_v1", "models"),
      "spec",
      "template",
      "spec",
      "container",
      0,
      "env",
    );
    expect(env).toContainEqual({
      name: "AWS_SECRET_ACCESS_KEY",
      value_from: { secret_key_ref: { name: "aws", key: "secret" } },
    });
  });
});

describe("the way to a gateway", () => {
  it("is open to the agents that name it and to its drill only", () => {
    expect(inside(named(output(), "kubernetes_network_policy_v1", "models-callers"), "spec")).toEqual({
      pod_selector: { match_labels: { "app.kubernetes.io/name": "models" } },
      policy_types: ["Ingress"],
      ingress: ["answers", "models-drill"].sort(byDrillFirst).map((name) => ({
        from: [
          {
            namespace_selector: { match_labels: { "kubernetes.io/metadata.name": "support" } },
            pod_selector: { match_labels: { "app.kubernetes.io/name": name } },
          },
        ],
        ports: [{ port: "4000", protocol: "TCP" }],
      })),
    });
  });

  const tcp = (port: string): object => ({ port, protocol: "TCP" });

  it.each<[what: string, peer: Peer, from: object, port: object]>([
    [
      "pods beside it, by labels alone",
      { podLabels: { app: "console" } },
      { pod_selector: { match_labels: { app: "console" } } },
      tcp("4000"),
    ],
    ["every pod beside it, where nothing is said", {}, { pod_selector: {} }, tcp("4000")],
    ["addresses", { cidr: "10.20.0.0/16" }, { ip_block: { cidr: "10.20.0.0/16" } }, tcp("4000")],
    [
      "a namespace, at the ports that are said",
      { namespace: "tools", ports: [4001] },
      { namespace_selector: { match_labels: { "kubernetes.io/metadata.name": "tools" } } },
      tcp("4001"),
    ],
    [
      "addresses, by the protocol that is said",
      { cidr: "10.20.0.0/16", ports: [4001], protocol: "UDP" },
      { ip_block: { cidr: "10.20.0.0/16" } },
      { port: "4001", protocol: "UDP" },
    ],
  ])("lets in %s", (_what, peer, from, port) => {
    const all = synthWorkloads((setting) => gatewayAndAgent(setting).admit(peer), budgets);
    const rules = inside(named(all, "kubernetes_network_policy_v1", "models-callers"), "spec", "ingress");
    expect(rules).toContainEqual({ from: [from], ports: [port] });
  });

  it("is the agents' only way: none of theirs leads to the internet", () => {
    const egress = JSON.stringify(inside(named(output(), "kubernetes_network_policy_v1", "answers"), "spec", "egress"));
    expect(egress).toContain('"app.kubernetes.io/name":"models"');
    expect(egress).not.toContain("0.0.0.0/0");
  });

  it("leads on to its stores and to port 443 of the internet", () => {
    const spec = inside(named(output(), "kubernetes_network_policy_v1", "models"), "spec");
    const text = JSON.stringify(inside(spec, "egress"));
    expect(text).toContain("0.0.0.0/0");
    expect(text).toContain('"app":"redis"');
    expect(text).toContain('"app":"postgres"');
    expect(JSON.stringify(inside(spec, "ingress"))).toContain("monitoring");
  });

  it("is the only one for whole namespaces that are closed", () => {
    const all = synthWorkloads((setting) => void gatewayAndAgent(setting, { closedNamespaces: ["legacy"] }), budgets);
    const policy = named(all, "kubernetes_network_policy_v1", "only-through-models");
    expect(policy).toMatchObject({ metadata: { namespace: "legacy" }, spec: { policy_types: ["Egress"] } });
    expect(JSON.stringify(policy)).not.toContain("0.0.0.0/0");
    expect(JSON.stringify(named(all, "kubernetes_network_policy_v1", "models-callers"))).toContain("legacy");
  });
});

test("every key of the file is the name of a variable, which is a reference to a Secret", () => {
  const map = named(output(), "kubernetes_config_map_v1", "models-files");
  const texts = textsIn(leavesOf(parse(inside(map, "data", "file-0") as string)));
  const keys = texts.filter(({ name }) => /^(api_key|master_key|redis_password|database_url)$/.test(name));
  const env = inside(
    named(output(), "kubernetes_deployment_v1", "models"),
    ...["spec", "template", "spec", "container", 0, "env"],
  ) as readonly { name: string; value_from?: { secret_key_ref?: object } }[];
  const references = env.flatMap(({ name, value_from: from }) => (from?.secret_key_ref === undefined ? [] : [name]));
  expect(keys.map(({ value }) => value).sort()).toEqual(
    ["ANTHROPIC_API_KEY", "DATABASE_URL", "LITELLM_MASTER_KEY", "OPENAI_API_KEY", "REDIS_PASSWORD"].map(
      (name) => `os.environ/${name}`,
    ),
  );
  expect(keys.filter(({ value }) => !references.includes(value.replace("os.environ/", "")))).toEqual([]);
});

test("the address is handed to the agents", () => {
  const all = output();
  expect(inside(named(all, "kubernetes_config_map_v1", "answers"), "data", "MODEL_GATEWAY_URL")).toBe(
    "http://models.support.svc:4000",
  );
});

function migrationOf({ files }: { readonly files: ReadonlyMap<string, string> }): string {
  const [, hash = ""] = /models-migrate-([0-9a-f]{8})/.exec([...files.values()].join("")) ?? [];
  return hash;
}

function releaseOf({ stacks }: ReturnType<typeof output>, name: string) {
  return Object.values(stacks["test"]?.resource?.["helm_release"] ?? {}).find((release) => release.name === name);
}

/** The drill is made with the gateway, before any agent. */
function byDrillFirst(a: string): number {
  return a.endsWith("-drill") ? -1 : 1;
}
