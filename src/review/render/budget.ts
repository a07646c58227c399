// A text that fits its host: sections are cut in a fixed order until it does, and each cut says how many of how many are shown. What
// must not be cut is set in fewer columns at last; when even that does not fit, the text says so and `fits` is false.
//
// Bytes, not characters: hosts count either, and bytes are never fewer.

/** A part of a text: a heading, rows, and what follows them. */
export interface Section {
  /** What its rows are, for the sentence of a cut: `changes of releases`. */
  readonly rowsAre: string;
  /** Before the rows; also shown when no row is. */
  readonly heading: readonly string[];
  /** Forms of the rows, fullest first; each form may have lines before its rows, such as the head of a table, which go with them. */
  readonly forms: readonly SectionForm[];
  /** After the rows. */
  readonly foot: readonly string[];
  /** The order in which sections are cut, lowest first; undefined: rows are never cut. */
  readonly cutFirst?: number;
}

/** One way to set the rows of a section. */
export interface SectionForm {
  readonly head: readonly string[];
  readonly rows: readonly string[];
  readonly tail: readonly string[];
  /** What this form leaves out, as a sentence. @default - nothing */
  readonly leavesOut?: string;
}

/** A text and what became of it. */
export interface FittedText {
  readonly text: string;
  /** False: not even what must never be cut fits. */
  readonly fits: boolean;
  /** What was cut, a sentence each. */
  readonly cut: readonly string[];
}

/** How a section is shown. */
interface Showing {
  readonly form: number;
  readonly rows: number;
}

/**
 * Sets the sections below each other.
 *
 * @param budget bytes
 * @param whole where everything is, as the end of a sentence: `the report of this run`
 */
export function fit(sections: readonly Section[], budget: number, whole: string): FittedText {
  const parts = sections.map((section) => new Part(section, whole));
  const isOver = (): boolean => parts.reduce((total, { bytes }) => total + bytes, 0) > budget;
  const kept = parts.filter(({ section }) => section.cutFirst === undefined);
  const cuttable = parts
    .filter(({ section }) => section.cutFirst !== undefined)
    .toSorted((left, right) => (left.section.cutFirst ?? 0) - (right.section.cutFirst ?? 0));

  // what must stay is set first, as if nothing else were there
  for (const part of cuttable) part.show({ form: 0, rows: 0 });
  for (const part of kept) part.useShorterForms(isOver);
  const fits = !isOver();
  // the rows that must stay do not fit: those that do are better than a comment that the host refuses
  if (!fits) for (const part of kept) part.cutRows(isOver);
  else {
    for (const part of cuttable) part.show({ form: 0, rows: rowsOf(part.section, 0) });
    for (const part of cuttable) {
      part.useShorterForms(isOver);
      part.cutRows(isOver);
    }
  }
  return {
    text: parts.map(({ text }) => text).join(""),
    fits,
    cut: parts.flatMap(({ section, showing }) => cutSentences(section, showing)),
  };
}

/** A section and how it is shown. */
class Part {
  showing: Showing;
  text = "";
  bytes = 0;

  constructor(
    readonly section: Section,
    private readonly whole: string,
  ) {
    this.showing = { form: 0, rows: rowsOf(section, 0) };
    this.show(this.showing);
  }

  show(showing: Showing): void {
    this.showing = showing;
    this.text = textOf(this.section, showing, this.whole);
    this.bytes = Buffer.byteLength(this.text);
  }

  useShorterForms(isOver: () => boolean): void {
    for (let form = 1; form < this.section.forms.length && isOver(); form += 1)
      this.show({ form, rows: rowsOf(this.section, form) });
  }

  /** Shows as many rows as fit, by halving: each row that is left out takes bytes away. */
  cutRows(isOver: () => boolean): void {
    if (!isOver()) return;
    const { form, rows } = this.showing;
    let [fitting, tooMany] = [0, rows];
    while (tooMany - fitting > 1) {
      const middle = Math.floor((fitting + tooMany) / 2);
      this.show({ form, rows: middle });
      if (isOver()) tooMany = middle;
      else fitting = middle;
    }
    this.show({ form, rows: fitting });
  }
}

function rowsOf(section: Section, form: number): number {
  return section.forms[form]?.rows.length ?? 0;
}

function textOf(section: Section, showing: Showing, whole: string): string {
  const form = section.forms[showing.form];
  const { rows } = showing;
  const body = form === undefined || rows === 0 ? [] : [...form.head, ...form.rows.slice(0, rows), ...form.tail];
  const cuts = cutSentences(section, showing).map((sentence) => `${sentence} The whole is in ${whole}.`);
  const blocks = [section.heading, body, cuts, section.foot].filter((lines) => lines.length > 0);
  return blocks.map((lines) => `${lines.join("\n")}\n\n`).join("");
}

function cutSentences(section: Section, showing: Showing): readonly string[] {
  const form = section.forms[showing.form];
  if (form === undefined) return [];
  const cut = showing.rows < form.rows.length;
  return [
    ...(cut ? [`${showing.rows} of ${form.rows.length} ${section.rowsAre} shown.`] : []),
    ...(form.leavesOut === undefined || (cut && showing.rows === 0) ? [] : [form.leavesOut]),
  ];
}
