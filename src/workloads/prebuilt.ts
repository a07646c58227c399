// The door of this layer to the prebuilt classes of the kubernetes and helm providers, each loaded when it is first asked for: the class of a
// Deployment alone is 5 MB of source. Synthesis is synchronous, so `import()` can't do it.
/* eslint-disable @typescript-eslint/no-require-imports -- the one synchronous way to load at first use */
import type * as autoscaler from "@cdktf/provider-kubernetes/lib/horizontal-pod-autoscaler-v2";
import type * as budget from "@cdktf/provider-kubernetes/lib/pod-disruption-budget-v1";
import type * as configMap from "@cdktf/provider-kubernetes/lib/config-map-v1";
import type * as cronJob from "@cdktf/provider-kubernetes/lib/cron-job-v1";
import type * as deployment from "@cdktf/provider-kubernetes/lib/deployment-v1";
import type * as ingress from "@cdktf/provider-kubernetes/lib/ingress-v1";
import type * as job from "@cdktf/provider-kubernetes/lib/job-v1";
import type * as namespace from "@cdktf/provider-kubernetes/lib/namespace-v1";
import type * as networkPolicy from "@cdktf/provider-kubernetes/lib/network-policy-v1";
import type * as release from "@cdktf/provider-helm/lib/release";
import type * as secret from "@cdktf/provider-kubernetes/lib/secret-v1";
import type * as service from "@cdktf/provider-kubernetes/lib/service-v1";
import type * as serviceAccount from "@cdktf/provider-kubernetes/lib/service-account-v1";
import type * as statefulSet from "@cdktf/provider-kubernetes/lib/stateful-set-v1";

const LIB = "@cdktf/provider-kubernetes/lib";

/** The classes. Node keeps a module once it is loaded. */
export const prebuilt = {
  get ConfigMapV1(): typeof configMap.ConfigMapV1 {
    return (require(`${LIB}/config-map-v1`) as typeof configMap).ConfigMapV1;
  },
  get CronJobV1(): typeof cronJob.CronJobV1 {
    return (require(`${LIB}/cron-job-v1`) as typeof cronJob).CronJobV1;
  },
  get DeploymentV1(): typeof deployment.DeploymentV1 {
    return (require(`${LIB}/deployment-v1`) as typeof deployment).DeploymentV1;
  },
  get HorizontalPodAutoscalerV2(): typeof autoscaler.HorizontalPodAutoscalerV2 {
    return (require(`${LIB}/horizontal-pod-autoscaler-v2`) as typeof autoscaler).HorizontalPodAutoscalerV2;
  },
  get IngressV1(): typeof ingress.IngressV1 {
    return (require(`${LIB}/ingress-v1`) as typeof ingress).IngressV1;
  },
  get JobV1(): typeof job.JobV1 {
    return (require(`${LIB}/job-v1`) as typeof job).JobV1;
  },
  get NamespaceV1(): typeof namespace.NamespaceV1 {
    return (require(`${LIB}/namespace-v1`) as typeof namespace).NamespaceV1;
  },
  get NetworkPolicyV1(): typeof networkPolicy.NetworkPolicyV1 {
    return (require(`${LIB}/network-policy-v1`) as typeof networkPolicy).NetworkPolicyV1;
  },
  /** A rule of a network policy as the synthesized JSON has it. */
  get ingressBlock(): (rule: networkPolicy.NetworkPolicyV1SpecIngress) => unknown {
    return (require(`${LIB}/network-policy-v1`) as typeof networkPolicy).networkPolicyV1SpecIngressToTerraform;
  },
  get PodDisruptionBudgetV1(): typeof budget.PodDisruptionBudgetV1 {
    return (require(`${LIB}/pod-disruption-budget-v1`) as typeof budget).PodDisruptionBudgetV1;
  },
  get Release(): typeof release.Release {
    return (require("@cdktf/provider-helm/lib/release") as typeof release).Release;
  },
  get SecretV1(): typeof secret.SecretV1 {
    return (require(`${LIB}/secret-v1`) as typeof secret).SecretV1;
  },
  get ServiceAccountV1(): typeof serviceAccount.ServiceAccountV1 {
    return (require(`${LIB}/service-account-v1`) as typeof serviceAccount).ServiceAccountV1;
  },
  get ServiceV1(): typeof service.ServiceV1 {
    return (require(`${LIB}/service-v1`) as typeof service).ServiceV1;
  },
  get StatefulSetV1(): typeof statefulSet.StatefulSetV1 {
    return (require(`${LIB}/stateful-set-v1`) as typeof statefulSet).StatefulSetV1;
  },
};
