// `node --import tsx scripts/record-rpc-sequences.ts`: records what the terraform on this machine calls, for the tests that
// compare with it and replay it. One file for each release of Terraform and OpenTofu; TERRAFORM_BINARY_NAME names another binary.
import { record, writeRecording } from "../test/conformance/rpc-sequences/record.js";
import { has } from "../test/support/terraform-versions.js";

async function main(): Promise<void> {
  const { release, recording } = await record(has);
  writeRecording(release, recording);
  for (const { name, processes } of recording) {
    console.log(`${name}: ${processes.length} processes`);
    for (const calls of processes) console.log(`  ${calls.map(({ rpc }) => rpc).join(", ") || "no call"}`);
  }
}

void main();
