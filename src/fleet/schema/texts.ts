// The small types that the parts of a fleet share. The schema judges shape: names, labels and quantities as Kubernetes wants them
// are judged by rules, which have ids and can say more.
import { z } from "zod";

/** A text that says something. */
export const text = z.string().regex(/\S/);

/** Labels: key to value. */
export const labels = z.record(text, z.string());

/** A whole number of at least 1. */
export const count = z.int().min(1).max(1_000_000);

/** A number of things of which there may be none. */
export const countOrNone = z.int().min(0).max(1_000_000);
