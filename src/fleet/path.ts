// Paths into a fleet as findings show them: `pools.ml-gpu.quota`, `agents["odd name"]`, `acknowledge[0]`. A cell of a matrix stands
// behind its pool, `pools.standard[us-east-1/ml].runners`; it is no place in the definition, so positions skip it.

/** One step of a path into a definition. */
export type Step = string | number;

/** A path one step further. */
export function at(path: string, step: Step): string {
  if (typeof step === "number") return `${path}[${step}]`;
  if (!/^[A-Za-z0-9_-]+$/.test(step)) return `${path}[${JSON.stringify(step)}]`;
  return path === "" ? step : `${path}.${step}`;
}

/** Steps as a path. */
export function pathOf(steps: readonly PropertyKey[]): string {
  return steps.reduce<string>((path, step) => at(path, typeof step === "symbol" ? String(step) : step), "");
}

/** The steps of a path, cells of a matrix left out. */
export function stepsOf(path: string): readonly Step[] {
  const steps: Step[] = [];
  for (const [, name, quoted, index] of path.matchAll(
    /([^.[\]]+)(?=[.[]|$)|\[("(?:[^"\\]|\\.)*")\]|\[(\d+)\]|\[[^\]]*\]/g,
  )) {
    if (name !== undefined) steps.push(name);
    else if (quoted !== undefined) steps.push(JSON.parse(quoted) as string);
    else if (index !== undefined) steps.push(Number(index));
  }
  return steps;
}
