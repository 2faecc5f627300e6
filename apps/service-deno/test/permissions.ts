import type { Place } from "@tlspin-apps/service-shared/contract";

/** What the README permits the service, for the API and the files of a test. */
export function permissionsFor({ files, apiPort }: Place): readonly string[] {
  return [
    `--allow-net=127.0.0.1:0,localhost:${apiPort}`,
    `--allow-read=${files.join()}`,
    "--allow-env=API_URL,API_TOKEN,API_CA,PINS,PORT",
    "--ignore-env",
  ];
}
