// The fleet that the stacks deploy. Replace this line by your own data.
export * from "../../examples/acme-fleet/index.js";
