import { readFileSync } from "node:fs";

import { validateXML } from "xmllint-wasm";

/** What libxml2 finds wrong with a text: that it is no XML, or not what the schema of JUnit's allows. */
export async function xmlProblems(xml: string): Promise<readonly string[]> {
  const { errors } = await validateXML({
    xml: [{ fileName: "report.xml", contents: xml }],
    schema: [{ fileName: "junit.xsd", contents: SCHEMA }],
  });
  return errors.map(({ message }) => message);
}

const SCHEMA = readFileSync(new URL("junit.xsd", import.meta.url), "utf8");
