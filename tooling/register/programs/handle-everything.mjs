// As loggers and monitors do.
process.on("uncaughtException", () => undefined);
