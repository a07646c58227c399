// A plan and an app in which every name and value is hostile, through the whole command: no form makes anything of them but text.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../../src/synthesized/index";
import { structureOf } from "../support/comment-structure";
import { EVIL } from "../support/evil-texts";
import { plannedChange, planJson } from "../support/plan-json";
import { reviewInAllForms, writeApp } from "../support/review-command";

/** A plan of a runner, a release and a Secret with this text wherever a plan has one. */
function hostilePlan(evil: string): JsonObject {
  const runner = (more: string): JsonObject => ({
    id: evil,
    name: evil,
    organization_id: evil,
    status: evil,
    labels: { [evil]: `${evil}${more}`, region: evil, tier: evil },
    capabilities: [evil],
  });
  const release = (value: string): JsonObject => ({
    name: evil,
    namespace: evil,
    chart: evil,
    version: `${value}${evil}`,
    repository: evil,
    values: [JSON.stringify({ [evil]: { a: `${value}${evil}` }, list: [evil, value] })],
  });
  const entry = {
    action_reason: evil,
    previous_address: `agyn_runner.old[${JSON.stringify(evil)}]`,
    provider_name: evil,
  };
  const forced = { replace_paths: [[evil, 0, evil]] };
  const at = (address: string): string => `${address}[${JSON.stringify(evil)}]`;
  return planJson(
    [
      { address: at("agyn_runner.gone"), actions: ["delete"], before: runner("1"), entry },
      {
        address: at("agyn_runner.again"),
        actions: ["delete", "create"],
        before: runner("1"),
        after: runner("2"),
        entry,
        change: forced,
      },
      { address: at("agyn_runner.kept"), actions: ["update"], before: runner("1"), after: runner("2") },
      { address: at("helm_release.one"), actions: ["update"], before: release("1"), after: release("2"), entry },
      {
        address: at("kubernetes_secret_v1.one"),
        actions: ["delete"],
        before: { metadata: [{ name: evil, namespace: evil }] },
      },
      { address: at("other_thing.one"), actions: [evil], before: { name: evil }, after: { name: `${evil}2` } },
      { address: evil, actions: ["create"], after: { name: evil } },
    ],
    {
      resource_drift: [
        plannedChange({
          address: at("agyn_runner.kept"),
          actions: ["update"],
          before: runner("0"),
          after: runner("1"),
        }),
      ],
      output_changes: { [evil]: { actions: ["create"], after: evil, before_sensitive: false, after_sensitive: false } },
      checks: [{ address: { kind: "resource", to_display: evil }, status: "fail", instances: [] }],
      terraform_version: evil,
      timestamp: evil,
    },
  );
}

/** The app that the plan is of, as hostile. */
function hostileApp(evil: string): JsonObject {
  const made = (name: string, body: JsonObject): JsonObject => ({
    "//": { metadata: { path: `one/${evil}/${name}/Resource`, uniqueId: evil } },
    ...body,
  });
  const labels = { region: evil, team: evil, tier: evil, [evil]: evil };
  const runner = (name: string): JsonObject => made(name, { name: evil, labels });
  return {
    resource: {
      agyn_runner: { again: runner("Runner0"), kept: runner("Runner1") },
      helm_release: { one: made("Release0", { name: evil }) },
    },
  };
}

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "review-hostile-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const titled = EVIL.map((text) => [JSON.stringify(text).slice(0, 60), text] as const);

describe("a hostile plan", () => {
  it.each(titled)("is only text in every form: %s", async (_, evil) => {
    const [file, out] = [join(folder, "one.json"), writeApp(join(folder, "app"), { one: hostileApp(evil) })];
    const base = writeApp(join(folder, "base"), { one: hostileApp(evil) });
    writeFileSync(file, JSON.stringify(hostilePlan(evil)));
    const { code, stderr, forms } = await reviewInAllForms(["--out", out, "--base", base, "--plan", file]);
    const { text = "", markdown = "", github = "", html = "", ...tools } = forms;

    expect({ code, stderr }).toEqual({ code: 3, stderr: "" });
    structureOf(markdown);
    for (const line of text.split("\n")) {
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect(line).not.toMatch(/^\s*::|##(?:vso)?\[/);
    }
    expectOnlyOurCommands(github);
    expectOnlyOurElements(html);
    for (const tool of Object.values(tools)) expect(JSON.parse(tool)).toEqual(expect.any(Object));
    for (const name of ["sarif", "sarif-full", "codequality"])
      expect(forms[name]).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  });
});

/** Nothing is a command for GitHub but annotations of ours, and nothing at all after commands were stopped. */
function expectOnlyOurCommands(annotations: string): void {
  const lines = annotations.trimEnd().split("\n");
  const stopped = lines.findIndex((line) => line.startsWith("::stop-commands::"));
  const guard = lines[stopped]?.slice("::stop-commands::".length) ?? "";
  expect(guard).toMatch(/^[\da-f]{32}$/);
  for (const line of lines.slice(0, stopped))
    expect(line).toMatch(/^::(?:error|warning|notice) (?:file=[\w.]+,line=\d+,)?title=[^:]*::[^\p{Cc}\p{Cf}]*$/u);
  for (const line of lines.slice(stopped + 1, -1)) expect(line).not.toMatch(/^\s*::/);
  expect(lines.at(-1)).toBe(`::${guard}::`);
  for (const line of lines) expect(line).not.toMatch(/##(?:vso)?\[/);
}

/** Every tag is one that the page itself has, none with a handler or an address outside of the page. */
function expectOnlyOurElements(html: string): void {
  const [page = "", ...scripts] = html.split(/<script[^>]*>[^]*?<\/script>/);
  const markup = [page, ...scripts].join("").replace(/<style>[^]*?<\/style>/, "");
  for (const [tag] of markup.matchAll(/<[^>]*>?/g)) {
    expect(tag).toMatch(/^<(?:!doctype html|\/?[a-z][a-z0-9]*(?: [a-z-]+(?:="[^"<>]*")?)*)>$/i);
    for (const [, name, value = ""] of tag.matchAll(/ ([a-z-]+)(?:="([^"]*)")?/g)) {
      expect(name).not.toMatch(/^(?:on\w+|src|srcset|action|formaction|style)$/);
      if (name === "href") expect(value).toMatch(/^#/);
    }
  }
  expect(html.match(/<script/g)).toHaveLength(2);
  expect(html.match(/<\/script>/g)).toHaveLength(2);
  expect(html).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b]/);
}
