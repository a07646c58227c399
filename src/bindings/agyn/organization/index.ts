// Made by `npm run gen:bindings` from api/provider-schema.json. Do not edit: the next run writes it anew.
// https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/organization
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface OrganizationConfig extends cdktf.TerraformMetaArguments {
  /**
  * Display name; need not be unique, no blanks at its ends: the platform would keep them, and nobody sees them. Can be changed in place.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/organization#name Organization#name}
  */
  readonly name: string;
  /**
  * How long a sandbox may be idle before it is stopped, where it does not say itself: a Go duration from `"1m"` to `"24h"`, at most `sandbox_max_idle_timeout`. Compared by meaning: `"90m"` is `"1h30m0s"`. Left out, it is not managed; the platform gives a new organization `30m`. Can be changed in place.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/organization#sandbox_default_idle_timeout Organization#sandbox_default_idle_timeout}
  */
  readonly sandboxDefaultIdleTimeout?: string;
  /**
  * How long a sandbox lives in all, where it does not say itself: a Go duration above 0, up to `"336h"`. Left out, it is not managed; the platform gives a new organization `72h`. Can be changed in place.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/organization#sandbox_default_ttl Organization#sandbox_default_ttl}
  */
  readonly sandboxDefaultTtl?: string;
  /**
  * The longest idle timeout a sandbox may ask for: a Go duration from `"1m"` to `"24h"`. Left out, it is not managed; the platform gives a new organization `24h`. Can be changed in place.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/organization#sandbox_max_idle_timeout Organization#sandbox_max_idle_timeout}
  */
  readonly sandboxMaxIdleTimeout?: string;
  /**
  * Unique short name: lower-case letters, digits and inner dashes, at most 63 characters. Left out, the platform derives it from the name; it does not follow later renames. Can be changed in place.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/organization#slug Organization#slug}
  */
  readonly slug?: string;
  /**
  * timeouts block
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/organization#timeouts Organization#timeouts}
  */
  readonly timeouts?: OrganizationTimeouts;
}
export interface OrganizationTimeouts {
  /**
  * How long create may take, such as `"90s"` or `"1h30m"`. Default `"15s"`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/organization#create Organization#create}
  */
  readonly create?: string;
}

export function organizationTimeoutsToTerraform(struct?: OrganizationTimeouts | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    create: cdktf.stringToTerraform(struct!.create),
  }
}


export function organizationTimeoutsToHclTerraform(struct?: OrganizationTimeouts | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    create: {
      value: cdktf.stringToHclTerraform(struct!.create),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class OrganizationTimeoutsOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): OrganizationTimeouts | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._create !== undefined) {
      hasAnyValues = true;
      internalValueResult.create = this._create;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: OrganizationTimeouts | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._create = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._create = value.create;
    }
  }

  // create - computed: false, optional: true, required: false
  private _create?: string; 
  public get create() {
    return this.getStringAttribute('create');
  }
  public set create(value: string) {
    this._create = value;
  }
  public resetCreate() {
    this._create = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get createInput() {
    return this._create;
  }
}

