import type { GatewayUnderTest } from './gateway-under-test.ts'

/** Somebody elsewhere, as the proxy before the server says. */
export const ELSEWHERE = { 'x-forwarded-for': '203.0.113.9' }

export interface Answer {
  status: number
  cookie: string
  retryAfter: string | null
  body: { code?: string; by?: string; principal?: { id: string }; limit?: string; endsAt?: number }
}

/** Signs in as the page does, and answers what the browser would keep. */
export async function signIn(gateway: GatewayUnderTest, token: string, headers: Record<string, string> = ELSEWHERE): Promise<Answer> {
  const response = await fetch(`${gateway.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: gateway.url, ...headers },
    body: JSON.stringify({ token }),
  })
  return answerOf(response)
}

/** One request of the page from elsewhere; its cookie and further headers as given. */
export async function asPage(gateway: GatewayUnderTest, cookie: string, path = '/api/v1/session', init: RequestInit = {}): Promise<Answer> {
  return answerOf(await fetch(gateway.url + path, { ...init, headers: { ...ELSEWHERE, ...(cookie ? { cookie } : {}), ...init.headers } }))
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text()
  return {
    status: response.status,
    cookie: (response.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '',
    retryAfter: response.headers.get('retry-after'),
    body: text.startsWith('{') ? JSON.parse(text) : {},
  }
}
