// Diagnostics and paths as the wire has them. An empty path loses the location in core, so the field is left unset.
//
// Every diagnostic leaves through here, so this is where secrets are taken out: an expected text can hold one too, where it
// repeats what a platform said.
import { Path } from "../../values/index.js";
import { pb } from "../../tfplugin/index.js";
import type { Diagnostics } from "../diagnostics.js";

/**
 * The wire form of collected diagnostics.
 *
 * @param redact takes secrets out of a text
 */
export function diagnosticsToWire(diagnostics: Diagnostics, redact: (text: string) => string): pb.Diagnostic[] {
  return [...diagnostics].map(({ severity, summary, detail, path }) => ({
    severity: severity === "error" ? pb.Diagnostic_Severity.ERROR : pb.Diagnostic_Severity.WARNING,
    summary: redact(summary),
    detail: redact(detail),
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
