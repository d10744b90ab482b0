import * as globe from 'lucide-react/icons/globe'
import * as plus from 'lucide-react/icons/plus'
import { type ComponentType, createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import createLucideIcon, { type IconData } from './drawn-icon.ts'

/** Lucide exports what an icon is made of beside the icon, and does not say so in its types. */
const written = (module: unknown) => (module as { __iconData: IconData }).__iconData
const PAIRS: [name: string, theirs: unknown, data: IconData][] = [
  ['globe', globe.default, written(globe)],
  ['plus', plus.default, written(plus)],
]

/** What an icon becomes, without the classes by which lucide can be found and the namespace a page does not need, its attributes in order. */
function drawn(icon: unknown, props: object): string {
  const markup = renderToStaticMarkup(createElement(icon as ComponentType<object>, props))
  const [, attributes = '', rest = ''] = /^<svg([^>]*)>(.*)$/.exec(markup) ?? []
  const said = [...attributes.matchAll(/ ([\w-]+)="([^"]*)"/gi)].map(([, name = '', value = '']) => [name, value.replace(/\blucide(-[\w-]+)?\b */g, '')])
  return JSON.stringify([said.filter(([name, value]) => name !== 'xmlns' && value !== '').sort(), rest])
}

describe('an icon of the page', () => {
  it.each(PAIRS)('looks as lucide draws it: %s', (_, theirs, data) => {
    const ours = createLucideIcon(data)
    for (const props of [
      {},
      { size: 13, strokeWidth: 2.5 },
      { size: 17, 'aria-hidden': true, className: 'shrink-0 text-danger' },
      { 'aria-label': '3 problems' },
      { role: 'img', style: { opacity: 0.5 } },
    ])
      expect(drawn(ours, props)).toBe(drawn(theirs, props))
  })
})
