// Diagnostics and paths as the wire has them. An empty path loses the location in core, so the field is left unset.
import { Path } from "../../values/index.js";
import { pb } from "../../tfplugin/index.js";
import type { Diagnostics } from "../diagnostics.js";

/** The wire form of collected diagnostics. */
export function diagnosticsToWire(diagnostics: Diagnostics): pb.Diagnostic[] {
  return [...diagnostics].map(({ severity, summary, detail, path }) => ({
    severity: severity === "error" ? pb.Diagnostic_Severity.ERROR : pb.Diagnostic_Severity.WARNING,
    summary,
    detail,
    attribute: path && path.steps.length > 0 ? pathToWire(path) : undefined,
  }));
}

/** The wire form of a path. */
export function pathToWire(path: Path): pb.AttributePath {
  return {
    steps: path.steps.map((step) => {
      if ("attribute" in step) return { attributeName: step.attribute };
      return "key" in step ? { elementKeyString: step.key } : { elementKeyInt: BigInt(step.index) };
    }),
  };
}

/** A path that came, or is on its way. */
export function pathFromWire({ steps }: pb.AttributePath): Path {
  return steps.reduce((path, { attributeName, elementKeyString, elementKeyInt }) => {
    if (attributeName !== undefined) return path.attribute(attributeName);
    return elementKeyString !== undefined ? path.key(elementKeyString) : path.index(Number(elementKeyInt));
  }, Path.root);
}
