// Holds a value against a JSON Schema: what the command does with digests that it reads.
export { violations } from "../../src/review/index";
