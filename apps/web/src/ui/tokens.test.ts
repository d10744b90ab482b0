import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

type Colours = Readonly<Record<string, string>>
type Triple = readonly [number, number, number]

const [light = '', dark = ''] = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8').split(':root[data-theme="dark"]')
const coloursOf = (css: string): Colours => Object.fromEntries([...css.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]))
const SCHEMES: ReadonlyArray<[string, Colours]> = [
  ['light', coloursOf(light)],
  ['dark', { ...coloursOf(light), ...coloursOf(dark) }],
]

const TEXTS = ['text', 'text-2', 'text-3', 'accent-text', 'danger', 'warning', 'diff-add', 'diff-remove', 'diff-change']
const STATUSES = ['idle', 'queued', 'running', 'waiting', 'succeeded', 'failed', 'retrying', 'muted'].map((status) => `status-${status}`)
const GROUNDS = ['bg', 'surface', 'surface-2', 'surface-3']
/** What a change is called stands on a card or a panel only. */
const ON_SURFACE = new Set(['diff-add', 'diff-remove', 'diff-change'])
/** Text on a ground of its own. */
const PAIRS = [
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['on-danger', 'danger'],
  ['on-danger', 'danger-hover'],
  ['on-diff', 'diff-add'],
  ['on-diff', 'diff-remove'],
  ['on-diff', 'diff-change'],
  ['accent-text', 'accent-soft'],
  ['danger', 'danger-soft'],
  ['warning', 'warning-soft'],
  ...['actions', 'logic', 'scopes', 'ai', 'people', 'unknown'].map((tint) => [`tint-${tint}`, `tint-${tint}-soft`]),
] as const

function linear(hex: string): Triple {
  const part = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return [part(1), part(3), part(5)]
}

/** Contrast as WCAG computes it. */
function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [one, other]
    .map((hex) => linear(hex))
    .map(([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue)
    .sort((a, b) => b - a)
  return (high + 0.05) / (low + 0.05)
}

const of = (colours: Colours, name: string) => {
  const value = colours[name]
  if (!value) throw new Error(`There is no colour named ${name}`)
  return value
}

function tooFaint(colours: Colours, pairs: ReadonlyArray<readonly [string, string]>, least: number): string[] {
  return pairs.flatMap(([front, ground]) => {
    const found = contrast(of(colours, front), of(colours, ground))
    return found < least ? [`${front} on ${ground}: ${found.toFixed(2)}`] : []
  })
}

/** Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB. */
const SIGHTS: Readonly<Record<string, readonly [Triple, Triple, Triple]>> = {
  all: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

const dot = ([a, b, c]: Triple, [x, y, z]: Triple) => a * x + b * y + c * z
const within = (value: number) => Math.min(1, Math.max(0, value))

function okLab(hex: string, [r, g, b]: readonly [Triple, Triple, Triple]): Triple {
  const seen = linear(hex)
  const rgb: Triple = [within(dot(r, seen)), within(dot(g, seen)), within(dot(b, seen))]
  const lms: Triple = [
    Math.cbrt(dot([0.4122214708, 0.5363325363, 0.0514459929], rgb)),
    Math.cbrt(dot([0.2119034982, 0.6806995451, 0.1073969566], rgb)),
    Math.cbrt(dot([0.0883024619, 0.2817188376, 0.6299787005], rgb)),
  ]
  return [
    dot([0.2104542553, 0.793617785, -0.0040720468], lms),
    dot([1.9779984951, -2.428592205, 0.4505937099], lms),
    dot([0.0259040371, 0.7827717662, -0.808675766], lms),
  ]
}

describe.each(SCHEMES)('the palette, %s', (_, colours) => {
  it('every text is legible on every ground it stands on: 4.5 to 1', () => {
    const onGrounds = [...TEXTS, ...STATUSES].flatMap((text) => (ON_SURFACE.has(text) ? ['surface'] : GROUNDS).map((ground) => [text, ground] as const))
    expect(tooFaint(colours, [...onGrounds, ...PAIRS.map(([front, ground]) => [front, ground] as const)], 4.5)).toEqual([])
  })

  it('what shows a control, a connection or the focus is told from what it lies on: 3 to 1', () => {
    const shapes = ['control-border', 'edge', 'focus', 'accent'].flatMap((shape) => ['bg', 'surface', 'surface-2'].map((ground) => [shape, ground] as const))
    expect(tooFaint(colours, [...shapes, ['diff-remove', 'diff-remove-soft'], ['diff-add', 'diff-add-soft']], 3)).toEqual([])
  })

  it.each(Object.entries(SIGHTS))('added, removed and changed stay apart in the eyes of %s', (_sight, matrix) => {
    const [added, removed, changed] = ['diff-add', 'diff-remove', 'diff-change'].map((name) => okLab(of(colours, name), matrix))
    if (!added || !removed || !changed) throw new Error('three colours are compared')
    for (const [one, other] of [
      [added, removed],
      [added, changed],
      [removed, changed],
    ] as const)
      expect(Math.round(1000 * Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]))).toBeGreaterThanOrEqual(210)
  })
})

describe('type', () => {
  const source = new URL('../', import.meta.url)
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(tsx?|css)$/.test(name) && !name.includes('.test.'))
  /** The names on a card seen from afar grow against the camera. */
  const FROM_AFAR = '25'

  it('has four sizes, whoever writes it', () => {
    const sizes = files.flatMap((name) =>
      [...readFileSync(new URL(name, source), 'utf8').matchAll(/(?:text-\[|font-size: |fontSize: '|--text-\w+: )([\d.]+)px/g)].map(([, size = '']) => size),
    )
    expect([...new Set(sizes)].toSorted()).toEqual(['11', '12.5', '13.5', '15', FROM_AFAR])
  })

  it('leaves words as the typeface has them: tabular figures would widen every hyphen', () => {
    const body = /\n {2}body \{[^}]*\}/.exec(readFileSync(new URL('./styles.css', import.meta.url), 'utf8'))?.[0]
    expect(body).toContain('font-family')
    expect(body).not.toMatch(/tnum|tabular/)
  })

  it('cuts a name that is written from right to left at its end', () => {
    const styles = readFileSync(new URL('./styles.css', import.meta.url), 'utf8')
    expect(styles).toMatch(/\.truncate,\n {2}\.node-card span,[^}]*unicode-bidi: plaintext/)
  })
})
