// Zips as Go writes them: deflated members with data descriptors.
import { crc32, deflateRawSync } from "node:zlib";

/** A zip of some texts, by name. */
export function zipOf(members: readonly (readonly [name: string, text: string])[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, text] of members) {
    const [content, title] = [Buffer.from(text), Buffer.from(name)];
    const packed = deflateRawSync(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 6);
    local.writeUInt16LE(8, 8);
    local.writeUInt16LE(title.length, 26);
    const descriptor = Buffer.alloc(16);
    descriptor.writeUInt32LE(0x08074b50, 0);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(8, 8);
    central.writeUInt16LE(8, 10);
    central.writeUInt32LE(at, 42);
    central.writeUInt16LE(title.length, 28);
    for (const [table, from] of [
      [descriptor, 4],
      [central, 16],
    ] as const) {
      table.writeUInt32LE(crc32(content), from);
      table.writeUInt32LE(packed.length, from + 4);
      table.writeUInt32LE(content.length, from + 8);
    }
    parts.push(local, title, packed, descriptor);
    directory.push(central, title);
    at += 30 + title.length + packed.length + 16;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  for (const offset of [8, 10]) end.writeUInt16LE(members.length, offset);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

/** A saved plan as Terraform writes it, made for a state. */
export function savedPlan(
  state: object,
  configuration: object,
  more: readonly (readonly [string, string])[] = [],
): Buffer {
  return zipOf([
    ["tfplan", "\u0008\u0003"],
    ["tfstate", JSON.stringify({ version: 4, ...state, resources: [{ secret: "hunter2-hunter2" }] })],
    ["tfstate-prev", JSON.stringify({ version: 4, serial: 0, lineage: "" })],
    ["tfconfig/m-/cdk.tf.json", JSON.stringify(configuration)],
    ...more,
    ["tfconfig/modules.json", "[]"],
    [".terraform.lock.hcl", ""],
  ]);
}
