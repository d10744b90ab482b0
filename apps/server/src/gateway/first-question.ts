import { decodedPart } from '../api/rest/match.ts'
import { TRPC_PATH } from './trpc-http.ts'

const EDITOR = /^\/w\/([^/]+)\/?$/
const TAG = 'main'

/**
 * What the page of an address asks the server before it shows anything, word for word as its client asks it (`features/editor/asked-ahead.ts`
 * of the page): a batch of two questions. Undefined where a page has no such question.
 */
export function firstQuestion(pathname: string): string | undefined {
  const part = EDITOR.exec(pathname)?.[1]
  const name = part === undefined ? undefined : decodedPart(part)
  if (name === undefined) return undefined
  const input = JSON.stringify({ 0: { name, tag: TAG }, 1: { name, tag: TAG } })
  return `${TRPC_PATH}/workflows.document,drafts.read?batch=1&input=${encodeURIComponent(input)}`
}
