// Whether a stack can be rehearsed, and what of it has to be different in the copy: a rehearsal may reach nothing that is real, and
// has to be able to take down what it made.
//
// Source: Terraform override files (arguments of `provider` and `lifecycle` blocks are merged one by one; a provider block is found
// by its alias), JSON syntax (a block is an object or a list of them). Measured with terraform 1.11.
import { blocks, isObject, type Json, type JsonObject, resourcesOf } from "../synthesized/index.js";

/** Providers that a rehearsal has, without host; a namespace that is left out is `hashicorp`. */
const REHEARSED = new Set(["agynio/agyn", "hashicorp/helm", "hashicorp/kubernetes"]);
/** Provider of `terraform_data` and remote states; it is a part of Terraform. */
const BUILT_IN = "terraform.io/builtin/terraform";
const REGISTRY = /^registry\.(terraform\.io|opentofu\.org)\//;

/** What stands in the way of a rehearsal of a stack, a sentence each. */
export function unfitness(stack: string, configuration: JsonObject): string[] {
  const terraform = blocks(configuration["terraform"]);
  const providers = terraform
    .flatMap((one) => blocks(one["required_providers"]))
    .flatMap((needs) => Object.entries(needs));
  const foreign = providers
    .map(([name, needs]) => [name, sourceOf(name, needs)] as const)
    .filter(([, source]) => !REHEARSED.has(source) && source !== BUILT_IN)
    .map(
      ([name, source]) =>
        `stack ${stack}: provider ${name} is ${source}, which has no stand-in, and a rehearsal reaches nothing real: put what needs it into a stack of another app, and rehearse the rest`,
    );
  const provisioned = resourcesOf(configuration)
    .filter(({ body }) => body["provisioner"] !== undefined)
    .map(
      ({ address }) =>
        `stack ${stack}: ${address} has a provisioner, which would run for real on this machine: take it out, or put it into a stack of another app`,
    );
  return [...foreign, ...provisioned];
}

/** Addresses of resources that `prevent_destroy` protects. */
export function protectedResources(configuration: JsonObject): string[] {
  return resourcesOf(configuration)
    .filter(({ body }) => blocks(body["lifecycle"]).some((lifecycle) => lifecycle["prevent_destroy"] === true))
    .map(({ address }) => address)
    .sort();
}

/** Addresses of resources that the stack lets go of without destroying them. */
export function releasedResources(configuration: JsonObject): string[] {
  return blocks(configuration["removed"])
    .filter((removed) => blocks(removed["lifecycle"]).some((lifecycle) => lifecycle["destroy"] === false))
    .flatMap(({ from }) => (typeof from === "string" ? [from.replace(/^\$\{(.*)\}$/, "$1")] : []));
}

/** What the stack takes over, each as `type id` with the id that its importer takes. */
export function importedObjects(configuration: JsonObject): string[] {
  return blocks(configuration["import"]).flatMap(({ to, id }) =>
    typeof to === "string" && typeof id === "string" ? [`${to.replace(/^\$\{/, "").split(".")[0] ?? ""} ${id}`] : [],
  );
}

/**
 * The override file of a copy.
 *
 * @param stateFile where its state is, whatever backend the stack has
 * @param lift whether `prevent_destroy` is lifted
 * @param gatewayUrl what takes the place of an address of the gateway that stands in the stack
 */
export function overrideOf(
  configuration: JsonObject,
  { stateFile, lift, gatewayUrl }: { stateFile: string; lift: boolean; gatewayUrl: string | undefined },
): JsonObject {
  const provider = isObject(configuration["provider"]) ? configuration["provider"] : {};
  const addressed = blocks(provider["agyn"]).filter(({ api_url: url }) => url !== undefined);
  const lifted: Record<string, Record<string, Json>> = {};
  for (const address of lift ? protectedResources(configuration) : []) {
    const [type = "", name = ""] = address.split(".");
    (lifted[type] ??= {})[name] = { lifecycle: { prevent_destroy: false } };
  }
  return {
    terraform: { backend: { local: { path: stateFile } } },
    ...(gatewayUrl !== undefined &&
      addressed.length > 0 && {
        provider: {
          agyn: addressed.map(({ alias }) => ({ ...(alias !== undefined && { alias }), api_url: gatewayUrl })),
        },
      }),
    ...(Object.keys(lifted).length > 0 && { resource: lifted }),
  };
}

function sourceOf(name: string, needs: Json | undefined): string {
  const source = isObject(needs) && typeof needs["source"] === "string" ? needs["source"].toLowerCase() : name;
  const short = source.replace(REGISTRY, "");
  return short.includes("/") ? short : `hashicorp/${short}`;
}
