// Whether a plan was made for the JSON that is reviewed: a plan holds the configuration it was made for, and what it holds is compared with
// the stack both ways, argument by argument. Only places are told, no values: any of them may be secret.
//
// Source: Terraform 1.8 and OpenTofu 1.12, internal/command/jsonconfig: a literal of JSON syntax is `constant_value`, word for word, its
// references and escapes in it; a block is an object of such expressions, or a list of them. A plan's JSON has no lifecycle, locals, dynamic
// blocks, connections, validations and moved, import or removed blocks; versions of providers are rewritten, so that they are not compared.
import { blocks, isList, isObject, type Json, type JsonObject, providerOf, text } from "../../synthesized/index.js";
import type { AppStack } from "../app/reviewed-app.js";
import type { JsonPlace } from "../input/json-walk.js";
import { isSame } from "./attributes.js";
import { constraints, isDefault, isLiteral, isNothing, isTrue } from "./literals.js";

/** How a plan's configuration compares with a stack of the app that is reviewed. */
export interface Likeness {
  /** Arguments that are the same. */
  equal: number;
  /** Addresses of objects that differ. */
  readonly objects: Set<string>;
  /** Places that differ: `agyn_runner.x.labels`, `provider.kubernetes.host`, `variable.y.default`. */
  readonly different: string[];
}

/** Arguments of a resource that stand beside its expressions. */
const META = new Set([
  "//",
  "count",
  "for_each",
  "depends_on",
  "lifecycle",
  "provider",
  "provisioner",
  "connection",
  "dynamic",
]);
const OF_MODULES = new Set(["//", "source", "version", "providers", "count", "for_each", "depends_on"]);
const OF_PROVIDERS = new Set(["//", "alias", "version", "for_each"]);
const OF_PROVISIONERS = new Set(["//", "when", "on_failure", "connection"]);

/** A plan's configuration beside the stacks that it may be of. */
export class Likenesses {
  readonly #each: readonly Comparison[];

  constructor(stacks: readonly AppStack[]) {
    this.#each = stacks.map((stack) => new Comparison(stack));
  }

