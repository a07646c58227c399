// Stands for Python in a pod of a gateway, and is not Python: does what the program of the preStop says, which waits and asks an address.
import { get } from "node:http";
import { sleep } from "./clock.mjs";

const program = process.argv[process.argv.indexOf("-c") + 1];
const [, seconds] = /time\.sleep\((\d+)\)/.exec(program);
const [, port, path] = /127\.0\.0\.1:(\d+)(\/[\w/]+)/.exec(program);
await sleep(Number(seconds));
get({ host: process.env.POD_IP, port, path, agent: false }, (answer) => {
  answer.resume().on("end", () => process.exit(answer.statusCode < 400 ? 0 : 1));
}).on("error", () => process.exit(1));
