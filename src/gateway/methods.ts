// Which methods are called, and which of them may be sent more than once.
//
// A read and a change to given values end the same however often they are sent; so does a deletion, whose repetition is told
// `not_found`. An enrollment replaces the one before, as at each start of a runner. A creation makes another object each time:
// runners and organizations repeat their names freely, and there is no idempotency key.
// Source: agynio/runners and agynio/organizations `internal/server`; service names of agynio.api.gateway.v1.

/** `any`: as often as one likes. `once`: again only when the one before was certainly not carried out. */
export type Repeatable = "any" | "once";

/** By service and method, as in the path of the call. */
export const METHODS = {
  "OrganizationsGateway/CreateOrganization": "once",
  "OrganizationsGateway/GetOrganization": "any",
  "OrganizationsGateway/UpdateOrganization": "any",
  "OrganizationsGateway/DeleteOrganization": "any",
  "OrganizationsGateway/ListOrganizations": "any",
  "OrganizationsGateway/ListAccessibleOrganizations": "any",
  "OrganizationsGateway/CreateMembership": "once",
  "OrganizationsGateway/UpdateMembershipRole": "any",
  "OrganizationsGateway/RemoveMembership": "any",
  "OrganizationsGateway/ListMembers": "any",
  "OrganizationsGateway/ListMyMemberships": "any",
  "RunnersGateway/RegisterRunner": "once",
  "RunnersGateway/GetRunner": "any",
  "RunnersGateway/ListRunners": "any",
  "RunnersGateway/UpdateRunner": "any",
  "RunnersGateway/DeleteRunner": "any",
  "RunnersGateway/EnrollRunner": "any",
  "RunnersGateway/ReportRunnerCatalog": "any",
  "RunnersGateway/ListFlavors": "any",
  "RunnersGateway/ListStorageClasses": "any",
  "RunnersGateway/ListWorkloads": "any",
  "RunnersGateway/GetWorkload": "any",
  "UsersGateway/GetMe": "any",
  "UsersGateway/GetUser": "any",
  "UsersGateway/BatchGetUsers": "any",
  "UsersGateway/SearchUsers": "any",
  "UsersGateway/ListUsers": "any",
} as const satisfies Record<string, Repeatable>;

/** A method this client calls. */
export type Rpc = keyof typeof METHODS;

/** Whether a method leaves everything as it is, which its name says. */
export function isReading(rpc: Rpc): boolean {
  return /\/(Get|BatchGet|List|Search)/.test(rpc);
}
