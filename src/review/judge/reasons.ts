// Why Terraform does something, in words.
//
// Source: `action_reason` of Terraform's JSON plan format and OpenTofu's additions.

const REASONS: ReadonlyMap<string, string> = new Map([
  ["replace_because_cannot_update", "it can't be changed in place"],
  ["replace_because_tainted", "it is marked as tainted"],
  ["replace_by_request", "the plan was made with -replace"],
  ["replace_by_triggers", "replace_triggered_by names something that changes"],
  ["delete_because_no_resource_config", "it is no longer in the configuration"],
  ["delete_because_wrong_repetition", "it is made with count or for_each in another way than before"],
  ["delete_because_count_index", "its index is beyond count"],
  ["delete_because_each_key", "its key is no longer in for_each"],
  ["delete_because_no_module", "its module is no longer called"],
  ["delete_because_no_move_target", "it moved to an address that is not in the configuration"],
  ["delete_because_enabled_false", "enabled is false"],
  ["read_because_config_unknown", "its settings are known only after the apply"],
  ["read_because_dependency_pending", "it waits for something that changes"],
  ["read_because_check_nested", "a check reads it"],
  ["forgot_because_lifecycle_destroy_in_state", "the state says that it is not to be destroyed"],
  ["forgot_because_lifecycle_destroy_in_config", "the configuration says that it is not to be destroyed"],
]);

/** A reason that a plan gives, as a clause. */
export function reasonWords(reason: string): string {
  return REASONS.get(reason) ?? `Terraform says ${reason}`;
}
