// `cdktf-agyn review comment` against a host that speaks GitHub's and GitLab's wire: one comment for each marker, edited in place.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runReview } from "../../src/cli/review";
import { reviewPipeline } from "../../src/cli/review/pipeline";
import { renderMarkdown } from "../../src/review/index";
import { CommentHost } from "../support/comment-host";
import { reviewSample } from "../support/review-sample";

const TOKEN = "ghs_a-token-that-nobody-sees";
const BOTS = { github: "github-actions[bot]", gitlab: "project_bot" } as const;

let folder: string;
let host: CommentHost;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "review-comment-"));
});
afterEach(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

const body = (head = "headsha", key = "acme"): string => renderMarkdown(reviewSample, { head, key }).text;

async function comment(kind: "github" | "gitlab", text = body(), env: Readonly<Record<string, string>> = {}) {
  writeFileSync(join(folder, "comment.md"), text);
  let said = "";
  const pauses: number[] = [];
  const world = {
    stdout: { write: (more: string) => (said += more) },
    stderr: { write: (more: string) => (said += more) },
    env: {
      GITHUB_TOKEN: TOKEN,
      GITLAB_TOKEN: TOKEN,
      GITHUB_API_URL: host.url,
      CI_API_V4_URL: host.url,
      GITHUB_REPOSITORY: "acme/infra",
      CI_PROJECT_ID: "acme/infra",
      GITHUB_REF: "refs/pull/7/merge",
      CI_MERGE_REQUEST_IID: "7",
      ...env,
    },
    now: () => 0,
    pipeline: reviewPipeline,
    pause: (milliseconds: number) => Promise.resolve(void pauses.push(milliseconds)),
  };
  const args = ["comment", "--host", kind, "--file", join(folder, "comment.md")];
  const code = await runReview(args, world).catch((error: unknown) => (error instanceof Error ? error.message : "?"));
  return { code, said, pauses };
}

describe.each(["github", "gitlab"] as const)("cdktf-agyn review comment on %s", (kind) => {
  beforeEach(async () => {
    host = await CommentHost.start(kind, TOKEN);
  });

  it("writes it once, says nothing twice, and edits it in place when there is more to say", async () => {
    expect(await comment(kind)).toMatchObject({ code: 0, said: "review comment: the comment is written\n" });
    expect(await comment(kind)).toMatchObject({ code: 0, said: "review comment: the comment says it already\n" });
    host.head = "later";
    expect(await comment(kind, body("later"))).toMatchObject({ said: "review comment: the comment is edited\n" });
    expect(host.comments).toEqual([{ id: 1, author: BOTS[kind], body: body("later") }]);
  });

  it("finds its own on a later page, removes surplus, and leaves what others wrote or is of another fleet", async () => {
    host.add("mallory", body("old"));
    host.add(BOTS[kind], body("old", "other"));
    for (let more = 0; more < 110; more += 1) host.add("someone", `text ${more}`);
    host.add(BOTS[kind], body("old"));
    host.add(BOTS[kind], body("older"));
    expect((await comment(kind)).code).toBe(0);
    expect(host.comments).toHaveLength(113);
    expect(host.comments.filter(({ author }) => author !== "someone").map((one) => [one.author, one.body])).toEqual([
      ["mallory", body("old")],
      [BOTS[kind], body("old", "other")],
      [BOTS[kind], body()],
    ]);
  });

  it("writes nothing when the pull request has moved on", async () => {
    host.add(BOTS[kind], body("later"));
    host.head = "later";
    expect(await comment(kind)).toMatchObject({ code: 0, said: expect.stringContaining("outdated") as string });
    expect(host.comments.map((one) => one.body)).toEqual([body("later")]);
  });

  it("tries again what may pass, and gives up within bounds", async () => {
    host.failures.push({ method: "GET", status: 429 }, { method: "GET", status: 502 }, { method: "POST", status: 500 });
    expect((await comment(kind)).code).toBe(0);
    expect(host.comments).toHaveLength(1);
    host.failures.push(...Array.from({ length: 20 }, () => ({ method: "GET", status: 503 })));
    const { code, pauses } = await comment(kind);
    expect(code).toContain("answered 503");
    expect(pauses).toEqual([500, 1000, 2000]);
    expect(host.failures).toHaveLength(16);
  });

  it("names no token, and does not repeat what the host refuses", async () => {
    const { code, said, pauses } = await comment(kind, body(), {
      GITHUB_TOKEN: "wrong-token",
      GITLAB_TOKEN: "wrong-token",
    });
    expect(code).toContain("answered 401: the token is not valid");
    expect(`${String(code)}${said}`).not.toContain("wrong-token");
    expect(pauses).toEqual([]);
  });
});

describe("cdktf-agyn review comment", () => {
  beforeEach(async () => {
    host = await CommentHost.start("github", TOKEN);
  });

  it.each<[string, string, Readonly<Record<string, string>>, string]>([
    ["a text without marker", "## Hello", {}, "does not begin with the marker of a review"],
    [
      "a token that would be readable on its way",
      body(),
      { GITHUB_API_URL: "http://example.com" },
      "--api is no https",
    ],
    ["a repository that is a path", body(), { GITHUB_REPOSITORY: "a/b/../c" }, "--repo is missing or odd"],
    ["no pull request", body(), { GITHUB_REF: "refs/heads/main" }, "--pull is missing or odd"],
    ["no token", body(), { GITHUB_TOKEN: "" }, "GITHUB_TOKEN is not set"],
  ])("refuses %s, and asks nobody", async (_, text, env, message) => {
    const { code, said } = await comment("github", text, env);
    expect(code).toContain(message);
    expect(`${String(code)}${said}`).not.toContain(TOKEN);
    expect(host.calls).toEqual([]);
  });
});
