// Seconds as the pods' clock has them: what a program of a test does with its time.
import { get } from "node:http";

/** Resolves when seconds have passed. */
export const sleep = (seconds) =>
  new Promise((resolve) =>
    get(`${process.env.POD_CLOCK}/sleep/${seconds}`, { agent: false }, (answer) => answer.resume().on("end", resolve)),
  );
