/** PNG with a palette: pages have few colours, and a byte for each pixel takes half the room of four. */
import { deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const MOST_COLOURS = 256
/** How far a colour may move, of 255 in one channel and all together; further, and the picture stays as it is. */
const MOST_MOVE = 14

interface Picture {
  width: number
  height: number
  /** One number per pixel, 0xRRGGBB. */
  pixels: Uint32Array
}

/** The same picture by a palette, or as it was where that would be seen or nothing is gained. */
export function indexed(png: Buffer): Buffer {
  const picture = read(png)
  const { palette, places, furthest } = paletteOf(picture.pixels)
  if (furthest > MOST_MOVE) return png
  const written = write(picture, palette, places)
  return written.length < png.length ? written : png
}

function* chunksOf(png: Buffer): Generator<{ type: string; data: Buffer }> {
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at)
    yield { type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) }
    at += length + 12
  }
}

/** What Chromium writes: eight bits a channel, no interlacing, three channels or four. */
function read(png: Buffer): Picture {
  const chunks = [...chunksOf(png)]
  const head = chunks.find(({ type }) => type === 'IHDR')?.data
  if (head?.[8] !== 8 || (head[9] !== 2 && head[9] !== 6)) throw new Error('not a PNG of eight bits in three or four channels')
  const [width, height, size] = [head.readUInt32BE(0), head.readUInt32BE(4), head[9] === 2 ? 3 : 4]
  const lines = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)))
  const pixels = new Uint32Array(width * height)
  let before = Buffer.alloc(width * size)
  for (let y = 0; y < height; y += 1) {
    const start = y * (width * size + 1)
    const line = unfiltered(lines[start] ?? 0, lines.subarray(start + 1, start + 1 + width * size), before, size)
    for (let x = 0; x < width; x += 1) pixels[y * width + x] = line.readUIntBE(x * size, 3)
    before = line
  }
  return { width, height, pixels }
}

function unfiltered(filter: number, filtered: Buffer, before: Buffer, size: number): Buffer<ArrayBuffer> {
  const line = Buffer.from(filtered)
  for (let at = 0; at < line.length; at += 1) {
    const left = line[at - size] ?? 0
    const up = before[at] ?? 0
    const corner = at < size ? 0 : (before[at - size] ?? 0)
    const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0
    line[at] = ((line[at] ?? 0) + guess) & 255
  }
  return line
}

function paeth(left: number, up: number, corner: number): number {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}

const distance = (one: number, other: number) => Math.hypot((one >> 16) - (other >> 16), ((one >> 8) & 255) - ((other >> 8) & 255), (one & 255) - (other & 255))

/** Takes the commonest colour, then always the one that is common and worst served so far. */
function paletteOf(pixels: Uint32Array): { palette: number[]; places: Map<number, number>; furthest: number } {
  const counts = new Map<number, number>()
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1)
  const colours = [...counts.keys()]
  const weights = colours.map((colour) => Math.sqrt(Math.sqrt(counts.get(colour) ?? 0)))
  const gaps = colours.map(() => Number.POSITIVE_INFINITY)
  const nearest = colours.map(() => 0)
  const palette: number[] = []
  let next = colours.reduce((best, _, index) => ((weights[index] ?? 0) > (weights[best] ?? 0) ? index : best), 0)
  while (palette.length < Math.min(MOST_COLOURS, colours.length)) {
    const taken = colours[next] ?? 0
    palette.push(taken)
    let worst = 0
    for (let index = 0; index < colours.length; index += 1) {
      const gap = distance(colours[index] ?? 0, taken)
      if (gap < (gaps[index] ?? 0)) {
        gaps[index] = gap
        nearest[index] = palette.length - 1
      }
      const need = (gaps[index] ?? 0) * (weights[index] ?? 0)
      if (need > worst) [worst, next] = [need, index]
    }
  }
  return {
    palette,
    places: new Map(colours.map((colour, index) => [colour, nearest[index] ?? 0])),
    furthest: gaps.reduce((most, gap) => Math.max(most, gap), 0),
  }
}

function write({ width, height, pixels }: Picture, palette: readonly number[], places: ReadonlyMap<number, number>): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 3, 0, 0, 0], 8)
  const colours = Buffer.alloc(palette.length * 3)
  for (const [index, colour] of palette.entries()) colours.writeUIntBE(colour, index * 3, 3)
  const lines = Buffer.alloc(height * (width + 1))
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) lines[y * (width + 1) + 1 + x] = places.get(pixels[y * width + x] ?? 0) ?? 0
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(lines, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const whole = Buffer.alloc(body.length + 8)
  whole.writeUInt32BE(data.length, 0)
  body.copy(whole, 4)
  whole.writeUInt32BE(checksum(body), body.length + 4)
  return whole
}

/** CRC-32 of ISO 3309, as PNG has it. */
function checksum(bytes: Buffer): number {
  let sum = 0xffffffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1
  }
  return (sum ^ 0xffffffff) >>> 0
}
