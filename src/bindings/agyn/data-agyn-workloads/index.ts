// Made by `npm run gen:bindings` from api/provider-schema.json. Do not edit: the next run writes it anew.
// https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/data-sources/workloads
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataAgynWorkloadsConfig extends cdktf.TerraformMetaArguments {
  /**
  * UUID of the organization.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/data-sources/workloads#organization_id DataAgynWorkloads#organization_id}
  */
  readonly organizationId: string;
  /**
  * Only workloads that run for one of these: `agent_instance`, `sandbox`. Default: for any.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/data-sources/workloads#owner_kinds DataAgynWorkloads#owner_kinds}
  */
  readonly ownerKinds?: string[];
  /**
  * Only workloads on one of these runners, by UUID. Default: on any.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/data-sources/workloads#runner_ids DataAgynWorkloads#runner_ids}
  */
  readonly runnerIds?: string[];
  /**
  * Only workloads in one of these states: `starting`, `running`, `stopping`, `stopped`, `failed`. Default: in any.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/data-sources/workloads#statuses DataAgynWorkloads#statuses}
  */
  readonly statuses?: string[];
}
export interface DataAgynWorkloadsWorkloads {
}

export function dataAgynWorkloadsWorkloadsToTerraform(struct?: DataAgynWorkloadsWorkloads): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataAgynWorkloadsWorkloadsToHclTerraform(struct?: DataAgynWorkloadsWorkloads): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataAgynWorkloadsWorkloadsOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  public get internalValue(): DataAgynWorkloadsWorkloads | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataAgynWorkloadsWorkloads | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  // agent_state - computed: true, optional: false, required: false
  public get agentState() {
    return this.getStringAttribute('agent_state');
  }

  // allocated_cpu_millicores - computed: true, optional: false, required: false
  public get allocatedCpuMillicores() {
    return this.getNumberAttribute('allocated_cpu_millicores');
  }

  // allocated_ram_bytes - computed: true, optional: false, required: false
  public get allocatedRamBytes() {
    return this.getNumberAttribute('allocated_ram_bytes');
  }

  // created_at - computed: true, optional: false, required: false
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  // failure_message - computed: true, optional: false, required: false
  public get failureMessage() {
    return this.getStringAttribute('failure_message');
  }

  // failure_reason - computed: true, optional: false, required: false
  public get failureReason() {
    return this.getStringAttribute('failure_reason');
  }

  // flavor - computed: true, optional: false, required: false
  public get flavor() {
    return this.getStringAttribute('flavor');
  }

  // id - computed: true, optional: false, required: false
  public get id() {
    return this.getStringAttribute('id');
  }

  // last_activity_at - computed: true, optional: false, required: false
  public get lastActivityAt() {
    return this.getStringAttribute('last_activity_at');
  }

  // owner_id - computed: true, optional: false, required: false
  public get ownerId() {
    return this.getStringAttribute('owner_id');
  }

  // owner_kind - computed: true, optional: false, required: false
  public get ownerKind() {
    return this.getStringAttribute('owner_kind');
  }

  // owner_name - computed: true, optional: false, required: false
  public get ownerName() {
    return this.getStringAttribute('owner_name');
  }

  // removed_at - computed: true, optional: false, required: false
  public get removedAt() {
    return this.getStringAttribute('removed_at');
  }

  // runner_id - computed: true, optional: false, required: false
  public get runnerId() {
    return this.getStringAttribute('runner_id');
  }

  // runner_name - computed: true, optional: false, required: false
  public get runnerName() {
    return this.getStringAttribute('runner_name');
  }

  // status - computed: true, optional: false, required: false
  public get status() {
    return this.getStringAttribute('status');
  }
}

export class DataAgynWorkloadsWorkloadsList extends cdktf.ComplexList {

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param wrapsSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  constructor(protected terraformResource: cdktf.IInterpolatingParent, protected terraformAttribute: string, protected wrapsSet: boolean) {
    super(terraformResource, terraformAttribute, wrapsSet)
  }

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataAgynWorkloadsWorkloadsOutputReference {
    return new DataAgynWorkloadsWorkloadsOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/data-sources/workloads agyn_workloads}
*/
export class DataAgynWorkloads extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "agyn_workloads";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataAgynWorkloads resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataAgynWorkloads to import
  * @param importFromId The id of the existing DataAgynWorkloads that should be imported. Refer to the {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/data-sources/workloads#import import section} in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the DataAgynWorkloads to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "agyn_workloads", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/agynio/agyn/0.7.0/docs/data-sources/workloads agyn_workloads} Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataAgynWorkloadsConfig
  */
  public constructor(scope: Construct, id: string, config: DataAgynWorkloadsConfig) {
    super(scope, id, {
      terraformResourceType: 'agyn_workloads',
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
    this._organizationId = config.organizationId;
    this._ownerKinds = config.ownerKinds;
    this._runnerIds = config.runnerIds;
    this._statuses = config.statuses;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // organization_id - computed: false, optional: false, required: true
  private _organizationId?: string; 
  public get organizationId() {
    return this.getStringAttribute('organization_id');
  }
  public set organizationId(value: string) {
    this._organizationId = value;
  }
  // Temporarily expose input value. Use with caution.
  public get organizationIdInput() {
    return this._organizationId;
  }

  // owner_kinds - computed: false, optional: true, required: false
  private _ownerKinds?: string[]; 
  public get ownerKinds() {
    return this.getListAttribute('owner_kinds');
  }
  public set ownerKinds(value: string[]) {
    this._ownerKinds = value;
  }
  public resetOwnerKinds() {
    this._ownerKinds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get ownerKindsInput() {
    return this._ownerKinds;
  }

  // runner_ids - computed: false, optional: true, required: false
  private _runnerIds?: string[]; 
  public get runnerIds() {
    return this.getListAttribute('runner_ids');
  }
  public set runnerIds(value: string[]) {
    this._runnerIds = value;
  }
  public resetRunnerIds() {
    this._runnerIds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get runnerIdsInput() {
    return this._runnerIds;
  }

  // statuses - computed: false, optional: true, required: false
  private _statuses?: string[]; 
  public get statuses() {
    return this.getListAttribute('statuses');
  }
  public set statuses(value: string[]) {
    this._statuses = value;
  }
  public resetStatuses() {
    this._statuses = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get statusesInput() {
    return this._statuses;
  }

  // workloads - computed: true, optional: false, required: false
  private _workloads = new DataAgynWorkloadsWorkloadsList(this, "workloads", false);
  public get workloads() {
    return this._workloads;
  }

  // =========
  // SYNTHESIS
  // =========

  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      organization_id: cdktf.stringToTerraform(this._organizationId),
      owner_kinds: cdktf.listMapper(cdktf.stringToTerraform, false)(this._ownerKinds),
      runner_ids: cdktf.listMapper(cdktf.stringToTerraform, false)(this._runnerIds),
      statuses: cdktf.listMapper(cdktf.stringToTerraform, false)(this._statuses),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      organization_id: {
        value: cdktf.stringToHclTerraform(this._organizationId),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      owner_kinds: {
        value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._ownerKinds),
        isBlock: false,
        type: "list",
        storageClassType: "stringList",
      },
      runner_ids: {
        value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._runnerIds),
        isBlock: false,
        type: "list",
        storageClassType: "stringList",
      },
      statuses: {
        value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._statuses),
        isBlock: false,
        type: "list",
        storageClassType: "stringList",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
