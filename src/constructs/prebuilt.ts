// The one door to the prebuilt classes of the helm and kubernetes providers. Each is loaded when it is first asked for: who imports
// the package loads none of them, and a stack only those of what it holds. Synthesis is synchronous, so `import()` can't do it.
/* eslint-disable @typescript-eslint/no-require-imports -- the one synchronous way to load at first use */
import type * as helmProvider from "@cdktf/provider-helm/lib/provider";
import type * as release from "@cdktf/provider-helm/lib/release";
import type * as kubernetesProvider from "@cdktf/provider-kubernetes/lib/provider";
import type * as limitRange from "@cdktf/provider-kubernetes/lib/limit-range-v1";
import type * as namespace from "@cdktf/provider-kubernetes/lib/namespace-v1";
import type * as resourceQuota from "@cdktf/provider-kubernetes/lib/resource-quota-v1";
import type * as role from "@cdktf/provider-kubernetes/lib/role-v1";
import type * as roleBinding from "@cdktf/provider-kubernetes/lib/role-binding-v1";
import type * as secret from "@cdktf/provider-kubernetes/lib/secret-v1";

/** The classes. Node keeps a module once it is loaded. */
export const prebuilt = {
  get HelmProvider(): typeof helmProvider.HelmProvider {
    return (require("@cdktf/provider-helm/lib/provider") as typeof helmProvider).HelmProvider;
  },
  get Release(): typeof release.Release {
    return (require("@cdktf/provider-helm/lib/release") as typeof release).Release;
  },
  get KubernetesProvider(): typeof kubernetesProvider.KubernetesProvider {
    return (require("@cdktf/provider-kubernetes/lib/provider") as typeof kubernetesProvider).KubernetesProvider;
  },
  get LimitRangeV1(): typeof limitRange.LimitRangeV1 {
    return (require("@cdktf/provider-kubernetes/lib/limit-range-v1") as typeof limitRange).LimitRangeV1;
  },
  get NamespaceV1(): typeof namespace.NamespaceV1 {
    return (require("@cdktf/provider-kubernetes/lib/namespace-v1") as typeof namespace).NamespaceV1;
  },
  get ResourceQuotaV1(): typeof resourceQuota.ResourceQuotaV1 {
    return (require("@cdktf/provider-kubernetes/lib/resource-quota-v1") as typeof resourceQuota).ResourceQuotaV1;
  },
  get RoleV1(): typeof role.RoleV1 {
    return (require("@cdktf/provider-kubernetes/lib/role-v1") as typeof role).RoleV1;
  },
  get RoleBindingV1(): typeof roleBinding.RoleBindingV1 {
    return (require("@cdktf/provider-kubernetes/lib/role-binding-v1") as typeof roleBinding).RoleBindingV1;
  },
  get SecretV1(): typeof secret.SecretV1 {
    return (require("@cdktf/provider-kubernetes/lib/secret-v1") as typeof secret).SecretV1;
  },
};
