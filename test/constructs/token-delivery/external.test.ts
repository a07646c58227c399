// A token that a secrets manager holds: what reads it in the cluster, what writes it, and that it is in no file.
import { TerraformOutput, TerraformResource } from "cdktf";
import {
  acknowledgeWarning,
  AgynStack,
  Fleet,
  Runner,
  RunnerPool,
  RunnerRelease,
  RunnerTier,
  TokenSecret,
  type TokenToWrite,
  type TokenWriter,
} from "../../../src/constructs/index";
import { type Block, environment, helmValues, messageOf, region, resources, synth } from "../support";

const STORE = { store: "acme", remoteKey: "agyn/{runner}" };
const LITERAL = "0123456789abcdef".repeat(4);

/** A resource of a provider that this package does not know. */
const secretOf =
  (argument: string): TokenWriter =>
  ({ scope, remoteKey, token, revision }: TokenToWrite) => {
    const secret = new TerraformResource(scope, "secret", { terraformResourceType: "vault_secret" });
    secret.addOverride("name", remoteKey);
    secret.addOverride(argument, token.expression());
    secret.addOverride("value_wo_version", revision);
    return [secret];
  };

const synthPool = (tokenSecrets: TokenSecret | readonly TokenSecret[], runners = 2, acknowledged?: string) =>
  synth((app) => {
    if (acknowledged !== undefined) acknowledgeWarning(app, acknowledged, "the state is as secret as the manager");
    const stack = new AgynStack(app, "test", { cluster: region.cluster });
    new RunnerPool(stack, "web", { region, tier: RunnerTier.standard(), runners, tokenSecrets });
  });
const releaseNamed = (stack: Parameters<typeof resources>[0] | undefined, name: string): Block => {
  const found = resources(stack ?? { terraform: {} }, "helm_release").find((release) => release.name === name);
  if (found === undefined) throw new Error(`no release ${name}`);
  return found;
};

