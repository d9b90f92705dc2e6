// Starts the engine. The library's default module path is omitted on purpose: see xtask/src/build.rs.
import init, { initSync } from "./APP_JS";
// The parts that come later are joined to the running program.
globalThis.ecsPlaygroundMain = () => initSync();
init({ module_or_path: new URL("./APP_WASM", import.meta.url) }).catch((error) => {
  document.documentElement.dataset.failed = "true";
  console.error(error);
});
