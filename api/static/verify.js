/*
 * The entrance: a file's SHA-256 is computed here and the file never leaves; a QR code is read with the camera.
 *
 * The digest is computed piece by piece, so that a file of any size needs no memory; the browser's own function takes
 * only whole files, and none at all on a page without TLS.
 */
"use strict";

const ROUND = new Uint32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
  0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
  0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
  0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
  0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
  0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);

/** SHA-256 (FIPS 180-4) of bytes that come piece by piece. */
class Sha256 {
  constructor() {
    this.state = new Uint32Array([
      0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    ]);
    this.words = new Uint32Array(64);
    this.rest = new Uint8Array(64);
    this.kept = 0;
    this.length = 0;
  }

  take(bytes) {
    this.length += bytes.length;
    let at = 0;
    if (this.kept) {
      at = Math.min(64 - this.kept, bytes.length);
      this.rest.set(bytes.subarray(0, at), this.kept);
      this.kept += at;
      if (this.kept < 64) return;
      this.block(new DataView(this.rest.buffer), 0);
      this.kept = 0;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (; at + 64 <= bytes.length; at += 64) this.block(view, at);
    this.rest.set(bytes.subarray(at));
    this.kept = bytes.length - at;
  }

  end() {
    const bits = BigInt(this.length) * 8n;
    const last = new Uint8Array((this.kept < 56 ? 64 : 128) - this.kept);
    last[0] = 0x80;
    new DataView(last.buffer).setBigUint64(last.length - 8, bits);
    this.take(last);
    return Array.from(this.state, (word) => word.toString(16).padStart(8, "0")).join("");
  }

  block(view, at) {
    const w = this.words;
    for (let i = 0; i < 16; i++) w[i] = view.getUint32(at + 4 * i);
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15], y = w[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
    }
    let [a, b, c, d, e, f, g, h] = this.state;
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const one = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[i] + w[i]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    const s = this.state;
    s[0] += a; s[1] += b; s[2] += c; s[3] += d; s[4] += e; s[5] += f; s[6] += g; s[7] += h;
  }
}

// THE FILE

const drop = document.getElementById("drop");
const file = document.getElementById("file");
const reading = document.getElementById("reading");
const progress = document.getElementById("read");
const digest = document.querySelector("[name=documentDigest]");

async function digestOf(chosen) {
  const hash = new Sha256();
  const pieces = chosen.stream().getReader();
  for (;;) {
    const { done, value } = await pieces.read();
    if (done) return hash.end();
    hash.take(value);
    progress.value = chosen.size ? Math.floor((hash.length / chosen.size) * 1000) : 1000;
  }
}

async function take(chosen) {
  if (!chosen) return;
  digest.value = "";
  progress.hidden = false;
  reading.textContent = `${drop.dataset.reading} ${chosen.name}`;
  try {
    digest.value = await digestOf(chosen);
    reading.textContent = `${drop.dataset.done} ${chosen.name}`;
  } catch {
    reading.textContent = drop.dataset.failed;
  }
  progress.hidden = true;
}

drop.hidden = false;
file.addEventListener("change", () => take(file.files[0]));
for (const name of ["dragover", "dragleave", "drop"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.toggle("over", name === "dragover");
    if (name === "drop") take(event.dataTransfer.files[0]);
  });
}

// THE CODE

const scan = document.getElementById("scan");
const camera = document.getElementById("camera");
const number = document.querySelector("[name=number]");
let stream = null;

function stop() {
  for (const track of stream ? stream.getTracks() : []) track.stop();
  stream = null;
  camera.hidden = true;
}

async function look() {
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  camera.srcObject = stream;
  camera.hidden = false;
  await camera.play();
  while (stream) {
    const [code] = await detector.detect(camera);
    if (code) {
      number.value = code.rawValue;
      stop();
      number.focus();
      return;
    }
    await new Promise((next) => requestAnimationFrame(next));
  }
}

if ("BarcodeDetector" in window && navigator.mediaDevices) {
  const button = scan.querySelector("button");
  const words = button.textContent;
  scan.hidden = false;
  button.addEventListener("click", async () => {
    if (stream) {
      stop();
    } else {
      button.textContent = scan.dataset.stop;
      await look().catch(() => {
        stop();
        scan.append(" " + scan.dataset.none);
      });
    }
    button.textContent = words;
  });
}
