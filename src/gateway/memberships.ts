// Who belongs to an organization, as the gateway offers it: types, and one function per method.
//
// Source: agynio/api `proto/agynio/api/organizations/v1/organizations.proto`. A cluster admin may add members but is none; only
// an owner registers runners of the organization. What is created may wait, `pending`, for its user to accept.
import { Caller, type ListOptions } from "./caller.js";
import { date, enumName, type JsonObject, object, objects, requiredText, text } from "./decode.js";
import type { CallOptions } from "./transport.js";

/** What a member may do. */
export type MembershipRole = "unspecified" | "owner" | "member";

/** `pending` until the user has accepted. */
export type MembershipStatus = "unspecified" | "pending" | "active";

/** In the order of their numbers. */
const ROLES = ["unspecified", "owner", "member"] as const;
const STATUSES = ["unspecified", "pending", "active"] as const;

/** One identity in one organization. */
export interface Membership {
  /** UUID in canonical form. */
  readonly id: string;
  readonly organizationId: string;
  readonly identityId: string;
  readonly role: MembershipRole;
  readonly status: MembershipStatus;
  /** Absent: it does not end by itself. */
  readonly expiresAt?: Date;
  readonly createdAt?: Date;
  readonly updatedAt?: Date;
}

/** What a new membership is made of. */
export interface CreateMembershipInput {
  /** UUID of the organization. */
  readonly organizationId: string;
  /** UUID of a user's identity; one that the platform does not know is `failed_precondition`. */
  readonly identityId: string;
  readonly role: Exclude<MembershipRole, "unspecified">;
  /** @default - it does not end by itself */
  readonly expiresAt?: Date;
}

/** Which memberships to list. */
export interface MembershipFilter {
  /** @default - not narrowed */
  readonly status?: Exclude<MembershipStatus, "unspecified">;
}

/** One page of memberships. */
export interface MembershipPage {
  readonly memberships: Membership[];
  /** Empty on the last page. */
  readonly nextPageToken: string;
}

/** Calls about memberships, of the OrganizationsGateway. All throw `GatewayError`. */
export class Memberships {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** Adds an identity to an organization; one that is in it already is `already_exists`. */
  async create(input: CreateMembershipInput, options: CallOptions = {}): Promise<Membership> {
    const { organizationId, identityId, role, expiresAt } = input;
    const message = { organizationId, identityId, role: roleName(role), expiresAt: expiresAt?.toISOString() };
    return await this.#caller.call("OrganizationsGateway/CreateMembership", message, options, decodeAnswer);
  }

  /** One page of an organization's members, in id order. */
  async list(
    organizationId: string,
    { status, ...options }: ListOptions & MembershipFilter = {},
  ): Promise<MembershipPage> {
    const message = { ...Caller.page(options), organizationId, status: statusName(status) };
    return await this.#caller.call("OrganizationsGateway/ListMembers", message, options, decodePage);
  }

  /** All members of an organization, page by page as they are asked for. */
  async *listAll(
    organizationId: string,
    { status, signal }: CallOptions & MembershipFilter = {},
  ): AsyncGenerator<Membership, void, undefined> {
    const fetch = (pageToken: string): Promise<MembershipPage> =>
      this.list(organizationId, { status, signal, pageToken });
    for await (const page of Caller.pages("OrganizationsGateway/ListMembers", fetch)) yield* page.memberships;
  }

  /** One page of the caller's own memberships. */
  async listMine({ status, ...options }: ListOptions & MembershipFilter = {}): Promise<MembershipPage> {
    const message = { ...Caller.page(options), status: statusName(status) };
    return await this.#caller.call("OrganizationsGateway/ListMyMemberships", message, options, decodePage);
  }

  /** Changes the role. */
  async updateRole(
    membershipId: string,
    role: Exclude<MembershipRole, "unspecified">,
    options: CallOptions = {},
  ): Promise<Membership> {
    const message = { membershipId, role: roleName(role) };
    return await this.#caller.call("OrganizationsGateway/UpdateMembershipRole", message, options, decodeAnswer);
  }

  /** Takes an identity out of its organization. */
  async delete(membershipId: string, options: CallOptions = {}): Promise<void> {
    await this.#caller.delete("OrganizationsGateway/RemoveMembership", { membershipId }, options);
  }
}

function roleName(role: MembershipRole): string {
  return `MEMBERSHIP_ROLE_${role.toUpperCase()}`;
}

function statusName(status: MembershipStatus | undefined): string | undefined {
  return status === undefined ? undefined : `MEMBERSHIP_STATUS_${status.toUpperCase()}`;
}

function decodeAnswer(answer: JsonObject): Membership {
  return decodeMembership(object(answer, "membership"));
}

function decodePage(answer: JsonObject): MembershipPage {
  return {
    memberships: objects(answer, "memberships").map(decodeMembership),
    nextPageToken: text(answer, "nextPageToken"),
  };
}

function decodeMembership(from: JsonObject): Membership {
  return {
    id: requiredText(from, "id"),
    organizationId: text(from, "organizationId"),
    identityId: text(from, "identityId"),
    role: enumName(from, "role", "MEMBERSHIP_ROLE_", ROLES),
    status: enumName(from, "status", "MEMBERSHIP_STATUS_", STATUSES),
    expiresAt: date(from, "expiresAt"),
    createdAt: date(from, "createdAt"),
    updatedAt: date(from, "updatedAt"),
  };
}
