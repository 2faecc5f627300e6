import { measure } from "../src/harness.ts";
import { judged } from "../src/report.ts";
import { ROWS } from "../src/rows.ts";

// Measures the rows whose names have all of the words, and prints each as a line of JSON.
const words = process.argv.slice(2);
for (const row of ROWS.filter(({ name }) => words.every((word) => name.includes(word)))) {
  process.stdout.write(`${JSON.stringify(judged(row, measure(row)))}\n`);
}
