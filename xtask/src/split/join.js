// Fetches the part of the program that the first landing does not need, and joins it to the rest.
const file = new URL("./FILE", import.meta.url);
const root = document.documentElement;
let coming, module, joined, lost;
// The later file is on this machine and compiled.
export const fetched = () => coming ??= WebAssembly.compileStreaming(
  fetch(file, { credentials: "same-origin", integrity: "sha256-SHA256" }),
).then((compiled) => {
  module = compiled;
  delete root.dataset.partsFailed;
}, (error) => {
  coming = undefined;
  root.dataset.partsFailed = "true";
  throw error;
});
// SHA-256 in base64. The browser's own comes as a promise only, and holds no synchronous request against
// `integrity`.
const sha256 = (bytes) => {
  const k = [], h = [];
  for (let n = 2; k.length < 64; n++) {
    let least = 2;
    while (n % least) least++;
    if (least < n) continue;
    if (h.length < 8) h.push(n ** .5 * 2 ** 32 | 0);
    k.push(n ** (1 / 3) * 2 ** 32 | 0);
  }
  const padded = new Uint8Array(bytes.length + 72 >> 6 << 6);
  padded.set(bytes);
  padded[bytes.length] = 128;
  const view = new DataView(padded.buffer), w = new Int32Array(64);
  view.setUint32(padded.length - 4, bytes.length << 3);
  const turned = (x, a, b, c) => (x >>> a | x << 32 - a) ^ (x >>> b | x << 32 - b) ^ c;
  const thrice = (x, a, b, c) => turned(x, a, b, x >>> c | x << 32 - c);
  for (let at = 0; at < padded.length; at += 64) {
    let [a, b, c, d, e, f, g, last] = h;
    for (let n = 0; n < 64; n++) {
      w[n] = n < 16 ? view.getInt32(at + 4 * n)
        : w[n - 16] + w[n - 7] + turned(w[n - 15], 7, 18, w[n - 15] >>> 3) + turned(w[n - 2], 17, 19, w[n - 2] >>> 10);
      const s = last + thrice(e, 6, 11, 25) + (e & f ^ ~e & g) + k[n] + w[n] | 0;
      const t = thrice(a, 2, 13, 22) + (a & b ^ a & c ^ b & c) | 0;
      [a, b, c, d, e, f, g, last] = [s + t | 0, a, b, c, d + s | 0, e, f, g];
    }
    [a, b, c, d, e, f, g, last].forEach((x, n) => h[n] = h[n] + x | 0);
  }
  return btoa(String.fromCharCode(...h.flatMap((x) => [x >>> 24, x >> 16 & 255, x >> 8 & 255, x & 255])));
};
// A function of it was called before it was here: it is fetched while everything waits.
const waited = () => {
  root.dataset.partsWaited = "true";
  const request = new XMLHttpRequest();
  request.open("GET", file, false);
  request.overrideMimeType("text/plain; charset=x-user-defined");
  request.send();
  const bytes = Uint8Array.from(request.responseText, (c) => c.charCodeAt(0) & 255);
  if (sha256(bytes) !== "SHA256") throw new Error(`${file}: not what it should be`);
  return new WebAssembly.Module(bytes);
};
// Joins it. Nothing goes on without it.
export const arrive = () => {
  if (joined) return;
  const m = globalThis.ecsPlaygroundMain();
  try {
    if (lost) throw lost;
    joined = new WebAssembly.Instance(module ?? waited(), { m });
  } catch (error) {
    // The program stands half-way in a function that is not there: it cannot go on. It says so, once.
    if (!lost) {
      lost = error;
      m.lost();
    }
    throw error;
  }
  m.arrived.value = 1;
};
// A link, an example or a kept playground opens when all is here (`is_first_visit`): do not wait to be asked.
const first = () => {
  try { return !location.hash && !/[?&](example|lesson)=/.test(location.search) && !localStorage.length; } catch { return false; }
};
if (!first()) fetched().catch(() => {});
