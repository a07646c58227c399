// The objects of a synthesized app, each with what it is outside Terraform: a Secret by cluster, namespace and name, a runner by
// organization and name. What Terraform alone knows of it, its address and its provider's alias, does not count.
//
// Source: provider blocks of hashicorp/kubernetes 2.38 and hashicorp/helm 3.1 (an address wins over a kubeconfig); resources of
// this package's provider; Terraform's meta-arguments.
import {
  blocks,
  clusterName,
  type ConfiguredResource,
  isObject,
  type Json,
  type JsonObject,
  organizationSlug,
  providerBlock,
  providerOf,
  resourcesOf,
  type SynthesizedStack,
  withVariables,
} from "../synthesized/index.js";
import { hasReference, References } from "./references.js";

/** Arguments that are Terraform's own, or say how an object is managed and not what it is. */
const META_ARGUMENTS = new Set(["//", "provider", "providers", "depends_on", "lifecycle", "provisioner", "connection"]);

/** An object of an app: a resource, with all its instances, or a module. */
export interface AppObject {
  readonly stack: string;
  readonly address: string;
  readonly type: string;
  /** What it is outside Terraform; the same in every app. */
  readonly key: string;
  /** The same for people: `agyn-ml/token`. */
  readonly name: string;
  /** Whether its state may hold nothing of it: a module, or a resource of which there may be no instance. */
  readonly mayBeEmpty: boolean;
  /** Variables without a default that say in which cluster it is. */
  readonly clusterVariables: readonly string[];
  /** It has no name outside Terraform that we know of, so that `key` is all of its configuration. */
  readonly isAnonymous: boolean;
  /** Its configuration with references resolved; equal texts are equal configurations. */
  readonly configuration: string;
}

/** The managed objects of an app, in the order of its stacks. */
export function objectsOfApp(stacks: readonly SynthesizedStack[]): AppObject[] {
  const readers = new Map<string, StackReader>();
  for (const stack of stacks) readers.set(stack.name, new StackReader(stack, (name) => readers.get(name)));
  return [...readers.values()].flatMap((reader) => reader.objects());
}

/** What one resource, look-up or module is. */
interface Identity {
  readonly key: string;
  readonly name: string;
  readonly isAnonymous: boolean;
}

class StackReader {
  readonly references: References;
  readonly #managed: readonly ConfiguredResource[];
  readonly #known: ReadonlyMap<string, ConfiguredResource>;
  readonly #identities = new Map<string, Identity>();
  readonly #asked = new Set<string>();

  constructor(
    private readonly stack: SynthesizedStack,
    others: (name: string) => StackReader | undefined,
  ) {
    const { configuration } = stack;
    this.#managed = [...resourcesOf(configuration), ...modulesOf(configuration)];
    const all = [...this.#managed, ...resourcesOf(configuration, "data")];
    this.#known = new Map(all.map((one) => [one.address, one]));
    this.references = new References(
      stack,
      (address) => this.#keyAt(address),
      (address) => this.#lookedUpId(address),
      (name) => others(name)?.references,
    );
  }

  objects(): AppObject[] {
    return this.#managed.map((resource) => ({
      stack: this.stack.name,
      address: resource.address,
      type: resource.type,
      ...this.#identityOf(resource),
      configuration: JSON.stringify([this.#settings(resource.body), ...this.#providersOfModule(resource)]),
      mayBeEmpty:
        resource.type === "module" || resource.body["count"] !== undefined || resource.body["for_each"] !== undefined,
      clusterVariables: this.#clusterVariables(resource),
    }));
  }

