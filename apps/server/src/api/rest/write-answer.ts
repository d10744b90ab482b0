import type { ServerResponse } from 'node:http'
import type { ApiProblem } from '../problem.ts'
import type { RestAnswer } from './route.ts'

/** Writes an answer; a stream writes itself. */
export async function writeAnswer(response: ServerResponse, answer: RestAnswer): Promise<void> {
  switch (answer.kind) {
    case 'json':
      return writeBytes(response, answer.status, 'application/json', Buffer.from(JSON.stringify(answer.body)), answer.headers)
    case 'bytes':
      return writeBytes(response, answer.status, answer.contentType, answer.bytes, answer.headers)
    case 'empty':
      response.writeHead(answer.status, answer.headers)
      response.end()
      return
    case 'stream':
      return answer.write(response)
  }
}

function writeBytes(response: ServerResponse, status: number, contentType: string, bytes: Uint8Array, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': String(bytes.byteLength), 'cache-control': 'no-store', ...headers })
  response.end(bytes)
}

/** RFC 9457; a failure that can be tried again says when. */
export function writeProblem(response: ServerResponse, problem: ApiProblem, headers: Record<string, string> = {}): void {
  const all = { ...headers }
  if (problem.status === 503 || problem.status === 429) all['retry-after'] = String(Math.max(1, Math.ceil((problem.retryAfterMs ?? 1_000) / 1_000)))
  if (problem.status === 401) all['www-authenticate'] = 'Bearer'
  writeBytes(response, problem.status, 'application/problem+json', Buffer.from(JSON.stringify(problem)), all)
}
