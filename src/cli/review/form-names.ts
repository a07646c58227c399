// The forms of a review by their names on the command line.

/** The names of `--format`. */
export const FORM_NAMES = [
  "text",
  "markdown",
  "html",
  "json",
  "sarif",
  "sarif-full",
  "github",
  "gitlab-codequality",
  "gitlab-terraform",
] as const;
/** A form. */
export type FormName = (typeof FORM_NAMES)[number];

/** Forms and the options that write them to a file beside others. */
export const FORMS: Readonly<Record<FormName, { readonly option?: string; readonly summary: string }>> = {
  text: { summary: "for a terminal" },
  markdown: { option: "md", summary: "the comment of a pull request" },
  html: { option: "html", summary: "the fleet map, one file" },
  json: { option: "json", summary: "for tools; its form is api/review.schema.json" },
  sarif: { option: "sarif", summary: "for code scanning, without what is accepted" },
  "sarif-full": { option: "sarif-full", summary: "the same with what is accepted" },
  github: { summary: "annotations of GitHub Actions" },
  "gitlab-codequality": { option: "codequality", summary: "report of GitLab" },
  "gitlab-terraform": { option: "terraform", summary: "report of GitLab" },
};
