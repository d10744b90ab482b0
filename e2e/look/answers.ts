/** Answers of the server as one picture needs them: in another length, or none at all. */
import type { Page, Route } from '@playwright/test'

const proceduresOf = (route: Route) => decodeURIComponent(new URL(route.request().url()).pathname.replace(/^\/trpc\//, '')).split(',')

/** Changes what one query answers; whatever else travels in the same batch stays as it is. */
export async function rewriteTrpc(page: Page, procedure: string, change: (data: unknown) => unknown): Promise<void> {
  await page.route(/\/trpc\//, async (route) => {
    const at = proceduresOf(route).indexOf(procedure)
    if (at < 0) return route.fallback()
    const response = await route.fetch()
    const answers = (await response.json()) as { result?: { data?: unknown } }[]
    const result = answers[at]?.result
    if (result) result.data = change(result.data)
    return route.fulfill({ response, json: answers })
  })
}

/** Lets every batch with this query fail as a server that is broken does. */
export async function refuseTrpc(page: Page, procedure: string): Promise<void> {
  await page.route(/\/trpc\//, (route) =>
    proceduresOf(route).includes(procedure) ? route.fulfill({ status: 503, contentType: 'text/plain', body: 'Service unavailable' }) : route.fallback(),
  )
}
