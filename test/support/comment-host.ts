// A host of pull requests on the loopback interface, as its API speaks: comments in pages, made, edited and removed by the owner of a
// token. GitHub's issue comments and GitLab's notes.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A comment that it keeps. */
export interface KeptComment {
  readonly id: number;
  body: string;
  readonly author: string;
}

/** A host with one pull request, number 7 of acme/infra. */
export class CommentHost {
  readonly comments: KeptComment[] = [];
  /** Method and path of each call. */
  readonly calls: string[] = [];
  head = "headsha";
  /** Statuses that the next calls of a method are answered with instead. */
  readonly failures: { readonly method: string; readonly status: number; readonly retryAfter?: string }[] = [];
  #made = 0;

  private constructor(
    private readonly kind: "github" | "gitlab",
    private readonly token: string,
    private readonly server: ReturnType<typeof createServer>,
  ) {}

  static async start(kind: "github" | "gitlab", token: string): Promise<CommentHost> {
    const server = createServer();
    const host = new CommentHost(kind, token, server);
    server.on("request", (request, response) => void host.#answer(request, response));
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    return host;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  add(author: string, body: string): void {
    this.comments.push({ id: (this.#made += 1), author, body });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const { method = "", headers } = request;
    const url = new URL(request.url ?? "/", this.url);
    this.calls.push(`${method} ${url.pathname}`);
    const answer = (status: number, body?: unknown, more: Readonly<Record<string, string>> = {}): void => {
      response.writeHead(status, { "content-type": "application/json", ...more });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    };
    const given = this.kind === "github" ? headers.authorization : `Bearer ${String(headers["private-token"])}`;
    if (given !== `Bearer ${this.token}`) {
      answer(401, { message: "Bad credentials" });
      return;
    }
    const failing = this.failures.findIndex((failure) => failure.method === method);
    const [failure] = failing < 0 ? [] : this.failures.splice(failing, 1);
    if (failure !== undefined) {
      answer(failure.status, {}, { "retry-after": failure.retryAfter ?? "0", location: "https://elsewhere.example/" });
      return;
    }
    const { body = "" } = text === "" ? {} : (JSON.parse(text) as { body?: string });
    const done = this.#route(method, url, body, answer);
    if (!done) answer(404, { message: "Not Found" });
    return undefined;
  }

  #route(
    method: string,
    url: URL,
    body: string,
    answer: (status: number, body?: unknown, more?: Readonly<Record<string, string>>) => void,
  ): boolean {
    const isGithub = this.kind === "github";
    const path = url.pathname;
    const list = isGithub ? "/repos/acme/infra/issues/7/comments" : "/projects/acme%2Finfra/merge_requests/7/notes";
    if (path === "/user" && !isGithub) return answer(200, { username: "project_bot" }), true;
    if (path === "/repos/acme/infra/pulls/7" && isGithub) return answer(200, { head: { sha: this.head } }), true;
    if (path === "/projects/acme%2Finfra/merge_requests/7" && !isGithub) return answer(200, { sha: this.head }), true;
    if (path === list && method === "GET") {
      const [page, size] = [Number(url.searchParams.get("page")), Number(url.searchParams.get("per_page"))];
      const all = isGithub ? this.comments : this.comments.toReversed();
      const shown = all.slice((page - 1) * size, page * size).map((comment) => this.#shown(comment));
      const hasNext = page * size < all.length;
      const next: Readonly<Record<string, string>> = isGithub
        ? hasNext
          ? { link: `<${this.url}${path}?page=${page + 1}>; rel="next"` }
          : {}
        : { "x-next-page": hasNext ? String(page + 1) : "" };
      return answer(200, shown, next), true;
    }
    if (path === list && method === "POST") {
      this.add(isGithub ? "github-actions[bot]" : "project_bot", body);
      return answer(201, {}), true;
    }
    const prefix = isGithub ? "/repos/acme/infra/issues/comments/" : `${list}/`;
    const index = this.comments.findIndex(({ id }) => path === `${prefix}${id}`);
    const comment = this.comments[index];
    if (comment === undefined) return false;
    if (method === (isGithub ? "PATCH" : "PUT")) {
      comment.body = body;
      return answer(200, {}), true;
    }
    if (method !== "DELETE") return false;
    this.comments.splice(index, 1);
    return answer(204), true;
  }

  #shown({ id, body, author }: KeptComment): object {
    return this.kind === "github" ? { id, body, user: { login: author } } : { id, body, author: { username: author } };
  }
}
