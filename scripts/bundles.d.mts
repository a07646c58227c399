// Types of bundles.mjs, for the bench.
import type { BuildOptions } from "esbuild";

export interface PluginBundles {
  readonly entry: string;
  readonly folder: string;
  readonly bundle: string;
  readonly later?: { readonly file: string; readonly modules: readonly string[] };
}
export declare const PLUGINS: readonly PluginBundles[];
export declare function writeBundles(definition: PluginBundles, folder: string, more?: BuildOptions): Promise<void>;
