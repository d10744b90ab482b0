/** What a page fetched, and what that weighs as the server sends it to a browser that takes gzip. */
import http from 'node:http'
import type { Page } from '@playwright/test'

export interface FetchedScripts {
  /** Bytes of scripts, gzip. */
  page: number
  /** Bytes of worker scripts, gzip. */
  workers: number
  names: string[]
}

/** Scripts the page asked for before its mark `first-view`. */
export async function fetchedScripts(page: Page): Promise<FetchedScripts> {
  const urls = await page.evaluate(() => {
    const [first] = performance.getEntriesByName('first-view')
    if (!first) throw new Error('the page has not said that its first view stands')
    return performance
      .getEntriesByType('resource')
      .filter(({ name, startTime }) => name.endsWith('.js') && startTime < first.startTime)
      .map(({ name }) => name)
  })
  const sizes = await Promise.all([...new Set(urls)].map(async (url) => ({ url, bytes: await gzipBytes(url) })))
  const sum = (list: typeof sizes) => list.reduce((all, { bytes }) => all + bytes, 0)
  const isWorker = ({ url }: { url: string }) => /worker[.-][^/]*\.js$/.test(url)
  return { page: sum(sizes.filter((one) => !isWorker(one))), workers: sum(sizes.filter(isWorker)), names: urls.map((url) => url.split('/').at(-1) ?? url) }
}

/** Bytes on the wire; the server must have it compressed. */
function gzipBytes(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    http
      .get(url, { headers: { 'accept-encoding': 'gzip' } }, (response) => {
        if (response.headers['content-encoding'] !== 'gzip' && !url.endsWith('/boot.js')) reject(new Error(`${url} is not sent compressed`))
        let bytes = 0
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length
        })
        response.on('end', () => resolve(bytes))
      })
      .on('error', reject)
  })
}
