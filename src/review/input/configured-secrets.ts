// Secrets that stand in a synthesized stack in clear: a plan marks them, a configuration only names them.
import { blocks, type JsonObject } from "../../synthesized/index.js";
import { isSecretName } from "../digest/secret-names.js";
import type { Taint } from "../digest/taint.js";

/** Secrets that stand in a configuration. */
export function taintConfiguration(taint: Taint, configuration: JsonObject): void {
  for (const kind of ["variable", "output"] as const) {
    for (const [name, body] of blocks(configuration[kind]).flatMap((named) => Object.entries(named))) {
      for (const { sensitive, default: given, value } of blocks(body)) {
        if (sensitive === true || isSecretName(name)) for (const literal of [given, value]) taint.literal(literal);
      }
    }
  }
  for (const settings of blocks(configuration["provider"]).flatMap((named) => Object.values(named))) {
    for (const block of blocks(settings)) taint.providerSettings(block);
  }
  for (const kind of ["resource", "data"] as const) {
    for (const [type, named] of blocks(configuration[kind]).flatMap((types) => Object.entries(types))) {
      for (const body of blocks(named).flatMap((names) => Object.values(names))) {
        for (const one of blocks(body)) {
          taint.literalsOf(type, one);
          taint.literal(one["provisioner"]);
        }
      }
    }
  }
  for (const locals of blocks(configuration["locals"])) taint.literalsOf("", locals);
  for (const call of blocks(configuration["module"]).flatMap((named) => Object.values(named))) {
    for (const one of blocks(call)) taint.literalsOf("", one);
  }
}
