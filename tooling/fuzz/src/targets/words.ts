/** What the readers of text know, or could stumble over. */
type Words = readonly [string, ...string[]];

const PIN = "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const OTHER = "sha256/BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=";
const THIRD = "sha256/CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCA=";

export const POLICY_TEXTS: Words = [
  `{"version":1,"revision":1,"unlistedHosts":"unpinned","hosts":[{"host":"api.example.com","includeSubdomains":false,"pins":["${PIN}"],"backupPins":["${OTHER}"]}]}`,
  `{"version":1,"revision":7,"issued":"2026-11-01T00:00:00Z","ownedDomains":["example.com"],"minTls":"1.3","unlistedHosts":"reject","note":"n","hosts":[{"host":"example.com","includeSubdomains":true,"mode":"enforce","pins":[{"spki":"${PIN}","at":"ca","note":"n"}],"backupPins":[{"certificate":"${OTHER}"}],"distrusted":[{"spki":"${THIRD}"}],"expires":"2027-06-30","onExpiry":"reject"},{"host":"status.example.com","includeSubdomains":true,"exclude":true}]}`,
];

export const POLICY_WORDS: Words = [
  '"__proto__"',
  '"constructor"',
  '"prototype"',
  '"exclude":true,',
  '"mode":"report-only",',
  '"pins":[],',
  `"${THIRD}"`,
  "true",
  "false",
  "null",
  "[]",
  "{}",
  "[",
  "]",
  "{",
  "}",
  ",",
  ":",
  '"',
  "\\u0000",
  "\\ud800",
  "\uFEFF",
  "\r\n",
  "//",
  "1e999",
  "-0",
  "9007199254740993",
  "1.0000000000000001",
  "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
  '"2027-02-30"',
  '"EXAMPLE.com."',
  '"onExpiry":"unpin",',
];

export const HOST_WORDS: Words = [
  ".",
  "..",
  "-",
  "_",
  "*",
  "\0",
  "xn--",
  "0x7f",
  "127.1",
  "255.255.255.255",
  "::",
  "::1",
  "[",
  "]",
  ":443",
  "%eth0",
  "ffff",
  "\u2024",
  "\u3002",
  "\u212A",
  "\u00AD",
  "a".repeat(63),
  `${"a.".repeat(126)}a`,
  "user@",
  "https://",
];

export const PIN_TEXTS: Words = [
  PIN,
  OTHER.replace("/", "//"),
  `pin-sha256="${PIN.slice(7)}"`,
  `3 1 1 ${"ab".repeat(32)}`,
  "AB:".repeat(31).concat("CD"),
];

export const PIN_WORDS: Words = [
  "sha256/",
  "sha256//",
  "sha1/",
  'pin-sha256="',
  '"',
  "3 1 1 ",
  "=",
  "==",
  "+",
  "-",
  "_",
  ":",
  " ",
  "\n",
  "B",
  "a".repeat(64),
];

export const PEM_WORDS: Words = [
  "-----",
  "-----BEGIN ",
  "-----END ",
  "CERTIFICATE-----",
  "TRUSTED CERTIFICATE-----",
  "\n",
  "\r",
  "\r\n",
  "\t",
  " ",
  "=",
  "====",
  "MAA=",
  "\uFEFF",
  "\0",
  "Proc-Type: 4,ENCRYPTED\n",
];
