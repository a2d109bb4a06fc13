/* A worker that hashes a file piece by piece: SHA-256 as FIPS 180-4 has it. The
   browser's own digest would want the whole file in memory. */
"use strict";

const fractions = (count, root) => {
  const words = [];
  for (let n = 2; words.length < count; n += 1) {
    let prime = true;
    for (let d = 2; d * d <= n; d += 1) if (n % d === 0) prime = false;
    if (prime) {
      const value = Math.pow(n, 1 / root);
      words.push(((value - Math.floor(value)) * 2 ** 32) | 0);
    }
  }
  return Int32Array.from(words);
};
const K = fractions(64, 3);

class Sha256 {
  constructor() {
    this.state = fractions(8, 2);
    this.words = new Int32Array(64);
    this.left = new Uint8Array(64);
    this.filled = 0;
    this.length = 0;
  }

  update(bytes) {
    this.length += bytes.length;
    let at = 0;
    if (this.filled) {
      at = Math.min(64 - this.filled, bytes.length);
      this.left.set(bytes.subarray(0, at), this.filled);
      this.filled += at;
      if (this.filled < 64) return;
      this.blocks(this.left, 0, 64);
      this.filled = 0;
    }
    const end = bytes.length - ((bytes.length - at) % 64);
    this.blocks(bytes, at, end);
    this.left.set(bytes.subarray(end));
    this.filled = bytes.length - end;
  }

  blocks(bytes, from, end) {
    const w = this.words;
    const h = this.state;
    for (let at = from; at < end; at += 64) {
      for (let i = 0, p = at; i < 16; i += 1, p += 4) {
        w[i] = (bytes[p] << 24) | (bytes[p + 1] << 16) | (bytes[p + 2] << 8) | bytes[p + 3];
      }
      for (let i = 16; i < 64; i += 1) {
        const x = w[i - 15];
        const y = w[i - 2];
        const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
      }
      let [a, b, c, d, e, f, g, k] = h;
      for (let i = 0; i < 64; i += 1) {
        const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
        const t1 = (k + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
        const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
        const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        k = g;
        g = f;
        f = e;
        e = (d + t1) | 0;
        d = c;
        c = b;
        b = a;
        a = (t1 + t2) | 0;
      }
      h[0] += a;
      h[1] += b;
      h[2] += c;
      h[3] += d;
      h[4] += e;
      h[5] += f;
      h[6] += g;
      h[7] += k;
    }
  }

  hex() {
    const bits = BigInt(this.length) * 8n;
    const end = new Uint8Array(this.filled < 56 ? 64 : 128);
    end.set(this.left.subarray(0, this.filled));
    end[this.filled] = 0x80;
    new DataView(end.buffer).setBigUint64(end.length - 8, bits);
    this.blocks(end, 0, end.length);
    return [...this.state].map((n) => (n >>> 0).toString(16).padStart(8, "0")).join("");
  }
}

self.addEventListener("message", async ({ data: file }) => {
  try {
    const hash = new Sha256();
    const size = 1 << 22;
    for (let at = 0; at < file.size; at += size) {
      const piece = await file.slice(at, at + size).arrayBuffer();
      hash.update(new Uint8Array(piece));
      self.postMessage({ done: Math.min(1, (at + size) / file.size) });
    }
    self.postMessage({ sha256: hash.hex() });
  } catch (error) {
    self.postMessage({ problem: String(error.message || error) });
  }
});
