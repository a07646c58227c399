// The door of the command: nothing in the package imports it; its program is main.ts, run through the package's `bin`.
export {};
