import { expect, it } from 'vitest'
import { isPageOutdated } from './newer-page.ts'

const page = (entry: string) =>
  `<!doctype html><html><head><script src="/boot.js"></script><script type="module" crossorigin src="/assets/${entry}.js"></script></head></html>`

it('a page is outdated when the server starts pages with another script', async () => {
  expect(await isPageOutdated(page('index-a'), async () => page('index-b'))).toBe(true)
  expect(await isPageOutdated(page('index-a'), async () => page('index-a'))).toBe(false)
})

it('nothing is said where it cannot be told', async () => {
  expect(await isPageOutdated('<script type="module" src="/src/main.tsx"></script>', async () => page('index-b'))).toBe(false)
  expect(await isPageOutdated(page('index-a'), async () => '<h1>Bad gateway</h1>')).toBe(false)
  expect(
    await isPageOutdated(page('index-a'), async () => {
      throw new TypeError('Failed to fetch')
    }),
  ).toBe(false)
})
