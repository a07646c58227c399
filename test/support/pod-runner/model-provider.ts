// A provider of models that counts: what it has in flight and what it was asked in the last minute of the pods' clock. Beyond what it
// allows it answers 429, as providers do.
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { PodClock } from "./clock";

const MINUTE_SECONDS = 60;
const PATH = "/v1/chat/completions";

/** What a provider allows, and how long it takes. */
export interface ProviderOptions {
  readonly requestsPerMinute: number;
  /** Most at a time. @default - not bounded */
  readonly concurrency?: number;
  /** How long an answer takes where the call doesn't say. @default 1 */
  readonly answerSeconds?: number;
  /** Key of the account. @default - none */
  readonly key?: string;
}

/** A provider of models on this machine. */
export class ModelProvider {
  /** Calls that it answered. */
  answered = 0;
  /** Calls that it refused with 429. */
  refused = 0;
  /** Most that it had in flight. */
  peak = 0;
  #inFlight = 0;
  #taken: readonly number[] = [];
  readonly #server: Server;

  private constructor(clock: PodClock, options: ProviderOptions) {
    const { concurrency = Infinity, answerSeconds = 1 } = options;
    this.#server = createServer((asked, response) => {
      const say = (status: number): void => {
        response.writeHead(status, { connection: "close" }).end(JSON.stringify({ object: "chat.completion" }));
      };
      const { pathname, searchParams } = new URL(asked.url ?? "", "http://provider");
      asked.resume();
      if (pathname !== PATH) return say(404);
      if (!isAllowed(asked, options)) return say(401);
      this.#taken = this.#taken.filter((at) => at > clock.now - MINUTE_SECONDS);
      if (this.#taken.length >= options.requestsPerMinute || this.#inFlight >= concurrency) {
        this.refused += 1;
        return say(429);
      }
      this.#taken = [...this.#taken, clock.now];
      this.#inFlight += 1;
      this.peak = Math.max(this.peak, this.#inFlight);
      clock.after(Number(searchParams.get("seconds") ?? answerSeconds), () => {
        this.#inFlight -= 1;
        this.answered += 1;
        say(200);
      });
    });
  }

  /** Starts one. */
  static async start(clock: PodClock, options: ProviderOptions): Promise<ModelProvider> {
    const provider = new ModelProvider(clock, options);
    await new Promise<void>((resolve) => provider.#server.listen(0, "127.0.0.1", resolve));
    return provider;
  }

  /** Where it is, without the version of its interface. */
  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Ends it. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function isAllowed({ headers }: IncomingMessage, { key }: ProviderOptions): boolean {
  return key === undefined || headers.authorization === `Bearer ${key}`;
}
