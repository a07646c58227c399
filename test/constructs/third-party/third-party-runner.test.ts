// A runner that somebody else deploys: its registration, the place of its token, and the wait for it.
import { TerraformResource } from "cdktf";
import {
  type AgynStack,
  Team,
  ThirdPartyRunner,
  type ThirdPartyRunnerProps,
  TokenSecret,
  type TokenWriter,
} from "../../../src/constructs/index";
import { cluster, messageOf, resource, resources, type StackJson, synthStack } from "../support";

const write: TokenWriter = ({ scope, remoteKey, token, revision }) => {
  const secret = new TerraformResource(scope, "secret", { terraformResourceType: "vault_secret" });
  secret.addOverride("name", remoteKey);
  secret.addOverride("value_wo", token.expression());
  secret.addOverride("value_wo_version", revision);
  return [secret];
};
const synthRunner = (
  props: Partial<ThirdPartyRunnerProps>,
  more: (runner: ThirdPartyRunner, stack: AgynStack) => void = () => undefined,
): StackJson =>
  synthStack((stack) => {
    more(new ThirdPartyRunner(stack, "edge", { name: "edge", ...props }), stack);
  });
const withoutHash = (value: unknown) => JSON.stringify(value).replaceAll(/_[0-9A-F]{8}/g, "");

