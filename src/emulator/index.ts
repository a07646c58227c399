// The door of the embedded gateway: start it, make it fail, fill it, read what it saw, close it.
export { type Emulator, type Registered, startEmulator } from "./emulator.js";
export { EmulatorError, type EmulatorErrorCode } from "./errors.js";
export type { ActiveFault, Faults, HeldCall } from "./faults/fault-list.js";
export { FAULT_KINDS } from "./faults/grammar.js";
export { CLUSTER_ADMIN_IDENTITY_ID } from "./directory.js";
export type { EmulatorOptions, RequestHandler } from "./options.js";
export type { RequestRecord } from "./request-log.js";
export { readSimulationPlan } from "./simulation/plan-file.js";
export type { AgentPlan, Misbehaviour, Requests, SimulationPlan } from "./simulation/plan.js";
export { type ReplayedRunner, SimulationReplay } from "./simulation/replay.js";
export type {
  AgentPlaces,
  AgentState,
  LeftBehind,
  Simulation,
  SimulationEvent,
  SimulationOptions,
  SimulationState,
} from "./simulation/types.js";
export type { ContainerRow, WorkloadRow } from "./store/rows.js";
export type { StoreSection } from "./store/store.js";
export type { NewWorkload, WorkloadChange, Workloads } from "./workload-control.js";
