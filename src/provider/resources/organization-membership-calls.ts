// What `agyn_organization_membership` asks of the platform where one call does not answer it: there is no call that reads one
// membership, an invitation may be lost on its way, and a refusal has several causes.
//
// One identity is in an organization at most once, so that a lost creation is found again without doubt.
//
// Source: agynio/organizations `internal/server/server.go` (CreateMembership, ListMembers).
import { DiagnosticError, Path } from "../../framework/index.js";
import { type CreateMembershipInput, type GatewayClient, GatewayError, type Membership } from "../../gateway/index.js";
import { describeFailure } from "../failures.js";
import { isMembershipOf } from "../reads/membership-reads.js";

/** The platform's clock is not ours. */
const CLOCKS_SLACK_MS = 5 * 60_000;

/** @throws {DiagnosticError} which names the membership that is there already */
export async function createMembership(gateway: GatewayClient, input: CreateMembershipInput): Promise<Membership> {
  const { organizationId, identityId, role } = input;
  const since = Date.now() - CLOCKS_SLACK_MS;
  try {
    return await gateway.memberships.create(input);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const { summary, detail } = describeFailure(error, `add ${identityId} to organization ${organizationId}`, {
      already_exists: "An identity is in an organization once.",
      failed_precondition:
        "The platform knows an identity once its user has signed in, or was created by the cluster admin: check identity_id, and that the organization still exists.",
    });
    if (error.sent === "no" && error.code !== "already_exists") {
      const isIdentity = error.code === "failed_precondition" && /identity/.test(error.detail);
      throw new DiagnosticError(summary, detail, isIdentity ? Path.of("identity_id") : undefined);
    }
    const found = await findMembership(gateway, organizationId, identityId).catch(() => undefined);
    if (error.sent === "maybe" && found?.role === role && (found.createdAt?.getTime() ?? 0) >= since) return found;
    const take = found && ` Take it over with terraform import ADDRESS ${organizationId}/${found.id}.`;
    throw new DiagnosticError(summary, `${detail}${take ?? ""}`, found && Path.of("identity_id"));
  }
}

/** By the membership's own id, or by the identity's. */
export async function findMembership(
  gateway: GatewayClient,
  organizationId: string,
  id: string,
  signal?: AbortSignal,
): Promise<Membership | undefined> {
  for await (const membership of gateway.memberships.listAll(organizationId, { signal })) {
    if (isMembershipOf(membership, id)) return membership;
  }
  return undefined;
}