/**
* Represents a {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/organization agyn_organization}
*/
export class Organization extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "agyn_organization";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a Organization resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the Organization to import
  * @param importFromId The id of the existing Organization that should be imported. Refer to the {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/organization#import import section} in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the Organization to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "agyn_organization", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/organization agyn_organization} Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options OrganizationConfig
  */
  public constructor(scope: Construct, id: string, config: OrganizationConfig) {
    super(scope, id, {
      terraformResourceType: 'agyn_organization',
      terraformGeneratorMetadata: {
        providerName: 'agyn',
        providerVersion: '0.7.0',
        providerVersionConstraint: '~> 0.7'
      },
      provider: config.provider,
      dependsOn: config.dependsOn,
      count: config.count,
      lifecycle: config.lifecycle,
      provisioners: config.provisioners,
      connection: config.connection,
      forEach: config.forEach
    });
    this._name = config.name;
    this._sandboxDefaultIdleTimeout = config.sandboxDefaultIdleTimeout;
    this._sandboxDefaultTtl = config.sandboxDefaultTtl;
    this._sandboxMaxIdleTimeout = config.sandboxMaxIdleTimeout;
    this._slug = config.slug;
    this._timeouts.internalValue = config.timeouts;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // created_at - computed: true, optional: false, required: false
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  // id - computed: true, optional: false, required: false
  public get id() {
    return this.getStringAttribute('id');
  }

  // name - computed: false, optional: false, required: true
  private _name?: string; 
  public get name() {
    return this.getStringAttribute('name');
  }
  public set name(value: string) {
    this._name = value;
  }
  // Temporarily expose input value. Use with caution.
  public get nameInput() {
    return this._name;
  }

  // sandbox_default_idle_timeout - computed: true, optional: true, required: false
  private _sandboxDefaultIdleTimeout?: string; 
  public get sandboxDefaultIdleTimeout() {
    return this.getStringAttribute('sandbox_default_idle_timeout');
  }
  public set sandboxDefaultIdleTimeout(value: string) {
    this._sandboxDefaultIdleTimeout = value;
  }
  public resetSandboxDefaultIdleTimeout() {
    this._sandboxDefaultIdleTimeout = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get sandboxDefaultIdleTimeoutInput() {
    return this._sandboxDefaultIdleTimeout;
  }

  // sandbox_default_ttl - computed: true, optional: true, required: false
  private _sandboxDefaultTtl?: string; 
  public get sandboxDefaultTtl() {
    return this.getStringAttribute('sandbox_default_ttl');
  }
  public set sandboxDefaultTtl(value: string) {
    this._sandboxDefaultTtl = value;
  }
  public resetSandboxDefaultTtl() {
    this._sandboxDefaultTtl = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get sandboxDefaultTtlInput() {
    return this._sandboxDefaultTtl;
  }

  // sandbox_max_idle_timeout - computed: true, optional: true, required: false
  private _sandboxMaxIdleTimeout?: string; 
  public get sandboxMaxIdleTimeout() {
    return this.getStringAttribute('sandbox_max_idle_timeout');
  }
  public set sandboxMaxIdleTimeout(value: string) {
    this._sandboxMaxIdleTimeout = value;
  }
  public resetSandboxMaxIdleTimeout() {
    this._sandboxMaxIdleTimeout = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get sandboxMaxIdleTimeoutInput() {
    return this._sandboxMaxIdleTimeout;
  }

  // slug - computed: true, optional: true, required: false
  private _slug?: string; 
  public get slug() {
    return this.getStringAttribute('slug');
  }
  public set slug(value: string) {
    this._slug = value;
  }
  public resetSlug() {
    this._slug = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get slugInput() {
    return this._slug;
  }

  // updated_at - computed: true, optional: false, required: false
  public get updatedAt() {
    return this.getStringAttribute('updated_at');
  }

  // timeouts - computed: false, optional: true, required: false
  private _timeouts = new OrganizationTimeoutsOutputReference(this, "timeouts");
  public get timeouts() {
    return this._timeouts;
  }
  public putTimeouts(value: OrganizationTimeouts) {
    this._timeouts.internalValue = value;
  }
  public resetTimeouts() {
    this._timeouts.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get timeoutsInput() {
    return this._timeouts.internalValue;
  }

  // =========
  // SYNTHESIS
  // =========

  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      name: cdktf.stringToTerraform(this._name),
      sandbox_default_idle_timeout: cdktf.stringToTerraform(this._sandboxDefaultIdleTimeout),
      sandbox_default_ttl: cdktf.stringToTerraform(this._sandboxDefaultTtl),
      sandbox_max_idle_timeout: cdktf.stringToTerraform(this._sandboxMaxIdleTimeout),
      slug: cdktf.stringToTerraform(this._slug),
      timeouts: organizationTimeoutsToTerraform(this._timeouts.internalValue),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      name: {
        value: cdktf.stringToHclTerraform(this._name),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      sandbox_default_idle_timeout: {
        value: cdktf.stringToHclTerraform(this._sandboxDefaultIdleTimeout),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      sandbox_default_ttl: {
        value: cdktf.stringToHclTerraform(this._sandboxDefaultTtl),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      sandbox_max_idle_timeout: {
        value: cdktf.stringToHclTerraform(this._sandboxMaxIdleTimeout),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      slug: {
        value: cdktf.stringToHclTerraform(this._slug),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      timeouts: {
        value: organizationTimeoutsToHclTerraform(this._timeouts.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "OrganizationTimeouts",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
