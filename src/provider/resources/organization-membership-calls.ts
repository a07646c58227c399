// What `agyn_organization_membership` asks of the platform where one call does not answer it: there is no call that reads one
// membership, an invitation may be lost on its way, and a refusal has several causes.
//
// One identity is in an organization at most once, so that a lost creation is found again without doubt, and one that is not found
// can be asked for once more.
//
// Source: agynio/organizations `internal/server/server.go` (CreateMembership, ListMembers).
import { DiagnosticError, Path } from "../../framework/index.js";
import { type CreateMembershipInput, type GatewayClient, GatewayError, type Membership } from "../../gateway/index.js";
import { describeFailure } from "../failures.js";
import { lastLook, named, wasThereAt } from "../last-look.js";
import { isMembershipOf } from "../reads/membership-reads.js";
import { type Patience, untilAnswered } from "../second-try.js";

/** How a membership is created. */
export interface MembershipCreationOptions extends Patience {
  readonly report: { warning(summary: string, detail: string): void };
}

/**
 * @returns the membership; after a lost answer the one that is there with the role that was asked for
 * @throws {DiagnosticError} which names the membership that is there already
 */
export async function createMembership(
  gateway: GatewayClient,
  input: CreateMembershipInput,
  options: MembershipCreationOptions,
): Promise<Membership> {
  const { organizationId, identityId, role } = input;
  const { report, signal } = options;
  const action = `add ${identityId} to organization ${organizationId}`;
  const find = (stop: AbortSignal): Promise<Membership | undefined> =>
    findMembership(gateway, organizationId, identityId, stop);
  const startedAt = new Date();
  for (let lost: GatewayError | undefined; ; ) {
    if (signal.aborted) throw new DiagnosticError("Interrupted", `Did not ${action}: Terraform was asked to stop.`);
    let error: GatewayError;
    try {
      return await gateway.memberships.create(input, { stop: signal });
    } catch (thrown) {
      if (!(thrown instanceof GatewayError)) throw thrown;
      error = thrown;
    }
    let failure = describeRefusal(error, action);
    if (error.sent === "no" && error.code !== "already_exists") throw failure;
    const first = lost === undefined;
    if (error.sent === "maybe") lost = error;
    let found: Membership | undefined;
    try {
      if (lost === error) {
        const answered = await untilAnswered(error, action, async (stop) => ({ found: await find(stop) }), options);
        if (first && answered && !answered.found) continue;
        found = answered?.found;
      } else found = await lastLook(signal, find);
    } catch (thrown) {
      if (thrown instanceof DiagnosticError) {
        failure = new DiagnosticError(thrown.summary, `${failure.detail} ${thrown.detail}`);
        found = await lastLook(signal, find).catch(() => undefined);
      }
    }
    const before = found && wasThereAt(found, startedAt);
    if (lost !== undefined && found?.role === role && before !== "surely") {
      if (before === "perhaps") {
        report.warning(
          "Membership may have been there before",
          `The answer to the attempt to ${action} was lost (${lost.code}), and the membership that is there now, ${named([found])} by the platform's clock, is kept as the one that was asked for. This machine's clock said ${startedAt.toISOString()} when it was asked for: either the clocks differ, or it was there before.`,
        );
      }
      return found;
    }
    const take = found && ` Take it over with terraform import ADDRESS ${organizationId}/${found.id}.`;
    throw new DiagnosticError(
      failure.summary,
      `${failure.detail}${take ?? ""}`,
      found ? Path.of("identity_id") : failure.path,
    );
  }
}

function describeRefusal(error: GatewayError, action: string): DiagnosticError {
  const { summary, detail } = describeFailure(error, action, {
    already_exists: "An identity is in an organization once.",
    failed_precondition:
      "The platform knows an identity once its user has signed in, or was created by the cluster admin: check identity_id, and that the organization still exists.",
  });
  const isIdentity = error.code === "failed_precondition" && /identity/.test(error.detail);
  return new DiagnosticError(summary, detail, isIdentity ? Path.of("identity_id") : undefined);
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
