// POD-08: what a container asks for and may use.
import { type Fault, isLabelKey, limitFaults, quantityFaults, quantityValue } from "../../kubernetes/index.js";
import { ERROR, own } from "../../rules/index.js";
import type { ResourcesDescription } from "../description/container.js";
import { isLater } from "../later.js";
import { containersOf } from "./containers.js";
import { asBreaches, memberOf } from "./faults.js";
import { each, when, type WorkloadRule } from "./rule.js";

/** What a container may have by the names of Kubernetes; others are named with the domain of who hands them out. */
const OWN_RESOURCE = /^(cpu|memory|ephemeral-storage|hugepages-.+|.*kubernetes\.io\/.+)$/;

/** Names of resources, and what is handed out as a whole: an accelerator, which no two containers share. */
function resourceFaults(
  at: string,
  { requests, limits }: ResourcesDescription,
  counted: readonly string[],
): readonly Fault[] {
  const names = [...new Set([...Object.keys(requests), ...Object.keys(limits)])];
  return names.flatMap((name): readonly Fault[] => {
    const path = memberOf(`${at}.${own(limits, name) === undefined ? "requests" : "limits"}`, name);
    if (isLater(name) || OWN_RESOURCE.test(name) || counted.includes(name)) return [];
    if (!/^[^/]+\/[^/]+$/.test(name)) {
      return [{ path, value: name, why: OF_A_DOMAIN, fix: AS_OF_A_DOMAIN }];
    }
    const [least, most] = [own(requests, name), own(limits, name)];
    const count = quantityValue(most);
    if (isLater(least) || isLater(most) || (most !== undefined && count === undefined)) return [];
    // a limit below its request is said there
    if (most === undefined || (quantityValue(least) ?? Infinity) < (count ?? 0)) {
      const why = `what is handed out whole has a limit that is its request, here ${least ?? ""}`;
      return [{ path: memberOf(`${at}.limits`, name), value: most, why, fix: "give the limit alone" }];
    }
    return when(!Number.isInteger(count), () => ({
      path,
      value: most,
      why: "a cluster hands it out whole",
      fix: "give a whole number",
    }));
  });
}

const OF_A_DOMAIN =
  "Kubernetes has cpu, memory, ephemeral-storage and hugepages, and others by the domain of who hands them out";
const AS_OF_A_DOMAIN = "write it so, as nvidia.com/gpu";

/** What is handed out whole, by the domain of who does. */
function acceleratorFaults(name: string): readonly Fault[] {
  if (isLater(name) || (name.includes("/") && isLabelKey(name))) return [];
  return [{ path: `nodes.accelerators["${name}"]`, value: name, why: OF_A_DOMAIN, fix: AS_OF_A_DOMAIN }];
}

const BYTES = ["memory", "ephemeral-storage"];
/** Less is no amount that a program was ever given: its unit is missing, or is `m`, thousandths. */
const LEAST_BYTES = 2 ** 20;
const HAS_UNIT = /[KkMGTPE]i?$/;

function bytesFaults(path: string, name: string, text: string | undefined): readonly Fault[] {
  const bytes = isLater(text) ? undefined : quantityValue(text);
  if (text === undefined || bytes === undefined || bytes <= 0 || bytes >= LEAST_BYTES) return [];
  const hasUnit = HAS_UNIT.test(text);
  // of a disk somebody may want a little
  if (hasUnit && name !== "memory") return [];
  return [
    {
      path,
      value: text,
      why: `that is ${bytes} bytes, in which ${name === "memory" ? "nothing starts" : "nothing can be written"}`,
      fix: hasUnit ? "give more, as 512Mi" : `write it with its unit, as ${/^[1-9]\d*/.exec(text)?.[0] ?? "512"}Mi`,
    },
  ];
}

/** The rule of quantities. */
export const quantities: WorkloadRule = {
  id: "POD-08",
  source: "Kubernetes",
  must: "What a container asks for and may use is written as Kubernetes quantities, bytes with their unit, no limit below its request.",
  otherwise: "The cluster refuses the pod, or nothing starts in it.",
  severity: ERROR,
  unacknowledgeable: "write quantities, as 500m and 2Gi",
  check: each((workload) => [
    ...asBreaches(Object.keys(workload.nodes.accelerators).flatMap(acceleratorFaults)),
    ...containersOf(workload).flatMap(({ at, resources: { requests, limits } }) => {
      // what the agent is given as accelerators is its request and its limit, whatever is written here
      const counted = at === "" ? Object.keys(workload.nodes.accelerators) : [];
      const spelt = (["requests", "limits"] as const).flatMap((kind) =>
        Object.entries({ requests, limits }[kind]).flatMap(([name, text]) =>
          quantityFaults(memberOf(`${at}resources.${kind}`, name), text),
        ),
      );
      // what is requested follows from the limit where it is left out, and is said once
      const tiny = BYTES.flatMap((name) => [
        ...(requests[name] === limits[name]
          ? []
          : bytesFaults(memberOf(`${at}resources.requests`, name), name, requests[name])),
        ...bytesFaults(memberOf(`${at}resources.limits`, name), name, limits[name]),
      ]);
      const low = Object.entries(requests).flatMap(([name, request]) =>
        isLater(own(limits, name)) || isLater(request)
          ? []
          : limitFaults(
              memberOf(`${at}resources.limits`, name),
              own(limits, name),
              request,
              memberOf(`${at}resources.requests`, name),
            ),
      );
      return asBreaches([
        ...spelt,
        ...tiny,
        ...low,
        ...resourceFaults(`${at}resources`, { requests, limits }, counted),
      ]);
    }),
  ]),
};
