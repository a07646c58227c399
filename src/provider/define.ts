// Resources, data sources and ephemeral resources of this provider work with a `Session`.
import { definitionsFor } from "../framework/index.js";
import type { Session } from "./session.js";

export const { defineResource, defineDataSource, defineEphemeralResource } = definitionsFor<Session>();
