// Creating and changing an organization when something stands in the way: a slug that is taken, and an answer that is lost.
//
// A slug may be taken by an organization that was just destroyed: the platform purges it in its own time and holds the slug
// meanwhile, without a call to see that. So a slug that none of the caller's organizations has is asked for again until
// `timeouts.create`; one that is seen to be taken is an error at once.
// Names repeat freely, so after a lost answer a second attempt could make a second organization, with another slug and nobody
// to notice. The provider does not try again: it names what the lost attempt may have made, to be imported.
//
// Source: agynio/organizations `internal/server/server.go`; agynio/architecture `organizations.md` (Deletion).
import { DiagnosticError, parseDuration, Path } from "../../framework/index.js";
import {
  type CreateOrganizationInput,
  type GatewayClient,
  GatewayError,
  type Organization,
  type UpdateOrganizationInput,
} from "../../gateway/index.js";
import { describeFailure } from "../failures.js";
import { soonAfter } from "../last-look.js";
import { wait } from "../waiting.js";

/** The platform's clock is not ours. */
const CLOCKS_SLACK_MS = 5 * 60_000;
/** Asks again for a slug after this long, twice as long each time, up to the limit. */
const FIRST_PAUSE_MS = 250;
const LAST_PAUSE_MS = 5_000;

/** How long a slug may stay taken. */
export interface Patience {
  /** Go duration. */
  readonly timeout: string;
  /** Ends a pause, never a call under way. */
  readonly signal: AbortSignal;
}

/** @throws {DiagnosticError} which names what has the slug, or what may have been created */
export async function createOrganization(
  gateway: GatewayClient,
  input: CreateOrganizationInput,
  { timeout, signal }: Patience,
): Promise<Organization> {
  const deadline = performance.now() + (parseDuration(timeout) ?? 0);
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LAST_PAUSE_MS)) {
    const since = Date.now() - CLOCKS_SLACK_MS;
    try {
      return await gateway.organizations.create(input);
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      const failure = describeFailure(error, `create organization ${JSON.stringify(input.name)}`);
      if (error.code !== "already_exists") throw await describeLoss(gateway, input, { since, error, failure, signal });
      const owner = await slugOwner(gateway, input.slug);
      const left = deadline - performance.now();
      if (owner !== undefined || input.slug === undefined || left <= 0) throw slugTaken(failure, input, owner, timeout);
      await wait(Math.min(pause, left), signal);
    }
  }
}

/** @throws {DiagnosticError} at the attribute the platform refused */
export async function updateOrganization(
  gateway: GatewayClient,
  id: string,
  changes: UpdateOrganizationInput,
): Promise<Organization> {
  try {
    return await gateway.organizations.update(id, changes);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const { summary, detail } = describeFailure(error, `update organization ${id}`);
    // the platform's texts begin with the name of the field, but for the one about a slug that is taken
    const field = error.code === "already_exists" ? "slug" : /^sandbox_\w+|^slug/.exec(error.detail)?.[0];
    throw new DiagnosticError(summary, detail, field === undefined ? undefined : Path.of(field));
  }
}

/** Among the caller's own; undefined also when they can not be listed. */
async function slugOwner(gateway: GatewayClient, slug: string | undefined): Promise<Organization | undefined> {
  if (slug === undefined) return undefined;
  try {
    return await gateway.organizations.findBySlug(slug);
  } catch {
    return undefined;
  }
}

function slugTaken(
  { summary, detail }: DiagnosticError,
  { slug }: CreateOrganizationInput,
  owner: Organization | undefined,
  timeout: string,
): DiagnosticError {
  const more =
    owner !== undefined
      ? `It is the slug of organization ${owner.id} (${JSON.stringify(owner.name)}): take that over with terraform import ADDRESS ${owner.id}.`
      : slug === undefined
        ? "Every slug derived from this name is taken: set slug."
        : `None of your organizations has the slug, so it belongs to somebody else, or to one that was deleted and is still being purged. It was asked for again for ${timeout} (timeouts.create). Choose another slug, or apply again later.`;
  return new DiagnosticError(summary, `${detail} ${more}`, Path.of("slug"));
}

/** A creation that failed. */
interface Failed {
  /** Epoch milliseconds from which on it may have made something. */
  readonly since: number;
  readonly error: GatewayError;
  readonly failure: DiagnosticError;
  readonly signal: AbortSignal;
}

async function describeLoss(
  gateway: GatewayClient,
  input: CreateOrganizationInput,
  { since, error, failure, signal }: Failed,
): Promise<DiagnosticError> {
  if (error.sent === "no") return failure;
  const found = describeCandidates(await candidates(gateway, input, since, soonAfter(signal)));
  return new DiagnosticError(failure.summary, `${failure.detail} ${found}`);
}

/** What a lost creation may have made, or why that could not be found out. */
async function candidates(
  gateway: GatewayClient,
  { name, slug }: CreateOrganizationInput,
  since: number,
  signal: AbortSignal,
): Promise<Organization[] | GatewayError> {
  try {
    return (await gateway.organizations.listAccessible({ signal })).filter(
      (found) =>
        found.name === name &&
        (slug === undefined || found.slug === slug) &&
        (found.createdAt?.getTime() ?? Number.POSITIVE_INFINITY) >= since,
    );
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}

function describeCandidates(found: readonly Organization[] | GatewayError): string {
  if (found instanceof GatewayError) {
    return `Whether it was created all the same could not be found out (${found.rpc}: ${found.code}): look for it before you apply again, or a second one is made.`;
  }
  if (found.length === 0) return "No organization was found that this left behind.";
  const list = found.map(({ id, slug }) => `${id} (slug ${JSON.stringify(slug)})`).join(", ");
  return `It may have been created all the same: ${list}. If it is yours, take it over with terraform import ADDRESS ID before you apply again, or a second one is made.`;
}
