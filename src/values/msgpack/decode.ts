// MessagePack as Terraform's core writes it, read by type.
//
// - unknown is an extension; every extension code means unknown, and code 12 carries what is promised about it
// - numbers arrive as integer, float or decimal text; strings may arrive as bin
// - objects carry exactly their attributes; a dynamic value is `[JSON type as bin, value]`
//
// Source: go-cty's MessagePack encoding, measured against terraform 1.11.
import { Fault } from "../error.js";
import { keyTwice } from "../text.js";
import { Trail } from "../trail.js";
import { type ObjectType, type Type, typeFromJson } from "../type.js";
import { Dynamic, distinct, emptyRecord, type Value, type ValueRecord } from "../value.js";
import { layoutOf } from "./layout.js";
import { isExtension, NIL, Reader } from "./reader.js";
import { readUnknown } from "./refinement.js";

/**
 * Reads a value of a known type.
 *
 * @throws {ValueError} when the bytes are broken or hold something else
 */
export function decodeMsgpack(bytes: Uint8Array, type: Type): Value {
  const trail = new Trail();
  const decoder = new Decoder(new Reader(bytes), trail);
  return trail.walk(() => decoder.whole(type));
}

class Decoder {
  constructor(
    private readonly reader: Reader,
    private readonly trail: Trail,
  ) {}

  whole(type: Type): Value {
    const value = this.value(type);
    if (!this.reader.atEnd) throw new Fault("bytes are left over after the value");
    return value;
  }

  private value(type: Type): Value {
    const { reader } = this;
    const head = reader.head();
    if (type === "string" && head >= 0xa0 && head <= 0xbf) return reader.string(head);
    if (head === NIL) return null;
    if (isExtension(head)) return readUnknown(reader, head, type);
    if (typeof type === "string") {
      if (type === "string") return reader.string(head);
      if (type === "number") return reader.number(head);
      if (type === "dynamic") return this.dynamic(head);
      if (head === 0xc2 || head === 0xc3) return head === 0xc3;
      throw new Fault("a bool is required");
    }
    this.trail.enter(type);
    const value = this.container(head, type);
    this.trail.leave();
    return value;
  }

  private container(head: number, type: Exclude<Type, string>): Value {
    const { reader } = this;
    switch (type.kind) {
      case "list":
        return this.elements(reader.arrayLength(head, "a list"), type.element);
      case "set":
        return distinct(type.element, this.elements(reader.arrayLength(head, "a set"), type.element));
      case "tuple": {
        const length = reader.arrayLength(head, "a tuple");
        if (length !== type.elements.length) {
          throw new Fault(`a tuple of ${type.elements.length} elements is required, got ${length}`);
        }
        return type.elements.map((element, i) => {
          this.trail.at(i);
          return this.value(element);
        });
      }
      case "map":
        return this.map(reader.mapLength(head, "a map"), type.element);
      case "object":
        return this.object(reader.mapLength(head, "an object"), type);
    }
  }

  private elements(length: number, element: Type): Value[] {
    const items: Value[] = [];
    for (let i = 0; i < length; i++) {
      this.trail.at(i);
      items.push(this.value(element));
    }
    return items;
  }

  private map(length: number, element: Type): ValueRecord {
    const record = emptyRecord();
    for (let n = length; n > 0; n--) {
      const key = this.reader.string(this.reader.head());
      if (key in record) {
        this.trail.atContainer();
        throw keyTwice(key);
      }
      this.trail.at(key);
      record[key] = this.value(element);
    }
    return record;
  }

  private object(length: number, type: ObjectType): ValueRecord {
    const { reader, trail } = this;
    const layout = layoutOf(type);
    const record = emptyRecord();
    for (let i = 0; i < length; i++) {
      const expected = layout[i];
      const name = expected !== undefined && reader.skips(expected.wireName) ? expected.name : this.name(type, record);
      trail.at(name);
      record[name] = this.value(type.attributes[name] ?? "dynamic");
    }
    trail.atContainer();
    if (length !== layout.length) {
      const missing = layout.filter(({ name }) => !(name in record)).map(({ name }) => name);
      throw new Fault(`missing attributes: ${missing.join(", ")}`);
    }
    return record;
  }

  /** A name that is not the next one in core's order: every order is allowed, but every attribute stands once. */
  private name(type: ObjectType, record: ValueRecord): string {
    const name = this.reader.string(this.reader.head());
    this.trail.atContainer();
    if (!Object.hasOwn(type.attributes, name)) throw new Fault(`unsupported attribute ${JSON.stringify(name)}`);
    if (name in record) throw new Fault(`the attribute ${JSON.stringify(name)} stands twice`);
    return name;
  }

  private dynamic(head: number): Value {
    const { reader, trail } = this;
    if (reader.arrayLength(head, "a dynamic value, a pair of type and value,") !== 2) {
      throw new Fault("a dynamic value is a pair of type and value");
    }
    const type = dynamicType(reader.string(reader.head()));
    trail.enter("dynamic");
    const value = this.value(type);
    trail.leave();
    // what is dynamic inside of a dynamic value is that value itself
    return type === "dynamic" ? value : new Dynamic(type, value);
  }
}

function dynamicType(text: string): Type {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Fault("a dynamic value begins with its type in JSON, and this is no JSON");
  }
  return typeFromJson(json);
}