  /** A value of `configuration`. */
  tell(place: JsonPlace, value: Json): void {
    for (const comparison of this.#each) comparison.tell(place, value);
  }

  /** By name of the stack. */
  finish(): ReadonlyMap<string, Likeness> {
    return new Map(this.#each.map((comparison) => [comparison.stack.name, comparison.finish()]));
  }
}

/** A plan's configuration beside one stack. */
class Comparison {
  readonly #likeness: Likeness = { equal: 0, objects: new Set(), different: [] };
  /** What the plan's configuration has, by the places of this comparison. */
  readonly #seen = new Set<string>();
  /** Calls of modules, without what is in them. */
  readonly #modules = new Map<string, JsonObject>();

  constructor(readonly stack: AppStack) {}

  tell(place: JsonPlace, value: Json): void {
    const [, root, member, name, part] = place;
    if (place.length === 2 && root === "provider_config" && isObject(value)) this.#providers(value);
    if (root !== "root_module") return;
    if (place.length === 3 && member === "variables" && isObject(value)) this.#variables(value);
    if (place.length === 4 && member === "resources" && isObject(value)) this.#resource(value);
    if (place.length === 4 && member === "outputs" && isObject(value)) this.#output(String(name), value);
    if (place.length === 5 && member === "module_calls" && part !== "module") {
      const call = `module.${name}`;
      this.#modules.set(call, { ...this.#modules.get(call), [String(part)]: value });
    }
  }

  finish(): Likeness {
    for (const [address, planned] of this.#modules) this.#module(address, planned);
    const { configuration, resources } = this.stack;
    const named = (kind: string): string[] =>
      blocks(configuration[kind]).flatMap((all) => Object.keys(all).filter((name) => name !== "//"));
    // other managed ones are told with the changes
    for (const [address, { body }] of resources)
      if (/^(?:data|module)\./.test(address) || body["count"] !== undefined || body["for_each"] !== undefined)
        this.#expect(address);
    for (const name of named("variable")) this.#expect(`variable.${name}`);
    for (const name of named("output")) this.#expect(`output.${name}`);
    for (const { key, body } of providerBlocks(configuration))
      if (key.includes(".") || keysOf(body, OF_PROVIDERS).length > 0) this.#expect(`provider.${key}`);
    return this.#likeness;
  }

  /** What the stack has, and the plan's configuration does not. */
  #expect(place: string): void {
    if (!this.#seen.has(place)) this.#likeness.different.push(place);
  }

  #compare(place: string, isEqual: boolean): void {
    if (isEqual) this.#likeness.equal += 1;
    else this.#likeness.different.push(place);
  }

  #resource(resource: JsonObject): void {
    const address = text(resource["address"]);
    this.#seen.add(address);
    const body = this.stack.resources.get(address)?.body;
    // managed ones that the stack does not have are told with the changes
    if (body === undefined) {
      if (address.startsWith("data.")) this.#likeness.different.push(address);
      return;
    }
    const before = this.#likeness.different.length;
    const { expressions, provisioners, provider_config_key: provider } = resource;
    this.#block(address, isObject(expressions) ? expressions : {}, body, META);
    this.#expression(`${address}.count`, resource["count_expression"], body["count"]);
    this.#expression(`${address}.for_each`, resource["for_each_expression"], body["for_each"]);
    this.#dependsOn(address, resource, body);
    const { local, alias } = providerOf({ type: text(resource["type"]), body });
    const isNamed = body["provider"] !== undefined || text(provider).includes(".");
    if (provider !== undefined && isNamed)
      this.#compare(`${address}.provider`, text(provider) === (alias === "" ? local : `${local}.${alias}`));
    this.#provisioners(`${address}.provisioner`, isList(provisioners) ? provisioners : [], body);
    if (this.#likeness.different.length > before) this.#likeness.objects.add(address);
  }

  #provisioners(place: string, planned: readonly Json[], body: JsonObject): void {
    const written = blocks(body["provisioner"]).flatMap((kinds) =>
      keysOf(kinds, new Set(["//"])).flatMap((type) => blocks(kinds[type]).map((one) => ({ type, one }))),
    );
    if (planned.length !== written.length) this.#compare(place, false);
    planned.forEach((provisioner, index) => {
      const other = written[index];
      if (!isObject(provisioner) || other === undefined) return;
      const { type, expressions } = provisioner;
      if (text(type) !== other.type) this.#compare(place, false);
      else this.#block(place, isObject(expressions) ? expressions : {}, other.one, OF_PROVISIONERS);
    });
  }

  #module(address: string, planned: JsonObject): void {
    this.#seen.add(address);
    const body = this.stack.resources.get(address)?.body;
    if (body === undefined) return this.#compare(address, false);
    const { source, version_constraint: version, expressions } = planned;
    this.#compare(`${address}.source`, isSame(source ?? null, body["source"] ?? null));
    this.#compare(`${address}.version`, constraints(version) === constraints(body["version"]));
    this.#block(address, isObject(expressions) ? expressions : {}, body, OF_MODULES);
    this.#expression(`${address}.count`, planned["count_expression"], body["count"]);
    this.#expression(`${address}.for_each`, planned["for_each_expression"], body["for_each"]);
    this.#dependsOn(address, planned, body);
  }

