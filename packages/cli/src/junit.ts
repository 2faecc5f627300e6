/** Checks as CI systems show them: one test case each. */
export interface JUnitSuite {
  readonly name: string;
  readonly cases: readonly JUnitCase[];
}

/** One check. It passed where it neither failed nor was skipped. */
export interface JUnitCase {
  readonly name: string;
  /** What groups the cases: a host, a scenario. */
  readonly classname: string;
  /** What is wrong. The first line is its title. */
  readonly failure?: string;
  /** Why it was not checked. Never stands for a pass. */
  readonly skipped?: string;
}

/** Writes a suite in the dialect of JUnit's XML that Jenkins, GitLab, GitHub's actions and Azure read. */
export function junitText({ name, cases }: JUnitSuite): string {
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const skipped = cases.filter(isSkipped).length;
  const counts = attributesOf({ name, tests: cases.length, failures, errors: 0 });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${counts}>`,
    `  <testsuite${counts}${attributesOf({ skipped })}>`,
    ...cases.map(caseText),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function caseText(check: JUnitCase): string {
  const { name, classname, failure, skipped } = check;
  const head = `    <testcase${attributesOf({ classname, name })}`;
  if (failure !== undefined) return `${head}>${failureText(failure)}</testcase>`;
  // Without a title: not every schema knows one here.
  if (isSkipped(check)) return `${head}><skipped>${escapeXml(skipped ?? "")}</skipped></testcase>`;
  return `${head}/>`;
}

/** What failed has failed, whatever else was left out. */
function isSkipped({ failure, skipped }: JUnitCase): boolean {
  return failure === undefined && skipped !== undefined;
}

function failureText(text: string): string {
  const [message = ""] = text.split("\n", 1);
  return `<failure${attributesOf({ message })}>${escapeXml(text)}</failure>`;
}

function attributesOf(attributes: Readonly<Record<string, string | number>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join("");
}

// Peers name some of what is written here, so nothing may end an element, an attribute or the document.
function escapeXml(text: string): string {
  return text.replaceAll(NOT_XML, codeOf).replaceAll(/[&<>"\n]/g, (char) => ENTITIES[char] ?? "");
}

function codeOf(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

// XML 1.0 §2.2 has no place for most control characters, not even as entities. Tabs and carriage
// returns it has, but would turn them into spaces and line breaks.
const NOT_XML = /[^\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
};
