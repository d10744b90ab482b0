import { readFileSync } from 'node:fs'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { Logo } from './logo.tsx'

/** What is drawn, without the frame around it and with elements closed alike. */
const shapes = (svg: string) => /<svg[^>]*>(.*)<\/svg>/s.exec(svg.replace(/><\/(rect|path)>/g, '/>'))?.[1]

it('the logo is the icon of the tab', () => {
  const icon = readFileSync(new URL('../../../public/favicon.svg', import.meta.url), 'utf8')
  expect(shapes(renderToStaticMarkup(<Logo size={24} />))).toBe(shapes(icon))
  expect(shapes(icon)).toContain('<path')
})
