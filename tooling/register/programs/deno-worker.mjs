// A thread of Deno, which loads nothing before it.
const { port } = JSON.parse(process.argv.at(-1));
const text = `postMessage(await fetch("https://localhost:${port}/").then(({ status }) => status))`;
const worker = new Worker(`data:text/javascript,${encodeURIComponent(text)}`, { type: "module" });
worker.addEventListener("message", () => process.exit(0));
