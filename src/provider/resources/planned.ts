// What a plan says of an attribute that the platform fills where the configuration is silent.
import { Unknown } from "../../framework/index.js";

/** The planned value; undefined where the plan leaves it to the platform. */
export function planned<T>(value: T | null | Unknown): T | undefined {
  return value === null || value instanceof Unknown ? undefined : value;
}
