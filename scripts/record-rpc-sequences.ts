// `node --import tsx scripts/record-rpc-sequences.ts`: records what the terraform on this machine calls, for the tests that
// compare with it and replay it. One file for each version of Terraform.
import { record, writeRecording } from "../test/conformance/rpc-sequences/record.js";

async function main(): Promise<void> {
  const { version, recording } = await record();
  writeRecording(version, recording);
  for (const { name, processes } of recording) {
    console.log(`${name}: ${processes.length} processes`);
    for (const calls of processes) console.log(`  ${calls.map(({ rpc }) => rpc).join(", ") || "no call"}`);
  }
}

void main();
