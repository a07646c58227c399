// What is wrong with a setting, for whoever asks: constructs at synth, and the fleet rules before. A value that only Terraform knows is
// a text or a number of no sense here: who may be given one leaves out the faults of such values.

/** One thing that is wrong. */
export interface Fault {
  /** Where: the setting, dotted (`networkPolicy.apiServer[0]`). */
  readonly path: string;
  /** What was found there. */
  readonly value: unknown;
  /** What is shown in its stead, because it may be a secret, or is too long. */
  readonly shown?: unknown;
  /** Why it can't be used. */
  readonly why: string;
  /** What to write instead. */
  readonly fix: string;
}

/** Judges a text; one that is missing is fine. */
export type TextRule = (path: string, value: string | undefined) => readonly Fault[];

/** A rule for texts. */
export function textRule(accepts: (value: string) => boolean, why: string, fix: string): TextRule {
  return (path, value) =>
    value === undefined || (typeof value === "string" && accepts(value)) ? [] : [{ path, value, why, fix }];
}

/** Whether a number is whole and in a range; one that is missing is fine. */
export function wholeFaults(
  path: string,
  value: number | undefined,
  minimum: number,
  maximum: number,
): readonly Fault[] {
  if (value === undefined || (Number.isInteger(value) && value >= minimum && value <= maximum)) return [];
  return [{ path, value, why: "it must be a whole number in range", fix: `give ${minimum} to ${maximum}` }];
}
