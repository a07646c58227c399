// How an object of another resource type becomes one of this type without being replaced: `moved { from = a.x, to = b.x }`
// (Terraform 1.8, OpenTofu 1.10). The source may belong to another provider.
import type { PrivateState } from "./private-state.js";
import type { StateOf } from "./schema/infer.js";
import type { Schema } from "./schema/schema.js";
import { savedState } from "./state-upgrader.js";

/** Where an object comes from. */
export interface MoveSource {
  /** The full address of its provider, such as `registry.terraform.io/agynio/agyn`. */
  readonly provider: string;
  readonly type: string;
  /** The version of the schema its state was saved by. */
  readonly schemaVersion: number;
  /** Its state as JSON. */
  readonly stateJson: string;
  /** Its private data, if its provider was written with this framework or HashiCorp's; else empty. */
  readonly private: PrivateState;
}

/** Takes over objects of other types; make it with `stateMover`. */
export interface StateMover<State> {
  /**
   * Answers the state, or undefined to decline.
   *
   * @param target private data of the object from now on, empty
   */
  move(source: MoveSource, target: PrivateState): Promise<State | undefined> | State | undefined;
}

/**
 * A mover from one other type.
 *
 * @param from what it takes: a type, the end of the provider's address (`agynio/agyn`, so that it holds on any registry;
 * @default - any provider) and a schema version (@default - any version)
 * @param prior the schema of the other type; attributes left out of it are not read
 * @param move makes the state. May throw `DiagnosticError`
 */
export function stateMover<P extends Schema, State>(
  from: { readonly type: string; readonly provider?: string; readonly schemaVersion?: number },
  prior: P,
  move: (state: StateOf<P>, source: MoveSource, target: PrivateState) => Promise<State> | State,
): StateMover<State> {
  return {
    move(source, target) {
      if (source.type !== from.type) return undefined;
      if (from.provider !== undefined && !`/${source.provider}`.endsWith(`/${from.provider}`)) return undefined;
      if (from.schemaVersion !== undefined && source.schemaVersion !== from.schemaVersion) return undefined;
      return move(savedState(prior, source.stateJson) as never, source, target);
    },
  };
}
