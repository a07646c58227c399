// Resources made of a schema alone, and what planning and validating them answers.
import { planChange } from "../../src/framework/engine/plan";
import { validateConfig } from "../../src/framework/engine/validate";
import {
  type Attributes,
  type Blocks,
  defineSchema,
  Diagnostics,
  type Resource,
  type Schema,
} from "../../src/framework/index";
import { PrivateState } from "../../src/framework/private-state";
import { canonicalText, type Value } from "../../src/values/index";

const notCalled = (): never => {
  throw new Error("planning and validating call no handler");
};

/** A resource whose handlers must not be called. */
export function resourceOf(
  shape: { readonly attributes: Attributes; readonly blocks?: Blocks },
  more: Partial<Resource> = {},
): Resource {
  const schema: Schema = defineSchema<Attributes, Blocks>({ description: "A thing.", ...shape });
  return { schema, create: notCalled, read: notCalled, delete: notCalled, ...more };
}

/** What came of planning: values as canonical text, paths and diagnostics as people read them. */
export interface Planned {
  readonly planned: string;
  readonly replace: readonly string[];
  readonly diagnostics: readonly string[];
}

/** Plans a change; `proposed` is what core would have merged. */
export async function planned(
  resource: Resource,
  { config, prior, proposed }: { readonly config: Value; readonly prior: Value; readonly proposed: Value },
): Promise<Planned> {
  const diagnostics = new Diagnostics();
  const result = await planChange({
    resource,
    client: undefined,
    config,
    prior,
    proposed,
    private: new PrivateState(Buffer.alloc(0)),
    diagnostics,
    signal: new AbortController().signal,
  });
  return {
    planned: canonicalText(resource.schema.type, result.planned),
    replace: result.requiresReplace.map(String),
    diagnostics: told(diagnostics),
  };
}

/** Validates a configuration and tells the findings. */
export function findings(resource: Resource, config: Value, writeOnlyAllowed = true): readonly string[] {
  const diagnostics = new Diagnostics();
  validateConfig({
    of: resource,
    config,
    writeOnlyAllowed,
    diagnostics,
  });
  return told(diagnostics);
}

/** `severity path: summary`, one for each. */
function told(diagnostics: Diagnostics): readonly string[] {
  return [...diagnostics].map(({ severity, summary, path }) => `${severity} ${path?.toString() ?? ""}: ${summary}`);
}
