// Organizations as the gateway offers them: types, and one function per method.
//
// Source: agynio/api `proto/agynio/api/organizations/v1/organizations.proto`. Names repeat freely and may be empty; the slug is
// unique. An update of an organization that does not exist, or is not the caller's, is `permission_denied`.
import { Caller, type ListOptions } from "./caller.js";
import { date, type JsonObject, object, objects, requiredText, text } from "./decode.js";
import type { CallOptions } from "./transport.js";

/** One organization. */
export interface Organization {
  /** UUID in canonical form. */
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  /** Go duration, such as `30m` or `30m0s`: compare by meaning. Empty on platforms before July 2026. */
  readonly sandboxDefaultIdleTimeout: string;
  /** Go duration. */
  readonly sandboxDefaultTtl: string;
  /** Go duration. */
  readonly sandboxMaxIdleTimeout: string;
  readonly createdAt?: Date;
  readonly updatedAt?: Date;
}

/** What a new organization is made of. */
export interface CreateOrganizationInput {
  readonly name: string;
  /**
   * Lower-case letters, digits and dashes, at most 63.
   * @default - derived from the name by the platform
   */
  readonly slug?: string;
}

/** What to change; a field left out stays. At least one has to be there. */
export interface UpdateOrganizationInput {
  readonly name?: string;
  readonly slug?: string;
  /** Go duration, 1 minute to 24 hours. */
  readonly sandboxDefaultIdleTimeout?: string;
  /** Go duration, above 0, up to 336 hours. */
  readonly sandboxDefaultTtl?: string;
  /** Go duration, 1 minute to 24 hours. */
  readonly sandboxMaxIdleTimeout?: string;
}

/** One page of organizations. */
export interface OrganizationPage {
  readonly organizations: Organization[];
  /** Empty on the last page. */
  readonly nextPageToken: string;
}

/** Calls of the OrganizationsGateway. All throw `GatewayError`. */
export class Organizations {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** Creates one, owned by the caller. Not idempotent without a slug. */
  async create({ name, slug }: CreateOrganizationInput, options: CallOptions = {}): Promise<Organization> {
    return await this.#caller.call("OrganizationsGateway/CreateOrganization", { name, slug }, options, decodeAnswer);
  }

  /** Reads one by id. */
  async get(id: string, options: CallOptions = {}): Promise<Organization> {
    return await this.#caller.call("OrganizationsGateway/GetOrganization", { id }, options, decodeAnswer);
  }

  /** Changes one. */
  async update(id: string, input: UpdateOrganizationInput, options: CallOptions = {}): Promise<Organization> {
    const { name, slug, sandboxDefaultIdleTimeout, sandboxDefaultTtl, sandboxMaxIdleTimeout } = input;
    const message = { id, name, slug, sandboxDefaultIdleTimeout, sandboxDefaultTtl, sandboxMaxIdleTimeout };
    return await this.#caller.call("OrganizationsGateway/UpdateOrganization", message, options, decodeAnswer);
  }

  /** Deletes one. A second deletion is `not_found`. Runners of the organization stay. */
  async delete(id: string, options: CallOptions = {}): Promise<void> {
    await this.#caller.delete("OrganizationsGateway/DeleteOrganization", { id }, options);
  }

  /** One page of all organizations, in id order; for the cluster admin only. */
  async list(options: ListOptions = {}): Promise<OrganizationPage> {
    return await this.#caller.call(
      "OrganizationsGateway/ListOrganizations",
      Caller.page(options),
      options,
      (answer) => ({
        organizations: objects(answer, "organizations").map(decodeOrganization),
        nextPageToken: text(answer, "nextPageToken"),
      }),
    );
  }

  /** All organizations of the platform, page by page as they are asked for; for the cluster admin only. */
  async *listAll({ signal }: CallOptions = {}): AsyncGenerator<Organization, void, undefined> {
    const rpc = "OrganizationsGateway/ListOrganizations";
    for await (const page of Caller.pages(rpc, (pageToken) => this.list({ pageToken, signal }))) {
      yield* page.organizations;
    }
  }

  /** All organizations the caller belongs to, in id order. */
  async listAccessible(options: CallOptions = {}): Promise<Organization[]> {
    return await this.#caller.call("OrganizationsGateway/ListAccessibleOrganizations", {}, options, (answer) =>
      objects(answer, "organizations").map(decodeOrganization),
    );
  }

  /**
   * The one of this slug among those the caller belongs to; undefined when there is none. The platform has no call for it, so that
   * one of somebody else's is not found, not even by the cluster admin.
   */
  async findBySlug(slug: string, options: CallOptions = {}): Promise<Organization | undefined> {
    return (await this.listAccessible(options)).find((organization) => organization.slug === slug);
  }
}

function decodeAnswer(answer: JsonObject): Organization {
  return decodeOrganization(object(answer, "organization"));
}

function decodeOrganization(from: JsonObject): Organization {
  return {
    id: requiredText(from, "id"),
    name: text(from, "name"),
    slug: text(from, "slug"),
    sandboxDefaultIdleTimeout: text(from, "sandboxDefaultIdleTimeout"),
    sandboxDefaultTtl: text(from, "sandboxDefaultTtl"),
    sandboxMaxIdleTimeout: text(from, "sandboxMaxIdleTimeout"),
    createdAt: date(from, "createdAt"),
    updatedAt: date(from, "updatedAt"),
  };
}
