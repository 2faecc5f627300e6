/** Every name is this machine. Machines that test have no sandbox helper of root's. */
export const SWITCHES: readonly string[] = [
  "--no-sandbox",
  "--host-resolver-rules=MAP * 127.0.0.1",
];
