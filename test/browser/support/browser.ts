// A real browser for the fleet map: headless Chromium of the machine, and pages in it that tell what they asked the network for and
// what their security policy refused.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";

/** Where Chromium is: CHROMIUM, or in PATH under one of its names. */
export const CHROMIUM = process.env["CHROMIUM"] ?? inPath("chromium", "chromium-browser", "google-chrome");

/** A page that was opened from a file. */
export interface OpenedPage {
  readonly page: Page;
  /** All that it asked for but itself. */
  readonly requests: readonly string[];
  /** What went wrong in it: errors of its script, refusals of its policy. */
  readonly complaints: readonly string[];
}

/** Chromium, started once for a file of tests. */
export class TestBrowser {
  private readonly folder = mkdtempSync(join(tmpdir(), "cdktf-agyn-browser-"));
  private readonly contexts = new Map<string, Promise<BrowserContext>>();
  private files = 0;

  private constructor(private readonly browser: Browser) {}

  /** Starts it. */
  static async start(): Promise<TestBrowser> {
    if (CHROMIUM === undefined) throw new Error("Chromium was not found; set CHROMIUM to its path");
    return new TestBrowser(
      await chromium.launch({
        executablePath: CHROMIUM,
        // root has no sandbox in a container; the pages are ours
        args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"],
      }),
    );
  }

  /**
   * Opens HTML from a file, as one who downloaded it.
   *
   * @param hash with `#`
   */
  async open(html: string, options: BrowserContextOptions = {}, hash = ""): Promise<OpenedPage> {
    const file = join(this.folder, `${(this.files += 1)}.html`);
    writeFileSync(file, html);
    const context = await this.contextFor(options);
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    const requests: string[] = [];
    const complaints: string[] = [];
    const address = pathToFileURL(file).href;
    page.on("request", (request) => {
      if (request.url().replace(/#.*$/, "") !== address) requests.push(request.url());
    });
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", ({ message }) => complaints.push(message));
    await page.goto(address + hash);
    return { page, requests, complaints };
  }

  /** Makes one for each kind that is asked for: a context takes longer than a page. */
  private contextFor(options: BrowserContextOptions): Promise<BrowserContext> {
    const kind = JSON.stringify(options);
    const context =
      this.contexts.get(kind) ?? this.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    this.contexts.set(kind, context);
    return context;
  }

  /** Closes what is open, so that pages of earlier tests take nothing. */
  async closePages(): Promise<void> {
    for (const context of this.contexts.values()) {
      for (const page of (await context).pages()) await page.close();
    }
  }

  /** Ends it, with all pages. */
  async stop(): Promise<void> {
    await this.browser.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function inPath(...names: readonly string[]): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}
