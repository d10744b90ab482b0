import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { leanIcon } from '../../build/lean-icons.ts'

type Shape = [tag: string, attributes: Record<string, string>]

const folder = path.join(path.dirname(createRequire(import.meta.url).resolve('lucide-react/package.json')), 'dist/esm/icons')
const icons = readdirSync(folder)
  .filter((file) => file.endsWith('.mjs'))
  .map((file) => ({ file, code: readFileSync(path.join(folder, file), 'utf8') }))
  .filter(({ code }) => code.includes('const __iconData = '))

/** The shapes of an icon, as the code says them. */
function shapesIn(code: string): Shape[] {
  const literal = /const __iconData = (\{[\s\S]*?\});/.exec(code)?.[1] ?? ''
  return new Function(`return ${literal}`)().node
}

const isPlain = ([tag, attributes]: Shape) => tag === 'path' && Object.keys(attributes).every((name) => name === 'd' || name === 'key')

describe('icons in fewer elements', () => {
  it('knows how every icon is written down', () => {
    expect(icons.length).toBeGreaterThan(1_000)
    expect(icons.filter(({ code }) => leanIcon(code) === code).map(({ file }) => file)).toEqual([])
  })

  it('draws all lines of one pen as one path, each from where it began, and leaves other shapes alone', () => {
    for (const { file, code } of icons) {
      const before = shapesIn(code)
      const after = shapesIn(leanIcon(code))
      const others = before.filter((shape) => !isPlain(shape)).map(([tag, { key: _, ...attributes }]) => [tag, attributes])
      expect(
        after.filter((shape) => !isPlain(shape)),
        file,
      ).toEqual(others)
      const lines = before.filter(isPlain).map(([, { d = '' }]) => d)
      const [joined, ...more] = after.filter(isPlain).map(([, { d = '' }]) => d)
      expect(more, file).toEqual([])
      // Cut where a line begins absolutely, the joined path is the lines again.
      let rest = joined ?? ''
      for (const [index, line] of lines.entries()) {
        const said = index > 0 && line.startsWith('m') ? `M0 0${line}` : line
        expect(rest.startsWith(said), file).toBe(true)
        rest = rest.slice(said.length)
        expect(rest === '' || rest.startsWith('M'), file).toBe(true)
      }
      expect(rest, file).toBe('')
    }
  })
})