describe("a third-party runner", () => {
  it("is a registration and nothing else by default", () => {
    const stack = synthRunner({ labels: { site: "lab" }, capabilities: ["gpu"] });

    expect(Object.keys(stack.resource ?? {})).toEqual(["agyn_runner"]);
    expect(resource(stack, "agyn_runner")).toMatchObject({
      name: "edge",
      labels: { site: "lab" },
      capabilities: ["gpu"],
    });
  });

  it("is a team's, with its organization, credential and label", () => {
    const runner = resource(synthRunner({ team: Team.of("ml", { organization: "acme-ml" }) }), "agyn_runner");

    expect(runner).toMatchObject({ labels: { team: "ml" }, provider: "agyn.ml" });
    expect(runner.organization_id).toMatch(/^\$\{data\.agyn_organization\./);
  });

  it("has a Secret that a chart of one's own reads by name", () => {
    let seen: unknown;
    const stack = synthRunner(
      { secret: { cluster, namespace: "lab" } },
      ({ tokenSecret, tokenRevision, dependencies }) => {
        seen = { tokenSecret, restarts: tokenRevision !== "", first: dependencies.length };
      },
    );
    const { lifecycle, ...secret } = resource(stack, "kubernetes_secret_v1");

    expect(seen).toEqual({
      tokenSecret: { name: "edge-token", key: "token", namespace: "lab" },
      restarts: true,
      first: 1,
    });
    expect(withoutHash(secret)).toBe(
      withoutHash({
        data_wo: { token: "${agyn_runner.edge_Runner.service_token}" },
        data_wo_revision: "${agyn_runner.edge_Runner.service_token_revision}",
        depends_on: [],
        metadata: { name: "edge-token", namespace: "lab" },
        provider: "kubernetes",
        type: "Opaque",
      }),
    );
    expect(JSON.stringify(lifecycle)).toContain("service_token_revision != null");
  });

  it("has a Secret by an ExternalSecret, or one that is there", () => {
    const external = TokenSecret.external({ store: "acme", remoteKey: "{runner}", write });
    const stack = synthRunner({ secret: { cluster, namespace: "lab", name: "mine", tokenSecret: external } });

    expect(resource(stack, "helm_release")).toMatchObject({ name: "mine", namespace: "lab" });
    expect(resource(stack, "vault_secret")).toMatchObject({ name: "edge" });
    let name: string | undefined;
    const existing = TokenSecret.existing("there", { key: "t" });
    const plain = synthRunner({ secret: { cluster, namespace: "lab", tokenSecret: existing } }, ({ tokenSecret }) => {
      name = `${tokenSecret?.name}/${tokenSecret?.key}`;
    });
    expect(name).toBe("there/t");
    expect(Object.keys(plain.resource ?? {})).toEqual(["agyn_runner"]);
  });

  it("has its token in a secrets manager, for a machine that fetches it", () => {
    const stack = synthRunner({ manager: { remoteKey: "agyn/edge", write } });

    expect(resource(stack, "vault_secret")).toMatchObject({ name: "agyn/edge" });
    expect(resources(stack, "kubernetes_secret_v1")).toEqual([]);
    expect(stack.provider?.kubernetes).toEqual([expect.not.objectContaining({ alias: expect.anything() as string })]);
  });

  it("is waited for when that is asked for, after what runs it", () => {
    const stack = synthRunner({}, (runner, scope) => {
      runner.waitForEnrollment([new TerraformResource(scope, "vm", { terraformResourceType: "acme_vm" })], {
        minutes: 5,
      });
    });

    expect(withoutHash(resource(stack, "agyn_runner_enrollment"))).toBe(
      withoutHash({
        depends_on: ["acme_vm.vm"],
        provider: "agyn",
        runner_id: "${agyn_runner.edge_Runner.id}",
        timeouts: { create: "5m" },
      }),
    );
  });

  it.each<[string, Partial<ThirdPartyRunnerProps>, string]>([
    ["a namespace that is none", { secret: { cluster, namespace: "A" } }, 'secret.namespace = "A"'],
    [
      "a name that names no Secret",
      { name: "Edge 1", secret: { cluster, namespace: "lab" } },
      'secret.name = "Edge 1-token"',
    ],
    [
      "two names",
      { secret: { cluster, namespace: "lab", name: "a", tokenSecret: TokenSecret.existing("b") } },
      'secret.name = "a": the Secret that is there already is named by TokenSecret.existing',
    ],
    [
      "a label that its team sets otherwise",
      { labels: { team: "web" }, team: Team.of("ml", { organization: "acme-ml" }) },
      'labels.team = "web": the runner\'s team sets it to "ml"',
    ],
    ["no place in the manager", { manager: { remoteKey: "", write } }, 'manager.remoteKey = "": it is no name'],
    [
      "a literal token for a place",
      { manager: { remoteKey: "0123456789abcdef".repeat(4), write } },
      "manager.remoteKey = ",
    ],
    [
      "two managers",
      {
        manager: { remoteKey: "a", write },
        secret: { cluster, namespace: "lab", tokenSecret: TokenSecret.external({ store: "s", remoteKey: "a", write }) },
      },
      'manager = "a": secret.tokenSecret writes the token into a secrets manager too',
    ],
  ])("is refused with %s", (_, props, text) => {
    const message = messageOf(() => synthRunner(props));

    expect(message).toContain(text);
    expect(message).not.toContain("0123456789abcdef0123");
  });

  const placed = (name: string, secret: Partial<ThirdPartyRunnerProps["secret"]>) => ({
    name,
    secret: { cluster, namespace: "lab", ...secret },
  });
  const shared = (remoteKey: string, storeKind: "ClusterSecretStore" | "SecretStore" = "ClusterSecretStore") =>
    TokenSecret.external({ store: "acme", storeKind, remoteKey });
  const beside = (one: ThirdPartyRunnerProps, other: ThirdPartyRunnerProps) =>
    synthStack((stack) => {
      new ThirdPartyRunner(stack, "one", one);
      new ThirdPartyRunner(stack, "other", other);
    });

  it.each([
    {
      what: "one Secret",
      one: placed("a", { name: "token" }),
      other: placed("b", { name: "token" }),
      problem: 'secret.name = "token": this Secret of the namespace is that of test/one',
    },
    {
      what: "a Secret that is there",
      one: placed("a", { name: "token" }),
      other: placed("b", { tokenSecret: TokenSecret.existing("token") }),
      problem: 'secret.name = "token": this Secret of the namespace is that of test/one',
    },
    {
      what: "one secret of a manager",
      one: placed("a", { tokenSecret: shared("runners") }),
      other: placed("b", { namespace: "far", tokenSecret: shared("runners") }),
      problem: 'secret.tokenSecret.remoteKey = "runners": this secret of the manager is that of test/one',
    },
  ])("is refused with $what for two", ({ one, other, problem }) => {
    expect(messageOf(() => beside(one, other))).toContain(problem);
  });

  it.each([
    { one: placed("a", {}), other: placed("b", {}) },
    { one: placed("a", { name: "token" }), other: placed("b", { name: "token", namespace: "far" }) },
    {
      one: placed("a", { tokenSecret: shared("{runner}") }),
      other: placed("b", { tokenSecret: shared("{runner}") }),
    },
    {
      one: placed("a", { tokenSecret: shared("runners", "SecretStore") }),
      other: placed("b", { namespace: "far", tokenSecret: shared("runners", "SecretStore") }),
    },
  ])("stands beside one whose token is elsewhere: $other.secret", ({ one, other }) => {
    expect(resources(beside(one, other), "agyn_runner")).toHaveLength(2);
  });
});
