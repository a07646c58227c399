// What a plan or a configuration knows of a registration, before and after. Placement is judged by it, so what is not known yet must not
// look like nothing: a registration without organization serves the whole cluster.
import { at, isList, isObject, type Json, type JsonObject, organizationSlug, text } from "../../synthesized/index.js";
import type { AppStack } from "../app/reviewed-app.js";
import type { PlannedObject } from "../input/plan.js";
import type { RunnerFacts } from "./model.js";
import { SCRUBBED, type Scrubber } from "./scrubber.js";
import { cut } from "./shown.js";

/** What stands where a value is known only after the apply. */
const AFTER_APPLY = "(known after apply)";

/** Facts with ids for organizations, and secrets still in them. */
export interface RawFacts extends Omit<RunnerFacts, "organization"> {
  /** Id of the organization, or a reference. @default - cluster-scoped */
  readonly organizationId?: string;
}

/** Both sides of a planned registration. */
export function rawFacts(object: PlannedObject): { before: { before?: RawFacts }; after: { after?: RawFacts } } {
  const { before, after, unknown, beforeSensitive, afterSensitive } = object;
  return {
    before: isObject(before) ? { before: factsOf(before, undefined, beforeSensitive) } : {},
    after: isObject(after) ? { after: factsOf(after, unknown, afterSensitive) } : {},
  };
}

/** A registration from its attributes. */
export function factsOf(values: JsonObject, unknown: Json | undefined, mask: Json | undefined): RawFacts {
  const isMarked = (...keys: string[]): boolean =>
    mask === true || keys.some((_, index) => at(mask, ...keys.slice(0, index + 1)) === true);
  const isUnknown = (...keys: string[]): boolean =>
    keys.some((_, index) => at(unknown, ...keys.slice(0, index + 1)) === true);
  const word = (key: string): string | undefined => {
    if (isMarked(key)) return SCRUBBED;
    if (isUnknown(key)) return AFTER_APPLY;
    return text(values[key]) === "" ? undefined : text(values[key]);
  };
  const labels = values["labels"];
  const names = new Set([labels, at(unknown, "labels")].flatMap((map) => (isObject(map) ? Object.keys(map) : [])));
  const capabilities = values["capabilities"];
  const capabilityMask = at(mask, "capabilities");
  // the plan has a set in an order of its own, and its mask in the same
  const isMarkedItem = (index: number): boolean =>
    isMarked("capabilities") || (isList(capabilityMask) && capabilityMask[index] === true);
  const [organizationId, status, id] = [word("organization_id"), word("status"), word("id")];
  const areCapabilitiesOpen =
    isUnknown("capabilities") ||
    holdsUnknown(at(unknown, "capabilities")) ||
    (capabilities !== undefined && capabilities !== null && isMarked("capabilities")) ||
    (isList(capabilities) && capabilities.some((_, index) => isMarkedItem(index)));
  const areLabelsOpen = isUnknown("labels") || (isMarked("labels") && labels !== null && labels !== undefined);
  const open = [
    ...(areLabelsOpen
      ? ["labels"]
      : [...names]
          .sort()
          .flatMap((label) => (isMarked("labels", label) || isUnknown("labels", label) ? [`labels.${label}`] : []))),
    ...(areCapabilitiesOpen ? ["capabilities"] : []),
  ];
  return {
    name: word("name") ?? "",
    ...(organizationId === undefined ? {} : { organizationId }),
    // names of a map that is marked as a whole are marked too
    labels:
      isMarked("labels") && names.size > 0
        ? { [SCRUBBED]: SCRUBBED }
        : Object.fromEntries(
            [...names].sort().map((label) => {
              if (isMarked("labels", label)) return [label, SCRUBBED];
              return [label, isUnknown("labels", label) ? AFTER_APPLY : text(at(labels, label))];
            }),
          ),
    ...(isList(capabilities) && !isUnknown("capabilities")
      ? { capabilities: capabilities.map((one, index) => (isMarkedItem(index) ? SCRUBBED : text(one))).sort() }
      : {}),
    ...(open.length === 0 ? {} : { open }),
    ...(status === undefined || status === AFTER_APPLY ? {} : { status }),
    ...(id === undefined || id === AFTER_APPLY ? {} : { id }),
  };
}

/** A registration from its block in a synthesized stack: what refers to something else is not known before a plan. */
export function configuredFacts(body: JsonObject): RawFacts {
  const isOpen = (value: Json | undefined): boolean => typeof value === "string" && value.includes("${");
  const { labels, capabilities } = body;
  const unknown = {
    ...(isOpen(labels) ? { labels: true } : {}),
    ...(isObject(labels)
      ? {
          labels: Object.fromEntries(
            Object.entries(labels).flatMap(([key, value]) => (isOpen(value) ? [[key, true]] : [])),
          ),
        }
      : {}),
    ...(isOpen(capabilities) || (isList(capabilities) && capabilities.some(isOpen)) ? { capabilities: true } : {}),
  };
  return factsOf(body, unknown, false);
}

function holdsUnknown(value: Json | undefined): boolean {
  return value === true || (isList(value) && value.some(holdsUnknown));
}

/**
 * A registration with the status that the refresh found. What a plan says was before of a runner that it destroys has the status from
 * the state, which may be long ago (measured with Terraform 1.11.4); of all others it has the refreshed one.
 *
 * @param status @default - the refresh found nothing else
 */
export function withStatus<Runner extends { readonly before?: RawFacts }>(
  runner: Runner,
  status: string | undefined,
): Runner {
  return runner.before === undefined || status === undefined
    ? runner
    : { ...runner, before: { ...runner.before, status } };
}

/** Facts that may be shown, with the organization's slug where it is known. */
export function finishedFacts(
  facts: RawFacts,
  slugs: ReadonlyMap<string, string>,
  configured: JsonObject | undefined,
  stack: AppStack | undefined,
  words: Scrubber,
): RunnerFacts {
  const { organizationId, ...rest } = facts;
  const isOpen = organizationId === AFTER_APPLY;
  const reference = isOpen ? text(configured?.["organization_id"]) : (organizationId ?? "");
  const organization =
    slugs.get(reference) ?? slugOf(reference, stack) ?? (isOpen && reference === "" ? AFTER_APPLY : reference);
  const clean = (text: string): string => cut(words.scrub(text));
  return {
    name: clean(rest.name === AFTER_APPLY ? text(configured?.["name"]) || AFTER_APPLY : rest.name),
    ...(organizationId === undefined ? {} : { organization: clean(organization) }),
    labels: Object.fromEntries(Object.entries(rest.labels).map(([name, value]) => [clean(name), clean(value)])),
    ...(rest.capabilities === undefined ? {} : { capabilities: rest.capabilities.map(clean) }),
    ...(rest.open === undefined ? {} : { open: rest.open.map(clean) }),
    ...(rest.status === undefined ? {} : { status: clean(rest.status) }),
    ...(rest.id === undefined ? {} : { id: clean(rest.id) }),
  };
}

/** Slug of the organization that a configuration refers to. */
function slugOf(reference: string, stack: AppStack | undefined): string | undefined {
  const [, address] = /^\$\{((?:data\.)?agyn_organization\.[\w-]+)\.id\}$/.exec(reference) ?? [];
  const body = address === undefined ? undefined : stack?.resources.get(address)?.body;
  const slug = body === undefined ? undefined : organizationSlug(body);
  return typeof slug === "string" ? slug : undefined;
}
