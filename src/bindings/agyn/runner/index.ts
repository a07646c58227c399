// Made by `npm run gen:bindings` from api/provider-schema.json. Do not edit: the next run writes it anew.
// https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/runner
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface RunnerConfig extends cdktf.TerraformMetaArguments {
  /**
  * What the runner can do, such as `docker` or `gpu`; compared as a set. Left out, the list is not managed: it is what the runner reports; leaving out one that was managed is a change of state alone. An explicit list is managed and can be changed in place; going from some to an empty list replaces the runner.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/runner#capabilities Runner#capabilities}
  */
  readonly capabilities?: string[];
  /**
  * Labels, such as `region` and `team`, by which workloads select runners where the platform places by labels. Left out, a new runner has none. Can be changed in place, but for one change the platform has no call for: going from some labels to none replaces the runner.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/runner#labels Runner#labels}
  */
  readonly labels?: { [key: string]: string };
  /**
  * Name of the runner; not unique on the platform, no blanks at its ends. Can be changed in place: id and token stay.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/runner#name Runner#name}
  */
  readonly name: string;
  /**
  * What a destroy or replacement does while workloads are starting, running or stopping on the runner: `ignore` gives them up, `refuse` makes the plan an error that names them, `wait` waits for their end as long as `timeouts.delete` allows (new ones may come meanwhile). What can not be listed counts as "can not know", and is an error with `refuse` and `wait`. The value applied last counts, also for what the same plan replaces; a change is made in place and asks nothing of the platform. To give workloads up after all, set `ignore` and apply that by itself first (`terraform apply -refresh=false`, with the rest of the configuration as it was applied last). Default: `ignore`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/runner#on_active_workloads Runner#on_active_workloads}
  */
  readonly onActiveWorkloads?: string;
  /**
  * UUID of the organization the runner belongs to; the token used must be an owner's. Left out, the runner is cluster-scoped and serves every organization, which takes the cluster admin's token. Changing this replaces the runner.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/runner#organization_id Runner#organization_id}
  */
  readonly organizationId?: string;
  /**
  * Public key of age (`age1...`, made by `age-keygen`) that the service token is sealed for: `encrypted_service_token` then holds it and `service_token` is null, so that state shows it only to whoever has the private key. Added later, it seals the token in place, and the clear one stays in older copies of the state. Changed, not known before apply, or removed after it sealed a token, it replaces the runner, with a warning: nobody here can open what was sealed. Default: none, the token is in state in clear.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/runner#service_token_public_key Runner#service_token_public_key}
  */
  readonly serviceTokenPublicKey?: string;
  /**
  * timeouts block
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/runner#timeouts Runner#timeouts}
  */
  readonly timeouts?: RunnerTimeouts;
}
export interface RunnerTimeouts {
  /**
  * How long delete may take, such as `"90s"` or `"1h30m"`. Default `"30m"`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/runner#delete Runner#delete}
  */
  readonly delete?: string;
}

export function runnerTimeoutsToTerraform(struct?: RunnerTimeouts | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    delete: cdktf.stringToTerraform(struct!.delete),
  }
}


export function runnerTimeoutsToHclTerraform(struct?: RunnerTimeouts | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    delete: {
      value: cdktf.stringToHclTerraform(struct!.delete),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class RunnerTimeoutsOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): RunnerTimeouts | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._delete !== undefined) {
      hasAnyValues = true;
      internalValueResult.delete = this._delete;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: RunnerTimeouts | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._delete = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._delete = value.delete;
    }
  }

  // delete - computed: false, optional: true, required: false
  private _delete?: string; 
  public get delete() {
    return this.getStringAttribute('delete');
  }
  public set delete(value: string) {
    this._delete = value;
  }
  public resetDelete() {
    this._delete = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get deleteInput() {
    return this._delete;
  }
}

