// Who is at the other end of a connection that a network policy opens.

/** Where a pod may go, or who may come: one of a namespace of the cluster, or addresses. */
export interface Peer {
  /** Name of a namespace. @default - the workload's own, where no addresses are given */
  readonly namespace?: string;
  /** Labels of the pods there. @default - all of them */
  readonly podLabels?: Readonly<Record<string, string>>;
  /** Addresses, as CIDR. @default - a namespace */
  readonly cidr?: string;
  /** Ports of the pods, not of their Service, at whichever end the peer stands: those it may reach, or may be reached at. @default - all */
  readonly ports?: readonly number[];
  /** Protocol of the ports. Of both there are two peers. @default "TCP" where ports are named, else all */
  readonly protocol?: "TCP" | "UDP";
}
