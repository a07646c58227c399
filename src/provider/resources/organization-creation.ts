// Creating an organization when the answer may get lost.
//
// Names repeat freely, so a second attempt would make a second organization, with another slug and nobody to notice. The
// provider does not try again: it names what the lost attempt may have made, to be imported.
//
// Source: agynio/organizations `internal/server/server.go` (CreateOrganization).
import { DiagnosticError, Path } from "../../framework/index.js";
import {
  type CreateOrganizationInput,
  type GatewayClient,
  GatewayError,
  type Organization,
} from "../../gateway/index.js";
import { describeFailure } from "../failures.js";

/** The platform's clock is not ours. */
const CLOCKS_SLACK_MS = 5 * 60_000;

/** @throws {DiagnosticError} which names what may have been created */
export async function createOrganization(
  gateway: GatewayClient,
  input: CreateOrganizationInput,
): Promise<Organization> {
  const since = Date.now() - CLOCKS_SLACK_MS;
  try {
    return await gateway.organizations.create(input);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const { summary, detail } = describeFailure(error, `create organization ${JSON.stringify(input.name)}`);
    if (error.code === "already_exists") throw new DiagnosticError(summary, detail, Path.of("slug"));
    if (error.sent === "no") throw new DiagnosticError(summary, detail);
    throw new DiagnosticError(summary, `${detail} ${describeCandidates(await candidates(gateway, input, since))}`);
  }
}

/** Undefined when they can not be listed. */
async function candidates(
  gateway: GatewayClient,
  { name, slug }: CreateOrganizationInput,
  since: number,
): Promise<Organization[] | undefined> {
  try {
    return (await gateway.organizations.listAccessible()).filter(
      (found) =>
        found.name === name &&
        (slug === undefined || found.slug === slug) &&
        (found.createdAt?.getTime() ?? Number.POSITIVE_INFINITY) >= since,
    );
  } catch {
    return undefined;
  }
}

function describeCandidates(found: readonly Organization[] | undefined): string {
  if (found === undefined) {
    return "Whether it was created all the same could not be found out: look for it before you apply again, or a second one is made.";
  }
  if (found.length === 0) return "No organization was found that this left behind.";
  const list = found.map(({ id, slug }) => `${id} (slug ${JSON.stringify(slug)})`).join(", ");
  return `It may have been created all the same: ${list}. If it is yours, take it over with terraform import ADDRESS ID before you apply again, or a second one is made.`;
}