  #output(name: string, planned: JsonObject): void {
    const place = `output.${name}`;
    this.#seen.add(place);
    const body = named(this.stack.configuration, "output", name);
    if (body === undefined) return this.#compare(place, false);
    this.#expression(`${place}.value`, planned["expression"], body["value"]);
    this.#compare(`${place}.sensitive`, (planned["sensitive"] === true) === isTrue(body["sensitive"]));
    this.#dependsOn(place, planned, body);
  }

  #variables(declared: JsonObject): void {
    for (const [name, planned] of Object.entries(declared)) {
      const place = `variable.${name}`;
      this.#seen.add(place);
      const body = named(this.stack.configuration, "variable", name);
      if (body === undefined || !isObject(planned)) {
        this.#compare(place, false);
        continue;
      }
      this.#compare(`${place}.default`, isDefault(planned["default"], body));
      this.#compare(`${place}.sensitive`, (planned["sensitive"] === true) === isTrue(body["sensitive"]));
    }
  }

  #providers(planned: JsonObject): void {
    const written = new Map(providerBlocks(this.stack.configuration).map(({ key, body }) => [key, body]));
    for (const [key, provider] of Object.entries(planned)) {
      // in a module: its own matter
      if (key.includes(":") || !isObject(provider)) continue;
      const place = `provider.${key}`;
      this.#seen.add(place);
      const { expressions, full_name: source } = provider;
      const body = written.get(key);
      const wanted = sourceOf(this.stack.configuration, text(provider["name"]));
      if (wanted !== "" && source !== undefined)
        this.#compare(`${place}.source`, `/${text(source)}`.toLowerCase().endsWith(`/${wanted.toLowerCase()}`));
      if (body !== undefined) this.#block(place, isObject(expressions) ? expressions : {}, body, OF_PROVIDERS);
      else if (key.includes(".") || isObject(expressions)) this.#compare(place, false);
    }
  }

  #dependsOn(place: string, planned: JsonObject, body: JsonObject): void {
    const [before, now] = [planned["depends_on"], body["depends_on"]].map((list) =>
      (isList(list) ? list : []).map((one) => text(one).replace(/^\$\{(.*)\}$/s, "$1")).sort(),
    ) as [string[], string[]];
    if (before.length + now.length > 0) this.#compare(`${place}.depends_on`, isSame(before, now));
  }

  /** Arguments and blocks within a block, both ways. */
  #block(place: string, planned: JsonObject, body: JsonObject, beside: ReadonlySet<string>): void {
    const dynamic = new Set(blocks(body["dynamic"]).flatMap((kinds) => Object.keys(kinds)));
    for (const key of new Set([...Object.keys(planned), ...keysOf(body, beside)])) {
      if (dynamic.has(key) && planned[key] === undefined) continue;
      this.#expression(`${place}.${key}`, planned[key], body[key]);
    }
  }

  #expression(place: string, planned: Json | undefined, written: Json | undefined): void {
    if (planned === undefined || planned === null) {
      if (!isNothing(written)) this.#compare(place, false);
      return;
    }
    if (isList(planned)) {
      const others = blocks(written);
      if (planned.length !== others.length) this.#compare(place, false);
      else
        planned.forEach((one, index) => {
          const at = planned.length === 1 ? place : `${place}[${index}]`;
          this.#block(at, isObject(one) ? one : {}, others[index] ?? {}, new Set(["//", "dynamic"]));
        });
      return;
    }
    if (!isObject(planned)) return this.#compare(place, false);
    if ("constant_value" in planned)
      return this.#compare(place, isLiteral(planned["constant_value"] ?? null, written ?? null));
    const isExpression = Object.keys(planned).every((key) => key === "references");
    if (written === undefined || written === null) this.#compare(place, false);
    else if (!isExpression || (isObject(written) && Object.keys(planned).length === 0)) {
      const [block] = blocks(written);
      if (block === undefined) this.#compare(place, false);
      else this.#block(place, planned, block, new Set(["//", "dynamic"]));
    }
  }
}

function keysOf(body: JsonObject, beside: ReadonlySet<string>): string[] {
  return Object.keys(body).filter((key) => !beside.has(key));
}

function named(configuration: JsonObject, kind: string, name: string): JsonObject | undefined {
  return blocks(configuration[kind]).flatMap((all) => blocks(all[name]))[0];
}

/** Provider blocks as a plan calls them: `kubernetes`, `agyn.ml`. */
function providerBlocks(configuration: JsonObject): { readonly key: string; readonly body: JsonObject }[] {
  return blocks(configuration["provider"]).flatMap((all) =>
    keysOf(all, new Set(["//"])).flatMap((local) =>
      blocks(all[local]).map((body) => {
        const alias = text(body["alias"]);
        return { key: alias === "" ? local : `${local}.${alias}`, body };
      }),
    ),
  );
}

/** Where a provider comes from; empty where the configuration does not say it. */
function sourceOf(configuration: JsonObject, local: string): string {
  const [required] = blocks(configuration["terraform"])
    .flatMap((one) => blocks(one["required_providers"]))
    .flatMap((all) => blocks(all[local]));
  return text(required?.["source"]);
}
