// Pages of the platform's listings: sizes, order, and the token that is the last id in unpadded base64url.
//
// Source: agynio/runners `internal/server/pagination.go`; sizes, token form and the base64 text as measured on the running
// services. The byte named for a bad token is the one Go's encoding/base64 names.
import { RpcError } from "./rpc-error.js";
import { parseUuid } from "./uuid.js";

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 100;

/** What a listing request says about its page. */
export interface PageRequest {
  readonly pageSize: number;
  readonly pageToken: string;
}

/** One page, and the token of the next one: empty on the last. */
export interface Page<T> {
  readonly items: T[];
  readonly nextPageToken: string;
}

/**
 * Cuts the page out of all rows, in id order.
 * @throws {RpcError} `invalid_argument` for a token that is none
 */
export function paginate<T extends { readonly id: string }>(rows: Iterable<T>, request: PageRequest): Page<T> {
  const size = request.pageSize <= 0 ? DEFAULT_PAGE_SIZE : Math.min(request.pageSize, MAX_PAGE_SIZE);
  const after = request.pageToken === "" ? "" : decodePageToken(request.pageToken);
  const rest = [...rows].filter((row) => row.id > after).sort((a, b) => (a.id < b.id ? -1 : 1));
  const items = rest.slice(0, size);
  const last = items.at(-1);
  const nextPageToken = last !== undefined && rest.length > size ? encodePageToken(last.id) : "";
  return { items, nextPageToken };
}

/** The token that stands for "after this id". */
function encodePageToken(id: string): string {
  return Buffer.from(id).toString("base64url");
}

function decodePageToken(token: string): string {
  const offset = firstBadByte(Buffer.from(token));
  if (offset !== undefined) {
    throw badToken(`decode token: illegal base64 data at input byte ${offset}`);
  }
  const result = parseUuid(Buffer.from(token, "base64url").toString());
  if ("problem" in result) {
    throw badToken(`parse token: ${result.problem}`);
  }
  return result.id;
}

function badToken(problem: string): RpcError {
  return new RpcError("invalid_argument", `invalid page_token: ${problem}`);
}

/** Where Go's unpadded base64url decoder would stop; line breaks are skipped by it. */
function firstBadByte(bytes: Buffer): number | undefined {
  let inGroup = 0;
  for (const [offset, byte] of bytes.entries()) {
    if (byte === 0x0a || byte === 0x0d) {
      continue;
    }
    if (!/[A-Za-z0-9_-]/.test(String.fromCharCode(byte))) {
      return offset;
    }
    inGroup = (inGroup + 1) % 4;
  }
  return inGroup === 1 ? bytes.length - 1 : undefined;
}