describe("a token in a secrets manager", () => {
  const output = synthPool(TokenSecret.external({ ...STORE, write: secretOf("value_wo") }));
  const { test: stack } = output.stacks;
  const reader = releaseNamed(stack, "web-us-east-1-1-token");

  it("is read by an ExternalSecret of its own, which the local chart writes out", () => {
    expect(helmValues(reader)).toEqual({
      objects: [
        {
          apiVersion: "external-secrets.io/v1",
          kind: "ExternalSecret",
          metadata: { name: "web-us-east-1-1-token", namespace: "agyn-web" },
          spec: {
            refreshInterval: "1h",
            secretStoreRef: { kind: "ClusterSecretStore", name: "acme" },
            target: { name: "web-us-east-1-1-token", creationPolicy: "Owner", deletionPolicy: "Retain" },
            data: [{ secretKey: "token", remoteRef: { key: "agyn/web-us-east-1-1" } }],
          },
        },
      ],
    });
    expect(reader.chart).toMatch(/^\.\/assets\/agyn-objects\//);
    expect(resources(stack ?? { terraform: {} }, "kubernetes_secret_v1")).toEqual([]);
  });

  it("is read anew at once when it is another one, and restarts the pod", () => {
    const runner = releaseNamed(stack, "web-us-east-1-1");
    const revision = expect.stringMatching(/^\$\{agyn_runner\.web_Runner1_\w+\.service_token_revision\}$/) as string;

    expect(reader.set).toEqual([
      {
        name: "objects[0].metadata.annotations.agyn\\.dev/service-token-revision",
        type: "string",
        value: revision,
      },
    ]);
    expect(runner.set).toEqual([
      { name: "podAnnotations.agyn\\.dev/service-token-revision", type: "string", value: revision },
    ]);
    expect(environment(runner).SERVICE_TOKEN).toEqual({
      secretKeyRef: { name: "web-us-east-1-1-token", key: "token" },
    });
  });

  it("is written before it is read, and read before the runner starts", () => {
    const dependencies = (release: Block) => JSON.stringify(release.depends_on);

    expect(dependencies(reader)).toMatch(/vault_secret\.web_Release1_Written_secret_/);
    expect(dependencies(releaseNamed(stack, "web-us-east-1-1"))).toMatch(/helm_release\.web_Release1_ExternalToken_/);
    expect(JSON.stringify(reader.lifecycle)).toContain("service_token_revision != null");
  });

  it("is written under the name it is read by, and its revision writes it anew", () => {
    const secrets = resources(stack ?? { terraform: {} }, "vault_secret");

    expect(secrets.map(({ name }) => name)).toEqual(["agyn/web-us-east-1-0", "agyn/web-us-east-1-1"]);
    expect(secrets.map(({ value_wo_version }) => value_wo_version)).toEqual(
      [0, 1].map((n): unknown =>
        expect.stringMatching(new RegExp(`^\\$\\{agyn_runner\\.web_Runner${n}_\\w+\\.service_token_revision\\}$`)),
      ),
    );
  });

  it("is in no file, and goes to write-only arguments only", () => {
    const references = [...output.files.values()].join("\n").match(/"[^"]*":\s*"\$\{[^"]*\.service_token\}"/g) ?? [];

    expect(references).toHaveLength(2);
    for (const reference of references) expect(reference).toMatch(/^"value_wo":/);
    expect(output.warnings).toEqual([]);
  });

  it("may be a part of a secret, under another key, read more often, by a store of the namespace", () => {
    const settings = { store: "near", storeKind: "SecretStore", refreshInterval: "15m" } as const;
    const { stacks } = synthPool(TokenSecret.external({ ...settings, remoteKey: "runners", property: "{runner}" }), 1);
    const [object] = helmValues(releaseNamed(stacks.test, "web-us-east-1-0-token")).objects as Block[];

    expect(object?.spec).toMatchObject({
      refreshInterval: "15m",
      secretStoreRef: { kind: "SecretStore", name: "near" },
      data: [{ secretKey: "token", remoteRef: { key: "runners", property: "web-us-east-1-0" } }],
    });
  });

  it("is somebody else's to write when no writer is given: the configuration then does not name it", () => {
    const { files } = synthPool(TokenSecret.external(STORE));

    expect([...files.values()].join("\n")).not.toMatch(/service_token\b(?!_revision|-revision)/);
  });
});

describe("a writer", () => {
  it.each([
    [
      "a readable argument",
      secretOf("value"),
      /vault_secret\.web_Release0_Written_secret_\w+\.value, which keep it in/,
    ],
    [
      "an output",
      (token: TokenToWrite) => {
        new TerraformOutput(token.scope, "shown", { value: `Bearer ${token.token.expression()}` });
        return secretOf("value_wo")(token);
      },
      /output\.web_Release0_Written_shown_\w+\.value, which keep it/,
    ],
  ])("that gives the token to %s is warned of, unless that is acknowledged", (_, write, where) => {
    const secret = TokenSecret.external({ ...STORE, write });
    const { warnings } = synthPool(secret, 1);

    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(where);
    expect(warnings[0]).toMatch(/^\[cdktf-agyn:token-not-write-only\]/);
    expect(synthPool(secret, 1, "cdktf-agyn:token-not-write-only").warnings).toEqual([]);
  });

  it("is refused when it answers nothing to wait for", () => {
    const write: TokenWriter = () => [];

    expect(messageOf(() => synthPool(TokenSecret.external({ ...STORE, write })))).toContain(
      "the runner would start before its token is in the manager. Fix: return the resource that writes the token",
    );
  });

  it("gets a token that shows nowhere but in its expression", () => {
    const seen: string[] = [];
    const write: TokenWriter = (token) => {
      seen.push(String(token.token), JSON.stringify({ token: token.token }));
      return secretOf("value_wo")(token);
    };
    synthPool(TokenSecret.external({ ...STORE, write }), 1);

    expect(seen).toEqual(["[secret]", '{"token":"[secret]"}']);
  });
});

describe("where a token is", () => {
  const external = (given: object) => TokenSecret.external({ ...STORE, ...given });

  it.each([
    [
      "a literal for a Secret's name",
      TokenSecret.existing(LITERAL),
      "tokenSecret.name = ",
      "looks like a secret itself",
    ],
    [
      "no store",
      external({ store: undefined }),
      "tokenSecret.store = (nothing)",
      "the operator can't read the manager",
    ],
    ["a store that is none", external({ store: "a b" }), 'tokenSecret.store = "a b"', "lower-case letters"],
    ["a kind that is none", external({ storeKind: "Vault" }), 'tokenSecret.storeKind = "Vault"', "no kind of store"],
    ["no key", external({ remoteKey: undefined }), "tokenSecret.remoteKey = (nothing)", "where in the manager"],
    ["a blank key", external({ remoteKey: " " }), 'tokenSecret.remoteKey = " "', "no place of a token"],
    ["another placeholder", external({ remoteKey: "a/{name}" }), 'remoteKey = "a/{name}"', "with {runner} where"],
    ["a literal for a key", external({ remoteKey: LITERAL }), "tokenSecret.remoteKey = ", "looks like a secret itself"],
    ["a literal for a part", external({ property: LITERAL }), "tokenSecret.property = ", "looks like a secret itself"],
    ["no interval", external({ refreshInterval: "0" }), 'refreshInterval = "0"', "a new token would never arrive"],
    ["an interval that is none", external({ refreshInterval: "1d" }), 'refreshInterval = "1d"', 'like "1h", "15m"'],
  ])("is refused as %s", (_, tokenSecret, where, why) => {
    const message = messageOf(() =>
      synth((app) => {
        const stack = new AgynStack(app, "test", { cluster: region.cluster });
        const runner = new Runner(stack, "runner", { name: "r-0" });
        new RunnerRelease(stack, "release", {
          runner,
          region,
          namespace: "runners",
          workloadNamespace: "workloads",
          tokenSecret,
        });
      }),
    );

    expect(message).toContain(where);
    expect(message).toContain(why);
    expect(message).not.toContain(LITERAL);
  });

  it("is refused as one place for two runners", () => {
    expect(messageOf(() => synthPool(external({ remoteKey: "agyn/web" })))).toContain(
      'tokenSecrets.remoteKey = "ClusterSecretStore acme agyn/web": another runner of the pool has this secret of the manager',
    );
    expect(messageOf(() => synthPool([external({}), external({ remoteKey: "agyn/web-us-east-1-0" })]))).toContain(
      "tokenSecrets[1].remoteKey",
    );
    expect(messageOf(() => synthPool(TokenSecret.existing("a")))).toContain('tokenSecrets.name = "a": another runner');
  });

  it("is refused for two pools that read one, in whatever stacks they are", () => {
    const both = (remoteKey: string) =>
      synth((app) => {
        for (const id of ["one", "other"]) {
          const stack = new AgynStack(app, id, { cluster: region.cluster });
          const tokenSecrets = external({ remoteKey });
          new RunnerPool(stack, "web", { region, tier: RunnerTier.standard(), poolName: id, tokenSecrets });
        }
      });

    expect(messageOf(() => both("agyn/web"))).toContain(
      'tokenSecret.remoteKey = "agyn/web": this secret of the manager is that of one/web/Release0, and each enrollment',
    );
    expect(Object.keys(both("agyn/{runner}").stacks)).toEqual(["one", "other"]);
  });

  it("is refused for a runner whose name leaves no room for the release of the ExternalSecret", () => {
    expect(
      messageOf(() =>
        synth((app) => {
          const stack = new AgynStack(app, "test", { cluster: region.cluster });
          const poolName = "a".repeat(40);
          new RunnerPool(stack, "web", { region, tier: RunnerTier.standard(), poolName, tokenSecrets: external({}) });
        }),
      ),
    ).toMatch(/release of the ExternalSecret = "a+-us-east-1-0-token": a Helm release name is/);
  });
});

describe("a fleet whose tokens a secrets manager holds", () => {
  const definition = {
    name: "acme",
    stage: "dev",
    regions: { "us-east-1": { cluster: { context: "a" } } },
    teams: {},
    defaults: { externalTokens: STORE },
    pools: {
      shared: { region: "us-east-1", runners: 2 },
      own: { region: "us-east-1", tokenSecrets: ["mine"] },
    },
  } as const;

  it("says it once for all pools, and for none that names its Secrets", () => {
    const { stacks } = synth((app) => Fleet.of(definition).stacks(app, { writeToken: secretOf("value_wo") }));
    const stack = stacks["us-east-1"] ?? { terraform: {} };

    expect(
      resources(stack, "helm_release")
        .map(({ name }) => name)
        .sort(),
    ).toEqual([
      "own-us-east-1-0",
      "shared-us-east-1-0",
      "shared-us-east-1-0-token",
      "shared-us-east-1-1",
      "shared-us-east-1-1-token",
    ]);
    expect(environment(releaseNamed(stack, "own-us-east-1-0")).SERVICE_TOKEN).toEqual({
      secretKeyRef: { name: "mine", key: "token" },
    });
    expect(resources(stack, "vault_secret").map(({ name }) => name)).toEqual([
      "agyn/shared-us-east-1-0",
      "agyn/shared-us-east-1-1",
    ]);
  });

  it("lets go of what it made for a pool that another stack takes over", () => {
    const adopted = [{ runner: "5c9f6a52-8f0b-4c1e-9f5d-0d7f3b8f6a11", revision: 1763000000001 }];
    const moving = {
      ...definition,
      slices: "byTeam",
      releasedFrom: "byRegion",
      pools: { shared: { region: "us-east-1", adopt: adopted } },
    } as const;
    const { stacks } = synth((app) => Fleet.of(moving).stacks(app, { writeToken: secretOf("value_wo") }));
    const released = JSON.stringify((stacks["us-east-1"] as unknown as { readonly removed: unknown }).removed);

    expect(released).toContain("helm_release.shared_Release0_ExternalToken_");
    expect(released).toContain("vault_secret.shared_Release0_Written_secret_");
    expect(resources(stacks.shared ?? { terraform: {} }, "helm_release").map(({ name }) => name)).toEqual([
      "shared-us-east-1-0",
    ]);
  });

  it("is refused when two runners would share one", () => {
    const shared = { ...definition, defaults: { externalTokens: { ...STORE, remoteKey: "agyn" } } };

    expect(messageOf(() => Fleet.of(shared))).toMatch(
      /pools\.shared\.externalTokens\.remoteKey[\s\S]*two runners of the pool would enroll with one token[\s\S]*put \{runner\} where/,
    );
  });
});
