// A region as a value: the cluster its runners run in, how they reach the gateway, and the storage they give to workloads.
//
// Source: environment of the k8s-runner chart (GATEWAY_ADDRESS, PVC_STORAGE_CLASS, PVC_STORAGE_SIZE).
import type { Cluster } from "./cluster.js";
import type { Gateway } from "./gateway.js";
import { checkDnsLabel } from "./names.js";
import { checkText, type Problem } from "./problems.js";
import { checkQuantity } from "./quantity.js";

/** What a region brings. */
export interface RegionOptions {
  /** Cluster of the region. */
  readonly cluster: Cluster;
  /** How a runner of the region reaches the gateway. */
  readonly gateway: Gateway;

  /**
   * Storage class of the volumes of workloads.
   *
   * @default - the cluster's default class
   */
  readonly storageClass?: string;

  /**
   * Size of a workload's volume when it asks for none, as a Kubernetes quantity.
   *
   * @default - the chart's, 10Gi
   */
  readonly storageSize?: string;
}

const checkStorageClass = checkText(
  (name) => /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name),
  "it is no storage class name",
  "respell it",
);

/** A region of the fleet; runners in it carry the label `region=<name>`. */
export class Region {
  readonly cluster: Cluster;
  readonly gateway: Gateway;
  readonly storageClass: string | undefined;
  readonly storageSize: string | undefined;

  private constructor(
    /** Name of the region. */
    readonly name: string,
    options: RegionOptions,
  ) {
    this.cluster = options.cluster;
    this.gateway = options.gateway;
    this.storageClass = options.storageClass;
    this.storageSize = options.storageSize;
  }

  /** A region by its name: lower-case letters, digits and inner hyphens. */
  static of(name: string, options: RegionOptions): Region {
    return new Region(name, options);
  }

  /** Labels that runners of the region carry. */
  get labels(): Readonly<Record<string, string>> {
    return { region: this.name };
  }

  /** What is wrong with the value, if anything. */
  problems(path: string): readonly Problem[] {
    return [
      ...checkDnsLabel(`${path}.name`, this.name),
      ...this.cluster.problems(`${path}.cluster`),
      ...this.gateway.problems(`${path}.gateway`),
      ...checkStorageClass(`${path}.storageClass`, this.storageClass),
      ...checkQuantity(`${path}.storageSize`, this.storageSize),
    ];
  }
}
