// Secrets that somebody wrote where no plan marks them: in Helm values, settings, labels and texts.
import { holdsAssignment } from "../../../src/review/digest/assigned-secrets";
import { attributeChanges } from "../../../src/review/digest/attributes";
import { factsOf } from "../../../src/review/digest/runner-facts";
import { isSecretName } from "../../../src/review/digest/secret-names";
import { Taint } from "../../../src/review/digest/taint";
import type { Json, JsonObject } from "../../../src/synthesized/index";

const CANARY = "Zq07canary055433x";

function told(type: string, after: Json): string {
  const sides = { before: {}, after, unknown: {}, beforeSensitive: {}, afterSensitive: {} };
  return JSON.stringify(attributeChanges(type, sides));
}
const toldOfValues = (values: Json): string => told("helm_release", { values: [JSON.stringify(values)] });
const toldOfLabel = (value: string): string => told("agyn_runner", { labels: { x: value } });

describe("a name of a secret", () => {
  it.each([
    ..."ENCRYPTION_KEY SIGNING_KEY PRIVATE_KEY STRIPE_KEY OPENAI_KEY AWS_ACCESS_KEY privateKeys keys.primary keys".split(
      " ",
    ),
    ..."DB_PASS PGPASS pass MYSQL_PWD pwd REDIS_AUTH SENTRY_DSN SLACK_WEBHOOK_URL JWT GITHUB_PAT AUTHORIZATION".split(
      " ",
    ),
    ..."HMAC_SALT BASIC_AUTH AUTH_HEADER DOCKER_AUTH_CONFIG PIN auth auth.basic db.pass githubPat dbPass oauth".split(
      " ",
    ),
    ..."VAULT_SECRET_ID SECRET_ID PASSWORD_TYPE TOKEN_VERSION".split(" "),
  ])("is %s", (name) => expect(isSecretName(name)).toBe(true));

  it.each([
    ["CLIENT_SECRET_NAME", CANARY],
    ["TOKENS_FILE", CANARY],
    ["SECRET_PATH", CANARY],
    ["secretRef", CANARY],
    ["tokenRevision", CANARY],
  ])("is %s if it holds %s", (name, value) => expect(isSecretName(name, value)).toBe(true));

  it.each<[string, Json]>([
    ["CLIENT_SECRET_NAME", "ml-token"],
    ["TOKEN_FILE", "/var/run/token"],
    ["secretRef", { name: "ml-token" }],
    ["secretKeyRef", { name: "ml-token", key: "token" }],
    ["service_token_revision", 1_795_296_420_288],
    ["service_token_revision", "1795296420288"],
    ["imagePullSecrets", ["a"]],
    ["bypassport", "x"],
    ["author", "x"],
    ["private_ip", "10.0.0.1"],
    ["topologyKey", "x"],
    ["pattern", "x"],
  ])("is not %s if it holds %j", (name, value) => expect(isSecretName(name, value)).toBe(false));
});

