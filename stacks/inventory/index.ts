// The fleet that the stacks deploy. Replace this line by your own: Fleet.of({ ... }) or Fleet.fromFile("fleet.yaml").
export { fleet } from "../../examples/acme-fleet/fleet.js";
