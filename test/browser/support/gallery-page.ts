// The text of docs/review-gallery.md.
import { renderText } from "../../../src/review/index";
import { GALLERY_FORMS, GALLERY_NAMES, type GalleryName, galleryReview } from "../../support/gallery-reviews";
import { PICTURES } from "./pictures";

/** Lines of the text that the page shows of each change: a first screen. */
const LINES = 25;

/** What somebody did, as a heading and a sentence or two. */
const CHANGES: Readonly<Record<GalleryName, readonly [title: string, text: string]>> = {
  "region-added": ["A region is added", "`examples/acme-fleet` gets `ap-south-1`, with a pool for each team."],
  "last-place-lost": [
    "A tier goes, and with it an agent's last place",
    "`examples/acme-fleet` loses its GPU pool. The agent `trainer` has no other; the fleet's own rule was told to accept that.",
  ],
  rotated: ["Tokens are rotated", "The pool of `examples/production-pool` gets a second generation beside the first."],
  "chart-jump": [
    "A chart jumps, and values change",
    "Two pools of the training cluster of `examples/gpu-tiers` take another chart and say more in their logs; the third gets a label.",
  ],
  "first-deployment": ["A first deployment", "`examples/quickstart`, of which nothing is there yet."],
  "not-judged": [
    "A plan that says nothing of the rest",
    "A label is added in both regions of `examples/acme-fleet`, but only `us-east-1` was planned, and that with `-target`.",
  ],
};

const FORM_WORDS: Readonly<Record<string, string>> = {
  txt: "text",
  md: "comment for GitHub",
  "gitlab.md": "for GitLab",
  sarif: "SARIF",
  "annotations.txt": "annotations",
  "codequality.json": "code quality",
  "terraform.json": "Terraform report",
};

/** The page of the gallery. */
export function galleryPage(): string {
  const changes = GALLERY_NAMES.map((name) => changeSection(name));
  const pictures = PICTURES.map(({ file, title, text }) => `### ${title}\n\n${text}\n\n![${title}](images/${file})\n`);
  return `<!-- Made by "npm run gallery"; never edited by hand. -->
# The review in pictures

Changes of the fleets in \`examples/\`, applied and planned by the real Terraform on a platform of ours, and what \`cdktf-agyn review\` says of
them. Ids that the platform gave are replaced by counted ones; nothing else is.

${changes.join("\n")}
## As a page

\`cdktf-agyn review --html review.html\` writes a review as one file that needs no network: it is mailed, kept as an artifact of CI, or opened
from disk. Without script it is read as it stands; with script it has filters, details and keys.

${pictures.join("\n")}
## Keys

In a table of the map: arrows go from cell to cell, Home and End to the ends of a row, Control with Home and End to the ends of the table,
PageUp and PageDown ten rows; Enter opens what is known of a pool, Esc closes it. Tab leaves the table.

## Links

\`review.html#path=us-east-1/ml-gpu/Runner1\` opens the pool that has this construct path, \`#show=destroyed\` the list of pools with a runner that is
destroyed. Whatever links to the page may use these.
`;
}

function changeSection(name: GalleryName): string {
  const [title, text] = CHANGES[name];
  const lines = renderText(galleryReview(name), { width: 110 }).trimEnd().split("\n");
  const shown = lines.slice(0, LINES).join("\n").trimEnd();
  const rest = lines.length > LINES ? "\n..." : "";
  const links = ["json", ...Object.keys(GALLERY_FORMS)].map(
    (form) => `[${FORM_WORDS[form] ?? "JSON"}](review-gallery/${name}.${form})`,
  );
  return `## ${title}\n\n${text}\n\n\`\`\`text\n${shown}${rest}\n\`\`\`\n\nThe whole: ${links.join(", ")}.\n`;
}
