// What a plan's configuration says of secrets: the literals in it, tokens that come from the state of another stack, and which variables it
// declares as sensitive.
import { at, isList, isObject, type Json, type JsonObject, text } from "../../synthesized/index.js";
import type { JsonPlace } from "../input/json-walk.js";
import type { CollectedPlan } from "./collected-plan.js";
import { remoteTokenAttributes } from "./remote-tokens.js";
import { isSecretName } from "./secret-names.js";
import type { Taint } from "./taint.js";

/** Gathers what a plan's configuration says. */
export class ConfigurationCollector {
  readonly remoteStateTokens: CollectedPlan["remoteStateTokens"][number][] = [];
  /** Variables that the configuration says are not sensitive. */
  readonly #openVariables = new Set<string>();

  constructor(private readonly taint: Taint) {}

  /** Values of a plan's variables, when all of the configuration was told. */
  variables(variables: JsonObject): void {
    for (const [name, variable] of Object.entries(variables)) {
      const value = at(variable, "value");
      // one that the configuration does not know is taken for a secret
      if (!this.#openVariables.has(name) || isSecretName(name)) this.taint.all(value);
      else this.taint.named(value);
    }
  }

  /** A value of `configuration`. */
  tell(place: JsonPlace, value: Json): void {
    if (!isObject(value)) return;
    const [last, parent] = [place.at(-1), place.at(-2)];
    if (place.length === 2 && last === "provider_config") {
      for (const [key, provider] of Object.entries(value)) {
        const expressions = at(provider, "expressions");
        if (!isObject(expressions)) continue;
        this.taint.providerSettings(expressions);
        this.remote(`provider.${key}`, "", expressions);
      }
    } else if (last === "variables" && parent !== "outputs") this.declaredVariables(place, value);
    else if (parent === "resources") this.configuredResource(place, value);
    else if (parent === "outputs") {
      const isSecret = value["sensitive"] === true || isSecretName(String(last));
      if (isSecret) this.taint.literal(at(value, "expression", "constant_value"));
    } else if (last === "expressions") this.taint.literalsOf("", value);
  }

  private declaredVariables(place: JsonPlace, declared: JsonObject): void {
    const isRoot = place.length === 3;
    for (const [name, variable] of Object.entries(declared)) {
      const isSecret = at(variable, "sensitive") === true || isSecretName(name);
      if (isSecret) this.taint.all(at(variable, "default"));
      else if (isRoot) this.#openVariables.add(name);
    }
  }

  private configuredResource(place: JsonPlace, resource: JsonObject): void {
    const { expressions, provisioners } = resource;
    const type = text(resource["type"]);
    if (isObject(expressions)) {
      this.taint.literalsOf(type, expressions);
      const modules = place.flatMap((key, index) => (place[index - 1] === "module_calls" ? [`module.${key}.`] : []));
      this.remote(`${modules.join("")}${text(resource["address"])}`, type, expressions);
    }
    if (isList(provisioners)) {
      for (const provisioner of provisioners) this.constants(at(provisioner, "expressions"));
    }
  }

  /** Every literal of expressions. */
  private constants(value: Json | undefined): void {
    if (isList(value)) for (const item of value) this.constants(item);
    else if (isObject(value)) {
      if ("constant_value" in value) this.taint.literal(value["constant_value"]);
      else for (const inner of Object.values(value)) this.constants(inner);
    }
  }

  private remote(address: string, type: string, expressions: JsonObject): void {
    for (const attribute of remoteTokenAttributes(type, expressions))
      this.remoteStateTokens.push({ address, attribute });
  }
}
