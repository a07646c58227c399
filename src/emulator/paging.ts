// Pages of the platform's listings: sizes, order, and the token that is the last id in unpadded base64url.
//
// Source: agynio/runners `internal/server/pagination.go`; sizes, token form and the base64 text as measured on the running
// services. The byte named for a bad token is the one Go's encoding/base64 names.
import { RpcError } from "./rpc-error.js";
import type { Table } from "./store/table.js";
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

/** How many items a page holds for the size that was asked for. */
export function pageSizeOf({ pageSize }: Pick<PageRequest, "pageSize">): number {
  return pageSize <= 0 ? DEFAULT_PAGE_SIZE : Math.min(pageSize, MAX_PAGE_SIZE);
}

/**
 * Cuts the page out of a table, in id order.
 * @param keep which rows belong to the listing at all; pages are full as long as there are such rows
 * @throws {RpcError} `invalid_argument` for a token that is none
 */
export function paginate<Row extends { readonly id: string }>(
  table: Table<Row>,
  request: PageRequest,
  keep: (row: Row) => boolean = () => true,
): Page<Row> {
  const size = pageSizeOf(request);
  const items: Row[] = [];
  for (const row of table.after(request.pageToken === "" ? "" : decodePageToken(request.pageToken))) {
    if (!keep(row)) {
      continue;
    }
    if (items.length === size) {
      return { items, nextPageToken: encodePageToken(items.at(-1)?.id ?? "") };
    }
    items.push(row);
  }
  return { items, nextPageToken: "" };
}

/** The token that stands for "after this id". */
function encodePageToken(id: string): string {
  return Buffer.from(id).toString("base64url");
}

function decodePageToken(token: string): string {
  const result = parseUuid(decodeTokenText(token));
  if ("problem" in result) {
    throw badToken(`parse token: ${result.problem}`);
  }
  return result.id;
}

/**
 * What a page token holds, in whatever form a listing keeps it.
 * @throws {RpcError} `invalid_argument` for a token that is not base64url
 */
export function decodeTokenText(token: string): string {
  const offset = firstBadByte(Buffer.from(token));
  if (offset !== undefined) {
    throw badToken(`decode token: illegal base64 data at input byte ${offset}`);
  }
  return Buffer.from(token, "base64url").toString();
}

/** The refusal of a page token. */
export function badToken(problem: string): RpcError {
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
