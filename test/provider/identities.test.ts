// The identities of organizations and memberships, and what an import makes of them: Terraform 1.11 never asks for one.
import { Diagnostics, PrivateState, type StateOf } from "../../src/framework/index";
import type { Session } from "../../src/provider/session";
import { organizationResource } from "../../src/provider/resources/organization";
import { organizationMembershipResource } from "../../src/provider/resources/organization-membership";

const ID = "0b6f1c9e-5a0f-4d63-9d0e-3a7c6f1b2e44";
const OTHER = "5c9f6a52-8f0b-4c1e-9f5d-0d7f3b8f6a11";

const context = (client: Partial<Session> = {}) => ({
  id: "",
  client: client as Session,
  diagnostics: new Diagnostics(),
  signal: new AbortController().signal,
  meta: () => undefined,
  private: new PrivateState(Buffer.alloc(0)),
  empty: {} as never,
});

describe("the identity of an organization", () => {
  it("is its id, by which it is imported", async () => {
    expect(
      organizationResource.identity?.of({ id: ID } as StateOf<typeof organizationResource.schema>, {} as Session),
    ).toEqual({
      id: ID,
    });
    expect(
      await organizationResource.importState?.({ ...context(), identity: { id: ID.toUpperCase() } }),
    ).toMatchObject({
      id: ID,
    });
  });

  it("fails to import by what is no id", () => {
    expect(() => organizationResource.importState?.({ ...context(), identity: { id: "acme" } })).toThrow(
      'Found "acme"',
    );
  });
});

describe("the identity of a membership", () => {
  const member = { id: OTHER, organizationId: ID, identityId: ID, role: "owner", status: "active" };

  it("is its organization and its id, in whatever spelling the configuration has the organization", () => {
    const state = { id: OTHER, organization_id: ID.toUpperCase() } as StateOf<
      typeof organizationMembershipResource.schema
    >;

    expect(organizationMembershipResource.identity?.of(state, {} as Session)).toEqual({
      organization_id: ID,
      id: OTHER,
    });
  });

  it("is what it is imported by, found among the members", async () => {
    const call = ((_action: string, _call: unknown) => Promise.resolve(member)) as Session["call"];

    const imported = organizationMembershipResource.importState?.({
      ...context({ call }),
      identity: { organization_id: ID, id: OTHER },
    });

    expect(await imported).toMatchObject({ id: OTHER, organization_id: ID, identity_id: ID, role: "owner" });
  });
});
