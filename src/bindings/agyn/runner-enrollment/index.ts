// Made by `npm run gen:bindings` from api/provider-schema.json. Do not edit: the next run writes it anew.
// https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/runner_enrollment
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface RunnerEnrollmentConfig extends cdktf.TerraformMetaArguments {
  /**
  * What a destroy or replacement does while workloads are starting, running or stopping on the runner: `ignore` gives them up, `refuse` makes the plan an error that names them, `wait` waits for their end as long as `timeouts.delete` allows (new ones may come meanwhile). What can not be listed counts as "can not know", and is an error with `refuse` and `wait`. The value applied last counts, also for what the same plan replaces; a change is made in place and asks nothing of the platform. To give workloads up after all, set `ignore` and apply that by itself first (`terraform apply -refresh=false`, with the rest of the configuration as it was applied last). Default: `ignore`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/runner_enrollment#on_active_workloads RunnerEnrollment#on_active_workloads}
  */
  readonly onActiveWorkloads?: string;
  /**
  * UUID of the runner to wait for. Changing this waits anew, for the other runner.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/runner_enrollment#runner_id RunnerEnrollment#runner_id}
  */
  readonly runnerId: string;
  /**
  * timeouts block
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/runner_enrollment#timeouts RunnerEnrollment#timeouts}
  */
  readonly timeouts?: RunnerEnrollmentTimeouts;
}
export interface RunnerEnrollmentTimeouts {
  /**
  * How long create may take, such as `"90s"` or `"1h30m"`. Default `"10m"`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/runner_enrollment#create RunnerEnrollment#create}
  */
  readonly create?: string;
  /**
  * How long delete may take, such as `"90s"` or `"1h30m"`. Default `"30m"`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/runner_enrollment#delete RunnerEnrollment#delete}
  */
  readonly delete?: string;
}

export function runnerEnrollmentTimeoutsToTerraform(struct?: RunnerEnrollmentTimeouts | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    create: cdktf.stringToTerraform(struct!.create),
    delete: cdktf.stringToTerraform(struct!.delete),
  }
}


export function runnerEnrollmentTimeoutsToHclTerraform(struct?: RunnerEnrollmentTimeouts | cdktf.IResolvable): any {
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

export class RunnerEnrollmentTimeoutsOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): RunnerEnrollmentTimeouts | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._create !== undefined) {
      hasAnyValues = true;
      internalValueResult.create = this._create;
    }
    if (this._delete !== undefined) {
      hasAnyValues = true;
      internalValueResult.delete = this._delete;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: RunnerEnrollmentTimeouts | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._create = undefined;
      this._delete = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._create = value.create;
      this._delete = value.delete;
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
* Represents a {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/runner_enrollment agyn_runner_enrollment}
*/
export class RunnerEnrollment extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "agyn_runner_enrollment";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a RunnerEnrollment resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the RunnerEnrollment to import
  * @param importFromId The id of the existing RunnerEnrollment that should be imported. Refer to the {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/runner_enrollment#import import section} in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the RunnerEnrollment to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "agyn_runner_enrollment", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/resources/runner_enrollment agyn_runner_enrollment} Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options RunnerEnrollmentConfig
  */
  public constructor(scope: Construct, id: string, config: RunnerEnrollmentConfig) {
    super(scope, id, {
      terraformResourceType: 'agyn_runner_enrollment',
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
    this._onActiveWorkloads = config.onActiveWorkloads;
    this._runnerId = config.runnerId;
    this._timeouts.internalValue = config.timeouts;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // enrolled_at - computed: true, optional: false, required: false
  public get enrolledAt() {
    return this.getStringAttribute('enrolled_at');
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

  // runner_id - computed: false, optional: false, required: true
  private _runnerId?: string; 
  public get runnerId() {
    return this.getStringAttribute('runner_id');
  }
  public set runnerId(value: string) {
    this._runnerId = value;
  }
  // Temporarily expose input value. Use with caution.
  public get runnerIdInput() {
    return this._runnerId;
  }

  // timeouts - computed: false, optional: true, required: false
  private _timeouts = new RunnerEnrollmentTimeoutsOutputReference(this, "timeouts");
  public get timeouts() {
    return this._timeouts;
  }
  public putTimeouts(value: RunnerEnrollmentTimeouts) {
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
      on_active_workloads: cdktf.stringToTerraform(this._onActiveWorkloads),
      runner_id: cdktf.stringToTerraform(this._runnerId),
      timeouts: runnerEnrollmentTimeoutsToTerraform(this._timeouts.internalValue),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      on_active_workloads: {
        value: cdktf.stringToHclTerraform(this._onActiveWorkloads),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      runner_id: {
        value: cdktf.stringToHclTerraform(this._runnerId),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      timeouts: {
        value: runnerEnrollmentTimeoutsToHclTerraform(this._timeouts.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "RunnerEnrollmentTimeouts",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
