// One pod as the kubelet keeps it: started, asked by its probes, started anew when liveness fails, and ended in the order that decides
// whether a call is cut: the grace period starts, preStop takes its time from it, SIGTERM to process 1, SIGKILL at its end.
//
// Source: facts 5.1; kubernetes pkg/kubelet: killContainer (preStop is taken from the grace period, of which at least 2 s are left),
// SyncTerminatingPod (liveness and startup are not asked any more once a pod is deleted; readiness is).
import { call } from "./call";
import type { PodClock } from "./clock";
import { Container } from "./container";
import type { UnpackedImage } from "./image";
import type { Stillness } from "./stillness";
import type { Action, PodSettings, ProbeSettings } from "./template";

/** Least that is left for SIGTERM when preStop has taken all. */
const LEAST_GRACE_SECONDS = 2;

/** Where a pod runs. */
export interface PodSurroundings {
  readonly clock: PodClock;
  readonly stillness: Stillness;
  readonly image: UnpackedImage;
  /** Name of the pod. */
  readonly name: string;
  /** An address of this machine that no other pod has. */
  readonly address: string;
  /** Its variables, secrets filled in. */
  readonly environment: Readonly<Record<string, string>>;
  /** Called when it may be sent work, or no more. */
  readonly changed: () => void;
}

/** What follows from the answers to a probe. */
interface Consequences {
  readonly passed?: () => void;
  readonly failed: () => void | Promise<void>;
  /** Whether it is not asked any more. */
  readonly isOver?: () => boolean;
}

/** A pod. */
export class Pod {
  /** What happened to it, each line with the second at which it did. */
  readonly log: string[] = [];
  /** Whether its deletion has begun. */
  isDeleted = false;
  /** Whether readiness has passed. */
  isReady = false;
  #container: Container;
  readonly #settings: PodSettings;
  readonly #around: PodSurroundings;

  constructor(settings: PodSettings, around: PodSurroundings) {
    this.#settings = settings;
    this.#around = around;
    this.#container = this.#start();
  }

  /** Name of the pod. */
  get name(): string {
    return this.#around.name;
  }

  /** Its address. */
  get address(): string {
    return this.#around.address;
  }

  /** How often its container was started anew. */
  get restarts(): number {
    return this.log.filter((line) => line.endsWith(" started")).length - 1;
  }

  /** What happened, without when. */
  get story(): readonly string[] {
    return this.log.map((line) => line.slice(line.indexOf(" ") + 1));
  }

  /** Deletes it, and resolves when its process has ended. */
  async delete(): Promise<void> {
    this.isDeleted = true;
    this.#says("deleted");
    this.#around.changed();
    await this.#end(this.#container);
    this.#around.changed();
  }

  /** Ends it at once, as when its node is lost. */
  async lose(): Promise<void> {
    this.isDeleted = true;
    this.#around.changed();
    this.#container.kill();
    await this.#container.ended;
  }

  #start(): Container {
    const { command, args } = this.#settings;
    const { image } = this.#around;
    this.#says("started");
    const container = this.#run([...(command ?? image.image.entrypoint ?? []), ...args]);
    void container.ended.then((how) => {
      this.#says(how);
      this.#setReady(false);
      if (!this.isDeleted && this.#container === container) this.#container = this.#start();
    });
    void this.#probe(container);
    return container;
  }

  #run(command: readonly string[], isBeside?: true): Container {
    const { image, environment, stillness } = this.#around;
    return new Container({
      command: command.map((word) => image.here(word)),
      environment: { ...environment, PATH: image.path },
      stillness,
      says: (line) => this.#says(line),
      ...(isBeside === undefined ? {} : { isBeside }),
    });
  }

  /** preStop, SIGTERM, SIGKILL. */
  async #end(container: Container): Promise<void> {
    const { gracePeriodSeconds, preStop } = this.#settings;
    const { clock } = this.#around;
    const began = clock.now;
    if (preStop !== undefined) {
      this.#says("preStop");
      const done = await this.#act(preStop, gracePeriodSeconds, container);
      if (!done) this.#says("preStop failed");
    }
    const left = Math.max(LEAST_GRACE_SECONDS, gracePeriodSeconds - (clock.now - began));
    this.#says("SIGTERM");
    container.terminate();
    const spared = clock.after(left, () => container.kill());
    await container.ended;
    spared();
  }

  async #probe(container: Container): Promise<void> {
    const { startup, liveness, readiness } = this.#settings.probes;
    const { clock } = this.#around;
    const restart = async (why: string): Promise<void> => {
      this.#says(`${why} failed`);
      await this.#end(container);
    };
    await clock.sleep(0); // a start takes no time here
    if (startup !== undefined && !(await this.#untilItAnswers(startup, container))) return restart("startup");
    if (liveness !== undefined) {
      void this.#watch(liveness, container, {
        failed: () => restart("liveness"),
        isOver: () => this.isDeleted,
      });
    }
    const setReady = (isReady: boolean): void => this.#setReady(isReady);
    if (readiness === undefined) {
      setReady(!container.hasEnded);
      return;
    }
    await this.#watch(readiness, container, { passed: () => setReady(true), failed: () => setReady(false) });
  }

  async #untilItAnswers(probe: ProbeSettings, container: Container): Promise<boolean> {
    for (let failures = 0; failures < probe.failureThreshold; failures++) {
      if (await this.#act(probe.action, probe.timeoutSeconds, container)) return true;
      await this.#around.clock.sleep(probe.periodSeconds);
    }
    return false;
  }

  /** Asks as long as the container runs, and does what follows from the answers. */
  async #watch(probe: ProbeSettings, container: Container, then: Consequences): Promise<void> {
    const { clock } = this.#around;
    const isOver = (): boolean => container.hasEnded || (then.isOver?.() ?? false);
    for (let failures = 0, next = clock.now; ; next += probe.periodSeconds) {
      await clock.sleep(Math.max(0, next - clock.now)); // the period counts from one asking to the next
      if (isOver()) return;
      const isFine = await this.#act(probe.action, probe.timeoutSeconds, container);
      if (isOver()) return;
      failures = isFine ? 0 : failures + 1;
      if (isFine) then.passed?.();
      else if (failures === probe.failureThreshold) await then.failed();
    }
  }

  /** Runs a command in the container, or asks it; false when it fails, or takes too long. */
  async #act(action: Action, timeoutSeconds: number, container: Container): Promise<boolean> {
    const { clock, address: host } = this.#around;
    if ("path" in action) {
      const { outcome } = await call(clock, { host, ...action, timeoutSeconds });
      return typeof outcome === "number" && outcome < 400;
    }
    const process = this.#run(action.command, true);
    const limit = clock.wait(timeoutSeconds);
    const how = await Promise.race([process.ended, limit.over, container.ended]);
    limit.cancel();
    process.kill();
    return how === "exit 0";
  }

  #setReady(isReady: boolean): void {
    if (this.isReady === isReady) return;
    this.isReady = isReady;
    // a deleted pod is sent nothing, ready or not
    if (!this.isDeleted) this.#says(isReady ? "ready" : "not ready");
    this.#around.changed();
  }

  #says(what: string): void {
    this.log.push(`${this.#around.clock.now} ${what}`);
  }
}
