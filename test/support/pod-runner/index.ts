// Runs the pods of synthesized Deployments on this machine as a kubelet would, with a way to them that stops sending some seconds after a
// pod is not ready or is deleted. No kubelet: docs/agents/proof.md says what is the same and what is not.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StackJson } from "../../constructs/support";
import { type Answer, call, type CallOptions } from "./call";
import { PodClock } from "./clock";
import { type Image, UnpackedImage } from "./image";
import { Pod } from "./pod";
import { canTellStillness, Stillness } from "./stillness";
import { podSettings, type Variable } from "./template";

export type { Answer } from "./call";
export type { PodClock } from "./clock";
export { NAMESPACE } from "./container";
export type { Pod } from "./pod";
export { canTellStillness } from "./stillness";

/** What a cluster takes to tell everything that sends to a pod to stop, seconds. */
const REMOVAL_SECONDS = 5;

/** What is run. */
export interface RunOptions {
  readonly stack: StackJson;
  /** Name of the Deployment. */
  readonly name: string;
  readonly image: Image;
  /** @default - as written, else 1 */
  readonly replicas?: number;
  /** Values by name and key of the Secret. @default - none */
  readonly secrets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Variables that are taken out, or set, to show what is without them. @default - none */
  readonly override?: Readonly<Record<string, string | undefined>>;
}

/** How a call is made. */
export interface AskOptions extends Pick<CallOptions, "port" | "method" | "headers" | "body"> {
  /** What stands before the pods gives up after it. @default 3600 */
  readonly timeoutSeconds?: number;
}

/** What ends when it is told. */
interface Stoppable {
  stop(): Promise<void>;
}

let pods = 0;

/** An address of the loopback network that no other pod has, in whatever process. */
function nextAddress(): string {
  pods += 1;
  return `127.${64 + ((process.pid >> 8) % 128)}.${process.pid & 255}.${1 + (pods % 250)}`;
}

/** Pods on this machine. */
export class PodRunner {
  readonly #stillness: Stillness;
  readonly #folders: string[] = [];
  readonly #all: Pod[] = [];
  readonly #beside: Stoppable[] = [];

  private constructor(
    /** The clock of all of them. */
    readonly clock: PodClock,
    stillness: Stillness,
  ) {
    this.#stillness = stillness;
  }

  /** @throws {Error} where the system doesn't say what its processes do */
  static async start(): Promise<PodRunner> {
    if (!canTellStillness) throw new Error("Pods run on Linux only: stillness is read from /proc.");
    const stillness = new Stillness();
    return new PodRunner(await PodClock.start(stillness), stillness);
  }

  /** Runs the pods of a Deployment, and resolves when all are ready. */
  async run(options: RunOptions): Promise<Service> {
    const settings = podSettings(options.stack, options.name);
    const service: Service = new Service(this.clock, () => this.#pod(options, service));
    await service.scaleTo(options.replicas ?? settings.replicas ?? 1);
    return service;
  }

  /** Something that runs beside the pods, and ends with them. */
  async with<T extends Stoppable>(starting: Promise<T>): Promise<T> {
    const started = await starting;
    this.#beside.push(started);
    return started;
  }

  /** Ends everything. */
  async end(): Promise<void> {
    await Promise.all(this.#all.map((pod) => pod.lose()));
    await Promise.all([...this.#beside, this.clock].map((one) => one.stop()));
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }

  #pod({ stack, name, image, secrets = {}, override = {} }: RunOptions, service: Service): Pod {
    const settings = podSettings(stack, name);
    const folder = mkdtempSync(join(tmpdir(), "agyn-pod-"));
    this.#folders.push(folder);
    const unpacked = new UnpackedImage(image, folder, settings);
    const address = nextAddress();
    const podName = `${name}-${this.#all.length}`;
    const fields: Readonly<Record<string, string>> = { "metadata.name": podName, "status.podIP": address };
    const valueOf = (reference: Exclude<Variable, string | { readonly expanded: string }>): string => {
      const [known, named] =
        "secret" in reference
          ? [secrets[reference.secret]?.[reference.key], `key ${reference.key} of Secret ${reference.secret}`]
          : [fields[reference.fieldPath], `field ${reference.fieldPath}`];
      if (known === undefined) throw new Error(`Pod ${podName} would not start: there is no ${named}.`);
      return known;
    };
    const environment: Record<string, string> = {};
    for (const [key, value] of Object.entries({ ...settings.environment, ...override })) {
      if (value === undefined) continue;
      if (typeof value === "string") environment[key] = unpacked.here(value);
      else if ("expanded" in value) environment[key] = unpacked.here(expanded(value.expanded, environment));
      else environment[key] = valueOf(value);
    }
    const pod = new Pod(settings, {
      clock: this.clock,
      stillness: this.#stillness,
      image: unpacked,
      name: podName,
      address,
      environment: {
        ...environment,
        POD_IP: address,
        POD_NAME: podName,
        POD_CLOCK: this.clock.address,
      },
      changed: () => service.changed(pod),
    });
    this.#all.push(pod);
    return pod;
  }
}

/** A text with `$(NAME)` of variables that come before it, as Kubernetes fills them in. */
function expanded(text: string, known: Readonly<Record<string, string>>): string {
  return text.replace(/\$\((\w+)\)/g, (reference, name: string) => known[name] ?? reference);
}

/** The way to the pods of a Deployment. */
export class Service {
  readonly #clock: PodClock;
  readonly #newPod: () => Pod;
  readonly #pods: Pod[] = [];
  #sending: readonly Pod[] = [];
  #turn = 0;

  constructor(clock: PodClock, newPod: () => Pod) {
    this.#clock = clock;
    this.#newPod = newPod;
  }

  /** All pods there ever were, in the order of their start. */
  get pods(): readonly Pod[] {
    return this.#pods;
  }

  /** Pods whose deletion has not begun. */
  get running(): readonly Pod[] {
    return this.#pods.filter(({ isDeleted }) => !isDeleted);
  }

  /** Starts pods, which it waits for, or deletes the youngest, which it does not wait for. */
  async scaleTo(count: number): Promise<void> {
    const { running } = this;
    for (const pod of running.slice(count)) void pod.delete();
    const started = Array.from({ length: count - running.length }, this.#newPod);
    this.#pods.push(...started);
    while (started.some(({ isReady }) => !isReady)) await this.#clock.sleep(1);
  }

  /** Calls one of the pods that it sends to, each in its turn. */
  async ask(path: string, options: AskOptions): Promise<Answer> {
    const pod = this.#sending[this.#turn++ % Math.max(1, this.#sending.length)];
    if (pod === undefined) return { outcome: "nobody ready", body: "", by: undefined };
    return { ...(await this.askPod(pod.address, path, options)), by: pod.name };
  }

  /** Calls one pod itself, as whoever collects metrics does. */
  askPod(host: string, path: string, options: AskOptions): Promise<Omit<Answer, "by">> {
    return call(this.#clock, { timeoutSeconds: 3_600, ...options, host, path });
  }

  /** Told by a pod that it may be sent work, or no more; who sends hears of the latter later. */
  changed(pod: Pod): void {
    if (pod.isReady && !pod.isDeleted) {
      if (!this.#sending.includes(pod)) this.#sending = [...this.#sending, pod];
      return;
    }
    this.#clock.after(REMOVAL_SECONDS, () => {
      if (!pod.isReady || pod.isDeleted) this.#sending = this.#sending.filter((one) => one !== pod);
    });
  }
}