describe("what changes in a chart's values has no text that nobody listed", () => {
  const env = (name: string): Json => ({ env: [{ name, value: CANARY }] });
  it.each<[string, Json]>([
    ["a variable with the name of a secret", env("DB_PASS")],
    ["a variable of any other name", env("WHATEVER")],
    ["a variable of a list further down", { sidecar: { env: [{ name: "LOG_LEVEL", value: CANARY }] } }],
    ["arguments", { args: ["--api-token", CANARY] }],
    ["any text", { a: { b: CANARY } }],
    ["a key below the name of a secret", { token: { [CANARY]: true } }],
    ["a key of a map in a list that is shown whole", { catalog: [[{ token: { [CANARY]: true } }]] }],
    ["a name that says none, as text", { secretRef: CANARY }],
    ["a secret at a place that is listed", { podLabels: { "db-pass": CANARY } }],
    ["an assignment at a place that is listed", { nodeSelector: { x: `--token ${CANARY}` } }],
    ["a list of lists", { a: [[CANARY]] }],
    ["mixed shapes", { a: [CANARY, { b: CANARY }, 1] }],
  ])("%s", (_what, values) => {
    expect(toldOfValues(values)).toContain("hidden");
    expect(toldOfValues(values)).not.toContain(CANARY);
  });

  it.each<[string, string]>([
    ["db.pass", CANARY],
    ["db.password", CANARY],
    ["x.encryption_key", CANARY],
    ["extraArgs", `{--token,${CANARY}}`],
    ["a.b", CANARY],
    ["env[0].value", CANARY],
  ])("setting %s", (name, value) => {
    expect(told("helm_release", { set: [{ name, value, type: "string" }] })).not.toContain(CANARY);
    expect(told("helm_release", { set_list: [{ name, value: [value] }] })).not.toContain(CANARY);
  });

  it.each<[string, Json, string]>([
    ["a variable of the runner", { env: [{ name: "LOG_LEVEL", value: "debug" }] }, '"debug"'],
    [
      "where a variable is read from",
      { env: [{ name: "SERVICE_TOKEN", valueFrom: { secretKeyRef: { name: "ml-0", key: "token" } } }] },
      '"ml-0"',
    ],
    ["an image", { image: { tag: "v1.2.3" } }, '"v1.2.3"'],
    ["a number anywhere", { a: { b: 17 } }, "17"],
    ["a switch anywhere", { a: { b: true, c: "false" } }, '"false"'],
    ["capabilities", { catalog: { capabilities: ["docker"] } }, '["docker"]'],
  ])("but %s", (_what, values, shown) => expect(toldOfValues(values)).toContain(shown));

  it.each([
    ["podAnnotations.agyn\\.dev/service-token-revision", "1795296420288"],
    ["image.tag", "v1.2.3"],
    ["replicaCount", "0"],
  ])("but setting %s", (name, value) => {
    expect(told("helm_release", { set: [{ name, value }] })).toContain(`"${value}"`);
  });
});

/** Texts that say that something in them is secret. */
const TEXTS: readonly (readonly [string, string])[] = [
  ["an option before a blank", `app --token ${CANARY}`],
  ["an option before a comma", `{--token,${CANARY}}`],
  ["a short option", `psql -p ${CANARY}`],
  ["a user's password", `curl -u a:${CANARY} https://x`],
  ["a password that follows its option at once", `mysql -h x -p${CANARY} db`],
  ["a bearer", `Authorization: Bearer ${CANARY}`],
  ["a basic authorization", `curl -H 'Basic ${CANARY}'`],
  ["a block of YAML", `password: |\n  ${CANARY}\n`],
  ["a map of YAML", `token:\n  value: ${CANARY}\n`],
  ["a value in the next line", `password:\n  ${CANARY}`],
  ["a list of YAML", `a: 1\ntokens:\n  - ${CANARY}\n`],
  ["YAML in braces", `{password: ${CANARY}}`],
  ["arguments in YAML", `args:\n  - --token\n  - ${CANARY}\n`],
  ["a pair whose value is a block", `- name: DB_PASS\n  value: |\n    ${CANARY}\n`],
  ["an element of XML", `<password>${CANARY}</password>`],
  ["an attribute of XML", `<db password="${CANARY}"/>`],
  ["a connection string", `Server=x;Pwd=${CANARY};`],
  ["a signed address", `https://h/x?sig=${CANARY}&x=1`],
  ["properties", `spring.datasource.pass=${CANARY}`],
  [".netrc", `machine x login y password ${CANARY}`],
  [".pgpass", `h:5432:db:u:${CANARY}`],
  ["JSON", JSON.stringify({ a: { credentials: { user: CANARY } } })],
  ["JSON in JSON", JSON.stringify(JSON.stringify({ a: { token: { v: CANARY } } }))],
  ["arguments in JSON", JSON.stringify({ args: ["--password", CANARY] })],
];

