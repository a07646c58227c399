// `sleep <seconds>` by the pods' clock.
import { get } from "node:http";

get(`${process.env.POD_CLOCK}/sleep/${process.argv[2]}`, { agent: false }, (answer) => answer.resume());