  #lookedUpId(address: string): Json | undefined {
    const { slug, id } = this.#known.get(address)?.body ?? {};
    return slug === undefined || slug === null ? id : undefined;
  }

  #keyAt(address: string): string | undefined {
    const resource = this.#known.get(address);
    if (resource === undefined) return undefined;
    if (this.#asked.has(address)) return address; // it refers to itself
    this.#asked.add(address);
    try {
      return this.#identityOf(resource).key;
    } finally {
      this.#asked.delete(address);
    }
  }

  #identityOf(resource: ConfiguredResource): Identity {
    const known = this.#identities.get(resource.address);
    if (known !== undefined) return known;
    const found = this.#identify(resource);
    this.#identities.set(resource.address, found);
    return found;
  }

  #identify(resource: ConfiguredResource): Identity {
    const { type, body, address } = resource;
    const parts = this.#outsideName(resource);
    if (parts === undefined) {
      const settings = [this.#providerBlock(type, body), this.#settings(body), ...this.#providersOfModule(resource)];
      const key = JSON.stringify([address.startsWith("data.") ? "data" : "", type, ...settings]);
      return { key, name: address, isAnonymous: true };
    }
    // all instances of a resource are one object, so they have to be the same ones
    const instances = [body["count"], body["for_each"]].map((one) => this.references.resolve(one));
    const all = instances.every((one) => one === null) ? parts.key : [...parts.key, instances];
    return { key: JSON.stringify(all), name: parts.name, isAnonymous: false };
  }

  /** The parts of its name outside Terraform; undefined for a type of which we know none. */
  #outsideName(resource: ConfiguredResource): { readonly key: readonly Json[]; readonly name: string } | undefined {
    const { type, body, address } = resource;
    const at = (name: string): Json => this.references.resolve(body[name]);
    const shownAt = (name: string): string => this.#shown(body[name]);
    const platform = this.#providerBlock(type, body)["api_url"] ?? null;
    switch (type) {
      case "agyn_organization": {
        const isLookUp = address.startsWith("data.");
        const slug = isLookUp ? at("slug") : (organizationSlug({ slug: at("slug"), name: at("name") }) ?? null);
        if (slug !== null) {
          return { key: ["organization", platform, slug], name: hasReference(slug) ? shownAt("slug") : shown(slug) };
        }
        return isLookUp ? { key: ["organization", platform, "id", at("id")], name: shownAt("id") } : undefined;
      }
      case "agyn_runner":
        if (address.startsWith("data.")) return undefined;
        return { key: [type, platform, at("organization_id"), at("name")], name: shownAt("name") };
      case "agyn_runner_enrollment":
        return { key: [type, at("runner_id")], name: this.#nameBehind(body["runner_id"]) };
      case "agyn_organization_membership":
        return { key: [type, platform, at("organization_id"), at("identity_id")], name: shownAt("identity_id") };
      case "helm_release": {
        const namespace = at("namespace") ?? "default";
        return {
          key: [type, clusterName(this.#connection(type, body)), namespace, at("name")],
          name: `${this.#shown(body["namespace"] ?? "default")}/${shownAt("name")}`,
        };
      }
      default:
        return type.startsWith("kubernetes_") && !address.startsWith("data.")
          ? this.#kubernetesName(resource)
          : undefined;
    }
  }

  #kubernetesName({
    type,
    body,
  }: ConfiguredResource): { readonly key: readonly Json[]; readonly name: string } | undefined {
    const [manifest] = blocks(body["manifest"]);
    const [metadata] = blocks((manifest ?? body)["metadata"]);
    const name = this.references.resolve(metadata?.["name"]);
    if (name === null) return undefined;
    const namespace = this.references.resolve(metadata?.["namespace"]);
    // kubernetes_manifest, kubernetes_labels and the like are of any kind, and several may manage parts of one object
    const kind = ["api_version", "kind", "field_manager", "apiVersion"].map((one) =>
      this.references.resolve((manifest ?? body)[one]),
    );
    const key = [type, clusterName(this.#connection(type, body)), namespace ?? "default", name, kind];
    const names = [...(namespace === null ? [] : [metadata?.["namespace"]]), metadata?.["name"]];
    return { key, name: names.map((one) => this.#shown(one)).join("/") };
  }

  /** What the provider block of a resource says of the cluster; variables with a default are that. */
  #connection(type: string, body: JsonObject): JsonObject {
    const block = this.#providerBlock(type, body);
    const [connection = {}] = type === "helm_release" ? blocks(block["kubernetes"]) : [block];
    return withVariables(connection, this.stack.configuration);
  }

  #clusterVariables({ type, body }: ConfiguredResource): string[] {
    if (type !== "helm_release" && !type.startsWith("kubernetes_")) return [];
    const name = clusterName(this.#connection(type, body));
    return [...name.matchAll(/\$\{[^}]*?\bvar\.([\w-]+)/g)].map(([, variable = ""]) => variable);
  }

  /** The provider blocks that a module is given, by the names that it has for them. */
  #providersOfModule({ type, body }: ConfiguredResource): Json[] {
    const { providers } = body;
    if (type !== "module" || !isObject(providers)) return [];
    return [
      Object.fromEntries(
        Object.entries(providers)
          .map(([name, provider]) => [name, this.#providerBlock(type, { provider })] as const)
          .sort(([one], [other]) => (one < other ? -1 : 1)),
      ),
    ];
  }

  /** The provider block that a resource names, without what is Terraform's own. */
  #providerBlock(type: string, body: JsonObject): JsonObject {
    const found = providerBlock(this.stack.configuration, providerOf({ type, body }));
    const { alias: _, ...settings } = found ?? {};
    return this.references.resolve(settings) as JsonObject;
  }

  #settings(body: JsonObject): Json {
    return this.references.resolve(
      Object.fromEntries(Object.entries(body).filter(([name]) => !META_ARGUMENTS.has(name))),
    );
  }

  /** The name of the object that an expression begins with. */
  #nameBehind(value: Json | undefined): string {
    const address = /^\$\{([\w-]+\.[\w-]+)\./.exec(typeof value === "string" ? value : "")?.[1] ?? "";
    const resource = this.#known.get(address);
    return resource === undefined ? this.#shown(value) : this.#identityOf(resource).name;
  }

  /** A value for people: resolved, unless something of it only stands for an object. */
  #shown(value: Json | undefined): string {
    const resolved = this.references.resolve(value);
    return shown(hasReference(resolved) ? (value ?? null) : resolved);
  }
}

function modulesOf(configuration: JsonObject): ConfiguredResource[] {
  return blocks(configuration["module"]).flatMap((modules) =>
    Object.entries(modules).flatMap(([name, body]) =>
      blocks(body).map((one) => ({ address: `module.${name}`, type: "module", name, body: one })),
    ),
  );
}

function shown(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
