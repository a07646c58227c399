import { App, TerraformVariable, Token } from "cdktf";
import {
  AgynStack,
  Cluster,
  Gateway,
  Organization,
  Region,
  RunnerPool,
  type RunnerPoolProps,
  RunnerTier,
  Team,
} from "../../src/constructs/index";
import { cluster, messageOf, region, resource, resources, synthStack } from "./support";

const tier = RunnerTier.standard();
const synthPool = (given: Partial<RunnerPoolProps> = {}, id = "web") =>
  synthStack((stack) => new RunnerPool(stack, id, { region, tier, ...given }));

describe("RunnerPool", () => {
  it("makes its runners, releases and namespaces and nothing else", () => {
    const { resource: made = {} } = synthPool({ runners: 2 });

    expect(
      Object.fromEntries(Object.entries(made).map(([type, blocks]) => [type, Object.keys(blocks).length])),
    ).toEqual({
      agyn_runner: 2,
      agyn_runner_enrollment: 2,
      helm_release: 2,
      kubernetes_limit_range_v1: 1,
      kubernetes_namespace_v1: 2,
      kubernetes_resource_quota_v1: 1,
      kubernetes_role_binding_v1: 1,
      kubernetes_role_v1: 1,
      kubernetes_secret_v1: 2,
    });
  });

  it("has one runner by default, serving the whole cluster, that reports its own capabilities", () => {
    expect(resource(synthPool(), "agyn_runner")).toEqual({
      name: "web-us-east-1-0",
      labels: { region: "us-east-1", tier: "standard" },
      provider: "agyn",
    });
  });

  it("counts runners from 0, so that a pool grows without a rename", () => {
    const names = (runners: number) => resources(synthPool({ runners }), "agyn_runner").map(({ name }) => name);

    expect(names(1)).toEqual(["web-us-east-1-0"]);
    expect(names(3)).toEqual(["web-us-east-1-0", "web-us-east-1-1", "web-us-east-1-2"]);
  });

  it("takes the pool's name from the id unless given", () => {
    expect(resource(synthPool({ poolName: "frontend" }), "agyn_runner").name).toBe("frontend-us-east-1-0");
  });

  it("adds labels and capabilities to those of region, tier and team", () => {
    const team = Team.of("ml", { organization: "acme-ml" });
    const gpu = RunnerTier.gpu({ model: "nvidia-a100" });

    const runner = resource(
      synthPool({
        team,
        tier: gpu,
        labels: { stage: "prod" },
        capabilities: ["docker", "gpu"],
      }),
      "agyn_runner",
    );

    expect(runner).toMatchObject({
      labels: {
        region: "us-east-1",
        tier: "gpu-nvidia-a100",
        team: "ml",
        stage: "prod",
      },
      capabilities: ["docker", "gpu"],
    });
  });

  it("looks up the organization of its team with the team's credential, and registers with it", () => {
    const { data, ...stack } = synthPool({
      team: Team.of("ml", { organization: "acme-ml" }),
    });

    const [[address, lookUp] = []] = Object.entries(data?.agyn_organization ?? {});
    expect(lookUp).toMatchObject({ slug: "acme-ml", provider: "agyn.ml" });
    expect(resource(stack, "agyn_runner")).toMatchObject({
      organization_id: `\${data.agyn_organization.${address}.id}`,
      provider: "agyn.ml",
    });
    expect(resource(stack, "agyn_runner_enrollment").provider).toBe("agyn.ml");
  });

  it("registers with the team's own credential when two teams own one organization, which is looked up once", () => {
    const stack = synthStack((scope) => {
      for (const name of ["blue", "green"]) {
        new RunnerPool(scope, name, { region, tier, team: Team.of(name, { organization: "acme" }) });
      }
    });

    expect(resources(stack, "agyn_runner").map(({ provider }) => provider)).toEqual(["agyn.blue", "agyn.green"]);
    expect(Object.keys(stack.data?.agyn_organization ?? {})).toHaveLength(1);
  });

  it("serves a given organization with the credential the organization was found with", () => {
    const stack = synthStack((scope) => {
      const provider = Team.of("ml", { organization: "acme-ml" }).provider(scope);
      const organization = Organization.fromOrganizationId("0b0e7b2c-5f5c-4d3c-9d0e-3f6d5f0a8c11", { provider });
      new RunnerPool(scope, "web", { region, tier, organization });
    });

    expect(resource(stack, "agyn_runner")).toMatchObject({
      organization_id: "0b0e7b2c-5f5c-4d3c-9d0e-3f6d5f0a8c11",
      provider: "agyn.ml",
    });
  });

  it("separates runners with their tokens from workloads, whose namespace allows what the overlay needs", () => {
    expect(resources(synthPool(), "kubernetes_namespace_v1").map(({ metadata }) => metadata)).toEqual([
      { name: "agyn-web" },
      {
        name: "agyn-web-workloads",
        labels: {
          "agyn.dev/tier": "standard",
          "pod-security.kubernetes.io/audit": "baseline",
          "pod-security.kubernetes.io/enforce": "privileged",
          "pod-security.kubernetes.io/warn": "baseline",
        },
      },
    ]);
  });

  it("gives each runner's account just the chart's six rules, in the workload namespace only", () => {
    const stack = synthPool({ runners: 2 });

    const inside = { name: "agyn-runner", namespace: "agyn-web-workloads" };
    expect(resource(stack, "kubernetes_role_v1")).toMatchObject({
      metadata: inside,
      rule: [
        {
          api_groups: [""],
          resources: ["pods"],
          verbs: ["get", "list", "watch", "create", "delete", "patch"],
        },
        { api_groups: [""], resources: ["pods/exec"], verbs: ["create"] },
        { api_groups: [""], resources: ["pods/log"], verbs: ["get"] },
        {
          api_groups: [""],
          resources: ["persistentvolumeclaims"],
          verbs: ["get", "list", "create", "delete"],
        },
        {
          api_groups: [""],
          resources: ["secrets"],
          verbs: ["create", "delete"],
        },
        {
          api_groups: [""],
          resources: ["events"],
          verbs: ["get", "list", "watch"],
        },
      ],
    });
    expect(resource(stack, "kubernetes_role_binding_v1")).toMatchObject({
      metadata: inside,
      role_ref: {
        api_group: "rbac.authorization.k8s.io",
        kind: "Role",
        name: "agyn-runner",
      },
      subject: [
        {
          kind: "ServiceAccount",
          name: "web-us-east-1-0",
          namespace: "agyn-web",
        },
        {
          kind: "ServiceAccount",
          name: "web-us-east-1-1",
          namespace: "agyn-web",
        },
      ],
    });
  });

  it("starts a runner after its namespaces, rights and ceilings, by names known at plan time", () => {
    const release = resource(synthPool(), "helm_release");

    const types = (release.depends_on as readonly string[]).map((address) => address.split(".")[0]);
    expect(types).toEqual([
      "kubernetes_secret_v1",
      "kubernetes_namespace_v1",
      "kubernetes_namespace_v1",
      "kubernetes_resource_quota_v1",
      "kubernetes_limit_range_v1",
      "kubernetes_role_binding_v1",
    ]);
    expect(JSON.stringify(release.values)).not.toContain("${");
  });

  it("lets Terraform destroy its namespaces by default", () => {
    expect(JSON.stringify(synthPool())).not.toContain("prevent_destroy");
  });

  it("protects both namespaces when asked to", () => {
    const namespaces = resources(synthPool({ protect: true }), "kubernetes_namespace_v1");

    expect(namespaces.map(({ lifecycle }) => lifecycle)).toEqual([
      { prevent_destroy: true },
      { prevent_destroy: true },
    ]);
  });

  it("deploys to the cluster of its region", () => {
    const elsewhere = Region.of("eu", {
      cluster: Cluster.fromKubeconfig({ context: "arn:aws:eu/x" }),
      gateway: Gateway.inCluster(),
    });

    const stack = synthPool({ region: elsewhere });

    expect(resource(stack, "helm_release").provider).toBe("helm.arn-aws-eu-x");
    expect(stack.provider?.helm).toContainEqual({
      alias: "arn-aws-eu-x",
      kubernetes: {
        config_context: "arn:aws:eu/x",
        config_path: "~/.kube/config",
      },
    });
  });

  it("shares the chart and the timeouts among its releases", () => {
    const releases = resources(synthPool({ runners: 2, timeoutSeconds: 600 }), "helm_release");

    expect(releases.map(({ timeout }) => timeout)).toEqual([600, 600]);
  });

  it("leaves values that only Terraform knows unchecked", () => {
    const stack = synthStack((scope) => {
      const name = new TerraformVariable(scope, "stage", { type: "string" }).stringValue;
      new RunnerPool(scope, "web", { region, tier, labels: { stage: name } });
    });

    expect(resource(stack, "agyn_runner").labels).toMatchObject({
      stage: "${var.stage}",
    });
  });

  it("fails when anything is wrong, with all of it at once and the way out of each", () => {
    const given: RunnerPoolProps = {
      region: Region.of("US", {
        cluster: Cluster.fromKubeconfig({ context: " " }),
        gateway: Gateway.inCluster("https://gw"),
      }),
      tier: RunnerTier.standard({ quota: { requestsCpu: "lots" } }),
      team: Team.of("1st", { organization: "Acme" }),
      labels: { tier: "gold", "-": "x" },
      capabilities: ["docker", " "],
      runners: 0,
      timeoutSeconds: 1,
    };

    expect(messageOf(() => synthStack((stack) => new RunnerPool(stack, "web", given)))).toMatchInlineSnapshot(`
      "test/web: 11 problems
        runners = 0: it must be a whole number in range. Fix: give 1 to 100.
        region.name = "US": it must be lower-case letters, digits and inner hyphens, at most 63 characters. Fix: shorten or respell it.
        region.cluster.context = " ": a context name may not be blank. Fix: name a context of the kubeconfig.
        region.gateway = "https://gw": it is a URL, but the runner dials gRPC in clear text at host:port and speaks no TLS. Fix: use Gateway.viaTlsProxy("gateway.example.com") for a gateway behind TLS, or host:port for one in a private network.
        tier.quota.requestsCpu = "lots": it is no Kubernetes quantity. Fix: write it like "500m", "4" or "64Gi".
        team.name = "1st": a team name is lower-case letters, digits and inner hyphens and starts with a letter. Fix: respell it.
        team.organization = "Acme": a slug is lower-case letters, digits and inner hyphens, at most 63 characters. Fix: use the slug shown by the platform.
        labels["-"] = "-": the label key is not [prefix/]name with at most 63 characters. Fix: respell the key.
        labels.tier = "gold": the pool's region, tier or team sets it to "standard". Fix: leave it out, or choose another key.
        capabilities[1] = " ": a capability may not be blank. Fix: remove it.
        timeoutSeconds = 1: it must be a whole number in range. Fix: give 30 to 3600."
    `);
  });

  it.each([
    ["its own", { labels: { "agyn.dev/paused": "false" } }],
    [
      "its tier's",
      {
        tier: RunnerTier.of({
          name: "x",
          quota: { pods: 1, requestsCpu: "1", requestsMemory: "1Gi" },
          labels: { "agyn.dev/paused": "true" },
        }),
      },
    ],
  ])("fails when the label of a paused pool is among %s", (_, props) => {
    expect(messageOf(() => synthPool(props))).toMatch(
      /labels\.agyn\.dev\/paused = "(true|false)": it marks the runners of a pool that is paused/,
    );
  });

  it("fails when a runner's name would be too long for a release", () => {
    const id = "a-pool-with-a-name-that-is-much-too-long-for-it";

    expect(messageOf(() => synthPool({}, id))).toBe(
      `test/${id}: 1 problem\n  runner name = "${id}-us-east-1-0": a Helm release name is lower-case letters, digits and inner ` +
        "hyphens, at most 53 characters. Fix: shorten the pool or region name, or give a name of your own.",
    );
  });

  it("fails when the number of runners is known only to Terraform, which would make none", () => {
    const build = () =>
      synthStack((stack) => {
        const runners = Token.asNumber(new TerraformVariable(stack, "runners", { type: "number" }).numberValue);
        new RunnerPool(stack, "web", { region, tier, runners });
      });

    expect(messageOf(build)).toContain(
      "runners = (known to Terraform only): each runner is a resource of its own, so their number must be known at synth. " +
        "Fix: give a number",
    );
  });

  it.each([
    ["the name of another", "blue", "web", "agyn-web"],
    ["a name whose namespace is another's workload namespace", "blue", "web-workloads", "agyn-web-workloads"],
  ])("fails when it has %s in the same cluster", (_name, id, poolName, namespace) => {
    const app = new App({ stackTraces: false });
    new RunnerPool(new AgynStack(app, "one", { cluster }), "web", { region, tier });

    expect(messageOf(() => new RunnerPool(new AgynStack(app, "two"), id, { region, tier, poolName }))).toContain(
      `poolName = "${poolName}": its namespace ${namespace} is that of one/web in the same cluster, and each pool owns its own. ` +
        "Fix: name one of them otherwise",
    );
  });

  it("may have the name of another in another cluster", () => {
    const elsewhere = Region.of("eu-west-1", {
      cluster: Cluster.fromKubeconfig({ context: "elsewhere" }),
      gateway: Gateway.inCluster(),
    });

    const stack = synthStack((scope) => {
      new RunnerPool(scope, "web", { region, tier });
      new RunnerPool(scope, "web-eu", { region: elsewhere, tier, poolName: "web" });
    });

    expect(resources(stack, "kubernetes_namespace_v1")).toHaveLength(4);
  });

  it("fails when the id can't be kept in addresses", () => {
    const build = () =>
      synthStack((stack: AgynStack) => new RunnerPool(stack, "web.1", { region, tier, poolName: "web" }));

    expect(messageOf(build)).toContain(
      'test/web.1: 1 problem\n  id = "web.1": a construct id may hold letters, digits, _ and - only',
    );
  });
});
