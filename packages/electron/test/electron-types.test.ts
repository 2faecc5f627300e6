import type { App, Request, Session } from "electron";
import { expectTypeOf, test } from "vitest";

import type { ElectronPinning } from "../src/electron-pinning.ts";
import type {
  PinnableApp,
  PinnableSession,
  UtilityProcessModule,
  VerifyRequest,
} from "../src/electron-types.ts";

// `tsc` judges this file against electron.d.ts. Nothing of Electron is loaded: outside Electron, its
// package would go and fetch the binary.
test("Electron's own objects are what pinning takes", () => {
  expectTypeOf<Session>().toExtend<PinnableSession>();
  expectTypeOf<App>().toExtend<PinnableApp>();
  expectTypeOf<Request>().toExtend<VerifyRequest>();
  expectTypeOf<typeof Electron.UtilityProcess>().toExtend<
    UtilityProcessModule<Electron.UtilityProcess>
  >();
  expectTypeOf<ElectronPinning["pinApp"]>().toBeCallableWith(Object.create(null) as App);
  expectTypeOf<ElectronPinning["pinSession"]>().toBeCallableWith(Object.create(null) as Session);
});

test("and what is not is refused", () => {
  expectTypeOf<Omit<Session, "setCertificateVerifyProc">>().not.toExtend<PinnableSession>();
  expectTypeOf<Omit<App, "prependListener">>().not.toExtend<PinnableApp>();
});
