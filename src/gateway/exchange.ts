// One request and its answer on a connection of undici, and how far it came: whether a single byte of the request can have been
// written is what decides if a creation may be tried again.
//
// undici says `onRequestStart` right before it writes a request; what fails or is given up before that was not sent. Giving up
// settles the exchange at once, also while undici is still connecting.
// Source: undici docs `Dispatcher.md` (DispatchHandler), `lib/dispatcher/client-h1.js` (writeH1).
import type { Dispatcher } from "undici";
import type { RawAnswer } from "./answer.js";
import { type BodySink, bodySink, LocalFailure } from "./body.js";

/** How far an exchange has come. */
export type Phase = "connecting" | "waiting" | "reading";

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Takes part in one exchange; its `answer` settles exactly once. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly answer: Promise<RawAnswer>;
  #phase: Phase = "connecting";
  #settled = false;
  #controller: Dispatcher.DispatchController | undefined;
  #body: BodySink | undefined;
  #resolve!: (answer: RawAnswer) => void;
  #reject!: (error: unknown) => void;

  constructor() {
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Ends the exchange with a failure, and the connection with it. Without effect once there is an answer. */
  giveUp(failure: LocalFailure): void {
    this.#fail(failure);
    this.#controller?.abort(failure);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#settled) controller.abort(new Error("given up before it was sent"));
    else this.#phase = "waiting";
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    if (status < 200 || this.#settled) return; // 1xx: the answer is still to come
    this.#phase = "reading";
    const header = (name: string): string | undefined => {
      const value = headers[name];
      return typeof value === "object" ? value[0] : value;
    };
    this.#body = bodySink(header("content-encoding"), {
      resume: () => controller.resume(),
      done: (body) => this.#succeed({ status, header, body }),
      failed: (failure) => this.giveUp(failure),
    });
    if (this.#body === undefined) this.giveUp(new LocalFailure("answer in an unknown encoding"));
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return;
    if (this.#body?.write(chunk) === false) controller.pause();
  }

  onResponseEnd(): void {
    if (!this.#settled) this.#body?.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.#fail(error);
  }

  /** Told a turn of the event loop later, when undici has the connection free again: the next call takes it, not a new one. */
  #succeed(answer: RawAnswer): void {
    if (this.#settled) return;
    this.#settled = true;
    queueMicrotask(() => setImmediate(() => this.#resolve(answer)));
  }

  #fail(error: unknown): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#body?.destroy();
    this.#reject(error);
  }
}
