// Changing an organization: which attribute the platform refused stands at the beginning of its text.
//
// Source: agynio/organizations `internal/server/server.go` (UpdateOrganization); texts as measured.
import { DiagnosticError, Path } from "../../framework/index.js";
import {
  type GatewayClient,
  GatewayError,
  type Organization,
  type UpdateOrganizationInput,
} from "../../gateway/index.js";
import { describeFailure } from "../failures.js";

/**
 * @param signal ends waits, never a call under way
 * @throws {DiagnosticError} at the attribute the platform refused
 */
export async function updateOrganization(
  gateway: GatewayClient,
  id: string,
  changes: UpdateOrganizationInput,
  signal: AbortSignal,
): Promise<Organization> {
  try {
    return await gateway.organizations.update(id, changes, { stop: signal });
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const { summary, detail } = describeFailure(error, `update organization ${id}`);
    // the platform's texts begin with the name of the field, but for the one about a slug that is taken
    const field = error.code === "already_exists" ? "slug" : /^sandbox_\w+|^slug/.exec(error.detail)?.[0];
    throw new DiagnosticError(summary, detail, field === undefined ? undefined : Path.of(field));
  }
}
