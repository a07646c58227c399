// One HTTP call as somebody in the cluster makes it, given up after seconds of the pods' clock.
import { request } from "node:http";
import type { PodClock } from "./clock";

/** What became of a call: the status of its answer, or why there was none. */
export type Outcome = number | "refused" | "cut" | "timed out" | "nobody ready";

/** What came of a call. */
export interface Answer {
  readonly outcome: Outcome;
  readonly body: string;
  /** Pod that was asked. */
  readonly by: string | undefined;
}

/** Where a call goes, and how long it may take. */
export interface CallOptions {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly timeoutSeconds: number;
  /** @default "GET" */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Makes a call. Never rejects. */
export function call(clock: PodClock, options: CallOptions): Promise<Omit<Answer, "by">> {
  const { timeoutSeconds, body: sent, ...where } = options;
  return new Promise((resolve) => {
    let body = "";
    const asked = request({ ...where, agent: false });
    const end = (outcome: Outcome): void => {
      giveUp();
      resolve({ outcome, body });
      asked.destroy();
    };
    const giveUp = clock.after(timeoutSeconds, () => end("timed out"));
    asked.on("error", (error: NodeJS.ErrnoException) => end(error.code === "ECONNREFUSED" ? "refused" : "cut"));
    asked.on("response", (response) => {
      response.setEncoding("utf8").on("data", (part: string) => (body += part));
      response.on("end", () => end(response.statusCode ?? 0));
      response.on("close", () => end("cut"));
    });
    asked.end(sent);
  });
}
