// What the hosts of pull requests call comments, their authors and the commit that is their head.
//
// Source: GitHub REST 2022-11-28 (a pull request's comments are its issue's; the token of a workflow can't ask who it is, and writes as
// github-actions[bot]); GitLab REST v4 (notes of a merge request; a job's own token may not write them).
import { at, text } from "../../../synthesized/index.js";
import { type Api, call, listAll } from "./http.js";

/** A comment of a pull request. */
export interface Comment {
  readonly id: string;
  readonly body: string;
  readonly author: string;
}

/** A pull request. */
export interface PullRequest {
  /** Commit at its head. */
  head(): Promise<string>;
  /** Who writes. */
  author(): Promise<string>;
  /** Oldest first. */
  comments(): Promise<readonly Comment[]>;
  create(body: string): Promise<void>;
  edit(id: string, body: string): Promise<void>;
  remove(id: string): Promise<void>;
}

/** Author of what a workflow of GitHub Actions writes. */
const ACTIONS_BOT = "github-actions[bot]";

/** A pull request of GitHub. @param author whose comments are edited. @default "github-actions[bot]" */
export function githubPull(api: Api, repository: string, number: string, author = ACTIONS_BOT): PullRequest {
  const repo = `/repos/${repository}`;
  const comment = (id: string): string => `${repo}/issues/comments/${id}`;
  return {
    head: async () => text(at((await call(api, "GET", `${repo}/pulls/${number}`)).body, "head", "sha")),
    author: () => Promise.resolve(author),
    comments: async () =>
      (await listAll(api, `${repo}/issues/${number}/comments`)).map((one) => commentOf(one, "user", "login")),
    create: async (body) => {
      await call(api, "POST", `${repo}/issues/${number}/comments`, { body });
    },
    edit: async (id, body) => {
      await call(api, "PATCH", comment(id), { body });
    },
    remove: async (id) => {
      await call(api, "DELETE", comment(id));
    },
  };
}

/** A merge request of GitLab. @param author whose notes are edited. @default - who the token belongs to */
export function gitlabMerge(api: Api, project: string, number: string, author?: string): PullRequest {
  const merge = `/projects/${encodeURIComponent(project)}/merge_requests/${number}`;
  return {
    head: async () => text(at((await call(api, "GET", merge)).body, "sha")),
    author: async () => author ?? text(at((await call(api, "GET", "/user")).body, "username")),
    // newest first, unless asked otherwise, which the pages' query has no room for
    comments: async () =>
      (await listAll(api, `${merge}/notes`))
        .map((one) => commentOf(one, "author", "username"))
        .sort((a, b) => Number(a.id) - Number(b.id)),
    create: async (body) => {
      await call(api, "POST", `${merge}/notes`, { body });
    },
    edit: async (id, body) => {
      await call(api, "PUT", `${merge}/notes/${id}`, { body });
    },
    remove: async (id) => {
      await call(api, "DELETE", `${merge}/notes/${id}`);
    },
  };
}

function commentOf(one: unknown, user: string, name: string): Comment {
  return { id: String(Number(at(one, "id"))), body: text(at(one, "body")), author: text(at(one, user, name)) };
}
