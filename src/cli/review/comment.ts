// `review comment`: the one that writes the comment of a pull request, with the token of the job and nothing of the plans.
//
// Contract: 0 it stands there, or the pull request has moved on and this review is outdated; 1 it could not be written.
import { setTimeout as pause } from "node:timers/promises";
import { proxyFromEnv } from "../../gateway/index.js";
import { githubPull, gitlabMerge, type PullRequest } from "./comment/hosts.js";
import type { Api } from "./comment/http.js";
import { markerOf, type Outcome, putComment } from "./comment/put-comment.js";
import { type CommentArguments, readCommentArguments } from "./step-options.js";
import { readText } from "./read-text.js";
import { EXIT } from "./report.js";
import type { World } from "./world.js";

const WORDS: Readonly<Record<Outcome, string>> = {
  created: "the comment is written",
  edited: "the comment is edited",
  unchanged: "the comment says it already",
  outdated: "the pull request has another head by now: this review is outdated, and nothing is written",
};

/** Runs `review comment`; undefined where help is asked for. */
export async function runComment(args: readonly string[], world: World): Promise<number | undefined> {
  const options = readCommentArguments(args);
  if (options === undefined) return undefined;
  const body = readText(options.file, "what review --md wrote");
  const marker = markerOf(body);
  if (marker === undefined)
    throw new Error(`review comment: ${options.file} does not begin with the marker of a review; write it with --md`);
  const wait = world.pause ?? ((milliseconds: number) => pause(milliseconds));
  const outcome = await putComment(pullOf(options, world, wait), body, marker, wait);
  world.stderr.write(`review comment: ${WORDS[outcome]}\n`);
  return EXIT.clean;
}

function pullOf(
  { host, repo, pull, api, author }: CommentArguments,
  { env, now }: Pick<World, "env" | "now">,
  wait: Api["pause"],
): PullRequest {
  const faults: string[] = [];
  const need = (value: string | undefined, shape: RegExp, fix: string): string => {
    if (value === undefined || !shape.test(value)) faults.push(`review comment: ${fix}`);
    return value ?? "";
  };
  const isGithub = host === "github";
  const tokenName = isGithub ? "GITHUB_TOKEN" : "GITLAB_TOKEN";
  const token = need(
    env[tokenName],
    /^[\x21-\x7e]+$/,
    `${tokenName} is not set; give it the token that writes comments`,
  );
  const repository = need(
    repo ?? env[isGithub ? "GITHUB_REPOSITORY" : "CI_PROJECT_ID"],
    isGithub ? /^[\w.-]+\/[\w.-]+$/ : /^[\w./-]+$/,
    `--repo is missing or odd; write ${isGithub ? "OWNER/NAME" : "the number or the path of the project"}`,
  );
  const number = need(
    pull ?? (isGithub ? /^refs\/pull\/(\d+)\//.exec(env["GITHUB_REF"] ?? "")?.[1] : env["CI_MERGE_REQUEST_IID"]),
    /^\d+$/,
    "--pull is missing or odd; write the number of the pull request",
  );
  const base = need(
    api ??
      (isGithub
        ? (env["GITHUB_API_URL"] ?? "https://api.github.com")
        : (env["CI_API_V4_URL"] ?? "https://gitlab.com/api/v4")),
    /^(?:https:\/\/[^/@?#]+|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?)(?:\/[^?#]*)?$/,
    "--api is no https address; the token would be readable on its way",
  ).replace(/\/+$/, "");
  if (faults.length > 0) throw new Error(faults.join("\n"));
  const agent = { "user-agent": "cdktf-agyn" };
  const way = { base, pause: wait, now, proxy: proxyFromEnv(env) };
  return isGithub
    ? githubPull(
        {
          ...way,
          headers: {
            ...agent,
            authorization: `Bearer ${token}`,
            accept: "application/vnd.github+json",
            "x-github-api-version": "2022-11-28",
          },
        },
        repository,
        number,
        author,
      )
    : gitlabMerge({ ...way, headers: { ...agent, "private-token": token } }, repository, number, author);
}
