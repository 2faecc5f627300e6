/** The hosts that the server certificates name. All of them are this machine. */
export const HOSTS: readonly string[] = [
  "api.example.com",
  "other.example.com",
  "proxy.example.com",
  "localhost",
  "127.0.0.1",
];
