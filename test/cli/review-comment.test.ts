// `cdktf-agyn review comment` against a host that speaks GitHub's and GitLab's wire: one comment for each marker, edited in place.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runReview } from "../../src/cli/review";
import { reviewPipeline } from "../../src/cli/review/pipeline";
import { renderMarkdown } from "../../src/review/index";
import { fakeProxy } from "../gateway/fake-server";
import { CommentHost } from "../support/comment-host";
import { GatewayFront } from "../support/gateway-front";
import { AUTHORITY, signedIdentity } from "../support/private-authority";
import { reviewSample } from "../support/review-sample";
import { CLI_FROM_SOURCES } from "../support/sources";

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

  it("waits as long as it is asked to, in seconds or until a time", async () => {
    host.failures.push(
      { method: "GET", status: 429, retryAfter: "3" },
      { method: "GET", status: 503, retryAfter: "Thu, 01 Jan 1970 00:00:07 GMT" },
      { method: "GET", status: 503, retryAfter: "soon" },
    );
    expect(await comment(kind)).toMatchObject({ code: 0, pauses: [3000, 7000, 2000] });
  });

  it("takes its token to no other address", async () => {
    host.failures.push({ method: "GET", status: 301 });
    expect(await comment(kind)).toMatchObject({
      code: expect.stringMatching(/sends on to another address/) as string,
      pauses: [],
    });
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

describe("the way to a host of one's own", () => {
  let front: GatewayFront;
  let proxy: Awaited<ReturnType<typeof fakeProxy>>;
  beforeEach(async () => {
    host = await CommentHost.start("gitlab", TOKEN);
    front = await GatewayFront.start(host.url, { identity: signedIdentity("for another name") });
    proxy = await fakeProxy(front.url);
    writeFileSync(join(folder, "authority.pem"), AUTHORITY);
    writeFileSync(join(folder, "comment.md"), body());
  });
  afterEach(async () => {
    await proxy.close();
    await front.close();
  });

  /** As a job runs it: a process of its own, for Node.js reads its authorities when it starts. */
  async function spawned(env: Readonly<Record<string, string>>): Promise<{ code: number; said: string }> {
    const words = ["review", "comment", "--host", "gitlab", "--file", join(folder, "comment.md")];
    const child = spawn(process.execPath, [...CLI_FROM_SOURCES, ...words], {
      env: {
        ...{ PATH: process.env["PATH"], GITLAB_TOKEN: TOKEN, CI_PROJECT_ID: "acme/infra", CI_MERGE_REQUEST_IID: "7" },
        ...{ CI_API_V4_URL: "https://gateway.example", ...env },
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (more: Buffer) => (said += more.toString()));
    const code = await new Promise<number>((ended) => child.on("close", (status) => ended(status ?? -1)));
    return { code, said };
  }

  it("is a proxy with a password and an authority of the company, where the environment names them", async () => {
    const { code, said } = await spawned({
      HTTPS_PROXY: proxy.url.replace("http://", "http://robot:hunter22@"),
      NODE_EXTRA_CA_CERTS: join(folder, "authority.pem"),
    });

    expect({ code, said }).toEqual({ code: 0, said: "review comment: the comment is written\n" });
    expect(host.comments.map((one) => one.body)).toEqual([body()]);
    expect(new Set(proxy.seen.map(({ method, path }) => `${method} ${path}`))).toEqual(
      new Set(["CONNECT gateway.example:443"]),
    );
    const given = Buffer.from("robot:hunter22").toString("base64");
    expect(proxy.seen[0]?.headers["proxy-authorization"]).toBe(`Basic ${given}`);
    expect(JSON.stringify(proxy.seen)).not.toContain(TOKEN);
  }, 30_000);
});

describe("what is wrong on the way", () => {
  beforeEach(async () => {
    host = await CommentHost.start("gitlab", TOKEN);
  });

  it.each<[string, number | "hang up", RegExp]>([
    ["refuses", 403, /the proxy http:\/\/127\.0\.0\.1:\d+ answered 403/],
    ["hangs up", "hang up", /the proxy http:\/\/127\.0\.0\.1:\d+ can't be reached: socket hang up/],
  ])("is told without password and token: a proxy that %s", async (_, refuse, words) => {
    const proxy = await fakeProxy(host.url, refuse);
    try {
      const { code, said } = await comment("gitlab", body(), {
        CI_API_V4_URL: "https://gitlab.example/api/v4",
        https_proxy: proxy.url.replace("http://", "http://robot:hunter22@"),
      });
      expect(code).toMatch(words);
      expect(`${String(code)}${said}`).not.toMatch(/hunter22|a-token-that/);
    } finally {
      await proxy.close();
    }
  });

  it("is a proxy whose address is none, and that a host in NO_PROXY does not need", async () => {
    const words = {
      HTTPS_PROXY: "socks5://robot:hunter22@127.0.0.1:1",
      CI_API_V4_URL: "https://gitlab.invalid/api/v4",
    };
    const { code, pauses } = await comment("gitlab", body(), words);
    expect(code).toContain('has the scheme "socks5"');
    expect(code).not.toContain("hunter22");
    expect(pauses).toEqual([]);
    expect(await comment("gitlab", body(), { ...words, NO_PROXY: ".invalid" })).toMatchObject({
      code: expect.stringMatching(/gitlab\.invalid.* failed: getaddrinfo/) as string,
    });
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