describe("a text that has a secret in it", () => {
  it.each(TEXTS)("is not shown, and its secret is known: %s", (_what, written) => {
    const taint = new Taint();
    taint.named({ x: written });

    expect(holdsAssignment(written)).toBe(true);
    expect(toldOfLabel(written)).not.toContain(CANARY);
    expect(taint.scrubber().finds(`copy of ${CANARY}`)).toBe(true);
  });

  it.each([
    "key: value",
    "secretName: ml-token",
    "a basic authentication with a bearer token",
    "ports:\n  - 8080\nname: one\n",
    "--token ${var.token}",
    "docker run -p 8080:80 x",
    "mkdir -p /var/x",
    "password: ${var.password}",
    "imagePullSecrets:\n  - name: regcred\n",
  ])("but not %j", (written) => expect(holdsAssignment(written)).toBe(false));

  it.each([
    ["assignments", "a=b;".repeat(100_000)],
    ["names", "key_".repeat(100_000)],
    ["options", "--token ".repeat(50_000)],
    ["lines", "token:\n".repeat(50_000)],
    ["deeper lines", `other:\n${"  x\n".repeat(50_000)}`],
    ["elements", "<a>".repeat(100_000)],
    ["pairs", "name: x\n".repeat(50_000)],
    ["commands", "mysql ".repeat(50_000)],
    ["blanks", `password:${" ".repeat(300_000)}`],
  ])("is looked through in one pass: %s", (_what, written) => {
    // with a hint, or nothing is looked for
    expect(holdsAssignment(`basic ${written}`)).toBe(false);
  });
});

describe("an address is shown without who asks", () => {
  it.each([
    [`https://user:pa/${CANARY}@charts.example/x`, "https://charts.example/x"],
    [`https://user:${CANARY}@tail@charts.example/x`, "https://charts.example/x"],
    [`https://${CANARY}@github.com/x?token=1`, "https://github.com/x"],
    ["oci://ghcr.io/x@sha256:abc", "oci://ghcr.io/x@sha256:abc"],
  ])("%s", (repository, shown) => {
    expect(told("helm_release", { repository })).toContain(JSON.stringify({ value: shown }));
  });
});

describe("what is known of a registration", () => {
  it.each<[string, Json, ReturnType<typeof factsOf>]>([
    [
      "one marked capability",
      { capabilities: [true, false] },
      { name: "x", labels: { a: "1" }, capabilities: ["(secret)", "d"], open: ["capabilities"] },
    ],
    [
      "marked labels, with their names",
      { labels: true },
      { name: "x", labels: { "(secret)": "(secret)" }, capabilities: ["c", "d"], open: ["labels"] },
    ],
    [
      "one marked label",
      { labels: { a: true } },
      { name: "x", labels: { a: "(secret)" }, capabilities: ["c", "d"], open: ["labels.a"] },
    ],
  ])("has nothing of %s", (_what, mask, expected) => {
    expect(factsOf({ name: "x", labels: { a: "1" }, capabilities: ["c", "d"] }, {}, mask)).toEqual(expected);
  });
});

describe("literals of a configuration that are secret", () => {
  it.each<[string, Json, string]>([
    ["a number", 4711471147, "4711471147"],
    ["a number in a list", [4711471147], "4711471147"],
    ["a key of a map", { [CANARY]: true }, CANARY],
    ["a key of a map in an expression", { constant_value: { [CANARY]: true } }, CANARY],
  ])("are found: %s", (_what, value, secret) => {
    const taint = new Taint();
    taint.literal(value);

    expect(taint.scrubber().finds(`x ${secret} y`)).toBe(true);
  });

  it.each<[string, Json]>([
    ["a number", { pin: 4711471147 }],
    ["a number in a block", { auth: [{ pin: { constant_value: 4711471147 } }] }],
    ["a key of a map", { headers: { constant_value: { "4711471147": "x" } } }],
    ["a text in JSON", { config: { constant_value: '{"pin":"4711471147"}' } }],
  ])("are found in settings of a provider: %s", (_what, settings) => {
    const taint = new Taint();
    taint.providerSettings(settings as JsonObject);

    expect(taint.scrubber().finds("x 4711471147 y")).toBe(true);
  });
});

describe("keys of maps", () => {
  it.each<[string, (taint: Taint) => void]>([
    ["below the name of a secret", (taint) => taint.named({ token: { [CANARY]: "yes" } })],
    ["that are marked", (taint) => taint.marked({ x: { [CANARY]: "yes" } }, { x: true })],
  ])("%s are secret, and words among them are not", (_where, mark) => {
    const taint = new Taint();
    mark(taint);
    taint.named({ token: { password: "x", clientName: "y" } });

    expect(taint.scrubber().finds(CANARY)).toBe(true);
    expect(taint.scrubber().finds("password clientName")).toBe(false);
  });
});
