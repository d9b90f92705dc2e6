// Starts the engine. The library's default module path is omitted on purpose: see xtask/src/build.rs.
// What cannot be fetched is told by the page's shell, which has its words from the first byte on: so
// nothing is imported before somebody listens. Where not even this file comes, the style sheet tells it.
const root = document.documentElement;
root.dataset.boot = "true";
document.getElementById("reload").addEventListener("click", () => location.reload());
const start = async () => {
  if (!document.querySelector("link[rel=stylesheet]").sheet?.cssRules.length) throw new Error("the style sheet is missing");
  const { default: init, initSync } = await import("./APP_JS");
  // The parts that come later are joined to the running program.
  globalThis.ecsPlaygroundMain = () => initSync();
  await init({ module_or_path: new URL("./APP_WASM", import.meta.url) });
};
start().catch((error) => {
  root.dataset.failed = "true";
  console.error(error);
});
