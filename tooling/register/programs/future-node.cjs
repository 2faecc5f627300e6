// A Node.js that nobody has measured yet.
Object.defineProperty(process, "versions", {
  value: { ...process.versions, node: "28.0.0" },
});
