// Which resource an object on the platform is, what a resource needs, and what the app calls it: from the states before and after, and the
// configuration.
//
// Source: Terraform state format version 4: `dependencies` of an instance are all resources it needs, near and far (measured with 1.11).
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { at, isObject, resourcesOf, type SynthesizedStack, text } from "../../synthesized/index.js";
import type { Rehearsal } from "../rehearsal.js";
import { managedObjects, type StateObject } from "../seed/state-file.js";

/** The resources of a stack, before and after its apply. */
export class StackResources {
  private readonly needs = new Map<string, Set<string>>();
  private readonly addresses = new Map<string, string>();
  private readonly paths: ReadonlyMap<string, string>;
  private readonly policies = new Map<string, string>();
  private readonly waiting = new Map<string, string>();

  constructor(stack: SynthesizedStack, states: readonly string[]) {
    const objects = states.flatMap(managedObjects);
    for (const object of objects) this.take(object);
    this.paths = new Map(
      resourcesOf(stack.configuration).flatMap(({ address, body }) => {
        const path = text(at(body, "//", "metadata", "path")).replace(/\/Resource$/, "");
        return path === "" ? [] : [[address, path] as const];
      }),
    );
  }

  /** Address of a runner, by its id. */
  runner(id: string): string | undefined {
    return this.addresses.get(`runner ${id}`);
  }

  /** Address of a release, by `namespace/name`. */
  release(key: string): string | undefined {
    return this.addresses.get(`release ${key}`);
  }

  /** What the deletion of a runner does about its work, by id: `wait`, `refuse`, or `ignore`. */
  policy(runnerId: string): string {
    return this.policies.get(runnerId) ?? "ignore";
  }

  /** Construct path, where the app has the resource. */
  path(address: string): string | undefined {
    return this.paths.get(withoutIndex(address));
  }

  /** The addresses that are worked on before or after this one, never at the same time. */
  related(address: string): ReadonlySet<string> {
    return this.needs.get(withoutIndex(address)) ?? new Set();
  }

  /** What an operation is done only after: `runner <id>`, whose enrollment is waited for, or `release <namespace/name>`, whose pod is. */
  awaited(address: string): string | undefined {
    return this.waiting.get(address);
  }

  private take({ address, type, attributes, dependencies }: StateObject): void {
    for (const other of dependencies) {
      this.relate(address, other);
      this.relate(other, address);
    }
    if (type === "agyn_runner") {
      const id = text(attributes["id"]);
      this.addresses.set(`runner ${id}`, address);
      this.keepPolicy(id, text(attributes["on_active_workloads"]));
    }
    if (type === "agyn_runner_enrollment") {
      const id = text(attributes["runner_id"]);
      this.waiting.set(address, `runner ${id}`);
      this.keepPolicy(id, text(attributes["on_active_workloads"]));
    }
    if (type === "helm_release") {
      const key = `release ${text(attributes["namespace"])}/${text(attributes["name"])}`;
      this.addresses.set(key, address);
      if (attributes["wait"] !== false) this.waiting.set(address, key);
    }
  }

  private relate(address: string, other: string): void {
    const key = withoutIndex(address);
    const known = this.needs.get(key) ?? new Set();
    this.needs.set(key, known.add(withoutIndex(other)));
  }

  private keepPolicy(runnerId: string, policy: string): void {
    if (policy !== "" && policy !== "ignore") this.policies.set(runnerId, policy);
  }
}

/** A stack's state in its copy; nothing where there is none. */
export function stateTextOf(rehearsal: Rehearsal, stack: SynthesizedStack): string[] {
  const path = join(rehearsal.directoryOf(stack), "terraform.tfstate");
  const state = existsSync(path) ? readFileSync(path, "utf8") : "";
  return state === "" ? [] : [state];
}

/** What the app's fleet says: where it is, and which pool a runner is of. */
export class FleetWords {
  private readonly pools = new Map<string, string>();

  private constructor(readonly path: string) {
    const fleet = JSON.parse(readFileSync(path, "utf8")) as unknown;
    const pools = at(fleet, "pools");
    for (const [id, pool] of Object.entries(isObject(pools) ? pools : {})) {
      for (const runner of textsAt(pool, "runners")) {
        this.pools.set(runner, id);
        const first = withoutGeneration(runner);
        if (!this.pools.has(first)) this.pools.set(first, id);
      }
    }
  }

  /** @returns undefined for an app without a fleet */
  static of(outDirectory: string): FleetWords | undefined {
    const path = join(outDirectory, "fleet.json");
    return existsSync(path) ? new FleetWords(path) : undefined;
  }

  /** Id of the pool that a runner is of, by its name. A generation's suffix does not matter. */
  pool(runner: string): string | undefined {
    return this.pools.get(runner) ?? this.pools.get(withoutGeneration(runner));
  }
}

/** Address of all instances of a resource: dependencies are told of these. */
export function withoutIndex(address: string): string {
  return address.replace(/\[[^\]]*\]$/, "");
}

function withoutGeneration(runner: string): string {
  return runner.replace(/-g\d+$/, "");
}

function textsAt(value: unknown, key: string): string[] {
  const found = at(value, key);
  return Array.isArray(found) ? (found as unknown[]).filter((one): one is string => typeof one === "string") : [];
}
