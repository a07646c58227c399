import { nearest, REDACTED, redactText, secretIn } from "../../src/rules/index.js";

describe("nearest", () => {
  it.each([
    ["runers", ["runners", "regions"], "runners"],
    ["teirs", ["teams", "tiers"], "tiers"],
    ["Standard", ["standard"], "standard"],
    ["gpu", ["standard", "high-memory"], undefined],
    ["x".repeat(100), ["x".repeat(99)], undefined],
    ["a", [], undefined],
  ])("of %s in %j is %s", (word, candidates, expected) => {
    expect(nearest(word, candidates)).toBe(expected);
  });
});

// put together at run time, so that no scanner takes them for real ones
const join = (...parts: readonly string[]): string => parts.join("");

const SECRETS: readonly (readonly [string, string])[] = [
  ["a service token", "0123456789abcdef".repeat(4)],
  ["an Agyn token", join("agyn", "_", "a1B2".repeat(11))],
  ["a GitHub token", join("gh", "p_", "a1B2".repeat(9))],
  ["a GitLab token", join("glp", "at-", "a1B2".repeat(5))],
  ["an AWS access key", join("AK", "IA", "ABCDEFGHIJKLMNOP")],
  ["a Google API key", join("AI", "za", "a".repeat(35))],
  ["a Slack token", join("xo", "xb-", "1234567890-abc")],
  ["an API key", join("s", "k-", "a1B2".repeat(6))],
  ["a JSON web token", join("ey", "JhbGciOiJ.eyJzdWIiOiIx.c2lnbmF0dXJl")],
  ["an age key", join("AGE-SECRET", "-KEY-1", "QQQQ".repeat(10))],
  ["a private key", join("-----BEGIN RSA PRIVATE", " KEY-----\nabc\n-----END RSA PRIVATE KEY-----")],
  ["a private key", join("-----BEGIN PRIVATE", " KEY-----\nabc+/=\nabcd")],
  ["a password in an address", "https://user:hunter2hunter2@example.com/charts"],
];

describe("secretIn", () => {
  it.each(SECRETS)("knows %s", (kind, text) => {
    expect(secretIn(`see ${text} here`)).toBe(kind);
  });

  it.each([
    ["an image digest", `ghcr.io/agynio/k8s-runner@sha256:${"0123456789abcdef".repeat(4)}`],
    ["an image digest in an address", "oci://ghcr.io:5000/agynio/k8s-runner@sha256:0123456789abcdef"],
    ["a user in an address", "ssh://git@github.com/acme/fleet"],
    ["an address with a scope in its path", "https://registry.example.com:8443/@acme/fleet"],
    ["a name", "my-long-pool-name-in-the-region-us-east-1"],
    ["an address", "https://gateway.example.com:8443/charts"],
    ["an id", "a3c1e9d2-7f4b-5e1a-9c3d-2b8f6a4e7d10"],
    ["a context", "arn:aws:eks:us-east-1:123456789012:cluster/acme"],
  ])("leaves %s alone", (_, text) => {
    expect(secretIn(text)).toBeUndefined();
    expect(redactText(text)).toBe(text);
  });
});

describe("redactText", () => {
  it.each(SECRETS)("replaces %s and keeps the text around it", (_, text) => {
    const redacted = redactText(`see ${text} here`);

    expect(redacted.startsWith("see ")).toBe(true);
    expect(redacted.endsWith(" here")).toBe(true);
    expect(redacted).toContain(REDACTED);
    expect(redacted).not.toContain(text);
  });

  it.each([
    ["a slash", "https://u:a/X7canary@h.example/x"],
    ["an @", "postgres://u:p@X7canary@h/db"],
    ["no user", "redis://:X7canary-without@h/0"],
    ["a token instead of a user", "https://X7canary0123456789@github.com/x"],
    ["an @ in the path, too", "https://u:X7canary@h/@scope"],
  ])("leaves nothing of a password in an address with %s", (_, text) => {
    expect(redactText(`"${text}"`)).not.toContain("X7canary");
    expect(redactText(`"${text}"`)).toMatch(/^"\w+:\/\//);
  });

  it.each([
    ["beginnings of keys", join("-----BEGIN RSA PRIVATE", " KEY-----\n"), `${REDACTED}\n`],
    ["beginnings of beginnings", "-----BEGIN A", "-----BEGIN A"],
    ["addresses", "://:", "://:"],
    ["passwords", "a://b:c", "a://b:c"],
    ["digits", "0123456789abcdef", "0123456789abcdef"],
  ])("looks through long texts in one pass: %s", (_, part, shown) => {
    // looked through anew from each place it would take minutes, more than a test has
    const times = Math.ceil(3_000_000 / part.length);
    expect(redactText(part.repeat(times)) === shown.repeat(times)).toBe(true);
  });
});
