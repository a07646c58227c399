// An organization of the platform: made here, or found by what a stack knows of it. It remembers the credential it was made or
// found with, because only an owner may register runners in it.
//
// Source: agyn_organization of the provider's schema (api/provider-schema.json).
import { DataAgynOrganization } from "../bindings/agyn/data-agyn-organization/index.js";
import * as agyn from "../bindings/agyn/organization/index.js";
import { Construct, type TerraformProvider } from "./core.js";
import { platformProvider } from "./credentials.js";
import { checkConstructId, checkSlug } from "./names.js";
import { assertNoProblems, checkText } from "./problems.js";

/** An organization, made in this stack or elsewhere. */
export interface IOrganization {
  /** Id of the organization; a Terraform reference unless it was given as text. */
  readonly organizationId: string;
  /** The credential that sees it, and by which its runners are registered. */
  readonly provider?: TerraformProvider;
}

/** Which credential a look-up or a resource uses. */
export interface CredentialOptions {
  /**
   * Provider block of the credential.
   *
   * @default - the platform's credential, from AGYN_API_TOKEN
   */
  readonly provider?: TerraformProvider;
}

/** Settings of an Organization. */
export interface OrganizationProps extends CredentialOptions {
  /** Display name. */
  readonly name: string;

  /**
   * Short name, unique on the platform: lower-case letters, digits and inner hyphens, at most 63 characters.
   *
   * @default - chosen by the platform
   */
  readonly slug?: string;
}

const checkName = checkText(
  (name) => name.trim() !== "" && name === name.trim(),
  "a name may not be blank or padded",
  "trim it",
);

/**
 * An organization. Whoever's token creates it owns it.
 *
 * Children: `Resource` (agyn_organization).
 */
export class Organization extends Construct implements IOrganization {
  readonly organizationId: string;
  readonly provider: TerraformProvider;
  /** Short name; a Terraform reference. */
  readonly slug: string;

  /** Finds an organization by its slug at plan time. Child: `Resource` (data agyn_organization). */
  static fromSlug(scope: Construct, id: string, slug: string, options: CredentialOptions = {}): IOrganization {
    return new FoundOrganization(scope, id, slug, options);
  }

  /** Names an organization by its id, without asking the platform. */
  static fromOrganizationId(organizationId: string, options: CredentialOptions = {}): IOrganization {
    return { organizationId, ...options };
  }

  constructor(scope: Construct, id: string, props: OrganizationProps) {
    super(scope, id);
    assertNoProblems(this, [
      ...checkConstructId("id", id),
      ...checkName("name", props.name),
      ...checkSlug("slug", props.slug),
    ]);
    this.provider = props.provider ?? platformProvider(this);
    const resource = new agyn.Organization(this, "Resource", {
      name: props.name,
      slug: props.slug,
      provider: this.provider,
    });
    this.organizationId = resource.id;
    this.slug = resource.slug;
  }
}

class FoundOrganization extends Construct implements IOrganization {
  readonly organizationId: string;
  readonly provider: TerraformProvider;

  constructor(scope: Construct, id: string, slug: string, options: CredentialOptions) {
    super(scope, id);
    assertNoProblems(this, [...checkConstructId("id", id), ...checkSlug("slug", slug)]);
    this.provider = options.provider ?? platformProvider(this);
    this.organizationId = new DataAgynOrganization(this, "Resource", { slug, provider: this.provider }).id;
  }
}
