// Which resource an object on the platform is, what a resource needs, and what the app calls it: from the states before and after, and the
// configuration.
//
// Source: Terraform state format version 4: `dependencies` of an instance are all resources it needs, near and far (measured with 1.11).
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { at, resourcesOf, type SynthesizedStack, text } from "../../synthesized/index.js";
import type { Rehearsal } from "../rehearsal.js";
import { managedObjects, type StateObject } from "../seed/state-file.js";
import type { Operation } from "./watch.js";

/** By address, without index: addresses. */
type Needs = Map<string, Set<string>>;

/** The resources of a stack, before and after its apply. */
export class StackResources {
  private readonly needs: { readonly before: Needs; readonly after: Needs };
  private readonly neighbours: Needs = new Map();
  private readonly addresses = new Map<string, string>();
  private readonly paths: ReadonlyMap<string, string>;
  private readonly policies = new Map<string, string>();
  private readonly waiting = new Map<string, string>();

  /** @param states as texts; none where there was or is none */
  constructor(
    private readonly stack: SynthesizedStack,
    states: { readonly before: readonly string[]; readonly after: readonly string[] },
  ) {
    const objects = { before: states.before.flatMap(managedObjects), after: states.after.flatMap(managedObjects) };
    this.needs = { before: needsOf(objects.before), after: needsOf(objects.after) };
    for (const needs of [this.needs.before, this.needs.after]) {
      for (const [address, others] of needs) {
        for (const other of others) {
          add(this.neighbours, address, other);
          add(this.neighbours, other, address);
        }
      }
    }
    for (const object of [...objects.before, ...objects.after]) this.take(object);
    this.paths = new Map(
      resourcesOf(stack.configuration).flatMap(({ address, body }) => {
        const path = text(at(body, "//", "metadata", "path")).replace(/\/Resource$/, "");
        return path === "" ? [] : [[address, path] as const];
      }),
    );
  }

  /** Stacks that are applied before this one. */
  get dependencies(): readonly string[] {
    return this.stack.dependencies;
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

  /** The addresses whose operations may have to come before those of this one, or after; itself too. */
  related(address: string): readonly string[] {
    const own = withoutIndex(address);
    return [own, ...(this.neighbours.get(own) ?? [])];
  }

  /**
   * Whether an operation that was over before another began comes before it in every order. What is needed is made first and goes last; what
   * is left of it after a replacement goes when what needed it has changed, or before, which its `lifecycle` says.
   */
  isForced(earlier: Operation, later: Operation): boolean {
    if (earlier.endMs > later.startMs) return false;
    const [first, second] = [withoutIndex(earlier.address), withoutIndex(later.address)];
    if (earlier.address === later.address) return true;
    if (first === second) return false; // instances of one resource do not wait for each other
    const { before, after } = this.needs;
    const isNeeded = (needs: Needs, by: string, what: string): boolean => needs.get(by)?.has(what) === true;
    if (later.action === "delete") return isNeeded(before, first, second);
    return earlier.action === "delete" ? isNeeded(before, second, first) : isNeeded(after, second, first);
  }

  /** What an operation is done only after: `runner <id>`, whose enrollment is waited for, or `release <namespace/name>`, whose pod is. */
  awaited(address: string): string | undefined {
    return this.waiting.get(address);
  }

  private take({ address, type, attributes }: StateObject): void {
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

  private keepPolicy(runnerId: string, policy: string): void {
    if (policy !== "" && policy !== "ignore") this.policies.set(runnerId, policy);
  }
}

function needsOf(objects: readonly StateObject[]): Needs {
  const needs: Needs = new Map();
  for (const { address, dependencies } of objects) {
    for (const other of dependencies) add(needs, withoutIndex(address), other);
  }
  return needs;
}

function add(needs: Needs, address: string, other: string): void {
  needs.set(address, (needs.get(address) ?? new Set<string>()).add(other));
}

/** A stack's state in its copy; nothing where there is none. */
export function stateTextOf(rehearsal: Rehearsal, stack: SynthesizedStack): string[] {
  const path = join(rehearsal.directoryOf(stack), "terraform.tfstate");
  const state = existsSync(path) ? readFileSync(path, "utf8") : "";
  return state === "" ? [] : [state];
}

/** Address of all instances of a resource, in all instances of its modules: dependencies are told of these. */
export function withoutIndex(address: string): string {
  return address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, "");
}
