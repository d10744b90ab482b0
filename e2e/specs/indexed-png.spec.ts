import { crc32, deflateSync, inflateSync } from 'node:zlib'
import { indexed } from '../look/indexed-png.ts'
import { expect, test } from '../product/fixtures.ts'

/** Every picture in docs/screenshots goes through this: what it writes is read again here by the letter of the PNG specification. */
type Pixels = readonly number[][]

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** What a line is filtered with, byte for byte: 0 none, 1 left, 2 up, 3 their mean, 4 Paeth. */
function filtered(filter: number, line: Buffer, before: Buffer, size: number): Buffer {
  const guess = (at: number) => {
    const [left, up, corner] = [line[at - size] ?? 0, before[at] ?? 0, before[at - size] ?? 0]
    if (filter < 4) return [0, left, up, Math.floor((left + up) / 2)][filter] ?? 0
    const estimate = left + up - corner
    return [left, up, corner].reduce((best, one) => (Math.abs(estimate - one) < Math.abs(estimate - best) ? one : best))
  }
  return Buffer.from([filter, ...line.map((byte, at) => byte - guess(at))])
}

/** A picture as Chromium writes it, in three channels or four, its lines filtered in turn by each of the five ways. */
function png(pixels: Pixels, size: 3 | 4): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(pixels[0]?.length ?? 0, 0)
  head.writeUInt32BE(pixels.length, 4)
  head.set([8, size === 3 ? 2 : 6, 0, 0, 0], 8)
  let before: Buffer = Buffer.alloc((pixels[0]?.length ?? 0) * size)
  const lines = pixels.map((row, y) => {
    const line = Buffer.from(row.flatMap((pixel) => [pixel >> 16, (pixel >> 8) & 255, pixel & 255, 255].slice(0, size)))
    const written = filtered(y % 5, line, before, size)
    before = line
    return written
  })
  return Buffer.concat([SIGNATURE, chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.concat(lines))), chunk('IEND', Buffer.alloc(0))])
}

/** The pixels of a picture by a palette; a chunk whose sum is wrong ends it. */
function pixelsOf(file: Buffer): Pixels {
  expect(file.subarray(0, 8)).toEqual(SIGNATURE)
  const chunks = new Map<string, Buffer>()
  for (let at = 8; at < file.length; ) {
    const end = at + 8 + file.readUInt32BE(at)
    expect(file.readUInt32BE(end)).toBe(crc32(file.subarray(at + 4, end)))
    chunks.set(file.toString('latin1', at + 4, at + 8), file.subarray(at + 8, end))
    at = end + 4
  }
  const [head, palette, data] = ['IHDR', 'PLTE', 'IDAT'].map((type) => chunks.get(type) ?? Buffer.alloc(0))
  if (!head || !palette || !data) throw new Error('a picture by a palette has three parts')
  expect([...head.subarray(8)]).toEqual([8, 3, 0, 0, 0])
  const [width, lines] = [head.readUInt32BE(0), inflateSync(data)]
  return Array.from({ length: head.readUInt32BE(4) }, (_, y) =>
    Array.from({ length: width }, (_pixel, x) => palette.readUIntBE((lines[y * (width + 1) + 1 + x] ?? 0) * 3, 3)),
  )
}

const picture = (width: number, height: number, colour: (at: number) => number): Pixels =>
  Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_pixel, x) => colour(y * width + x)))
/** Spread over all channels, and the same each time. */
const scattered = (at: number) => (at * 2_654_435_761) % 0x1000000
const channels = (pixel: number) => [pixel >> 16, (pixel >> 8) & 255, pixel & 255]

for (const size of [3, 4] as const)
  test(`a picture of 256 colours is the same by its palette: ${size} channels`, () => {
    const pixels = picture(120, 60, (at) => scattered((at * at) % 256))
    const written = indexed(png(pixels, size))
    expect(pixelsOf(written)).toEqual(pixels)
  })

test('of more colours none moves further than the eye follows', () => {
  // A ground, a text, and the rims between them.
  const pixels = picture(160, 90, (at) => (at % 4 === 0 ? 0xffffff : 0x010101 * (at % 251) + (at % 3)))
  expect(new Set(pixels.flat()).size).toBeGreaterThan(256)
  const written = pixelsOf(indexed(png(pixels, 3))).flat()
  const moves = pixels.flat().map((pixel, at) => Math.hypot(...channels(pixel).map((value, channel) => value - (channels(written[at] ?? 0)[channel] ?? 0))))
  expect(Math.max(...moves)).toBeGreaterThan(0)
  expect(Math.max(...moves)).toBeLessThanOrEqual(14)
  expect(written.filter((pixel) => pixel === 0xffffff).length).toBe(3600) // the commonest stays what it is
})

test('a picture whose colours would be seen to move stays as it was, and so does one that would grow', () => {
  const coloured = png(picture(100, 100, scattered), 4)
  expect(indexed(coloured)).toBe(coloured)
  const small = png([[0x123456]], 3)
  expect(indexed(small)).toBe(small)
})

test('a picture that Chromium does not write is refused', () => {
  const byPalette = indexed(
    png(
      picture(120, 60, (at) => scattered((at * at) % 256)),
      3,
    ),
  )
  expect(() => indexed(byPalette)).toThrow('eight bits')
})