/**
* Represents a {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/runner agyn_runner}
*/
export class Runner extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "agyn_runner";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a Runner resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the Runner to import
  * @param importFromId The id of the existing Runner that should be imported. Refer to the {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/runner#import import section} in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the Runner to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "agyn_runner", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/runner agyn_runner} Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options RunnerConfig
  */
  public constructor(scope: Construct, id: string, config: RunnerConfig) {
    super(scope, id, {
      terraformResourceType: 'agyn_runner',
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
    this._capabilities = config.capabilities;
    this._labels = config.labels;
    this._name = config.name;
    this._onActiveWorkloads = config.onActiveWorkloads;
    this._organizationId = config.organizationId;
    this._serviceTokenPublicKey = config.serviceTokenPublicKey;
    this._timeouts.internalValue = config.timeouts;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // capabilities - computed: true, optional: true, required: false
  private _capabilities?: string[]; 
  public get capabilities() {
    return this.getListAttribute('capabilities');
  }
  public set capabilities(value: string[]) {
    this._capabilities = value;
  }
  public resetCapabilities() {
    this._capabilities = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get capabilitiesInput() {
    return this._capabilities;
  }

  // encrypted_service_token - computed: true, optional: false, required: false
  public get encryptedServiceToken() {
    return this.getStringAttribute('encrypted_service_token');
  }

  // id - computed: true, optional: false, required: false
  public get id() {
    return this.getStringAttribute('id');
  }

  // identity_id - computed: true, optional: false, required: false
  public get identityId() {
    return this.getStringAttribute('identity_id');
  }

  // labels - computed: false, optional: true, required: false
  private _labels?: { [key: string]: string }; 
  public get labels() {
    return this.getStringMapAttribute('labels');
  }
  public set labels(value: { [key: string]: string }) {
    this._labels = value;
  }
  public resetLabels() {
    this._labels = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get labelsInput() {
    return this._labels;
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

  // on_active_workloads - computed: false, optional: true, required: false
  private _onActiveWorkloads?: string; 
  public get onActiveWorkloads() {
    return this.getStringAttribute('on_active_workloads');
  }
  public set onActiveWorkloads(value: string) {
    this._onActiveWorkloads = value;
  }
  public resetOnActiveWorkloads() {
    this._onActiveWorkloads = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get onActiveWorkloadsInput() {
    return this._onActiveWorkloads;
  }

  // openziti_service_name - computed: true, optional: false, required: false
  public get openzitiServiceName() {
    return this.getStringAttribute('openziti_service_name');
  }

  // organization_id - computed: false, optional: true, required: false
  private _organizationId?: string; 
  public get organizationId() {
    return this.getStringAttribute('organization_id');
  }
  public set organizationId(value: string) {
    this._organizationId = value;
  }
  public resetOrganizationId() {
    this._organizationId = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get organizationIdInput() {
    return this._organizationId;
  }

  // service_token - computed: true, optional: false, required: false
  public get serviceToken() {
    return this.getStringAttribute('service_token');
  }

  // service_token_public_key - computed: false, optional: true, required: false
  private _serviceTokenPublicKey?: string; 
  public get serviceTokenPublicKey() {
    return this.getStringAttribute('service_token_public_key');
  }
  public set serviceTokenPublicKey(value: string) {
    this._serviceTokenPublicKey = value;
  }
  public resetServiceTokenPublicKey() {
    this._serviceTokenPublicKey = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get serviceTokenPublicKeyInput() {
    return this._serviceTokenPublicKey;
  }

  // service_token_revision - computed: true, optional: false, required: false
  public get serviceTokenRevision() {
    return this.getNumberAttribute('service_token_revision');
  }

  // status - computed: true, optional: false, required: false
  public get status() {
    return this.getStringAttribute('status');
  }

  // timeouts - computed: false, optional: true, required: false
  private _timeouts = new RunnerTimeoutsOutputReference(this, "timeouts");
  public get timeouts() {
    return this._timeouts;
  }
  public putTimeouts(value: RunnerTimeouts) {
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
      capabilities: cdktf.listMapper(cdktf.stringToTerraform, false)(this._capabilities),
      labels: cdktf.hashMapper(cdktf.stringToTerraform)(this._labels),
      name: cdktf.stringToTerraform(this._name),
      on_active_workloads: cdktf.stringToTerraform(this._onActiveWorkloads),
      organization_id: cdktf.stringToTerraform(this._organizationId),
      service_token_public_key: cdktf.stringToTerraform(this._serviceTokenPublicKey),
      timeouts: runnerTimeoutsToTerraform(this._timeouts.internalValue),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      capabilities: {
        value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._capabilities),
        isBlock: false,
        type: "list",
        storageClassType: "stringList",
      },
      labels: {
        value: cdktf.hashMapperHcl(cdktf.stringToHclTerraform)(this._labels),
        isBlock: false,
        type: "map",
        storageClassType: "stringMap",
      },
      name: {
        value: cdktf.stringToHclTerraform(this._name),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      on_active_workloads: {
        value: cdktf.stringToHclTerraform(this._onActiveWorkloads),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      organization_id: {
        value: cdktf.stringToHclTerraform(this._organizationId),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      service_token_public_key: {
        value: cdktf.stringToHclTerraform(this._serviceTokenPublicKey),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      timeouts: {
        value: runnerTimeoutsToHclTerraform(this._timeouts.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "RunnerTimeouts",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
