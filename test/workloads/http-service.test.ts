import { found, rightService, synthWorkloads } from "./support";

test("no rule finds anything in a service that is right", () => {
  expect(found((setting) => rightService(setting))).toEqual([]);
});

test("a service is an account, a configuration, a policy, pods, a service and a budget for drains", () => {
  const { stacks, warnings } = synthWorkloads((setting) => rightService(setting));
  expect(warnings).toEqual([]);
  expect(Object.keys(stacks["test"]?.resource ?? {})).toEqual([
    "kubernetes_config_map_v1",
    "kubernetes_deployment_v1",
    "kubernetes_namespace_v1",
    "kubernetes_network_policy_v1",
    "kubernetes_pod_disruption_budget_v1",
    "kubernetes_service_account_v1",
    "kubernetes_service_v1",
  ]);
});
