// What users change of agent workloads day by day, on a real API server: each change is taken as it is written, is done after one apply, and
// replaces only what can't be otherwise. And all of it is taken back.
import type { Changes } from "../../src/rehearsal/index";
import { closeAll, stageOf, type Stage, startCluster } from "./harness";

let stage: Stage;
beforeAll(async () => {
  stage = await stageOf("test/cluster/edits-fixture.ts", [await startCluster("edits")]);
  await stage.apply();
});
afterAll(closeAll);

/** The run that is done once is another one then: a Job can't be changed. */
const RUN = { add: 1, remove: 1 };
const IN_PLACE = { add: 0, remove: 0 };

it.each<[what: string, edits: string, expected: Partial<Changes>]>([
  [
    "what a container is made of",
    "image,command,env,secret,resources,probes,startup,in-flight,drain,port,labels,traces,network,security,pull,account,nodes,init",
    RUN,
  ],
  ["files and volumes, each with a ConfigMap more", "files,volumes", { add: 1 + 8, remove: 1 }],
  [
    "how many there are, where that is not their scaler's, and how they are exchanged",
    "maximum,minimum,rollout",
    { add: 1, remove: 1 + 8 },
  ],
  ["a schedule, without its time zone, and what becomes of its runs", "schedule,zone,overlap,retries,kept", IN_PLACE],
  ["a host, its certificate, and a queue with other credentials", "host,tls,queue,password", IN_PLACE],
  ["pods instead of a scaler, and none to spare", "replicas,disruption", {}],
  ["another scaler, another kind of way in, and one host for all pods", "scaler,way-in,hosts", {}],
  ["no way in at all, and another level of Pod Security", "way-in-gone,level", {}],
  ["nothing any more", "", {}],
])("takes %s", async (_what, edits, expected) => {
  await stage.synthesize({ EDITS: edits });

  expect(await stage.apply()).toMatchObject(expected);
  expect(stage.clusters.differences).toEqual([]);
  expect(stage.clusters.warnings).toEqual([]);
  await stage.planAgain();
});

it("is destroyed without a trace", async () => {
  await stage.destroy();
});
