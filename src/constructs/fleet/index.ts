// Fleets: one definition for many regions, teams and tiers, and the stacks that deploy it.
export { Fleet } from "./fleet.js";
export type { IFleet } from "./parts.js";
export {
  type FleetStackOptions,
  type FleetStackProps,
  GpuStack,
  OrganizationsStack,
  RegionStack,
  type RegionStackProps,
  TeamStack,
  type TeamStackProps,
} from "./stacks.js";
