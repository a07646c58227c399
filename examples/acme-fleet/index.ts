// The fleet of Acme as data: who, where and what. The stacks turn it into resources.
export { type PoolData, pools } from "./pools.js";
export { regions } from "./regions.js";
export { type TeamData, teams } from "./teams.js";
