export { type Display, openDisplay } from "./display.ts";
export { type Equipment, findElectron, findEquipment } from "./find-electron.ts";
export { Home } from "./home.ts";
export { SWITCHES } from "./switches.ts";
