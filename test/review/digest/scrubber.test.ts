import fc from "fast-check";
import { assignedSecrets } from "../../../src/review/digest/assigned-secrets";
import { isSecretName } from "../../../src/review/digest/secret-names";
import { formsOf, Scrubber } from "../../../src/review/digest/scrubber";
import { Taint } from "../../../src/review/digest/taint";

describe("a scrubber", () => {
  it("leaves no form of any secret, wherever it stands and whatever stands beside it", () => {
    const secrets = fc.array(fc.string({ minLength: 6, maxLength: 20, unit: "binary" }), {
      minLength: 1,
      maxLength: 5,
    });
    const around = fc.string({ maxLength: 10 });
    fc.assert(
      fc.property(secrets, around, around, fc.nat(), (all, before, after, pick) => {
        const scrubber = new Scrubber(all);
        const secret = all[pick % all.length] ?? "";
        for (const form of formsOf(secret)) {
          const clean = scrubber.scrub(`${before}${form}${after}`).replaceAll("(secret)", "\u0000");
          expect(clean).not.toContain(form);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("finds base64 of whatever the secret stands in", () => {
    const bytes = fc.uint8Array({ maxLength: 9 });
    fc.assert(
      fc.property(fc.string({ minLength: 6, maxLength: 20 }), bytes, bytes, (secret, before, after) => {
        const encoded = Buffer.concat([before, Buffer.from(secret), after]);
        const scrubber = new Scrubber([secret]);

        expect(scrubber.finds(encoded.toString("base64"))).toBe(true);
        expect(scrubber.finds(encoded.toString("base64url"))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  const SECRET = "Zq07canary-055433x";
  const base64 = (text: string): string => Buffer.from(text).toString("base64");
  const lines = (text: string, between: string): string => (text.match(/.{1,20}/g) ?? []).join(between);
  it.each([
    ["base64 of base64", base64(base64(SECRET))],
    ["a .dockerconfigjson", base64(JSON.stringify({ auths: { x: { auth: base64(`user:${SECRET}`) } } }))],
    ["base64 in lines", lines(base64(`${"A".repeat(70)}${SECRET}${"B".repeat(70)}`), "\n")],
    ["base64 in lines of YAML", `x: |\n  ${lines(base64(`${"A".repeat(71)}${SECRET}B`), "\n  ")}`],
    ["base64 in lines of JSON", JSON.stringify(lines(base64(SECRET.repeat(2)), "\r\n"))],
    ["JSON with every character escaped", SECRET.replace(/./g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`)],
    ["a URL with every character escaped", SECRET.replace(/./g, (one) => `%${one.charCodeAt(0).toString(16)}`)],
  ])("finds a secret in %s", (_what, text) => {
    const scrubber = new Scrubber([SECRET]);

    expect(scrubber.finds(text)).toBe(true);
    expect(scrubber.scrub(text)).toContain("(secret)");
    expect(new Scrubber(["something else"]).scrub(text)).toBe(text);
  });

  const PLANTED = 'Zq9-pl4nted/S3cr+t&<x>"q!(*)';
  it.each([
    ["its slashes as they are", "Zq9-pl4nted/S3cr%2Bt%26%3Cx%3E%22q!(*)"],
    ["its slashes as they are, and all else escaped", "Zq9-pl4nted/S3cr%2Bt%26%3Cx%3E%22q%21%28%2A%29"],
    ["what a path may hold as it is", "Zq9-pl4nted/S3cr+t&%3Cx%3E%22q!(*)"],
    ["small letters", "Zq9-pl4nted/S3cr%2bt%26%3cx%3e%22q!(*)"],
  ])("finds a secret in a URL with %s", (_what, text) => {
    expect(new Scrubber([PLANTED]).scrub(`https://h/${text}?x`)).toBe("https://h/(secret)?x");
  });

  it("finds the longest of secrets that begin with each other", () => {
    const scrubber = new Scrubber(["secret", "secret-1", "secret-12", "secret-2", "secret-123-a"]);

    expect(["secret-1234", "secret-2", "secret-3", "secret-123-a-b"].map((text) => scrubber.scrub(text))).toEqual([
      "(secret)34",
      "(secret)",
      "(secret)-3",
      "(secret)-b",
    ]);
  });

  it("looks through a long text for thousands of secrets that begin alike", () => {
    const scrubber = new Scrubber(Array.from({ length: 5_000 }, (_, at) => `secret${at}-end`));

    expect(scrubber.finds("secret".repeat(100_000))).toBe(false);
    expect(scrubber.finds(`${"secret1".repeat(50_000)}secret4999-end`)).toBe(true);
  });

  it("takes out secrets that overlap as one", () => {
    const scrubber = new Scrubber(["abcdefgh", "fghijklm", "cdefgh"]);

    expect(scrubber.scrub("<abcdefghijklm>")).toBe("<(secret)>");
  });

  it("leaves words alone that are no secrets", () => {
    const scrubber = new Scrubber(["short", "production-token-1"]);

    expect(scrubber.scrub("short production token-1 us-east-1")).toBe("short production token-1 us-east-1");
  });

  it("takes out what has the form of a secret without knowing it", () => {
    expect(new Scrubber([]).scrub(`x ${"0123456789abcdef".repeat(4)}`)).not.toContain("0123456789abcdef");
  });

  it("keeps public words in names, not in values", () => {
    const taint = new Taint();
    taint.add("production");
    taint.add("hunter22");
    const words = new Set(["production"]);

    expect(taint.scrubber(words).scrub("agyn_runner.production[hunter22]")).toBe("agyn_runner.production[(secret)]");
    expect(taint.scrubber().finds("production")).toBe(true);
  });
});

describe("names of secrets", () => {
  it.each([
    "DB_PASSWORD",
    "apiKey",
    "api_key",
    "service_token",
    "clientSecret",
    "aws_secret_access_key",
    "ssh-key",
    "kubeconfig",
  ])("%s is one", (name) => expect(isSecretName(name)).toBe(true));

  it.each([
    "key",
    "topologyKey",
    "secretKeyRef",
    "imagePullSecrets",
    "tokenSecretName",
    "service_token_revision",
    "name",
    "tokenTtl",
    "publicKey",
    "monkey",
  ])("%s is none", (name) => expect(isSecretName(name)).toBe(false));

  it.each([
    ["password: hunter22", ["hunter22"]],
    ['  apiKey = "hunter22"', ["hunter22"]],
    [String.raw`{\"password\":\"hunter22\"}`, ["hunter22"]],
    ["--token=hunter22 --verbose", ["hunter22"]],
    ["Server=db;Password=hunter22;Timeout=3", ["hunter22"]],
    ["- name: DB_PASSWORD\n  value: hunter22\n", ["hunter22"]],
    ["secretName: ml-token", []],
    ["token: ${var.token}", []],
    ["enabled: true", []],
  ])("in %j are %j", (written, secrets) => {
    expect(assignedSecrets(written)).toEqual(secrets);
  });

  it("are found in long texts in one pass", () => {
    const text = "key_".repeat(100_000);

    expect(assignedSecrets(text)).toEqual([]);
  });
});
